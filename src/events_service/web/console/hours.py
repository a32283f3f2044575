"""Hours as they are typed for each day of an event: `09:00–12:30, 14:00–`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from events_service.errors import InvalidInput, Sentence
from events_service.programme.planning.planning import Span
from events_service.programme.programme import Event
from events_service.programme.timetable import day_change

_CLOCK = r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})|\s*[hH])?"
_HOURS = re.compile(rf"\s*(?:{_CLOCK})?\s*[-–—]\s*(?:{_CLOCK})?\s*", re.ASCII)
"""`9-12`, `09:30 – 12:30`, `9h30-12h`, `11:00-`: from, to, or both."""
_PARTED = re.compile(r"[,;،؛]")
_DAY = timedelta(days=1)


class Days(NamedTuple):
    """The days hours are typed for. Each lasts from where the one before ends: the conference day."""

    days: tuple[date, ...]
    change: timedelta
    """How long after midnight a day ends."""

    @classmethod
    def of(cls, event: Event, spans: Iterable[Span] = ()) -> "Days":
        """Every day of the event, and those besides of which something is said."""
        change = day_change(event)
        every = {event.start_on + timedelta(days=number) for number in range((event.end_on - event.start_on).days + 1)}
        for span in spans:
            day = (span.start_local - change).date()
            while datetime.combine(day, time()) + change < span.end_local:
                every.add(day)
                day += _DAY
        return cls(tuple(sorted(every)), change)

    def whole(self, day: date) -> Span:
        begins = datetime.combine(day, time()) + self.change
        return Span(begins, begins + _DAY)

    def read(self, day: date, typed: str) -> list[Span]:
        """What was typed for a day; the whole of it for nothing. ValueError where it cannot be read."""
        if not typed.strip():
            return [self.whole(day)]
        return [self._read(day, part) for part in _PARTED.split(typed)]

    def said(self, day: date, spans: Iterable[Span]) -> tuple[str, bool]:
        """What is to be typed for the same, and whether they are not there at all. No span at all is every day."""
        known, whole = list(spans), self.whole(day)
        mine = [Span(max(s.start_local, whole.start_local), min(s.end_local, whole.end_local)) for s in _joined(known)]
        mine = [span for span in mine if span.start_local < span.end_local]
        if not known or mine == [whole]:
            return "", False
        parts = (
            f"{'' if span.start_local == whole.start_local else format(span.start_local, '%H:%M')}–"
            f"{'' if span.end_local == whole.end_local else format(span.end_local, '%H:%M')}"
            for span in mine
        )
        return ", ".join(parts), not mine

    def _read(self, day: date, part: str) -> Span:
        found, whole = _HOURS.fullmatch(part), self.whole(day)
        if found is None or (found[1] is None and found[3] is None):
            raise ValueError(part)
        start = self._moment(day, found[1], found[2]) if found[1] else whole.start_local
        end = self._moment(day, found[3], found[4]) if found[3] else whole.end_local
        # `22:00–02:00` ends after midnight.
        end = end + _DAY if end <= start else end
        if end > whole.end_local + _DAY or (found[1], found[2]) == (found[3], found[4]):
            raise ValueError(part)
        return Span(start, end)

    def _moment(self, day: date, hours: str, minutes: str | None) -> datetime:
        """An hour before the day changes is after the midnight it ends with."""
        passed = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if int(minutes or 0) > 59 or passed > _DAY:
            raise ValueError(hours)
        return datetime.combine(day, time()) + passed + (_DAY if passed < self.change else timedelta())


def typed_spans(days: Days, sent: Mapping[str, str]) -> list[Span]:
    """What was typed as `hours-2018-11-20` and ticked as `away-2018-11-20`; nothing where every day is whole.

    InvalidInput at the days whose hours cannot be read.
    """
    spans: list[Span] = []
    faults: dict[str, Sentence] = {}
    whole = True
    for day in days.days:
        name = f"hours-{day}"
        typed, away = sent.get(name, "").strip(), bool(sent.get(f"away-{day}"))
        whole = whole and not typed and not away
        if away and typed:
            faults[name] = Sentence("Leave the hours empty, or do not tick this day.")
        try:
            spans += [] if away else days.read(day, typed)
        except ValueError:
            faults[name] = Sentence("Write hours as 09:00–12:30, several parted by commas, or 11:00– for from 11 on.")
    if faults:
        raise InvalidInput(fields=faults)
    if not whole and not spans:
        raise InvalidInput("Say at least one time at which they are there.")
    return [] if whole else spans


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """In order, those that touch or overlap as one."""
    last: Span | None = None
    for span in sorted(spans, key=lambda one: (one.start_local, one.end_local)):
        if last and span.start_local <= last.end_local:
            last = Span(last.start_local, max(last.end_local, span.end_local))
            continue
        if last:
            yield last
        last = span
    if last:
        yield last
