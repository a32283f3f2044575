import pytest
from sqlmodel import select

from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import (
    AccountExists,
    NoSuchAccount,
    disable_account,
    enable_account,
    get_account,
    list_accounts,
    set_password,
)
from events_service.accounts.models import AuditEntry
from events_service.database import DbSession
from events_service.mail.letter import InvalidAddress
from tests.accounts.people import NOW, make_account


def test_account_found_however_it_is_spelled(db: DbSession) -> None:
    account = make_account(db, " Alice@Example.ORG ")

    assert get_account(db, "alice@example.org") is account
    assert account.email == "Alice@Example.ORG"
    with pytest.raises(AccountExists):
        make_account(db, "ALICE@example.org")


@pytest.mark.parametrize("email", ["", "alice", "a@b\nBcc: c@d"])
def test_account_without_an_address_refused(db: DbSession, email: str) -> None:
    with pytest.raises(InvalidAddress):
        make_account(db, email)


def test_list_by_address(db: DbSession) -> None:
    make_account(db, "bob@example.org")
    make_account(db, "Alice@example.org")

    assert [account.email for account in list_accounts(db)] == ["Alice@example.org", "bob@example.org"]


def test_disable_twice_is_as_once(db: DbSession) -> None:
    make_account(db)
    disable_account(db, COMMAND, "alice@example.org", NOW)
    disable_account(db, COMMAND, "alice@example.org", NOW)
    db.flush()

    assert get_account(db, "alice@example.org").disabled_at == NOW
    acts = [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == ["add_account", "disable_account"]


def test_enable_twice_is_as_once(db: DbSession) -> None:
    make_account(db)
    disable_account(db, COMMAND, "alice@example.org", NOW)
    enable_account(db, COMMAND, "alice@example.org", NOW)
    enable_account(db, COMMAND, "alice@example.org", NOW)
    db.flush()

    assert get_account(db, "alice@example.org").disabled_at is None
    acts = [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == ["add_account", "disable_account", "enable_account"]


def test_nobody_of_that_address(db: DbSession) -> None:
    with pytest.raises(NoSuchAccount, match="There is no account for nobody@example.org"):
        set_password(db, COMMAND, "nobody@example.org", "hash", NOW)
