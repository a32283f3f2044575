"""A programme as schedules lay it out: conference days, the rooms in them, what is on in each."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from events_service.programme.programme import Event, Programme, Room, Session, SessionStatus
from events_service.programme.timetable import day_change
from events_service.zones import to_instant, zone

_DAY = timedelta(days=1)


class RoomOfDay(NamedTuple):
    room: Room | None
    """None holds what has no room."""
    sessions: tuple[Session, ...]


class DayOfSchedule(NamedTuple):
    number: int
    """From 1."""
    on: date
    start: datetime
    """In the event's zone, when the conference day begins."""
    end: datetime
    """The minute before the next one would."""
    rooms: tuple[RoomOfDay, ...]


def laid_out(programme: Programme, *, cancelled: bool = False) -> tuple[DayOfSchedule, ...]:
    """Days with something on, or the first one. Every room stands in the first day, later those in use.

    Sessions to be announced are left out, and cancelled ones unless asked for: schedules have no words for them.
    """
    event = programme.event
    by_day: dict[date, list[Session]] = {}
    for session in programme.sessions:
        if session.start_local is not None and (cancelled or session.status is not SessionStatus.CANCELLED):
            by_day.setdefault((session.start_local - day_change(event)).date(), []).append(session)
    rooms = sorted(programme.rooms, key=lambda room: (room.position, room.uid))
    days = []
    for number, on in enumerate(sorted(by_day) or [event.start_on], start=1):
        start, end = _bounds(event, on)
        days.append(DayOfSchedule(number, on, start, end, _rooms(rooms, by_day.get(on, ()), every=number == 1)))
    return tuple(days)


def _rooms(rooms: Sequence[Room], sessions: Iterable[Session], *, every: bool) -> tuple[RoomOfDay, ...]:
    known = {room.uid for room in rooms}
    by_room: dict[str, list[Session]] = {}
    for session in sorted(sessions, key=lambda s: (s.start_local, s.start_fold, s.uid)):
        uid = session.room_uid if session.room_uid in known else None
        by_room.setdefault(uid or "", []).append(session)
    found = [RoomOfDay(room, tuple(by_room.get(room.uid, ()))) for room in rooms if every or room.uid in by_room]
    homeless = by_room.get("")
    return (*found, RoomOfDay(None, tuple(homeless))) if homeless else tuple(found)


def _bounds(event: Event, on: date) -> tuple[datetime, datetime]:
    start = datetime.combine(on, time()) + day_change(event)
    return in_zone(start, event), in_zone(start + _DAY - timedelta(minutes=1), event)


def in_zone(local: datetime, event: Event, fold: int = 0) -> datetime:
    return to_instant(local, event.timezone, fold, allow_gap=True).astimezone(zone(event.timezone))


def start_of(session: Session, event: Event) -> datetime:
    """When a session with a time starts, in the event's zone."""
    if session.start_at is not None:
        return session.start_at.astimezone(zone(event.timezone))
    assert session.start_local is not None
    return in_zone(session.start_local, event, session.start_fold)


def moments_of(session: Session, event: Event) -> tuple[datetime, datetime | None]:
    """When a session with a time starts and ends, in the event's zone; None where no end is set."""
    end = session.end_at.astimezone(zone(event.timezone)) if session.end_at is not None else None
    if end is None and session.end_local is not None:
        end = in_zone(session.end_local, event, session.end_fold)
    return start_of(session, event), end


def minutes_of(session: Session, event: Event) -> int:
    """How many whole minutes pass from its start to its end; 0 where no end is set."""
    start, end = moments_of(session, event)
    # In UTC, for two times of one zone are told apart by their clocks alone.
    return max(0, (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)) if end else 0


def hours_and_minutes(minutes: int) -> str:
    """`HH:MM`, however many hours: as the schema of JSON wants it."""
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}"


def written_duration(minutes: int) -> str:
    """`HH:MM`; from 100 hours on `D:HH:MM`: as the schema of XML wants it."""
    days, rest = divmod(minutes, 24 * 60)
    return hours_and_minutes(minutes) if minutes < 100 * 60 else f"{days}:{hours_and_minutes(rest)}"
