"""The programme as a page for an iframe: no head, no navigation, and links that leave the frame."""

from collections.abc import Mapping

from events_service.programme.filters import Filters, find_sessions
from events_service.programme.live import is_off
from events_service.programme.reading.policies import Kind
from events_service.web.pages import Page
from events_service.web.public import filtering
from events_service.web.public.cards import cards_of
from events_service.web.public.event_head import state_of, took_place
from events_service.web.public.frame import Head, event_page, only_in, reader_of
from events_service.web.public.programme import crowding, is_large, narrowed
from events_service.web.public.slots import lay_out
from events_service.web.views import EventView


def render_embed(view: EventView, language: str, filters: Filters) -> str:
    """The sessions that pass the filters; a day's tab stays in the frame, everything else opens the whole page."""
    reader = reader_of(view, language)
    timetable, slug = view.timetable, view.event.slug
    shown = narrowed(timetable, filters, view.now)
    found = find_sessions(timetable, shown)
    days = lay_out(found, timetable, cards_of(view, reader), reader)

    def address(query: Mapping[str, str]) -> str:
        return view.site.path("embed", language, slug, query=query)

    return event_page(
        "public/embed.html",
        view,
        reader,
        Head(reader.plain(view.event.title), (slug,), indexed=False),
        days=days,
        found=len(found),
        many=crowding(days),
        tabs=filtering.tabs(view, reader, filters, shown.day, address, all_days=not is_large(timetable)),
        state=state_of(view.event, view.now, reader),
        off=is_off(view.event),
        over=took_place(view.event, view.now, reader),
        whole=reader.page(slug, query=filters.query()),
        only_in=only_in(reader),
    )


PAGES = (
    Page(
        pattern="/embed/{lang}/{event}/",
        kind=Kind.EMBED,
        filters=True,
        render=lambda view, _, language, filters: render_embed(view, language, filters),
    ),
)
