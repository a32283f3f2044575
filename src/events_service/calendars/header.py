"""The calendar around the entries: VCALENDAR and what it says of itself (RFC 5545 section 3.4, RFC 7986)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from events_service.calendars.colours import nearest_name
from events_service.calendars.lines import text, utc, written
from events_service.calendars.vtimezone import vtimezone
from events_service.colours import is_colour
from events_service.directory.directory import Value

PRODUCT = "-//Events Service//Calendar//EN"
REFRESH = "PT1H"
"""A hint that most programs do not follow."""

FOOTER = b"END:VCALENDAR\r\n"
_ANY_DAYS = date(1970, 1, 1), date(1970, 1, 1)


class Header(Value):
    """What a calendar says of itself, in clean text. Everything but `key` may be left empty."""

    key: str
    """What it is a calendar of, by uids: its own UID follows from it and outlives names and addresses."""
    name: str = ""
    about: str = ""
    page: str = ""
    source: str = ""
    """Its own address. Never a secret one: programs show it and pass it on (IC-23)."""
    timezone: str = "Etc/UTC"
    """The zone to show it in, as a hint."""
    days: tuple[date, date] = _ANY_DAYS
    """The first and the last for which it has the rules of that zone, where it has no entry."""
    accent: str | None = None
    modified_at: datetime | None = None
    refreshed: bool = False
    """Whether programs look for changes though it does not say where it is: a feed whose address is secret."""
    method: str = ""
    """None in feeds; PUBLISH in mail (IC-24)."""


def calendar(entries: Iterable[bytes], header: Header, zones: bytes = b"") -> bytes:
    """The entries in their calendar. Without any it holds the VTIMEZONE: a calendar is never without component."""
    pieces = [header_lines(header), zones, *entries, FOOTER]
    if len(pieces) == 3 and not zones:
        pieces[1] = vtimezone(header.timezone, *header.days)
    return b"".join(pieces)


def header_lines(header: Header) -> bytes:
    """BEGIN and the properties, in one fixed order."""
    name, about = header.name, header.about
    accent = header.accent
    return written(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODUCT}",
            "CALSCALE:GREGORIAN",
            f"METHOD:{header.method}" if header.method else None,
            f"UID:{_uid(header.key)}",
            text("NAME", name) if name else None,
            text("X-WR-CALNAME", name) if name else None,
            text("DESCRIPTION", about) if about else None,
            text("X-WR-CALDESC", about) if about else None,
            f"X-WR-TIMEZONE:{header.timezone}",
            f"LAST-MODIFIED:{utc(header.modified_at)}" if header.modified_at else None,
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}" if header.source or header.refreshed else None,
            f"X-PUBLISHED-TTL:{REFRESH}" if header.source or header.refreshed else None,
            f"URL:{header.page}" if header.page else None,
            f"SOURCE;VALUE=URI:{header.source}" if header.source else None,
            f"COLOR:{nearest_name(accent)}" if is_colour(accent) else None,
            f"X-APPLE-CALENDAR-COLOR:{accent.upper()}" if is_colour(accent) else None,
        )
    )


@lru_cache(1024)
def _uid(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, key))
