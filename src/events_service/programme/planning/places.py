"""The best free places for a session: rooms and times in which it could be, the best first, each with its reasons."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from heapq import nsmallest
from typing import NamedTuple

from events_service.directory.directory import Value
from events_service.programme.planning.costs import Costs, Reason
from events_service.programme.planning.plan import Plan, Taken
from events_service.programme.planning.starts import Start, starts_for
from events_service.programme.programme import Room, Session
from events_service.zones import to_wall

MOST = 12
_CONSIDERED = 500
"""So many of the best are looked at for a list in which neither one hour nor one room fills every line."""
_OF_A_START = 3
_OF_A_ROOM = 3
_APART = 3600
"""Seconds between two starts in one room: a quarter of an hour later is the same place to most."""


class Wish(Value):
    """What somebody looks for. Without a day or a room, all of them."""

    day: date | None = None
    room_uid: str | None = None
    minutes: int | None = None
    """How long; as long as it is now, or as sessions of its type usually are."""
    after: datetime | None = None
    """What begins before this instant is past."""


class Place(NamedTuple):
    room_uid: str
    start_local: datetime
    end_local: datetime
    cost: int
    """0 is as good as can be. Places are compared by it."""
    reasons: tuple[Reason, ...]
    """What it costs, the dearest first, then what is good about it."""


def best_places(plan: Plan, session: Session, wish: Wish | None = None, most: int = MOST) -> tuple[Place, ...]:
    """Free places of a session, the best first; never the one it has.

    Free is where the room is not taken, with the time to prepare it, and available, within the event's days. What
    is not as it should be there, such as somebody who is elsewhere then, costs.
    """
    wish = wish or Wish()
    past = wish.after.timestamp() if wish.after else 0
    starts = [start for start in starts_for(plan, session, wish.day, wish.minutes) if start.start >= past]
    costs = Costs(plan, session)
    rooms = [room for room in plan.programme.rooms if wish.room_uid in (None, room.uid)]
    places = (
        (costs.of(start, room), start.distance, start.start, room.position, room.uid, start)
        for room in rooms
        for start in _free_starts(plan, session, room, starts)
    )
    best = nsmallest(_CONSIDERED, places)
    chosen = _various([(each[0], each[5], plan.rooms[each[4]]) for each in best], wish, most)
    return tuple(
        Place(room.uid, start.start_local, start.end_local, cost, costs.reasons(start, room))
        for cost, start, room in chosen
    )


def not_before(plan: Plan, now: datetime) -> datetime | None:
    """From when on something can still be planned: now, while the event lasts. Of one that is over nothing is past."""
    return now if to_wall(now, plan.event.timezone) < plan.closes else None


def _free_starts(plan: Plan, session: Session, room: Room, starts: list[Start]) -> Iterator[Start]:
    """Those at which nobody else has the room, which is there."""
    others = sorted((taken.set_up, taken.end) for taken in plan.in_room.get(room.uid, ()) if taken.uid != session.uid)
    now = plan.by_uid.get(session.uid)
    next_one, busy_until = 0, 0
    for start in starts:
        # Whoever begins before this ends counts; starts come in order, and so do the others.
        while next_one < len(others) and others[next_one][0] < start.end:
            busy_until = max(busy_until, others[next_one][1])
            next_one += 1
        if busy_until > start.set_up:
            continue
        if plan.is_available(room.uid, start.set_up, start.end) and not _is_there(now, room, start):
            yield start


def _is_there(now: Taken | None, room: Room, start: Start) -> bool:
    return now is not None and now.session.room_uid == room.uid and (now.start, now.end) == (start.start, start.end)


_Scored = tuple[int, Start, Room]


def _various(best: list[_Scored], wish: Wish, most: int) -> list[_Scored]:
    """The best, but few of the same hour and few of one room, and these an hour apart, as long as there are others."""
    of_start: Counter[int] = Counter()
    of_room: dict[str, list[int]] = {}
    chosen, left = [], []
    for each in best:
        _, start, room = each
        there = of_room.get(room.uid, ())
        again = len(there) >= _OF_A_ROOM or any(abs(start.start - other) < _APART for other in there)
        if of_start[start.start] >= _OF_A_START or (again and wish.room_uid is None):
            left.append(each)
            continue
        of_start[start.start] += 1
        of_room.setdefault(room.uid, []).append(start.start)
        chosen.append(each)
    wanted = chosen[:most] + left[: max(0, most - len(chosen))]
    return sorted(wanted, key=lambda each: (each[0], each[1].distance, each[1].start, each[2].position, each[2].uid))
