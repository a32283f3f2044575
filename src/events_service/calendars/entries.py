"""Entries kept from one release of an event to the next, so that a feed costs what changed and a join."""

import logging
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from events_service.calendars.order import Order, Piece, key, made_order, next_order
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable

_logger = logging.getLogger(__name__)

Make = Callable[[Session], bytes]


class Chunk(NamedTuple):
    """Entries one after another, joined. One change joins one chunk anew, not all there is."""

    body: bytes
    broken: int = 0
    """How many could not be written."""


class _Whole(NamedTuple):
    pieces: tuple[Piece, ...]
    chunks: tuple[Chunk, ...]


class Entries:
    """The entries of one event. Any thread may use it; a race costs an entry made twice.

    Kept per wording (whatever else their bytes depend on) and per session revision, and only of what stands
    in the order of the newest timetable: the rest is forgotten, so it never holds more than the programme.
    """

    def __init__(self) -> None:
        self._order: Order | None = None
        self._lines: dict[Hashable, dict[str, bytes]] = {}
        self._whole: dict[Hashable, _Whole] = {}

    def follow(self, timetable: Timetable) -> None:
        """Be ready for a new timetable, before anybody asks for its calendars."""
        self.order(timetable)

    def order(self, timetable: Timetable) -> Order:
        """The order of a timetable; made once for as long as no other is asked for."""
        last = self._order
        if last is not None and last.timetable() is timetable:
            return last
        order = self._order = (last and next_order(last, timetable)) or made_order(timetable)
        if last is not None:
            self._forget(_replaced(last, order), last, order)
        return order

    def _forget(self, gone: set[str], last: Order, order: Order) -> None:
        staying = last.number - len(gone)
        for lines in tuple(self._lines.values()):
            for one in gone:
                lines.pop(one, None)
            if len(lines) > staying:  # somebody was still writing for an older timetable
                for one in set(lines).difference(order.keys):
                    lines.pop(one, None)

    def all(self, timetable: Timetable, wording: Hashable, make: Make) -> tuple[Chunk, ...]:
        """The entries of the whole order. Only those that are new are made."""
        pieces = self.order(timetable).pieces
        known = self._whole.get(wording)
        if known is not None and known.pieces is pieces:
            return known.chunks
        lines = self._lines.setdefault(wording, {})
        ready = {id(piece): chunk for piece, chunk in zip(known.pieces, known.chunks, strict=True)} if known else {}
        chunks = tuple(ready.get(id(piece)) or _chunk(lines, piece, make) for piece in pieces)
        self._whole[wording] = _Whole(pieces, chunks)
        return chunks

    def some(self, sessions: Iterable[Session], timetable: Timetable, wording: Hashable, make: Make) -> Chunk:
        """The entries of some sessions, in their order. Breaks stand in no order: theirs are made each time."""
        self.order(timetable)
        lines, passing = self._lines.setdefault(wording, {}), dict[str, bytes]()
        return joined(
            [
                _line(passing if timetable.is_break(session) else lines, key(session, timetable), session, make)
                for session in sessions
            ]
        )


def _replaced(last: Order, order: Order) -> set[str]:
    """The keys of the last order that do not stand in this one."""
    staying = set(map(id, order.pieces)).intersection(map(id, last.pieces))
    before, now = (
        {one for piece in pieces if id(piece) not in staying for one in piece.keys}
        for pieces in (last.pieces, order.pieces)
    )
    return before - now


def _chunk(lines: dict[str, bytes], piece: Piece, make: Make) -> Chunk:
    pairs = zip(piece.keys, piece.sessions, strict=True)
    return joined([lines.get(one) or _line(lines, one, session, make) for one, session in pairs])


def joined(pieces: list[bytes]) -> Chunk:
    return Chunk(b"".join(pieces), pieces.count(b""))


def attempted(make: Callable[[], bytes], uid: str) -> bytes:
    """The entry, or nothing where it cannot be written: one broken record never breaks a calendar (IC-5)."""
    try:
        return make()
    except Exception:
        _logger.exception("A calendar entry could not be written", extra={"uid": uid})
        return b""


def _line(lines: dict[str, bytes], key_of_it: str, session: Session, make: Make) -> bytes:
    line = lines.get(key_of_it)
    if line is None:
        line = lines[key_of_it] = attempted(lambda: make(session), session.uid)
    return line
