"""When the sessions of a schedule are: local start, calendar day and length, out of what files say of them.

What files agree on is the local start and the day it stands under. Dates beside it are right, or in UTC, or local
with a wrong offset. A conference day may run past midnight: what starts before it begins anew is on the next date.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from events_service.interchange.counts import read_count
from events_service.interchange.durations import days_come_first, read_clock, read_duration
from events_service.interchange.moments import Clocks, Moment, read_moment
from events_service.interchange.schedules.conference_days import (
    DAY,
    Day,
    dated,
    read_day,
    read_extent,
    shown_change,
)
from events_service.interchange.schedules.elements import ScheduleElements, SessionElement
from events_service.interchange.schedules.nights import Nights, Start, read_nights


class Placed(NamedTuple):
    """Wall times with their fold; None is "to be announced", on `day_on` where that is known."""

    start: datetime | None = None
    end: datetime | None = None
    day_on: date | None = None
    repairs: tuple[str, ...] = ()


class Times(NamedTuple):
    placed: list[Placed]
    """One for each session of the file, in its order."""
    first_on: date | None
    last_on: date | None
    day_change: str
    """`HH:MM`, as given or as the sessions show it."""
    wrong_offsets: int
    """Dates whose local time is right and whose offset is not the zone's."""
    repairs: tuple[str, ...] = ()
    """Of the event's own days."""
    endless: tuple[int, ...] = ()
    """Numbers of the sessions that start, and of which nothing says how long they last."""


def read_times(elements: ScheduleElements, zone_name: str) -> Times:
    """Where everything is in time, read by the clocks of the zone."""
    return _Schedule(elements, zone_name).times()


class _Schedule:
    def __init__(self, elements: ScheduleElements, zone_name: str) -> None:
        self.sessions = elements.sessions
        self.clocks = Clocks(zone_name)
        self.moments = [read_moment(session.said("date")) for session in elements.sessions]
        self.starts = [read_clock(session.said("start")) for session in elements.sessions]
        self.wrong_offsets, self.offsets_hold = self._judged_offsets()
        conference = elements.conference
        change = read_clock(conference.get("day_change", "")) or timedelta()
        self.change = change if change < DAY else timedelta()
        self.days = [read_day(day, self.change, self._local) for day in elements.days]
        self.first_on, self.last_on = read_extent(conference, self.days, self._local)
        self.days = dated(self.days, (day.index for day in elements.days), self.first_on)
        self.first_said, self.last_said = (
            read_moment(conference.get(name, "")) is not None for name in ("start", "end")
        )
        self.is_ours = elements.is_ours
        self.days_first = self.is_ours or days_come_first(s.said("duration") for s in self.sessions)

    def times(self) -> Times:
        placed = [self._place(number, session) for number, session in enumerate(self.sessions)]
        dates = [p.start.date() if p.start else p.day_on for p in placed if p.start or p.day_on]
        known = [on for on in dates if on]
        first, last = self._widened(placed)
        first, last = first or min(known, default=None), last or max(known, default=None)
        repairs: tuple[str, ...] = ()
        if first and last and last < first:
            repairs = (f"its last day {last} is before its first {first}: they were taken the other way round",)
            first, last = last, first
        endless = tuple(
            number
            for number, (session, where) in enumerate(zip(self.sessions, placed, strict=True))
            if where.start and not where.end and not session.said("duration").strip()
        )
        change = _shown(self.change or shown_change(self.days, self._under_days(placed)))
        return Times(placed, first or last, last or first, change, self.wrong_offsets, repairs, endless)

    def _under_days(self, placed: Sequence[Placed]) -> Iterator[tuple[date, datetime]]:
        """Each start with the date of the day it stands under."""
        for session, where in zip(self.sessions, placed, strict=True):
            day = self._day_of(session)
            if where.start and day and day.on:
                yield day.on, where.start

    def _widened(self, placed: Sequence[Placed]) -> tuple[date | None, date | None]:
        """First and last day; where only days say them, with those of sessions whose day has no date."""
        stray = [
            where.start.date()
            for session, where in zip(self.sessions, placed, strict=True)
            if where.start and not ((day := self._day_of(session)) and day.on)
        ]
        first = min((on for on in (self.first_on, *stray) if on), default=None)
        last = max((on for on in (self.last_on, *stray) if on), default=None)
        return self.first_on if self.first_said else first, self.last_on if self.last_said else last

    def _judged_offsets(self) -> tuple[int, bool]:
        """How many dates give the local time a foreign offset, and whether offsets can be believed on the whole."""
        wrong = right = 0
        for moment, start in zip(self.moments, self.starts, strict=True):
            if moment is None or moment.at is None or moment.offset is None or start is None:
                continue
            if self.clocks.have(moment.offset, moment.naive()):
                continue
            if _same_clock(moment.naive(), start):
                wrong += 1
            elif _same_clock(moment.wall(self.clocks.name), start):
                right += 1
        return wrong, right >= wrong

    def _local(self, moment: Moment) -> datetime:
        return moment.wall(self.clocks.name) if self.offsets_hold else moment.naive()

    def _place(self, number: int, session: SessionElement) -> Placed:
        repairs: list[str] = []
        day = self._day_of(session)
        moment = self.moments[number]
        local = self._start(number, session, moment, day, repairs)
        if local is None:
            on = moment.on if moment else day.on if day else None
            repairs.append(f"{self._missing(number, session)}: to be announced")
            self._length(session, repairs)
            return Placed(day_on=on, repairs=tuple(repairs))
        said = moment
        if not self.clocks.is_steady(local.date()) and (said is None or said.offset is None):
            said = read_moment(session.said("start"))
        start, moved = self.clocks.shown(local, said.offset if said else None)
        if moved:
            repairs.append(f"the clocks never show {local:%H:%M} on {local:%Y-%m-%d}: it starts at {start:%H:%M}")
        elif self.clocks.show_twice(start) and not self._tells(said, start):
            repairs.append(f"the clocks show {local:%H:%M} twice on {local:%Y-%m-%d}: the first time was taken")
        end = self._end(session, start, repairs)
        return Placed(start, end, None, tuple(repairs))

    def _tells(self, said: Moment | None, start: datetime) -> bool:
        """Whether the moment says which of two equal times is meant."""
        if said is None or said.offset is None:
            return False
        return self.clocks.have(said.offset, start) or said.wall(self.clocks.name) == start

    def _missing(self, number: int, session: SessionElement) -> str:
        """Why nobody can say when it starts."""
        said = session.said("start").strip() or session.said("date").strip()
        if self.starts[number] is not None:
            return f"its time is “{said}”, but the day it stands under has no date"
        return f"its time “{said}” is not understood" if said else "it has no time"

    def _day_of(self, session: SessionElement) -> Day | None:
        if session.day is not None:
            return self.days[session.day]
        index = session.said("day").strip()
        number = read_count(index, len(self.days))
        if number:
            return self.days[number - 1]
        said = read_moment(index)
        return Day(said.on, self.change) if said else None

    def _start(
        self, number: int, session: SessionElement, moment: Moment | None, day: Day | None, repairs: list[str]
    ) -> datetime | None:
        clock = self.starts[number]
        if clock is None:
            whole = read_moment(session.said("start"))
            if whole and whole.at:
                return self._local(whole)
            if moment is None or moment.at is None:
                return None
            if session.said("start").strip():
                repairs.append(f"its start “{session.said('start').strip()}” is not understood: its date says when")
            return self._local(moment)
        if moment is not None and moment.at is not None and clock < DAY:
            return self._agreed(clock, moment, day, repairs)
        on = day.on if day and day.on else moment.on if moment else None
        if on is None:
            return None
        if moment and moment.at is None and moment.on - on == DAY:
            return datetime.combine(moment.on, time()) + clock
        late = day is not None and clock < DAY and self._is_late(number, clock, day)
        start = datetime.combine(on + DAY * late, time()) + clock
        if number in self.nights.guessed:
            repairs.append(f"{_shown(clock)} is said without a date and in no clear order: {start:%Y-%m-%d} was taken")
        return start

    def _agreed(self, clock: timedelta, moment: Moment, day: Day | None, repairs: list[str]) -> datetime:
        """The start by both its clock and its date; where they differ, the clock on the nearest day it may be."""
        naive = moment.naive()
        local = naive if _same_clock(naive, clock) else moment.wall(self.clocks.name)
        on = day.on if day else None
        if not _same_clock(local, clock):
            near = (on, on + DAY) if on else (moment.on - DAY, moment.on, moment.on + DAY)
            local = min((datetime.combine(d, time()) + clock for d in near), key=lambda start: abs(start - naive))
            repairs.append(f"its date says {naive:%H:%M}, its start {_shown(clock)}: the start was taken")
        if day is None or on is None or local.date() - on == DAY:
            return local
        if local.date() == on:
            if day.is_before(clock) and not self.clocks.have(moment.offset, naive):
                repairs.append(f"{_shown(clock)} is before the day begins: it is on the next date")
                return local + DAY
            return local
        if self.first_on and self.last_on and self.first_on <= local.date() <= self.last_on + DAY:
            repairs.append(f"it stands under {on}, its date is {local:%Y-%m-%d}: the date was taken")
            return local
        repairs.append(f"its date {local:%Y-%m-%d} is not among the days: {on} was taken")
        return datetime.combine(on, local.time())

    def _is_late(self, number: int, clock: timedelta, day: Day) -> bool:
        """Whether a start without a date is after midnight, on the date after its day's."""
        return day.is_before(clock) or (day.is_doubtful(clock) and number in self.nights.late)

    @cached_property
    def nights(self) -> Nights:
        starts = []
        for number, (session, clock) in enumerate(zip(self.sessions, self.starts, strict=True)):
            day = self._day_of(session)
            if clock is not None and day is not None:
                place = str(session.room) if session.room is not None else session.said("room")
                since = clock + DAY * day.is_before(clock)
                starts.append(Start(number, (session.day, day.on), place, since, day.is_doubtful(clock)))
        return read_nights(starts)

    def _end(self, session: SessionElement, start: datetime, repairs: list[str]) -> datetime | None:
        length = self._length(session, repairs)
        if self.is_ours and length == timedelta():
            return None
        if length is not None:
            return self.clocks.later(start, length)
        return self._said_end(session.said("end"), start, repairs)

    def _length(self, session: SessionElement, repairs: list[str]) -> timedelta | None:
        said = session.said("duration").strip()
        length = read_duration(said, days_first=self.days_first) if said else None
        if said and length is None:
            repairs.append(f"its length “{said}” is not understood: when it ends is left open")
        return length

    def _said_end(self, text: str, start: datetime, repairs: list[str]) -> datetime | None:
        clock, moment = read_clock(text), read_moment(text)
        if clock is not None:
            end, offset = datetime.combine(start.date(), time()) + clock, self.clocks.offset(start)
            if end < start and start.fold == 0 and self.clocks.show_twice(end):
                end = end.replace(fold=1)
            elif end < start:
                end += DAY
                if end - start > DAY / 2:
                    repairs.append(f"its end {_shown(clock)} is before its start: {end:%Y-%m-%d} was taken")
        elif moment and moment.at:
            end = self._local(moment)
            offset = self.clocks.offset(start) if moment.offset is None else moment.offset
        else:
            return None
        end, _ = self.clocks.shown(end, offset)
        return end if timedelta() <= self.clocks.between(start, end) <= 31 * DAY else None


def _same_clock(local: datetime, clock: timedelta) -> bool:
    return local.hour * 60 + local.minute == clock // timedelta(minutes=1)


def _shown(clock: timedelta) -> str:
    minutes = clock // timedelta(minutes=1) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"
