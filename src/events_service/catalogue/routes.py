"""The address of public data across events."""

from functools import partial
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.catalogue.public import events_of
from events_service.programme.public import events_json
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Renderer, Scope
from events_service.programme.routes import JSON
from events_service.programme.states import CatalogueState


def renderers(site: Site) -> tuple[Renderer, ...]:
    """The list of events."""
    return (
        Renderer(
            pattern="/api/v1/events",
            kind=Kind.DATA,
            scope=Scope.CATALOGUE,
            content_type=JSON,
            render=partial(_events, site),
        ),
    )


def _events(site: Site, state: CatalogueState, *_: Any) -> bytes:
    return msgspec.json.encode(events_json(events_of(state), site))
