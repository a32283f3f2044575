"""Addresses of what pages load: the package's style sheets and scripts, and each event's own colours."""

import re
from collections.abc import Mapping
from typing import Any

from events_service.programme.published import EventState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, File, Renderer, Scope
from events_service.web import assets, stylesheet

CSS = "text/css; charset=utf-8"
_DIGEST = re.compile(r"[0-9a-f]{12}\.css")


def renderers() -> tuple[Renderer, ...]:
    return (
        Renderer(pattern="/assets/{name}", kind=Kind.ASSET, scope=Scope.CATALOGUE, render=_asset),
        Renderer(pattern="/assets/events/{event}/{name}", kind=Kind.ASSET, scope=Scope.EVENT, render=_colours),
    )


def _asset(_state: Any, parameters: Mapping[str, str], *_: Any) -> Content:
    asset = assets.by_address().get(parameters["name"])
    return File(asset.content, asset.content_type, for_ever=True) if asset else None


def _colours(state: EventState, parameters: Mapping[str, str], *_: Any) -> Content:
    """The event's colours as they are now. A page of a moment ago may name them as they were, or one of another
    process as they will be: such an address gives the same and is soon forgotten."""
    name = parameters["name"]
    if not _DIGEST.fullmatch(name):
        return None
    sheet = stylesheet.event_stylesheet(state.programme.event, state.programme.tracks)
    return File(sheet.encode(), CSS, for_ever=name == f"{stylesheet.digest(sheet)}.css")
