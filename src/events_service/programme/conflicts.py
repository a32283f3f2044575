"""What cannot be as it is planned: one room or one person twice at a time, or outside the event's days.

These three are told of every programme, released or imported. What else organizers are told of their working version
is found in `planning/`, with the same words for it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, islice
from operator import itemgetter
from typing import TypeVar

from events_service.directory.directory import Value
from events_service.programme.programme import Event, Programme, Session, SessionStatus
from events_service.programme.timetable import MOMENT, day_change
from events_service.zones import to_instant

Span = tuple[datetime, datetime]
Moment = TypeVar("Moment", datetime, int)
T = TypeVar("T")


class ConflictKind(StrEnum):
    """Names are stable: accepted conflicts and the API keep them."""

    ROOM = "room"
    PERSON = "person"
    INTERPRETER = "interpreter"
    UNAVAILABLE = "unavailable"
    """Outside the times in which a room or a person is available."""
    OUTSIDE_DAYS = "outside_days"
    VENUES = "venues"
    """Too little time to get from one venue to the other."""
    BOOTHS = "booths"
    """More languages to interpret into than the room has booths."""
    CAPACITY = "capacity"
    LANGUAGES = "languages"
    """Languages of the event that are neither spoken nor interpreted."""
    ORGANIZER = "organizer"
    TRANSLATION = "translation"
    """A title that is missing in a language of the event."""


class Severity(StrEnum):
    """The gravest first: what cannot be, what will not go well, what somebody may want to look at."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Conflict(Value):
    """`with_uid` is the room, person or organization concerned; None where it is about the session alone.

    Sessions stand in the order in which they begin.
    """

    kind: ConflictKind
    session_uids: tuple[str, ...]
    with_uid: str | None = None
    severity: Severity = Severity.ERROR
    languages: tuple[str, ...] = ()
    """Those that are missing."""


def find_conflicts(programme: Programme, most: int | None = None) -> tuple[Conflict, ...]:
    """Every conflict, or `most` of each kind, by kind, then in order of time. Cancelled sessions are in nobody's way.

    Reads wall times and which of two equal ones is meant, so it serves drafts too. Sessions that touch (one ends when
    the other begins) do not overlap; one without an end is a moment and overlaps what runs then.
    """
    timed = _timed(programme)
    spans = {session.uid: span(session, programme.event.timezone) for session in timed}
    return (
        *islice(_overlapping(ConflictKind.ROOM, _in_rooms(timed), spans), most),
        *islice(_overlapping(ConflictKind.PERSON, _of_people(timed), spans), most),
        *islice(_outside(programme.event, timed, spans), most),
    )


def count_conflicts(programme: Programme) -> Counter[ConflictKind]:
    """How many `find_conflicts` would find of each kind, without making any of them."""
    timed = _timed(programme)
    spans = {session.uid: span(session, programme.event.timezone) for session in timed}
    return Counter(
        {
            ConflictKind.ROOM: _overlaps(_in_rooms(timed), spans),
            ConflictKind.PERSON: _overlaps(_of_people(timed), spans),
            ConflictKind.OUTSIDE_DAYS: sum(1 for _ in _outside(programme.event, timed, spans)),
        }
    )


def _timed(programme: Programme) -> list[Session]:
    return [s for s in programme.sessions if s.start_local and s.status is not SessionStatus.CANCELLED]


def _in_rooms(timed: Iterable[Session]) -> Iterator[tuple[str, Session]]:
    return ((session.room_uid, session) for session in timed if session.room_uid)


def _of_people(timed: Iterable[Session]) -> Iterator[tuple[str, Session]]:
    return ((uid, session) for session in timed for uid in {link.person_uid for link in session.people})


def _overlaps(wanted: Iterable[tuple[str, Session]], spans: Mapping[str, Span]) -> int:
    """How many pairs are on at a time: each session with all that began before it, but those that are over."""
    by_uid: dict[str, list[Span]] = {}
    for with_uid, session in wanted:
        by_uid.setdefault(with_uid, []).append(spans[session.uid])
    found = 0
    for group in by_uid.values():
        ends = sorted(end for _, end in group)
        found += sum(begun - bisect_right(ends, start) for begun, (start, _) in enumerate(sorted(group)))
    return found


def _overlapping(
    kind: ConflictKind, wanted: Iterable[tuple[str, Session]], spans: Mapping[str, Span]
) -> Iterator[Conflict]:
    ordered = sorted((with_uid, spans[session.uid], session.uid) for with_uid, session in wanted)
    for with_uid, group in groupby(ordered, key=itemgetter(0)):
        for one, other in together((start, end, uid) for _, (start, end), uid in group):
            yield Conflict(kind, (one, other), with_uid)


def together(spans: Iterable[tuple[Moment, Moment, T]]) -> Iterator[tuple[T, T]]:
    """Every two that overlap, of spans with what they belong to, in order of their starts."""
    running: list[tuple[Moment, T]] = []
    for start, end, this in spans:
        running = [(ends, other) for ends, other in running if ends > start]
        for _, other in running:
            yield other, this
        running.append((end, this))


def _outside(event: Event, timed: Iterable[Session], spans: Mapping[str, Span]) -> Iterator[Conflict]:
    opens = datetime.combine(event.start_on, time())
    # The night of the last day runs on into the next morning.
    closes = datetime.combine(event.end_on + timedelta(days=1), time()) + day_change(event)
    outside = [s for s in timed if s.start_local and not opens <= s.start_local < closes]
    for session in sorted(outside, key=lambda s: (spans[s.uid], s.uid)):
        yield Conflict(ConflictKind.OUTSIDE_DAYS, (session.uid,))


def span(session: Session, zone_name: str) -> Span:
    """Start and end as instants; a moment where no later end is known."""
    start, end = begins_and_ends(session, zone_name)
    return start, end or start + MOMENT


def begins_and_ends(session: Session, zone_name: str) -> tuple[datetime, datetime | None]:
    """The instants its wall times mean; no end where no later one is known."""
    assert session.start_local is not None
    start = to_instant(session.start_local, zone_name, session.start_fold, allow_gap=True)
    if session.end_local is None:
        return start, None
    end = to_instant(session.end_local, zone_name, session.end_fold, allow_gap=True)
    return start, end if end > start else None
