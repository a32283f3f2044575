"""The order in which the sessions of an event stand in calendars, and how it follows from the one before."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import NamedTuple
from weakref import ReferenceType, ref

from events_service.calendars.vevent import is_timed
from events_service.directory.directory import Person
from events_service.programme.programme import Programme, Session, SessionPerson, Visibility
from events_service.programme.sharing import Succession
from events_service.programme.timetable import Timetable

PIECE = 32
"""Sessions of a piece when it is made; it may grow to twice as many before all are made anew."""
_FEW = 64
"""Sessions that may differ for the order to be patched rather than made anew."""

_start_and_uid = attrgetter("start_at", "uid")


class Chunk(NamedTuple):
    """Entries one after another, joined. One change joins one chunk anew, not all there is."""

    body: bytes
    broken: int = 0
    """How many could not be written."""


class Piece(NamedTuple):
    """Neighbours in an order. One that has not changed is the same object in the next order."""

    sessions: Sequence[Session]
    keys: Sequence[str]
    """For each session, all that its entry depends on and that can change while its revision does not."""
    made: dict[Hashable, Chunk]
    """Its entries, by their wording, once somebody has asked for them."""


class Order(NamedTuple):
    """The sessions of one timetable that stand in calendars, tombstones too: by start, then uid (IC-12)."""

    timetable: ReferenceType[Timetable]
    """Not held: letting go of one takes longer than joining a feed, and is for its owner to do."""
    programme: Programme
    pieces: tuple[Piece, ...]
    number: int
    modified_at: datetime | None

    @property
    def sessions(self) -> Iterable[Session]:
        return chain.from_iterable(piece.sessions for piece in self.pieces)

    @property
    def keys(self) -> Iterable[str]:
        return chain.from_iterable(piece.keys for piece in self.pieces)


def calendar_order(sessions: Iterable[Session]) -> list[Session]:
    """Those that can stand in a calendar and may be seen, by start, then uid (IC-12)."""
    return sorted(filter(_is_shown, sessions), key=_start_and_uid)


def made_order(timetable: Timetable) -> Order:
    """The order of a timetable, breaks left out."""
    every = timetable.sessions + timetable.programme.tombstones
    sessions = calendar_order(session for session in every if not timetable.is_break(session))
    pieces = tuple(_piece(sessions[place : place + PIECE], timetable) for place in range(0, len(sessions), PIECE))
    modified_at = max((s.revised_at for s in sessions if s.revised_at), default=None)
    return Order(ref(timetable), timetable.programme, pieces, len(sessions), modified_at)


def next_order(last: Order, timetable: Timetable, since: Succession) -> Order | None:
    """The same as `made_order` but for where the pieces end, in a fraction of its time.

    None where it does not follow from the last one, or too much is new.
    """
    old, new = last.programme, timetable.programme
    if (
        since.before is not old
        or since.programme is not new
        or old.types != new.types
        or old.tombstones != new.tombstones
    ):
        return None
    if len(since.gone) + len(since.come) > _FEW:
        return None
    left = [session for session in since.gone if _stands(session, timetable)]
    joined = [session for session in since.come if _stands(session, timetable)]
    modified_at = _newest(last.modified_at, left, joined)
    pieces = list(last.pieces)
    if modified_at is None or not all(_taken_out(pieces, session) for session in left):
        return None
    if not all(_put_in(pieces, session, timetable) for session in joined):
        return None
    if old.people is not new.people:
        _name_anew(pieces, old, timetable)
    number = last.number - len(left) + len(joined)
    return Order(ref(timetable), new, tuple(pieces), number, modified_at)


def key(session: Session, timetable: Timetable) -> str:
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


def _is_shown(session: Session) -> bool:
    return is_timed(session) and session.visibility is not Visibility.BY_INVITATION


def _stands(session: Session, timetable: Timetable) -> bool:
    return _is_shown(session) and not timetable.is_break(session)


def _piece(sessions: Sequence[Session], timetable: Timetable) -> Piece:
    return Piece(sessions, [key(session, timetable) for session in sessions], {})


def _newest(before: datetime | None, left: Sequence[Session], joined: Sequence[Session]) -> datetime | None:
    """The newest change of all that stands there; None where it would have to be looked for."""
    revised = [session.revised_at for session in joined if session.revised_at]
    if before is None or len(revised) < len(joined):
        return None
    if any(session.revised_at == before for session in left) and all(at < before for at in revised):
        return None
    return max([*revised, before])


def _where(pieces: Sequence[Piece], session: Session) -> tuple[int, int]:
    """The piece a session stands in, or would, and its place there."""
    wanted = _start_and_uid(session)
    number = bisect_left(pieces, wanted, hi=len(pieces) - 1, key=lambda piece: _start_and_uid(piece.sessions[-1]))
    return number, bisect_left(pieces[number].sessions, wanted, key=_start_and_uid)


def _taken_out(pieces: list[Piece], session: Session) -> bool:
    if not pieces:
        return False
    number, place = _where(pieces, session)
    sessions, keys, _ = pieces[number]
    if place == len(sessions) or sessions[place] is not session:
        return False
    left = Piece([*sessions[:place], *sessions[place + 1 :]], [*keys[:place], *keys[place + 1 :]], {})
    pieces[number : number + 1] = [left] if left.keys else []
    return True


def _put_in(pieces: list[Piece], session: Session, timetable: Timetable) -> bool:
    """Puts it in its place, if there is room in that piece."""
    if not pieces:
        pieces.append(_piece([session], timetable))
        return True
    number, place = _where(pieces, session)
    sessions, keys, _ = pieces[number]
    pieces[number] = Piece(
        [*sessions[:place], session, *sessions[place:]], [*keys[:place], key(session, timetable), *keys[place:]], {}
    )
    return len(keys) < 2 * PIECE


def _name_anew(pieces: list[Piece], old: Programme, timetable: Timetable) -> None:
    """New keys where the sessions name somebody who came, went, or is another record than before."""
    known, known_now = {person.uid: person for person in old.people}, timetable.people
    others = {uid for uid in known.keys() | known_now.keys() if known.get(uid) is not known_now.get(uid)}
    for number, piece in enumerate(pieces):
        if any(link.person_uid in others for session in piece.sessions for link in session.people):
            again = _piece(piece.sessions, timetable)
            if again.keys != piece.keys:
                pieces[number] = again
