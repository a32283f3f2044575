"""Dates and hours of pages: dates as far as they are known, hours as HTML."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from markupsafe import Markup, escape

from events_service import dates
from events_service.languages import LocalizedText, text_in
from events_service.programme.programme import Precision, Session
from events_service.zones import is_ambiguous, zone

_NIGHT_ENDS = 6
_ONE_EVENING = timedelta(hours=12)
"""What lasts no longer and ends before the night does is still of the evening it began in."""


def with_precision(on: date, precision: Precision, language: str) -> str:
    """The date as far as it is known: a day, a month or a year."""
    match precision:
        case Precision.DAY:
            return dates.plain_day(on, language)
        case Precision.MONTH:
            return dates.month(on, language)
        case Precision.YEAR:
            return str(on.year)


def days(first: date, last: date, precision: Precision, language: str) -> str:
    """`20 to 24 November 2018`, from the first day to the last, as far as they are known."""
    if precision is Precision.DAY and first != last:
        return dates.days(first, last, language)
    begins, ends = (with_precision(on, precision, language) for on in (first, last))
    return begins if begins == ends else dates.between(begins, ends, language)


def time_tag(local: datetime, at: datetime | None, language: str) -> Markup:
    """A wall time, in Arabic isolated left to right, with its instant for machines where it is known."""
    machine = f"{at:%Y-%m-%dT%H:%MZ}" if at else f"{local:%H:%M}"
    turned = Markup(' dir="ltr"') if language == "ar" else ""
    return Markup('<time datetime="{}"{}>{}</time>').format(machine, turned, dates.clock(local, language))


def hours(start: Markup | str, end: Markup | str, language: str) -> Markup:
    """`09:30 to 12:30` out of two times, which do not part at a line's end."""
    return Markup(dates.hours(escape(start), escape(end), language))


def span_tags(session: Session, zone_name: str, language: str, *, zone_beside: bool = False) -> tuple[Markup, Markup]:
    """When it begins and ends; empty where that is not known.

    The offset stands beside what a clock alone does not tell: both times where the clocks are changed in between, and
    one that they show twice that night. With `zone_beside` the place and its offset follow, and say what both share.
    """
    start, end = clocks(session)
    if start is None:
        return Markup(""), Markup("")
    changed = end is not None and offset(start, zone_name) != offset(end, zone_name)

    def beside(local: datetime) -> Markup:
        if changed or (not zone_beside and is_ambiguous(local, zone_name)):
            return Markup(' <bdi class="offset" dir="ltr">{}</bdi>').format(offset(local, zone_name))
        return Markup("")

    begins = time_tag(start, session.start_at, language) + beside(start)
    return begins, end_tag(start, end, session.end_at, language, beside(end)) if end else Markup("")


def clocks(session: Session) -> tuple[datetime | None, datetime | None]:
    """What the clocks show when it begins and ends, `fold` saying which of two equal times is meant."""
    start, end = session.start_local, session.end_local
    return start and start.replace(fold=session.start_fold), end and end.replace(fold=session.end_fold)


def end_tag(start: datetime, end: datetime, at: datetime | None, language: str, beside: str = "") -> Markup:
    """The time something ends, and the day where that is another than it began on: `15:00 on Saturday 2 February`.

    What ends in the small hours of the night it began in has no second day to anybody. `beside` follows the time.
    """
    said = time_tag(end, at, language) + beside
    same_night = end.hour < _NIGHT_ENDS and end - start <= _ONE_EVENING
    if end.date() == start.date() or same_night:
        return said
    return Markup(dates.clock_on(said, end.date(), language))


def until(end: Markup | str, language: str) -> Markup:
    """`to 12:30`: the end beside a start that stands above it."""
    word = {"fr": "à", "ar": "إلى"}.get(language, "to")
    return Markup(f"{word}{dates.FIXED_BLANK}{escape(end)}")


def offset(local: datetime, zone_name: str) -> str:
    """`UTC+01:00` as the law of the place had it at that wall time."""
    # Two equal wall times are equal as keys too: which of them is meant must be said beside them.
    return _offset(local, zone_name, local.fold)


@lru_cache(maxsize=4096)
def _offset(local: datetime, zone_name: str, fold: int) -> str:
    sign, whole, rest = dates.offset(local.replace(tzinfo=zone(zone_name), fold=fold), minus="−")
    return f"UTC{sign}{whole:02d}:{rest:02d}"


def place(zone_name: str, city: LocalizedText, language: str) -> str:
    """Whose clocks are meant: the event's city, else the city the zone is named after."""
    return text_in(city, language) or dates.city_of_zone(zone_name, language)
