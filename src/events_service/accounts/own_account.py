"""What people do with their own account: change its password, and end logins they do not know or no longer want."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import col, select

from events_service.accounts import audit, limits, passwords
from events_service.accounts.accounts import end_logins
from events_service.accounts.limits import Try
from events_service.accounts.links import end_links
from events_service.accounts.login import IDLE, PER_ACCOUNT, Current
from events_service.accounts.models import Account, Login
from events_service.database import Database, DbSession
from events_service.errors import Conflict, InvalidInput, Sentence

FRESH = timedelta(minutes=10)


class WrongPassword(InvalidInput):
    slug = "wrong-password"
    msgid = "This is not the present password."

    def __init__(self) -> None:
        super().__init__(fields={"present": Sentence(self.msgid)})


class PasswordChanged(Conflict):
    slug = "password-changed"
    msgid = "The password has just been changed elsewhere. Log in again."


async def change_password(
    database: Database, current: Current, present: str, wanted: str, now: datetime, *, limited: bool = True
) -> None:
    """Change the password of whoever is logged in; every other login ends (T-SES-1), and mailed links.

    Raises WrongPassword, UnusablePassword or RateLimited: who finds a browser open is not to try passwords there.
    """
    bucket, before = await check_password(database, current, present, now, limited=limited)
    after = await asyncio.to_thread(passwords.hashed, wanted)
    await database.write(_set_password, current, before, after, bucket, now)


class LoginTooOld(Conflict):
    """Whoever has no password confirms who they are by logging in."""

    slug = "login-too-old"
    msgid = "Log out and in again first: this is for the first ten minutes of a login."


def has_password(db: DbSession, account_id: str) -> bool:
    """Has one been chosen? Some log in with a mailed link or from a provider alone."""
    return db.exec(select(Account.password_hash).where(Account.id == account_id)).one() != passwords.UNSET


def is_fresh(db: DbSession, login_id: str, now: datetime) -> bool:
    """Did the login begin so lately that it shows who is there?"""
    began = db.exec(select(Login.created_at).where(Login.id == login_id)).first()
    return began is not None and now - began < FRESH


async def confirm(database: Database, current: Current, present: str, now: datetime, *, limited: bool = True) -> None:
    """That whoever is logged in is who they are: by their password, or where they have none by a fresh login.

    WrongPassword, RateLimited or LoginTooOld.
    """
    with database.read() as db:
        known, fresh = has_password(db, current.actor.id), is_fresh(db, current.id, now)
    if known:
        await check_password(database, current, present, now, limited=limited)
    elif not fresh:
        raise LoginTooOld


async def check_password(
    database: Database, current: Current, present: str, now: datetime, *, limited: bool = True
) -> tuple[str, str]:
    """WrongPassword or RateLimited unless whoever is logged in knows the password.

    Gives the bucket the try was counted in, and the hash that was checked.
    """
    bucket = f"password:{current.actor.id}"
    if limited:
        await limits.allow(database, [Try(bucket, PER_ACCOUNT)], now)
    before = await asyncio.to_thread(_password_hash, database, current.actor.id)
    if not await asyncio.to_thread(passwords.matches, present, before):
        raise WrongPassword
    return bucket, before


def list_logins(db: DbSession, account_id: str, now: datetime) -> list[Login]:
    """The logins of an account that have not ended, the one used last first."""
    lasting = select(Login).where(Login.account_id == account_id, Login.expires_at > now, Login.seen_at > now - IDLE)
    return list(db.exec(lasting.order_by(col(Login.seen_at).desc(), col(Login.id).desc())))


def end_login(db: DbSession, current: Current, login_id: str, now: datetime) -> None:
    """End another login of the same account. One that has ended already, or is somebody else's, stays as it is."""
    _end(db, current, now, lambda login: login.id == login_id)


def end_other_logins(db: DbSession, current: Current, now: datetime) -> None:
    """End every login of the account but this one. Doing it twice changes nothing."""
    _end(db, current, now, lambda login: True)


def _end(db: DbSession, current: Current, now: datetime, meant: Callable[[Login], bool]) -> None:
    for login in list_logins(db, current.actor.id, now):
        if login.id != current.id and meant(login):
            db.delete(login)
            audit.note(db, current.actor, "end_login", f"account:{current.actor.id}", now)


def _password_hash(database: Database, account_id: str) -> str:
    with database.read() as db:
        return db.exec(select(Account.password_hash).where(Account.id == account_id)).one()


def _set_password(db: DbSession, current: Current, before: str, after: str, bucket: str, now: datetime) -> None:
    account = db.get(Account, current.actor.id, with_for_update=True)
    if account is None or account.password_hash != before:
        raise PasswordChanged
    account.password_hash = after
    end_logins(db, account.id, keep=current.id)
    end_links(db, account.id)
    limits.forgive(db, bucket)
    audit.note(db, current.actor, "set_password", f"account:{account.id}", now)
