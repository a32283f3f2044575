"""Which of the files kept here anybody may see: those that something public refers to now."""

import msgspec

from events_service.media.names import names_within, whole_name
from events_service.programme.published import Published
from events_service.programme.source import Current


class PublicMedia:
    """A name that nobody can guess is not enough: a photo without consent is shown to nobody but its keepers.

    What each event refers to is remembered for as long as its release and its live version last, also when the event
    itself is no longer in memory.
    """

    def __init__(self, published: Published) -> None:
        self._published = published
        self._named: dict[Current, frozenset[str]] = {}

    def shows(self, name: str) -> bool:
        """Does a current release or the Catalogue refer to it? The first time, this may read every event: ask only for
        what is kept here."""
        whole, listing = whole_name(name), self._published.listing
        if listing is None:
            return False
        catalogue = self._published.catalogue()
        if whole in catalogue.once("media", lambda: files_named_in(catalogue.catalogue)):
            return True
        if any(whole in self._named.get(current, ()) for current in listing.events):
            return True
        self._named = {current: self._named[current] for current in listing.events if current in self._named}
        unknown = [current for current in listing.events if current not in self._named]
        unknown.sort(key=lambda current: current.modified_at, reverse=True)
        return any(whole in self._read(current) for current in unknown)

    def _read(self, current: Current) -> frozenset[str]:
        state = self._published.event(current.slug)
        if state is None:
            return frozenset()
        named = files_named_in(state.programme)
        self._named[state.current] = named
        return named


def files_named_in(value: object) -> frozenset[str]:
    """Wherever in the value it is: a photo, a document of a session or an agreement, a link in a text."""
    return names_within(msgspec.json.encode(value).decode())
