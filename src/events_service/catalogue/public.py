"""The Catalogue beside what is public at this moment: it may lack the newest event and still name a withdrawn one."""

from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.programme.programme import Event
from events_service.programme.states import CatalogueState

_NOTHING = Catalogue(format=FORMAT)


def catalogue_of(state: CatalogueState) -> Catalogue:
    """The Catalogue as it was frozen; an empty one before the first is."""
    frozen: Catalogue = state.catalogue or _NOTHING
    return frozen


def events_of(state: CatalogueState) -> tuple[Event, ...]:
    """The events that are public now, the latest first; one the Catalogue does not have yet is read."""
    frozen = {event.uid: event for event in catalogue_of(state).events}
    found: list[Event] = []
    for current in state.listing.events:
        if current.event_uid in frozen:
            found.append(frozen[current.event_uid])
        elif event := state.event(current.slug):
            found.append(event.programme.event)
    return tuple(sorted(found, key=lambda event: (event.start_on, event.uid), reverse=True))
