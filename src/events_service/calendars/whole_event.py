"""VEVENT of a whole event: all day, under a uid of its own."""

from datetime import date, datetime, timedelta

from events_service.addresses import Site
from events_service.calendars import details
from events_service.calendars.lines import day, escaped, text, utc, written
from events_service.calendars.prose import plain
from events_service.calendars.vevent import EVENT_STATUS, Seat, first_mail, organizer, status_of_seat
from events_service.calendars.words import word
from events_service.countries import country_name
from events_service.directory.directory import Value
from events_service.languages import LocalizedText, choose, comma, one_line, text_in
from events_service.programme.programme import Event, EventStatus, Precision
from events_service.translations import mark


class Stamp(Value):
    """SEQUENCE and dates of an entry whose value does not carry them: a whole event's, from its releases."""

    revised_at: datetime
    sequence: int = 0
    created_at: datetime | None = None


def event_lines(
    event: Event,
    stamp: Stamp,
    runs: LocalizedText,
    site: Site,
    language: str,
    *,
    short: bool = False,
    seat: Seat | None = None,
) -> bytes:
    """A whole event as one all-day entry under the event's uid. Its precision must be a day's; `runs` is
    the name of who runs it, empty where nobody is named.

    `short` cuts the description, as in feeds of many entries; `seat` makes it a participant's own.
    """
    title, tag = details.event_title(event, language), choose(event.title, language, event.languages)[1]
    status, pattern = status_of_seat(*EVENT_STATUS[event.status], seat)
    summary = details.sentence(pattern, language, title, tag) if pattern else title
    link = site.url(site.path(language, event.slug))
    where, where_tag = place_of(event, language)
    about, about_tag = _about_event(event, language, link, short=short)
    return written(
        (
            "BEGIN:VEVENT",
            f"UID:{escaped(one_line(event.uid))}",
            f"DTSTAMP:{utc(seat.made_at if seat and seat.made_at else stamp.revised_at)}",
            f"DTSTART;VALUE=DATE:{day(event.start_on)}",
            f"DTEND;VALUE=DATE:{day(_day_after(max(event.start_on, event.end_on)))}",
            f"CREATED:{utc(stamp.created_at)}" if stamp.created_at else None,
            f"LAST-MODIFIED:{utc(stamp.revised_at)}",
            f"SEQUENCE:{stamp.sequence + (seat.changes if seat else 0)}",
            f"STATUS:{status}",
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE" if seat else "CLASS:PUBLIC",
            text("SUMMARY", summary, tag),
            text("LOCATION", where, where_tag) if where else None,
            organizer(*seat.organizer) if seat and seat.organizer else _event_organizer(event, runs, language),
            f"URL:{link}",
            f"RELATED-TO;RELTYPE=PARENT:{escaped(one_line(event.parent_uid))}" if event.parent_uid else None,
            text("DESCRIPTION", about, about_tag),
            "END:VEVENT",
        )
    )


def is_dated(event: Event) -> bool:
    """Can a whole event stand in a calendar? Not while only its month or year is known (docs/adr/0011)."""
    return event.precision is Precision.DAY


def _event_organizer(event: Event, runs: LocalizedText, language: str) -> str | None:
    """The event's published address, in the name of who runs it."""
    address = first_mail(contact for contact in event.contact if contact.public)
    if address is None:
        return None
    name = text_in(runs, language, event.languages) if runs else details.event_title(event, language)
    return organizer(name, address)


def place_of(event: Event, language: str) -> tuple[str, str]:
    """City and country on one line, and the language of the first (IC-31)."""
    if event.status is EventStatus.MOVED_ONLINE:
        return word(mark("Online"), language), language
    city, tag = choose(event.city, language, event.languages)
    country = country_name(event.country, language) if event.country else ""
    said = [words for words in (one_line(city), country) if words]
    tag = tag if one_line(city) else language
    return comma(tag).join(said), tag


def _about_event(event: Event, language: str, link: str, *, short: bool) -> tuple[str, str]:
    parts = [choose(part, language, event.languages) for part in (event.theme, event.description)]
    said = "\n\n".join(plain(words) for words, _ in parts if words)
    if short:
        said = details.cut(said, details.CUT, 4 * details.CUT)
    tag = next((tag for words, tag in parts if words), language)
    return "\n\n".join(filter(None, (said, link))), tag


def _day_after(date_on: date) -> date:
    """DTEND of an all-day entry is the first day it does not cover (IC-15)."""
    return date_on + timedelta(days=1)
