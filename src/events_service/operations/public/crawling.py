"""Addresses for search engines."""

from functools import partial
from typing import Any

from events_service.addresses import Site
from events_service.operations.public.calendars import catalogue_of
from events_service.programme.published import CatalogueState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Renderer, Scope
from events_service.web import crawling


def renderers(site: Site) -> tuple[Renderer, ...]:
    return (
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


def _sitemap(site: Site, state: CatalogueState, *_: Any) -> str:
    return crawling.sitemap(catalogue_of(state), (event.timetable for event in state.events()), site)
