"""The public JSON of events and their sessions, by address."""

from collections.abc import Mapping
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.programme.changes import Change
from events_service.programme.filters import Filters
from events_service.programme.public import event_json, events_json, session_json, sessions_json
from events_service.programme.published import CatalogueState, EventState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Render, Renderer, Scope

JSON = "application/json"


def renderers(site: Site) -> tuple[Renderer, ...]:
    """The read-only part of the API: the same for everybody, and prepared like pages."""

    def events(state: CatalogueState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        catalogue = state.catalogue
        return msgspec.json.encode(events_json(catalogue.events if catalogue else (), site))

    def event(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        return msgspec.json.encode(event_json(state.timetable.event, site) | {"release": state.release.number})

    def sessions(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        shown = sessions_json(state.timetable, state.live, state.release.number, site, state.modified_at)
        return msgspec.json.encode(shown)

    def session(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        found = state.timetable.by_slug.get(parameters["slug"])
        if found is None:
            return None
        return msgspec.json.encode(session_json(found, state.timetable, state.live, site, state.modified_at))

    def releases(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        items = [
            {
                "number": note.number,
                "released_at": note.released_at.isoformat(),
                "note": note.note,
                "changes": [_change(change) for change in note.changes or ()],
            }
            for note in state.history
        ]
        return msgspec.json.encode({"items": items})

    return (
        _data("/api/v1/events", Scope.CATALOGUE, events),
        _data("/api/v1/events/{event}", Scope.EVENT, event),
        _data("/api/v1/events/{event}/sessions", Scope.EVENT, sessions),
        _data("/api/v1/events/{event}/sessions/{slug}", Scope.EVENT, session),
        _data("/api/v1/events/{event}/releases", Scope.EVENT, releases),
    )


def _data(pattern: str, scope: Scope, render: Render) -> Renderer:
    return Renderer(pattern=pattern, kind=Kind.DATA, scope=scope, render=render, content_type=JSON)


def _change(change: Change) -> dict[str, Any]:
    said = msgspec.to_builtins(change)
    return {name: said[name] for name in said if name not in ("session_uid",)} | {"uid": change.session_uid}
