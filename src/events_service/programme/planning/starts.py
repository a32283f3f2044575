"""When a session could begin: at the quarter hours, and where others begin or end."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from statistics import median_low
from typing import NamedTuple

from events_service.programme.planning.plan import Plan, seconds
from events_service.programme.programme import Session
from events_service.programme.timetable import MOMENT
from events_service.zones import is_ambiguous, is_nonexistent, to_instant, to_wall

STEP, QUARTER = 5, 15
"""Minutes: nothing begins in between the former; the latter are when things begin."""
USUAL_LENGTH = 60
OPENS, CLOSES = 9 * 60, 18 * 60
"""In minutes after midnight: hours in which something may be on any day."""
MOST_DAYS = 14
"""So many days of a long event are looked at, those around the day that is wished."""


class Start(NamedTuple):
    """A time, in seconds since 1970 and as the clocks there show it."""

    start: int
    end: int
    set_up: int
    """From when its room is taken."""
    day: date
    start_local: datetime
    end_local: datetime
    distance: int
    """Seconds from where the session is now; 0 where it has no time."""
    within: bool
    """Between the first and the last session of that day, or of any day where nothing is on yet."""


def starts_for(plan: Plan, session: Session, day: date | None = None, minutes: int | None = None) -> list[Start]:
    """In order of time. Nothing at an hour which the clocks show twice or never: it would have to be explained."""
    length = timedelta(minutes=minutes) if minutes else usual_length(plan, session)
    set_up = 60 * ((session.internal.setup_minutes if session.internal else None) or 0)
    now = plan.by_uid.get(session.uid)
    zone = plan.event.timezone
    times = _times(plan, session)
    found = []
    for on in [day] if day else _days(plan, wished_day(plan, session)):
        first, last = _hours(times.get(on) or [one for those in times.values() for one in those])
        for minute in _minutes(times.get(on, ()), first, last, set_up // 60):
            local = datetime.combine(on, time()) + timedelta(minutes=minute)
            if not plan.opens <= local < plan.closes or is_ambiguous(local, zone) or is_nonexistent(local, zone):
                continue
            instant = to_instant(local, zone)
            end_local = to_wall(instant + length, zone)
            ends = minute + length // timedelta(minutes=1)
            if ends > max(last, CLOSES) or is_ambiguous(end_local, zone):
                continue
            start, end = seconds(instant), seconds(instant + length)
            distance = abs(start - now.start) if now else 0
            within = first <= minute and ends <= last
            found.append(Start(start, end, start - set_up, on, local, end_local, distance, within))
    return sorted(found)


def wished_day(plan: Plan, session: Session) -> date | None:
    """The day it is planned for so far."""
    return plan.day(session.start_local) if session.start_local else session.day_on


def usual_length(plan: Plan, session: Session) -> timedelta:
    """As long as it is; without an end as its type usually is, without others of it an hour."""
    shortest = int(MOMENT.total_seconds())
    taken = plan.by_uid.get(session.uid)
    if taken and taken.end - taken.start > shortest:
        return timedelta(seconds=taken.end - taken.start)
    lengths = (one.end - one.start for one in plan.taken if one.session.type_uid == session.type_uid)
    alike = [length for length in lengths if length > shortest]
    return timedelta(seconds=median_low(alike)) if alike else timedelta(minutes=USUAL_LENGTH)


def _days(plan: Plan, wished: date | None) -> Iterable[date]:
    first, last = plan.event.start_on, plan.event.end_on
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    middle = min(max(wished or first, first), last)
    return sorted(sorted(every, key=lambda on: (abs(on - middle), on))[:MOST_DAYS])


_Times = list[tuple[int, int]]


def _times(plan: Plan, session: Session) -> dict[date, _Times]:
    """Start and end of all others by conference day, in minutes after its midnight."""
    times: dict[date, _Times] = {}
    for taken in plan.taken:
        start = taken.session.start_local
        if taken.uid != session.uid and start:
            day = plan.day(start)
            minute = start.hour * 60 + start.minute + (1440 if start.date() > day else 0)
            times.setdefault(day, []).append((minute, minute + (taken.end - taken.start) // 60))
    return times


def _hours(times: _Times) -> tuple[int, int]:
    """From when to when anything is on."""
    if not times:
        return OPENS, CLOSES
    return min(start for start, _ in times), max(end for _, end in times)


def _minutes(times: Iterable[tuple[int, int]], first: int, last: int, set_up: int) -> set[int]:
    wanted = set(range(min(first, OPENS) // QUARTER * QUARTER, max(last, CLOSES), QUARTER))
    for start, end in set(times):
        wanted |= {start, end, end + set_up}
    return {-(-minute // STEP) * STEP for minute in wanted}
