"""When and where things are, as a mail says it: from texts in ISO 8601, which its frozen context holds."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from events_service import dates
from events_service.languages import comma

_ISOLATED = "\u2066{}\u2069"
"""Left to right whatever surrounds it (UAX #9): a UTC offset would turn round in an Arabic line."""


def span(start: str, end: str | None, locale: str) -> str:
    """When something is, from wall times: "Wednesday 21 November 2018, 09:30 to 12:30".

    Where the clocks are changed in between, each time has its offset; else `zone` follows and says it of both.
    """
    starts = datetime.fromisoformat(start)
    if end is None:
        return f"{dates.day(starts.date(), locale)}{comma(locale)}{dates.clock(starts, locale)}"
    ends = datetime.fromisoformat(end)
    begin, finish = (_clock(moment, locale, changed=_is_changed(starts, ends)) for moment in (starts, ends))
    on, until = (dates.day(moment.date(), locale) for moment in (starts, ends))
    if on == until:
        hours = dates.hours(begin, finish, locale)
        return f"{on}{comma(locale)}{f'من{dates.FIXED_BLANK}' if locale == 'ar' else ''}{hours}"
    return dates.between(f"{on}{comma(locale)}{begin}", f"{until}{comma(locale)}{finish}", locale)


def days(event: Mapping[str, Any], locale: str) -> str:
    """The days of an event: one in full, several from the first to the last; as much as is known of them."""
    begins, ends = date.fromisoformat(event["start_on"]), date.fromisoformat(event["end_on"])
    match event.get("precision"):
        case "month":
            said = dates.month(begins, locale), dates.month(ends, locale)
        case "year":
            said = str(begins.year), str(ends.year)
        case _:
            return dates.day(begins, locale) if begins == ends else dates.days(begins, ends, locale)
    return said[0] if said[0] == said[1] else dates.between(*said, locale)


@lru_cache(maxsize=4096)
def zone(name: str, moment: str, locale: str, city: str = "", end: str | None = None) -> str:
    """The place whose clocks are meant, and their offset at that moment: "Casablanca, UTC+01".

    The place alone where it has another offset at the end: then `span` says both.
    """
    place = city or dates.city_of_zone(name, locale)
    starts = datetime.fromisoformat(moment)
    if end and _is_changed(starts, datetime.fromisoformat(end)):
        return place
    return f"{place}{comma(locale)}{_offset(starts, locale)}"


def _is_changed(start: datetime, end: datetime) -> bool:
    """Are the clocks put forward or back between the two?"""
    return start.utcoffset() != end.utcoffset()


def _clock(moment: datetime, locale: str, *, changed: bool) -> str:
    said = dates.clock(moment, locale)
    return f"{said}{dates.FIXED_BLANK}{_offset(moment, locale)}" if changed else said


def _offset(moment: datetime, locale: str) -> str:
    sign, hours, rest = dates.offset(moment)
    offset = f"UTC{sign}{hours:02d}" + (f":{rest:02d}" if rest else "")
    return _ISOLATED.format(offset) if locale == "ar" else offset
