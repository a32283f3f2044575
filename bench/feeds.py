"""The calendar of a whole event after one session has changed, beside joining as many entries that are ready.

Each release is read as a process reads it: from its stored bytes, sharing what did not change with the one before,
the entries ordered once for all languages. What comes first after that finds nothing in the processor's caches: the
feeds and the joins take turns at it.
"""

import statistics
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
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
from events_service.programme.programme import FORMAT, Programme
from events_service.programme.sharing import succession
from events_service.programme.stored import decode, encode
from events_service.programme.timetable import Timetable
from events_service.zones import now

SITE = Site("https://events.example.org")
STAMP = Stamp(now())
LANGUAGES = ("en", "fr", "ar")
ROUNDS = 60


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, _):
        source = DatabaseSource(database)
        loaded = source.load_event(source.current().events[0].event_uid)
        assert loaded is not None
        programme = loaded.programme
    entries = Entries()
    ready = [_ready(programme, language) for language in LANGUAGES]
    _feeds(Timetable(programme), entries)
    rounds: list[tuple[float, ...]] = []
    for release in accumulate(range(ROUNDS), _changed, initial=programme):
        since = succession(programme, decode(encode(release)[0], FORMAT))
        programme = since.programme
        timetable = Timetable(programme)
        joins_first = _joins(ready) if len(rounds) % 2 else None
        ordering = once(partial(entries.follow, timetable, since))
        feeds = _feeds(timetable, entries)
        joins = joins_first or _joins(ready)
        rounds.append((ordering + feeds[0], ordering + sum(feeds), ordering, *joins))
    first, all_of_them, ordering, join, three_joins = map(statistics.median, zip(*rounds[1:], strict=True))
    what = f"after one of {len(ready[0]):,} sessions changed"
    note = f"{ordering * 1000:.2g} ms of it order the entries, once for all languages"
    yield Figure(f"whole-event feed {what}", first * 1000, join * 1000, "ms", 3, at_least=False, note=note)
    yield Figure(
        f"in three languages {what}", all_of_them * 1000, three_joins * 1000, "ms", 3, at_least=False, note=note
    )


def _ready(programme: Programme, language: str) -> list[bytes]:
    """All entries as they stand in the feed."""
    timetable = Timetable(programme)
    timed = [session for session in timetable.sessions if session.start_at]
    return [vevent_lines(session, timetable, SITE, language, budget=budget(len(timed))) for session in timed]


def _feeds(timetable: Timetable, entries: Entries) -> list[float]:
    """Seconds for the feed in each language."""
    return [once(partial(event_feed, timetable, STAMP, SITE, language, entries=entries)) for language in LANGUAGES]


def _joins(ready: list[list[bytes]]) -> tuple[float, float]:
    """Seconds for the first join, and for all."""
    joins = [once(partial(b"".join, entries)) for entries in ready]
    return joins[0], sum(joins)


def _changed(programme: Programme, number: int) -> Programme:
    """The next release: one session moved by five minutes."""
    session = programme.sessions[number * 7]
    assert session.start_at is not None
    moved = structs.replace(
        session, start_at=session.start_at + timedelta(minutes=5), revision=number + 1, revised_at=now()
    )
    sessions = tuple(moved if one.uid == session.uid else one for one in programme.sessions)
    return structs.replace(programme, sessions=sessions)
