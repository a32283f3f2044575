"""The rules of admission, over numbers and times alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.programme.programme import OfferMode
from events_service.registration.admission import (
    Admission,
    NotOffered,
    NotYetOpen,
    Offered,
    RegistrationClosed,
    SessionCancelled,
    admit,
    promotions,
    refusal,
)

NOW = datetime(2018, 11, 1, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
TITLE = {"en": "Water"}


def offered(**changes: Any) -> Offered:
    values: dict[str, Any] = {
        "session_uid": "",
        "mode": OfferMode.REGISTRATION,
        "capacity": 10,
        "opens_at": None,
        "closes_at": None,
        "suspended": False,
        "taken": 0,
        "waiting": 0,
        "queue": 0,
    }
    return Offered(**values | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"taken": 9}, Admission.PLACE),
        ({"taken": 10}, Admission.WAITLIST),
        ({"taken": 12}, Admission.WAITLIST),
        ({"taken": 9, "waiting": 1}, Admission.WAITLIST),
        ({"taken": 8, "waiting": 1}, Admission.PLACE),
        ({"taken": 9, "waiting": 0, "queue": 4}, Admission.PLACE),
        ({"capacity": 0}, Admission.WAITLIST),
        ({"capacity": None, "waiting": 3}, Admission.PLACE),
    ],
)
def test_admit(changes: dict[str, Any], expected: Admission) -> None:
    assert admit(offered(**changes)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"taken": 8, "waiting": 5}, 2),
        ({"taken": 8, "waiting": 1}, 1),
        ({"taken": 12, "waiting": 5}, 0),
        ({"capacity": None, "waiting": 5}, 5),
        ({"taken": 0, "waiting": 5, "suspended": True}, 0),
        ({"taken": 0, "waiting": 5, "mode": OfferMode.NONE}, 0),
    ],
)
def test_promotions(changes: dict[str, Any], expected: int) -> None:
    assert promotions(offered(**changes)) == expected


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_places_are_neither_oversold_nor_left_while_somebody_waits(capacity: int, taken: int, waiting: int) -> None:
    place = offered(capacity=capacity, taken=taken, waiting=waiting, queue=waiting)

    moved = promotions(place)

    assert moved <= max(0, capacity - taken)
    assert moved == waiting or taken + moved >= capacity
    if admit(place) is Admission.PLACE:
        assert taken + waiting < capacity


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"taken": 10}, None),
        ({"opens_at": NOW, "closes_at": NOW + A_SECOND}, None),
        ({"opens_at": NOW + A_SECOND}, NotYetOpen),
        ({"closes_at": NOW}, RegistrationClosed),
        ({"mode": OfferMode.NONE}, NotOffered),
        ({"suspended": True, "mode": OfferMode.NONE, "closes_at": NOW}, SessionCancelled),
    ],
)
def test_refusal(changes: dict[str, Any], expected: type[Exception] | None) -> None:
    refused = refusal(offered(**changes), TITLE, NOW)

    assert (None if refused is None else type(refused)) is expected


def test_refusal_of_what_was_never_offered() -> None:
    assert isinstance(refusal(None, TITLE, NOW), NotOffered)
