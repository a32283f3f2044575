"""Finding sessions: one set of filters for pages, calendars and the API."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from events_service.directory.directory import Value
from events_service.languages import folded
from events_service.programme.programme import AliasKind, Session
from events_service.programme.timetable import Timetable

NAMES = ("day", "track", "room", "type", "language", "organization", "person", "q", "sessions")
"""Names of the filters in a query. Values are slugs; `day` an ISO date; `sessions` slugs joined by commas."""


class _Record(Protocol):
    @property
    def uid(self) -> str: ...
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

    def __bool__(self) -> bool:
        return bool(self.query())


def read_filters(query: Mapping[str, str]) -> Filters:
    """The known filters of a query; unknown parameters (`utm_source` …) are ignored."""
    said = {name: query.get(name, "").strip()[:200] for name in NAMES[:-1]}
    chosen = tuple(dict.fromkeys(slug for part in query.get("sessions", "").split(",") if (slug := part.strip())))[:200]
    return Filters(**said, sessions=tuple(sorted(chosen)))


def find_sessions(timetable: Timetable, filters: Filters) -> tuple[Session, ...]:
    """The sessions that pass every filter, in reading order. An unknown value finds nothing."""
    found = timetable.sessions
    if filters.sessions:
        chosen = _meant(timetable, AliasKind.SESSION, timetable.sessions, *filters.sessions)
        found = tuple(s for s in found if s.uid in chosen)
    if filters.day:
        day = _day(filters.day)
        found = tuple(s for s in found if day and timetable.day(s) == day)
    if filters.room:
        uids = _meant(timetable, AliasKind.ROOM, timetable.rooms.values(), filters.room)
        found = tuple(s for s in found if s.room_uid in uids)
    if filters.track:
        uids = _meant(timetable, AliasKind.TRACK, timetable.tracks.values(), filters.track)
        found = tuple(s for s in found if s.track_uid in uids)
    if filters.type:
        uids = {kind.uid for kind in timetable.types.values() if kind.slug == filters.type}
        found = tuple(s for s in found if s.type_uid in uids)
    if filters.language:
        found = tuple(s for s in found if filters.language in (*s.languages, *s.interpretation))
    if filters.organization:
        uids = _meant(timetable, AliasKind.ORGANIZATION, timetable.organizations.values(), filters.organization)
        found = tuple(s for s in found if any(o.organization_uid in uids for o in s.organizers))
    if filters.person:
        uids = _meant(timetable, AliasKind.PERSON, timetable.people.values(), filters.person)
        found = tuple(s for s in found if any(p.person_uid in uids for p in s.people))
    if filters.q:
        words = folded(filters.q).split()
        found = tuple(s for s in found if all(word in timetable.search_text(s) for word in words))
    return found


def _meant(timetable: Timetable, kind: AliasKind, records: Iterable[_Record], *slugs: str) -> set[str]:
    """Uids of the records with these slugs; a former one, as in an address somebody keeps, means the record still."""
    uids = {alias.slug: alias.uid for alias in timetable.programme.aliases if alias.kind is kind}
    uids |= {record.slug: record.uid for record in records}
    return {uids[slug] for slug in slugs if slug in uids}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
