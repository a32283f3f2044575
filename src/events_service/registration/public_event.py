"""The event a request is about, as it is public: from memory, where it nearly always is."""

import asyncio

from events_service.errors import Busy, NotFound
from events_service.programme.published import Published
from events_service.programme.states import EventState


async def public_event(published: Published, slug: str) -> EventState:
    """The event's present state. NotFound, and Busy while this process has not read what is public."""
    state = published.at_hand(slug)
    if state is not None:
        return state
    if not published.known:
        raise Busy  # not knowing an event is not its absence
    if published.find(slug) is not None:
        state = await asyncio.to_thread(published.event, slug)
    if state is None:
        raise NotFound("There is no event called {slug}.", slug=slug)
    return state


async def public_event_of(published: Published, event_uid: str) -> EventState:
    """The same for an event that is known by its uid."""
    listing = published.listing
    if listing is None:
        raise Busy
    slug = next((current.slug for current in listing.events if current.event_uid == event_uid), None)
    if slug is None:
        raise NotFound
    return await public_event(published, slug)
