from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.programme.conflicts import Conflict, ConflictKind, count_conflicts, find_conflicts
from events_service.programme.programme import Session, SessionPerson, SessionStatus
from tests.factories.programme import FIRST_DAY, make_event, make_programme, make_session, programme_of

DAY = datetime.combine(FIRST_DAY, datetime.min.time())


def hall(name: str, start: float, end: float | None, **changes: Any) -> Session:
    """A session in the one hall, from and to an hour of the first day."""
    values: dict[str, Any] = {
        "uid": name,
        "title": {"en": name},
        "start_local": DAY + timedelta(hours=start),
        "end_local": None if end is None else DAY + timedelta(hours=end),
        "room_uid": "hall",
    }
    return make_session(**values | changes)


def found(*sessions: Session, **changes: Any) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(c.kind.value, c.session_uids, c.with_uid) for c in find_conflicts(programme_of(*sessions, **changes))]


def test_room_wanted_twice_at_a_time() -> None:
    assert found(hall("a", 9, 11), hall("b", 10, 12)) == [("room", ("a", "b"), "hall")]


def test_each_pair_that_overlaps_is_named() -> None:
    assert found(hall("a", 9, 12), hall("b", 9.5, 10), hall("c", 9.5, 11)) == [
        ("room", ("a", "b"), "hall"),
        ("room", ("a", "c"), "hall"),
        ("room", ("b", "c"), "hall"),
    ]


def test_sessions_that_touch_do_not_overlap() -> None:
    assert found(hall("a", 9, 10), hall("b", 10, 11), hall("c", 11, 12)) == []


@pytest.mark.parametrize("end", [None, 10, 9])
def test_session_without_a_later_end_is_a_moment(end: float | None) -> None:
    assert found(hall("before", 9, 10), hall("moment", 10, end), hall("after", 10 + 1 / 60, 11)) == []
    assert found(hall("moment", 10, end), hall("running", 9, 11)) == [("room", ("running", "moment"), "hall")]


def test_past_midnight_into_the_next_day() -> None:
    party, breakfast = hall("party", 22, 26), hall("breakfast", 25, 27)

    assert found(party, breakfast) == [("room", ("party", "breakfast"), "hall")]


def test_no_room_and_no_time_are_in_nobodys_way() -> None:
    assert found(hall("a", 9, 10, room_uid=None), hall("b", 9, 10, room_uid=None)) == []
    assert found(hall("a", 9, 10), hall("b", 9, None, start_local=None)) == []


def test_cancelled_sessions_are_in_nobodys_way() -> None:
    assert found(hall("a", 9, 10), hall("b", 9, 10, status=SessionStatus.CANCELLED)) == []
    assert found(hall("a", 9, 10), hall("b", 9, 10, status=SessionStatus.TENTATIVE)) == [("room", ("a", "b"), "hall")]


def test_person_wanted_in_two_rooms() -> None:
    links = (SessionPerson("amina"), SessionPerson("amina"))

    assert found(hall("a", 9, 11, people=links), hall("b", 10, 12, room_uid="other", people=links)) == [
        ("person", ("a", "b"), "amina")
    ]


def test_outside_the_days_of_the_event() -> None:
    event = make_event(end_on=FIRST_DAY + timedelta(days=1))

    assert found(
        hall("too early", -1, 0), hall("first", 0, 1), hall("last", 47.5, 50), hall("too late", 48, 49), event=event
    ) == [
        ("room", ("last", "too late"), "hall"),
        ("outside_days", ("too early",), None),
        ("outside_days", ("too late",), None),
    ]


def test_night_of_the_last_day_belongs_to_the_event() -> None:
    event = make_event(end_on=FIRST_DAY, day_change="04:00")

    assert found(hall("night", 27, 28), hall("morning", 28, 29), event=event) == [("outside_days", ("morning",), None)]


def test_kinds_in_order_and_within_each_by_time() -> None:
    person = (SessionPerson("amina"),)
    sessions = (hall("d", -2, 2, people=person), hall("c", -1, 3, people=person), hall("a", 1, 4))

    conflicts = find_conflicts(programme_of(*sessions))

    assert [c.kind for c in conflicts] == [
        *[ConflictKind.ROOM] * 3,
        ConflictKind.PERSON,
        *[ConflictKind.OUTSIDE_DAYS] * 2,
    ]
    assert [c.session_uids for c in conflicts] == [("d", "c"), ("d", "a"), ("c", "a"), ("d", "c"), ("d",), ("c",)]


def test_no_more_of_a_kind_than_asked_for() -> None:
    everything_at_once = [hall(f"s{number:03}", 9, 10) for number in range(300)]

    conflicts = find_conflicts(programme_of(*everything_at_once, hall("late", 999, 1000)), most=2)

    assert [(c.kind.value, c.session_uids) for c in conflicts] == [
        ("room", ("s000", "s001")),
        ("room", ("s000", "s002")),
        ("outside_days", ("late",)),
    ]


def night(name: str, start: str, start_fold: int, end: str, end_fold: int) -> Session:
    """In Paris, where on 26 October 2025 the hour from two to three comes twice."""
    times = (datetime.fromisoformat(f"2025-10-26T{clock}") for clock in (start, end))
    values = dict(zip(("start_local", "end_local"), times, strict=True))
    return hall(name, 0, None, **values, start_fold=start_fold, end_fold=end_fold)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (("02:15", 0, "02:45", 0), ("02:15", 1, "02:45", 1), False),
        (("02:30", 0, "02:20", 1), ("02:10", 1, "02:40", 1), True),
        (("01:30", 0, "02:30", 0), ("02:00", 1, "03:00", 0), False),
        (("01:30", 0, "02:30", 1), ("02:45", 0, "02:50", 0), True),
    ],
)
def test_hour_that_comes_twice_is_two_hours(
    one: tuple[str, int, str, int], other: tuple[str, int, str, int], overlap: bool
) -> None:
    event = make_event(timezone="Europe/Paris", start_on=date(2025, 10, 26), end_on=date(2025, 10, 26))

    conflicts = found(night("one", *one), night("other", *other), event=event)

    assert conflicts == ([("room", ("one", "other"), "hall")] if overlap else [])


def test_programme_made_without_overlaps_has_none() -> None:
    rooms = [c for c in find_conflicts(make_programme(200)) if c.kind is ConflictKind.ROOM]

    assert rooms == []


_hours = st.integers(-12, 40)
_session = st.tuples(_hours, st.one_of(st.none(), st.integers(-2, 12)), st.sampled_from(["", "x", "y"]), st.booleans())


@given(st.lists(_session, max_size=12))
def test_conflicts_agree_with_comparing_every_pair(drawn: list[tuple[int, int | None, str, bool]]) -> None:
    sessions = [
        hall(
            f"s{number:02}",
            start,
            None if length is None else start + length,
            room_uid=room or None,
            people=(SessionPerson("p"),) if person else (),
        )
        for number, (start, length, room, person) in enumerate(drawn)
    ]
    expected: Counter[Conflict] = Counter()
    for one, other in combinations(sorted(sessions, key=lambda s: (*_span(s), s.uid)), 2):
        if _span(other)[0] < _span(one)[1] and _span(one)[0] < _span(other)[1]:
            if one.room_uid and one.room_uid == other.room_uid:
                expected[Conflict(ConflictKind.ROOM, (one.uid, other.uid), one.room_uid)] += 1
            if one.people and other.people:
                expected[Conflict(ConflictKind.PERSON, (one.uid, other.uid), "p")] += 1

    programme = programme_of(*sessions)
    conflicts = find_conflicts(programme)
    assert Counter(conflict for conflict in conflicts if conflict.with_uid) == expected
    assert +count_conflicts(programme) == Counter(conflict.kind for conflict in conflicts)


def _span(session: Session) -> tuple[datetime, datetime]:
    assert session.start_local
    start, end = session.start_local, session.end_local or session.start_local
    return start, end if end > start else start + timedelta(minutes=1)
