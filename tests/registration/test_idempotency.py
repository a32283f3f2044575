"""The same request again: the effect of once, and the same answer."""

import asyncio
from datetime import timedelta

import pytest

from events_service.database import Database, DbSession
from events_service.registration import idempotency
from events_service.registration.admission import RegistrationClosed
from events_service.registration.idempotency import KeyReused, once
from events_service.registration.models import IdempotencyRow, RegistrationRow, SeatRow
from events_service.registration.outcome import Outcome
from tests.registration.scenery import (
    FORUM,
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
TIMETABLE = make_timetable()


@pytest.fixture
def forum(database: Database) -> Database:
    """Where two people can register for water; what they do is really committed."""
    database.write_now(lambda db: open_forum(db, TIMETABLE, water=2))
    return database


def ask(forum: Database, *, key: str = "one", digest: str = "a", actor: str = "public", name: str = "Amina") -> Outcome:
    def act(db: DbSession) -> Outcome:
        return register(db, TIMETABLE, name, WATER)

    return asyncio.run(once(forum, FORUM, actor, key, digest, NOW, act))


def rows(forum: Database) -> list[int]:
    with forum.read() as db:
        return [*counts(db, RegistrationRow, SeatRow, IdempotencyRow), len(mails(db))]


def close(forum: Database, **changes: object) -> None:
    forum.write_now(lambda db: change_offering(db, WATER, **{"closes_at": NOW} | changes))


def test_r5_the_same_key_and_body_has_the_effect_of_once(forum: Database) -> None:
    first, again = (ask(forum) for _ in range(2))

    assert (again.id, again.state, again.seats, again.generation) == (first.id, first.state, first.seats, 0)
    assert rows(forum) == [1, 1, 1, 1]


def test_r5_the_answer_stays_the_same_when_things_have_changed(forum: Database) -> None:
    first = ask(forum)
    close(forum)

    assert ask(forum).seats == first.seats


def test_r5_the_same_key_with_another_body_is_refused(forum: Database) -> None:
    ask(forum)

    with pytest.raises(KeyReused) as refused:
        ask(forum, digest="b", name="Youssef")
    assert refused.value.status == 422
    assert rows(forum) == [1, 1, 1, 1]


def test_r5_keys_belong_to_an_actor(forum: Database) -> None:
    ask(forum)
    other = ask(forum, actor="token", digest="b", name="Youssef")

    assert other.name == "Youssef"
    assert rows(forum) == [2, 2, 2, 2]


def test_without_a_key_every_request_is_a_new_one(forum: Database) -> None:
    first, again = (ask(forum, key="") for _ in range(2))

    assert first.id != again.id
    assert rows(forum) == [2, 2, 0, 2]


def test_r5_refusals_are_not_kept(forum: Database) -> None:
    close(forum)
    with pytest.raises(RegistrationClosed):
        ask(forum)
    assert rows(forum) == [0, 0, 0, 0]
    close(forum, closes_at=None)

    assert ask(forum).seats[0].slug == "water"


def test_the_stored_answer_holds_nobodys_name_or_address(forum: Database) -> None:
    first = ask(forum)

    with forum.read() as db:
        row = only_row(db, IdempotencyRow)
    assert row.registration_id == first.id
    assert "amina" not in row.answer.lower()


def test_answers_are_kept_for_a_day(forum: Database) -> None:
    ask(forum)

    with forum.read() as db:
        assert idempotency.has_old(db, NOW + A_DAY) is False
        assert idempotency.has_old(db, NOW + A_DAY + timedelta(seconds=1)) is True
    assert forum.write_now(idempotency.forget, NOW + A_DAY) == 0
    assert forum.write_now(idempotency.forget, NOW + A_DAY + timedelta(seconds=1)) == 1
    assert rows(forum) == [1, 1, 0, 1]
