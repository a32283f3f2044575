"""What cannot be as it is planned: one room or one person twice at a time, or outside the event's days."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, islice

from events_service.directory.directory import Value
from events_service.programme.programme import Programme, Session, SessionStatus
from events_service.programme.timetable import MOMENT, day_change


class ConflictKind(StrEnum):
    ROOM = "room"
    PERSON = "person"
    OUTSIDE_DAYS = "outside_days"


class Conflict(Value):
    """`with_uid` is the room or person that is wanted twice; None for a session outside the event's days."""

    kind: ConflictKind
    session_uids: tuple[str, ...]
    with_uid: str | None = None


def find_conflicts(programme: Programme, most: int | None = None) -> tuple[Conflict, ...]:
    """Every conflict, or `most` of each kind, by kind, then in order of time. Cancelled sessions are in nobody's way.

    Compares wall times of one zone, so it serves drafts too. Sessions that touch (one ends when the other
    begins) do not overlap; one without an end is a moment and overlaps what runs then.
    """
    timed = [s for s in programme.sessions if s.start_local and s.status is not SessionStatus.CANCELLED]
    rooms = ((session.room_uid, session) for session in timed if session.room_uid)
    people = ((uid, session) for session in timed for uid in {link.person_uid for link in session.people})
    return (
        *islice(_overlapping(ConflictKind.ROOM, rooms), most),
        *islice(_overlapping(ConflictKind.PERSON, people), most),
        *islice(_outside(programme, timed), most),
    )


def _overlapping(kind: ConflictKind, wanted: Iterable[tuple[str, Session]]) -> Iterator[Conflict]:
    ordered = sorted(wanted, key=lambda pair: (pair[0], span(pair[1]), pair[1].uid))
    for uid, group in groupby(ordered, key=lambda pair: pair[0]):
        running: list[Session] = []
        for _, session in group:
            start, _ = span(session)
            running = [other for other in running if span(other)[1] > start]
            for other in running:
                yield Conflict(kind, (other.uid, session.uid), uid)
            running.append(session)


def _outside(programme: Programme, timed: Iterable[Session]) -> Iterator[Conflict]:
    event = programme.event
    opens = datetime.combine(event.start_on, time())
    # The night of the last day runs on into the next morning.
    closes = datetime.combine(event.end_on + timedelta(days=1), time()) + day_change(event)
    for session in sorted(timed, key=lambda s: (span(s), s.uid)):
        start, _ = span(session)
        if not opens <= start < closes:
            yield Conflict(ConflictKind.OUTSIDE_DAYS, (session.uid,))


def span(session: Session) -> tuple[datetime, datetime]:
    """Start and end as wall times; a moment where no later end is known."""
    assert session.start_local is not None
    start, end = session.start_local, session.end_local
    return start, end if end and end > start else start + MOMENT
