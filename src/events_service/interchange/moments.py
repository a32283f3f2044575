"""Dates and times as exchange files write them, and as the clocks of a zone show them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from events_service.zones import is_ambiguous, is_nonexistent, to_instant, to_wall, zone

_MOMENT = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:T|t|\s)\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|z|UTC|[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2}))?")
_YEARS = range(1970, 2200)


class Moment(NamedTuple):
    """A date, perhaps with a time, perhaps with the offset from UTC that time is in."""

    on: date
    at: time | None = None
    offset: timedelta | None = None

    def naive(self) -> datetime:
        """Date and time as they are written; midnight where there is none."""
        return datetime.combine(self.on, self.at or time())

    def wall(self, zone_name: str) -> datetime:
        """What the clocks of the zone show then; as it is written where it has no offset. `fold` as meant."""
        if self.offset is None:
            return self.naive()
        return to_wall(self.naive().replace(tzinfo=timezone(self.offset)).astimezone(UTC), zone_name)


def read_moment(text: str) -> Moment | None:
    """The moment a text says (ISO 8601 and near it, or `27.12.2014 11:30`), None where it says none."""
    text = text.strip()
    said = _MOMENT.fullmatch(text) or _BASIC.fullmatch(text)
    if said:
        year, month, day, hour, minute, second, offset = said.groups()
    elif said := _DAY_FIRST.fullmatch(text):
        (day, month, year, hour, minute), second, offset = said.groups(), None, None
    else:
        return None
    try:
        on = date(int(year), int(month), int(day))
        at = time(int(hour), int(minute), int(second or 0)) if hour and int(hour) < 24 else None
    except ValueError:
        return None
    return Moment(on, at, _offset(offset) if at and offset else None) if on.year in _YEARS else None


def _offset(text: str) -> timedelta | None:
    if text[0] not in "+-":
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > timedelta(hours=15):
        return None
    return -offset if text[0] == "-" else offset


class Clocks:
    """The clocks of one zone; asked for a whole schedule, so that days without a change cost nothing."""

    def __init__(self, zone_name: str) -> None:
        self.name = zone_name
        self._zone = zone(zone_name)
        self._steady: dict[date, bool] = {}

    def offset(self, local: datetime) -> timedelta:
        """How far the clocks are ahead of UTC when they show `local`."""
        return self._zone.utcoffset(local) or timedelta()

    def have(self, offset: timedelta | None, local: datetime) -> bool:
        """Whether the clocks may be so far ahead when they show `local`, the first time or the second."""
        return offset in (self.offset(local), self.offset(local.replace(fold=1)))

    def show_twice(self, local: datetime) -> bool:
        return not self.is_steady(local.date()) and is_ambiguous(local, self.name)

    def is_steady(self, on: date) -> bool:
        """Whether the clocks are not changed on this day or beside it."""
        if on not in self._steady:
            midnight = datetime.combine(on, time())
            before, behind = midnight - timedelta(days=1), midnight + timedelta(days=3)
            self._steady[on] = self.offset(before) == self.offset(behind)
        return self._steady[on]

    def shown(self, local: datetime, offset: timedelta | None = None) -> tuple[datetime, bool]:
        """The wall time with its fold (PEP 495), and whether it had to be put forward with the clocks.

        `fold` stays where it is 1 already; else `offset` may say that the second of two equal times is meant.
        """
        if self.is_steady(local.date()):
            return local, False
        if is_nonexistent(local, self.name):
            return to_wall(to_instant(local, self.name, allow_gap=True), self.name), True
        second = self.show_twice(local) and (local.fold == 1 or offset == self.offset(local.replace(fold=1)))
        return local.replace(fold=1 if second else 0), False

    def later(self, start: datetime, length: timedelta) -> datetime:
        """What the clocks show when so much time has passed."""
        if length < timedelta(days=2) and self.is_steady(start.date()):
            return start + length
        return to_wall(self._instant(start) + length, self.name)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much time passes from one to the other."""
        if self.is_steady(start.date()) and end - start < timedelta(days=2):
            return end - start
        return self._instant(end) - self._instant(start)

    def _instant(self, local: datetime) -> datetime:
        return to_instant(local.replace(fold=0), self.name, local.fold, allow_gap=True)
