"""All conflicts of a plan, or those of one session as it is to be."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning import alone, twice
from events_service.programme.planning.plan import Plan
from events_service.programme.programme import Session

MOST = 1000
"""So many of one kind are found; a programme in which everything is at one time has millions."""

_GRAVEST = {severity: number for number, severity in enumerate(Severity)}
_KINDS = {kind: number for number, kind in enumerate(ConflictKind)}
_NO_TIME = 1 << 60


class Found(NamedTuple):
    conflicts: tuple[Conflict, ...]
    """The gravest first, then by kind, then in order of time."""
    cut: bool = False
    """There are more than `MOST` of some kind."""


def find(plan: Plan, most: int = MOST) -> Found:
    """Every conflict of a plan, or `most` of what is about a room, about people, about organizations or one session."""
    found: list[Conflict] = []
    cut = False
    for some in _by_subject(plan):
        these = list(islice(some, most + 1))
        cut = cut or len(these) > most
        found += these[:most]
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


def _by_subject(plan: Plan) -> Iterator[Iterator[Conflict]]:
    yield twice.room_conflicts(plan)
    yield twice.person_conflicts(plan)
    yield twice.organizer_conflicts(plan)
    yield (
        conflict for s in plan.programme.sessions for conflict in alone.conflicts_alone(plan, s, plan.by_uid.get(s.uid))
    )
