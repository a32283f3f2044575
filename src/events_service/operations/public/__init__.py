"""Every public address with what is rendered there, for the read path."""

from events_service.addresses import Site
from events_service.embed import page as embed
from events_service.interchange import routes as formats
from events_service.operations.public import assets, calendars, crawling, data
from events_service.programme.published import Published
from events_service.programme.reading.renderers import Renderer
from events_service.web import pages


def renderers(site: Site, published: Published) -> tuple[Renderer, ...]:
    """All of them; a pattern that matches what another does is refused by `Addresses`."""
    return (
        *pages.renderers((*pages.PAGES, *embed.PAGES), site, published),
        *calendars.renderers(site),
        *data.renderers(site),
        *formats.renderers(site),
        *crawling.renderers(site),
        *assets.renderers(),
    )
