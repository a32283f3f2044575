"""The same request again: the effect of once, and the same answer."""

from datetime import timedelta

import pytest

from events_service.database import Database, DbSession
from events_service.programme.timetable import Timetable
from events_service.registration import idempotency
from events_service.registration.admission import RegistrationClosed
from events_service.registration.idempotency import KeyReused, once
from events_service.registration.models import IdempotencyRow, RegistrationRow, SeatRow
from events_service.registration.outcome import Outcome
from tests.registration.scenery import (
    FORUM,
    NIGHT,
    NOW,
    WATER,
    change_offering,
    counts,
    mails,
    make_timetable,
    only_row,
    open_forum,
    register,
)

A_DAY = timedelta(hours=24)


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    timetable = make_timetable()
    open_forum(db, timetable, water=2, night=1)
    return timetable


def ask(
    db: DbSession, forum: Timetable, *, key: str = "one", digest: str = "a", actor: str = "public", name: str = "Amina"
) -> Outcome:
    return once(db, FORUM, actor, key, digest, NOW, lambda: register(db, forum, name, WATER))


def test_r5_the_same_key_and_body_has_the_effect_of_once(db: DbSession, forum: Timetable) -> None:
    first, again = (ask(db, forum) for _ in range(2))

    assert (again.id, again.state, again.seats) == (first.id, first.state, first.seats)
    assert counts(db, RegistrationRow, SeatRow, IdempotencyRow) == [1, 1, 1]
    assert len(mails(db)) == 1


def test_r5_the_answer_stays_the_same_when_things_have_changed(db: DbSession, forum: Timetable) -> None:
    first = ask(db, forum)
    change_offering(db, WATER, closes_at=NOW)

    assert ask(db, forum).seats == first.seats


def test_r5_the_same_key_with_another_body_is_refused(db: DbSession, forum: Timetable) -> None:
    ask(db, forum)

    with pytest.raises(KeyReused) as refused:
        ask(db, forum, digest="b")
    assert refused.value.status == 422
    assert counts(db, RegistrationRow) == [1]


def test_r5_keys_belong_to_an_actor(db: DbSession, forum: Timetable) -> None:
    ask(db, forum)
    other = ask(db, forum, actor="token", digest="b", name="Youssef")

    assert other.name == "Youssef"
    assert counts(db, RegistrationRow, IdempotencyRow) == [2, 2]


def test_without_a_key_every_request_is_a_new_one(db: DbSession, forum: Timetable) -> None:
    first, again = (ask(db, forum, key="") for _ in range(2))

    assert first.id != again.id
    assert counts(db, IdempotencyRow) == [0]


def test_r5_refusals_are_not_kept(db: DbSession, forum: Timetable) -> None:
    change_offering(db, WATER, closes_at=NOW)
    with db.begin_nested() as savepoint:
        with pytest.raises(RegistrationClosed):
            ask(db, forum)
        savepoint.rollback()
    change_offering(db, WATER, closes_at=None)

    assert ask(db, forum).seats[0].slug == "water"


def test_the_stored_answer_holds_nobodys_name_or_address(db: DbSession, forum: Timetable) -> None:
    first = ask(db, forum)

    row = only_row(db, IdempotencyRow)
    assert row.registration_id == first.id
    assert "amina" not in row.answer.lower()


def test_answers_are_kept_for_a_day(db: DbSession, forum: Timetable) -> None:
    ask(db, forum)

    assert idempotency.has_old(db, NOW + A_DAY) is False
    assert idempotency.forget(db, NOW + A_DAY) == 0
    assert idempotency.has_old(db, NOW + A_DAY + timedelta(seconds=1)) is True
    assert idempotency.forget(db, NOW + A_DAY + timedelta(seconds=1)) == 1
    assert counts(db, IdempotencyRow, RegistrationRow) == [0, 1]


def test_f13_a_client_that_never_got_its_answer_asks_again(database: Database) -> None:
    """What was committed without anybody learning of it is found by the key."""
    timetable = make_timetable()
    database.write_now(lambda db: open_forum(db, timetable, night=1))

    def act(db: DbSession) -> Outcome:
        return once(db, FORUM, "public", "one", "a", NOW, lambda: register(db, timetable, "Amina", NIGHT))

    lost, found = database.write_now(act), database.write_now(act)

    assert found.id == lost.id
    with database.read() as db:
        assert counts(db, RegistrationRow, SeatRow) == [1, 1]
