"""What speaks against a place for a session, in points, and what for it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from events_service.directory.directory import Value
from events_service.programme.planning.alone import interpreted_into
from events_service.programme.planning.plan import Plan, Taken, organizers_of, people_of
from events_service.programme.planning.starts import Start, wished_day
from events_service.programme.programme import Room, Session


class ReasonKind(StrEnum):
    """Names are stable: the API says them."""

    PERSON_ELSEWHERE = "person_elsewhere"
    PERSON_AWAY = "person_away"
    WAY = "way"
    TOO_SMALL = "too_small"
    BOOTHS_LACKING = "booths_lacking"
    OTHER_DAY = "other_day"
    OFF_HOURS = "off_hours"
    BREAK = "break"
    ORGANIZER_ELSEWHERE = "organizer_elsewhere"
    TRACK_PARALLEL = "track_parallel"
    CAPACITY_UNKNOWN = "capacity_unknown"
    OTHER_VENUE = "other_venue"
    TOO_LARGE = "too_large"
    OTHER_TIME = "other_time"
    OFF_TRACK = "off_track"
    LARGE_ENOUGH = "large_enough"
    BOOTHS = "booths"
    PEOPLE_FREE = "people_free"
    SAME_DAY = "same_day"
    SAME_TIME = "same_time"
    SAME_ROOM = "same_room"
    TRACK_ROOM = "track_room"


POINTS = {
    ReasonKind.PERSON_ELSEWHERE: 100,
    ReasonKind.PERSON_AWAY: 100,
    ReasonKind.WAY: 40,
    ReasonKind.TOO_SMALL: 60,
    ReasonKind.BOOTHS_LACKING: 30,
    ReasonKind.OTHER_DAY: 20,
    ReasonKind.OFF_HOURS: 10,
    ReasonKind.BREAK: 15,
    ReasonKind.ORGANIZER_ELSEWHERE: 10,
    ReasonKind.TRACK_PARALLEL: 8,
    ReasonKind.CAPACITY_UNKNOWN: 8,
    ReasonKind.OTHER_VENUE: 8,
    ReasonKind.TOO_LARGE: 5,
    ReasonKind.OTHER_TIME: 3,
    ReasonKind.OFF_TRACK: 4,
}
"""Of each that applies. Another day counts for each day between, another time for each hour; both end at `_FAR`."""
_FAR = {ReasonKind.OTHER_DAY: 3, ReasonKind.OTHER_TIME: 5}
_MANY = 3
"""More parallel sessions of a track, or of an organization, than this are not worse than this many."""
_SPACIOUS = 3
"""So many times the places needed are too many: the room looks empty, and others need it."""


class Reason(Value):
    kind: ReasonKind
    cost: int = 0
    with_uid: str | None = None
    """The person, organization, venue or track concerned."""
    session_uid: str | None = None
    """What they are in then."""


class _Others(NamedTuple):
    """Sessions that something is shared with, in order of time."""

    taken: list[Taken]
    longest: int

    def during(self, start: Start) -> list[Taken]:
        first = bisect_left(self.taken, (start.start - self.longest,))
        last = bisect_left(self.taken, (start.end,))
        return [taken for taken in self.taken[first:last] if taken.end > start.start]


class _Part(NamedTuple):
    """What is the same for many places, with its sum."""

    cost: int
    reasons: tuple[Reason, ...]


class Costs:
    """Of one session; what depends on the time alone, or on the room alone, is found once for all of them."""

    def __init__(self, plan: Plan, session: Session) -> None:
        self.plan, self.session = plan, session
        self._at: dict[int, _Part] = {}
        self._in: dict[str, _Part] = {}
        self._ways: dict[tuple[int, str | None], _Part] = {}
        self._people = [(uid, self._others(plan.of_person.get(uid, ()))) for uid in people_of(session)]
        self._organizers = [(uid, self._others(plan.of_organization.get(uid, ()))) for uid in organizers_of(session)]
        same_track = (one for one in plan.taken if session.track_uid and one.session.track_uid == session.track_uid)
        self._track = self._others(same_track)
        self._breaks = self._others(one for one in plan.taken if plan.is_break(one.session))
        self._now = plan.by_uid.get(session.uid)
        self._day = wished_day(plan, session)

    def of(self, start: Start, room: Room) -> int:
        return sum(part.cost for part in self._parts(start, room))

    def reasons(self, start: Start, room: Room) -> tuple[Reason, ...]:
        """What it costs, the dearest first, then what is good."""
        told = [reason for part in self._parts(start, room) for reason in part.reasons]
        return tuple(sorted(told, key=lambda reason: -reason.cost))

    def _parts(self, start: Start, room: Room) -> tuple[_Part, _Part, _Part]:
        at, within, way = self._at.get(start.start), self._in.get(room.uid), (start.start, room.venue_uid)
        if at is None:
            at = self._at[start.start] = _part(self._from_time(start))
        if within is None:
            within = self._in[room.uid] = _part(self._from_room(room))
        ways = self._ways.get(way)
        if ways is None:
            ways = self._ways[way] = _part(self._from_ways(start, room))
        return at, within, ways

    def _others(self, group: Iterable[Taken]) -> _Others:
        others = [taken for taken in group if taken.uid != self.session.uid]
        return _Others(others, max((taken.end - taken.start for taken in others), default=0))

    # What depends on the time

    def _from_time(self, start: Start) -> Iterator[Reason]:
        yield from self._from_people(start)
        for uid, others in self._organizers:
            for other in others.during(start)[:_MANY]:
                yield _costly(ReasonKind.ORGANIZER_ELSEWHERE, uid, other.uid)
        for other in self._track.during(start)[:_MANY]:
            yield _costly(ReasonKind.TRACK_PARALLEL, self.session.track_uid, other.uid)
        if not self.plan.is_break(self.session):
            for other in self._breaks.during(start)[:1]:
                yield _costly(ReasonKind.BREAK, None, other.uid)
        if not start.within:
            yield _costly(ReasonKind.OFF_HOURS)
        yield from self._from_distance(start)

    def _from_people(self, start: Start) -> Iterator[Reason]:
        free = bool(self._people)
        for uid, others in self._people:
            for other in others.during(start)[:1]:
                yield _costly(ReasonKind.PERSON_ELSEWHERE, uid, other.uid)
                free = False
            if not self.plan.is_available(uid, start.start, start.end):
                yield _costly(ReasonKind.PERSON_AWAY, uid)
                free = False
        if free:
            yield Reason(ReasonKind.PEOPLE_FREE)

    def _from_distance(self, start: Start) -> Iterator[Reason]:
        if self._day is not None:
            apart = abs((start.day - self._day).days)
            yield _farther(ReasonKind.OTHER_DAY, apart) if apart else Reason(ReasonKind.SAME_DAY)
        if self._now is None or (self._day is not None and start.day != self._day):
            return
        if start.start == self._now.start:
            yield Reason(ReasonKind.SAME_TIME)
        else:
            yield _farther(ReasonKind.OTHER_TIME, -(-start.distance // 3600))

    # What depends on the room

    def _from_room(self, room: Room) -> Iterator[Reason]:
        yield from self._from_capacity(room)
        into = interpreted_into(self.session)
        if into and room.booths is not None:
            yield Reason(ReasonKind.BOOTHS) if len(into) <= room.booths else _costly(ReasonKind.BOOTHS_LACKING)
        present = self.plan.rooms.get(self.session.room_uid or "")
        if present and present.uid == room.uid:
            yield Reason(ReasonKind.SAME_ROOM)
        elif present and present.venue_uid and room.venue_uid and room.venue_uid != present.venue_uid:
            yield _costly(ReasonKind.OTHER_VENUE, room.venue_uid)
        if self._track_room == room.uid:
            yield Reason(ReasonKind.TRACK_ROOM, 0, self.session.track_uid)
        elif self._track_room:
            yield _costly(ReasonKind.OFF_TRACK, self.session.track_uid)

    def _from_capacity(self, room: Room) -> Iterator[Reason]:
        expected = self.session.internal.expected_audience if self.session.internal else None
        if not expected:
            return
        if room.capacity is None:
            yield _costly(ReasonKind.CAPACITY_UNKNOWN)
        elif room.capacity < expected:
            yield _costly(ReasonKind.TOO_SMALL)
        elif room.capacity > _SPACIOUS * expected:
            yield _costly(ReasonKind.TOO_LARGE)
        else:
            yield Reason(ReasonKind.LARGE_ENOUGH)

    @cached_property
    def _track_room(self) -> str | None:
        """The room in which more than half of the track's other sessions are, of two at least."""
        rooms = [taken.session.room_uid for taken in self._track.taken if taken.session.room_uid]
        most = max(sorted(set(rooms)), key=rooms.count, default=None)
        return most if most and len(rooms) > 1 and 2 * rooms.count(most) > len(rooms) else None

    # What depends on both

    def _from_ways(self, start: Start, room: Room) -> Iterator[Reason]:
        reach = 60 * self.plan.planning.minutes_between_venues
        if not room.venue_uid:
            return
        for uid, others in self._people:
            for other in others.taken:
                apart = other.start - start.end if other.start >= start.end else start.start - other.end
                venue = self.plan.venue_of(other.session) if 0 <= apart < reach else None
                if venue and venue.uid != room.venue_uid:
                    yield _costly(ReasonKind.WAY, uid, other.uid)
                    break


def _part(reasons: Iterable[Reason]) -> _Part:
    found = tuple(reasons)
    return _Part(sum(reason.cost for reason in found), found)


def _costly(kind: ReasonKind, with_uid: str | None = None, session_uid: str | None = None) -> Reason:
    return Reason(kind, POINTS[kind], with_uid, session_uid)


def _farther(kind: ReasonKind, steps: int) -> Reason:
    return Reason(kind, POINTS[kind] * min(steps, _FAR[kind]))
