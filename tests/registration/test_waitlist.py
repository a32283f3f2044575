"""Moving up: in order, once, within capacity, and never into what is cancelled or over."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from events_service.database import DbSession
from events_service.jobs.models import JobRow
from events_service.programme.jobs import PROMOTE
from events_service.programme.timetable import Timetable
from events_service.registration import waitlist
from events_service.registration.cancellation import cancel
from events_service.registration.models import RegistrationState
from events_service.registration.outcome import Outcome
from events_service.registration.waitlist import promote
from tests.registration.scenery import (
    CONFIRMED,
    EVENT,
    FORUM,
    NIGHT,
    NOW,
    WAITLISTED,
    WATER,
    change_offering,
    confirmed_in,
    letters,
    mails,
    make_timetable,
    only_row,
    open_forum,
    register,
    stored_seats,
    stored_state,
    told,
)

NAMES = ("Amina", "Youssef", "Claire", "Kofi", "Salma")


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    """One place in night, with five people for it."""
    timetable = make_timetable()
    open_forum(db, timetable, water=2, night=1, market=None)
    return timetable


@pytest.fixture
def people(db: DbSession, forum: Timetable) -> list[Outcome]:
    return [register(db, forum, name, NIGHT, trusted=True) for name in NAMES]


def states_in_night(db: DbSession, people: Iterable[Outcome]) -> str:
    """A letter for each: C for a place, w for waiting, x for given back."""
    letters = {"confirmed": "C", "waitlisted": "w", "cancelled": "x"}
    return "".join(letters[stored_seats(db, person.id)["night"]] for person in people)


def test_raising_the_capacity_moves_up_in_the_order_of_arrival(
    db: DbSession, forum: Timetable, people: list[Outcome]
) -> None:
    change_offering(db, NIGHT, capacity=3)

    promote(db, forum, [NIGHT], NOW)

    assert states_in_night(db, people) == "CCCww"
    assert [told(db, name)[1:] for name in NAMES] == [[], ["promoted"], ["promoted"], [], []]


def test_promote_twice_is_once(db: DbSession, forum: Timetable, people: list[Outcome]) -> None:
    change_offering(db, NIGHT, capacity=2)
    for _ in range(2):
        promote(db, forum, [NIGHT], NOW)

    assert states_in_night(db, people) == "CCwww"
    assert told(db, "Youssef") == ["waitlisted", "promoted"]


def test_r2_lowering_the_capacity_takes_nothing_and_stops_moving_up(
    db: DbSession, forum: Timetable, people: list[Outcome]
) -> None:
    change_offering(db, NIGHT, capacity=3)
    promote(db, forum, [NIGHT], NOW)
    change_offering(db, NIGHT, capacity=1)

    cancel(db, forum, people[0].id, NOW)
    assert states_in_night(db, people) == "xCCww"
    cancel(db, forum, people[1].id, NOW)
    assert states_in_night(db, people) == "xxCww"
    cancel(db, forum, people[2].id, NOW)
    assert states_in_night(db, people) == "xxxCw"


def test_no_limit_any_more_moves_everybody_up(db: DbSession, forum: Timetable, people: list[Outcome]) -> None:
    change_offering(db, NIGHT, capacity=None)

    promote(db, forum, [NIGHT], NOW)

    assert states_in_night(db, people) == "CCCCC"


@pytest.mark.parametrize("change", [{"suspended": True}, {"mode": "none"}])
def test_nobody_moves_up_into_what_is_cancelled_until_it_is_back(
    db: DbSession, forum: Timetable, people: list[Outcome], change: dict[str, object]
) -> None:
    change_offering(db, NIGHT, **change)
    cancel(db, forum, people[0].id, NOW)
    assert confirmed_in(db, NIGHT) == 0

    change_offering(db, NIGHT, suspended=False, mode="registration")
    promote(db, forum, [NIGHT], NOW)

    assert stored_seats(db, people[1].id) == {"night": CONFIRMED}


def test_moving_up_goes_on_after_registration_has_closed(
    db: DbSession, forum: Timetable, people: list[Outcome]
) -> None:
    change_offering(db, NIGHT, closes_at=NOW)

    cancel(db, forum, people[0].id, NOW)

    assert stored_seats(db, people[1].id) == {"night": CONFIRMED}


def test_nobody_moves_up_into_what_is_over(db: DbSession, forum: Timetable, people: list[Outcome]) -> None:
    end = forum.by_uid[NIGHT].end_at
    assert end is not None

    cancel(db, forum, people[0].id, end)
    assert confirmed_in(db, NIGHT) == 0
    promote(db, forum, [NIGHT], end - timedelta(seconds=1))

    assert stored_seats(db, people[1].id) == {"night": CONFIRMED}


def test_nobody_moves_up_in_an_event_that_is_over(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1)
    amina, youssef = (register(db, timetable, name, trusted=True) for name in ("Amina", "Youssef"))

    cancel(db, timetable, amina.id, NOW + timedelta(days=60))

    assert stored_state(db, youssef.id) is RegistrationState.WAITLISTED


def test_the_events_place_first_then_its_sessions_in_one_mail(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=1, night=1)
    amina = register(db, timetable, "Amina", WATER, trusted=True)
    youssef = register(db, timetable, "Youssef", WATER, NIGHT, trusted=True)

    cancel(db, timetable, amina.id, NOW)

    assert stored_state(db, youssef.id) is RegistrationState.CONFIRMED
    assert stored_seats(db, youssef.id) == {"": CONFIRMED, "night": CONFIRMED, "water": CONFIRMED}
    assert told(db, "Youssef") == ["waitlisted", "promoted"]
    promoted = next(letter for letter in letters(db) if letter.kind == "promoted")
    assert [session["title"]["en"] for session in promoted.context["sessions"]] == ["About water", "About night"]


def test_a_session_does_not_touch_the_place_in_the_event(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, night=1)
    amina = register(db, timetable, "Amina", NIGHT, trusted=True)
    youssef = register(db, timetable, "Youssef", NIGHT, trusted=True)

    cancel(db, timetable, amina.id, NOW, NIGHT)

    assert stored_state(db, youssef.id) is RegistrationState.WAITLISTED
    assert stored_seats(db, youssef.id) == {"": WAITLISTED, "night": WAITLISTED}


def test_who_gets_the_events_place_waits_for_sessions_where_they_came(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=2, night=1)
    amina = register(db, timetable, "Amina", NIGHT, trusted=True)
    kofi = register(db, timetable, "Kofi", trusted=True)
    youssef = register(db, timetable, "Youssef", NIGHT, trusted=True)
    cancel(db, timetable, kofi.id, NOW)
    claire = register(db, timetable, "Claire", NIGHT, trusted=True)

    cancel(db, timetable, amina.id, NOW)

    assert stored_seats(db, youssef.id) == {"": CONFIRMED, "night": CONFIRMED}
    assert stored_seats(db, claire.id) == {"": CONFIRMED, "night": WAITLISTED}


def test_more_than_one_act_may_move_are_left_to_a_job(
    db: DbSession, forum: Timetable, people: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waitlist, "AT_ONCE", 2)
    change_offering(db, NIGHT, capacity=4)

    promote(db, forum, [NIGHT], NOW)

    assert states_in_night(db, people) == "CCCww"
    assert only_row(db, JobRow, kind=PROMOTE).payload == {"event_uid": FORUM, "session_uid": NIGHT}
    promote(db, forum, [NIGHT], NOW)
    assert states_in_night(db, people) == "CCCCw"


def test_one_act_moves_no_more_of_several_sessions_together(
    db: DbSession, forum: Timetable, people: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_offering(db, WATER, capacity=0)
    thirsty = [register(db, forum, name, WATER, trusted=True) for name in ("Aziz", "Fatou")]
    monkeypatch.setattr(waitlist, "AT_ONCE", 3)
    for uid in (NIGHT, WATER):
        change_offering(db, uid, capacity=9)

    promote(db, forum, [NIGHT, WATER], NOW)

    moved = [stored_seats(db, one.id) for one in (*people, *thirsty)]
    assert sum(list(seats.values()).count(CONFIRMED) for seats in moved) == 1 + 3  # one had a place before
    assert only_row(db, JobRow, kind=PROMOTE).payload["session_uid"] in (NIGHT, WATER)


def test_promote_what_nobody_waits_for(db: DbSession, forum: Timetable) -> None:
    promote(db, forum, [EVENT, WATER], NOW)

    assert mails(db) == []
