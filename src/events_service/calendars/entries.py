"""Entries kept from one release of an event to the next, so that a feed costs what changed and a join."""

import logging
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from itertools import compress, count
from operator import attrgetter, ne
from typing import NamedTuple
from weakref import ReferenceType, ref

from events_service.calendars.vevent import is_timed
from events_service.directory.directory import Person
from events_service.programme.programme import Programme, Session, SessionPerson, Visibility
from events_service.programme.timetable import Timetable

_logger = logging.getLogger(__name__)
_FEW = 64
"""Places that may differ for the order to be patched rather than made anew, and those that one session passed."""

_start_and_uid = attrgetter("start_at", "uid")

CHUNK = 32
"""Entries joined at a time."""

Make = Callable[[Session], bytes]


class Order(NamedTuple):
    """The sessions of one timetable that stand in calendars, tombstones too: by start, then uid (IC-12)."""

    timetable: ReferenceType[Timetable]
    """Not held: letting go of one takes longer than joining a feed, and is for its owner to do."""
    programme: Programme
    present: tuple[Session, ...]
    """All sessions and tombstones, in the timetable's order."""
    sessions: Sequence[Session]
    keys: Sequence[str]
    """For each session, all that its entry depends on and that can change while its revision does not."""
    modified_at: datetime | None
    before: Sequence[str]
    """The keys of the order before this one, if that was as long; `changed` are the places where they differ."""
    changed: tuple[int, ...]


class Chunk(NamedTuple):
    """Entries one after another, joined. One change joins one chunk anew, not all there is."""

    body: bytes
    broken: int = 0
    """How many could not be written."""


class _Whole(NamedTuple):
    keys: Sequence[str]
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
        order = last and next_order(last, timetable)
        if order is not None and last is not None:
            gone = {last.keys[place] for place in order.changed} - {order.keys[place] for place in order.changed}
        else:
            order = made_order(timetable, last)
            gone = set(last.keys).difference(order.keys) if last else set()
        self._order = order
        staying = len(last.keys) - len(gone) if last else 0
        for lines in tuple(self._lines.values()):
            for key in gone:
                lines.pop(key, None)
            if len(lines) > staying:  # somebody was still writing for an older timetable
                for key in set(lines).difference(order.keys):
                    lines.pop(key, None)
        return order

    def all(self, timetable: Timetable, wording: Hashable, make: Make) -> tuple[Chunk, ...]:
        """The entries of the whole order. Only those that are new are made."""
        order = self.order(timetable)
        known = self._whole.get(wording)
        if known is not None and known.keys is order.keys:
            return known.chunks
        lines = self._lines.setdefault(wording, {})
        places = range(0, len(order.keys), CHUNK)
        if known is not None and known.keys is order.before:
            chunks = list(known.chunks)
            for number in {place // CHUNK for place in order.changed}:
                chunks[number] = _chunk(lines, order, places[number], make)
        else:
            chunks = [_chunk(lines, order, place, make) for place in places]
        self._whole[wording] = _Whole(order.keys, tuple(chunks))
        return tuple(chunks)

    def some(self, sessions: Iterable[Session], timetable: Timetable, wording: Hashable, make: Make) -> Chunk:
        """The entries of some sessions, in their order. Breaks stand in no order: theirs are made each time."""
        self.order(timetable)
        lines, passing = self._lines.setdefault(wording, {}), dict[str, bytes]()
        return joined(
            [
                _line(passing if timetable.is_break(session) else lines, _key(session, timetable), session, make)
                for session in sessions
            ]
        )


def calendar_order(sessions: Iterable[Session]) -> list[Session]:
    """Those that can stand in a calendar and may be seen, by start, then uid (IC-12)."""
    shown = [s for s in sessions if is_timed(s) and s.visibility is not Visibility.BY_INVITATION]
    return sorted(shown, key=_start_and_uid)


def made_order(timetable: Timetable, last: Order | None = None) -> Order:
    """The order of a timetable, breaks left out, compared with the one before."""
    present = timetable.sessions + timetable.programme.tombstones
    sessions = calendar_order(s for s in present if not timetable.is_break(s))
    keys = [_key(session, timetable) for session in sessions]
    modified_at = max((s.revised_at for s in sessions if s.revised_at), default=None)
    before = last.keys if last is not None and len(last.keys) == len(keys) else ()
    changed = _differing(before, keys)
    return Order(ref(timetable), timetable.programme, present, sessions, keys, modified_at, before, changed)


def next_order(last: Order, timetable: Timetable) -> Order | None:
    """The same as `made_order`, in a fraction of its time, where most values are those of the last timetable.

    None where more has changed than what a few sessions say.
    """
    old, new = last.programme, timetable.programme
    present = timetable.sessions + new.tombstones
    if old.people is not new.people or old.types != new.types or old.tombstones != new.tombstones:
        return None
    if len(present) != len(last.present):
        return None
    sessions, keys = list(last.sessions), list(last.keys)
    touched: set[int] = set()
    modified_at = last.modified_at
    for was, now in _changed(last.present, present):
        if was is None or len(touched) >= _FEW or not _is_moved_at_most(was, now):
            return None
        if was.revised_at is None or now.revised_at is None or now.revised_at < was.revised_at:
            return None
        place = _place(sessions, was)
        if place == len(sessions) or sessions[place] is not was:
            return None
        del sessions[place], keys[place]
        onward = _place(sessions, now)
        sessions.insert(onward, now)
        keys.insert(onward, _key(now, timetable))
        touched.update(range(min(place, onward), max(place, onward) + 1))
        modified_at = max(modified_at or now.revised_at, now.revised_at)
    return Order(ref(timetable), new, present, sessions, keys, modified_at, last.keys, tuple(sorted(touched)))


def _place(sessions: Sequence[Session], session: Session) -> int:
    """Where a session stands in the order, or would."""
    return bisect_left(sessions, _start_and_uid(session), key=_start_and_uid)


def _changed(old: Sequence[Session], new: Sequence[Session]) -> list[tuple[Session | None, Session]]:
    """The sessions that are not the same any more, each with what it was; those that only stand elsewhere are."""
    first = _first_difference(old, new)
    if first == len(new):
        return []
    window = slice(first, len(new) - _first_difference(old[first:][::-1], new[first:][::-1]))
    before, after = set(map(id, old[window])), set(map(id, new[window]))
    was = {session.uid: session for session in old[window] if id(session) not in after}
    return [(was.get(session.uid), session) for session in new[window] if id(session) not in before]


def _first_difference(old: Sequence[Session], new: Sequence[Session]) -> int:
    """How many they have in common at their beginning, halving: equal runs are compared by identity, all at once."""
    same, different = 0, len(new)
    if old == new:
        return different
    while different - same > 1:
        middle = (same + different) // 2
        if old[same:middle] == new[same:middle]:
            same = middle
        else:
            different = middle
    return same


def _is_moved_at_most(was: Session, now: Session) -> bool:
    """Does it still stand in the order, though perhaps elsewhere?"""
    timed = was.start_at is not None and now.start_at is not None
    return timed and was.type_uid == now.type_uid and was.visibility is now.visibility


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[int, ...]:
    return tuple(compress(count(), map(ne, old, new)))


def _chunk(lines: dict[str, bytes], order: Order, place: int, make: Make) -> Chunk:
    keys, sessions = order.keys[place : place + CHUNK], order.sessions[place : place + CHUNK]
    return joined(
        [lines.get(key) or _line(lines, key, session, make) for key, session in zip(keys, sessions, strict=True)]
    )


def joined(pieces: list[bytes]) -> Chunk:
    return Chunk(b"".join(pieces), pieces.count(b""))


def attempted(make: Callable[[], bytes], uid: str) -> bytes:
    """The entry, or nothing where it cannot be written: one broken record never breaks a calendar (IC-5)."""
    try:
        return make()
    except Exception:
        _logger.exception("A calendar entry could not be written", extra={"uid": uid})
        return b""


def _line(lines: dict[str, bytes], key: str, session: Session, make: Make) -> bytes:
    line = lines.get(key)
    if line is None:
        line = lines[key] = attempted(lambda: make(session), session.uid)
    return line


def _key(session: Session, timetable: Timetable) -> str:
    """Uid and revision, whether it is still there, and which names and titles of people are.

    A withdrawn consent takes those away without a release, so without a new revision; one that was cancelled
    and is then removed looks the same but for its page.
    """
    people = timetable.people
    gone = "" if session.uid in timetable.by_uid else " removed"
    shown = [f" {p.person_uid}{_is_titled(p, people):d}" for p in session.people if p.person_uid in people]
    return f"{session.uid} {session.revision}{gone}{''.join(shown)}"


def _is_titled(link: SessionPerson, people: dict[str, Person]) -> bool:
    return bool(link.title or people[link.person_uid].title)
