"""Calendars across events: all events, a series, an organization, an agreement."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from msgspec import structs

from events_service.addresses import Site
from events_service.calendars.entries import attempted, joined
from events_service.calendars.feeds import Feed, budget, finished
from events_service.calendars.header import Header
from events_service.calendars.lines import day, utc
from events_service.calendars.order import calendar_order
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.whole_event import Stamp, event_lines, is_dated
from events_service.calendars.words import filled
from events_service.catalogue.catalogue import Catalogue
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText, one_line, text_in
from events_service.programme.programme import Event, Session
from events_service.programme.timetable import Timetable
from events_service.translations import mark

_ABOUT = {
    "series": mark("Every edition of {title}"),
    "organizations": mark("Events and sessions in which {title} takes part"),
    "agreements": mark("Events and sessions that belong to “{title}”"),
}

Stamps = Mapping[str, Stamp]
"""By the event's uid. An event without one has no release and is left out."""


class _Entry(NamedTuple):
    """An entry that can be put in order before it is written (IC-12)."""

    start: str
    uid: str
    revised_at: datetime
    write: Callable[[int | None], bytes]


def all_events_feed(catalogue: Catalogue, stamps: Stamps, site: Site, language: str) -> Feed:
    """Every event, each as one all-day entry."""
    header = Header(
        key=f"{site.base_url}:events",
        name=site.name,
        about=filled(mark("All events on {title}"), language, title=site.name),
        page=site.url(site.path(language)),
        source=site.url(site.file(language, "calendar.ics")),
    )
    return _feed(_whole_events(catalogue.events, catalogue, stamps, site, language), header)


def series_feed(catalogue: Catalogue, slug: str, stamps: Stamps, site: Site, language: str) -> Feed | None:
    """The editions of a series; None where there is none with this slug."""
    series = next((one for one in catalogue.series if one.slug == slug), None)
    if series is None:
        return None
    editions = [event for event in catalogue.events if event.series_uid == series.uid]
    header = _header("series", series.uid, series.slug, series.name, site, language)
    return _feed(_whole_events(editions, catalogue, stamps, site, language), header)


def organization_feed(
    catalogue: Catalogue, slug: str, stamps: Stamps, timetables: Iterable[Timetable], site: Site, language: str
) -> Feed | None:
    """The events an organization has a part in, and the sessions it organizes, removed ones included."""
    body = next((one for one in catalogue.organizations if one.slug == slug), None)
    if body is None:
        return None
    its_events = [e for e in catalogue.events if any(link.organization_uid == body.uid for link in e.organizations)]
    entries = list(_whole_events(its_events, catalogue, stamps, site, language))
    for timetable in timetables:
        its_sessions = [
            session
            for session in (*timetable.sessions, *timetable.programme.tombstones)
            if any(link.organization_uid == body.uid for link in session.organizers) and not timetable.is_break(session)
        ]
        entries += _sessions(its_sessions, timetable, site, language)
    return _feed(entries, _header("organizations", body.uid, body.slug, body.name, site, language))


def agreement_feed(
    catalogue: Catalogue, slug: str, stamps: Stamps, timetables: Iterable[Timetable], site: Site, language: str
) -> Feed | None:
    """The events and sessions an agreement refers to, by itself or through its activities."""
    agreement = next((one for one in catalogue.agreements if one.slug == slug), None)
    if agreement is None:
        return None
    event_uids = {*agreement.event_uids, *(uid for activity in agreement.activities for uid in activity.event_uids)}
    session_uids = {uid for activity in agreement.activities for uid in activity.session_uids}
    its_events = [event for event in catalogue.events if event.uid in event_uids]
    entries = list(_whole_events(its_events, catalogue, stamps, site, language))
    for timetable in timetables:
        present = (*timetable.sessions, *timetable.programme.tombstones)
        entries += _sessions((s for s in present if s.uid in session_uids), timetable, site, language)
    return _feed(entries, _header("agreements", agreement.uid, agreement.slug, agreement.title, site, language))


def _whole_events(
    events: Iterable[Event], catalogue: Catalogue, stamps: Stamps, site: Site, language: str
) -> Iterator[_Entry]:
    def writing(event: Event, stamp: Stamp) -> Callable[[int | None], bytes]:
        runs = catalogue.organizers.get(event.uid, {})
        return lambda octets: event_lines(event, stamp, runs, site, language, short=octets is not None)

    for event in events:
        stamp = stamps.get(event.uid)
        if stamp is not None and is_dated(event):
            yield _Entry(day(event.start_on), event.uid, stamp.revised_at, writing(event, stamp))


def _sessions(sessions: Iterable[Session], timetable: Timetable, site: Site, language: str) -> Iterator[_Entry]:
    def writing(session: Session) -> Callable[[int | None], bytes]:
        return lambda octets: vevent_lines(session, timetable, site, language, budget=octets)

    for session in calendar_order(sessions):
        if session.start_at and session.revised_at:  # every released one
            yield _Entry(utc(session.start_at), session.uid, session.revised_at, writing(session))


def _feed(entries: Iterable[_Entry], header: Header) -> Feed:
    ordered = sorted(entries, key=lambda entry: (entry.start, entry.uid))
    octets = budget(len(ordered))
    pieces = [attempted(partial(entry.write, octets), entry.uid) for entry in ordered]
    modified_at = max((entry.revised_at for entry in ordered), default=None)
    return finished((joined(pieces),), len(ordered), structs.replace(header, modified_at=modified_at))


def _header(kind: str, uid: str, slug: str, name: LocalizedText, site: Site, language: str) -> Header:
    said = one_line(text_in(name, language, INTERFACE_LANGUAGES))
    return Header(
        key=f"{kind}:{uid}",
        name=said,
        about=filled(_ABOUT[kind], language, title=said),
        page=site.url(site.path(language, kind, slug)),
        source=site.url(site.file(language, kind, slug, "calendar.ics")),
    )
