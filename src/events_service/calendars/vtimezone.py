"""VTIMEZONE: the rules of a zone for the years of a feed (RFC 5545 section 3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from events_service.calendars.lines import written
from events_service.zones import zone

_DAY = timedelta(days=1)
_FIRST = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time, as DTSTART of an observance is


def vtimezone(name: str, start: date, end: date) -> bytes:
    """The zone from the beginning of the year of `start` to the end of the year of `end`.

    One observance for each change of clocks: lists of RDATE are misread by some programs, and no RRULE can
    say when Ramadan is.
    """
    place = zone(name)
    begin = datetime(start.year, 1, 1, tzinfo=UTC) - _DAY
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(place, begin, _FIRST, _offset(place, begin))]
    for moment in _changes(place, begin, datetime(end.year, 12, 31, 23, tzinfo=UTC) + _DAY):
        before = _offset(place, moment - timedelta(seconds=1))
        lines += _observance(place, moment, moment.replace(tzinfo=None) + before, before)
    return written((*lines, "END:VTIMEZONE"))


def _observance(place: ZoneInfo, moment: datetime, onset: datetime, before: timedelta) -> list[str]:
    """What holds from `moment` on; `onset` is what clocks showed that had not been changed."""
    local = moment.astimezone(place)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_written_offset(before)}",
        f"TZOFFSETTO:{_written_offset(_offset(place, moment))}",
        f"TZNAME:{local.tzname()}",
        f"END:{kind}",
    ]


def _changes(place: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants between the two at which the offset from UTC changes, to the second."""
    moment, before = start, _offset(place, start)
    while moment < end:
        moment += _DAY
        after = _offset(place, moment)
        if before != after:
            yield _change(place, moment - _DAY, moment)
        before = after


def _change(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(place, middle) == _offset(place, before):
            before = middle
        else:
            after = middle
    return after


def _offset(place: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(place).utcoffset()
    assert offset is not None
    return offset


def _written_offset(offset: timedelta) -> str:
    """UTC-OFFSET (section 3.3.14): seconds only where there are any."""
    seconds = abs(int(offset.total_seconds()))
    clock = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}" + (f"{seconds % 60:02d}" if seconds % 60 else "")
    return ("-" if offset < timedelta() else "+") + clock
