"""Every public address with what is rendered there, for the read path."""

from events_service.addresses import Site
from events_service.calendars import routes as calendars
from events_service.catalogue import routes as across
from events_service.embed import page as embed
from events_service.interchange import routes as formats
from events_service.programme import routes as programme
from events_service.programme.published import Published
from events_service.programme.reading.renderers import Renderer
from events_service.web import pages
from events_service.web import routes as web
from events_service.web.booklet import routes as booklets


def renderers(site: Site, published: Published) -> tuple[Renderer, ...]:
    """All of them; a pattern that matches what another does is refused by `Addresses`."""
    return (
        *pages.renderers((*pages.PAGES, *embed.PAGES), site, published),
        *calendars.renderers(site),
        *across.renderers(site),
        *programme.renderers(site),
        *formats.renderers(site),
        *booklets.renderers(site),
        *web.renderers(site),
    )
