"""The best free places for a session: free in fact, the best first, each with what speaks for and against it."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service import zones
from events_service.programme.conflicts import ConflictKind
from events_service.programme.planning.costs import Costs, ReasonKind
from events_service.programme.planning.finding import conflicts_of
from events_service.programme.planning.places import Place, Wish, best_places, not_before
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Planning
from events_service.programme.planning.starts import starts_for
from events_service.programme.programme import Internal, Session, SessionOrganizer, SessionStatus
from tests.factories.programme import FIRST_DAY, make_event, make_programme, make_room, make_track, make_type
from tests.programme.planning.plans import (
    EVENT,
    HALL,
    at,
    held,
    plan_of,
    set_up,
    there,
    with_people,
)

ONE_DAY = make_event(languages=("en",), end_on=FIRST_DAY)
OTHER = make_room(uid="other", slug="other", name={"en": "other"}, capacity=60)
LUNCH = make_type(uid="lunch", slug="lunch", name={"en": "Lunch"}, is_break=True)
WATER = make_track(uid="water", slug="water")


def places(session: Session, *others: Session, wish: Wish | None = None, most: int = 12, **changes: Any) -> list[Place]:
    parts: dict[str, Any] = {"event": ONE_DAY, "rooms": (HALL,)} | changes
    plan = plan_of(session, *others, **parts)
    return list(best_places(plan, session, wish, most))


def hours(found: list[Place]) -> list[float]:
    """When they begin, in hours of the first day."""
    return [(place.start_local - at(0)) / timedelta(hours=1) for place in found]


def costs(place: Place) -> dict[str, int]:
    return {reason.kind.value: reason.cost for reason in place.reasons if reason.cost}


def goods(place: Place) -> set[str]:
    return {reason.kind.value for reason in place.reasons if not reason.cost}


def test_first_is_the_nearest_free_time_in_the_same_room() -> None:
    session, other = held("a", 10, 11), held("b", 10.5, 12)

    first = places(session, other, wish=Wish(room_uid="hall"))[0]

    assert (first.room_uid, first.start_local, first.end_local) == ("hall", at(9.5), at(10.5))
    assert goods(first) == {"same_day", "same_room"}
    assert costs(first) == {"other_time": 3, "off_hours": 10}


def test_place_it_has_is_not_proposed() -> None:
    session = held("a", 10, 11)

    assert 10 not in hours(places(session, wish=Wish(room_uid="hall"), most=100))


def test_room_that_is_taken_or_being_prepared_is_not_free() -> None:
    session = held("a", None, day_on=FIRST_DAY, internal=Internal(setup_minutes=30))
    others = held("b", 9, 13), held("c", 15, 18.5, **set_up(15))

    # Half an hour after the first one's end for its own preparation, an hour before the second one's begins.
    assert hours(places(session, *others, wish=Wish(room_uid="hall", minutes=60), most=100)) == [13.5, 13.75]


def test_cancelled_sessions_take_nothing() -> None:
    session = held("a", None, day_on=FIRST_DAY)

    found = places(session, held("b", 9, 18, status=SessionStatus.CANCELLED), most=100, wish=Wish(room_uid="hall"))

    assert len(found) == 33


def test_room_is_available() -> None:
    planning = Planning({"hall": there((9, 11.25))})
    session = held("a", None, day_on=FIRST_DAY)

    found = places(session, planning=planning, most=100, wish=Wish(room_uid="hall"))

    assert hours(found) == [9, 9.25, 9.5, 9.75, 10, 10.25]


def test_starts_are_quarter_hours_and_where_others_begin_and_end_in_steps_of_five_minutes() -> None:
    session = held("a", None, day_on=FIRST_DAY)
    others = held("b", 9 + 50 / 60, 11 + 37 / 60, "room")

    found = sorted(
        place.start_local.strftime("%H:%M") for place in places(session, others, wish=Wish(room_uid="hall"), most=100)
    )

    assert found[:6] == ["09:00", "09:15", "09:30", "09:45", "09:50", "10:00"]
    assert "11:40" in found
    assert "11:35" not in found


def test_preparation_begins_where_another_session_ends() -> None:
    session = held("a", None, day_on=FIRST_DAY, internal=Internal(setup_minutes=10))
    other = held("b", 9, 11 + 40 / 60)

    first = min(place.start_local for place in places(session, other, wish=Wish(room_uid="hall", minutes=60), most=100))

    assert first == at(11 + 50 / 60)


def test_session_keeps_its_length_or_has_that_of_its_type() -> None:
    workshop: dict[str, Any] = {"type_uid": "workshop"}

    def lengths(session: Session, *others: Session, wish: Wish | None = None) -> set[timedelta]:
        return {place.end_local - place.start_local for place in places(session, *others, wish=wish)}

    assert lengths(held("a", 10, 11.5)) == {timedelta(minutes=90)}
    assert lengths(held("a", None)) == lengths(held("a", 10, None)) == {timedelta(hours=1)}
    assert lengths(held("a", None, **workshop), held("b", 9, 11, "room", **workshop)) == {timedelta(hours=2)}
    assert lengths(held("a", 10, 11.5), wish=Wish(minutes=20)) == {timedelta(minutes=20)}


def test_person_who_is_elsewhere_costs_more_than_any_room() -> None:
    amina = with_people("amina")
    session = held("a", 10, 11, **amina)

    found = places(session, held("b", 9, 12, "room", **amina), wish=Wish(room_uid="hall"), most=100)

    best, worst = found[0], found[-1]
    assert "people_free" in goods(best)
    assert best.start_local == at(12)
    assert costs(worst)["person_elsewhere"] == 100
    reason = worst.reasons[0]
    assert (reason.kind, reason.with_uid, reason.session_uid) == (ReasonKind.PERSON_ELSEWHERE, "amina", "b")


def test_person_who_is_not_there_yet() -> None:
    session = held("a", 9, 10, **with_people("minister"))

    found = places(session, planning=Planning({"minister": there((11, 18))}), wish=Wish(room_uid="hall"))

    assert found[0].start_local == at(11)
    assert "people_free" in goods(found[0])


def test_way_between_venues() -> None:
    amina = with_people("amina")
    session = held("a", None, day_on=FIRST_DAY, **amina)
    plan = plan_of(session, held("b", 10, 11, "tent", **amina), event=ONE_DAY)

    (at_once,) = (
        place for place in best_places(plan, session, Wish(room_uid="hall"), 100) if place.start_local == at(11)
    )
    (later,) = (
        place for place in best_places(plan, session, Wish(room_uid="hall"), 100) if place.start_local == at(11.25)
    )

    assert costs(at_once)["way"] == 40
    assert "way" not in costs(later)


@pytest.mark.parametrize(
    ("expected", "cost"),
    [(None, {}), (500, {}), (501, {"too_small": 60}), (167, {}), (166, {"too_large": 5})],
)
def test_room_suits_those_expected(expected: int | None, cost: dict[str, int]) -> None:
    session = held("a", None, day_on=FIRST_DAY, internal=Internal(expected_audience=expected))

    first = places(session)[0]

    assert costs(first) == cost
    assert ("large_enough" in goods(first)) is (expected in (500, 167))


def test_booths_for_the_languages() -> None:
    def first(*into: str) -> Place:
        return places(held("a", None, day_on=FIRST_DAY, languages=("en",), interpretation=into))[0]

    assert "booths" in goods(first("fr", "ar"))
    assert costs(first("fr", "ar", "es")) == {"booths_lacking": 30}


def test_day_it_was_planned_for() -> None:
    session = held("a", None, day_on=FIRST_DAY + timedelta(days=1))

    found = places(session, event=EVENT, wish=Wish(room_uid="hall"), most=500)

    assert {place.start_local.date(): costs(place) for place in found} == {
        FIRST_DAY: {"other_day": 20},
        FIRST_DAY + timedelta(days=1): {},
        FIRST_DAY + timedelta(days=2): {"other_day": 20},
    }
    assert found[0].start_local.date() == FIRST_DAY + timedelta(days=1)
    only = places(session, event=EVENT, wish=Wish(day=FIRST_DAY), most=500)
    assert {place.start_local.date() for place in only} == {FIRST_DAY}


def test_organizer_track_and_break_at_that_time() -> None:
    own: dict[str, Any] = {"organizers": (SessionOrganizer("arm"),), "track_uid": "water"}
    session = held("a", None, day_on=FIRST_DAY, **own)
    others = held("b", 9, 12, "room", **own), held("c", 12, 14, "tent", type_uid="lunch"), held("d", 9, 18, "room")
    plan = plan_of(session, *others, event=ONE_DAY, types=(LUNCH,), tracks=(WATER,))

    found = {
        place.start_local: costs(place) for place in best_places(plan, session, Wish(room_uid="hall", minutes=60), 100)
    }

    assert found[at(10)] == {"organizer_elsewhere": 10, "track_parallel": 8}
    assert found[at(12)] == {"break": 15}
    assert found[at(14)] == {}


def test_room_of_the_track() -> None:
    track: dict[str, Any] = {"track_uid": "water"}
    session = held("a", None, day_on=FIRST_DAY, **track)
    others = [
        held(name, hour, hour + 1, room, **track)
        for name, hour, room in (("b", 9, "other"), ("c", 10, "other"), ("d", 11, "hall"))
    ]
    found = places(session, *others, rooms=(HALL, OTHER), tracks=(WATER,))

    assert (found[0].room_uid, "track_room" in goods(found[0])) == ("other", True)
    assert {costs(place).get("off_track") for place in found if place.room_uid == "hall"} == {4}


def test_list_is_neither_of_one_hour_nor_of_one_room() -> None:
    session = held("a", 10, 11)
    rooms = tuple(make_room(uid=f"r{n}", slug=f"r{n}", name={"en": f"r{n}"}, position=n) for n in range(9))

    found = places(session, rooms=rooms)

    assert len(found) == 12
    assert max(hours(found).count(hour) for hour in hours(found)) == 3
    for room in rooms:
        starts = sorted(hours([place for place in found if place.room_uid == room.uid]))
        assert all(later - earlier >= 1 for earlier, later in pairwise(starts))


def test_no_place_is_free() -> None:
    assert places(held("a", None, day_on=FIRST_DAY), held("b", 0, 24)) == []
    assert places(held("a", None), rooms=()) == []


def test_hours_that_come_twice_or_never_are_left_out() -> None:
    event = make_event(
        timezone="Europe/Paris", start_on=date(2025, 10, 26), end_on=date(2025, 10, 26), languages=("en",)
    )
    midnight = datetime.combine(date(2025, 10, 26), datetime.min.time())
    times: dict[str, Any] = {
        "start_local": midnight + timedelta(minutes=30),
        "end_local": midnight + timedelta(hours=1),
    }
    session = held("a", None, day_on=date(2025, 10, 26))
    plan = plan_of(session, held("b", 0, **times), event=event, rooms=(HALL,))

    night = [start.start_local for start in starts_for(plan, session) if start.start_local.hour < 4]

    # Half an hour from half past one would end when the hour that comes twice begins.
    assert [start.strftime("%H:%M") for start in night] == [
        "00:30",
        "00:45",
        "01:00",
        "01:15",
        "03:00",
        "03:15",
        "03:30",
        "03:45",
    ]


def test_long_event_is_looked_at_around_the_day_wished() -> None:
    event = make_event(languages=("en",), end_on=FIRST_DAY + timedelta(days=399))
    wished = FIRST_DAY + timedelta(days=200)

    days = {start.day for start in starts_for(plan_of(event=event), held("a", None, day_on=wished))}

    assert (len(days), min(days), max(days)) == (14, wished - timedelta(days=7), wished + timedelta(days=6))


_other = st.tuples(st.integers(34, 70), st.integers(0, 12), st.sampled_from(["hall", "room", "tent"]), st.booleans())


@given(st.lists(_other, max_size=8), st.booleans(), st.integers(0, 60))
def test_best_place_is_the_best_of_all_that_are_free(drawn: list[Any], timed: bool, minutes: int) -> None:
    amina = with_people("amina")
    session = held("a", 10 if timed else None, 11, **amina, internal=Internal(setup_minutes=minutes))
    session = session if timed else structs.replace(session, end_local=None)
    others = [
        held(f"s{number}", start / 4, (start + length) / 4, room, **amina if busy else {})
        for number, (start, length, room, busy) in enumerate(drawn)
    ]
    planning = Planning({"room": there((9, 13)), "amina": there((9, 17))})
    plan = plan_of(session, *others, event=ONE_DAY, planning=planning)

    expected = sorted(_all_free(plan, session))

    found = best_places(plan, session, most=10_000)
    assert [place.cost for place in found] == [cost for cost, _, _ in expected][: len(found)]
    assert {(place.cost, place.start_local, place.room_uid) for place in found} <= set(expected)
    assert len(found) == min(len(expected), 500)


def _all_free(plan: Plan, session: Session) -> list[tuple[int, datetime, str]]:
    """Every place that makes no conflict with its room, one by one."""
    in_the_way = {ConflictKind.ROOM, ConflictKind.OUTSIDE_DAYS}
    free = []
    for start in starts_for(plan, session):
        for room in plan.programme.rooms:
            moved = structs.replace(
                session, start_local=start.start_local, end_local=start.end_local, room_uid=room.uid
            )
            conflicts = conflicts_of(plan, moved)
            taken = any(each.kind in in_the_way or each.with_uid == room.uid for each in conflicts)
            if taken or (moved.start_local, moved.room_uid) == (session.start_local, session.room_uid):
                continue
            cost = Costs(plan, session).of(start, room)
            elsewhere = any(each.kind is ConflictKind.PERSON for each in conflicts)
            away = any((each.kind, each.with_uid) == (ConflictKind.UNAVAILABLE, "amina") for each in conflicts)
            assert cost // 100 >= elsewhere + away
            free.append((cost, start.start_local, room.uid))
    return free


def test_places_in_a_programme_of_any_size_are_free() -> None:
    programme = make_programme(300, days=2, rooms=12)
    plan = Plan(programme)

    for session in programme.sessions[:20]:
        for place in best_places(plan, session):
            moved = structs.replace(
                session, start_local=place.start_local, end_local=place.end_local, room_uid=place.room_uid
            )
            kinds = {each.kind for each in conflicts_of(plan, moved)}
            assert not kinds & {ConflictKind.ROOM, ConflictKind.OUTSIDE_DAYS}


def test_what_is_past_is_not_offered_while_the_event_lasts() -> None:
    session = held("a", 10, 11)
    plan = plan_of(session, event=ONE_DAY, rooms=(HALL,))
    noon = zones.to_instant(at(12), ONE_DAY.timezone)

    found = best_places(plan, session, Wish(after=not_before(plan, noon)), 100)

    assert min(place.start_local for place in found) == at(12)
    assert not_before(plan, noon + timedelta(days=2)) is None


def test_few_of_one_room_are_offered_while_there_are_others() -> None:
    rooms = tuple(make_room(uid=name, slug=name, name={"en": name}, capacity=60) for name in ("hall", *"bcde"))
    found = places(held("a", 10, 11), rooms=rooms)

    assert len(found) == 12
    assert max(Counter(place.room_uid for place in found).values()) == 3
