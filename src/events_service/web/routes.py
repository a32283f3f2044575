"""Addresses around the pages: what they load, and what search engines are told."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from events_service.addresses import Site
from events_service.catalogue.public import catalogue_of
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, File, Renderer, Scope
from events_service.programme.states import CatalogueState, EventState
from events_service.web import assets, crawling, stylesheet

CSS = "text/css; charset=utf-8"
_DIGEST = re.compile(r"[0-9a-f]{12}\.css")


def renderers(site: Site) -> tuple[Renderer, ...]:
    """The package's style sheets and scripts, each event's own colours, `robots.txt` and the sitemap."""
    return (
        Renderer(pattern="/assets/{name}", kind=Kind.ASSET, scope=Scope.CATALOGUE, render=_asset),
        Renderer(pattern="/assets/{name}/{file}", kind=Kind.ASSET, scope=Scope.CATALOGUE, render=_module),
        Renderer(pattern="/assets/events/{event}/{name}", kind=Kind.ASSET, scope=Scope.EVENT, render=_colours),
        Renderer(
            pattern="/robots.txt",
            kind=Kind.DATA,
            scope=Scope.CATALOGUE,
            content_type="text/plain; charset=utf-8",
            render=lambda *_: crawling.robots(site),
        ),
        Renderer(
            pattern="/sitemap.xml",
            kind=Kind.DATA,
            scope=Scope.CATALOGUE,
            content_type="application/xml; charset=utf-8",
            render=partial(_sitemap, site),
        ),
    )


def _asset(_state: Any, parameters: Mapping[str, str], *_: Any) -> Content:
    return _file(parameters["name"])


def _module(_state: Any, parameters: Mapping[str, str], *_: Any) -> Content:
    return _file(f"{parameters['name']}/{parameters['file']}")


def _file(address: str) -> Content:
    asset = assets.by_address().get(address)
    return File(asset.content, asset.content_type, for_ever=True) if asset else None


def _colours(state: EventState, parameters: Mapping[str, str], *_: Any) -> Content:
    """The event's colours as they are now. A page of a moment ago may name them as they were, or one of another
    process as they will be: such an address gives the same and is soon forgotten."""
    name = parameters["name"]
    if not _DIGEST.fullmatch(name):
        return None
    sheet = stylesheet.event_stylesheet(state.programme.event, state.programme.tracks)
    return File(sheet.encode(), CSS, for_ever=name == f"{stylesheet.digest(sheet)}.css")


def _sitemap(site: Site, state: CatalogueState, *_: Any) -> str:
    return crawling.sitemap(catalogue_of(state), (event.timetable for event in state.events()), site)
