"""Days and hours as each language writes them (the conventions stand in the glossary).

Dates and wall times go in, text comes out: English 09:30 to 12:30, French 9 h 30 – 12 h 30, Arabic with Latin
digits and the months of Morocco.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_timedelta, get_timezone_location

from events_service.zones import is_ambiguous, zone

LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr"), "ar": Locale("ar", "MA")}
FIXED_BLANK = "\u00a0"
"""A blank at which no line breaks, so that hours stay together."""


def day(on: date, language: str) -> str:
    """`Wednesday 21 November 2018`."""
    return _written(on, "EEEE d MMMM y", language)


def short_day(on: date, language: str) -> str:
    """`Wednesday 21 November`: where the year is plain from the page."""
    return _written(on, "EEEE d MMMM", language)


def day_and_month(on: date, language: str) -> str:
    """`21 November`."""
    return _written(on, "d MMMM", language)


def weekday(on: date, language: str) -> str:
    return _written(on, "EEEE", language)


def plain_day(on: date, language: str) -> str:
    """`21 November 2018`."""
    return _written(on, "d MMMM y", language)


def month(on: date, language: str) -> str:
    return _written(on, "MMMM y", language)


def days(first: date, last: date, language: str) -> str:
    """`20 to 24 November 2018`: two different days.

    Of two that follow each other both are meant: `8 and 9 December 2016`.
    """
    begins, ends = ends_of(first, last, language)
    return _both(begins, ends, language) if are_neighbours(first, last) else between(begins, ends, language)


def are_neighbours(first: date, last: date) -> bool:
    """Does one day follow the other?"""
    return last - first == timedelta(days=1)


def ends_of(first: date, last: date, language: str) -> tuple[str, str]:
    """`20` and `24 November 2018`: two different days, with no more of the first than the last does not say."""
    if (first.year, first.month) == (last.year, last.month):
        begins = _written(first, "d", language)
    else:
        begins = _written(first, "d MMMM" if first.year == last.year else "d MMMM y", language)
    return begins, plain_day(last, language)


def _both(begins: str, ends: str, language: str) -> str:
    """One date and the next."""
    if language == "fr":
        return f"{begins} et {ends}"
    return f"{begins} و{ends}" if language == "ar" else f"{begins} and {ends}"


def between(begins: str, ends: str, language: str) -> str:
    """From one date or moment to another."""
    if language == "fr":
        return f"du {begins} au {ends}"
    return f"من {begins} إلى {ends}" if language == "ar" else f"{begins} to {ends}"


def ago(then: datetime, now: datetime, language: str) -> str:
    """`3 hours ago`: the largest unit alone."""
    return str(format_timedelta(min(then - now, timedelta(seconds=-1)), add_direction=True, locale=LOCALES[language]))


def clock(moment: datetime, language: str) -> str:
    """`09:30`; in French `9 h 30`. What the clocks there show, also where the moment has a zone."""
    if language == "fr":
        minutes = f"{FIXED_BLANK}{moment.minute:02d}" if moment.minute else ""
        return f"{moment.hour}{FIXED_BLANK}h{minutes}"
    return f"{moment.hour:02d}:{moment.minute:02d}"


def hour(moment: datetime, language: str) -> str:
    """`09`, in French `9`: the hour alone."""
    return str(moment.hour) if language == "fr" else f"{moment.hour:02d}"


def hours(start: str, end: str, language: str) -> str:
    """`09:30 to 12:30` out of two times, which do not part at a line's end."""
    word = {"fr": "–", "ar": "إلى"}.get(language, "to")
    return f"{start}{FIXED_BLANK}{word}{FIXED_BLANK}{end}"


def clock_on(clock: str, on: date, language: str) -> str:
    """`15:00 on Saturday 2 February`: a time whose day is not the one that was said before."""
    word = {"fr": "le", "ar": "يوم"}.get(language, "on")
    return f"{clock} {word} {short_day(on, language)}"


def offset(moment: datetime, minus: str = "-") -> tuple[str, int, int]:
    """Sign, hours and minutes by which the clocks of an aware moment differ from UTC, to the nearest minute."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    return minus if minutes < 0 else "+", *divmod(abs(minutes), 60)


def utc_offset(local: datetime, zone_name: str) -> str:
    """`UTC+01:00` as the law of the place had it at that wall time."""
    # Two equal wall times are equal as keys too: which of them is meant must be said beside them.
    return _utc_offset(local, zone_name, local.fold)


@lru_cache(maxsize=4096)
def _utc_offset(local: datetime, zone_name: str, fold: int) -> str:
    sign, whole, rest = offset(local.replace(tzinfo=zone(zone_name), fold=fold), minus="−")
    return f"UTC{sign}{whole:02d}:{rest:02d}"


def offsets_beside(
    start: datetime, end: datetime | None, zone_name: str, *, zone_beside: bool = False
) -> tuple[str, str]:
    """What belongs beside two wall times, `fold` saying which of two equal ones is meant; empty where a clock tells.

    Both offsets where the clocks are changed in between, and that of a time which they show twice that night. With
    `zone_beside` the place and its offset follow, and say what both share.
    """
    changed = end is not None and utc_offset(start, zone_name) != utc_offset(end, zone_name)

    def beside(local: datetime | None) -> str:
        if local and (changed or (not zone_beside and is_ambiguous(local, zone_name))):
            return utc_offset(local, zone_name)
        return ""

    return beside(start), beside(end)


@lru_cache(maxsize=1024)
def city_of_zone(name: str, language: str) -> str:
    """The city a time zone is named after."""
    return get_timezone_location(name, locale=LOCALES[language], return_city=True)


@lru_cache(maxsize=4096)
def _written(on: date, pattern: str, language: str) -> str:
    if language == "fr" and on.day == 1:
        # The first of a month is an ordinal: 1er décembre.
        pattern = "d'er'" if pattern == "d" else pattern.replace("d ", "d'er' ")
    return format_date(on, pattern, locale=LOCALES[language])
