"""Where published states are read from, and what they are read as."""

from datetime import datetime
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from events_service.languages import LocalizedText
from events_service.programme.live import Live
from events_service.programme.programme import Programme


class Current(NamedTuple):
    """What is public of one event now. `modified_at` is the later of its release and its live version."""

    event_uid: str
    slug: str
    release: int
    live_version: int
    modified_at: datetime


class Listing(NamedTuple):
    """All that is public, by number alone; `catalogue` is 0 before the first one is frozen."""

    events: tuple[Current, ...]
    catalogue: int
    catalogue_at: datetime | None = None
    """When that one was frozen."""


class ReleaseNote(Struct, frozen=True):
    """One release as its history tells it. `changes` are those from the release before."""

    number: int
    note: LocalizedText
    released_at: datetime
    changes: Any = None
    digest: str = ""


class Loaded(NamedTuple):
    """One release of one event, with the live state of this moment."""

    current: Current
    programme: Programme
    live: Live
    released: ReleaseNote


class LoadedCatalogue(NamedTuple):
    number: int
    catalogue: Any
    """A Catalogue; its slice lies above this one."""
    modified_at: datetime


class Source(Protocol):
    """Where published states are read from. Called from threads that may wait, never from the loop."""

    def current(self) -> Listing:
        """Asked by every process more than once a second, so it must cost little."""

    def load_event(self, event_uid: str) -> Loaded | None:
        """The current release; None where it was withdrawn meanwhile."""

    def load_release(self, event_uid: str, number: int) -> Loaded | None:
        """An earlier release without what is hidden since, with the live state of now; None where there is none."""

    def load_history(self, event_uid: str) -> tuple[ReleaseNote, ...]:
        """All releases, the newest first."""

    def load_catalogue(self) -> LoadedCatalogue | None: ...
