"""Finding sessions: one set of filters for pages, calendars and the API."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from msgspec import structs

from events_service.directory.directory import Value
from events_service.languages import folded, one_line
from events_service.programme.programme import AliasKind, Session
from events_service.programme.timetable import Timetable

NAMES = ("day", "track", "room", "type", "language", "organization", "person", "q", "sessions")
"""Names of the filters in a query. Values are slugs; `day` an ISO date; `sessions` slugs joined by commas."""


_KINDS = {
    "track": AliasKind.TRACK,
    "room": AliasKind.ROOM,
    "organization": AliasKind.ORGANIZATION,
    "person": AliasKind.PERSON,
}
"""Filters whose values may have been renamed, beside the sessions."""


class _Record(Protocol):
    @property
    def slug(self) -> str: ...


class Filters(Value):
    """What a reader asked for. Empty is everything."""

    day: str = ""
    track: str = ""
    room: str = ""
    type: str = ""
    language: str = ""
    organization: str = ""
    person: str = ""
    q: str = ""
    sessions: tuple[str, ...] = ()

    def query(self) -> dict[str, str]:
        """The filters that are set, in one fixed order: equal filters make equal addresses."""
        said = {name: getattr(self, name) for name in NAMES[:-1] if getattr(self, name)}
        return said | ({"sessions": ",".join(self.sessions)} if self.sessions else {})

    def present(self, timetable: Timetable) -> "Filters":
        """The same with the present slugs of what was called otherwise once: an address that somebody keeps means it
        still."""
        asked = ((name, kind, getattr(self, name)) for name, kind in _KINDS.items())
        renamed = {name: now for name, kind, slug in asked if slug and (now := timetable.present_slug(kind, slug))}
        chosen = (timetable.present_slug(AliasKind.SESSION, slug) or slug for slug in self.sessions)
        return structs.replace(self, **renamed, sessions=tuple(sorted(set(chosen))))

    def __bool__(self) -> bool:
        return bool(self.query())


def read_filters(query: Mapping[str, str]) -> Filters:
    """The known filters of a query; unknown parameters (`utm_source` …) are ignored."""
    said = {name: one_line(query.get(name, ""))[:200] for name in NAMES[:-1]}
    chosen = tuple(dict.fromkeys(slug for part in query.get("sessions", "").split(",") if (slug := part.strip())))[:200]
    return Filters(**said, sessions=tuple(sorted(chosen)))


def find_sessions(timetable: Timetable, filters: Filters) -> tuple[Session, ...]:
    """The sessions that pass every filter, in reading order. An unknown value finds nothing, nor does a former slug."""
    found = timetable.sessions
    if filters.sessions:
        found = tuple(s for s in found if s.slug in filters.sessions)
    if filters.day:
        day = _day(filters.day)
        found = tuple(s for s in found if day and timetable.day(s) == day)
    if filters.room:
        uids = _called(filters.room, timetable.rooms)
        found = tuple(s for s in found if s.room_uid in uids)
    if filters.track:
        uids = _called(filters.track, timetable.tracks)
        found = tuple(s for s in found if s.track_uid in uids)
    if filters.type:
        uids = _called(filters.type, timetable.types)
        found = tuple(s for s in found if s.type_uid in uids)
    if filters.language:
        found = tuple(s for s in found if filters.language in (*s.languages, *s.interpretation))
    if filters.organization:
        uids = _called(filters.organization, timetable.organizations)
        found = tuple(s for s in found if any(o.organization_uid in uids for o in s.organizers))
    if filters.person:
        uids = _called(filters.person, timetable.people)
        found = tuple(s for s in found if any(p.person_uid in uids for p in s.people))
    if filters.q:
        words = folded(filters.q).split()
        found = tuple(s for s in found if all(word in timetable.search_text(s) for word in words))
    return found


def _called(slug: str, records: Mapping[str, _Record]) -> set[str]:
    """Uids of the records with this slug."""
    return {uid for uid, record in records.items() if record.slug == slug}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def values_of(timetable: Timetable) -> frozenset[tuple[str, str]]:
    """Every filter that finds something in this programme: (name, value)."""
    sessions = timetable.sessions
    days: tuple[date, ...] = timetable.days
    languages = {tag for session in sessions for tag in (*session.languages, *session.interpretation)}
    return frozenset(
        [
            *(("day", day.isoformat()) for day in days),
            *(("track", track.slug) for track in timetable.tracks.values()),
            *(("room", room.slug) for room in timetable.rooms.values()),
            *(("type", kind.slug) for kind in timetable.types.values()),
            *(("language", tag) for tag in languages),
            *(("organization", body.slug) for body in timetable.organizations.values()),
            *(("person", person.slug) for person in timetable.people.values()),
        ]
    )
