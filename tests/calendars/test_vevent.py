"""One session as a VEVENT."""

import locale
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.calendars.alternative import LIMIT
from events_service.calendars.details import CUT
from events_service.calendars.header import Header, calendar
from events_service.calendars.vevent import DEFAULT_LENGTH, Seat, span, vevent_lines
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.calendar_content import calendar_contents
from events_service.programme.live import Redaction, redacted
from events_service.programme.programme import (
    EventRole,
    EventStatus,
    PersonRole,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.timetable import Timetable
from tests.calendars.lint import lint
from tests.calendars.readers import Read, read_alike
from tests.calendars.scenery import (
    AMINA,
    BREAK,
    CANCELLED,
    EVENT,
    FULL,
    MADE_AT,
    OTHER_ROOM,
    PROGRAMME,
    REGIONS,
    REMOVED,
    ROOM,
    SECRET,
    SITE,
    TENTATIVE,
    TIMETABLE,
    TITLE_ONLY,
    TOWNS,
    UNTIMED,
    VENUE,
    line,
    timetable_of,
    unfolded,
    value,
    wall,
    with_event,
)
from tests.factories.programme import make_session


def entry(session: Session = FULL, language: str = "en", timetable: Timetable = TIMETABLE, **keywords: Any) -> bytes:
    return vevent_lines(session, timetable, SITE, language, **keywords)


def read(*entries: bytes) -> list[Read]:
    body = calendar(entries, Header(key="k"))
    assert lint(body) == []
    return read_alike(body)[0]


def test_entry_has_these_properties_in_this_order() -> None:
    names = [re.split("[:;]", each)[0] for each in unfolded(entry())]

    assert names == [
        "BEGIN",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "CREATED",
        "LAST-MODIFIED",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
        "CLASS",
        "SUMMARY",
        "LOCATION",
        "GEO",
        "CATEGORIES",
        "ORGANIZER",
        "CONTACT",
        "URL",
        "RELATED-TO",
        "CONFERENCE",
        "DESCRIPTION",
        "X-ALT-DESC",
        "END",
    ]


def test_ic_7_uid_is_the_sessions_in_every_output_and_language() -> None:
    bodies = [entry(language=language, **how) for language in INTERFACE_LANGUAGES for how in WAYS]

    assert {value(body, "UID") for body in bodies} == {FULL.uid}


def test_ic_7_uid_stays_when_title_slug_event_and_host_change() -> None:
    renamed = structs.replace(FULL, title={"en": "New"}, slug="new", code="X")
    elsewhere = with_event(slug="other", title={"en": "Other"})

    assert value(entry(renamed, timetable=elsewhere), "UID") == FULL.uid


def test_ic_8_sequence_is_the_revision_in_every_output_and_written_when_zero() -> None:
    assert {value(entry(**how), "SEQUENCE") for how in WAYS} == {"2"}
    assert value(entry(structs.replace(FULL, revision=0)), "SEQUENCE") == "0"


def test_ic_8_seat_changes_are_added() -> None:
    assert value(entry(seat=Seat(changes=3)), "SEQUENCE") == "5"


WAYS: tuple[dict[str, Any], ...] = ({}, {"budget": 900}, {"zoned": True}, {"seat": Seat()})


def test_ic_8_nothing_shows_whose_change_raises_no_sequence() -> None:
    """Whatever of a session, room, person … changes what calendars show also changes the calendar content."""
    other = make_session(title={"en": "Other"}, people=(), organizers=(), room_uid=OTHER_ROOM.uid, type_uid=BREAK.uid)
    changed = 0
    for field in Session.__struct_fields__:
        if field in ("uid", "revision", "revised_at", "created_at"):
            continue
        instead = getattr(DIFFERENT, field) if getattr(DIFFERENT, field) != getattr(FULL, field) else None
        replaced = structs.replace(FULL, **{field: instead or getattr(other, field)})
        programme = structs.replace(PROGRAMME, sessions=(replaced, *PROGRAMME.sessions[1:]))
        shown = any(
            vevent_lines(replaced, Timetable(programme), SITE, "en", budget=budget)
            != vevent_lines(FULL, TIMETABLE, SITE, "en", budget=budget)
            for budget in (None, 900)
        )
        if shown:
            changed += 1
            assert calendar_contents(programme)[FULL.uid] != calendar_contents(PROGRAMME)[FULL.uid], field
    assert changed > 12


DIFFERENT = structs.replace(
    FULL,
    title={"en": "Different"},
    slug="different",
    code="SOU 85",
    subtitle={"en": "Subtitle"},
    abstract={"en": "Abstract"},
    description={"en": "Different"},
    start_at=FULL.start_at and FULL.start_at - timedelta(hours=1),
    end_at=FULL.end_at and FULL.end_at + timedelta(hours=1),
    room_uid=OTHER_ROOM.uid,
    track_uid=None,
    type_uid=BREAK.uid,
    languages=("ar",),
    interpretation=(),
    status=SessionStatus.TENTATIVE,
    status_note={"en": "Note"},
    visibility=TITLE_ONLY.visibility,
    stream_url="https://video.example.org/other",
    organizers=(SessionOrganizer(organization_uid=REGIONS.uid),),
    people=(),
    objectives=({"en": "Objective"},),
    questions=({"en": "Question"},),
)


@pytest.mark.parametrize(
    ("records", "changes"),
    [
        ("rooms", {"name": {"en": "Room 9"}}),
        ("venues", {"name": {"en": "Elsewhere"}}),
        ("venues", {"latitude": 34.0}),
        ("tracks", {"name": {"en": "Fire"}}),
        ("types", {"name": {"en": "Plenary"}}),
        ("organizations", {"name": {"en": "Villages"}}),
        ("organizations", {"contacts": ()}),
        ("people", {"name": {"en": "A. B."}}),
        ("people", {"title": {}}),
    ],
)
def test_ic_8_shared_record_that_shows_raises_the_sequence(records: str, changes: dict[str, Any]) -> None:
    first, *rest = getattr(PROGRAMME, records)
    programme = structs.replace(PROGRAMME, **{records: (structs.replace(first, **changes), *rest)})

    assert entry(timetable=Timetable(programme)) != entry()
    assert calendar_contents(programme)[FULL.uid] != calendar_contents(PROGRAMME)[FULL.uid]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"en": "Eighth forum"}},
        {"status": EventStatus.CANCELLED},
        {"slug": "forum-8"},
        {"languages": ("ar", "en")},
        {"timezone": "Europe/Paris"},
    ],
)
def test_ic_8_event_that_shows_raises_the_sequence_of_its_sessions(changes: dict[str, Any]) -> None:
    timetable = with_event(**changes)
    untranslated = structs.replace(FULL, title={"ar": "ماء", "en": "Water"})

    def shown(with_timetable: Timetable) -> bytes:
        return entry(untranslated, "fr", with_timetable, zoned=True)

    assert shown(timetable) != shown(TIMETABLE)
    assert calendar_contents(timetable.programme)[FULL.uid] != calendar_contents(PROGRAMME)[FULL.uid]


def test_ic_9_stamps_of_public_entries_are_the_last_revisions() -> None:
    body = entry()

    assert value(body, "DTSTAMP") == value(body, "LAST-MODIFIED") == "20181002T120000Z"
    assert value(body, "CREATED") == "20181001T120000Z"


def test_ic_9_stamp_of_a_mails_entry_is_when_it_was_made() -> None:
    body = entry(seat=Seat(made_at=MADE_AT))

    assert value(body, "DTSTAMP") == "20181102T093000Z"
    assert value(body, "LAST-MODIFIED") == "20181002T120000Z"


def test_ic_12_entry_is_the_same_every_time() -> None:
    assert entry() == entry()
    assert entry(timetable=Timetable(PROGRAMME)) == entry()


def test_ic_13_times_are_in_utc() -> None:
    body = entry(structs.replace(FULL, start_local=wall("2018-11-21T23:45")))

    assert line(body, "DTSTART") == "DTSTART:20181120T090000Z"
    assert line(body, "DTEND") == "DTEND:20181120T100000Z"


def test_ic_14_zoned_times_name_the_zone() -> None:
    body = entry(zoned=True)

    assert line(body, "DTSTART") == "DTSTART;TZID=Africa/Casablanca:20181120T100000"
    assert line(body, "DTEND") == "DTEND;TZID=Africa/Casablanca:20181120T110000"


def test_ic_14_second_of_two_equal_wall_times_stays_in_utc() -> None:
    event = structs.replace(EVENT, timezone="Europe/Paris")
    second = make_session("Europe/Paris", start_local=wall("2018-10-28T02:30"), start_fold=1, title={"en": "Late"})

    body = entry(second, timetable=timetable_of(second, event=event), zoned=True)

    assert line(body, "DTSTART") == "DTSTART:20181028T013000Z"
    assert line(body, "DTEND") == "DTEND;TZID=Europe/Paris:20181028T033000"


@pytest.mark.parametrize("end", [None, FULL.start_at, FULL.start_at and FULL.start_at - timedelta(minutes=1)])
def test_ic_16_entry_without_an_end_has_the_default_length(end: datetime | None) -> None:
    body = entry(structs.replace(FULL, end_at=end))

    assert timedelta(hours=1) == DEFAULT_LENGTH
    assert value(body, "DTEND") == "20181120T100000Z"


def test_session_without_hours_has_no_entry() -> None:
    with pytest.raises(ValueError, match="only a released session with a time"):
        entry(UNTIMED)
    with pytest.raises(ValueError, match="has no span"):
        span(UNTIMED)


@pytest.mark.parametrize(
    ("session", "status", "summary"),
    [
        (FULL, "CONFIRMED", "SOU 84 · Partnering; to last, together"),
        (TENTATIVE, "TENTATIVE", "Night buses"),
        (CANCELLED, "CANCELLED", "Cancelled: Market halls"),
        (REMOVED, "CANCELLED", "Cancelled: Rivers"),
    ],
)
def test_ic_18_status_and_title_say_what_was_decided(session: Session, status: str, summary: str) -> None:
    (seen,) = read(entry(session))

    assert (seen.status, seen.summary, seen.sequence) == (status, summary, session.revision)


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("en", "Cancelled: Market halls"),
        ("fr", "Annulé\u202f: Market halls"),
        ("ar", "ملغى: \u2068Market halls\u2069"),
    ],
)
def test_ic_18_title_says_it_in_the_readers_language(language: str, summary: str) -> None:
    assert line(entry(CANCELLED, language), "SUMMARY") == f"SUMMARY;LANGUAGE=en:{summary}"


@pytest.mark.parametrize(
    ("event_status", "status", "summary"),
    [
        (EventStatus.ANNOUNCED, "TENTATIVE", "Night buses"),
        (EventStatus.CANCELLED, "CANCELLED", "Cancelled: Night buses"),
        (EventStatus.POSTPONED, "CANCELLED", "Postponed: Night buses"),
        (EventStatus.MOVED_ONLINE, "TENTATIVE", "Night buses"),
    ],
)
def test_ic_18_sessions_follow_their_event(event_status: EventStatus, status: str, summary: str) -> None:
    body = entry(TENTATIVE, timetable=with_event(status=event_status))

    assert (value(body, "STATUS"), value(body, "SUMMARY")) == (status, summary)


def test_ic_18_session_cancelled_before_its_event_was_postponed_stays_cancelled() -> None:
    body = entry(CANCELLED, timetable=with_event(status=EventStatus.POSTPONED))

    assert value(body, "SUMMARY") == "Cancelled: Market halls"


def test_ic_18_reason_is_said() -> None:
    assert "The speaker is ill." in str(value(entry(CANCELLED), "DESCRIPTION"))
    assert "To be confirmed" in str(value(entry(TENTATIVE), "DESCRIPTION"))
    assert "The speaker is ill." in str(value(entry(CANCELLED, budget=900), "DESCRIPTION"))


@pytest.mark.parametrize(
    ("seat", "session", "expected"),
    [
        (None, FULL, ("TRANSPARENT", "PUBLIC", "CONFIRMED")),
        (Seat(), FULL, ("OPAQUE", "PRIVATE", "CONFIRMED")),
        (Seat(waiting=True), FULL, ("TRANSPARENT", "PRIVATE", "TENTATIVE")),
        (Seat(cancelled=True), FULL, ("TRANSPARENT", "PRIVATE", "CANCELLED")),
        (Seat(), TENTATIVE, ("TRANSPARENT", "PRIVATE", "TENTATIVE")),
        (Seat(), CANCELLED, ("TRANSPARENT", "PRIVATE", "CANCELLED")),
        (Seat(waiting=True), CANCELLED, ("TRANSPARENT", "PRIVATE", "CANCELLED")),
    ],
)
def test_ic_21_ic_22_transparency_class_and_status(
    seat: Seat | None, session: Session, expected: tuple[str, str, str]
) -> None:
    body = entry(session, seat=seat)

    assert (value(body, "TRANSP"), value(body, "CLASS"), value(body, "STATUS")) == expected


def test_ic_21_title_says_waiting_list() -> None:
    assert value(entry(seat=Seat(waiting=True)), "SUMMARY") == (
        "Waiting list: SOU 84 · Partnering\\; to last\\, together"
    )


def test_ic_25_entry_keeps_within_its_budget() -> None:
    long = structs.replace(FULL, description={"en": "Water, wells; rivers and roads. " * 80, "ar": "ماء وآبار. " * 99})
    for language in INTERFACE_LANGUAGES:
        for budget in range(960, 2000, 7):
            assert len(entry(long, language, budget=budget)) <= budget


def test_ic_25_short_description_is_cut_at_300_characters_with_the_link() -> None:
    long = structs.replace(FULL, description={"en": "Water and wells. " * 80})

    (seen,) = read(entry(long, budget=5000))
    said, link = seen.description.rsplit("\n\n", 1)

    assert link == "https://events.example.org/en/forum-7/sessions/sou-84-partnering/"
    assert said.startswith("Speaker: Amina Berrada\n\nWater and wells. Water")
    assert said.endswith("…")
    assert CUT - 20 < len(said) <= CUT


def test_ic_25_short_entry_has_no_x_alt_desc_and_no_contact() -> None:
    body = entry(budget=5000)

    assert line(body, "X-ALT-DESC") is None
    assert line(body, "CONTACT") is None


def test_ic_25_budget_that_is_too_small_still_gives_the_link() -> None:
    assert value(entry(budget=10), "DESCRIPTION") == (
        "https://events.example.org/en/forum-7/sessions/sou-84-partnering/"
    )


def test_ic_27_organizer_is_the_published_address_of_the_first_that_has_one() -> None:
    reversed_order = structs.replace(FULL, organizers=FULL.organizers[::-1])

    expected = 'ORGANIZER;CN="Association of towns (AT)":mailto:towns@example.org'
    assert line(entry(), "ORGANIZER") == expected
    assert line(entry(reversed_order), "ORGANIZER") == expected
    assert line(entry(language="fr"), "ORGANIZER") == (
        'ORGANIZER;CN="Association des villes (AT)":mailto:towns@example.org'
    )


def test_ic_27_organizer_needs_a_published_address_and_the_role() -> None:
    private = ContactPoint(kind=ContactKind.EMAIL, printed="private@example.org", public=False)
    hidden = structs.replace(FULL, organizers=(SessionOrganizer(organization_uid=TOWNS.uid, contacts=(private,)),))
    partner = structs.replace(FULL, organizers=(SessionOrganizer(organization_uid=TOWNS.uid, role=EventRole.PARTNER),))

    assert line(entry(hidden), "ORGANIZER") is None
    assert line(entry(partner), "ORGANIZER") is None
    assert "private@example.org" not in "\n".join(unfolded(entry(hidden)))


def test_ic_27_no_attendee_and_no_person_who_is_not_public() -> None:
    for how in WAYS:
        lines = unfolded(entry(**how))

        assert not [each for each in lines if each.startswith("ATTENDEE")]
        assert "gone" not in "\n".join(lines)
        assert "06 00 00 00 00" not in "\n".join(lines)


def test_ic_28_title_only_says_time_title_and_place() -> None:
    for how in WAYS:
        body = entry(structs.replace(TITLE_ONLY, people=FULL.people), **how)
        lines = "\n".join(unfolded(body))

        assert value(body, "SUMMARY") == "Closed meeting"
        for leaked in (SECRET, "Amina", "towns@example.org", "05 37", "video.example.org"):
            assert leaked not in lines


def test_ic_28_internal_notes_are_nowhere() -> None:
    noted = structs.replace(FULL, url="https://source.example.org/", questions=({"en": SECRET},))

    assert SECRET not in "\n".join(unfolded(entry(noted)))


def test_ic_29_location_is_room_venue_and_address_on_one_line() -> None:
    assert line(entry(), "LOCATION") == (
        "LOCATION;LANGUAGE=en:Room Dakhla\\, Congress centre\\, 1 Garden Road\\, Marrakesh"
    )
    assert line(entry(language="ar"), "LOCATION") == (
        "LOCATION;LANGUAGE=ar:قاعة الداخلة، Congress centre، 1 Garden Road، مراكش"
    )


def test_ic_29_location_without_a_room_is_left_out_and_never_repeats_itself() -> None:
    same = structs.replace(VENUE, name={"en": "Room\r\nDakhla"}, address={"en": "Marrakesh"})

    assert line(entry(structs.replace(FULL, room_uid=None)), "LOCATION") is None
    assert line(entry(structs.replace(FULL, room_uid=None)), "GEO") is None
    assert value(entry(timetable=Timetable(structs.replace(PROGRAMME, venues=(same,)))), "LOCATION") == (
        "Room Dakhla\\, Marrakesh"
    )


def test_ic_29_geo_has_a_semicolon_and_dots_in_every_locale() -> None:
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        for name in ("fr_FR.UTF-8", "de_DE.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_NUMERIC, name)
            except locale.Error:
                continue
            assert {value(entry(language=tag), "GEO") for tag in INTERFACE_LANGUAGES} == {"31.622500;-7.989800"}
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)


@pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (0.0, -180.5), (None, 1.0), (1.0, None)])
def test_ic_29_geo_that_is_no_place_is_left_out(latitude: float | None, longitude: float | None) -> None:
    venue = structs.replace(VENUE, latitude=latitude, longitude=longitude)

    assert line(entry(timetable=Timetable(structs.replace(PROGRAMME, venues=(venue,)))), "GEO") is None


def test_ic_29_stream_is_a_conference_and_in_the_description() -> None:
    body = entry()

    assert line(body, "CONFERENCE") == (
        'CONFERENCE;VALUE=URI;FEATURE=VIDEO,AUDIO;LABEL="Online":https://video.example.org/live?room=1'
    )
    assert "Online: https://video.example.org/live?room=1" in str(value(body, "DESCRIPTION"))
    assert line(entry(structs.replace(FULL, stream_url="javascript:alert(1)")), "CONFERENCE") is None


def test_ic_29_event_moved_online_has_no_room() -> None:
    body = entry(language="fr", timetable=with_event(status=EventStatus.MOVED_ONLINE))

    assert line(body, "LOCATION") == "LOCATION;LANGUAGE=fr:En ligne"
    assert line(body, "GEO") is None


def test_ic_30_description_is_plain_text_of_the_same_source() -> None:
    (seen,) = read(entry())

    assert seen.description == (
        "Open session · Water\n\n"
        "Three towns show what they tried.\n\n"
        "– costs, errors\n"
        "– and a map (https://maps.example.org/a,b)\n\n"
        "Speaker: Amina Berrada, President, AT\n\n"
        "Organized by:\n"
        'Association of "towns" (AT), towns@example.org, 05 37 20 59 03\n'
        "Regions\n\n"
        "Language: French\n"
        "Interpretation into: English, Arabic\n\n"
        "Online: https://video.example.org/live?room=1\n\n"
        "Seventh forum\n"
        "https://events.example.org/en/forum-7/sessions/sou-84-partnering/"
    )


def test_ic_30_html_is_sanitised() -> None:
    hostile = structs.replace(
        FULL, description={"en": "*a* <img src=x onerror=alert(1)> [b](javascript:x)"}, status_note={"en": "<b>"}
    )

    said = str(value(entry(hostile), "X-ALT-DESC"))

    assert said.startswith(
        '<html><body dir="ltr"><p>&lt\\;b&gt\\;</p><p>Open session · Water</p><p><em>a</em> &lt\\;img'
    )
    assert "<img" not in said
    assert 'href="javascript' not in said


def test_ic_30_html_of_more_than_8_kb_is_left_out() -> None:
    def with_description(characters: int) -> bytes:
        return entry(structs.replace(FULL, description={"en": "a" * characters}))

    assert len(str(value(with_description(6000), "X-ALT-DESC")).encode()) <= LIMIT == 8000
    assert line(with_description(8000), "X-ALT-DESC") is None
    assert "a" * 8000 in str(value(with_description(8000), "DESCRIPTION"))


def test_ic_30_entry_without_a_text_has_no_html() -> None:
    assert line(entry(structs.replace(FULL, description={})), "X-ALT-DESC") is None


def test_ic_31_categories_are_track_type_and_languages_each_escaped() -> None:
    track = structs.replace(PROGRAMME.tracks[0], name={"en": "Water, air; fire"})

    body = entry(timetable=Timetable(structs.replace(PROGRAMME, tracks=(track,))))

    assert line(body, "CATEGORIES") == "CATEGORIES:Water\\, air\\; fire,Open session,fr"
    assert line(entry(TENTATIVE), "CATEGORIES") is None


def test_ic_31_url_is_the_canonical_page() -> None:
    assert value(entry(language="ar"), "URL") == "https://events.example.org/ar/forum-7/sessions/sou-84-partnering/"
    assert value(entry(REMOVED), "URL") == "https://events.example.org/en/forum-7/"


def test_ic_31_language_is_that_of_the_words() -> None:
    body = entry(structs.replace(FULL, title={"pt": "Água"}, description={"und": "?"}), "fr")

    assert line(body, "SUMMARY") == "SUMMARY;LANGUAGE=pt:SOU 84 · Água"
    assert str(line(body, "DESCRIPTION")).startswith("DESCRIPTION:")


def test_ic_31_contact_is_what_was_published_for_this_session() -> None:
    own = ContactPoint(kind=ContactKind.PHONE, printed="05 37 00 00 01")
    shown = structs.replace(FULL, organizers=(SessionOrganizer(organization_uid=TOWNS.uid, contacts=(own,)),))

    assert value(entry(shown), "CONTACT") == 'Association of "towns" (AT)\\, 05 37 00 00 01'
    assert str(value(entry(shown, "ar"), "CONTACT")).endswith("(\u2068AT\u2069)، \u206805 37 00 00 01\u2069")


def test_ic_31_entry_is_related_to_its_event() -> None:
    assert line(entry(), "RELATED-TO") == f"RELATED-TO;RELTYPE=PARENT:{EVENT.uid}"


def test_ic_32_alarm_is_only_where_it_was_asked_for() -> None:
    with_alarm = entry(seat=Seat(alarm=timedelta(minutes=15)))

    assert b"VALARM" not in entry()
    assert b"VALARM" not in entry(seat=Seat())
    assert b"VALARM" not in entry(CANCELLED, seat=Seat(alarm=timedelta(minutes=15)))
    alarm = unfolded(with_alarm)[-7:-1]
    assert alarm[0] == "BEGIN:VALARM"
    assert alarm[1] != f"UID:{FULL.uid}"
    assert alarm[2:] == [
        "ACTION:DISPLAY",
        "TRIGGER:-PT15M",
        "DESCRIPTION:SOU 84 · Partnering\\; to last\\, together",
        "END:VALARM",
    ]
    read(with_alarm)


def test_ic_33_arabic_with_latin_digits_round_trips_with_the_code_kept_in_order() -> None:
    (seen,) = read(entry(language="ar"))

    assert seen.summary == "\u2068SOU 84\u2069 · شراكة تدوم: 3 مدن (و2 جهات)"
    assert seen.location == "قاعة الداخلة، Congress centre، 1 Garden Road، مراكش"
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066\u2067\u061c]", entry(language="ar").decode())


def test_heading_is_the_code_once_and_never_empty() -> None:
    def summary(**changes: Any) -> str | None:
        return value(entry(structs.replace(FULL, **changes)), "SUMMARY")

    assert summary(title={"en": "SOU 84: Water"}) == "SOU 84: Water"
    assert summary(title={}) == "SOU 84"
    assert summary(title={}, code="") == "Seventh forum"
    assert (
        value(entry(structs.replace(FULL, title={}, code=""), timetable=with_event(title={})), "SUMMARY") == "forum-7"
    )


def test_person_to_be_confirmed_and_unpublished_organization() -> None:
    maybe = structs.replace(
        FULL,
        people=(SessionPerson(person_uid=AMINA.uid, role=PersonRole.CHAIR, to_be_confirmed=True),),
        organizers=(SessionOrganizer(organization_uid="nowhere"),),
    )

    said = str(value(entry(maybe), "DESCRIPTION"))

    assert "Chair: Amina Berrada (to be confirmed)\\, President\\, AT\\n" in said
    assert "Organized by" not in said


def test_redacted_person_is_in_no_entry() -> None:
    redaction = Redaction(person_uid=AMINA.uid, field="name")
    timetable = Timetable(redacted(PROGRAMME, (redaction,)))

    assert b"Amina" in entry()
    assert b"Amina" not in entry(timetable.by_uid[FULL.uid], timetable=timetable)


def test_room_of_the_same_name_as_a_city_is_a_room() -> None:
    assert ROOM.name["en"] == "Dakhla"
    assert str(value(entry(), "LOCATION")).startswith("Room Dakhla\\,")
