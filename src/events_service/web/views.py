"""What pages are made from: one event, or all that is published, as values with their look-ups."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Struct

from events_service.addresses import Site
from events_service.catalogue.catalogue import Catalogue
from events_service.programme.live import Live
from events_service.programme.programme import Event, Session
from events_service.programme.source import ReleaseNote
from events_service.programme.timetable import Timetable
from events_service.web.records import Records

_Made = TypeVar("_Made")
Once = Callable[[Hashable, Callable[[], Any]], Any]
"""Gives what the function made the first time it was asked for under this key."""

Found = tuple[Timetable, Session]


def every_time(_key: Hashable, make: Callable[[], _Made]) -> _Made:
    """No memory at all: for pages made once."""
    return make()


def nothing_found(_uid: str) -> Found | None:
    return None


def no_timetable() -> Timetable | None:
    return None


class EventView(Struct, frozen=True, kw_only=True):
    """One event as it is public. `now` decides only what the live version stands for, never "running now"."""

    timetable: Timetable
    live: Live
    release: ReleaseNote
    site: Site
    now: datetime
    history: tuple[ReleaseNote, ...] = ()
    """All releases, the newest first; only the page of changes asks for them."""
    records: Records = Records(Catalogue(format=1))
    """What is published beyond this event."""
    find_session: Callable[[str], Found | None] = nothing_found
    """A public session of any event, by uid."""
    once: Once = every_time
    current: int | None = None
    """The number of the present release, where this one may be an earlier one."""
    present: Callable[[], Timetable | None] = no_timetable
    """What the event's present release has, for an earlier one; None where it is the present one itself."""

    @property
    def is_earlier(self) -> bool:
        return self.current is not None and self.release.number < self.current

    @property
    def segments(self) -> tuple[str, ...]:
        """Where this release has its own pages, below the language."""
        return (self.event.slug, "releases", str(self.release.number)) if self.is_earlier else (self.event.slug,)

    @property
    def public(self) -> Timetable:
        """What is public now: where links of an earlier release lead, as far as what they name is still there."""
        present = self.present()
        return self.timetable if present is None else present

    @property
    def event(self) -> Event:
        return self.timetable.event


class CatalogueView(Struct, frozen=True, kw_only=True):
    """Everything that is public, across events."""

    records: Records
    site: Site
    now: datetime
    timetables: Callable[[], tuple[Timetable, ...]] = tuple
    """Every event's timetable, in no order. Reads those that are not in memory."""
    find_session: Callable[[str], Found | None] = nothing_found
    once: Once = every_time
