"""What two sessions want at a time: a room, a person, an organization."""

from datetime import date, datetime
from typing import Any

import pytest

from events_service.programme.planning.planning import Planning
from events_service.programme.programme import EventRole, PersonRole, SessionOrganizer, SessionPerson, SessionStatus
from tests.factories.programme import make_event
from tests.programme.planning.plans import found, held, plan_of, set_up, with_people

AB = ("a", "b")


def test_room_wanted_twice_is_an_error() -> None:
    assert found(plan_of(held("a", 9, 11), held("b", 10, 12))) == [("error", "room", AB, "hall")]


def test_sessions_that_touch_do_not_overlap() -> None:
    assert found(plan_of(held("a", 9, 10), held("b", 10, 11))) == []


def test_room_that_is_prepared_while_it_is_in_use_is_a_warning() -> None:
    assert found(plan_of(held("a", 9, 10), held("b", 10.25, 11, **set_up(20)))) == [("warning", "room", AB, "hall")]
    assert found(plan_of(held("a", 9, 10), held("b", 10.25, 11, **set_up(15)))) == []


def test_long_set_up_reaches_back_over_several_sessions() -> None:
    sessions = held("a", 9, 10), held("b", 10, 11), held("c", 12, 13, **set_up(150))

    assert [each[2] for each in found(plan_of(*sessions))] == [("a", "c"), ("b", "c")]


def test_set_up_in_another_room_is_in_nobodys_way() -> None:
    assert found(plan_of(held("a", 9, 10), held("b", 10, 11, "room", **set_up(60)))) == []


@pytest.mark.parametrize("changes", [{"status": SessionStatus.CANCELLED}, {"room_uid": None}, {"start_local": None}])
def test_who_is_cancelled_or_has_no_room_or_no_time_is_in_nobodys_way(changes: dict[str, Any]) -> None:
    assert found(plan_of(held("a", 9, 11), held("b", 10, 12, **changes))) == []


def test_person_in_two_rooms_is_an_error() -> None:
    amina = with_people("amina")

    assert found(plan_of(held("a", 9, 11, **amina), held("b", 10, 12, "room", **amina))) == [
        ("error", "person", AB, "amina")
    ]


def test_person_who_is_to_be_confirmed_is_a_warning() -> None:
    sure, unsure = with_people("amina"), with_people("amina", unsure=True)

    assert found(plan_of(held("a", 9, 11, **sure), held("b", 10, 12, "room", **unsure))) == [
        ("warning", "person", AB, "amina")
    ]


def test_person_who_does_two_things_in_a_session_is_told_once() -> None:
    twice: dict[str, Any] = {"people": (SessionPerson("amina"), SessionPerson("amina", PersonRole.CHAIR))}

    assert found(plan_of(held("a", 9, 11, **twice))) == []
    assert found(plan_of(held("a", 9, 11, **twice), held("b", 10, 12, "room", **twice))) == [
        ("error", "person", AB, "amina")
    ]


def test_interpreter_of_two_sessions_is_told_as_an_interpreter() -> None:
    booth, speaker = with_people("sara", role=PersonRole.INTERPRETER), with_people("sara")

    assert found(plan_of(held("a", 9, 11, **booth), held("b", 10, 12, "room", **booth))) == [
        ("error", "interpreter", AB, "sara")
    ]
    assert found(plan_of(held("a", 9, 11, **booth), held("b", 10, 12, "room", **speaker))) == [
        ("error", "person", AB, "sara")
    ]


def test_organization_that_organizes_two_sessions_at_a_time_is_a_hint() -> None:
    own: dict[str, Any] = {"organizers": (SessionOrganizer("arm"),)}
    partner: dict[str, Any] = {"organizers": (SessionOrganizer("arm", EventRole.PARTNER),)}

    assert found(plan_of(held("a", 9, 11, **own), held("b", 10, 12, "room", **own))) == [
        ("hint", "organizer", AB, "arm")
    ]
    assert found(plan_of(held("a", 9, 11, **own), held("b", 10, 12, "room", **partner))) == []


@pytest.mark.parametrize(("start", "conflict"), [(10, True), (10.24, True), (10.25, False), (11, False)])
def test_too_little_time_to_get_to_another_venue(start: float, conflict: bool) -> None:
    amina = with_people("amina")

    expected = [("warning", "venues", AB, "amina")] if conflict else []
    assert found(plan_of(held("a", 9, 10, **amina), held("b", start, 12, "tent", **amina))) == expected


def test_time_between_venues_is_the_events_own() -> None:
    amina = with_people("amina")
    sessions = held("a", 9, 10, **amina), held("b", 10.5, 12, "tent", **amina)

    assert found(plan_of(*sessions, planning=Planning(minutes_between_venues=30))) == []
    assert [each[1] for each in found(plan_of(*sessions, planning=Planning(minutes_between_venues=31)))] == ["venues"]


def test_no_way_is_too_long_within_a_venue_or_to_nowhere() -> None:
    amina = with_people("amina")

    assert found(plan_of(held("a", 9, 10, **amina), held("b", 10, 12, "room", **amina))) == []
    assert found(plan_of(held("a", 9, 10, **amina), held("b", 10, 12, None, **amina))) == []


@pytest.mark.parametrize(("fold", "conflict"), [(0, True), (1, False)])
def test_hour_that_comes_twice_is_two_hours(fold: int, conflict: bool) -> None:
    event = make_event(
        timezone="Europe/Paris", start_on=date(2025, 10, 26), end_on=date(2025, 10, 26), languages=("en",)
    )
    first, last = (datetime.fromisoformat(f"2025-10-26T02:{minute}") for minute in ("15", "45"))
    times: dict[str, Any] = {"start_local": first, "end_local": last, "start_fold": fold, "end_fold": fold}
    sessions = held("a", 0, **times | {"start_fold": 0, "end_fold": 0}), held("b", 0, **times)

    assert [each[1] for each in found(plan_of(*sessions, event=event))] == (["room"] if conflict else [])
