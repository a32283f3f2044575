"""The page of one session."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor, ContactKind, ContactPoint
from events_service.partnerships.partnerships import Agreement, Fund
from events_service.programme.live import Live, Notice, Offering
from events_service.programme.programme import (
    AgendaItem,
    Document,
    EventRole,
    EventStatus,
    OfferMode,
    PersonRole,
    Programme,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Visibility,
)
from events_service.web.records import Records
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    make_type,
    make_venue,
    programme_of,
)
from tests.factories.views import demo_view, event_view
from tests.web.reading import Read, read, render

PATTERN = "/{lang}/{event}/sessions/{slug}/"
SOU_84 = "sou-84-partnering-to-last-the-challenge-of-the-commitment-pact-between-the-players-of-the"
NB = "\u00a0"
wall = datetime.fromisoformat
PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903")
ARM = make_organization(name={"en": "Association of Regions"}, short_name={"en": "ARM"}, slug="arm", contacts=(PHONE,))
VENUE = make_venue()
DAKHLA = make_room(name={"en": "Dakhla"}, slug="dakhla", venue_uid=VENUE.uid, capacity=120)


def shown(session: Session, language: str = "en", others: tuple[Session, ...] = (), **changes: object) -> Read:
    view = {name: changes.pop(name) for name in ("live", "now", "records") if name in changes}
    return read(PATTERN, event_view(programme_with(session, *others, **changes), **view), language, slug=session.slug)


PHOTO = f"/media/{'a' * 64}.jpg"


@pytest.mark.parametrize(
    ("photo", "agreed", "shown_as"),
    [
        (PHOTO, True, [PHOTO.replace(".jpg", "-small.jpg")]),
        (PHOTO, False, []),
        ("https://example.org/amina.jpg", True, []),  # no page loads anything from elsewhere
        (PHOTO.replace(".jpg", ".pdf"), True, []),
        (None, True, []),
    ],
)
def test_photo_kept_here_is_shown_with_consent_at_a_size_that_is_said(
    photo: str | None, agreed: bool, shown_as: list[str]
) -> None:
    amina = make_person(photo=photo, photo_public=agreed)
    page = shown(make_session(people=(SessionPerson(amina.uid),)), people=(amina,))

    faces = {name: page.attributes("img.face", name) for name in ("src", "width", "height", "alt")}

    each = len(shown_as)
    assert faces == {
        "src": shown_as,
        "width": ["64"] * each,
        "height": ["64"] * each,
        "alt": ["Photo of Amina Berrada"] * each,
    }


def test_document_kept_here_is_found_below_the_site() -> None:
    paper = Document({"en": "Paper"}, f"/media/{'a' * 64}.pdf")

    page = shown(make_session(documents=(paper,)))

    assert f"/media/{'a' * 64}.pdf" in page.attributes(".links a", "href")


def programme_with(*sessions: Session, **changes: object) -> Programme:
    values: dict[str, object] = {"rooms": (DAKHLA,), "venues": (VENUE,), "organizations": (ARM,)}
    return programme_of(*sessions, **values | changes)


def test_sou_84_is_told_as_it_was_printed() -> None:
    page = read(PATTERN, demo_view("africities-8"), slug=SOU_84)

    assert page.one("h1") == (
        "Partnering to last: the challenge of the commitment pact between the players of the Territory"
    )
    assert page.all("p.facts b") == ["09:30 to 12:30"]
    assert page.says("Wednesday 21 November 2018")
    assert page.says("Room Dakhla")
    assert page.all("div.org b") == ["AMPCC", "ARM"]
    assert page.links()["05 37 20 59 03"] == "tel:+212537205903"
    assert len(page.all("div.body section ol.steps")) == 3
    assert page.links()["United in diversity & adversity: Articulating Scales of Territories and Action"]


def test_hours_have_their_zone_and_offset() -> None:
    page = shown(make_session())

    assert page.one("p.facts b") == f"10:00{NB}to{NB}11:00".replace(NB, " ")
    assert page.one("p.facts span.small") == "Marrakesh, UTC+01:00"
    assert page.attributes("p.facts time", "datetime") == ["2018-11-20T09:00Z", "2018-11-20T10:00Z"]


def test_ic_17_hours_of_the_night_with_clocks_put_back_have_the_offset_that_was_meant() -> None:
    at_02_30 = wall("2025-10-26T02:30")
    second = make_session("Europe/Paris", start_local=at_02_30, start_fold=1, end_local=wall("2025-10-26T03:00"))
    first = make_session(
        "Europe/Paris", start_local=at_02_30, slug="first", end_local=wall("2025-10-26T02:00"), end_fold=1
    )
    paris = make_event(timezone="Europe/Paris", city={"en": "Paris"})
    of_second, of_first = shown(second, event=paris), shown(first, event=paris)

    assert (of_second.one("p.facts b"), of_second.one("p.facts span.small")) == ("02:30 to 03:00", "Paris, UTC+01:00")
    assert of_first.one("p.facts b") == "02:30 UTC+02:00 to 02:00 UTC+01:00"
    assert of_first.one("p.facts span.small") == "Paris"
    assert of_second.says("All times in Paris, UTC+01:00")
    assert of_first.says("All times in Paris, UTC+02:00 and UTC+01:00")


def test_hours_past_midnight_name_the_day_only_where_it_is_not_the_same_night() -> None:
    party = make_session(start_local=wall("2018-11-20T22:00"), end_local=wall("2018-11-21T02:00"))
    camp = make_session(start_local=wall("2018-11-20T22:00"), end_local=wall("2018-11-21T14:00"))

    assert shown(party).one("p.facts b") == "22:00 to 02:00"
    assert shown(camp).one("p.facts b") == "22:00 to 14:00 on Wednesday 21 November"


def test_session_without_hours_says_what_is_known() -> None:
    some_day = make_session(start_local=None)
    morning = make_session(start_local=None, day_on=wall("2018-11-20").date(), time_note={"en": "in the morning"})

    assert shown(some_day).one("p.facts") == "Time to be announced"
    assert shown(morning).one("p.facts") == "Tuesday 20 November 2018in the morning"
    assert shown(some_day).elements("details") == []


def test_what_nobody_recorded_of_a_past_session_will_not_be_announced() -> None:
    page = shown(make_session(start_local=None), now=datetime(2019, 1, 1, tzinfo=UTC))

    assert page.one("p.facts") == "Time not recorded"


def test_session_leads_to_the_calendar_of_the_whole_event() -> None:
    page = shown(make_session())

    assert page.links()["Subscribe to the whole programme"] == "webcal://events.example.org/en/forum-7/calendar.ics"


def test_day_leads_to_the_programme_of_the_conference_day() -> None:
    night = make_session(start_local=wall("2018-11-21T01:00"))
    page = shown(night, event=make_event(day_change="04:00"))

    assert page.links()["Wednesday 21 November 2018"] == "/en/forum-7/?day=2018-11-20"


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "Organized by", "Organized by"),
        ("fr", "Organisé par", "Organisé par"),
        ("ar", "الجهة المنظمة", "الجهات المنظمة"),
    ],
)
def test_one_organizer_and_several_have_their_own_heading(language: str, one: str, two: str) -> None:
    other = make_organization(name={"en": "Towns"}, slug="towns")
    links = SessionOrganizer(ARM.uid), SessionOrganizer(other.uid, EventRole.CO_HOST)

    for count, words in ((1, one), (2, two)):
        page = shown(make_session(organizers=links[:count]), language, organizations=(ARM, other))
        assert page.all("div.side h2")[0] == words


def test_organizers_have_the_contacts_of_this_session_before_their_own() -> None:
    other = ContactPoint(ContactKind.EMAIL, "session@example.org")
    hidden = ContactPoint(ContactKind.PHONE, "06 00 00 00 00", public=False)
    own = make_session(organizers=(SessionOrganizer(ARM.uid, contacts=(other, hidden)),))
    general = make_session(organizers=(SessionOrganizer(ARM.uid, EventRole.CO_HOST),))

    assert shown(own).all("span.ways a") == ["session@example.org"]
    page = shown(general)
    assert page.attributes("span.ways a", "href") == ["tel:+212537205903"]
    assert page.attributes("span.ways a", "dir") == ["ltr"]
    assert page.all("div.org span.full") == ["Co-host", "Association of Regions"]


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (ContactPoint(ContactKind.FAX, "05 37 20 59 04"), "Fax 05 37 20 59 04"),
        (ContactPoint(ContactKind.PHONE, "ask at the desk"), "ask at the desk"),
        (ContactPoint(ContactKind.ADDRESS, "1 Garden Road"), "1 Garden Road"),
        (ContactPoint(ContactKind.WEB, "www.example.org/"), "www.example.org"),
        (ContactPoint(ContactKind.WEB, "javascript:alert(1)"), "javascript:alert(1)"),
    ],
)
def test_contacts_are_shown_as_printed(contact: ContactPoint, words: str) -> None:
    page = shown(make_session(organizers=(SessionOrganizer(ARM.uid, contacts=(contact,)),)))

    assert page.one("span.ways") == words


def test_agenda_is_numbered_nested_and_leads_on() -> None:
    agreement = Agreement("a", {"en": "Accord"}, {"en": "On water"}, "on-water")
    fund = Fund("f", {"en": "Support Fund"}, "fund")
    assises = make_event(slug="assises", title={"en": "Assises"})
    person = make_person()
    item = AgendaItem(
        title={"en": "What was agreed"},
        start="10:00",
        end="10:20",
        presenters=(Actor(person_uid=person.uid), Actor(country="SN"), Actor(organization_uid=ARM.uid)),
        organization_uids=(ARM.uid,),
        agreement_uids=("a",),
        fund_uids=("f",),
        event_uids=(assises.uid,),
        documents=(Document({"en": "Slides"}, "https://example.org/slides"), Document({}, "javascript:x")),
        items=(
            AgendaItem({"en": "Nested"}, start="25:00", end="9" * 5000 + ":00"),
            AgendaItem({"en": "Second"}, "10:10"),
        ),
    )
    records = Records(Catalogue(format=1, events=(assises,), agreements=(agreement,), funds=(fund,)))
    page = shown(make_session(agenda=(item,)), people=(person,), records=records)

    assert page.all("div.body p.under span")[:2] == [
        "10:00 to 10:20",
        "Amina Berrada, Senegal and Association of Regions (ARM)",
    ]
    links = page.links()
    assert links["On water"] == "/en/agreements/on-water/"
    assert links["Association of Regions (ARM)"] == "/en/forum-7/organizations/arm/"
    assert links["Assises"] == "/en/assises/"
    assert links["Slides"] == "https://example.org/slides"
    assert page.says("Support Fund")
    assert [" ".join(text.split()) for text in page.all("ol.steps ol.steps li")] == ["Nested", "Second 10:10"]


def test_organization_that_presents_an_item_is_not_named_under_it_again() -> None:
    item = AgendaItem({"en": "Lessons"}, presenters=(Actor(organization_uid=ARM.uid),), organization_uids=(ARM.uid,))
    page = shown(make_session(agenda=(item,)))

    assert page.all("div.body p.under span") == ["Association of Regions (ARM)"]


def test_type_is_not_said_beside_a_track_or_over_a_title_of_the_same_words() -> None:
    def crumbs(title: str, kind: str, track: str) -> list[str]:
        named, ran = make_type(name={"en": kind}), make_track(name={"en": track})
        session = make_session(title={"en": title}, type_uid=named.uid, track_uid=ran.uid)
        return shown(session, types=(named,), tracks=(ran,)).all("p.crumbs span")

    assert crumbs("Water", "Open session", "Roads") == ["Open session", "Roads"]
    assert crumbs("Water", "Open session", "Open Sessions") == ["Open Sessions"]
    assert crumbs("Morocco country group", "Country group", "Roads") == ["Roads"]
    assert crumbs("Opening ceremony", "Open", "Roads") == ["Open", "Roads"]
    assert crumbs("C++ for all", "C++", "Roads") == ["Roads"]
    assert crumbs("Workshop: water and cities", "Workshop", "Roads") == ["Roads"]
    assert crumbs("“Closing plenary”", "Closing plenary", "Roads") == ["Roads"]


def test_name_that_is_the_short_name_too_is_said_once() -> None:
    body = make_organization(name={"en": "Wecf"}, short_name={"en": "WECF"}, slug="wecf")
    page = shown(make_session(organizers=(SessionOrganizer(body.uid),)), organizations=(body,))

    assert page.one("div.org") == "WECF"


def test_objectives_and_questions_are_numbered_lists() -> None:
    page = shown(
        make_session(
            objectives_introduction={"en": "The session sets out to:"},
            objectives=({"en": "chart"}, {"en": "show"}),
            questions=({"en": "Who?"},),
        )
    )

    assert page.all("div.body h2") == ["Objectives", "Questions"]
    assert page.one("p.before") == "The session sets out to:"
    assert page.all("ol.steps li") == ["chart", "show", "Who?"]


def test_people_have_role_title_and_organization() -> None:
    chair = make_person(title={"en": "Mayor"}, honorific={"en": "Dr"}, organization_uid=ARM.uid)
    speaker = make_person(name={"en": "Kofi"}, title={"en": "Director"})
    page = shown(
        make_session(
            people=(
                SessionPerson(chair.uid, PersonRole.CHAIR, title={"en": "Minister"}),
                SessionPerson(speaker.uid, to_be_confirmed=True),
                SessionPerson("withdrawn"),
            )
        ),
        people=(chair, speaker),
    )

    assert page.all("li.person span.label") == ["Chair", "Speaker"]
    assert page.all("li.person b") == ["Dr Amina Berrada", "Kofi"]
    assert page.all("li.person span.full") == ["Minister, Association of Regions", "Director"]
    assert page.all("li.person span.flag") == ["To be confirmed"]


def test_room_has_its_place_and_its_places() -> None:
    page = shown(make_session(room_uid=DAKHLA.uid))

    assert page.says("Congress centre")
    assert page.says("1 Garden Road")
    assert page.says("Room for 120")
    assert page.links()["Room Dakhla"] == "/en/forum-7/rooms/dakhla/"


def test_languages_are_said_in_a_sentence() -> None:
    session = make_session(languages=("fr",), interpretation=("en", "ar"))

    assert shown(session).says("French, with interpretation into English and Arabic")
    assert shown(session, "ar").says("الفرنسية، مع ترجمة فورية إلى: الإنجليزية والعربية")


def test_documents_that_lead_nowhere_safe_are_left_out() -> None:
    documents = (
        Document({"en": "Report"}, "https://example.org/report.pdf", "fr"),
        Document({"en": "Trap"}, "javascript:alert(1)"),
        Document({}, "www.example.org/x"),
    )
    page = shown(
        make_session(documents=documents, stream_url="https://example.org/live", url="https://example.org/talk")
    )

    assert page.all("ul.links li") == [
        "Follow online",
        "Report (French)",
        "example.org/x",
        "Page of this session at its source",
    ]


def test_parallel_sessions_have_room_and_hours_and_those_that_begin_together_come_first() -> None:
    session = make_session(start_local=wall("2018-11-20T10:30"))
    earlier = make_session(slug="early", title={"en": "Early"}, code="SOU 2", room_uid=DAKHLA.uid)
    together = make_session(slug="together", title={"en": "Together"}, start_local=wall("2018-11-20T10:30"))
    over = make_session(slug="over", title={"en": "Over"}, start_local=wall("2018-11-20T08:00"))
    page = shown(session, others=(earlier, together, over))

    assert page.all("ul.same a") == ["Together", "Early"]
    assert page.all("ul.same span") == ["10:30 to 11:30", "SOU 2 · Room Dakhla · 10:00 to 11:00"]


def test_many_parallel_sessions_are_counted() -> None:
    others = tuple(make_session(slug=f"s-{number}") for number in range(15))
    page = shown(make_session(), others=others)

    assert len(page.all("ul.same a")) == 12
    assert page.links()["3 more in the programme"] == "/en/forum-7/?day=2018-11-20#h2018-11-20T10"


def test_more_parallel_sessions_are_where_the_first_of_them_begins() -> None:
    """Also where that is before the session itself, on the conference day before: the page has the slot's mark."""
    session = make_session(start_local=wall("2018-11-21T05:10"))
    together = tuple(make_session(slug=f"t-{n}", start_local=wall("2018-11-21T05:10")) for n in range(12))
    long = make_session(slug="long", start_local=wall("2018-11-20T22:00"), end_local=wall("2018-11-21T06:00"))
    programme = programme_with(session, *together, long, event=make_event(day_change="05:00"))
    view = event_view(programme)
    href = read(PATTERN, view, slug=session.slug).links()["1 more in the programme"]

    assert href == "/en/forum-7/?day=2018-11-20#h2018-11-20T22"
    day = read("/{lang}/{event}/", view, query={"day": "2018-11-20"})
    assert "h2018-11-20T22" in day.attributes("section.slot", "id")


def test_calendar_links_lead_to_file_and_web_calendars() -> None:
    page = shown(make_session())

    assert page.all("div.panel a") == ["Calendar file (.ics)", "Google", "Outlook.com", "Microsoft 365", "Yahoo"]
    assert page.links()["Calendar file (.ics)"] == "/en/forum-7/sessions/water-for-all/calendar.ics"


@pytest.mark.parametrize(
    ("session", "event", "words"),
    [
        (make_session(status=SessionStatus.CANCELLED), {}, "CancelledThis session will not take place."),
        (
            make_session(status=SessionStatus.CANCELLED, status_note={"en": "The speaker is ill."}),
            {},
            "CancelledThe speaker is ill.",
        ),
        (
            make_session(status=SessionStatus.CANCELLED, status_note={"en": "Cancelled: the speaker is ill."}),
            {},
            "CancelledThe speaker is ill.",
        ),
        (
            make_session(status=SessionStatus.CANCELLED, status_note={"fr": "Annulée\u202f: l’orateur est malade."}),
            {},
            "CancelledL’orateur est malade.",
        ),
        (
            make_session(status=SessionStatus.CANCELLED, status_note={"en": "Cancelled."}),
            {},
            "CancelledThis session will not take place.",
        ),
        *(
            (
                make_session(status=SessionStatus.CANCELLED, status_note={"ar": f"{word}: مرض المتحدث."}),
                {},
                "Cancelledمرض المتحدث.",
            )
            for word in ("ملغى", "ملغاة", "ألغيت")
        ),
        (
            make_session(status=SessionStatus.CANCELLED, status_note={"en": "To be confirmed: a new date in March"}),
            {},
            "CancelledTo be confirmed: a new date in March",
        ),
        (
            make_session(status=SessionStatus.TENTATIVE, status_note={"en": "To be confirmed: the room."}),
            {},
            "To be confirmedThe room.",
        ),
        (make_session(status=SessionStatus.TENTATIVE), {}, "To be confirmedThis session may still change."),
        (make_session(), {"status": EventStatus.CANCELLED}, "CancelledThis event will not take place."),
        (make_session(), {"status": EventStatus.POSTPONED}, "PostponedThe new dates will be published here."),
        (
            make_session(),
            {"status": EventStatus.MOVED_ONLINE},
            "OnlineThis event takes place online, not in its rooms.",
        ),
    ],
)
def test_state_is_said_in_words(session: Session, event: dict[str, object], words: str) -> None:
    page = shown(session, event=make_event(**event))

    assert page.one("p.state") == words
    off = "Cancelled" in words or "Postponed" in words
    assert page.attributes("article", "class") == ["wrap sheet off-it" if off else "wrap sheet"]


def test_title_only_session_says_that_no_more_is_public() -> None:
    page = shown(make_session(visibility=Visibility.TITLE_ONLY))

    assert page.says("No more is public about this session than when and where it is.")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2018, 9, 30, tzinfo=UTC), "Registration opens on Monday 1 October 2018 at 01:00"),
        (datetime(2018, 10, 1, tzinfo=UTC), "Registration open"),
        (datetime(2018, 11, 1, tzinfo=UTC), "Registration is closed"),
    ],
)
def test_registration_for_a_session_follows_the_event_s_own(now: datetime, words: str) -> None:
    session = make_session()
    window = datetime(2018, 10, 1, tzinfo=UTC), datetime(2018, 11, 1, tzinfo=UTC)
    event = Offering(None, OfferMode.REGISTRATION, None, *window)
    live = Live(1, (event, Offering(session.uid, OfferMode.REGISTRATION, 20)))

    assert shown(session, live=live, now=now).one("div.acts p") == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2018, 9, 30, tzinfo=UTC), "Registration opens on Monday 1 October 2018 at 01:00"),
        (datetime(2018, 10, 1, tzinfo=UTC), "Registration open"),
        (datetime(2018, 11, 1, tzinfo=UTC), "Registration is closed"),
    ],
)
def test_registration_follows_the_offering(now: datetime, words: str) -> None:
    session = make_session()
    window = datetime(2018, 10, 1, tzinfo=UTC), datetime(2018, 11, 1, tzinfo=UTC)
    live = Live(1, (Offering(session.uid, OfferMode.REGISTRATION, 20, *window),))
    page = shown(session, live=live, now=now)

    assert page.one("div.acts p") == words
    opened = words == "Registration open"
    assert page.links().get("Register") == ("/en/forum-7/register/?sessions=water-for-all" if opened else None)
    assert page.attributes("main", "data-availability") == (
        ["/api/v1/events/forum-7/availability"] if opened else ["None"]
    )


def test_cancelled_session_takes_no_registration_and_goes_into_no_calendar() -> None:
    session = make_session(status=SessionStatus.CANCELLED)
    page = shown(session, live=Live(1, (Offering(session.uid, OfferMode.REGISTRATION, 20),)))

    assert page.elements("div.acts") == []


def test_notice_of_a_session_stands_on_its_page_alone() -> None:
    session, other = make_session(), make_session(slug="other")
    live = Live(1, notices=(Notice({"en": "Bring a coat"}, session.uid),))

    assert shown(session, others=(other,), live=live).all("section.notices p") == ["Bring a coat"]
    assert shown(other, others=(session,), live=live).all("section.notices p") == []


def test_text_in_another_language_says_so_once() -> None:
    session = make_session(
        title={"en": "Water"}, description={"en": "All of it."}, objectives=({"en": "One"}, {"en": "Two"})
    )
    page = shown(session, "fr")

    assert page.text.count("Ce texte n’existe qu’en anglais.") == 1
    assert page.attributes("div.prose", "lang") == ["en"]
    assert page.attributes("ol.steps", "lang") == ["en"]


def test_texts_in_other_languages_than_the_title_say_so_themselves() -> None:
    session = make_session(title={"fr": "Eau"}, description={"ar": "كل شيء"}, objectives=({"en": "One"},))
    page = shown(session, "fr")

    assert page.all("p.said-in") == ["Ce texte n’existe qu’en arabe.", "Ce texte n’existe qu’en anglais."]
    assert page.attributes("div.prose", "dir") == ["rtl"]


def test_codes_and_times_stay_left_to_right_in_arabic() -> None:
    page = shown(make_session(code="SOU 84"), "ar")

    assert page.attributes("p.crumbs bdi", "dir") == ["ltr"]
    assert page.attributes("p.facts b time", "dir") == ["ltr", "ltr"]


def test_abstract_leads_where_a_description_follows_and_stands_for_it_where_none_does() -> None:
    both = shown(make_session(abstract={"en": "Short."}, description={"en": "Long."}))
    alone = shown(make_session(abstract={"en": "Short."}))

    assert both.all("div.abstract") == ["Short."]
    assert both.all("div.body h2") == ["About this session"]
    assert alone.all("div.abstract") == []
    assert alone.one("div.body div.prose") == "Short."


def test_track_and_type_stand_above_the_title() -> None:
    track, kind = make_track(), make_type()
    page = shown(
        make_session(code="SOU 84", track_uid=track.uid, type_uid=kind.uid, subtitle={"en": "And salt"}),
        tracks=(make_track(slug="other"), track),
        types=(kind,),
    )

    assert page.all("p.crumbs span") == ["SOU 84", "Open session", "Water"]
    assert page.attributes("p.crumbs a", "class") == ["of-track t1"]
    assert page.one("p.subtitle") == "And salt"
    assert page.one("title") == "SOU 84 · Water for all · Seventh forum · Events"


def test_country_group_and_what_was_announced_are_named() -> None:
    group = make_organization(name={"en": "Morocco group"}, slug="group", countries=("MA", "FR"))
    session = make_session(country_group_uid=group.uid)
    assises = make_event(slug="assises", title={"en": "Assises"}, announced_by_uid=session.uid)
    records = Records(Catalogue(format=1, events=(assises,)))
    page = shown(session, organizations=(group,), records=records)

    assert page.links()["Morocco group"] == "/en/forum-7/organizations/group/"
    assert page.says("Morocco and France")
    assert page.links()["Assises"] == "/en/assises/"


def test_session_without_a_title_is_called_by_its_code() -> None:
    assert shown(make_session(title={}, code="SOU 84", slug="sou-84")).one("h1") == "SOU 84"


def test_unknown_session_has_no_page() -> None:
    assert render(PATTERN, event_view(programme_of(make_session())), slug="nothing") is None


def test_event_that_moved_online_sends_nobody_to_a_room() -> None:
    moved = structs.replace(make_event(), status=EventStatus.MOVED_ONLINE)
    page = shown(make_session(room_uid=DAKHLA.uid), event=moved)

    assert not page.says("Room Dakhla")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Add to my selection"), ("fr", "Ajouter à ma sélection"), ("ar", "إضافة إلى مختاراتي")],
)
def test_session_is_added_to_a_selection_without_scripts(language: str, words: str) -> None:
    session = make_session()
    page = shown(session, language)

    assert page.one("form.select button") == words
    assert page.attributes("form.select", "action") == [f"/{language}/forum-7/"]
    assert page.attributes("form.select", "method") == ["get"]
    assert page.attributes("form.select input[name=sessions]", "value") == [session.slug]


def test_selection_goes_along_in_addresses() -> None:
    first, second = make_session(slug="first"), make_session(slug="second", title={"en": "Roads"})
    view = event_view(programme_with(first, second))

    beside = read(PATTERN, view, query={"sessions": "first,gone"}, slug="second")
    within = read(PATTERN, view, query={"sessions": "first"}, slug="first")

    assert beside.attributes("form.select input[name=sessions]", "value") == ["first,second"]
    assert "/en/forum-7/sessions/first/?sessions=first" in beside.attributes("a", "href")
    assert within.elements("form.select") == []
    assert within.attributes("p.select a", "href") == ["/en/forum-7/?sessions=first"]


def test_what_cannot_be_selected_in_the_programme_is_not_offered_for_selection() -> None:
    pause = make_type(is_break=True)

    assert shown(make_session(status=SessionStatus.CANCELLED)).elements("form.select") == []
    assert shown(make_session(type_uid=pause.uid), types=(pause,)).elements("form.select") == []
