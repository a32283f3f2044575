"""Every public address with what is rendered there, for the read path."""

from events_service.addresses import Site
from events_service.operations.public import assets, calendars, data
from events_service.programme.reading.renderers import Renderer


def renderers(site: Site) -> tuple[Renderer, ...]:
    """All of them; a pattern that matches what another does is refused by `Addresses`."""
    return (*calendars.renderers(site), *data.renderers(site), *assets.renderers())
