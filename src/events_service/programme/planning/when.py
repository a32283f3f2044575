"""Moments of a plan in words: `Tuesday 20 November, 10:00 to 11:00`."""

from datetime import UTC, datetime, timedelta

from events_service.dates import clock, clock_on, hours, offsets_beside, short_day
from events_service.languages import comma
from events_service.zones import to_wall

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def said_span(start: int, end: int, zone: str, language: str) -> str:
    """From one second since 1970 to another; offsets stand beside hours that are changed in between."""
    first, last = (to_wall(_EPOCH + timedelta(seconds=at), zone) for at in (start, end))
    begins, ends = (
        f"{clock(local, language)} {beside}".strip()
        for local, beside in zip((first, last), offsets_beside(first, last, zone), strict=True)
    )
    if last.date() != first.date():
        ends = clock_on(ends, last.date(), language)
    return f"{short_day(first.date(), language)}{comma(language)}{hours(begins, ends, language)}"


def said_hours(start: datetime, end: datetime, language: str) -> str:
    """The same of two wall times nobody can mistake, without the day."""
    ends = clock(end, language)
    if end.date() != start.date():
        ends = clock_on(ends, end.date(), language)
    return hours(clock(start, language), ends, language)
