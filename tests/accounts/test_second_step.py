"""Logging in with a second step: when it is asked for, what opens it, and what never does. On both databases."""

import asyncio
import base64
import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import disable_account, get_account, set_password
from events_service.accounts.links import make_link, reference_of
from events_service.accounts.login import Current, SignedIn, find_login, sign_in
from events_service.accounts.models import AuditEntry, LinkPurpose, SecondStep
from events_service.accounts.one_time_codes import SECONDS, code_at
from events_service.accounts.recovery import reset_password, sign_in_by_link
from events_service.accounts.second_step import (
    NoSecondStep,
    StepOver,
    WrongCode,
    forget_second_step,
    make_ticket,
    prepare,
    secret_to_show,
    take_second_step,
    turn_off,
    turn_on,
)
from events_service.database import Database
from events_service.errors import RateLimited
from events_service.secret_links import make_token
from tests.accounts.people import NOW, PASSWORD, make_account, password_hash

EMAIL = "alice@example.org"
KEYS = {"0a1b2c3d": b"k" * 32}


@pytest.fixture(autouse=True)
def account(quick_hashes: None, database: Database) -> None:
    database.write_now(make_account, EMAIL)


def first_step(database: Database, now: datetime = NOW) -> SignedIn:
    return asyncio.run(sign_in(database, EMAIL, PASSWORD, "192.0.2.7", now))


def second(database: Database, ticket: str, code: str, now: datetime = NOW) -> SignedIn:
    return asyncio.run(take_second_step(database, KEYS, ticket, code, now))


def code_of(secret: bytes, now: datetime = NOW) -> str:
    return code_at(secret, int(now.timestamp()) // SECONDS)


def current(database: Database, cookie: str, now: datetime = NOW) -> Current | None:
    with database.read() as db:
        return find_login(db, cookie, now)


def set_up(database: Database) -> tuple[bytes, list[str]]:
    """Turn it on, a minute ago; the secret and the recovery codes."""
    before = NOW - timedelta(minutes=1)
    login = current(database, first_step(database, before).cookie, before)
    assert login is not None
    database.write_now(prepare, KEYS, login)
    with database.read() as db:
        secret = secret_to_show(db, KEYS, login.actor.id)
    assert secret is not None
    return secret, database.write_now(turn_on, KEYS, login, code_of(secret, before), before)


def acts(database: Database) -> list[str]:
    with database.read() as db:
        return [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]


def test_code_after_the_password_logs_in_and_the_password_alone_does_not(database: Database) -> None:
    secret, _ = set_up(database)

    begun = first_step(database)
    assert (begun.cookie, begun.actor.grants) == ("", ())
    ticket = make_ticket(KEYS, begun.claim)
    with pytest.raises(WrongCode):
        second(database, ticket, "000000" if code_of(secret) != "000000" else "000001")

    whole = second(database, ticket, f" {code_of(secret)[:3]} {code_of(secret)[3:]}")

    assert current(database, whole.cookie) is not None
    assert acts(database) == ["add_account", "sign_in", "turn_on_second_step", "sign_in"]


def test_code_that_has_been_used_is_refused(database: Database) -> None:
    secret, _ = set_up(database)
    ticket = make_ticket(KEYS, first_step(database).claim)
    second(database, ticket, code_of(secret))

    for code in (code_of(secret), code_of(secret, NOW - timedelta(seconds=30))):
        with pytest.raises(WrongCode):
            second(database, ticket, code)
    assert second(database, ticket, code_of(secret, NOW + timedelta(seconds=30))).cookie


def test_recovery_code_logs_in_once(database: Database) -> None:
    _, codes = set_up(database)
    ticket = make_ticket(KEYS, first_step(database).claim)
    assert len(set(codes)) == 8
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)

    assert second(database, ticket, f" {codes[3].upper()} ").cookie
    with pytest.raises(WrongCode):
        second(database, ticket, codes[3])

    with database.read() as db:
        step = db.exec(select(SecondStep)).one()
    assert len(step.recovery) == 7
    assert acts(database)[-2:] == ["use_recovery_code", "sign_in"]


def test_database_holds_neither_the_secret_nor_a_code(database: Database) -> None:
    secret, codes = set_up(database)

    with database.read() as db:
        stored = repr(db.connection().exec_driver_sql("SELECT * FROM second_step").all())
    assert not any(text in stored for text in (base64.b32encode(secret).decode(), secret.hex(), *codes))
    with database.read() as db:
        assert secret_to_show(db, KEYS, get_account(db, EMAIL).id) is None


def test_mailed_link_and_reset_ask_for_the_code_too(database: Database) -> None:
    set_up(database)

    def token(purpose: LinkPurpose) -> str:
        made = database.write_now(lambda db: reference_of(make_link(db, get_account(db, EMAIL), purpose, NOW)))
        return make_token(KEYS, made)

    assert database.write_now(sign_in_by_link, KEYS, token(LinkPurpose.LOGIN), NOW).cookie == ""
    assert database.write_now(reset_password, KEYS, token(LinkPurpose.RESET), password_hash(), NOW).cookie == ""


@pytest.mark.parametrize("end", ["late", "password", "disabled", "forged", "of another key", "nonsense"])
def test_what_ends_the_time_between_the_steps(database: Database, end: str) -> None:
    secret, _ = set_up(database)
    ticket, now = make_ticket(KEYS, first_step(database).claim), NOW
    match end:
        case "late":
            now += timedelta(minutes=10)
        case "password":
            database.write_now(set_password, COMMAND, EMAIL, "another hash", NOW)
        case "disabled":
            database.write_now(make_account, "owner@example.org")
            database.write_now(disable_account, COMMAND, EMAIL, NOW)
        case "forged":
            claim = ticket.split(".")
            ticket = ".".join([claim[0], str(int(claim[1]) + 1), *claim[2:]])
        case "of another key":
            ticket = make_ticket({"4e5f6071": b"n" * 32}, ticket.rpartition(".")[0])
        case "nonsense":
            ticket = "é..."

    with pytest.raises(StepOver):
        second(database, ticket, code_of(secret, now), now)


def test_t_rate_1_ten_codes_then_a_pause_also_for_the_right_one(database: Database) -> None:
    secret, _ = set_up(database)
    ticket = make_ticket(KEYS, first_step(database).claim)
    wrong = "000000" if code_of(secret) != "000000" else "000001"
    for _ in range(10):
        with pytest.raises(WrongCode):
            second(database, ticket, wrong)

    with pytest.raises(RateLimited):
        second(database, ticket, code_of(secret))


def test_t_ses_1_turning_it_on_ends_every_other_login(database: Database) -> None:
    there = first_step(database, NOW - timedelta(minutes=2))

    set_up(database)

    assert current(database, there.cookie) is None


def test_wrong_code_turns_nothing_on_or_off(database: Database) -> None:
    login = current(database, first_step(database).cookie)
    assert login is not None
    with pytest.raises(NoSecondStep):
        database.write_now(turn_on, KEYS, login, "000000", NOW)
    database.write_now(prepare, KEYS, login)
    with database.read() as db:
        secret = secret_to_show(db, KEYS, login.actor.id)
    assert secret is not None
    for code in ("", "abc", "١٢٣٤٥٦", "000000" if code_of(secret) != "000000" else "000001"):
        with pytest.raises(WrongCode):
            database.write_now(turn_on, KEYS, login, code, NOW)
    assert first_step(database).cookie

    database.write_now(turn_on, KEYS, login, code_of(secret), NOW)
    with pytest.raises(NoSecondStep):
        database.write_now(prepare, KEYS, login)
    with pytest.raises(WrongCode):
        database.write_now(turn_off, KEYS, login, code_of(secret), NOW)
    database.write_now(turn_off, KEYS, login, code_of(secret, NOW + timedelta(seconds=30)), NOW)

    assert first_step(database).cookie


def test_whoever_has_lost_everything_is_helped_by_whoever_runs_the_site(database: Database) -> None:
    set_up(database)

    database.write_now(forget_second_step, COMMAND, EMAIL, NOW)
    database.write_now(forget_second_step, COMMAND, EMAIL, NOW)

    assert first_step(database).cookie
    assert acts(database).count("turn_off_second_step") == 1
