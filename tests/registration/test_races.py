"""Everybody at once, with real threads: each test once with nothing between, and where it matters once slowed down."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from events_service.database import Database, DbSession
from events_service.programme.live import Offering
from events_service.programme.offering import set_offering
from events_service.programme.programme import OfferMode
from events_service.registration import seats
from events_service.registration.admission import Offered, SessionCancelled
from events_service.registration.cancellation import cancel, expire
from events_service.registration.confirmation import confirm
from events_service.registration.idempotency import once
from events_service.registration.models import RegistrationState
from events_service.registration.outcome import Outcome
from events_service.registration.waitlist import promote
from tests.registration import scenery
from tests.registration.scenery import (
    CANCELLED,
    FORUM,
    LATER,
    NIGHT,
    NOW,
    REGISTRATION,
    SEAT,
    WATER,
    change_offering,
    mails,
    make_timetable,
    open_forum,
    stored_seats,
    stored_state,
    told,
)
from tests.support.racing import at_once

TIMETABLE = make_timetable()
count_offered = seats.count_offered


class Forum:
    """A forum that is really committed, and what people do there."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, **places: Any) -> None:
        self.database.write_now(lambda db: open_forum(db, TIMETABLE, **places))

    def register(self, name: str, *sessions: str, trusted: bool = True) -> Outcome:
        return self.database.write_now(lambda db: scenery.register(db, TIMETABLE, name, *sessions, trusted=trusted))

    def do(self, act: Callable[..., Any], *args: Any) -> Callable[[], Any]:
        return lambda: self.database.write_now(act, TIMETABLE, *args)

    def registering(self, name: str, *sessions: str, trusted: bool = True) -> Callable[[], Any]:
        return lambda: self.register(name, *sessions, trusted=trusted)

    def see(self, look: Callable[..., Any], *args: Any) -> Any:
        with self.database.read() as db:
            return look(db, *args)


@pytest.fixture
def forum(database: Database) -> Forum:
    return Forum(database)


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes between counting the places and taking one."""

    def count_and_pause(db: DbSession, *args: Any) -> dict[str, Offered]:
        offered = count_offered(db, *args)
        time.sleep(0.01)
        return offered

    monkeypatch.setattr(seats, "count_offered", count_and_pause)


@pytest.fixture
def blindly(monkeypatch: pytest.MonkeyPatch, forum: Forum, slowly: None) -> None:
    """Without what keeps acts apart: the row lock on PostgreSQL; on SQLite, places counted outside of the act."""
    if not forum.database.one_writing_process:
        monkeypatch.setattr(seats, "lock", lambda *_: None)
        return

    def count_elsewhere(_db: DbSession, *args: Any) -> dict[str, Offered]:
        with forum.database.read() as db:
            return count_offered(db, *args)

    monkeypatch.setattr(seats, "count_offered", count_elsewhere)


def rush(forum: Forum, people: int = 40) -> list[Outcome]:
    return at_once(*(forum.registering(f"Person {number}", NIGHT) for number in range(people)))


def placed(outcomes: list[Outcome]) -> int:
    return sum(outcome.seats[-1].position is None for outcome in outcomes)


@pytest.mark.usefixtures("slowly")
def test_t_race_1_last_places_are_given_once(forum: Forum) -> None:
    forum.open(night=10)

    outcomes = rush(forum)

    assert placed(outcomes) == 10
    assert sorted(o.seats[0].position for o in outcomes if o.seats[0].position) == list(range(1, 31))
    assert Counter(mail.kind for mail in forum.see(mails)) == {"confirmation": 10, "waitlisted": 30}
    assert forum.see(waiting_order) == [o.id for o in sorted(outcomes, key=position) if position(o)]


@pytest.mark.usefixtures("blindly")
def test_t_race_1_without_the_lock_they_are_given_more_than_once(forum: Forum) -> None:
    forum.open(night=10)

    assert placed(rush(forum)) > 10


@pytest.mark.usefixtures("slowly")
def test_t_race_1_places_in_the_event_are_given_once(forum: Forum) -> None:
    forum.open(event=10, night=None)

    outcomes = rush(forum)

    assert Counter(outcome.state.value for outcome in outcomes) == {"confirmed": 10, "waitlisted": 30}
    assert placed(outcomes) == 10


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize("trusted", [False, True])
def test_t_race_2_the_same_person_many_times_with_other_keys_is_registered_once(forum: Forum, trusted: bool) -> None:
    forum.open(night=10, water=10)

    outcomes = at_once(
        *(forum.registering("Amina", WATER if number % 2 else NIGHT, trusted=trusted) for number in range(12))
    )

    counted = forum.see(
        lambda db: db.execute(select(REGISTRATION.c.id).where(REGISTRATION.c.duplicate_of.is_(None))).all()
    )
    assert len(counted) == 1
    taken = forum.see(lambda db: db.execute(select(SEAT).where(SEAT.c.state != CANCELLED)).all())
    assert len(taken) == (2 if trusted else 1)
    assert len({outcome.id for outcome in outcomes}) == (1 if trusted else 12)


def test_t_race_2_the_same_person_many_times_with_the_same_key_is_answered_alike(forum: Forum) -> None:
    forum.open(night=10)

    def act(db: DbSession) -> Outcome:
        return scenery.register(db, TIMETABLE, "Amina", NIGHT)

    async def ask_together() -> list[Outcome]:
        asking = (once(forum.database, FORUM, "public", "key", "digest", NOW, act) for _ in range(12))
        return await asyncio.gather(*asking)

    outcomes = asyncio.run(ask_together())

    assert len({(outcome.id, outcome.state, outcome.seats) for outcome in outcomes}) == 1
    assert forum.see(lambda db: len(db.execute(select(REGISTRATION)).all())) == 1
    assert forum.see(mails) == [("confirm_address", "amina@example.org")]


def test_t_race_3_confirming_many_times_is_once(forum: Forum) -> None:
    forum.open(night=1)
    amina = forum.register("Amina", NIGHT, trusted=False)

    outcomes = at_once(*(forum.do(confirm, amina.id, NOW) for _ in range(8)))

    assert {outcome.state for outcome in outcomes} == {RegistrationState.CONFIRMED}
    assert forum.see(told, "Amina") == ["confirm_address", "confirmation"]


@pytest.mark.parametrize("number", range(5))
def test_t_race_4_confirm_and_cancel_end_cancelled(forum: Forum, number: int) -> None:
    forum.open(night=1)
    amina = forum.register("Amina", NIGHT, trusted=False)
    youssef = forum.register("Youssef", NIGHT)

    at_once(forum.do(confirm, amina.id, NOW), forum.do(cancel, amina.id, NOW))

    assert forum.see(stored_state, amina.id) is RegistrationState.CANCELLED
    assert forum.see(stored_seats, youssef.id) == {"night": "confirmed"}
    assert forum.see(told, "Amina") in (
        ["confirm_address"],
        ["confirm_address", "confirmation", "cancelled"],
    )


@pytest.mark.usefixtures("slowly")
def test_t_race_5_cancelling_together_moves_up_as_many_in_order(forum: Forum) -> None:
    forum.open(night=5)
    people = [forum.register(f"Person {number}", NIGHT) for number in range(15)]

    at_once(
        *(forum.do(cancel, person.id, NOW) for person in people[:5]),
        forum.do(promote, [NIGHT], NOW),
        forum.registering("Late", NIGHT),
    )

    found = [forum.see(stored_seats, person.id)["night"] for person in people]
    assert found == ["cancelled"] * 5 + ["confirmed"] * 5 + ["waitlisted"] * 5
    assert Counter(mail.kind for mail in forum.see(mails))["promoted"] == 5


@pytest.mark.parametrize("number", range(3))
def test_t_race_7_confirm_and_expire_agree(forum: Forum, number: int) -> None:
    forum.open(night=1)
    amina = forum.register("Amina", NIGHT, trusted=False)
    youssef = forum.register("Youssef", NIGHT)

    at_once(forum.do(confirm, amina.id, LATER), forum.do(expire, FORUM, amina.id, LATER))

    states = {person.name: forum.see(stored_seats, person.id)["night"] for person in (amina, youssef)}
    assert states["Youssef"] == "confirmed"
    assert states["Amina"] == "waitlisted"


@pytest.mark.usefixtures("slowly")
def test_t_race_8_a_limit_set_while_people_register_holds_for_those_after(forum: Forum) -> None:
    forum.open(night=None)

    def limit(db: DbSession) -> int:
        set_offering(db, FORUM, Offering(NIGHT, OfferMode.REGISTRATION, 5))
        return scenery.confirmed_in(db, NIGHT)

    *outcomes, then = at_once(
        *(forum.registering(f"Person {number}", NIGHT) for number in range(30)),
        lambda: forum.database.write_now(limit),
    )

    assert placed(outcomes) == forum.see(scenery.confirmed_in, NIGHT) == max(5, min(then, 30))


@pytest.mark.usefixtures("slowly")
def test_t_race_8_more_places_while_people_register_are_all_given(forum: Forum) -> None:
    forum.open(night=5)

    def raise_capacity(db: DbSession) -> None:
        set_offering(db, FORUM, Offering(NIGHT, OfferMode.REGISTRATION, 20))

    at_once(
        *(forum.registering(f"Person {number}", NIGHT) for number in range(30)),
        lambda: forum.database.write_now(raise_capacity),
    )
    forum.database.write_now(promote, TIMETABLE, [NIGHT], NOW)

    assert forum.see(scenery.confirmed_in, NIGHT) == 20


@pytest.mark.usefixtures("slowly")
def test_t_race_9_nobody_gets_into_a_session_that_is_cancelled_meanwhile(forum: Forum) -> None:
    forum.open(night=20)

    def suspend(db: DbSession) -> int:
        change_offering(db, NIGHT, suspended=True)
        return scenery.confirmed_in(db, NIGHT)

    *outcomes, then = at_once(
        *(forum.registering(f"Person {number}", NIGHT) for number in range(12)),
        lambda: forum.database.write_now(suspend),
    )

    registered = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
    assert len(registered) == then == forum.see(scenery.confirmed_in, NIGHT)
    assert {type(outcome) for outcome in outcomes if outcome not in registered} <= {SessionCancelled}


def test_t_race_17_a_place_given_back_many_times_is_free_once(forum: Forum) -> None:
    forum.open(night=2)
    amina, _, *waiting = [forum.register(f"Person {number}", NIGHT) for number in range(6)]

    at_once(*(forum.do(cancel, amina.id, NOW) for _ in range(6)), *(forum.do(promote, [NIGHT], NOW) for _ in range(4)))

    assert [forum.see(stored_seats, person.id)["night"] for person in waiting] == ["confirmed"] + ["waitlisted"] * 3
    assert Counter(mail.kind for mail in forum.see(mails)) == {
        "confirmation": 2,
        "waitlisted": 4,
        "promoted": 1,
        "cancelled": 1,
    }


def test_acts_that_cross_wait_for_one_another_and_do_not_block(forum: Forum) -> None:
    """Event places and sessions freed and filled from both sides: nothing is refused, nothing is left."""
    forum.open(event=6, night=3, water=3)
    people = [forum.register(f"Person {number}", NIGHT, WATER) for number in range(12)]

    results = at_once(
        *(forum.do(cancel, person.id, NOW, session) for person, session in crossing(people)),
        *(forum.registering(f"Late {number}", WATER, NIGHT) for number in range(6)),
        *(forum.do(promote, [NIGHT, WATER], NOW) for _ in range(3)),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    for uid, capacity in (("", 6), (NIGHT, 3), (WATER, 3)):
        assert forum.see(scenery.confirmed_in, uid) == capacity


def crossing(people: list[Outcome]) -> Iterator[tuple[Outcome, str | None]]:
    yield people[0], None
    yield people[1], NIGHT
    yield people[2], WATER
    yield people[3], None
    yield people[7], None


def position(outcome: Outcome) -> int:
    return outcome.seats[-1].position or 0


def waiting_order(db: DbSession) -> list[str]:
    rows = db.execute(select(SEAT.c.registration_id).where(SEAT.c.state == "waitlisted").order_by(SEAT.c.id))
    return list(rows.scalars())
