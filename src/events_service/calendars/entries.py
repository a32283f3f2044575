"""Entries kept from one release of an event to the next, so that a feed costs what changed and a join."""

import logging
from collections.abc import Callable, Hashable, Iterable

from events_service.calendars.order import Chunk, Order, Piece, key, made_order, next_order
from events_service.programme.programme import Session
from events_service.programme.sharing import Succession
from events_service.programme.timetable import Timetable

_logger = logging.getLogger(__name__)

_SPARE = 64
"""Entries of earlier releases that may be kept in each wording."""

Make = Callable[[Session], bytes]


class Entries:
    """The entries of one event. Any thread may use it; a race costs an entry made twice.

    Kept per wording (whatever else their bytes depend on) and per session revision. What no longer stands in
    the order of the newest timetable is forgotten, many at a time: they are never much more than the programme.
    """

    def __init__(self) -> None:
        self._order: Order | None = None
        self._lines: dict[Hashable, dict[str, bytes]] = {}

    def follow(self, timetable: Timetable, since: Succession) -> None:
        """Be ready for a new timetable, before anybody asks for its calendars."""
        self.order(timetable, since)

    def order(self, timetable: Timetable, since: Succession | None = None) -> Order:
        """The order of a timetable; made once for as long as no other is asked for."""
        last = self._order
        if last is not None and last.timetable() is timetable:
            return last
        order = self._order = (last and since and next_order(last, timetable, since)) or made_order(timetable)
        self._forget(order)
        return order

    def _forget(self, order: Order) -> None:
        for lines in tuple(self._lines.values()):
            if len(lines) > order.number + _SPARE:
                for one in set(lines).difference(order.keys):
                    lines.pop(one, None)

    def all(self, timetable: Timetable, wording: Hashable, make: Make) -> tuple[Chunk, ...]:
        """The entries of the whole order. Only those that are new are made."""
        lines = self._lines.setdefault(wording, {})
        return tuple(
            piece.made.get(wording) or piece.made.setdefault(wording, _chunk(lines, piece, make))
            for piece in self.order(timetable).pieces
        )

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
