import pytest
from sqlmodel import select

from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import (
    AccountExists,
    LastOwner,
    NoSuchAccount,
    OwnerOfOneEvent,
    disable_account,
    enable_account,
    get_account,
    list_accounts,
    set_password,
    set_role,
)
from events_service.accounts.models import AuditEntry, Role
from events_service.database import DbSession
from events_service.mail.letter import InvalidAddress
from tests.accounts.people import EVENT, NOW, make_account


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


def test_owner_of_one_event_refused(db: DbSession) -> None:
    make_account(db, "owner@example.org", Role.OWNER)
    make_account(db, "second@example.org", Role.OWNER)

    with pytest.raises(OwnerOfOneEvent):
        make_account(db, role=Role.OWNER, event_uid=EVENT)
    with pytest.raises(OwnerOfOneEvent, match="An owner is there for all events"):
        set_role(db, COMMAND, "owner@example.org", Role.OWNER, NOW, event_uid=EVENT)


def test_owner_of_one_event_from_earlier_is_no_owner_that_stays(db: DbSession) -> None:
    make_account(db, "owner@example.org", Role.OWNER)
    make_account(db, "bound@example.org", Role.OWNER).event_uid = EVENT
    db.flush()

    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "owner@example.org", NOW)
    with pytest.raises(LastOwner):
        set_role(db, COMMAND, "owner@example.org", Role.VIEWER, NOW)
    disable_account(db, COMMAND, "bound@example.org", NOW)

    assert get_account(db, "owner@example.org").disabled_at is None


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


def test_last_owner_stays(db: DbSession) -> None:
    make_account(db, "owner@example.org", Role.OWNER)

    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "owner@example.org", NOW)
    with pytest.raises(LastOwner):
        set_role(db, COMMAND, "owner@example.org", Role.VIEWER, NOW)

    make_account(db, "second@example.org", Role.OWNER)
    disable_account(db, COMMAND, "owner@example.org", NOW)
    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "second@example.org", NOW)


def test_role_changed_and_recorded(db: DbSession) -> None:
    account = make_account(db)
    set_role(db, COMMAND, "alice@example.org", Role.EDITOR, NOW, event_uid=EVENT)
    db.flush()

    assert (account.role, account.event_uid) == (Role.EDITOR, EVENT)
    entry = db.exec(select(AuditEntry).where(AuditEntry.act == "set_role")).one()
    assert (entry.before, entry.after) == (
        {"role": "organizer", "event_uid": None},
        {"role": "editor", "event_uid": EVENT},
    )


def test_nobody_of_that_address(db: DbSession) -> None:
    with pytest.raises(NoSuchAccount, match="There is no account for nobody@example.org"):
        set_password(db, COMMAND, "nobody@example.org", "hash", NOW)
