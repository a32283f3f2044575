"""The button behind the mailed link: once, twice, late, and when things have changed meanwhile."""

from datetime import timedelta

import pytest

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.programme.timetable import Timetable
from events_service.registration.admission import RegistrationClosed, SessionCancelled
from events_service.registration.cancellation import cancel, expire
from events_service.registration.confirmation import confirm
from events_service.registration.models import RegistrationRow, RegistrationState
from tests.registration.scenery import (
    CONFIRMED,
    EVENT,
    FORUM,
    HELD,
    LATER,
    MARKET,
    NIGHT,
    NOW,
    WAITLISTED,
    WATER,
    change_offering,
    letters,
    make_timetable,
    only_row,
    open_forum,
    register,
    seats,
    states,
    stored_seats,
    stored_state,
    told,
)

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    timetable = make_timetable()
    open_forum(db, timetable, water=2, night=1, market=None)
    return timetable


def test_confirm_makes_held_places_confirmed_ones(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", WATER, MARKET)

    outcome = confirm(db, forum, held.id, NOW + A_MINUTE)

    assert (outcome.state, states(outcome)) == (
        RegistrationState.CONFIRMED,
        {"market": "confirmed", "water": "confirmed"},
    )
    assert (outcome.expires_at, outcome.changes) == (None, 1)
    assert only_row(db, RegistrationRow).confirmed_at == NOW + A_MINUTE
    assert told(db, "Amina") == ["confirm_address", "confirmation"]


def test_t_race_3_confirm_twice_is_once(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", WATER)

    first, second = (confirm(db, forum, held.id, NOW + A_MINUTE) for _ in range(2))

    assert first == second
    assert told(db, "Amina") == ["confirm_address", "confirmation"]


def test_confirm_after_cancelling_stays_cancelled(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", WATER)
    cancel(db, forum, held.id, NOW)

    assert confirm(db, forum, held.id, NOW).state is RegistrationState.CANCELLED


def test_confirm_who_waits_may_move_up_from_then_on(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)
    youssef = register(db, forum, "Youssef", NIGHT)
    claire = register(db, forum, "Claire", NIGHT, trusted=True)

    waits = confirm(db, forum, youssef.id, NOW)
    cancel(db, forum, amina.id, NOW)

    assert (waits.state, seats(waits)) == (RegistrationState.CONFIRMED, {"night": (WAITLISTED, 1)})
    assert (stored_seats(db, youssef.id), stored_seats(db, claire.id)) == ({"night": CONFIRMED}, {"night": WAITLISTED})
    assert told(db, "Youssef") == ["confirm_address", "waitlisted", "promoted"]


def test_nobody_moves_up_before_the_address_is_confirmed(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)
    youssef = register(db, forum, "Youssef", NIGHT)
    claire = register(db, forum, "Claire", NIGHT, trusted=True)

    cancel(db, forum, amina.id, NOW)

    assert (stored_seats(db, youssef.id), stored_seats(db, claire.id)) == ({"night": WAITLISTED}, {"night": CONFIRMED})


def test_confirm_moves_up_at_once_where_a_place_is_free(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)
    youssef = register(db, forum, "Youssef", NIGHT)
    cancel(db, forum, amina.id, NOW)

    outcome = confirm(db, forum, youssef.id, NOW)

    assert seats(outcome) == {"night": (CONFIRMED, None)}
    assert told(db, "Youssef") == ["confirm_address", "confirmation"]


def test_confirm_after_the_hold_ran_out_takes_a_place_that_is_still_free(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", WATER)

    assert states(confirm(db, forum, held.id, LATER)) == {"water": "confirmed"}


@pytest.mark.parametrize("job_came_by", [False, True])
def test_confirm_too_late_waits_at_the_end(db: DbSession, forum: Timetable, job_came_by: bool) -> None:
    held = register(db, forum, "Amina", NIGHT, WATER)
    register(db, forum, "Youssef", NIGHT, now=LATER, trusted=True)
    register(db, forum, "Claire", NIGHT, now=LATER, trusted=True)
    if job_came_by:
        assert expire(db, forum, FORUM, held.id, LATER) is True

    outcome = confirm(db, forum, held.id, LATER)

    assert outcome.state is RegistrationState.CONFIRMED
    assert seats(outcome) == {"night": (WAITLISTED, 2), "water": (CONFIRMED, None)}
    assert told(db, "Amina") == ["confirm_address", "confirmation"]


def test_confirm_too_late_does_not_bring_back_what_was_given_back(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", NIGHT, WATER)
    cancel(db, forum, held.id, NOW, WATER)
    expire(db, forum, FORUM, held.id, LATER)

    assert states(confirm(db, forum, held.id, LATER)) == {"night": "confirmed", "water": "cancelled"}


def test_confirm_too_late_loses_what_is_closed_by_then(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", NIGHT, WATER)
    change_offering(db, NIGHT, closes_at=LATER)

    assert states(confirm(db, forum, held.id, LATER)) == {"night": "cancelled", "water": "confirmed"}


@pytest.mark.parametrize(
    ("change", "refused"), [({"closes_at": NOW}, RegistrationClosed), ({"suspended": True}, SessionCancelled)]
)
def test_confirm_too_late_where_everything_is_lost(
    db: DbSession, forum: Timetable, change: dict[str, object], refused: type[Exception]
) -> None:
    held = register(db, forum, "Amina", NIGHT)
    expire(db, forum, FORUM, held.id, LATER)
    change_offering(db, NIGHT, **change)

    with db.begin_nested() as savepoint:
        with pytest.raises(refused):
            confirm(db, forum, held.id, LATER)
        savepoint.rollback()

    assert stored_state(db, held.id) is RegistrationState.EXPIRED


def test_confirm_in_time_keeps_a_held_place_though_registration_has_closed(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", NIGHT)
    change_offering(db, NIGHT, closes_at=NOW)

    assert states(confirm(db, forum, held.id, NOW)) == {"night": "confirmed"}


def test_confirm_in_time_keeps_a_held_place_though_there_are_fewer_places(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", NIGHT)
    change_offering(db, NIGHT, capacity=0)

    assert states(confirm(db, forum, held.id, NOW)) == {"night": "confirmed"}


def test_confirm_after_registering_anew_is_the_newer_registration(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER)
    expire(db, forum, FORUM, first.id, LATER)
    second = register(db, forum, "Amina", WATER, now=LATER)

    assert confirm(db, forum, first.id, LATER).id == second.id
    assert stored_state(db, second.id) is RegistrationState.UNCONFIRMED


def test_confirm_who_waits_for_the_event_waits_for_all_of_it(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=5)
    amina = register(db, timetable, "Amina", trusted=True)
    youssef = register(db, timetable, "Youssef", WATER)

    waits = confirm(db, timetable, youssef.id, NOW)
    cancel(db, timetable, amina.id, NOW)

    assert (waits.state, seats(waits)) == (
        RegistrationState.WAITLISTED,
        {"": (WAITLISTED, 1), "water": (WAITLISTED, 1)},
    )
    assert stored_state(db, youssef.id) is RegistrationState.CONFIRMED
    assert stored_seats(db, youssef.id) == {"": CONFIRMED, "water": CONFIRMED}
    assert told(db, "Youssef") == ["confirm_address", "waitlisted", "promoted"]


def test_confirm_too_late_for_the_event_waits_for_all_of_it(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=5)
    held = register(db, timetable, "Amina", WATER)
    register(db, timetable, "Youssef", now=LATER, trusted=True)

    outcome = confirm(db, timetable, held.id, LATER)

    assert (outcome.state, seats(outcome)) == (
        RegistrationState.WAITLISTED,
        {"": (WAITLISTED, 1), "water": (WAITLISTED, 1)},
    )


@pytest.mark.parametrize(
    ("change", "refused"), [({"closes_at": LATER}, RegistrationClosed), ({"suspended": True}, SessionCancelled)]
)
def test_confirm_too_late_for_the_event_gives_no_place_in_its_sessions(
    db: DbSession, change: dict[str, object], refused: type[Exception]
) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=None)
    held = register(db, timetable, "Amina", WATER)
    register(db, timetable, "Youssef", now=LATER, trusted=True)
    change_offering(db, EVENT, **change)

    with db.begin_nested() as savepoint:
        with pytest.raises(refused):
            confirm(db, timetable, held.id, LATER)
        savepoint.rollback()

    assert "confirmed" not in stored_seats(db, held.id).values()


def test_confirm_in_another_event_is_not_found(db: DbSession, forum: Timetable) -> None:
    held = register(db, forum, "Amina", WATER)

    with pytest.raises(NotFound):
        confirm(db, make_timetable(slug="other"), held.id, NOW)
    assert stored_seats(db, held.id) == {"water": HELD}


def test_confirm_what_only_answered_alike_is_not_found(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", WATER)
    alike = register(db, forum, "Amina", WATER)

    with pytest.raises(NotFound):
        confirm(db, forum, alike.id, NOW)


def test_mail_lists_what_became_of_each_session_in_reading_order(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Youssef", NIGHT, trusted=True)
    held = register(db, forum, "Amina", NIGHT, WATER)
    confirm(db, forum, held.id, NOW)

    letter = letters(db)[-1]
    assert [(said["title"]["en"], said["state"], said["position"]) for said in letter.context["sessions"]] == [
        ("About water", "confirmed", None),
        ("About night", "waitlisted", 1),
    ]
