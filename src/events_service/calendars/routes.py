"""Addresses of calendars: of everything, of an event, and of each of its parts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from events_service.addresses import Site
from events_service.calendars import across, feeds
from events_service.calendars.entries import Entries
from events_service.calendars.feeds import Feed
from events_service.calendars.jcal import jcal
from events_service.calendars.whole_event import Stamp
from events_service.catalogue.public import catalogue_of
from events_service.programme.filters import Filters
from events_service.programme.programme import AliasKind, Event
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Render, Renderer, Scope
from events_service.programme.states import CatalogueState, EventState

CALENDAR = "text/calendar; charset=utf-8"
JCAL = "application/calendar+json"

_PARTS = (AliasKind.ROOM, AliasKind.TRACK, AliasKind.PERSON, AliasKind.ORGANIZATION)


def renderers(site: Site) -> tuple[Renderer, ...]:
    """Every calendar that can be downloaded or subscribed to, but for personal ones."""
    of_event, of_session = partial(_event, site), partial(_session, site)
    return (
        _of_event("/{lang}/{event}/calendar.ics", of_event, filters=True),
        _of_event("/{lang}/{event}/sessions/{slug}/calendar.ics", of_session, attachment=True),
        *(
            _of_event(f"/{{lang}}/{{event}}/{kind}/{{slug}}/calendar.ics", partial(_part, site, kind), filters=True)
            for kind in _PARTS
        ),
        _across("/{lang}/calendar.ics", partial(_all, site)),
        _across("/{lang}/series/{slug}/calendar.ics", partial(_series, site)),
        _across("/{lang}/organizations/{slug}/calendar.ics", partial(_organization, site)),
        _across("/{lang}/agreements/{slug}/calendar.ics", partial(_agreement, site)),
        Renderer(
            pattern="/{event}/calendar.jcal",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            content_type=JCAL,
            filters=True,
            render=lambda *asked: jcal(_event(site, *asked)),
        ),
    )


def _of_event(pattern: str, render: Render, *, filters: bool = False, attachment: bool = False) -> Renderer:
    return Renderer(
        pattern=pattern,
        kind=Kind.CALENDAR,
        scope=Scope.EVENT,
        content_type=CALENDAR,
        render=render,
        filters=filters,
        filename=_filename,
        attachment=attachment,
    )


def _across(pattern: str, render: Render) -> Renderer:
    return Renderer(
        pattern=pattern,
        kind=Kind.CALENDAR,
        scope=Scope.CATALOGUE,
        content_type=CALENDAR,
        render=render,
        filename=_filename,
    )


def _filename(parameters: Mapping[str, str]) -> str:
    """Of slugs alone, so in ASCII: `forum-7-dakhla.ics` (IC-25)."""
    said = [parameters[name] for name in ("event", "slug") if name in parameters]
    return "-".join(said or ["events"]) + ".ics"


def _event(site: Site, state: EventState, _: Mapping[str, str], language: str, filters: Filters) -> bytes:
    stamp = _stamp(state.programme.event, state.release.released_at)
    return feeds.event_feed(
        state.timetable, stamp, site, language, filters=filters or None, entries=_entries(state)
    ).body


def _session(site: Site, state: EventState, parameters: Mapping[str, str], language: str, _: Filters) -> Content:
    return _body(feeds.session_feed(state.timetable, parameters["slug"], site, language, entries=_entries(state)))


def _part(
    site: Site, kind: AliasKind, state: EventState, parameters: Mapping[str, str], language: str, filters: Filters
) -> Content:
    return _body(
        feeds.record_feed(
            state.timetable,
            kind,
            parameters["slug"],
            site,
            language,
            filters=filters or None,
            entries=_entries(state),
        )
    )


def _all(site: Site, state: CatalogueState, _: Mapping[str, str], language: str, __: Filters) -> bytes:
    return across.all_events_feed(catalogue_of(state), _stamps(state), site, language).body


def _series(site: Site, state: CatalogueState, parameters: Mapping[str, str], language: str, _: Filters) -> Content:
    return _body(across.series_feed(catalogue_of(state), parameters["slug"], _stamps(state), site, language))


def _organization(
    site: Site, state: CatalogueState, parameters: Mapping[str, str], language: str, _: Filters
) -> Content:
    return _with_sessions(across.organization_feed, site, state, parameters["slug"], language)


def _agreement(site: Site, state: CatalogueState, parameters: Mapping[str, str], language: str, _: Filters) -> Content:
    return _with_sessions(across.agreement_feed, site, state, parameters["slug"], language)


def _with_sessions(
    feed: Callable[..., Feed | None], site: Site, state: CatalogueState, slug: str, language: str
) -> Content:
    timetables = (event.timetable for event in state.events())
    return _body(feed(catalogue_of(state), slug, _stamps(state), timetables, site, language))


def _stamps(state: CatalogueState) -> dict[str, Stamp]:
    """Of the events that are public now: the Catalogue may still name one that was withdrawn."""
    public = {current.event_uid: current for current in state.listing.events}
    return {
        event.uid: _stamp(event, public[event.uid].modified_at)
        for event in catalogue_of(state).events
        if event.uid in public
    }


def _stamp(event: Event, released_at: datetime) -> Stamp:
    """Events released before they had revisions of their own take the release's time."""
    return Stamp(event.revised_at or released_at, event.revision, event.created_at)


def _body(feed: Feed | None) -> bytes | None:
    return feed.body if feed else None


def _entries(state: EventState) -> Entries:
    return state.lasting("calendar entries", Entries)
