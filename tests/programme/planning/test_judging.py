"""A conflict that was accepted stays accepted as long as it is the same in fact."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from events_service.programme.planning.finding import find
from events_service.programme.planning.judging import Judged, judge, judged_on, key
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted, Planning
from events_service.programme.programme import Internal, PersonRole, Session
from tests.programme.planning.plans import HALL, ROOM, TENT, at, held, plan_of, there, with_people

AMINA = with_people("amina")
A, B = held("a", 9, 11, **AMINA), held("b", 10, 12, "room", **AMINA)


def accepted(plan: Plan, number: int = 0) -> Accepted:
    conflict = find(plan).conflicts[number]
    return Accepted(
        key=key(conflict),
        kind=conflict.kind,
        session_uids=conflict.session_uids,
        with_uid=conflict.with_uid,
        judged_on=judged_on(plan, conflict),
        reason="She opens one and closes the other.",
        accepted_by="Alice",
        accepted_at=datetime(2018, 10, 1, tzinfo=UTC),
    )


def judged(decided: Accepted, *sessions: Session, **changes: Any) -> Judged:
    planning = structs.replace(changes.pop("planning", Planning()), accepted=(decided,))
    plan = plan_of(*sessions, planning=planning, **changes)
    return judge(plan, find(plan).conflicts)


def test_accepted_is_not_open() -> None:
    decided = accepted(plan_of(A, B))

    found = judged(decided, A, B)

    assert (found.open, found.changed, found.settled) == ((), {}, ())
    assert [(conflict.session_uids, one) for conflict, one in found.accepted] == [(("a", "b"), decided)]


@pytest.mark.parametrize(
    "changes",
    [
        {"start_local": at(9.5)},
        {"end_local": at(12.5)},
        {"room_uid": "tent"},
        with_people("amina", role=PersonRole.CHAIR),
        with_people("amina", unsure=True),
    ],
)
def test_accepted_comes_back_when_times_rooms_or_roles_change(changes: dict[str, Any]) -> None:
    decided = accepted(plan_of(A, B))

    found = judged(decided, A, structs.replace(B, **changes))

    assert ([each.with_uid for each in found.open], found.accepted) == (["amina"], ())
    assert list(found.changed.values()) == [decided]


def test_accepted_stays_when_something_else_changes() -> None:
    decided = accepted(plan_of(A, B))
    retitled = structs.replace(B, title={"en": "Rivers"}, internal=Internal(notes="Flowers", expected_audience=20))

    found = judged(decided, A, retitled, held("c", 9, 10, "tent"))

    assert (found.open, len(found.accepted)) == ((), 1)


def test_accepted_that_is_no_conflict_any_more_is_settled() -> None:
    decided = accepted(plan_of(A, B))

    found = judged(decided, A, structs.replace(B, people=()))

    assert (found.open, found.accepted, found.changed, found.settled) == ((), (), {}, (decided,))


def test_key_is_of_both_sessions_in_either_order() -> None:
    later = structs.replace(A, start_local=at(10.5))

    one, other = (find(plan_of(*sessions)).conflicts[0] for sessions in ((A, B), (later, B)))

    assert (one.session_uids, other.session_uids) == (("a", "b"), ("b", "a"))
    assert key(one) == key(other)


def test_capacity_comes_back_with_another_audience_or_room() -> None:
    session = held("a", 9, 10, "room", internal=Internal(expected_audience=60))
    decided = accepted(plan_of(session))
    more = structs.replace(session, internal=Internal(expected_audience=70))
    smaller = (HALL, structs.replace(ROOM, capacity=10), TENT)

    assert judged(decided, session).open == ()
    assert len(judged(decided, more).open) == len(judged(decided, session, rooms=smaller).open) == 1


def test_availability_comes_back_when_it_changes() -> None:
    session, planning = held("a", 9, 10, **AMINA), Planning({"amina": there((9.5, 12))})
    decided = accepted(plan_of(session, planning=planning))

    assert judged(decided, session, planning=planning).open == ()
    assert len(judged(decided, session, planning=Planning({"amina": there((9.75, 12))})).open) == 1


def test_set_up_comes_back_when_it_is_longer() -> None:
    def prepared(minutes: int) -> tuple[Session, Session]:
        return held("a", 9, 10), held("b", 10, 11, internal=Internal(setup_minutes=minutes))

    decided = accepted(plan_of(*prepared(10)))

    assert judged(decided, *prepared(10)).open == ()
    assert len(judged(decided, *prepared(20)).open) == 1
