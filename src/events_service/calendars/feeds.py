"""Calendars of one event: all of it, what passes the filters, one session, room, track, person or organization."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import structs

from events_service import dates
from events_service.addresses import Site
from events_service.calendars.details import event_title, heading
from events_service.calendars.entries import Entries, Make
from events_service.calendars.header import Header, calendar
from events_service.calendars.order import Chunk, calendar_order
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.vtimezone import vtimezone
from events_service.calendars.whole_event import Stamp, event_lines, is_dated
from events_service.calendars.words import filled, language_name, word
from events_service.directory.directory import Value
from events_service.languages import LocalizedText, one_line, text_in
from events_service.programme.filters import Filters, find_sessions
from events_service.programme.organizing import organizer_name
from events_service.programme.programme import AliasKind, Room, Session
from events_service.programme.room_names import say_room
from events_service.programme.timetable import Timetable
from events_service.translations import mark

FEW = 200
"""Up to so many entries each says everything; with more they say less (IC-25)."""

LIMIT = 1_000_000
"""Octets of a whole feed, beyond which some programs refuse it."""

_FOR_THE_REST = 4000
_STEP = 1.25


class _Record(Protocol):
    @property
    def uid(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> LocalizedText: ...


_Named = Collection[_Record]


class Feed(Value):
    """A finished calendar. `skipped` entries could not be written; they were logged (IC-5)."""

    body: bytes
    entries: int
    skipped: int = 0
    modified_at: datetime | None = None
    """The newest change of what is in it. For Last-Modified take the release's time, where that is later."""


def budget(entries: int) -> int | None:
    """The octets each of so many entries may have; None is no limit.

    It changes in steps, so that one session more does not make every entry anew.
    """
    if entries <= FEW:
        return None
    steps = float(FEW)
    while steps < entries:
        steps *= _STEP
    return int((LIMIT - _FOR_THE_REST) / steps)


def event_feed(
    timetable: Timetable,
    stamp: Stamp,
    site: Site,
    language: str,
    *,
    filters: Filters | None = None,
    entries: Entries | None = None,
    zoned: bool = False,
) -> Feed:
    """The sessions of an event, those removed since included; with filters, those that pass them.

    Breaks stay out unless their type is asked for, sessions without hours always. While no session has a time,
    the event itself stands there as one all-day entry, dated and numbered by `stamp`.
    """
    entries = entries or Entries()
    event = timetable.event
    if filters:
        return _part(
            timetable, filters, _filtered_header(timetable, filters, site, language), site, language, entries, zoned
        )
    order = entries.order(timetable)
    chunks = entries.all(timetable, *_making(timetable, site, language, order.number, zoned))
    number, modified_at = order.number, order.modified_at
    if not any(s.start_at for s in timetable.sessions) and is_dated(event):
        # What was removed from it begins on its days or later (IC-12).
        chunks = (Chunk(event_lines(event, stamp, organizer_name(timetable.programme), site, language)), *chunks)
        number += 1
        modified_at = max(filter(None, (modified_at, stamp.revised_at)))
    title = event_title(event, language)
    header = Header(
        key=event.uid,
        name=title,
        about=_said(event.theme, timetable, language) or filled(mark("Programme of {title}"), language, title=title),
        page=site.url(site.path(language, event.slug)),
        source=site.url(site.file(language, event.slug, "calendar.ics")),
        timezone=event.timezone,
        days=(event.start_on, event.end_on),
        accent=event.accent,
        modified_at=modified_at,
    )
    return finished(chunks, number, header, _zones(tuple(order.sessions), timetable) if zoned else b"")


def session_feed(
    timetable: Timetable, slug: str, site: Site, language: str, *, entries: Entries | None = None, zoned: bool = False
) -> Feed | None:
    """One session, or the tombstone of one; None where there never was one with this slug."""
    removed = (session for session in timetable.programme.tombstones if session.slug == slug)
    session = timetable.by_slug.get(slug) or next(removed, None)
    if session is None:
        return None
    event = timetable.event
    header = Header(
        key=f"{event.uid}:sessions:{session.uid}",
        name=heading(session, timetable, language)[0],
        about=event_title(event, language),
        page=site.url(site.path(language, event.slug, "sessions", slug)),
        source=site.url(site.file(language, event.slug, "sessions", slug, "calendar.ics")),
        timezone=event.timezone,
        days=(event.start_on, event.end_on),
        accent=event.accent,
    )
    return _of((session,), timetable, header, site, language, entries or Entries(), zoned)


def record_feed(
    timetable: Timetable,
    kind: AliasKind,
    slug: str,
    site: Site,
    language: str,
    *,
    filters: Filters | None = None,
    entries: Entries | None = None,
    zoned: bool = False,
) -> Feed | None:
    """The sessions of one room, track, person or organization; None where the event has none with this slug."""
    records: dict[AliasKind, tuple[str, _Named]] = {
        AliasKind.ROOM: ("room", timetable.rooms.values()),
        AliasKind.TRACK: ("track", timetable.tracks.values()),
        AliasKind.PERSON: ("person", timetable.people.values()),
        AliasKind.ORGANIZATION: ("organization", timetable.organizations.values()),
    }
    name, candidates = records[kind]
    record = next((candidate for candidate in candidates if candidate.slug == slug), None)
    if record is None:
        return None
    event = timetable.event
    filters = structs.replace(filters or Filters(), **{name: slug})
    query = {key: value for key, value in filters.query().items() if key != name}
    header = Header(
        key=f"{event.uid}:{kind}:{record.uid}" + (f"?{sorted(query.items())}" if query else ""),
        name=f"{_record_name(record, timetable, language)} · {event_title(event, language)}",
        about=event_title(event, language),
        page=site.url(site.path(language, event.slug, kind, slug, query=query)),
        source=site.url(site.file(language, event.slug, kind, slug, "calendar.ics", query=query)),
        timezone=event.timezone,
        days=(event.start_on, event.end_on),
        accent=event.accent,
    )
    return _part(timetable, filters, header, site, language, entries or Entries(), zoned)


def sessions_that_pass(timetable: Timetable, filters: Filters) -> list[Session]:
    """What of the filtered programme stands in calendars, tombstones too, in their order."""
    found = list(find_sessions(timetable, filters))
    if timetable.programme.tombstones:
        removed = structs.replace(timetable.programme, sessions=timetable.programme.tombstones)
        found += find_sessions(Timetable(removed), filters)
    wanted = filters.type or filters.sessions
    return calendar_order(found if wanted else (s for s in found if not timetable.is_break(s)))


def _part(
    timetable: Timetable, filters: Filters, header: Header, site: Site, language: str, entries: Entries, zoned: bool
) -> Feed:
    return _of(sessions_that_pass(timetable, filters), timetable, header, site, language, entries, zoned)


def _of(
    sessions: Sequence[Session],
    timetable: Timetable,
    header: Header,
    site: Site,
    language: str,
    entries: Entries,
    zoned: bool,
) -> Feed:
    sessions = calendar_order(sessions)
    wording, make = _making(timetable, site, language, len(sessions), zoned)
    chunk = entries.some(sessions, timetable, wording, make)
    modified_at = max((s.revised_at for s in sessions if s.revised_at), default=timetable.event.revised_at)
    header = structs.replace(header, modified_at=modified_at)
    return finished((chunk,), len(sessions), header, _zones(sessions, timetable) if zoned else b"")


def _making(
    timetable: Timetable, site: Site, language: str, number: int, zoned: bool
) -> tuple[tuple[str, str, int | None, bool], Make]:
    """What entries of so large a feed depend on besides their session, and how one is made."""
    octets = budget(number)

    def make(session: Session) -> bytes:
        return vevent_lines(session, timetable, site, language, budget=octets, zoned=zoned)

    return (site.base_url, language, octets, zoned), make


def finished(chunks: Iterable[Chunk], number: int, header: Header, zones: bytes = b"") -> Feed:
    broken = sum(chunk.broken for chunk in chunks)
    body = calendar([chunk.body for chunk in chunks if chunk.body], header, zones)
    return Feed(body, number - broken, broken, header.modified_at)


def _zones(sessions: Sequence[Session], timetable: Timetable) -> bytes:
    starts = [session.start_at for session in sessions if session.start_at]
    return vtimezone(timetable.event.timezone, min(starts), max(starts)) if starts else b""


def _filtered_header(timetable: Timetable, filters: Filters, site: Site, language: str) -> Header:
    event, query = timetable.event, filters.query()
    title = event_title(event, language)
    return Header(
        key=f"{event.uid}?{sorted(query.items())}",
        name=" · ".join((title, *_filter_names(timetable, filters, language))),
        about=filled(mark("Programme of {title}"), language, title=title),
        page=site.url(site.path(language, event.slug, query=query)),
        source=site.url(site.file(language, event.slug, "calendar.ics", query=query)),
        timezone=event.timezone,
        days=(event.start_on, event.end_on),
        accent=event.accent,
    )


def _filter_names(timetable: Timetable, filters: Filters, language: str) -> list[str]:
    """What was asked for, in words: names of records, the rest as it was asked."""
    records: dict[str, Mapping[str, _Record]] = {
        "track": timetable.tracks,
        "room": timetable.rooms,
        "type": timetable.types,
        "organization": timetable.organizations,
        "person": timetable.people,
    }
    names = [word(mark("Selection"), language)] if filters.sessions else []
    for asked, value in filters.query().items():
        if asked in records:
            found = (record for record in records[asked].values() if record.slug == value)
            record = next(found, None)
            names.append((_record_name(record, timetable, language) if record else "") or value)
        elif asked == "language":
            names.append(language_name(value, language))
        elif asked == "day":
            names.append(_day_in_words(value, language))
        elif asked == "q":
            names.append(filled(mark("“{words}”"), language, words=one_line(value)))
    return names


def _day_in_words(value: str, language: str) -> str:
    """`21 November 2018`; what is no date as it was asked for."""
    try:
        return dates.plain_day(date.fromisoformat(value), language)
    except ValueError:
        return value


def _record_name(record: _Record, timetable: Timetable, language: str) -> str:
    if isinstance(record, Room):
        return say_room(record.name, language, timetable.event.languages)[0]
    return _said(record.name, timetable, language)


def _said(text: LocalizedText, timetable: Timetable, language: str) -> str:
    return one_line(text_in(text, language, timetable.event.languages))
