"""Days and hours as each language writes them (the conventions stand in the glossary).

Wall times go in, text comes out: English 09:30 to 12:30, French 9 h 30 – 12 h 30, Arabic with Latin digits
and each time isolated left to right.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_timezone_location
from markupsafe import Markup, escape

from events_service.languages import LocalizedText, text_in
from events_service.programme.programme import Precision
from events_service.zones import zone

LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr"), "ar": Locale("ar", "MA")}
_FIXED = "\u00a0"


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


def with_precision(on: date, precision: Precision, language: str) -> str:
    """The date as far as it is known: a day, a month or a year."""
    match precision:
        case Precision.DAY:
            return plain_day(on, language)
        case Precision.MONTH:
            return month(on, language)
        case Precision.YEAR:
            return str(on.year)


def days(first: date, last: date, precision: Precision, language: str) -> str:
    """`20 to 24 November 2018`, from the first day to the last, as far as they are known."""
    if precision is not Precision.DAY or first == last:
        begins, ends = (with_precision(on, precision, language) for on in (first, last))
        return begins if begins == ends else _between(begins, ends, language)
    if (first.year, first.month) == (last.year, last.month):
        begins = _written(first, "d", language)
    else:
        begins = _written(first, "d MMMM" if first.year == last.year else "d MMMM y", language)
    return _between(begins, plain_day(last, language), language)


@lru_cache(maxsize=4096)
def clock(moment: datetime, language: str) -> str:
    """`09:30`; in French `9 h 30`."""
    if language == "fr":
        return f"{moment.hour}{_FIXED}h" + (f"{_FIXED}{moment.minute:02d}" if moment.minute else "")
    return f"{moment:%H:%M}"


def time_tag(local: datetime, at: datetime | None, language: str) -> Markup:
    """A wall time as HTML, with its instant for machines where it is known."""
    machine = f"{at:%Y-%m-%dT%H:%MZ}" if at else f"{local:%H:%M}"
    turned = Markup(' dir="ltr"') if language == "ar" else ""
    return Markup('<time datetime="{}"{}>{}</time>').format(machine, turned, clock(local, language))


def hours(start: Markup | str, end: Markup | str, language: str) -> Markup:
    """`09:30 to 12:30` out of two times, which do not part at a line's end."""
    if language == "fr":
        return Markup(f"{escape(start)}{_FIXED}–{_FIXED}{escape(end)}")
    word = "إلى" if language == "ar" else "to"
    return Markup(f"{escape(start)}{_FIXED}{word}{_FIXED}{escape(end)}")


def until(end: Markup | str, language: str) -> Markup:
    """`to 12:30`: the end beside a start that stands above it."""
    word = {"fr": "à", "ar": "إلى"}.get(language, "to")
    return Markup(f"{word}{_FIXED}{escape(end)}")


@lru_cache(maxsize=4096)
def offset(local: datetime, zone_name: str) -> str:
    """`UTC+01:00` as the law of the place had it at that wall time."""
    minutes = round((local.replace(tzinfo=zone(zone_name)).utcoffset() or timedelta()).total_seconds() / 60)
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{whole:02d}:{rest:02d}"


def place(zone_name: str, city: LocalizedText, language: str) -> str:
    """Whose clocks are meant: the event's city, else the city the zone is named after."""
    return text_in(city, language) or get_timezone_location(zone_name, locale=LOCALES[language], return_city=True)


def _between(begins: str, ends: str, language: str) -> str:
    if language == "fr":
        return f"du {begins} au {ends}"
    return f"من {begins} إلى {ends}" if language == "ar" else f"{begins} to {ends}"


@lru_cache(maxsize=4096)
def _written(on: date, pattern: str, language: str) -> str:
    if language == "fr" and on.day == 1:
        # The first of a month is an ordinal: 1er décembre.
        pattern = "d'er'" if pattern == "d" else pattern.replace("d ", "d'er' ")
    return format_date(on, pattern, locale=LOCALES[language])
