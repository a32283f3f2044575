"""One's own account: which logins last, and the password changed by two browsers at once. On both databases."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from events_service.accounts import passwords
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import set_password
from events_service.accounts.login import IDLE, LASTS, Current, WrongLogin, find_login, note_seen, sign_in
from events_service.accounts.own_account import (
    PasswordChanged,
    WrongPassword,
    change_password,
    end_login,
    end_other_logins,
    list_logins,
)
from events_service.database import Database, DbSession
from events_service.zones import now as the_time
from tests.accounts.people import NOW, PASSWORD, make_account

EMAIL = "alice@example.org"
NEW = "a better password"


@pytest.fixture(autouse=True)
def account(quick_hashes: None, database: Database) -> None:
    database.write_now(make_account, EMAIL)


def log_in(database: Database, later: timedelta = timedelta()) -> Current:
    begun = asyncio.run(sign_in(database, EMAIL, PASSWORD, "192.0.2.7", NOW + later))
    with database.read() as db:
        found = find_login(db, begun.cookie, NOW + later)
    assert found is not None
    return found


def lasting(database: Database, one: Current, later: timedelta = timedelta()) -> list[str]:
    with database.read() as db:
        return [login.id for login in list_logins(db, one.actor.id, NOW + later)]


def test_logins_are_listed_by_their_last_use_as_long_as_they_last(database: Database) -> None:
    first, second = log_in(database), log_in(database, timedelta(hours=1))
    database.write_now(note_seen, first.id, NOW + timedelta(hours=2))

    assert lasting(database, first, timedelta(hours=2)) == [first.id, second.id]
    assert lasting(database, first, timedelta(hours=1) + IDLE) == [first.id]
    assert lasting(database, first, LASTS) == []


def test_ending_one_twice_and_the_present_one_changes_nothing(database: Database) -> None:
    here, there, third = (log_in(database) for _ in range(3))

    for login in (there, there, here):
        database.write_now(end_login, here, login.id, NOW)

    assert sorted(lasting(database, here)) == sorted([here.id, third.id])
    for _ in range(2):
        database.write_now(end_other_logins, here, NOW)
    assert lasting(database, here) == [here.id]


def test_t_race_10_two_browsers_change_the_password_and_one_of_them_is_told(database: Database) -> None:
    here, there = log_in(database), log_in(database)

    async def both() -> list[object]:
        changes = (change_password(database, one, PASSWORD, f"{NEW} {one.id}", the_time()) for one in (here, there))
        return list(await asyncio.gather(*changes, return_exceptions=True))

    answers = asyncio.run(both())

    (refused,) = [answer for answer in answers if answer is not None]
    assert isinstance(refused, PasswordChanged | WrongPassword)
    assert len(lasting(database, here)) == 1


def test_t_ses_1_login_that_begins_while_the_password_changes_does_not_last(database: Database) -> None:
    one = log_in(database)
    changed, commit = Event(), Event()

    def change(db: DbSession) -> None:
        set_password(db, COMMAND, EMAIL, passwords.hashed(NEW), NOW)
        db.flush()
        changed.set()
        commit.wait(10)

    with ThreadPoolExecutor(2) as pool:
        changing = pool.submit(database.write_now, change)
        changed.wait(10)
        beginning = pool.submit(log_in, database)
        time.sleep(0.3)
        commit.set()
        changing.result()
        with pytest.raises(WrongLogin):
            beginning.result()

    assert lasting(database, one) == []
