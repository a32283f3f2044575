import asyncio
import base64
from datetime import datetime, timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from events_service.accounts import login, passwords
from events_service.accounts.access import COMMAND, Act
from events_service.accounts.accounts import disable_account, set_password
from events_service.accounts.grants import Reach
from events_service.accounts.login import Current, SignedIn, WrongLogin, find_login, forget_ended, note_seen, sign_in
from events_service.accounts.models import AuditEntry, Login, Role
from events_service.accounts.roles import set_role
from events_service.database import Database
from events_service.errors import RateLimited
from tests.accounts.people import EVENT, NOW, PASSWORD, make_account, password_hash

ADDRESS = "192.0.2.7"
EMAIL = "alice@example.org"


@pytest.fixture
def database_kind() -> str:
    """Nothing here depends on the kind; test_accounts and test_limits see to both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def account(quick_hashes: None, database: Database) -> None:
    database.write_now(make_account, EMAIL)


def log_in(
    database: Database,
    email: str = EMAIL,
    password: str = PASSWORD,
    address: str = ADDRESS,
    now: datetime = NOW,
    former: str = "",
) -> SignedIn:
    return asyncio.run(sign_in(database, email, password, address, now, former=former))


def current(database: Database, cookie: str, now: datetime = NOW) -> Current | None:
    with database.read() as db:
        return find_login(db, cookie, now)


def logins(database: Database) -> int:
    with database.read() as db:
        return len(db.exec(select(Login)).all())


def test_login_found_by_its_cookie(database: Database) -> None:
    begun = log_in(database, " ALICE@example.org")

    found = current(database, begun.cookie)

    assert found is not None
    assert (found.actor.kind, found.actor.name) == ("account", EMAIL)
    assert found.actor.may(Act.READ_MAIL)
    assert begun.expires_at == NOW + timedelta(days=7)


def test_cookie_stored_nowhere(database: Database) -> None:
    begun = log_in(database)
    proof = base64.urlsafe_b64decode(begun.cookie)[16:]

    with database.read() as db:
        stored = repr(db.connection().exec_driver_sql("SELECT * FROM login").all())
    assert proof.hex() not in stored
    assert begun.cookie not in stored


@pytest.mark.parametrize("cookie", ["", "x", "A" * 64, "é" * 64, "A" * 63, "../" * 21 + "A"])
def test_text_that_is_no_cookie(database: Database, cookie: str) -> None:
    log_in(database)

    assert current(database, cookie) is None


def test_t_time_1_right_id_with_wrong_proof(database: Database) -> None:
    raw = base64.urlsafe_b64decode(log_in(database).cookie)
    forged = base64.urlsafe_b64encode(raw[:16] + bytes(32)).decode()

    assert current(database, forged) is None


def test_t_enum_1_same_refusal_for_all_that_is_wrong(database: Database) -> None:
    database.write_now(make_account, "disabled@example.org")
    database.write_now(disable_account, COMMAND, "disabled@example.org", NOW)
    refusals = []
    for email, password in [
        (EMAIL, "wrong password"),
        ("nobody@example.org", PASSWORD),
        ("disabled@example.org", PASSWORD),
        ("", ""),
        ("x" * 5000, "y" * 5000),
    ]:
        with pytest.raises(WrongLogin) as caught:
            log_in(database, email, password)
        refusals.append((caught.value.status, str(caught.value), caught.value.headers))

    assert refusals == [(401, "Address and password do not belong together, or the account is disabled.", {})] * 5
    assert logins(database) == 0


def test_t_enum_1_as_much_work_whoever_tries(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(password))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    database.write_now(make_account, "disabled@example.org")
    database.write_now(disable_account, COMMAND, "disabled@example.org", NOW)

    for email in (EMAIL, "nobody@example.org", "disabled@example.org", ""):
        with pytest.raises(WrongLogin):
            log_in(database, email, f"wrong for {email}")

    assert verified == [f"wrong for {email}" for email in (EMAIL, "nobody@example.org", "disabled@example.org", "")]


def test_t_ses_1_new_id_at_each_login_and_the_former_one_ends(database: Database) -> None:
    first = log_in(database)
    second = log_in(database, former=first.cookie)

    assert current(database, first.cookie) is None
    assert current(database, second.cookie) is not None
    assert second.cookie[:21] != first.cookie[:21]


@pytest.mark.parametrize("end", ["password", "disabled", "role", "sign out"])
def test_t_ses_1_every_login_ends(database: Database, end: str) -> None:
    laptop, phone = log_in(database), log_in(database)
    match end:
        case "password":
            database.write_now(set_password, COMMAND, EMAIL, password_hash(), NOW)
        case "disabled":
            database.write_now(disable_account, COMMAND, EMAIL, NOW)
        case "role":
            database.write_now(lambda db: set_role(db, COMMAND, EMAIL, Role.VIEWER, NOW, Reach(event_uid=EVENT)))
        case "sign out":
            database.write_now(login.sign_out, laptop.cookie)
            database.write_now(login.sign_out, phone.cookie)
            database.write_now(login.sign_out, phone.cookie)

    assert [current(database, cookie) for cookie in (laptop.cookie, phone.cookie)] == [None, None]
    assert logins(database) == 0


def test_login_ends_after_a_week_or_a_day_of_rest(database: Database) -> None:
    cookie = log_in(database).cookie
    assert current(database, cookie, NOW + timedelta(hours=23)) is not None
    assert current(database, cookie, NOW + timedelta(hours=24)) is None

    found = current(database, cookie)
    assert found is not None
    for day in range(1, 8):
        database.write_now(note_seen, found.id, NOW + timedelta(hours=23 * day))
    assert current(database, cookie, NOW + timedelta(days=6, hours=23)) is not None
    assert current(database, cookie, NOW + timedelta(days=7)) is None


def test_forget_ended(database: Database) -> None:
    log_in(database)
    log_in(database, now=NOW + timedelta(hours=12))
    database.write_now(forget_ended, NOW + timedelta(hours=25))

    assert logins(database) == 1


def test_t_rate_1_ten_tries_then_a_pause_also_with_the_right_password(database: Database) -> None:
    for _ in range(10):
        with pytest.raises(WrongLogin):
            log_in(database, password="wrong password")

    with pytest.raises(RateLimited) as caught:
        log_in(database)
    assert caught.value.retry_after == 91
    # Elsewhere the account can be used: nobody locks others out from afar.
    assert log_in(database, address="198.51.100.1").cookie
    assert log_in(database, now=NOW + timedelta(minutes=2)).cookie


def test_t_rate_1_right_login_empties_the_account_s_bucket(database: Database) -> None:
    for _ in range(9):
        with pytest.raises(WrongLogin):
            log_in(database, password="wrong password")
    log_in(database)
    for _ in range(9):
        with pytest.raises(WrongLogin):
            log_in(database, password="wrong password")


def test_sign_in_recorded(database: Database) -> None:
    actor = log_in(database).actor

    with database.read() as db:
        entry = db.exec(select(AuditEntry).where(AuditEntry.act == "sign_in")).one()
    assert (entry.actor, entry.subject, entry.created_at) == (actor.key, actor.key, NOW)
