"""Giving places back, by the link or by the clock."""

from datetime import timedelta

import pytest

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.programme.timetable import Timetable
from events_service.registration.cancellation import cancel, expire
from events_service.registration.models import RegistrationState
from tests.registration.scenery import (
    CANCELLED,
    CONFIRMED,
    FORUM,
    HELD,
    LATER,
    MARKET,
    NIGHT,
    NOW,
    WAITLISTED,
    WATER,
    Mail,
    letters,
    mails,
    make_timetable,
    open_forum,
    register,
    states,
    stored_seats,
    stored_state,
    told,
)


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    timetable = make_timetable()
    open_forum(db, timetable, water=2, night=1, market=None)
    return timetable


def test_cancel_gives_everything_back_and_says_so(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", WATER, NIGHT, trusted=True)

    outcome = cancel(db, forum, amina.id, NOW)

    assert (outcome.state, states(outcome)) == (
        RegistrationState.CANCELLED,
        {"water": "cancelled", "night": "cancelled"},
    )
    assert told(db, "Amina") == ["confirmation", "cancelled"]
    assert letters(db)[-1].context["whole"] is True


@pytest.mark.parametrize("session", [NIGHT, None])
def test_em_14_unconfirmed_address_is_sent_nothing_when_places_are_given_back(
    db: DbSession, forum: Timetable, session: str | None
) -> None:
    amina = register(db, forum, "Amina", WATER, NIGHT, trusted=False)

    outcome = cancel(db, forum, amina.id, NOW, session)

    assert states(outcome)["night"] == "cancelled"
    assert told(db, "Amina") == ["confirm_address"]


def test_cancel_one_session_keeps_the_others(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", WATER, NIGHT, trusted=True)

    outcome = cancel(db, forum, amina.id, NOW, NIGHT)

    assert (outcome.state, states(outcome)) == (
        RegistrationState.CONFIRMED,
        {"water": "confirmed", "night": "cancelled"},
    )
    letter = letters(db)[-1]
    assert (letter.kind, letter.context["whole"]) == ("cancelled", False)
    assert [session["title"]["en"] for session in letter.context["sessions"]] == ["About night"]


def test_cancel_the_last_session_is_the_whole_registration(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", WATER, NIGHT, trusted=True)
    cancel(db, forum, amina.id, NOW, NIGHT)

    assert cancel(db, forum, amina.id, NOW, WATER).state is RegistrationState.CANCELLED


def test_cancel_the_last_session_keeps_the_place_in_the_event(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=1)
    amina = register(db, timetable, "Amina", WATER, trusted=True)

    outcome = cancel(db, timetable, amina.id, NOW, WATER)

    assert (outcome.state, states(outcome)) == (RegistrationState.CONFIRMED, {"": "confirmed", "water": "cancelled"})


@pytest.mark.parametrize("session", [None, NIGHT, MARKET])
def test_cancel_twice_is_once(db: DbSession, forum: Timetable, session: str | None) -> None:
    amina = register(db, forum, "Amina", WATER, NIGHT, trusted=True)

    first, second = (cancel(db, forum, amina.id, NOW, session) for _ in range(2))

    assert first == second
    assert told(db, "Amina").count("cancelled") == (session != MARKET)


def test_cancel_moves_the_next_up_and_tells_them(db: DbSession, forum: Timetable) -> None:
    amina, youssef, claire = (register(db, forum, name, NIGHT, trusted=True) for name in ("Amina", "Youssef", "Claire"))

    cancel(db, forum, amina.id, NOW)

    assert [stored_seats(db, person.id)["night"] for person in (amina, youssef, claire)] == [
        CANCELLED,
        CONFIRMED,
        WAITLISTED,
    ]
    assert mails(db)[-2:] == [Mail("promoted", "youssef@example.org"), Mail("cancelled", "amina@example.org")]


def test_cancel_on_the_waiting_list_moves_nobody(db: DbSession, forum: Timetable) -> None:
    amina, youssef = (register(db, forum, name, NIGHT, trusted=True) for name in ("Amina", "Youssef"))

    cancel(db, forum, youssef.id, NOW)

    assert stored_seats(db, amina.id) == {"night": CONFIRMED}
    assert told(db, "Amina") == ["confirmation"]


def test_cancel_in_another_event_is_not_found(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", WATER, trusted=True)

    with pytest.raises(NotFound):
        cancel(db, make_timetable(slug="other"), amina.id, NOW)


# By the clock


def test_expire_gives_held_places_to_those_who_wait_and_tells_only_them(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT)
    youssef = register(db, forum, "Youssef", NIGHT, trusted=True)

    assert expire(db, forum, FORUM, amina.id, LATER) is True

    assert stored_state(db, amina.id) is RegistrationState.EXPIRED
    assert stored_seats(db, youssef.id) == {"night": CONFIRMED}
    assert (told(db, "Amina"), told(db, "Youssef")) == (["confirm_address"], ["waitlisted", "promoted"])


def test_expire_before_its_time_does_nothing(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT)

    assert expire(db, forum, FORUM, amina.id, LATER - timedelta(seconds=1)) is False

    assert stored_state(db, amina.id) is RegistrationState.UNCONFIRMED
    assert stored_seats(db, amina.id) == {"night": HELD}


def test_t_race_7_expire_after_confirming_does_nothing(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)

    assert expire(db, forum, FORUM, amina.id, LATER) is False
    assert stored_seats(db, amina.id) == {"night": CONFIRMED}


def test_expire_what_only_answered_alike_tells_nobody(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)
    alike = register(db, forum, "Amina", NIGHT)
    before = mails(db)

    assert expire(db, forum, FORUM, alike.id, LATER) is True

    assert stored_state(db, alike.id) is RegistrationState.EXPIRED
    assert stored_seats(db, alike.id) == {}
    assert stored_seats(db, amina.id) == {"night": CONFIRMED}
    assert mails(db) == before


def test_expired_wishes_do_not_lengthen_the_waiting_list(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", NIGHT, trusted=True)
    youssef = register(db, forum, "Youssef", NIGHT)
    expire(db, forum, FORUM, youssef.id, LATER)

    claire = register(db, forum, "Claire", NIGHT, now=LATER)

    assert [seat.position for seat in claire.seats] == [1]


def test_expire_in_an_event_that_is_no_longer_public(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT)
    youssef = register(db, forum, "Youssef", NIGHT, trusted=True)

    assert expire(db, None, FORUM, amina.id, LATER) is True

    assert stored_seats(db, youssef.id) == {"night": WAITLISTED}
