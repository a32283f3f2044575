"""Dates and hours of pages: dates as far as they are known, hours as HTML."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from markupsafe import Markup, escape

from events_service import dates
from events_service.languages import LocalizedText, text_in
from events_service.programme.changes import Moment
from events_service.programme.programme import Precision, Session

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


@lru_cache(4096)
def time_tag(local: datetime, at: datetime | None, language: str) -> Markup:
    """A wall time, in Arabic isolated left to right, with its instant for machines where it is known."""
    machine = f"{at:%Y-%m-%dT%H:%MZ}" if at else f"{local:%H:%M}"
    turned = Markup(' dir="ltr"') if language == "ar" else ""
    return Markup('<time datetime="{}"{}>{}</time>').format(machine, turned, dates.clock(local, language))


def hours(start: Markup | str, end: Markup | str, language: str) -> Markup:
    """`09:30 to 12:30` out of two times, which do not part at a line's end."""
    return Markup(dates.hours(escape(start), escape(end), language))


def span_tags(session: Session, zone_name: str, language: str, *, zone_beside: bool = False) -> tuple[Markup, Markup]:
    """When it begins and ends, each with the offset that its clock alone does not tell; empty where that is not known.

    With `zone_beside` the place and its offset follow.
    """
    start, end = clocks(session)
    if start is None:
        return Markup(""), Markup("")
    instants = session.start_at, session.end_at
    return clock_tags((start, end), instants, zone_name, language, zone_beside=zone_beside)


def clock_tags(
    clocks: tuple[datetime, datetime | None],
    instants: tuple[datetime | None, datetime | None],
    zone_name: str,
    language: str,
    *,
    zone_beside: bool = False,
) -> tuple[Markup, Markup]:
    """The same of two wall times, `fold` saying which of two equal ones is meant."""
    (start, end), (start_at, end_at) = clocks, instants
    offsets = dates.offsets_beside(start, end, zone_name, zone_beside=zone_beside)
    before, after = (Markup(' <bdi class="offset" dir="ltr">{}</bdi>').format(o) if o else Markup("") for o in offsets)
    begins = time_tag(start, start_at, language) + before
    return begins, end_tag(start, end, end_at, language, after) if end else Markup("")


def clocks(session: Session | Moment) -> tuple[datetime | None, datetime | None]:
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
    """`to 12:30`: the end where its start stands above it, or far from it; French "à" alone would be "at"."""
    word = {"fr": "jusqu’à", "ar": "إلى"}.get(language, "to")
    return Markup(f"{word}{dates.FIXED_BLANK}{escape(end)}")


def place(zone_name: str, city: LocalizedText, language: str) -> str:
    """Whose clocks are meant: the event's city, else the city the zone is named after."""
    return text_in(city, language) or dates.city_of_zone(zone_name, language)
