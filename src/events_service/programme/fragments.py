"""Pieces of pages and calendars, kept from one release of an event to the next."""

from collections.abc import Hashable
from typing import TypeVar

_LIMIT = 8_000_000
_Piece = TypeVar("_Piece", str, bytes)


class Fragments:
    """A memory for pieces, bounded in characters. A key holds all that its piece depends on.

    Two generations: a piece asked for moves to the younger one; what was not asked for while a generation
    lasted is forgotten. A generation ends with a new state of the event or when it is full.
    """

    __slots__ = ("_limit", "_old", "_size", "_young")

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit // 2
        self._young: dict[Hashable, str | bytes] = {}
        self._old: dict[Hashable, str | bytes] = {}
        self._size = 0

    def get(self, key: Hashable) -> str | bytes | None:
        """The piece, or None where it must be made."""
        piece = self._young.get(key)
        if piece is None and (piece := self._old.get(key)) is not None:
            self[key] = piece
        return piece

    def __setitem__(self, key: Hashable, piece: str | bytes) -> None:
        if self._size + len(piece) > self._limit:
            self.next_generation()
        self._young[key] = piece
        self._size += len(piece)

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())

    def next_generation(self) -> None:
        """Forget what the ending generation did not ask for."""
        self._young, self._old, self._size = {}, self._young, 0
