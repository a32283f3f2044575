"""The addresses of the exchange formats."""

from collections.abc import Mapping

from events_service.addresses import Site
from events_service.interchange.formats import FORMATS, Format
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Renderer, Scope
from events_service.programme.states import EventState


def renderers(site: Site) -> tuple[Renderer, ...]:
    """What other programs read a whole programme from."""

    def renderer(known: Format) -> Renderer:
        def render(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
            languages = state.timetable.event.languages
            main = next((tag for tag in languages if tag in INTERFACE_LANGUAGES), language)
            return known.write(state.programme, site, main)

        return Renderer(
            pattern=f"/{{event}}/{known.file}",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            render=render,
            content_type=known.content_type,
        )

    return tuple(renderer(known) for known in FORMATS.values())
