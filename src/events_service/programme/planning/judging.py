"""Conflicts that somebody has accepted: which one it is, and whether it still is what they decided on."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from events_service.programme.conflicts import Conflict, ConflictKind
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted
from events_service.programme.planning.twice import parts_of

_LONG = 24
"""Hexadecimal digits: enough that nobody meets the same twice."""


class Judged(NamedTuple):
    """The conflicts of a plan, and what has been accepted of them."""

    open: tuple[Conflict, ...]
    accepted: tuple[tuple[Conflict, Accepted], ...]
    changed: dict[str, Accepted]
    """By key, what was accepted of open ones before times or rooms changed."""
    settled: tuple[Accepted, ...]
    """What was accepted and is no conflict any more."""


def judge(plan: Plan, conflicts: Iterable[Conflict]) -> Judged:
    """Part those that are open from those that are accepted. One that has changed since is open again."""
    known = {accepted.key: accepted for accepted in plan.planning.accepted}
    still_open: list[Conflict] = []
    accepted: list[tuple[Conflict, Accepted]] = []
    changed: dict[str, Accepted] = {}
    for conflict in conflicts:
        decided = known.pop(key(conflict), None) if known else None
        if decided is not None and decided.judged_on == judged_on(plan, conflict):
            accepted.append((conflict, decided))
        else:
            still_open.append(conflict)
            if decided is not None:
                changed[decided.key] = decided
    return Judged(tuple(still_open), tuple(accepted), changed, tuple(known.values()))


def key(conflict: Conflict) -> str:
    """The same for the same kind, sessions and room, person or organization, in whatever order."""
    return _digest((conflict.kind.value, sorted(conflict.session_uids), conflict.with_uid))


def judged_on(plan: Plan, conflict: Conflict) -> str:
    """What somebody sees who decides: it differs as soon as the conflict is another one in fact."""
    return _digest(list(_facts(plan, conflict)))


def _facts(plan: Plan, conflict: Conflict) -> Iterator[Any]:
    yield conflict.severity, conflict.languages
    for uid in conflict.session_uids:
        session, taken = plan.sessions[uid], plan.by_uid.get(uid)
        yield taken[:2] if taken else None, session.room_uid
        if conflict.kind is ConflictKind.ROOM:
            yield taken.set_up if taken else None
        if conflict.kind in (ConflictKind.PERSON, ConflictKind.INTERPRETER):
            yield sorted(link.role.value for link in parts_of(session, conflict.with_uid or ""))
        if conflict.kind is ConflictKind.CAPACITY:
            yield session.internal.expected_audience if session.internal else None
    room = plan.rooms.get(conflict.with_uid or "")
    if room:
        yield room.capacity, room.booths
    if conflict.kind is ConflictKind.UNAVAILABLE:
        yield plan.available.get(conflict.with_uid or "")
    if conflict.kind is ConflictKind.VENUES:
        yield plan.planning.minutes_between_venues


def _digest(said: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:_LONG]
