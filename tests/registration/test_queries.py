"""Places left, as pages and other programs are told."""

import pytest

from events_service.database import DbSession
from events_service.programme.programme import OfferMode
from events_service.registration import records
from events_service.registration.cancellation import cancel, expire
from events_service.registration.queries import availability
from tests.registration.scenery import (
    FORUM,
    HELD,
    LATER,
    MARKET,
    NIGHT,
    NOW,
    WAITLISTED,
    WATER,
    change_offering,
    make_timetable,
    open_forum,
    register,
    seats,
    states,
)


def test_availability_counts_what_is_taken_and_who_waits(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=5, water=3, night=1, market=None)
    amina = register(db, timetable, "Amina", WATER, NIGHT, trusted=True)
    register(db, timetable, "Youssef", WATER, NIGHT)
    register(db, timetable, "Claire", NIGHT, trusted=True)

    assert availability(db, timetable, NOW) == {
        "event": {"capacity": 5, "confirmed": 2, "waitlisted": 0, "remaining": 2},
        "sessions": {
            "water": {"capacity": 3, "confirmed": 1, "waitlisted": 0, "remaining": 1},
            "night": {"capacity": 1, "confirmed": 1, "waitlisted": 2, "remaining": 0},
            "market": {"capacity": None, "confirmed": 0, "waitlisted": 0, "remaining": None},
        },
    }
    cancel(db, timetable, amina.id, NOW)
    assert availability(db, timetable, LATER)["sessions"]["water"] == {
        "capacity": 3,
        "confirmed": 0,
        "waitlisted": 0,
        "remaining": 3,
    }


def test_availability_of_what_cannot_be_joined_is_not_told(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, water={"mode": OfferMode.NONE, "capacity": 3})

    assert availability(db, timetable, NOW) == {"event": None, "sessions": {}}


def test_availability_when_overbooked_is_none_and_not_less(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, night=2)
    for name in ("Amina", "Youssef"):
        register(db, timetable, name, NIGHT, trusted=True)
    change_offering(db, NIGHT, capacity=1)

    assert availability(db, timetable, NOW)["sessions"]["night"]["remaining"] == 0


def test_repeats_take_no_place(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=5, night=2)
    for _ in range(3):
        register(db, timetable, "Amina", NIGHT)

    assert states(register(db, timetable, "Youssef", NIGHT)) == {"": "held", "night": "held"}
    assert states(register(db, timetable, "Claire", NIGHT)) == {"": "held", "night": "waitlisted"}


@pytest.mark.parametrize("registered", [True, False])
def test_t_enum_1_nobody_sees_from_the_numbers_who_is_registered(db: DbSession, *, registered: bool) -> None:
    """Whoever asks for Amina, twice, and then for themselves reads the same whether or not she is registered."""
    timetable = make_timetable()
    open_forum(db, timetable, event=9, water=5, night=1, market=None)
    register(db, timetable, "Amina" if registered else "Zineb", WATER, NIGHT, trusted=True)
    seen = [availability(db, timetable, NOW)]

    for name in ("Amina", "Amina", "Youssef"):
        seen.append(seats(register(db, timetable, name, WATER, NIGHT, MARKET)))
        seen.append(availability(db, timetable, NOW))
    while expired := records.list_expired(db, LATER, 100):
        for row in expired:
            expire(db, timetable, FORUM, row.id, LATER)
    seen.append(availability(db, timetable, LATER))

    held = (HELD, None)
    assert seen[1::2] == [{"": held, "water": held, "night": (WAITLISTED, n), "market": held} for n in (1, 2, 3)] + [
        seen[0]
    ]
    assert [told["event"]["remaining"] for told in seen[0::2]] == [8, 7, 6, 5]
    assert [told["sessions"]["water"]["remaining"] for told in seen[0::2]] == [4, 3, 2, 1]
    assert [told["sessions"]["night"]["waitlisted"] for told in seen[0::2]] == [0, 1, 2, 3]
    assert {told["sessions"]["market"]["remaining"] for told in seen[0::2]} == {None}
