"""Accounts: made, listed, changed and disabled by whoever may."""

from datetime import datetime

import msgspec
from sqlmodel import col, delete, select

from events_service.accounts import audit, tokens
from events_service.accounts.access import Actor
from events_service.accounts.grants import EVERYWHERE, Reach, check_reach, keep_an_owner
from events_service.accounts.links import end_links
from events_service.accounts.models import Account, AccountGrant, Login, Role
from events_service.database import DbSession
from events_service.errors import Conflict, InvalidInput, NotFound, Sentence
from events_service.languages import folded_all, one_line
from events_service.mail.letter import checked_address

LONGEST_NAME = 200


class AccountExists(Conflict):
    slug = "account-exists"
    msgid = "There is an account for {email} already."


class NoSuchAccount(NotFound):
    slug = "no-such-account"
    msgid = "There is no account for {email}."


def fold_email(email: str) -> str:
    """How two spellings of one address are found to be the same."""
    return email.strip().casefold()


def searched(name: str, email: str) -> str:
    """What an account is found by."""
    return folded_all(name, email)


def checked_name(name: str) -> str:
    """A name on one line, empty or not; InvalidInput for one that is no name any more."""
    said = one_line(name)
    if len(said) > LONGEST_NAME:
        raise InvalidInput(fields={"name": Sentence("Number of characters: {most} at most.", {"most": LONGEST_NAME})})
    return said


def add_account(
    db: DbSession,
    actor: Actor,
    email: str,
    password_hash: str,
    role: Role,
    now: datetime,
    *,
    name: str = "",
    locale: str = "",
    reach: Reach = EVERYWHERE,
) -> Account:
    """Make an account with a role. The password is hashed before, outside the transaction (`passwords.hashed`)."""
    email = checked_address(email.strip())
    if find_account(db, email) is not None:
        raise AccountExists(email=email)
    check_reach(role, reach)
    account = Account(
        email=email,
        folded_email=fold_email(email),
        name=checked_name(name),
        folded=searched(checked_name(name), email),
        locale=locale,
        password_hash=password_hash,
    )
    db.add(account)
    db.flush()
    db.add(AccountGrant(account_id=account.id, role=role, **msgspec.structs.asdict(reach)))
    after = {"email": email, "role": role.value}
    audit.note(db, actor, "add_account", f"account:{account.id}", now, event_uid=reach.event_uid, after=after)
    return account


def set_password(db: DbSession, actor: Actor, email: str, password_hash: str, now: datetime) -> None:
    """Change a password; every login of the account ends (T-SES-1), and every link mailed to it."""
    account = get_account(db, email)
    account.password_hash = password_hash
    end_logins(db, account.id)
    end_links(db, account.id)
    audit.note(db, actor, "set_password", f"account:{account.id}", now)


def disable_account(db: DbSession, actor: Actor, email: str, now: datetime) -> None:
    """Let nobody log in with it any more; its logins, mailed links and API tokens end at once (T-SES-1).

    Doing it twice changes nothing.
    """
    account = get_account(db, email)
    if account.disabled_at is None:
        keep_an_owner(db, account.id)
        account.disabled_at = now
        end_links(db, account.id)
        audit.note(db, actor, "disable_account", f"account:{account.id}", now)
        tokens.end_tokens(db, actor, account.id, now)
    end_logins(db, account.id)


def enable_account(db: DbSession, actor: Actor, email: str, now: datetime) -> None:
    """Let somebody log in again, with the password there was. Its API tokens have ended. Twice changes nothing."""
    account = get_account(db, email)
    if account.disabled_at is not None:
        account.disabled_at = None
        audit.note(db, actor, "enable_account", f"account:{account.id}", now)


def end_logins(db: DbSession, account_id: str, *, keep: str | None = None) -> None:
    """End every login of an account; where one is to be kept, every other."""
    ended = delete(Login).where(col(Login.account_id) == account_id)
    db.exec(ended if keep is None else ended.where(col(Login.id) != keep))


def list_accounts(db: DbSession) -> list[Account]:
    """All of them, by address."""
    return list(db.exec(select(Account).order_by(Account.folded_email)))


def find_account(db: DbSession, email: str) -> Account | None:
    return db.exec(select(Account).where(Account.folded_email == fold_email(email))).first()


def get_account(db: DbSession, email: str) -> Account:
    """The account, or NoSuchAccount."""
    account = find_account(db, email)
    if account is None:
        raise NoSuchAccount(email=email)
    return account
