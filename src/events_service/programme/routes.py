"""Addresses of an event's public data for other programs."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.programme import public
from events_service.programme.filters import Filters
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Render, Renderer, Scope
from events_service.programme.release_list import releases_json
from events_service.programme.states import EventState
from events_service.zones import now

JSON = "application/json"
_encode = msgspec.json.Encoder().encode


def renderers(site: Site) -> tuple[Renderer, ...]:
    """The event, its sessions, each of them, and its releases."""
    return (
        _json("/api/v1/events/{event}", partial(_event, site)),
        _json("/api/v1/events/{event}/sessions", partial(_sessions, site)),
        _json("/api/v1/events/{event}/sessions/{slug}", partial(_session, site)),
        _json("/api/v1/events/{event}/releases", _releases),
    )


def _json(pattern: str, render: Render) -> Renderer:
    return Renderer(pattern=pattern, kind=Kind.DATA, scope=Scope.EVENT, content_type=JSON, render=render)


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
    return _encode(releases_json(state.history))
