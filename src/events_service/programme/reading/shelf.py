"""Finished representations in memory, bounded in bytes; what was not asked for longest goes first."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from events_service.programme.reading.representations import Representation

Key = tuple[str, bytes, str]
"""Path, canonical query, content coding."""


class Shelf:
    """Belongs to the event loop's thread: no lock is needed and none is held.

    `entries` may be read directly; whoever serves an entry calls `recent(key)`.
    """

    __slots__ = ("entries", "limit", "recent", "size")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.entries: OrderedDict[Key, Representation] = OrderedDict()
        self.recent: Callable[[Key], None] = self.entries.move_to_end

    def put(self, key: Key, found: Representation, *, wanted: bool = True) -> None:
        """Keep it. What nobody asked for yet (`wanted` false) is the first to go when room is needed."""
        self.remove(key)
        if found.size > self.limit:
            return
        self.entries[key] = found
        self.size += found.size
        while self.size > self.limit:
            self.remove(next(iter(self.entries)))
        if not wanted:
            self.entries.move_to_end(key, last=False)

    def take_out(self, owners: Iterable[str]) -> list[Key]:
        """Remove all that was made from these; gives the keys, the most recently asked for first."""
        gone = frozenset(owners)
        keys = [key for key, found in reversed(self.entries.items()) if found.owner in gone]
        for key in keys:
            self.remove(key)
        return keys

    def remove(self, key: Key) -> None:
        """Nothing happens where it is not there."""
        found = self.entries.pop(key, None)
        if found is not None:
            self.size -= found.size
