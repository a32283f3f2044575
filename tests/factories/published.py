"""A source of published states in memory: what a database would give, set by the test."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from events_service.programme.live import Live
from events_service.programme.programme import Programme
from events_service.programme.source import Current, Listing, Loaded, LoadedCatalogue, ReleaseNote

FIRST_AT = datetime(2018, 10, 1, 12, tzinfo=UTC)


class MemorySource:
    """Each change is an hour after the one before. `reads` counts what was asked for by event."""

    def __init__(self, *programmes: Programme) -> None:
        self.releases: dict[str, list[tuple[Programme, ReleaseNote]]] = {}
        self.live: dict[str, Live] = {}
        self.modified: dict[str, datetime] = {}
        self.number = 0
        self.catalogue: Any = None
        self.reads: list[str] = []
        self.broken: set[str] = set()
        self._now = FIRST_AT
        self._lock = threading.Lock()
        for programme in programmes:
            self.release(programme)

    def release(self, programme: Programme) -> None:
        """Make a new release of the programme's event public."""
        uid = programme.event.uid
        earlier = self.releases.setdefault(uid, [])
        earlier.append((programme, ReleaseNote(len(earlier) + 1, {"en": f"Note {len(earlier) + 1}"}, self._now)))
        self.live.setdefault(uid, Live())
        self._moved(uid)

    def change_live(self, event_uid: str, **changes: Any) -> None:
        """Change what lives beside the release."""
        before = self.live[event_uid]
        self.live[event_uid] = structs.replace(before, version=before.version + 1, **changes)
        self._moved(event_uid)

    def withdraw(self, event_uid: str) -> None:
        del self.releases[event_uid]

    def freeze(self, catalogue: Any) -> None:
        self.catalogue, self.number = catalogue, self.number + 1
        self._moved("catalogue")

    def current(self) -> Listing:
        self._read("current")
        return Listing(tuple(self._current(uid) for uid in self.releases), self.number, self.modified.get("catalogue"))

    def load_event(self, event_uid: str) -> Loaded | None:
        self._read(event_uid)
        if event_uid not in self.releases:
            return None
        programme, note = self.releases[event_uid][-1]
        return Loaded(self._current(event_uid), programme, self.live[event_uid], note)

    def load_release(self, event_uid: str, number: int) -> Loaded | None:
        self._read(f"{event_uid} {number}")
        programme, note = self.releases[event_uid][number - 1]
        return Loaded(self._current(event_uid), programme, self.live[event_uid], note)

    def load_history(self, event_uid: str) -> tuple[ReleaseNote, ...]:
        return tuple(note for _, note in reversed(self.releases[event_uid]))

    def load_catalogue(self) -> LoadedCatalogue | None:
        self._read("catalogue")
        if self.catalogue is None:
            return None
        return LoadedCatalogue(self.number, self.catalogue, self.modified["catalogue"])

    def _current(self, event_uid: str) -> Current:
        programme, note = self.releases[event_uid][-1]
        version = self.live[event_uid].version
        return Current(event_uid, programme.event.slug, note.number, version, self.modified[event_uid])

    def _moved(self, what: str) -> None:
        self.modified[what] = self._now
        self._now += timedelta(hours=1)

    def _read(self, what: str) -> None:
        with self._lock:
            self.reads.append(what)
        if what in self.broken:
            raise ConnectionError(f"{what} cannot be read")
