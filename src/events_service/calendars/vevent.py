"""VEVENT of a session: the folded bytes of its content lines (RFC 5545 section 3.6.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from events_service.addresses import Site
from events_service.calendars import details
from events_service.calendars.alternative import alternative
from events_service.calendars.lines import (
    duration,
    escaped,
    mailto,
    quoted,
    text,
    texts,
    utc,
    written,
)
from events_service.calendars.words import word
from events_service.directory.directory import ContactKind, ContactPoint, Value
from events_service.languages import one_line
from events_service.programme.programme import Event, EventRole, EventStatus, Session, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.translations import mark
from events_service.zones import to_wall

DEFAULT_LENGTH = timedelta(hours=1)
"""What a session without an end is given, as is one whose end is not after its start (IC-16)."""


CANCELLED = ("CANCELLED", mark("Cancelled: {title}"))
EVENT_STATUS: dict[EventStatus, tuple[str, str | None]] = {
    EventStatus.ANNOUNCED: ("TENTATIVE", None),
    EventStatus.CONFIRMED: ("CONFIRMED", None),
    EventStatus.MOVED_ONLINE: ("CONFIRMED", None),
    # It will not take place on these days. RFC 5545 has no word for it but CANCELLED; the title says which.
    EventStatus.POSTPONED: ("CANCELLED", mark("Postponed: {title}")),
    EventStatus.CANCELLED: CANCELLED,
}
"""STATUS of a whole event, and the pattern of its title where that must say so (IC-18)."""


class Seat(Value):
    """What a participant's own entry adds to the public one."""

    changes: int = 0
    """How often the seat changed; added to the session's revision."""
    waiting: bool = False
    cancelled: bool = False
    made_at: datetime | None = None
    """When the message was made: DTSTAMP where there is a METHOD (RFC 5545 section 3.8.7.2)."""
    organizer: tuple[str, str] | None = None
    """Name and address that answer for it, which METHOD:PUBLISH requires (RFC 5546 section 3.2.1)."""
    alarm: timedelta | None = None
    """How long before it to remind, if the participant asked for it (IC-32)."""


def is_timed(session: Session) -> bool:
    """Can it stand in a calendar? What has a day but no hours cannot: an all-day entry would say all day."""
    return session.start_at is not None


def vevent_lines(
    session: Session,
    timetable: Timetable,
    site: Site,
    language: str,
    *,
    budget: int | None = None,
    zoned: bool = False,
    seat: Seat | None = None,
) -> bytes:
    """One session that `is_timed`, or the tombstone of one. ValueError for any other.

    `budget` is how many octets it may have in a feed of many entries: then its description is short. `zoned`
    writes wall times with TZID; the feed must then carry the VTIMEZONE (IC-14).

    A function of the session's revision, the language and the keywords: it may be kept by them.
    """
    if session.start_at is None or session.revised_at is None:
        raise ValueError("only a released session with a time has a calendar entry")
    status, pattern = _status(session, timetable.event, seat)
    title, tag = details.heading(session, timetable, language)
    summary = details.sentence(pattern, language, title, tag) if pattern else title
    link = details.page(session, timetable, site, language)
    revised = utc(session.revised_at)
    head = written(
        (
            "BEGIN:VEVENT",
            f"UID:{escaped(one_line(session.uid))}",
            f"DTSTAMP:{utc(seat.made_at) if seat and seat.made_at else revised}",
            *_times(session, timetable.event.timezone, zoned),
            f"CREATED:{utc(session.created_at)}" if session.created_at else None,
            f"LAST-MODIFIED:{revised}",
            f"SEQUENCE:{session.revision + (seat.changes if seat else 0)}",
            f"STATUS:{status}",
            "TRANSP:OPAQUE" if seat and status == "CONFIRMED" else "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE" if seat else "CLASS:PUBLIC",
            text("SUMMARY", summary, tag),
            *_where(session, timetable, language),
            _categories(session, timetable, language),
            *_contacts(session, timetable, language, seat, short=budget is not None),
            f"URL:{link}",
            f"RELATED-TO;RELTYPE=PARENT:{escaped(one_line(timetable.event.uid))}",
            _conference(session, language),
        )
    )
    if budget is None:
        rest = _long_descriptions(session, timetable, link, language)
    else:
        rest = [_short_description(session, timetable, link, language, budget - len(head))]
    if seat and seat.alarm and status != "CANCELLED":
        rest += _alarm(session, seat.alarm, summary)
    return head + written((*rest, "END:VEVENT"))


def _status(session: Session, event: Event, seat: Seat | None) -> tuple[str, str | None]:
    """STATUS, and the pattern of the title where it must say so (IC-18)."""
    if session.status is SessionStatus.CANCELLED:
        return CANCELLED
    status, pattern = EVENT_STATUS[event.status]
    if status != "CANCELLED":
        status = "TENTATIVE" if session.status is SessionStatus.TENTATIVE else "CONFIRMED"
    return status_of_seat(status, pattern, seat)


def status_of_seat(status: str, pattern: str | None, seat: Seat | None) -> tuple[str, str | None]:
    """The same for a participant: a seat given back is cancelled, one waited for tentative (IC-21)."""
    if seat is None or status == "CANCELLED":
        return status, pattern
    if seat.cancelled:
        return CANCELLED
    return ("TENTATIVE", mark("Waiting list: {title}")) if seat.waiting else (status, pattern)


def span(session: Session) -> tuple[datetime, datetime]:
    """Start and end of a timed session; the end is always after the start (IC-16)."""
    if session.start_at is None:
        raise ValueError("a session without a start has no span")
    end = session.end_at
    return session.start_at, end if end and end > session.start_at else session.start_at + DEFAULT_LENGTH


def _times(session: Session, zone: str, zoned: bool) -> list[str]:
    """DTSTART and DTEND: in UTC (IC-13), or as wall times where that was asked for."""
    named = zip(("DTSTART", "DTEND"), span(session), strict=True)
    return [_wall_time(name, moment, zone) if zoned else f"{name}:{utc(moment)}" for name, moment in named]


def _wall_time(name: str, moment: datetime, zone: str) -> str:
    """Form 3 of section 3.3.5, which cannot say the second of two equal wall times: that one stays in UTC."""
    local = to_wall(moment, zone)
    return f"{name}:{utc(moment)}" if local.fold else f"{name};TZID={zone}:{local:%Y%m%dT%H%M%S}"


def _where(session: Session, timetable: Timetable, language: str) -> list[str]:
    """LOCATION on one line, and GEO with a semicolon and dots in every language (IC-29; section 3.8.1.6)."""
    place, tag = details.place(session, timetable, language)
    lines = [text("LOCATION", place, tag)] if place else []
    _, venue = details.room_and_venue(session, timetable)
    if venue is None or venue.latitude is None or venue.longitude is None:
        return lines
    if timetable.event.status is EventStatus.MOVED_ONLINE or abs(venue.latitude) > 90 or abs(venue.longitude) > 180:
        return lines
    return [*lines, f"GEO:{venue.latitude:.6f};{venue.longitude:.6f}"]


def _categories(session: Session, timetable: Timetable, language: str) -> str | None:
    kinds = details.categories(session, timetable, language)
    return texts("CATEGORIES", kinds) if kinds else None


def _contacts(session: Session, timetable: Timetable, language: str, seat: Seat | None, *, short: bool) -> list[str]:
    """ORGANIZER, one at most and only with a published address (IC-27), and CONTACT."""
    found = list(details.organizers(session, timetable)) if details.is_open(session) else []
    lines = []
    for link, body in found if not short else ():
        said = details.organizer_line(link, body, timetable, language)
        if said and any(details.shown_contacts(link, body)):
            lines.append(text("CONTACT", said))
    if seat and seat.organizer:
        named = organizer(*seat.organizer)
        return [named, *lines] if named else lines
    for link, body in found:
        address = first_mail(details.shown_contacts(link, body))
        if address and link.role in (EventRole.ORGANIZER, EventRole.CO_HOST):
            named = organizer(details.full_name(body, timetable, language), address)
            if named:
                return [named, *lines]
    return lines


def first_mail(contacts: Iterable[ContactPoint]) -> str | None:
    return next((contact.printed.strip() for contact in contacts if contact.kind is ContactKind.EMAIL), None)


def organizer(name: str, address: str) -> str | None:
    """ORGANIZER, or None for an address that cannot stand there."""
    link = mailto(address)
    return f"ORGANIZER;CN={quoted(name)}:{link}" if link else None


def _conference(session: Session, language: str) -> str | None:
    """Where it can be followed (RFC 7986 section 5.11)."""
    link = details.stream(session)
    return (
        f"CONFERENCE;VALUE=URI;FEATURE=VIDEO,AUDIO;LABEL={quoted(word(mark('Online'), language))}:{link}"
        if link
        else None
    )


def _long_descriptions(session: Session, timetable: Timetable, link: str, language: str) -> list[str | None]:
    about, tag = details.description(session, timetable, link, language)
    return [text("DESCRIPTION", about, tag), alternative(session, timetable, link, language)]


def _short_description(session: Session, timetable: Timetable, link: str, language: str, left: int) -> str:
    """DESCRIPTION in what is left of the octets, less END, its own name and what folding adds (IC-25)."""
    left -= len("DESCRIPTION;LANGUAGE=fr:\r\nEND:VEVENT\r\n")
    about, tag = details.short_description(session, timetable, link, language, left * 75 // 79)
    return text("DESCRIPTION", about, tag)


def _alarm(session: Session, before: timedelta, summary: str) -> list[str]:
    return [
        "BEGIN:VALARM",
        f"UID:{uuid5(NAMESPACE_URL, session.uid + ':alarm')}",
        "ACTION:DISPLAY",
        f"TRIGGER:{duration(-before)}",
        text("DESCRIPTION", one_line(summary)),
        "END:VALARM",
    ]
