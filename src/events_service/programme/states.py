"""What is public of one event, and of all, at one moment: a value from which everything that is rendered follows."""

import threading
from collections.abc import Callable, Hashable
from copy import copy
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from msgspec import structs

from events_service.programme.filters import values_of
from events_service.programme.live import redacted
from events_service.programme.programme import Programme
from events_service.programme.sharing import Succession, succession
from events_service.programme.source import Listing, Loaded, LoadedCatalogue, ReleaseNote, Source
from events_service.programme.timetable import Timetable
from events_service.programme.visible_changes import visible_changes

_Made = TypeVar("_Made")
_Lasts = TypeVar("_Lasts", bound="Lasting")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NONE_FROZEN = LoadedCatalogue(0, None, _LONG_AGO)
"""Before the first Catalogue."""


class _State:
    """Something published that does not change. What is derived from it is made once and kept with it."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._making = threading.RLock()

    def once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What `make` gave the first time this was asked for under this key."""
        if key not in self._made:
            with self._making:
                if key not in self._made:
                    self._made[key] = make()
        made: _Made = self._made[key]
        return made


class Lasting(Protocol):
    """What outlives the states of an event."""

    def follow(self, timetable: Timetable, since: Succession) -> None:
        """Be ready for the next state, before anybody asks for what is made of it."""


class EventState(_State):
    """One event as it is public: everything that is rendered of it is a function of this and the Catalogue.

    What `lasting` gives is handed on to the next state of the same event, which is made of the same records
    wherever nothing has changed.
    """

    def __init__(
        self,
        loaded: Loaded,
        source: Source,
        before: "EventState | None" = None,
        catalogue_at: datetime | None = None,
    ) -> None:
        super().__init__()
        self._catalogue_at = catalogue_at
        self.current, released, self.live, self.release = loaded
        programme = redacted(released, self.live.redactions)
        since = succession(before.programme, programme) if before else None
        self.programme: Programme = since.programme if since else programme
        self.timetable = Timetable(self.programme)
        self.filter_values = values_of(self.timetable)
        self.used: int = before.used if before else 0
        self._lasting: dict[Hashable, Any] = before._lasting if before else {}
        self._source = source
        if since:
            for lasting in tuple(self._lasting.values()):
                lasting.follow(self.timetable, since)

    def renewed(self, catalogue_at: datetime | None) -> "EventState":
        """The same for another Catalogue, frozen then: only what was derived is forgotten."""
        again = copy(self)
        _State.__init__(again)
        again._catalogue_at = catalogue_at
        return again

    @property
    def event_uid(self) -> str:
        return self.current.event_uid

    @property
    def modified_at(self) -> datetime:
        """The later of its own last change and the Catalogue's."""
        return max(self.current.modified_at, self._catalogue_at or _LONG_AGO)

    def lasting(self, key: Hashable, make: Callable[[], _Lasts]) -> _Lasts:
        """Something of this event that outlives its states, such as a memory for pieces; made when first asked for."""
        if key not in self._lasting:
            self._lasting.setdefault(key, make())
        made: _Lasts = self._lasting[key]
        return made

    @property
    def history(self) -> tuple[ReleaseNote, ...]:
        """All releases, the newest first, up to this one; of what is hidden here they say nothing."""
        return self.once("history", self._visible_history)

    def _visible_history(self) -> tuple[ReleaseNote, ...]:
        notes = self._source.load_history(self.event_uid)
        return tuple(
            structs.replace(note, changes=visible_changes(note.changes or (), self.programme))
            for note in notes
            if note.number <= self.release.number
        )


class Events(Protocol):
    """Where the states of events are found."""

    def event(self, slug: str) -> EventState | None: ...


class CatalogueState(_State):
    """The Catalogue together with the current state of each event."""

    def __init__(self, loaded: LoadedCatalogue | None, listing: Listing, events: Events) -> None:
        super().__init__()
        self.number, self.catalogue, frozen_at = loaded or NONE_FROZEN
        self.listing = listing
        self.modified_at = max([frozen_at, *(current.modified_at for current in listing.events)])
        self._events = events

    def event(self, slug: str) -> EventState | None:
        return self._events.event(slug)

    def events(self) -> tuple[EventState, ...]:
        """Every event's state, in no order. Reads those that are not in memory: call it where that is needed."""
        states = (self._events.event(current.slug) for current in self.listing.events)
        return tuple(state for state in states if state)
