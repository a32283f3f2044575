"""The first owner of a site: with the code alone, and once. On both databases."""

import asyncio

import pytest
from sqlmodel import select

from events_service.accounts.access import Act
from events_service.accounts.first_owner import (
    SiteHasAccounts,
    WrongCode,
    check_code,
    is_new,
    make_first_owner,
    setup_code,
)
from events_service.accounts.grants import granted, list_grants
from events_service.accounts.login import find_login
from events_service.accounts.models import Account, AuditEntry
from events_service.database import Database
from events_service.mail.letter import InvalidAddress
from tests.accounts.people import NOW, make_account, password_hash

KEYS = {"0a1b2c3d": b"k" * 32}


@pytest.fixture(autouse=True)
def quick(quick_hashes: None) -> None: ...


def test_first_account_is_an_owner_s_and_logged_in(database: Database) -> None:
    begun = database.write_now(make_first_owner, " Amina@Example.org ", " Amina  El Fassi", "hash", NOW, locale="fr")

    with database.read() as db:
        account = db.exec(select(Account)).one()
        found = find_login(db, begun.cookie, NOW)
        assert granted(db, list_grants(db, account.id)) == begun.actor.grants
        acts = [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert (account.email, account.name, account.locale) == ("Amina@Example.org", "Amina El Fassi", "fr")
    assert found is not None
    assert found.actor.may(Act.MANAGE_ACCOUNTS)
    assert acts == ["add_first_owner", "sign_in"]


def test_t_race_10_of_two_who_are_first_one_is(database: Database) -> None:
    async def both() -> list[object]:
        makes = (
            database.write(make_first_owner, f"{name}@example.org", name, password_hash(), NOW) for name in ("a", "b")
        )
        return list(await asyncio.gather(*makes, return_exceptions=True))

    answers = asyncio.run(both())

    assert [isinstance(answer, SiteHasAccounts) for answer in answers].count(True) == 1
    with database.read() as db:
        assert len(db.exec(select(Account)).all()) == 1


def test_shut_for_ever_once_there_is_an_account(database: Database) -> None:
    with database.read() as db:
        assert is_new(db)
    database.write_now(make_account)

    with database.read() as db:
        assert not is_new(db)
    with pytest.raises(SiteHasAccounts):
        database.write_now(make_first_owner, "eve@example.org", "Eve", "hash", NOW)


def test_address_that_is_none_makes_no_account(database: Database) -> None:
    with pytest.raises(InvalidAddress):
        database.write_now(make_first_owner, "a@b\nBcc: c@d", "A", "hash", NOW)

    with database.read() as db:
        assert is_new(db)


def test_code_follows_from_the_key_and_may_be_typed_as_it_is_read() -> None:
    code = setup_code(KEYS)

    assert setup_code({"0a1b2c3d": b"j" * 32}) != code
    assert len(code) == 23
    for typed in (code, code.upper(), code.replace("-", " "), f" {code}\n"):
        check_code(KEYS, typed)
    for wrong in ("", "-", code[:-1], code + "a", "é" * 20, setup_code({"0a1b2c3d": b"j" * 32})):
        with pytest.raises(WrongCode):
            check_code(KEYS, wrong)
