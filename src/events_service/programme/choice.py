"""What a release of chosen things only takes: sessions, shared records and the event, by the names people use."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from events_service.errors import NotFound
from events_service.programme.programme import Programme, Session

KINDS: Mapping[str, str] = {
    "room": "rooms",
    "venue": "venues",
    "track": "tracks",
    "type": "types",
    "person": "people",
    "organization": "organizations",
    "stand": "stands",
}
"""What stands before the colon of `room:dakhla`, and the programme's field it means."""


class Choice(NamedTuple):
    sessions: frozenset[str]
    """Uids of sessions of the draft."""
    removed: frozenset[str]
    """Uids of public sessions that the draft no longer has."""
    records: frozenset[str]
    """Uids of shared records of the draft."""
    event: bool


def choose(draft: Programme, previous: Programme | None, only: Iterable[str]) -> Choice:
    """What the names mean: a session's uid, slug or code; `room:SLUG`, `person:SLUG` …; `event`.

    NotFound where the draft has nothing of that name, nor the public programme a session.
    """
    sessions: set[str] = set()
    removed: set[str] = set()
    records: set[str] = set()
    names = set(only)
    for name in names - {"event"}:
        kind, _, slug = name.partition(":")
        if kind in KINDS and slug:
            found = {record.uid for record in getattr(draft, KINDS[kind]) if slug in (record.slug, record.uid)}
            records |= found
        elif found := _called(name, draft.sessions):
            sessions |= found
        else:
            found = _called(name, previous.sessions if previous else ()) - {session.uid for session in draft.sessions}
            removed |= found
        if not found:
            raise NotFound("The working version has nothing called {name}.", name=name)
    return Choice(frozenset(sessions), frozenset(removed), frozenset(records), "event" in names)


def _called(name: str, sessions: Iterable[Session]) -> set[str]:
    """Two sessions may bear one code by mistake: then both are meant."""
    return {session.uid for session in sessions if name and name in (session.uid, session.slug, session.code)}
