"""Addresses of data for other programs: the public JSON, and exchange formats."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.operations.public.calendars import catalogue_of
from events_service.programme import public
from events_service.programme.filters import Filters
from events_service.programme.programme import Event
from events_service.programme.published import CatalogueState, EventState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Render, Renderer, Scope
from events_service.zones import now

JSON = "application/json"
_encode = msgspec.json.Encoder().encode


def renderers(site: Site) -> tuple[Renderer, ...]:
    return (
        _json("/api/v1/events", Scope.CATALOGUE, partial(_events, site)),
        _json("/api/v1/events/{event}", Scope.EVENT, partial(_event, site)),
        _json("/api/v1/events/{event}/sessions", Scope.EVENT, partial(_sessions, site)),
        _json("/api/v1/events/{event}/sessions/{slug}", Scope.EVENT, partial(_session, site)),
        _json("/api/v1/events/{event}/releases", Scope.EVENT, _releases),
    )


def _json(pattern: str, scope: Scope, render: Render) -> Renderer:
    return Renderer(pattern=pattern, kind=Kind.DATA, scope=scope, content_type=JSON, render=render)


def _events(site: Site, state: CatalogueState, *_: Any) -> bytes:
    return _encode(public.events_json(events_of(state), site))


def events_of(state: CatalogueState) -> list[Event]:
    """The events that are public now, the latest first; one the Catalogue does not have yet is read."""
    frozen = {event.uid: event for event in catalogue_of(state).events}
    found: list[Event] = []
    for current in state.listing.events:
        if current.event_uid in frozen:
            found.append(frozen[current.event_uid])
        elif event := state.event(current.slug):
            found.append(event.programme.event)
    return sorted(found, key=lambda event: (event.start_on, event.uid), reverse=True)


def _event(site: Site, state: EventState, *_: Any) -> bytes:
    return _encode(public.event_json(state.programme.event, site))


def _sessions(site: Site, state: EventState, *_: Any) -> bytes:
    return _encode(public.sessions_json(state.timetable, state.live, state.release.number, site, now()))


def _session(site: Site, state: EventState, parameters: Mapping[str, str], _: str, __: Filters) -> bytes | None:
    session = state.timetable.by_slug.get(parameters["slug"])
    if session is None:
        return None
    return _encode(public.session_json(session, state.timetable, state.live, site, now()))


def _releases(state: EventState, *_: Any) -> bytes:
    items = [{"number": note.number, "note": note.note, "released_at": note.released_at} for note in state.history]
    return _encode({"items": items})
