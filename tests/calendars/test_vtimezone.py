"""VTIMEZONE, and times that agree wherever they are said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest
from msgspec import structs

from events_service import zones
from events_service.calendars.links import session_links
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.vtimezone import vtimezone
from events_service.programme.timetable import Timetable
from tests.calendars.lint import lint
from tests.calendars.readers import with_icaljs
from tests.calendars.scenery import EVENT, SITE, line, timetable_of, unfolded, wall
from tests.factories.programme import make_session, programme_of


def observances(body: bytes) -> list[tuple[str, ...]]:
    """Kind, DTSTART, TZOFFSETFROM and TZOFFSETTO of each."""
    blocks = body.decode().split("BEGIN:")[2:]
    return [
        (block.split("\r\n")[0], *(each.partition(":")[2] for each in block.split("\r\n")[1:4])) for block in blocks
    ]


def test_ic_14_morocco_is_right_in_ramadan_and_after_the_law_of_2026() -> None:
    body = vtimezone("Africa/Casablanca", datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))

    assert [found[1:] for found in observances(body)] == [
        ("19700101T000000", "+0100", "+0100"),
        ("20260215T030000", "+0100", "+0000"),
        ("20260322T020000", "+0000", "+0100"),
        ("20260920T020000", "+0100", "+0000"),
    ]
    assert unfolded(body)[:2] == ["BEGIN:VTIMEZONE", "TZID:Africa/Casablanca"]


def test_ic_14_zone_without_changes_is_one_observance() -> None:
    body = vtimezone("Asia/Kolkata", datetime(2026, 2, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))

    assert observances(body) == [("STANDARD", "19700101T000000", "+0530", "+0530")]


def test_ic_14_each_change_is_an_observance() -> None:
    body = vtimezone("Europe/Paris", datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))

    assert observances(body) == [
        ("STANDARD", "19700101T000000", "+0100", "+0100"),
        ("DAYLIGHT", "20260329T020000", "+0100", "+0200"),
        ("STANDARD", "20261025T030000", "+0200", "+0100"),
    ]


def test_ic_14_offset_with_seconds_is_written_with_them() -> None:
    body = vtimezone("Africa/Monrovia", datetime(1971, 6, 1, tzinfo=UTC), datetime(1971, 7, 1, tzinfo=UTC))

    assert observances(body) == [("STANDARD", "19700101T000000", "-004430", "-004430")]


RAMADAN = [wall(f"2026-{month:02d}-{day:02d}T10:00") for month in range(1, 13) for day in (1, 14, 15, 21, 22, 28)]


def test_ic_14_ical_js_reads_zoned_times_by_our_rules() -> None:
    """What it knows of Casablanca is only what the calendar says."""
    event = structs.replace(EVENT, start_on=RAMADAN[0].date(), end_on=RAMADAN[-1].date())
    sessions = [make_session(title={"en": f"Day {n}"}, start_local=start) for n, start in enumerate(RAMADAN)]
    timetable = Timetable(programme_of(*sessions, event=event))
    entries = [vevent_lines(session, timetable, SITE, "en", zoned=True) for session in sessions]
    zone = vtimezone(
        "Africa/Casablanca", *(session.start_at for session in (sessions[0], sessions[-1]) if session.start_at)
    )
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\nCALSCALE:GREGORIAN\r\nUID:1\r\n"
    body = b"".join((head, zone, *entries, b"END:VCALENDAR\r\n"))

    (read,) = with_icaljs(body)

    assert lint(body) == []
    assert [entry.start for entry in read] == [
        session.start_at.strftime("%Y-%m-%dT%H:%M:%SZ") for session in sessions if session.start_at
    ]


def test_ic_14_our_zone_is_that_of_the_tz_database() -> None:
    body = vtimezone("Africa/Casablanca", datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    component = icalendar.Timezone.from_ical(body)
    assert isinstance(component, icalendar.Timezone)
    zone = component.to_tz()

    for hour in range(0, 6 * 365 * 24, 7):
        moment = datetime(2024, 2, 1, tzinfo=UTC) + timedelta(hours=hour)
        local = zones.to_wall(moment, "Africa/Casablanca")
        if local.fold or zones.is_ambiguous(local, "Africa/Casablanca"):
            continue
        assert local.replace(tzinfo=zone).utcoffset() == local.replace(tzinfo=UTC) - moment, local


def changes(body: bytes) -> Iterator[datetime]:
    """The instants at which the clocks of a zone are changed."""
    for _, onset, before, _ in observances(body)[1:]:
        sign = -1 if before.startswith("-") else 1
        offset = sign * timedelta(hours=int(before[1:3]), minutes=int(before[3:5]), seconds=int(before[5:] or 0))
        yield datetime.fromisoformat(onset).replace(tzinfo=UTC) - offset


def test_ic_17_feed_and_link_say_the_instant_of_the_wall_time_in_every_zone_on_days_of_change() -> None:
    span = datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    # Many zones are other names of one: what is the same to the second is looked at once.
    bodies = {name: vtimezone(name, *span) for name in sorted(zones.zone_names())}
    by_rules = {tuple(observances(body)): name for name, body in bodies.items()}
    checked = 0
    for name in by_rules.values():
        event = structs.replace(EVENT, timezone=name)
        for change in changes(bodies[name]):
            for around in (timedelta(minutes=-30), timedelta(minutes=30)):
                local = zones.to_wall(change + around, name)
                session = make_session(
                    name, start_local=local.replace(fold=0), start_fold=local.fold, end_local=None, title={"en": "a"}
                )
                timetable = timetable_of(session, event=event)
                expected = (change + around).strftime("%Y%m%dT%H%M%SZ")

                body = vevent_lines(session, timetable, SITE, "en")
                links = session_links(session, timetable, SITE, "en")

                assert line(body, "DTSTART") == f"DTSTART:{expected}", name
                assert links is not None
                assert parse_qs(urlsplit(links.google).query)["dates"][0].startswith(expected), name
                checked += 1
    assert checked > 800


def test_ic_17_a_gap_is_refused_before_it_reaches_a_calendar() -> None:
    with pytest.raises(zones.NonexistentTime):
        make_session("Europe/Paris", start_local=wall("2026-03-29T02:30"))
