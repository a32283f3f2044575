"""A draft laid out for planning: who and what is taken when, in seconds, ready for many questions."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple, TypeVar

from msgspec import structs

from events_service.directory.directory import Organization, Person
from events_service.errors import NotFound
from events_service.programme.conflicts import span
from events_service.programme.planning.planning import Planning, Span
from events_service.programme.planning.plenary import is_for_everybody
from events_service.programme.programme import (
    EventRole,
    Programme,
    Room,
    Session,
    SessionStatus,
    SessionType,
    Track,
    Venue,
)
from events_service.programme.timetable import day_change
from events_service.zones import to_instant

R = TypeVar("R", Session, Room)

ORGANIZING = frozenset({EventRole.ORGANIZER, EventRole.CO_HOST})
"""Whose own people are needed at a session; partners and patrons lend their name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Taken(NamedTuple):
    """A session that has a time and is not cancelled. Moments are seconds since 1970; sorted by them, then by uid."""

    start: int
    end: int
    uid: str
    set_up: int
    """From when its room is taken to prepare it; its start where nothing is."""
    session: Session


Group = dict[str, list[Taken]]


class Plan:
    """Made once of a draft and its planning, for all conflicts, or for the places of one session after the other."""

    def __init__(self, programme: Programme, planning: Planning | None = None) -> None:
        self.programme = programme
        self.planning = planning or Planning()
        self.event = programme.event
        self.rooms: dict[str, Room] = {room.uid: room for room in programme.rooms}
        self.venues: dict[str, Venue] = {venue.uid: venue for venue in programme.venues}
        self.types: dict[str, SessionType] = {kind.uid: kind for kind in programme.types}
        self.tracks: dict[str, Track] = {track.uid: track for track in programme.tracks}
        self.people: dict[str, Person] = {person.uid: person for person in programme.people}
        self.organizations: dict[str, Organization] = {body.uid: body for body in programme.organizations}
        self.sessions: dict[str, Session] = {session.uid: session for session in programme.sessions}
        self.taken: list[Taken] = sorted(filter(None, map(self.take, programme.sessions)))
        self.by_uid: dict[str, Taken] = {taken.uid: taken for taken in self.taken}

    def take(self, session: Session) -> Taken | None:
        """When it takes its room and people; None where it has no time yet, or never will."""
        if session.start_local is None or session.status is SessionStatus.CANCELLED:
            return None
        start, end = map(seconds, span(session, self.event.timezone))
        minutes = session.internal.setup_minutes if session.internal else None
        return Taken(start, end, session.uid, start - 60 * (minutes or 0), session)

    @cached_property
    def in_room(self) -> Group:
        return _grouped((taken.session.room_uid, taken) for taken in self.taken if taken.session.room_uid)

    @cached_property
    def of_person(self) -> Group:
        return _grouped((uid, taken) for taken in self.taken for uid in people_of(taken.session))

    @cached_property
    def of_organization(self) -> Group:
        return _grouped((uid, taken) for taken in self.taken for uid in organizers_of(taken.session))

    @cached_property
    def opens(self) -> datetime:
        """The first wall time of the event's days."""
        return datetime.combine(self.event.start_on, time())

    @cached_property
    def closes(self) -> datetime:
        """The first wall time after them: the night of the last day runs on into the next morning."""
        return datetime.combine(self.event.end_on + timedelta(days=1), time()) + self._day_change

    def day(self, local: datetime) -> date:
        """The conference day of a wall time."""
        return (local - self._day_change).date()

    @cached_property
    def _day_change(self) -> timedelta:
        return day_change(self.event)

    @cached_property
    def available(self) -> dict[str, list[tuple[int, int]]]:
        """By room or person the times they are there, in order, those that touch as one. Nobody who is there always."""
        return {uid: self._joined(spans) for uid, spans in self.planning.availability.items() if spans}

    def is_available(self, uid: str, start: int, end: int) -> bool:
        """Are they there all that time?"""
        times = self.available.get(uid)
        if times is None:
            return True
        found = bisect_right(times, start, key=lambda one: one[0]) - 1
        return found >= 0 and times[found][1] >= end

    def with_session(self, session: Session) -> "Plan":
        """The plan with one session as it is to be."""
        sessions = tuple(session if one.uid == session.uid else one for one in self.programme.sessions)
        return Plan(structs.replace(self.programme, sessions=sessions), self.planning)

    def session_called(self, name: str) -> Session:
        """The session with this uid or slug; NotFound."""
        return _called(name, self.sessions)

    def room_called(self, name: str) -> Room:
        """The room with this uid or slug; NotFound."""
        return _called(name, self.rooms)

    def venue_of(self, session: Session) -> Venue | None:
        """Where it is; None where that is not known."""
        room = self.rooms.get(session.room_uid or "")
        return self.venues.get(room.venue_uid or "") if room else None

    def is_break(self, session: Session) -> bool:
        kind = self.types.get(session.type_uid or "")
        return kind is not None and kind.is_break

    @cached_property
    def for_everybody(self) -> frozenset[str]:
        """The types of sessions that all participants come to, by uid."""
        return frozenset(uid for uid, kind in self.types.items() if is_for_everybody(kind))

    def _instant(self, local: datetime) -> int:
        """The moment a wall time of the event means. Many people come and go at the same times."""
        found = self._instants.get(local)
        if found is None:
            instant = to_instant(local, self.event.timezone, allow_gap=True)
            found = self._instants[local] = seconds(instant)
        return found

    @cached_property
    def _instants(self) -> dict[datetime, int]:
        return {}

    def _joined(self, spans: Iterable[Span]) -> list[tuple[int, int]]:
        joined: list[tuple[int, int]] = []
        for start, end in sorted((self._instant(one.start_local), self._instant(one.end_local)) for one in spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return joined


def people_of(session: Session) -> dict[str, None]:
    """The uids of those who take part, each once, in their order."""
    return dict.fromkeys(link.person_uid for link in session.people)


def organizers_of(session: Session) -> dict[str, None]:
    """The uids of those who organize it themselves, each once."""
    return dict.fromkeys(link.organization_uid for link in session.organizers if link.role in ORGANIZING)


def seconds(instant: datetime) -> int:
    """Since 1970, which compare and subtract faster than datetimes."""
    return (instant - _EPOCH) // _SECOND


def _called(name: str, records: Mapping[str, R]) -> R:
    found = records.get(name) or next((one for one in records.values() if name and one.slug == name), None)
    if found is None:
        raise NotFound("The working version has nothing called {name}.", name=name)
    return found


def _grouped(pairs: Iterator[tuple[str | None, Taken]]) -> Group:
    groups: Group = {}
    for uid, taken in pairs:
        if uid:
            groups.setdefault(uid, []).append(taken)
    return groups
