"""What the public sees of every event, in memory: the current release and what lives beside it."""

import logging
import threading
from datetime import datetime
from itertools import count
from time import monotonic

from events_service.programme.source import Current, Listing, LoadedCatalogue, Source
from events_service.programme.states import NONE_FROZEN, CatalogueState, EventState

CATALOGUE = "catalogue"
"""Owner of what is made from more than one event, where an event's uid would stand."""

_KEPT_SESSIONS = 10_000
"""Sessions of all events laid out in memory; what was used longest ago is read again when somebody asks."""
_KEPT_EARLIER = 8
_PATIENCE = 60.0
"""Seconds until an event that could not be read ahead is tried again, unless somebody asks for it."""

_logger = logging.getLogger(__name__)


class Published:
    """The states that are public now. Reading may be done from any thread; `refresh` from one at a time.

    `listing` is replaced whole, so whoever takes it sees one moment.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reading = threading.RLock()
        """Held by whoever waits for the source, so that nothing is read twice at a time."""
        self._placing = threading.RLock()
        """Held for no longer than it takes to put something in its place."""
        self._told: set[str] = set()
        self._failed: dict[str, float] = {}
        """When an event could not be read ahead."""
        self._too_large: set[Current] = set()
        """For what nobody has asked for there was no room."""
        self._states: dict[str, EventState] = {}
        self._earlier: dict[tuple[str, int, int], EventState] = {}
        self._loaded: LoadedCatalogue | None = None
        self._catalogue: CatalogueState | None = None
        self._by_slug: dict[str, Current] = {}
        self._uses = count(1)
        self.listing: Listing | None = None

    @property
    def known(self) -> bool:
        """Has the source answered since this process started?"""
        return self.listing is not None

    @property
    def in_memory(self) -> int:
        """How many events have been read."""
        return len(self._states)

    def find(self, slug: str) -> Current | None:
        """What is public under this slug. Never waits."""
        return self._by_slug.get(slug)

    def at_hand(self, slug: str) -> EventState | None:
        """The event's state where it is in memory. Never waits."""
        current = self._by_slug.get(slug)
        state = self._states.get(current.event_uid) if current else None
        if state is not None:
            state.used = next(self._uses)
        return state

    def event(self, slug: str) -> EventState | None:
        """The event's state; read from the source where it is not in memory."""
        current = self._by_slug.get(slug)
        if current is None:
            return None
        state = self._states.get(current.event_uid) or self._load(current.event_uid)
        if state is not None:
            state.used = next(self._uses)
        return state

    def earlier(self, slug: str, number: int) -> EventState | None:
        """The event as release `number` had it, without what was redacted since."""
        current = self._by_slug.get(slug)
        if current is None or not 0 < number <= current.release:
            return None
        if number == current.release:
            return self.event(slug)
        key = (current.event_uid, number, current.live_version)
        with self._reading:
            state = self._earlier.get(key)
            if state is None:
                catalogue_at = self._catalogue_at
                loaded = self._source.load_release(current.event_uid, number)
                if loaded is None:
                    return None
                state = EventState(loaded, self._source, catalogue_at=catalogue_at)
                with self._placing:
                    if (self._by_slug.get(slug), self._catalogue_at) == (current, catalogue_at):
                        if len(self._earlier) >= _KEPT_EARLIER:
                            del self._earlier[next(iter(self._earlier))]
                        self._earlier[key] = state
            return state

    def catalogue(self) -> CatalogueState:
        """The Catalogue of this moment, empty before the first refresh. Read here only where that could not."""
        if (found := self._catalogue) is not None:
            return found
        with self._reading:
            if (found := self._catalogue) is not None:
                return found
            listing = self.listing or Listing((), 0)
            read = CatalogueState(self._source.load_catalogue(), listing, self)
            with self._placing:
                if self._catalogue is None:
                    self._catalogue = read
                return self._catalogue

    def fill(self, seconds: float) -> bool:
        """Read events nobody has asked for yet, the last changed first, while half of the room and time are left.

        What is in memory stays public when the source goes away. True when there is nothing left to read.
        """
        until = monotonic() + seconds
        listing = self.listing or Listing((), 0)
        failed = False
        for current in sorted(listing.events, key=lambda current: current.modified_at, reverse=True):
            if current.event_uid in self._states or current in self._too_large:
                continue
            if self._kept() > _KEPT_SESSIONS // 2:
                break
            if monotonic() > until:
                return False
            if monotonic() < self._failed.get(current.event_uid, -_PATIENCE) + _PATIENCE:
                failed = True
                continue
            try:
                self._load(current.event_uid, asked=False)
            except Exception:
                failed = True
                self._failed[current.event_uid] = monotonic()
                self._tell("An event could not be read ahead; it is tried again", current.event_uid)
        return not failed

    def is_current(self, state: EventState | CatalogueState) -> bool:
        """May what was made from this state still be kept?"""
        if isinstance(state, CatalogueState):
            return state is self._catalogue
        return state is self._states.get(state.event_uid) or state in self._earlier.values()

    def refresh(self) -> frozenset[str]:
        """Read what is public now, replace what changed, and say whose it was. Waits for the source.

        An event in memory is replaced whole, once its new state is ready. One that cannot be read stays as
        it was and is tried again at the next refresh, as is the Catalogue. Every event's pages name records of
        that, so a new one changes them all.
        """
        before, now = self.listing, self._source.current()
        if now == before:
            return frozenset()
        now, catalogue = self._with_catalogue(now)
        old = {current.event_uid: current for current in before.events} if before else {}
        new = {current.event_uid: current for current in now.events}
        changed = {uid for uid in old.keys() | new.keys() if old.get(uid) != new.get(uid)}
        ready: dict[str, EventState | None] = {}
        for uid in changed & new.keys() & old.keys() & self._states.keys():
            try:
                ready[uid] = self._read(uid, now.catalogue_at)
            except Exception:
                self._tell("An event that changed could not be read", uid)
                changed.discard(uid)
                new[uid] = old[uid]
        everywhere = before is not None and before.catalogue != now.catalogue
        if before and not changed and not everywhere:
            return frozenset()
        listing = now._replace(events=tuple(new.values()))
        self._replace(listing, catalogue, changed, ready, everywhere=everywhere)
        return frozenset(changed | {CATALOGUE} | (new.keys() if everywhere else set()))

    def _with_catalogue(self, now: Listing) -> tuple[Listing, LoadedCatalogue | None]:
        """A listing and its Catalogue; where that cannot be read the former one, if any, with its number."""
        before = self.listing or Listing((), 0)
        if self._loaded is not None and now.catalogue == before.catalogue:
            return now, self._loaded
        try:
            catalogue = self._source.load_catalogue() or NONE_FROZEN
            self._told.discard(CATALOGUE)
            return now, catalogue
        except Exception:
            self._tell("The catalogue could not be read", CATALOGUE)
            return now._replace(catalogue=before.catalogue, catalogue_at=before.catalogue_at), self._loaded

    def _tell(self, sentence: str, owner: str) -> None:
        """Log what could not be read: once, for as long as that lasts."""
        if owner not in self._told:
            self._told.add(owner)
            _logger.exception(sentence, extra={"owner": owner})

    def _replace(
        self,
        listing: Listing,
        catalogue: LoadedCatalogue | None,
        changed: set[str],
        ready: dict[str, EventState | None],
        *,
        everywhere: bool,
    ) -> None:
        with self._placing:
            self.listing, self._by_slug = listing, {current.slug: current for current in listing.events}
            for uid in changed:
                self._states.pop(uid, None)
            if everywhere:
                self._states = {uid: state.renewed(listing.catalogue_at) for uid, state in self._states.items()}
            self._states.update({uid: state for uid, state in ready.items() if state})
            kept = {} if everywhere else self._earlier
            self._earlier = {key: state for key, state in kept.items() if key[0] not in changed}
            self._too_large &= set(listing.events)
            self._loaded = catalogue
            self._catalogue = CatalogueState(catalogue, listing, self) if catalogue else None

    def _kept(self) -> int:
        """How many sessions are laid out in memory."""
        with self._placing:
            return sum(len(state.programme.sessions) for state in self._states.values())

    def _load(self, event_uid: str, *, asked: bool = True) -> EventState | None:
        with self._reading:
            while True:
                state, expected = self._states.get(event_uid), self._expected(event_uid)
                if state is not None or expected[0] is None:
                    return state
                state = self._read(event_uid, self._catalogue_at)
                with self._placing:
                    if self._expected(event_uid) != expected:
                        continue  # a refresh came between: what was read may be older than what is public now
                    if state is None:
                        return None
                    if asked or self._has_room(state):
                        self._states[event_uid] = state
                        self._make_room(state)
                    else:
                        self._too_large.add(state.current)
                    return state

    def _expected(self, event_uid: str) -> tuple[Current | None, datetime | None]:
        """By what a state of the event must have been made to be public now."""
        listed = self.listing.events if self.listing else ()
        return next((current for current in listed if current.event_uid == event_uid), None), self._catalogue_at

    def _has_room(self, state: EventState) -> bool:
        return self._kept() + len(state.programme.sessions) <= _KEPT_SESSIONS

    def _make_room(self, wanted: EventState) -> None:
        sessions = self._kept()
        for state in sorted(self._states.values(), key=lambda state: state.used):
            if sessions <= _KEPT_SESSIONS:
                break
            if state is not wanted:
                del self._states[state.event_uid]
                sessions -= len(state.programme.sessions)

    @property
    def _catalogue_at(self) -> datetime | None:
        return self.listing.catalogue_at if self.listing else None

    def _read(self, event_uid: str, catalogue_at: datetime | None) -> EventState | None:
        loaded = self._source.load_event(event_uid)
        self._told.discard(event_uid)
        if loaded is None:
            return None
        return EventState(loaded, self._source, self._states.get(event_uid), catalogue_at)
