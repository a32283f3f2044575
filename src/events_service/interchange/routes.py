"""The addresses of the exchange formats."""

from collections.abc import Mapping

from events_service.addresses import Site
from events_service.interchange import bundle, frab_xml
from events_service.interchange.bundle import Bundle
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters
from events_service.programme.published import EventState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Renderer, Scope


def renderers(site: Site) -> tuple[Renderer, ...]:
    """What other programs read a whole programme from."""

    def schedule_xml(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        event = state.timetable.event
        main = next((tag for tag in event.languages if tag in INTERFACE_LANGUAGES), language)
        return frab_xml.write(state.programme, site, main)

    def bundle_json(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        return bundle.write(Bundle(bundle.FORMAT, programmes=(state.programme,)))

    return (
        Renderer(
            pattern="/{event}/schedule.xml",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            render=schedule_xml,
            content_type="application/xml; charset=utf-8",
        ),
        Renderer(
            pattern="/{event}/bundle.json",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            render=bundle_json,
            content_type="application/json",
        ),
    )
