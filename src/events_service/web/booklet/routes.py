"""Where booklets are found."""

from events_service.addresses import Site
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Renderer, Scope
from events_service.web.booklet.typesetting import FILE, Booklets


def renderers(site: Site) -> tuple[Renderer, ...]:
    booklets = Booklets(site)
    return (
        Renderer(
            pattern=f"/{{lang}}/{{event}}/{FILE}",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            content_type="application/pdf",
            render=lambda state, _, language, __: booklets.get(state, language),
            filename=lambda parameters: f"{parameters['event']}-{FILE}",
        ),
    )
