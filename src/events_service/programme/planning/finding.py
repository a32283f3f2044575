"""All conflicts of a plan, or those of one session as it is to be."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning import alone, twice
from events_service.programme.planning.plan import Plan
from events_service.programme.programme import Session

MOST = 1000
"""So many pairs of one kind are found; a programme in which everything is at one time has millions."""

_GRAVEST = {severity: number for number, severity in enumerate(Severity)}
_KINDS = {kind: number for number, kind in enumerate(ConflictKind)}
_NO_TIME = 1 << 60


class Found(NamedTuple):
    conflicts: tuple[Conflict, ...]
    """The gravest first, then by kind, then in order of time."""
    cut: bool = False
    """There are more of some kind."""


def find(plan: Plan, most: int = MOST) -> Found:
    """Every conflict of a plan; of what two sessions want, `most` of rooms, of people and of organizations."""
    found = [each for s in plan.programme.sessions for each in alone.conflicts_alone(plan, s, plan.by_uid.get(s.uid))]
    cut = False
    for of_pairs in (twice.room_conflicts, twice.person_conflicts, twice.organizer_conflicts):
        some = list(islice(of_pairs(plan), most + 1))
        cut = cut or len(some) > most
        found += some[:most]
    return Found(tuple(in_order(plan, found)), cut)


def conflicts_of(plan: Plan, session: Session) -> tuple[Conflict, ...]:
    """Those of one session as it is given, among all others as they are planned: what a move would make of it."""
    taken = plan.take(session)
    found = list(alone.conflicts_alone(plan, session, taken))
    if taken:
        found += twice.conflicts_with_others(plan, taken)
    starts = {session.uid: taken.start} if taken else {}
    return tuple(in_order(plan, found, starts))


def in_order(plan: Plan, conflicts: Iterable[Conflict], starts: dict[str, int] | None = None) -> list[Conflict]:
    def place(conflict: Conflict) -> tuple[int, int, int, tuple[str, ...], str]:
        first = conflict.session_uids[0]
        taken = plan.by_uid.get(first)
        start = (starts or {}).get(first, taken.start if taken else _NO_TIME)
        order = _GRAVEST[conflict.severity], _KINDS[conflict.kind]
        return (*order, start, conflict.session_uids, conflict.with_uid or "")

    return sorted(conflicts, key=place)
