"""All conflicts in one order, the same however they are asked for, and quick."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.programme.conflicts import Conflict, ConflictKind
from events_service.programme.planning.finding import conflicts_of, find
from events_service.programme.planning.planning import Planning
from events_service.programme.programme import Internal, PersonRole, Session, SessionOrganizer, SessionPerson
from tests.programme.planning.plans import found, held, plan_of, there, with_people


def test_gravest_first_then_by_kind_then_in_order_of_time() -> None:
    amina = with_people("amina")
    sessions = (
        held("late", 20, 22, internal=Internal(expected_audience=600)),
        held("d", 14, 16, **amina),
        held("c", 15, 17, "tent", **amina),
        held("b", 9, 11),
        held("a", 10, 12),
        held("moved", 200, 201),
    )

    assert [each[:3] for each in found(plan_of(*sessions))] == [
        ("error", "room", ("b", "a")),
        ("error", "person", ("d", "c")),
        ("error", "outside_days", ("moved",)),
        ("warning", "capacity", ("late",)),
    ]


def test_no_more_of_a_kind_than_asked_for_and_told_so() -> None:
    everything_at_once = [held(f"s{number:03}", 9, 10) for number in range(300)]
    plan = plan_of(*everything_at_once)

    few = find(plan, most=2)

    assert ([each.session_uids for each in few.conflicts], few.cut) == ([("s000", "s001"), ("s000", "s002")], True)
    assert find(plan_of(*everything_at_once[:2]), most=1).cut is False


def test_no_error_is_hidden_by_hints_before_it() -> None:
    untitled = [held(f"s{number:03}", 9, 10, None, title={"fr": "Eau"}) for number in range(30)]

    found = find(plan_of(*untitled, held("late", 99, 100)), most=2)

    assert (len(found.conflicts), found.cut) == (31, False)
    assert found.conflicts[0].session_uids == ("late",)


def test_session_is_judged_as_it_is_to_be_among_the_others_as_they_are() -> None:
    a, b = held("a", 9, 10), held("b", 10, 11)
    plan = plan_of(a, b)

    moved = conflicts_of(plan, structs.replace(b, start_local=a.start_local))

    assert [(each.kind, each.session_uids) for each in moved] == [(ConflictKind.ROOM, ("a", "b"))]
    assert conflicts_of(plan, b) == ()


_session = st.tuples(
    st.integers(0, 20),
    st.one_of(st.none(), st.integers(-2, 8)),
    st.sampled_from(["hall", "room", "tent", None]),
    st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from(["speaker", "interpreter"]), st.booleans()), max_size=2),
    st.booleans(),
    st.integers(0, 6),
    st.integers(0, 70),
)


def _drawn(number: int, values: Any) -> Session:
    start, length, room, people, organizes, quarters, expected = values
    return held(
        f"s{number:02}",
        start / 2,
        None if length is None else (start + length) / 2,
        room,
        people=tuple(SessionPerson(uid, PersonRole(role), to_be_confirmed=unsure) for uid, role, unsure in people),
        organizers=(SessionOrganizer("arm"),) if organizes else (),
        internal=Internal(setup_minutes=quarters * 15, expected_audience=expected),
    )


PLANNING = Planning({"x": there((2, 6)), "room": there((1, 4), (5, 9))}, minutes_between_venues=40)


@given(st.lists(_session, max_size=9))
def test_conflicts_agree_with_comparing_every_pair_minute_by_minute(drawn: list[Any]) -> None:
    sessions = [_drawn(number, values) for number, values in enumerate(drawn)]
    plan = plan_of(*sessions, planning=PLANNING)

    expected = {
        (kind, frozenset((one.uid, other.uid)), with_uid)
        for one, other in combinations(sessions, 2)
        for kind, with_uid in _by_the_minute(one, other)
    }

    conflicts = find(plan).conflicts
    twice = [each for each in conflicts if len(each.session_uids) == 2]
    assert {(each.kind.value, frozenset(each.session_uids), each.with_uid) for each in twice} == expected
    assert len(twice) == len(expected)


@given(st.lists(_session, max_size=9))
def test_conflicts_of_each_session_are_those_of_the_plan(drawn: list[Any]) -> None:
    sessions = [_drawn(number, values) for number, values in enumerate(drawn)]
    plan = plan_of(*sessions, planning=PLANNING)
    conflicts = find(plan).conflicts

    def of(uid: str) -> list[Conflict]:
        return [each for each in conflicts if uid in each.session_uids]

    assert {s.uid: list(conflicts_of(plan, s)) for s in sessions} == {s.uid: of(s.uid) for s in sessions}


def _minutes(session: Session, before: int = 0) -> set[int]:
    """Every minute it takes, with so many before."""
    assert session.start_local
    start = session.start_local.hour * 60 + session.start_local.minute + 1440 * session.start_local.day
    end = session.end_local
    length = max(int((end - session.start_local).total_seconds() // 60), 0) if end else 0
    return set(range(start - before, start + (length or 1)))


def _by_the_minute(one: Session, other: Session) -> list[tuple[str, str]]:
    both = _minutes(one) & _minutes(other)
    conflicts = []
    if one.room_uid and one.room_uid == other.room_uid:
        assert one.internal
        assert other.internal
        prepared = _minutes(one, one.internal.setup_minutes or 0), _minutes(other, other.internal.setup_minutes or 0)
        if prepared[0] & prepared[1]:
            conflicts.append(("room", one.room_uid))
    for person in sorted({link.person_uid for link in one.people} & {link.person_uid for link in other.people}):
        roles = {link.role for s in (one, other) for link in s.people if link.person_uid == person}
        if both:
            conflicts.append(("interpreter" if roles == {PersonRole.INTERPRETER} else "person", person))
        elif one.room_uid and other.room_uid and "tent" in (one.room_uid, other.room_uid):
            near = _minutes(one) & {m + d for m in _minutes(other) for d in range(-40, 41)}
            if one.room_uid != other.room_uid and near:
                conflicts.append(("venues", person))
    if both and one.organizers and other.organizers:
        conflicts.append(("organizer", "arm"))
    return conflicts
