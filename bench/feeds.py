"""The calendar of a whole event after one session has changed, beside joining as many entries that are ready."""

import statistics
from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate

from msgspec import structs

from bench import fosdem
from bench.figures import Figure, once
from events_service.addresses import Site
from events_service.calendars.entries import Entries
from events_service.calendars.feeds import budget, event_feed
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.whole_event import Stamp
from events_service.catalogue.source import DatabaseSource
from events_service.programme.programme import Programme
from events_service.programme.timetable import Timetable
from events_service.zones import now

SITE = Site("https://events.example.org")
ROUNDS = 60


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, _):
        source = DatabaseSource(database)
        loaded = source.load_event(source.current().events[0].event_uid)
        assert loaded is not None
        programme = loaded.programme
    timetable, stamp, entries = Timetable(programme), Stamp(now()), Entries()
    timed = [session for session in timetable.sessions if session.start_at]
    ready = [vevent_lines(session, timetable, SITE, "en", budget=budget(len(timed))) for session in timed]
    event_feed(timetable, stamp, SITE, "en", entries=entries)
    pairs = []
    for release in accumulate(range(ROUNDS), _changed, initial=programme):
        timetable = Timetable(release)
        # With the order of the entries, though a process makes that once for all languages when it reads the release.
        ours = once(lambda timetable=timetable: event_feed(timetable, stamp, SITE, "en", entries=entries))
        pairs.append((ours, once(lambda: b"".join(ready))))
    ours, reference = (statistics.median(times) for times in zip(*pairs[1:], strict=True))
    yield Figure(
        f"whole-event feed after one of {len(ready):,} sessions changed",
        ours * 1000,
        reference * 1000,
        "ms",
        3,
        at_least=False,
    )


def _changed(programme: Programme, number: int) -> Programme:
    """The next release: one session moved by five minutes."""
    session = programme.sessions[number * 7]
    assert session.start_at is not None
    moved = structs.replace(
        session, start_at=session.start_at + timedelta(minutes=5), revision=number + 1, revised_at=now()
    )
    sessions = tuple(moved if one.uid == session.uid else one for one in programme.sessions)
    return structs.replace(programme, sessions=sessions)
