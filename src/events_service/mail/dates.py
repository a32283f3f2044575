"""Days and hours as a mail says them: weekday, 24 hours, place and offset, as each language writes them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_timezone_location

_LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr"), "ar": Locale("ar", "MA")}
_FIXED = "\u00a0"
"""A blank at which no line breaks, so that hours stay together."""
_ISOLATED = "\u2066{}\u2069"
"""Left to right whatever surrounds it (UAX #9): a UTC offset would turn round in an Arabic line."""


def span(start: str, end: str | None, locale: str) -> str:
    """When something is, from wall times in ISO 8601: "Wednesday 21 November 2018, 09:30 to 12:30"."""
    starts = datetime.fromisoformat(start)
    if end is None:
        return _at(starts, locale)
    ends = datetime.fromisoformat(end)
    if ends.date() == starts.date():
        return f"{_day(starts.date(), locale)}{_comma(locale)}{_hours(starts, ends, locale)}"
    return _between(_at(starts, locale), _at(ends, locale), locale)


def days(first: str, last: str, locale: str) -> str:
    """The days of an event: one in full, several from the first to the last."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if begins == ends:
        return _day(begins, locale)
    if (begins.year, begins.month) == (ends.year, ends.month):
        pattern = "d"
    else:
        pattern = "d MMMM" if begins.year == ends.year else "d MMMM y"
    written = _format(begins, pattern, locale), _format(ends, "d MMMM y", locale)
    return _between(*written, locale)


@lru_cache(maxsize=4096)
def zone(name: str, moment: str, locale: str) -> str:
    """The place whose clocks are meant, and their offset at that moment: "Casablanca, UTC+01"."""
    place = get_timezone_location(name, locale=_LOCALES[locale], return_city=True)
    minutes = round((datetime.fromisoformat(moment).utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours:02d}" + (f":{rest:02d}" if rest else "")
    return f"{place}{_comma(locale)}{_ISOLATED.format(offset) if locale == 'ar' else offset}"


def _at(moment: datetime, locale: str) -> str:
    return f"{_day(moment.date(), locale)}{_comma(locale)}{_clock(moment, locale)}"


def _hours(start: datetime, end: datetime, locale: str) -> str:
    from_, to = _clock(start, locale), _clock(end, locale)
    if locale == "fr":
        return f"{from_}{_FIXED}–{_FIXED}{to}"
    words = ("من", from_, "إلى", to) if locale == "ar" else (from_, "to", to)
    return _FIXED.join(words)


def _between(first: str, last: str, locale: str) -> str:
    if locale == "fr":
        return f"du {first} au {last}"
    return f"من {first} إلى {last}" if locale == "ar" else f"{first} to {last}"


def _clock(moment: datetime, locale: str) -> str:
    if locale == "fr":
        minutes = f"{_FIXED}{moment.minute:02d}" if moment.minute else ""
        return f"{moment.hour}{_FIXED}h{minutes}"
    return f"{moment:%H:%M}"


def _comma(locale: str) -> str:
    return "، " if locale == "ar" else ", "


def _day(day: date, locale: str) -> str:
    return _format(day, "EEEE d MMMM y", locale)


@lru_cache(maxsize=4096)
def _format(day: date, pattern: str, locale: str) -> str:
    if locale == "fr" and day.day == 1:
        pattern = pattern.replace("d ", "d'er' ")  # the first is an ordinal: 1er décembre
        pattern = "d'er'" if pattern == "d" else pattern
    return format_date(day, pattern, locale=_LOCALES[locale])
