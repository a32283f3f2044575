"""Calendars of one event."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.calendars.entries import Entries
from events_service.calendars.feeds import (
    FEW,
    LIMIT,
    Feed,
    budget,
    event_feed,
    record_feed,
    session_feed,
    sessions_that_pass,
)
from events_service.calendars.vtimezone import vtimezone
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters, find_sessions
from events_service.programme.programme import AliasKind, Precision, Session, Visibility
from events_service.programme.timetable import Timetable
from tests.calendars.lint import lint
from tests.calendars.readers import read_alike
from tests.calendars.scenery import (
    AMINA,
    CANCELLED,
    COFFEE,
    EVENT,
    FULL,
    OTHER_ROOM,
    PROGRAMME,
    REMOVED,
    ROOM,
    SECRET,
    SITE,
    STAMP,
    TENTATIVE,
    TIMETABLE,
    TITLE_ONLY,
    TOWNS,
    UNTIMED,
    line,
    timetable_of,
    uids,
    unfolded,
    value,
    wall,
    with_event,
)
from tests.factories.programme import RELEASED_AT, make_event, make_programme, make_session

IN_CALENDARS = sorted(
    (FULL, TENTATIVE, CANCELLED, TITLE_ONLY, REMOVED), key=lambda session: (session.start_at, session.uid)
)


def whole(timetable: Timetable = TIMETABLE, language: str = "en", **keywords: Any) -> Feed:
    return event_feed(timetable, STAMP, SITE, language, **keywords)


def of(kind: AliasKind, slug: str, **keywords: Any) -> Feed:
    feed = record_feed(TIMETABLE, kind, slug, SITE, "en", **keywords)
    assert feed is not None
    return feed


def uids_of(*sessions: Session) -> list[str]:
    return [session.uid for session in sessions]


def every_kind(language: str = "en") -> dict[str, Feed | None]:
    return {
        "event": whole(language=language),
        "zoned": whole(language=language, zoned=True),
        "filtered": whole(language=language, filters=Filters(track="water", day="2018-11-20")),
        "selection": whole(language=language, filters=Filters(sessions=(FULL.slug, COFFEE.slug))),
        "nothing": whole(language=language, filters=Filters(room="nowhere")),
        "session": session_feed(TIMETABLE, FULL.slug, SITE, language),
        "removed": session_feed(TIMETABLE, REMOVED.slug, SITE, language),
        "room": record_feed(TIMETABLE, AliasKind.ROOM, ROOM.slug, SITE, language),
        "track": record_feed(TIMETABLE, AliasKind.TRACK, "water", SITE, language),
        "person": record_feed(TIMETABLE, AliasKind.PERSON, AMINA.slug, SITE, language),
        "organization": record_feed(TIMETABLE, AliasKind.ORGANIZATION, TOWNS.slug, SITE, language),
    }


def test_ic_3_calendar_begins_as_it_must_and_has_no_method() -> None:
    for feed in every_kind().values():
        assert feed is not None
        assert unfolded(feed.body)[:4] == [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Events Service//Calendar//EN",
            "CALSCALE:GREGORIAN",
        ]


def test_ic_4_empty_feed_is_a_calendar_with_its_time_zone() -> None:
    feed = whole(filters=Filters(room="nowhere"))

    assert (feed.entries, feed.skipped, feed.modified_at) == (0, 0, EVENT.revised_at)
    assert lint(feed.body) == []
    assert read_alike(feed.body) == [[]]
    assert "TZID:Africa/Casablanca" in unfolded(feed.body)


def test_ic_23_empty_feed_is_as_new_as_its_event() -> None:
    event = structs.replace(EVENT, revised_at=datetime(2018, 11, 1, 8, tzinfo=UTC))
    timetable = Timetable(structs.replace(PROGRAMME, event=event))

    feed = whole(timetable, filters=Filters(room="nowhere"))

    assert feed.modified_at == event.revised_at
    assert "LAST-MODIFIED:20181101T080000Z" in unfolded(feed.body)


def test_ic_12_event_itself_stands_before_what_was_removed_from_it() -> None:
    alone = Timetable(structs.replace(PROGRAMME, sessions=(), tombstones=(REMOVED,)))

    uids = [line.partition(":")[2] for line in unfolded(whole(alone).body) if line.startswith("UID:")]

    assert uids[-2:] == [EVENT.uid, REMOVED.uid]


def test_ic_14_time_zone_of_an_empty_feed_has_the_rules_of_the_events_days() -> None:
    untimed = Timetable(
        structs.replace(
            PROGRAMME,
            event=structs.replace(EVENT, timezone="Europe/Paris", precision=Precision.MONTH),
            sessions=(UNTIMED,),
            tombstones=(),
        )
    )
    empty = {
        "event": whole(untimed),
        "filtered": whole(untimed, filters=Filters(room="nowhere")),
        "session": session_feed(untimed, UNTIMED.slug, SITE, "en"),
        "room": record_feed(untimed, AliasKind.ROOM, ROOM.slug, SITE, "en"),
    }

    assert EVENT.start_on.year == 2018
    rules = {name: feed and feed.body.partition(b"BEGIN:VTIMEZONE")[2] for name, feed in empty.items()}
    expected = vtimezone("Europe/Paris", EVENT.start_on, EVENT.end_on).partition(b"BEGIN:VTIMEZONE")[2]
    assert rules == dict.fromkeys(empty, expected + b"END:VCALENDAR\r\n")
    assert expected.count(b"BEGIN:DAYLIGHT") == 1
    assert {name: feed and lint(feed.body) for name, feed in empty.items()} == dict.fromkeys(empty, [])


BROKEN: tuple[dict[str, Any], ...] = (
    {"title": None},
    {"title": {"en": 5}},
    {"description": {"en": b"bytes"}},
    {"revision": None, "end_at": "tomorrow"},
    {"revised_at": None},
    {"end_at": 7},
    {"created_at": "yesterday"},
    {"languages": (None,)},
    {"organizers": (None,)},
    {"status_note": 3},
)


@pytest.mark.parametrize("broken", BROKEN)
def test_ic_5_broken_row_never_breaks_the_feed(broken: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    bad = structs.replace(TENTATIVE, **broken)
    timetable = Timetable(structs.replace(PROGRAMME, sessions=(FULL, CANCELLED, TITLE_ONLY)))
    for table in (timetable.by_uid, timetable.by_slug):
        table[bad.slug] = bad
    timetable.sessions = (FULL, bad, CANCELLED, TITLE_ONLY)

    with caplog.at_level(logging.ERROR):
        feed = whole(timetable)

    expected = [uid for uid in uids_of(*IN_CALENDARS) if uid != TENTATIVE.uid]
    assert uids(feed.body) == expected
    assert (feed.entries, feed.skipped) == (4, 1)
    assert [record.message for record in caplog.records] == ["A calendar entry could not be written"]
    assert lint(feed.body) == []


@pytest.mark.parametrize("address", ["https://example.org/\r\nX:y", "hhttps://example.org/", "\x00", "https://[::1"])
def test_ic_5_bad_address_loses_the_line_not_the_entry(address: str) -> None:
    feed = whole(timetable_of(structs.replace(FULL, stream_url=address)))

    assert (feed.entries, feed.skipped) == (1, 0)
    assert line(feed.body.partition(b"BEGIN:VEVENT")[2], "CONFERENCE") is None
    assert lint(feed.body) == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_ic_6_every_feed_is_read_alike_and_breaks_no_rule(language: str) -> None:
    kinds = {name: feed.body for name, feed in every_kind(language).items() if feed and name != "zoned"}

    read = dict(zip(kinds, read_alike(*kinds.values()), strict=True))

    assert {name: lint(body) for name, body in kinds.items()} == dict.fromkeys(kinds, [])
    assert {name: [entry.uid for entry in entries] for name, entries in read.items()} == {
        "event": uids_of(*IN_CALENDARS),
        "filtered": uids_of(FULL),
        "selection": uids_of(FULL, COFFEE),
        "nothing": [],
        "session": uids_of(FULL),
        "removed": uids_of(REMOVED),
        "room": uids_of(FULL, CANCELLED, REMOVED),
        "track": uids_of(FULL),
        "person": uids_of(*(s for s in IN_CALENDARS if s in (FULL, TENTATIVE))),
        "organization": uids_of(*(s for s in IN_CALENDARS if s in (FULL, TITLE_ONLY, REMOVED))),
    }


def test_ic_7_ic_8_one_session_has_one_uid_and_sequence_in_all_its_feeds() -> None:
    bodies = [feed.body for language in INTERFACE_LANGUAGES for feed in every_kind(language).values() if feed]
    with_it = [body.partition(f"UID:{FULL.uid}".encode())[2] for body in bodies if FULL.uid.encode() in body]

    assert len(with_it) == 9 * 3
    assert {value(body.partition(b"END:VEVENT")[0] + b"\r\n", "SEQUENCE") for body in with_it} == {"2"}


def test_ic_10_unchanged_feed_is_the_same_bytes() -> None:
    again = Timetable(make_programme(sessions=60))

    for language in INTERFACE_LANGUAGES:
        first = whole(Timetable(make_programme(sessions=60)), language)
        assert whole(again, language, entries=Entries()) == first


def test_ic_10_modified_at_counts_removed_sessions() -> None:
    feed = whole()

    assert feed.modified_at == REMOVED.revised_at
    assert value(feed.body.partition(b"BEGIN:VEVENT")[0], "LAST-MODIFIED") == "20181010T120000Z"
    assert of(AliasKind.TRACK, "water").modified_at == FULL.revised_at


def test_ic_12_entries_are_in_order_of_start_then_uid() -> None:
    timetable = Timetable(make_programme(sessions=300, days=3, seed=5))

    body = whole(timetable).body

    timed = [s for s in (*timetable.sessions, *timetable.programme.tombstones) if s.start_at]
    shown = [s for s in timed if not timetable.is_break(s)]
    assert uids(body) == uids_of(*sorted(shown, key=lambda s: (s.start_at, s.uid)))
    assert lint(body) == []


def test_ic_12_order_of_the_programme_does_not_matter() -> None:
    shuffled = structs.replace(PROGRAMME, sessions=PROGRAMME.sessions[::-1])

    assert whole(Timetable(shuffled)) == whole()


def test_ic_13_ic_14_feed_has_no_zone_unless_asked_for() -> None:
    plain, zoned = whole().body, whole(zoned=True).body

    assert b"TZID" not in plain
    assert zoned.count(b"BEGIN:VTIMEZONE") == 1
    assert zoned.count(b"TZID:Africa/Casablanca") == 1
    assert zoned.index(b"BEGIN:VTIMEZONE") < zoned.index(b"BEGIN:VEVENT")
    assert lint(zoned) == []


def test_ic_15_event_without_a_timed_session_stands_in_its_own_feed() -> None:
    feed = whole(timetable_of(UNTIMED))

    assert lint(feed.body) == []
    ((entry,),) = read_alike(feed.body)
    assert (entry.uid, entry.start, entry.end) == (EVENT.uid, "2018-11-20", "2018-11-23")
    assert (entry.sequence, feed.entries, feed.modified_at) == (3, 1, STAMP.revised_at)


def test_ic_15_event_with_a_timed_session_does_not() -> None:
    assert EVENT.uid not in uids(whole().body)


def test_ic_15_event_of_which_only_the_month_is_known_is_in_no_feed() -> None:
    vague = structs.replace(EVENT, precision=Precision.MONTH)

    assert uids(whole(timetable_of(event=vague)).body) == []


def test_ic_18_removed_session_stays_in_every_feed_it_was_in() -> None:
    assert REMOVED.uid in uids(whole().body)
    assert REMOVED.uid in uids(of(AliasKind.ROOM, ROOM.slug).body)
    assert REMOVED.uid in uids(of(AliasKind.ORGANIZATION, TOWNS.slug).body)
    assert REMOVED.uid in uids(whole(filters=Filters(day="2018-11-22")).body)
    assert REMOVED.uid in uids(whole(filters=Filters(sessions=(REMOVED.slug,))).body)
    assert REMOVED.uid not in uids(of(AliasKind.ROOM, OTHER_ROOM.slug).body)


def test_ic_18_withdrawn_session_is_in_no_feed() -> None:
    withdrawn = Timetable(structs.replace(PROGRAMME, tombstones=()))

    assert REMOVED.uid not in uids(whole(withdrawn).body)
    assert session_feed(withdrawn, REMOVED.slug, SITE, "en") is None


def test_ic_19_session_by_invitation_is_in_no_feed() -> None:
    private = make_session(
        title={"en": SECRET}, visibility=Visibility.BY_INVITATION, room_uid=ROOM.uid, people=FULL.people
    )
    timetable = timetable_of(private, FULL)

    bodies = [
        whole(timetable).body,
        whole(timetable, filters=Filters(q="nobody")).body,
        whole(timetable, filters=Filters(sessions=(private.slug,))).body,
    ]
    for kind, slug in ((AliasKind.ROOM, ROOM.slug), (AliasKind.PERSON, AMINA.slug)):
        feed = record_feed(timetable, kind, slug, SITE, "en")
        assert feed is not None
        bodies.append(feed.body)
    alone = session_feed(timetable, private.slug, SITE, "en")

    assert [body for body in bodies if private.uid.encode() in body] == []
    assert alone is None or alone.entries == 0


def test_ic_20_past_sessions_stay() -> None:
    long_ago = timetable_of(make_session(start_local=wall("1998-11-20T10:00"), title={"en": "Long ago"}))

    assert whole(long_ago).entries == 1


def test_ic_23_header_says_what_it_is() -> None:
    body = whole().body.partition(b"BEGIN:VEVENT")[0]

    assert unfolded(body)[4:] == [
        "UID:e2ae9137-4fea-56eb-9cdc-8f20ed4302d1",
        "NAME:Seventh forum",
        "X-WR-CALNAME:Seventh forum",
        "DESCRIPTION:Water\\; roads\\, and “the rest”",
        "X-WR-CALDESC:Water\\; roads\\, and “the rest”",
        "X-WR-TIMEZONE:Africa/Casablanca",
        "LAST-MODIFIED:20181010T120000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "URL:https://events.example.org/en/forum-7/",
        "SOURCE;VALUE=URI:https://events.example.org/en/forum-7/calendar.ics",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#1F6F8B",
    ]


def test_ic_23_name_source_and_page_are_those_of_the_part() -> None:
    def head(feed: Feed | None) -> tuple[str | None, ...]:
        assert feed is not None
        body = feed.body.partition(b"BEGIN:VEVENT")[0]
        return value(body, "X-WR-CALNAME"), value(body, "URL"), line(body, "SOURCE")

    base = "https://events.example.org/en/forum-7/"
    kinds = every_kind()
    assert head(kinds["room"]) == (
        "Room Dakhla · Seventh forum",
        f"{base}rooms/dakhla/",
        f"SOURCE;VALUE=URI:{base}rooms/dakhla/calendar.ics",
    )
    assert head(kinds["session"]) == (
        "SOU 84 · Partnering\\; to last\\, together",
        f"{base}sessions/sou-84-partnering/",
        f"SOURCE;VALUE=URI:{base}sessions/sou-84-partnering/calendar.ics",
    )
    assert head(kinds["filtered"]) == (
        "Seventh forum · 20 November 2018 · Water",
        f"{base}?day=2018-11-20&track=water",
        f"SOURCE;VALUE=URI:{base}calendar.ics?day=2018-11-20&track=water",
    )
    assert head(kinds["selection"])[0] == "Seventh forum · Selection"
    assert head(whole(filters=Filters(language="fr", q="water; wells")))[0] == (
        "Seventh forum · French · “water\\; wells”"
    )
    assert head(whole(filters=Filters(day="then", room="dakhla")))[0] == "Seventh forum · then · Room Dakhla"


def test_ic_23_calendar_uid_outlives_names_and_addresses_and_differs_by_part() -> None:
    renamed = with_event(slug="other", title={"en": "Other"})

    own = [line(feed.body.partition(b"BEGIN:VE")[0], "UID") for feed in every_kind().values() if feed]
    own.remove(line(whole(zoned=True).body.partition(b"BEGIN:VE")[0], "UID"))

    assert line(whole(renamed).body.partition(b"BEGIN:VE")[0], "UID") == line(
        whole(language="fr").body.partition(b"BEGIN:VE")[0], "UID"
    )
    assert len(set(own)) == len(own) == 10


@pytest.mark.parametrize("accent", [None, "teal", "#12345", "#1f6f8b;X:y"])
def test_ic_23_colour_that_is_none_is_left_out(accent: str | None) -> None:
    body = whole(with_event(accent=accent)).body

    assert b"COLOR" not in body


def test_ic_24_feeds_have_no_method() -> None:
    for feed in every_kind().values():
        assert feed is not None
        assert b"METHOD" not in feed.body


def test_ic_25_feed_of_more_than_200_entries_says_less() -> None:
    many = Timetable(make_programme(sessions=FEW + 1, oddities=False, languages=("ar",)))
    few = Timetable(make_programme(sessions=FEW, oddities=False, languages=("ar",)))

    assert b"X-ALT-DESC" not in whole(many).body
    assert whole(few).body.count(b"X-ALT-DESC") == FEW


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ic_25_feed_of_1105_sessions_is_below_one_megabyte(language: str) -> None:
    programme = make_programme(sessions=1105, days=2, rooms=35, oddities=False)

    feed = whole(Timetable(programme), language)

    assert feed.entries == 1105
    assert 700_000 < len(feed.body) < LIMIT
    assert lint(feed.body) == []
    (read,) = read_alike(feed.body)
    assert all("/sessions/sou-" in entry.description for entry in read)


def test_ic_25_budget_goes_down_in_steps() -> None:
    budgets = [budget(number) or LIMIT for number in range(2000)]

    assert budget(0) is budget(FEW) is None
    assert budgets == sorted(budgets, reverse=True)
    assert len(set(budgets)) < 14
    assert all(number * octets < LIMIT for number, octets in enumerate(budgets) if number > FEW)


def test_ic_27_ic_28_no_feed_has_an_attendee_or_a_secret() -> None:
    for feed in every_kind().values():
        assert feed is not None
        said = "\n".join(unfolded(feed.body))
        for leaked in ("ATTENDEE", SECRET, "video.example.org/secret", "06 00 00 00 00"):
            assert leaked not in said


def test_ic_32_no_feed_has_an_alarm() -> None:
    assert [name for name, feed in every_kind().items() if feed and b"VALARM" in feed.body] == []


def test_breaks_stay_out_unless_asked_for() -> None:
    assert COFFEE.uid not in uids(whole().body)
    assert COFFEE.uid not in uids(whole(filters=Filters(day="2018-11-21")).body)
    assert uids(whole(filters=Filters(type="break")).body) == [COFFEE.uid]
    assert uids(whole(filters=Filters(sessions=(COFFEE.slug,))).body) == [COFFEE.uid]


def test_sessions_without_hours_stay_out() -> None:
    alone = session_feed(TIMETABLE, UNTIMED.slug, SITE, "en")

    assert UNTIMED.uid not in uids(whole().body)
    assert alone is not None
    assert (alone.entries, lint(alone.body)) == (0, [])


def test_filters_find_what_the_page_finds() -> None:
    timetable = Timetable(make_programme(sessions=120))
    for filters in (Filters(track="water"), Filters(room="room-2"), Filters(q="gardens", language="ar")):
        found = find_sessions(timetable, filters)
        shown = {s.uid for s in found if s.start_at and not timetable.is_break(s)}
        assert shown

        assert {s.uid for s in sessions_that_pass(timetable, filters)} - {
            stone.uid for stone in timetable.programme.tombstones
        } == shown


def test_part_with_filters_is_both() -> None:
    feed = of(AliasKind.PERSON, AMINA.slug, filters=Filters(room="room-2", person="somebody-else"))

    assert uids(feed.body) == [TENTATIVE.uid]
    assert line(feed.body.partition(b"BEGIN:VE")[0], "SOURCE") == (
        "SOURCE;VALUE=URI:https://events.example.org/en/forum-7/people/amina-berrada/calendar.ics?room=room-2"
    )


@pytest.mark.parametrize("kind", [kind for kind in AliasKind if kind is not AliasKind.SESSION])
def test_part_that_is_not_there_is_none(kind: AliasKind) -> None:
    assert record_feed(TIMETABLE, kind, "nowhere", SITE, "en") is None


def test_session_that_never_was_is_none() -> None:
    assert session_feed(TIMETABLE, "nowhere", SITE, "en") is None


def test_event_in_a_zone_of_its_own_keeps_its_instants() -> None:
    event = make_event(timezone="Asia/Kolkata", slug="delhi", end_on=EVENT.end_on)
    session = make_session("Asia/Kolkata", start_local=wall("2018-11-21T09:30"))

    body = whole(timetable_of(session, event=event)).body

    assert line(body, "DTSTART") == "DTSTART:20181121T040000Z"
    assert line(body, "X-WR-TIMEZONE") == "X-WR-TIMEZONE:Asia/Kolkata"


def test_changed_session_raises_modified_at() -> None:
    later = structs.replace(FULL, revised_at=RELEASED_AT + timedelta(days=30))

    assert whole(timetable_of(later, CANCELLED)).modified_at == RELEASED_AT + timedelta(days=30)
