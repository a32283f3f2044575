"""Places left, as pages and other programs are told."""

from events_service.database import DbSession
from events_service.programme.programme import OfferMode
from events_service.registration.cancellation import cancel
from events_service.registration.queries import availability
from tests.registration.scenery import LATER, NIGHT, NOW, WATER, change_offering, make_timetable, open_forum, register


def test_availability_counts_what_is_taken_and_who_waits(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=5, water=3, night=1, market=None)
    amina = register(db, timetable, "Amina", WATER, NIGHT, trusted=True)
    register(db, timetable, "Youssef", WATER, NIGHT)
    register(db, timetable, "Claire", NIGHT, trusted=True)

    assert availability(db, timetable, NOW) == {
        "event": {"capacity": 5, "confirmed": 2, "held": 1, "waitlisted": 0, "remaining": 2},
        "sessions": {
            "water": {"capacity": 3, "confirmed": 1, "held": 1, "waitlisted": 0, "remaining": 1},
            "night": {"capacity": 1, "confirmed": 1, "held": 0, "waitlisted": 2, "remaining": 0},
            "market": {"capacity": None, "confirmed": 0, "held": 0, "waitlisted": 0, "remaining": None},
        },
    }
    cancel(db, timetable, amina.id, NOW)
    assert availability(db, timetable, LATER)["sessions"]["water"] == {
        "capacity": 3,
        "confirmed": 0,
        "held": 0,
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


def test_duplicates_are_not_counted(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=5, night=2)
    for _ in range(3):
        register(db, timetable, "Amina", NIGHT)

    told = availability(db, timetable, NOW)
    assert (told["event"]["held"], told["sessions"]["night"]["held"]) == (1, 1)
