"""When and where things are, as a mail says it: from texts in ISO 8601, which its frozen context holds."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from events_service import dates

_ISOLATED = "\u2066{}\u2069"
"""Left to right whatever surrounds it (UAX #9): a UTC offset would turn round in an Arabic line."""


def span(start: str, end: str | None, locale: str) -> str:
    """When something is, from wall times: "Wednesday 21 November 2018, 09:30 to 12:30"."""
    starts = datetime.fromisoformat(start)
    if end is None:
        return _at(starts, locale)
    ends = datetime.fromisoformat(end)
    if ends.date() == starts.date():
        return f"{dates.day(starts.date(), locale)}{_comma(locale)}{_hours(starts, ends, locale)}"
    return dates.between(_at(starts, locale), _at(ends, locale), locale)


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
def zone(name: str, moment: str, locale: str, city: str = "") -> str:
    """The place whose clocks are meant, and their offset at that moment: "Casablanca, UTC+01"."""
    sign, hours, rest = dates.offset(datetime.fromisoformat(moment))
    offset = f"UTC{sign}{hours:02d}" + (f":{rest:02d}" if rest else "")
    place = city or dates.city_of_zone(name, locale)
    return f"{place}{_comma(locale)}{_ISOLATED.format(offset) if locale == 'ar' else offset}"


def _at(moment: datetime, locale: str) -> str:
    return f"{dates.day(moment.date(), locale)}{_comma(locale)}{dates.clock(moment, locale)}"


def _hours(start: datetime, end: datetime, locale: str) -> str:
    said = dates.hours(dates.clock(start, locale), dates.clock(end, locale), locale)
    return f"من{dates.FIXED_BLANK}{said}" if locale == "ar" else said


def _comma(locale: str) -> str:
    return "، " if locale == "ar" else ", "
