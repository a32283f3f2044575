"""The days of a conference as a file lays them out: each may begin later than midnight, and end past the next."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from events_service.interchange.counts import read_count
from events_service.interchange.durations import read_clock
from events_service.interchange.moments import Moment, read_moment
from events_service.interchange.schedules.elements import DayElement

DAY = timedelta(days=1)
MORNING = timedelta(hours=6)
"""Nothing but the end of the day before begins earlier, where a day begins later than midnight."""
_USUAL_CHANGE = timedelta(hours=4)

Local = Callable[[Moment], datetime]
"""What the clocks show at a moment of the file."""


class Day(NamedTuple):
    on: date | None
    begins: timedelta
    """After midnight."""
    is_whole: bool = False
    """Whether the file says that it lasts 24 hours."""

    def is_before(self, clock: timedelta) -> bool:
        """Whether what is said to start then, without a date, is past the midnight that follows."""
        return clock < min(self.begins, MORNING)

    def is_doubtful(self, clock: timedelta) -> bool:
        """Whether that may be on the day's date as well as on the next."""
        return min(self.begins, MORNING) <= clock < max(self.begins, MORNING)


def read_day(day: DayElement, change: timedelta, local: Local) -> Day:
    """`change` is when the days of this conference begin, where that is said."""
    start, end, said = read_moment(day.start), read_moment(day.end), read_moment(day.date)
    on = said.on if said else start.on if start else None
    if start is None or start.at is None:
        clock = read_clock(day.start)
        return Day(on, change or (clock if clock is not None and clock < DAY else timedelta()))
    shown = local(start)
    if on is None or abs(shown.date() - on) <= DAY:
        on = shown.date()
    begins = timedelta(hours=shown.hour, minutes=shown.minute)
    whole = end is not None and end.at is not None and end.naive() - start.naive() >= timedelta(hours=23, minutes=58)
    return Day(on, change or begins, whole)


def dated(days: Sequence[Day], indexes: Iterable[str], first_on: date | None) -> list[Day]:
    """The days; one that is said by its number alone is counted from the first, which is 1 or, in some files, 0."""
    numbers = [_number(index, len(days)) for index in indexes]
    first = 0 if 0 in numbers else 1
    return [
        day._replace(on=first_on + DAY * (number - first))
        if first_on and number is not None and day.on is None
        else day
        for day, number in zip(days, numbers, strict=True)
    ]


def _number(index: str, most: int) -> int | None:
    return 0 if re.fullmatch(r"\s*0+\s*", index, re.ASCII) else read_count(index, most)


def read_extent(conference: Mapping[str, str], days: Iterable[Day], local: Local) -> tuple[date | None, date | None]:
    """First and last day, as the conference says them, else as its days do."""
    start, end = read_moment(conference.get("start", "")), read_moment(conference.get("end", ""))
    on = [day.on for day in days if day.on]
    first = local(start).date() if start else min(on, default=None)
    last = local(end).date() if end else max(on, default=None)
    if end and end.at and last and on and max(on) == last - DAY and local(end).time() == time():
        last -= DAY  # it ends as the next day begins
    return first, last


def shown_change(days: Collection[Day], starts: Iterable[tuple[date, datetime]]) -> timedelta:
    """When the days begin: as whole days do; else so that each start stays in the day it stands under."""
    begins = {day.begins for day in days}
    if len(begins) == 1 and all(day.is_whole for day in days):
        return begins.pop()
    nights, mornings = [timedelta()], [DAY]
    for on, start in starts:
        since = start - datetime.combine(on, time())
        if DAY <= since < DAY + timedelta(hours=12):
            nights.append(since - DAY + timedelta(minutes=1))
        elif timedelta() <= since < DAY:
            mornings.append(since)
    after, before = max(nights), min(mornings)
    if len(nights) == 1 or after > before:
        return timedelta()
    return _USUAL_CHANGE if after <= _USUAL_CHANGE <= before else min(_next_hour(after), before)


def _next_hour(clock: timedelta) -> timedelta:
    return timedelta(hours=-(-clock // timedelta(hours=1)))
