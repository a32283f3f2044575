"""The page of an event and its programme."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor, OrganizationKind
from events_service.partnerships.partnerships import Agreement, Party
from events_service.programme.live import Live, Notice, Offering
from events_service.programme.programme import (
    EventOrganization,
    EventRole,
    EventStatus,
    Fact,
    OfferMode,
    Precision,
    Programme,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Stand,
    Visibility,
)
from events_service.web.public import programme as programme_module
from events_service.web.records import Records
from tests.factories.programme import (
    FIRST_DAY,
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_track,
    make_type,
    programme_of,
)
from tests.factories.views import demo_view, event_view
from tests.web.reading import Read, read

PATTERN = "/{lang}/{event}/"
wall = datetime.fromisoformat
DAKHLA = make_room(name={"en": "Dakhla", "ar": "الداخلة"}, slug="dakhla")
AGADIR = make_room(name={"en": "Agadir"}, slug="agadir", position=1)
WATER, ROADS = make_track(), make_track(name={"en": "Roads"})
ARM = make_organization(name={"en": "Association of Regions"}, short_name={"en": "ARM"}, slug="arm")


def programme(**changes: object) -> Programme:
    """Two sessions side by side in the morning, one that goes on at another hour, and a break."""
    water = make_session(
        title={"en": "Water", "ar": "الماء"},
        code="SOU 1",
        room_uid=DAKHLA.uid,
        track_uid=WATER.uid,
        organizers=(SessionOrganizer(organization_uid=ARM.uid),),
    )
    roads = make_session(title={"en": "Roads"}, code="SOU 2", room_uid=AGADIR.uid, track_uid=ROADS.uid)
    later = make_session(title={"en": "Ports"}, start_local=wall("2018-11-20T10:30"), room_uid=DAKHLA.uid)
    pause = make_type(name={"en": "Break"}, is_break=True)
    lunch = make_session(title={"en": "Lunch"}, start_local=wall("2018-11-20T12:00"), type_uid=pause.uid)
    values: dict[str, object] = {
        "rooms": (DAKHLA, AGADIR),
        "tracks": (WATER, ROADS),
        "types": (pause,),
        "organizations": (ARM,),
    }
    return programme_of(water, roads, later, lunch, **values | changes)


def changed(page: Programme, slug: str, **changes: object) -> Programme:
    return structs.replace(
        page, sessions=tuple(structs.replace(s, **changes) if s.slug == slug else s for s in page.sessions)
    )


def shown(page: Programme, language: str = "en", query: dict[str, str] | None = None, **view: object) -> Read:
    return read(PATTERN, event_view(page, **view), language, query)


def test_head_says_what_when_where_and_by_whom() -> None:
    links = (EventOrganization(organization_uid=ARM.uid), EventOrganization(ARM.uid, EventRole.PATRON))
    event = make_event(theme={"en": "Paths to the sea"}, organizations=links)
    page = shown(programme(event=event))

    assert page.one("h1") == "Seventh forum"
    assert page.one("p.theme") == "Paths to the sea"
    assert page.all("p.facts span") == ["20 to 22 November 2018", "Marrakesh, Morocco"]
    assert page.all("dl.roles div") == ["Organized byARM", "Under the patronage ofARM"]


@pytest.mark.parametrize(
    ("role", "language", "one", "two"),
    [
        (EventRole.PARTNER, "en", "Partner", "Partners"),
        (EventRole.PARTNER, "fr", "Partenaire", "Partenaires"),
        (EventRole.PARTNER, "ar", "شريك", "شركاء"),
        (EventRole.ORGANIZER, "en", "Organized by", "Organized by"),
        (EventRole.ORGANIZER, "fr", "Organisé par", "Organisé par"),
        (EventRole.ORGANIZER, "ar", "الجهة المنظمة", "الجهات المنظمة"),
    ],
)
def test_several_with_one_role_are_called_so(role: EventRole, language: str, one: str, two: str) -> None:
    other = make_organization(name={"en": "Towns"}, slug="towns")
    links = tuple(EventOrganization(body.uid, role) for body in (ARM, other))

    for count, word in ((1, one), (2, two)):
        event = make_event(organizations=links[:count])
        page = shown(programme(event=event, organizations=(ARM, other)), language)
        assert page.all("dl.roles dt") == [word]


def test_sessions_that_begin_together_stand_side_by_side() -> None:
    page = shown(programme())

    assert page.all("section.slot header h3") == ["10:00", "10:30", "12:00"]
    assert page.all("section.slot header p span") == ["to 11:00", "2 in parallel", "to 11:30", "to 13:00"]
    assert page.all("section.slot header p") == ["to 11:002 in parallel", "to 11:30", "2 more under way", "to 13:00"]
    assert page.all("li.cell h4") == ["Water", "Roads", "Ports", "Lunch"]


def test_cell_names_code_track_and_room_and_who_organizes() -> None:
    page = shown(programme())

    assert page.all("li.cell p.meta")[0] == "SOU 1WaterRoom Dakhla"
    assert page.all("li.cell p.who") == ["ARM"]
    assert page.attributes("li.cell", "class") == ["cell t0", "cell t1", "cell", "cell break"]


def test_speakers_are_named_where_nobody_organizes() -> None:
    people = tuple(make_person(name={"en": f"Person {number}"}) for number in range(6))
    talk = make_session(people=tuple(SessionPerson(person_uid=person.uid) for person in people))
    page = shown(programme_of(talk, people=people))

    assert page.one("li.cell p.who") == "Person 0, Person 1, Person 2, 3 more"


def test_ends_are_said_in_the_cell_where_they_differ() -> None:
    page = shown(changed(programme(), "roads", end_local=wall("2018-11-20T12:00")))

    assert page.all("section.slot header p")[0] == "2 in parallel"
    assert page.all("li.cell p.meta")[:2] == ["to 11:00SOU 1WaterRoom Dakhla", "to 12:00SOU 2RoadsRoom Agadir"]


def test_cancelled_session_is_struck_and_said_and_not_counted() -> None:
    page = shown(
        changed(programme(), "roads", status=SessionStatus.CANCELLED, status_note={"en": "The road is closed."})
    )

    assert page.attributes("li.cell", "class")[1] == "cell t1 off-it"
    assert page.one("p.flag") == "Cancelled · The road is closed."
    assert not page.says("in parallel")


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"status": SessionStatus.TENTATIVE}, "To be confirmed"),
        ({"visibility": Visibility.TITLE_ONLY}, "Details are not public"),
    ],
)
def test_flags_say_what_is_unusual(changes: dict[str, object], flag: str) -> None:
    assert shown(changed(programme(), "water", **changes)).all("p.flag") == [flag]


def test_session_without_hours_stands_at_the_end_of_its_day() -> None:
    note = {"en": "in the morning"}
    first = make_session(title={"en": "First"}, start_local=None, day_on=FIRST_DAY, time_note=note)
    never = make_session(title={"en": "Some day"}, start_local=None)
    page = shown(programme_of(make_session(), first, never))

    assert page.all("li.cell h4") == ["Water for all", "First", "Some day"]
    assert page.all("section.slot header h3") == ["10:00", "Time to be announced", "Time to be announced"]
    assert page.attributes("section.slot header h3", "class") == ["None", "tba", "away"]
    assert page.all("section.day h2") == ["Tuesday 20 November 2018", "Day to be announced"]
    assert page.all("li.cell p.meta") == ["in the morning"]


def test_small_event_shows_all_days_and_tabs_lead_to_each() -> None:
    page = shown(programme_of(make_session(), make_session(slug="b", start_local=wall("2018-11-21T10:00"))))

    assert page.all("nav.tabs a") == ["All 2 days", "Tuesday 20", "Wednesday 21"]
    assert page.attributes("nav.tabs a[aria-current]", "href") == ["/en/forum-7/#programme"]
    assert page.links()["Wednesday 21"] == "/en/forum-7/?day=2018-11-21#programme"
    assert page.all("section.day h2") == ["Tuesday 20 November 2018", "Wednesday 21 November 2018"]


def test_large_event_shows_one_day() -> None:
    page = shown(make_programme(200, 3))

    assert page.all("nav.tabs a[aria-current]") == ["Tuesday 20"]
    assert page.all("section.day h2") == ["Tuesday 20 November 2018"]


def test_large_event_shows_the_present_day_while_it_lasts() -> None:
    page = shown(make_programme(200, 3), now=datetime(2018, 11, 20, 23, 30, tzinfo=UTC))

    assert page.all("section.day h2") == ["Wednesday 21 November 2018"]


def test_large_event_shows_all_that_a_filter_finds() -> None:
    page = shown(make_programme(200, 3, oddities=False), query={"track": "water"})

    assert len(page.all("section.day h2")) == 3


def test_filters_are_a_form_that_remembers_what_was_chosen() -> None:
    page = shown(programme(), query={"track": "roads", "day": "2018-11-20"})

    assert page.all("li.cell h4") == ["Roads"]
    assert page.attributes("form.filters", "action") == ["/en/forum-7/#programme"]
    assert page.attributes("form.filters select option[selected]", "value") == ["roads"]
    assert page.attributes("form.filters input[type=hidden]", "value") == ["2018-11-20"]
    assert page.one("p[role=status]") == "1 session Without Roads Show the whole programme"
    assert page.links()["Without Roads"] == "/en/forum-7/?day=2018-11-20"
    assert page.links()["Show the whole programme"] == "/en/forum-7/"


def test_selects_offer_only_what_there_is_to_choose() -> None:
    page = shown(programme())

    assert page.attributes("form.filters select", "name") == ["track", "room"]
    assert page.all("select[name=room] option") == ["All rooms", "Room Dakhla", "Room Agadir"]


def test_search_is_kept_in_its_field_and_said() -> None:
    page = shown(programme(), query={"q": "SOU1 w"})

    assert page.attributes("input[type=search]", "value") == ["SOU1 w"]
    assert page.all("li.cell h4") == ["Water"]
    assert page.one("a.chip") == "Without “SOU1 w”"
    assert shown(programme(), "fr", {"q": "SOU1 w"}).one("a.chip").endswith("« SOU1 w »")
    assert shown(programme(), "ar", {"q": "SOU1 w"}).one("a.chip").endswith("«SOU1 w»")


def test_nothing_found_says_so_and_leads_back() -> None:
    page = shown(programme(), query={"q": "volcano"})

    assert page.all("div.none b") == ["Nothing found"]
    assert page.one("p[role=status]").startswith("0 sessions")
    assert page.links()["Show the whole programme"] == "/en/forum-7/"


def test_unknown_filter_value_is_shown_as_it_came() -> None:
    page = shown(programme(), query={"room": "no-such-room"})

    assert page.one("a.chip") == "Without no-such-room"


def test_person_filter_is_kept_and_named() -> None:
    person = make_person()
    talk = make_session(people=(SessionPerson(person_uid=person.uid),))
    page = shown(programme_of(talk, make_session(slug="b"), people=(person,)), query={"person": person.slug})

    assert page.one("a.chip") == "Without Amina Berrada"
    assert page.attributes("input[type=hidden]", "value") == [person.slug]


def test_calendar_is_the_one_of_this_very_view() -> None:
    page = shown(programme(), query={"track": "roads"})
    feed = "/en/forum-7/calendar.ics?track=roads"

    assert page.attributes("div.panel input", "value") == [f"https://events.example.org{feed}"]
    assert page.links()["In your calendar program"] == f"webcal://events.example.org{feed}"
    assert page.attributes("link[type=text/calendar]", "href") == [feed]


def test_selection_shows_what_was_chosen_and_lets_it_grow() -> None:
    page = shown(programme(), query={"sessions": "water,ports"})

    assert page.all("li.cell h4") == ["Water", "Ports"]
    assert page.attributes("li.cell input[checked]", "value") == ["water", "ports"]
    assert page.attributes("section.others input", "value") == ["roads"]
    assert page.one("p[role=status] b") == "My selection"
    assert page.links()["In your calendar program"].endswith("/calendar.ics?sessions=ports%2Cwater")


def test_selection_is_shown_whole_and_grows_by_what_is_searched_for() -> None:
    page = shown(programme(), query={"sessions": "water", "q": "roads"})

    assert page.all("li.cell h4") == ["Water"]
    assert page.attributes("section.others input[name=sessions]", "value") == ["roads"]
    assert page.one("section.others a.chip") == "Without “roads”"
    assert page.links()["Without “roads”"] == "/en/forum-7/?sessions=water"
    assert page.links()["In your calendar program"].endswith("/calendar.ics?sessions=water")


def test_selection_of_everything_has_nothing_to_add() -> None:
    page = shown(programme(), query={"sessions": "water,ports,roads"})

    assert page.elements("section.others") == []


def test_selection_of_a_large_programme_grows_day_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_module, "LARGE", 2)
    days = make_programme(6, days=2, oddities=False)
    first, *_, last = days.sessions
    page = shown(days, query={"sessions": first.slug, "day": "2018-11-21"})

    assert page.attributes("li.cell input[checked]", "value") == [first.slug]
    assert last.slug in page.attributes("section.others input[name=sessions]", "value")
    assert page.attributes("section.others form.filters input[name=sessions]", "value") == [first.slug]
    assert all(f"sessions={first.slug}" in href for href in page.attributes("section.others nav.tabs a", "href"))


def test_cancelled_session_stays_in_a_selection_and_is_offered_for_no_other() -> None:
    first, gone = make_session(slug="first"), make_session(slug="gone", status=SessionStatus.CANCELLED)
    page = programme_of(first, gone)

    within, beside = (shown(page, query={"sessions": said}) for said in ("first,gone", "first"))

    assert within.attributes("ul.cells input[name=sessions]", "value") == ["first", "gone"]
    assert beside.attributes("input[name=sessions]", "value") == ["first"]
    assert shown(page).attributes("input[name=sessions]", "value") == ["first"]


def test_boxes_of_a_selection_are_named_by_their_session() -> None:
    page = shown(programme())

    assert page.attributes("li.cell input", "value") == ["water", "roads", "ports"]
    assert page.attributes("li.cell input", "name") == ["sessions"] * 3


def test_one_session_alone_has_no_filters() -> None:
    page = shown(programme_of(make_session()))

    assert page.elements("form.filters") == []
    assert page.elements("input") == page.elements("div.panel input")


def test_registration_is_offered_while_it_is_open() -> None:
    opens, closes = datetime(2018, 10, 1, tzinfo=UTC), datetime(2018, 11, 10, tzinfo=UTC)
    event_offer = Offering(None, OfferMode.REGISTRATION, 100, opens, closes)
    water = Offering(programme().sessions[0].uid, OfferMode.REGISTRATION, 20)
    live = Live(1, (event_offer, water))

    page = shown(programme(), live=live)
    assert page.links()["Register"] == "/en/forum-7/register/"
    assert page.attributes("p.flag[data-places]", "data-places") == ["water"]

    early = shown(programme(), live=live, now=datetime(2018, 9, 1, tzinfo=UTC))
    assert early.says("Registration opens on Monday 1 October 2018 at 01:00")
    late = shown(programme(), live=live, now=datetime(2018, 11, 10, tzinfo=UTC))
    assert late.says("Registration is closed")


def test_no_registration_is_offered_for_what_does_not_take_place() -> None:
    live = Live(1, (Offering(None, OfferMode.REGISTRATION, 100),))
    page = shown(programme(event=make_event(status=EventStatus.CANCELLED)), live=live)

    assert "Register" not in page.links()
    assert page.one("p.state") == "CancelledThis event will not take place."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (EventStatus.ANNOUNCED, "AnnouncedThe programme is not final yet."),
        (EventStatus.POSTPONED, "PostponedThe new dates will be published here."),
        (EventStatus.MOVED_ONLINE, "OnlineThis event takes place online, not in its rooms."),
    ],
)
def test_what_was_decided_is_said_in_words(status: EventStatus, words: str) -> None:
    assert shown(programme(event=make_event(status=status))).one("p.state") == words


def test_event_that_moved_online_names_no_rooms() -> None:
    page = shown(programme(event=make_event(status=EventStatus.MOVED_ONLINE)))

    assert page.all("li.cell p.meta")[0] == "SOU 1Water"


def test_notices_of_the_event_are_on_top_while_they_last() -> None:
    begins, ends = datetime(2018, 11, 1, 8, tzinfo=UTC), datetime(2018, 11, 1, 10, tzinfo=UTC)
    notices = (
        Notice({"en": "Bus strike on Tuesday"}, None, begins, ends),
        Notice({"en": "Bring a coat"}, programme().sessions[0].uid),
    )
    live = Live(1, notices=notices)

    assert shown(programme(), live=live).all("section.notices p") == ["Bus strike on Tuesday"]
    assert shown(programme(), live=live, now=ends).all("section.notices p") == []


def test_texts_in_another_language_say_so_and_carry_it() -> None:
    page = shown(programme(), "ar")

    assert page.attributes("li.cell h4 bdi", "lang") == ["en", "en", "en"]
    assert page.attributes("li.cell h4 bdi", "dir") == ["ltr", "ltr", "ltr"]
    assert page.one("p.said-in") == "لا يتوفر بعض هذه النصوص إلا بما يلي: الإنجليزية."
    assert page.all("li.cell h4")[0] == "الماء"


def test_text_of_unknown_language_says_no_language() -> None:
    page = shown(programme_of(make_session(title={"und": "Eau pour tous"})))

    assert page.attributes("li.cell h4 bdi", "lang") == [""]
    assert page.attributes("li.cell h4 bdi", "dir") == ["auto"]
    assert page.all("p.said-in") == []


def test_languages_are_named_where_sessions_differ_in_them() -> None:
    spoken = make_session(slug="a", languages=("fr",), interpretation=("ar",))
    other = make_session(slug="b", languages=("en",))

    assert shown(programme_of(spoken, other)).all("li.cell p.meta") == ["French, interpreted", "English"]
    assert shown(programme_of(spoken)).all("li.cell p.meta") == []


def test_times_are_said_to_be_those_of_the_city_on_that_day() -> None:
    assert shown(programme()).says("All times in Marrakesh, UTC+01:00")


def test_equal_wall_times_of_one_night_are_told_apart() -> None:
    at_02_30 = wall("2025-10-26T02:30")
    first = make_session(
        "Europe/Paris", start_local=at_02_30, slug="first", end_local=wall("2025-10-26T02:00"), end_fold=1
    )
    second = make_session(
        "Europe/Paris", start_local=at_02_30, slug="second", start_fold=1, end_local=wall("2025-10-26T03:00")
    )
    page = shown(programme_of(second, first, event=make_event(timezone="Europe/Paris", city={"en": "Paris"})))

    assert page.all("section.slot h3") == ["02:30 UTC+02:00", "02:30 UTC+01:00"]
    assert page.all("section.slot header p") == ["to 02:00 UTC+01:00", "to 03:00"]
    assert page.says("All times in Paris, UTC+02:00 and UTC+01:00")


def test_version_and_day_of_publication_are_at_the_foot() -> None:
    page = shown(programme())

    assert page.says("Version 3, published 20 October 2018")
    assert page.links()["What changed"] == "/en/forum-7/changes/"


def test_about_tells_objectives_facts_stands_and_groups() -> None:
    group = make_organization(
        name={"en": "Morocco group"}, slug="group", kind=OrganizationKind.COUNTRY_GROUP, countries=("MA", "FR")
    )
    event = make_event(
        description={"en": "Two **days**."},
        objectives=({"en": "Pool what is done"},),
        facts=(Fact({"en": "Participants"}, {"en": "more than 6,900"}),),
    )
    stand = Stand(uid="s", holder=Actor(country="MA"), title={"en": "Morocco"}, content=({"en": "Reforms"},))
    talk = make_session(country_group_uid=group.uid)
    page = shown(programme_of(talk, event=event, stands=(stand,), organizations=(group,)))

    assert page.all("div.about h2") == ["About this event", "Objectives", "In figures", "Stands", "Country groups"]
    assert page.one("div.about strong") == "days"
    assert page.all("ol.steps li") == ["Pool what is done"]
    assert page.all("dl.figures div") == ["Participantsmore than 6,900"]
    assert page.all("ul.bullets li") == ["Reforms"]
    assert page.links()["Morocco group"] == "/en/forum-7/organizations/group/"
    assert page.says("Morocco and France")


def test_event_leads_to_what_belongs_to_it() -> None:
    event = make_event(series_uid="series", edition=7, parent_uid=make_event(slug="summit").uid)
    summit = make_event(slug="summit", title={"en": "Summit"})
    sixth = make_event(slug="forum-6", title={"en": "Sixth forum"}, series_uid="series", start_on=date(2017, 5, 1))
    inner = make_event(slug="inner", title={"en": "Training"}, parent_uid=event.uid)
    later = make_event(slug="assises", title={"en": "Assises"}, announced_by_uid=event.uid)
    signed = Agreement(
        "a", {"en": "Accord"}, {"en": "On water"}, "on-water", event_uids=(event.uid,), parties=(Party(Actor("x")),)
    )
    catalogue = Catalogue(format=1, events=(event, summit, sixth, inner, later), agreements=(signed,))
    links = shown(programme(event=event), records=Records(catalogue)).links()

    assert links["Part of Summit"] == "/en/summit/"
    assert links["Sixth forum"] == "/en/forum-6/"
    assert links["Training"] == "/en/inner/"
    assert links["Assises"] == "/en/assises/"
    assert links["On water"] == "/en/agreements/on-water/"


def test_event_says_in_which_session_of_which_event_it_was_announced() -> None:
    page = read(PATTERN, demo_view("assises-marrakech-2016"))

    assert "Announced at" in page.all("div.about h2")
    assert page.links()["Morocco country group"] == "/en/forum-aict-7/sessions/morocco-country-group/"


def test_event_without_sessions_has_a_calendar_where_its_days_are_known() -> None:
    month = make_event(slug="vague", precision=Precision.MONTH)

    assert read(PATTERN, demo_view("assises-marrakech-2016")).all("details.drop summary") == [
        "Subscribe to the calendar"
    ]
    assert shown(programme_of(event=month)).elements("details.drop") == []


def test_past_event_says_not_recorded_of_what_is_not_known() -> None:
    session = make_session(start_local=None)
    page = shown(programme_of(session), now=datetime(2019, 1, 1, tzinfo=UTC))

    assert page.all("section.day h2") == ["Day not recorded"]
    assert page.all("section.slot header h3") == ["Time not recorded"]


@pytest.mark.parametrize("city", ["Agadir", "Rabat", "Le Caire"])
def test_french_says_whose_clocks_are_meant_with_every_city(city: str) -> None:
    assert shown(programme(event=make_event(city={"fr": city})), language="fr").says(f"Heures locales : {city},")


def test_filtered_views_are_not_for_search_engines_but_days_are() -> None:
    assert shown(programme(), query={"q": "x"}).attributes("meta[name=robots]", "content") == ["noindex"]
    day = shown(programme(), query={"day": "2018-11-20"})
    assert day.attributes("meta[name=robots]", "content") == []
    assert day.attributes("link[rel=canonical]", "href") == ["https://events.example.org/en/forum-7/?day=2018-11-20"]


def test_programme_without_sessions_shows_what_the_event_is() -> None:
    page = shown(programme_of(event=make_event(description={"en": "Soon."})))

    assert page.elements("section.slot") == []
    assert page.says("About this event Soon.")


def test_end_on_another_day_is_named_in_the_rail_and_on_the_card() -> None:
    long = make_session(start_local=wall("2018-11-20T13:00"), end_local=wall("2018-11-21T15:00"))
    short = make_session(start_local=wall("2018-11-20T13:00"), end_local=wall("2018-11-20T15:00"))

    alone = read(PATTERN, event_view(programme_of(long)))
    together = read(PATTERN, event_view(programme_of(long, short)))

    assert alone.all(".slot header p span") == ["to 15:00 on Wednesday 21 November"]
    assert "to 15:00 on Wednesday 21 November" in together.all(".cell .meta span")


def crowded() -> Programme:
    """More sessions on a day than are set wide: one every five minutes from nine on."""
    starts = [datetime(2018, 11, 20, 9 + n // 12, n % 12 * 5) for n in range(42)]  # noqa: DTZ001  # wall times
    return programme_of(*(make_session(slug=f"s{n}", start_local=start) for n, start in enumerate(starts)))


def test_crowded_day_has_links_to_its_hours_and_to_the_filters() -> None:
    page, french = shown(crowded()), shown(crowded(), language="fr")
    hours = ["h2018-11-20T09", "h2018-11-20T10", "h2018-11-20T11", "h2018-11-20T12"]

    assert page.all("nav.hours li a") == ["09", "10", "11", "12"]
    assert page.attributes("nav.hours li a", "href") == [f"#{hour}" for hour in hours]
    assert page.attributes("nav.hours li a", "aria-label") == ["09:00", "10:00", "11:00", "12:00"]
    assert [anchor for anchor in page.attributes("section.slot", "id") if anchor != "None"] == hours
    assert page.attributes("nav.hours", "aria-label") == ["Hours: Tuesday 20 November 2018"]
    assert page.links()["Filters"] == "#filters"
    assert page.attributes("div.tools", "id") == ["filters"]
    assert french.all("nav.hours li a")[0] == "9 h"
    assert french.attributes("nav.hours", "aria-label") == ["Heures\u202f: mardi 20 novembre 2018"]


def test_quiet_day_needs_no_links_to_its_hours() -> None:
    page = shown(programme())

    assert page.elements("nav.hours") == []


@pytest.mark.parametrize(
    ("sessions", "days", "classes"),
    [(40, 1, "timetable"), (41, 1, "timetable many"), (300, 1, "timetable many"), (301, 1, "timetable many crowded")],
)
def test_day_is_set_as_close_as_its_sessions_need(sessions: int, days: int, classes: str) -> None:
    (table,) = shown(make_programme(sessions, days, oddities=False)).elements("div.timetable")

    assert table.get("class") == classes


AFTER = datetime(2019, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "precision", "language", "words"),
    [
        (24, Precision.DAY, "en", "This event took place from 20 to 24 November 2018."),
        (24, Precision.DAY, "fr", "Cet événement a eu lieu du 20 au 24 novembre 2018."),
        (24, Precision.DAY, "ar", "انعقد هذا الحدث من 20 إلى 24 نونبر 2018."),
        (21, Precision.DAY, "en", "This event took place on 20 and 21 November 2018."),
        (21, Precision.DAY, "fr", "Cet événement a eu lieu les 20 et 21 novembre 2018."),
        (21, Precision.DAY, "ar", "انعقد هذا الحدث يومي 20 و21 نونبر 2018."),
        (20, Precision.DAY, "en", "This event took place on 20 November 2018."),
        (20, Precision.DAY, "fr", "Cet événement a eu lieu le 20 novembre 2018."),
        (20, Precision.DAY, "ar", "انعقد هذا الحدث يوم 20 نونبر 2018."),
        (24, Precision.MONTH, "en", "This event took place in November 2018."),
        (24, Precision.MONTH, "fr", "Cet événement a eu lieu en novembre 2018."),
        (24, Precision.YEAR, "ar", "انعقد هذا الحدث في 2018."),
    ],
)
def test_past_event_says_when_it_took_place(last: int, precision: Precision, language: str, words: str) -> None:
    event = make_event(end_on=date(2018, 11, last), precision=precision)

    assert shown(programme(event=event), language, now=AFTER).one("p.over") == words


def test_past_event_whose_months_alone_are_known_says_them_both() -> None:
    event = make_event(start_on=date(2018, 10, 1), end_on=date(2018, 11, 1), precision=Precision.MONTH)

    assert shown(programme(event=event), "fr", now=AFTER).one("p.over") == (
        "Cet événement a eu lieu entre octobre 2018 et novembre 2018."
    )


def test_event_on_its_last_day_is_not_over() -> None:
    assert shown(programme(), now=datetime(2018, 11, 22, 22, 59, tzinfo=UTC)).elements("p.over") == []
    assert len(shown(programme(), now=datetime(2018, 11, 22, 23, tzinfo=UTC)).elements("p.over")) == 1


@pytest.mark.parametrize(
    ("status", "state", "over"),
    [
        (EventStatus.ANNOUNCED, [], 1),
        (EventStatus.MOVED_ONLINE, ["OnlineThis event took place online, not in its rooms."], 1),
        (EventStatus.CANCELLED, ["CancelledThis event did not take place."], 0),
        (EventStatus.POSTPONED, ["PostponedThe new dates will be published here."], 0),
    ],
)
def test_past_event_is_not_spoken_of_as_if_it_were_to_come(status: EventStatus, state: list[str], over: int) -> None:
    page = shown(programme(event=make_event(status=status)), now=AFTER)

    assert page.all("p.state") == state
    assert len(page.elements("p.over")) == over
