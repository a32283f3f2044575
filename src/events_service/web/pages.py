"""Every public page by its address, and how the read path calls it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from events_service import zones
from events_service.addresses import Site
from events_service.catalogue.public import catalogue_of, events_of
from events_service.programme.filters import Filters
from events_service.programme.published import Published
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Renderer, Scope
from events_service.programme.states import CatalogueState, EventState
from events_service.programme.timetable import Timetable
from events_service.web.public.agreement import render_agreement
from events_service.web.public.atom import render_atom
from events_service.web.public.changes import render_changes
from events_service.web.public.home import render_home
from events_service.web.public.now import SECONDS, render_now
from events_service.web.public.organization import render_organization_across
from events_service.web.public.participants import render_organization, render_person
from events_service.web.public.places import render_room, render_track
from events_service.web.public.programme import render_programme
from events_service.web.public.screens import SECONDS as SCREEN_SECONDS
from events_service.web.public.screens import render_hall_screen, render_room_screen
from events_service.web.public.series import render_series
from events_service.web.public.session import render_session
from events_service.web.public.start import render_start
from events_service.web.records import Records
from events_service.web.views import CatalogueView, EventView, Found

Render = Callable[[Any, Mapping[str, str], str, Filters], Content]
"""From an EventView or a CatalogueView, the address's parameters, a language and filters; None is "not there"."""


class Page(Struct, frozen=True, kw_only=True):
    """One kind of page. Pure: the same arguments give the same text."""

    pattern: str
    render: Render
    scope: Scope = Scope.EVENT
    kind: Kind = Kind.PAGE
    filters: bool = False
    history: bool = False
    """Does it tell of earlier releases?"""
    seconds: int | None = None
    """How long it stays true where the clock alone changes it."""
    content_type: str = "text/html; charset=utf-8"


PAGES = (
    Page(pattern="/{lang}/{event}/", filters=True, render=lambda v, _, lang, f: render_programme(v, lang, f)),
    Page(
        pattern="/{lang}/{event}/sessions/{slug}/",
        filters=True,
        render=lambda v, p, lang, f: render_session(v, p["slug"], lang, f.sessions),
    ),
    Page(pattern="/{lang}/{event}/people/{slug}/", render=lambda v, p, lang, _: render_person(v, p["slug"], lang)),
    Page(
        pattern="/{lang}/{event}/organizations/{slug}/",
        render=lambda v, p, lang, _: render_organization(v, p["slug"], lang),
    ),
    Page(pattern="/{lang}/{event}/rooms/{slug}/", render=lambda v, p, lang, _: render_room(v, p["slug"], lang)),
    Page(pattern="/{lang}/{event}/tracks/{slug}/", render=lambda v, p, lang, _: render_track(v, p["slug"], lang)),
    Page(pattern="/{lang}/{event}/now/", seconds=SECONDS, render=lambda v, _, lang, __: render_now(v, lang)),
    Page(
        pattern="/{lang}/{event}/screen/",
        seconds=SCREEN_SECONDS,
        render=lambda v, _, lang, __: render_hall_screen(v, lang),
    ),
    Page(
        pattern="/{lang}/{event}/rooms/{slug}/screen/",
        seconds=SCREEN_SECONDS,
        render=lambda v, p, lang, _: render_room_screen(v, p["slug"], lang),
    ),
    Page(pattern="/{lang}/{event}/changes/", history=True, render=lambda v, _, lang, __: render_changes(v, lang)),
    Page(
        pattern="/{lang}/{event}/releases/{release}/",
        filters=True,
        render=lambda v, _, lang, f: render_programme(v, lang, f),
    ),
    Page(
        pattern="/{lang}/{event}/releases/{release}/sessions/{slug}/",
        render=lambda v, p, lang, _: render_session(v, p["slug"], lang),
    ),
    Page(
        pattern="/{lang}/{event}/changes.atom",
        kind=Kind.DATA,
        history=True,
        content_type="application/atom+xml; charset=utf-8",
        render=lambda v, _, lang, __: render_atom(v, lang),
    ),
    Page(
        pattern="/{lang}/",
        scope=Scope.CATALOGUE,
        filters=True,
        render=lambda v, _, lang, f: render_home(v, lang, f),
    ),
    Page(pattern="/{lang}/start/", scope=Scope.CATALOGUE, render=lambda v, _, lang, __: render_start(v, lang)),
    Page(
        pattern="/{lang}/organizations/{slug}/",
        scope=Scope.CATALOGUE,
        render=lambda v, p, lang, _: render_organization_across(v, p["slug"], lang),
    ),
    Page(
        pattern="/{lang}/series/{slug}/",
        scope=Scope.CATALOGUE,
        render=lambda v, p, lang, _: render_series(v, p["slug"], lang),
    ),
    Page(
        pattern="/{lang}/agreements/{slug}/",
        scope=Scope.CATALOGUE,
        render=lambda v, p, lang, _: render_agreement(v, p["slug"], lang),
    ),
)


def renderers(
    pages: tuple[Page, ...], site: Site, published: Published, clock: Callable[[], datetime] = zones.now
) -> tuple[Renderer, ...]:
    """The pages as the read path registers them."""

    def records_of(state: CatalogueState) -> Records:
        return state.once("records", lambda: Records(structs.replace(catalogue_of(state), events=events_of(state))))

    def find(uid: str) -> Found | None:
        for state in published.catalogue().events():
            session = state.timetable.by_uid.get(uid)
            if session is not None:
                return state.timetable, session
        return None

    def present(state: EventState) -> Timetable | None:
        now = published.event(state.timetable.event.slug) if state.release.number < state.current.release else None
        return now.timetable if now else None

    def event_view(state: EventState, page: Page) -> EventView:
        return EventView(
            timetable=state.timetable,
            live=state.live,
            release=state.release,
            site=site,
            now=clock(),
            history=state.history if page.history else (),
            records=records_of(published.catalogue()),
            find_session=find,
            once=state.once,
            current=state.current.release,
            present=lambda: present(state),
        )

    def catalogue_view(state: CatalogueState) -> CatalogueView:
        return CatalogueView(
            records=records_of(state),
            site=site,
            now=clock(),
            timetables=lambda: tuple(one.timetable for one in state.events()),
            find_session=find,
            once=state.once,
        )

    def rendering(page: Page) -> Callable[[Any, Mapping[str, str], str, Filters], Content]:
        def render(state: Any, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
            view = catalogue_view(state) if page.scope is Scope.CATALOGUE else event_view(state, page)
            return page.render(view, parameters, language, filters)

        return render

    return tuple(
        Renderer(
            pattern=page.pattern,
            kind=page.kind,
            scope=page.scope,
            render=rendering(page),
            content_type=page.content_type,
            filters=page.filters,
            seconds=page.seconds,
        )
        for page in pages
    )
