"""Logging in and out: a row in the database and a cookie that names and proves it.

The same answer after the same time, whether there is such an account or not (T-ENUM-1); tries are limited per
account and network, and per network (T-RATE-1).
"""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import uuid
from datetime import datetime, timedelta

import msgspec
from sqlmodel import col, delete, or_, select

from events_service.accounts import audit, limits, passwords
from events_service.accounts.access import Actor, Grant
from events_service.accounts.accounts import fold_email
from events_service.accounts.grants import granted, list_grants
from events_service.accounts.limits import Limit, Try, network_of
from events_service.accounts.models import Account, AccountGrant, Login, SecondStep
from events_service.columns import is_uid
from events_service.database import Database, DbSession, new_id
from events_service.errors import Unauthenticated

LASTS = timedelta(days=7)
IDLE = timedelta(hours=24)
"""A login nobody has used for so long has ended."""
NOTED_EVERY = timedelta(minutes=15)

STEP_LASTS = timedelta(minutes=10)
"""How long the code is waited for after the password."""

PER_ACCOUNT = Limit(10, timedelta(minutes=15))
PER_NETWORK = Limit(40, timedelta(minutes=15))

_PROOF_BYTES = 32
_COOKIE = re.compile(r"[A-Za-z0-9_-]{64}").fullmatch


class WrongLogin(Unauthenticated):
    """Wrong address or wrong password: nobody is told which."""

    slug = "wrong-login"
    title = "This did not work"
    msgid = "Address and password do not belong together, or the account is disabled."

    @property
    def headers(self) -> dict[str, str]:
        return {}


class SignedIn(msgspec.Struct, frozen=True):
    """A login that has just begun; `cookie` is its only proof. It has none where a code is asked for first.

    Then `claim` says who has taken the first step, and `expires_at` until when the second one is waited for.
    """

    cookie: str
    actor: Actor
    expires_at: datetime
    claim: str = ""


class Current(msgspec.Struct, frozen=True):
    """A login in use."""

    id: str
    actor: Actor
    seen_at: datetime


async def sign_in(
    database: Database,
    email: str,
    password: str,
    address: str,
    now: datetime,
    *,
    browser: str = "",
    former: str = "",
    limited: bool = True,
) -> SignedIn:
    """Begin a login, or WrongLogin, or RateLimited. `former` is the cookie the browser came with: it ends."""
    network, who = network_of(address), fold_email(email)[:320]
    bucket = f"login:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{network}"
    if limited:
        await limits.allow(database, [Try(bucket, PER_ACCOUNT), Try(f"login:{network}", PER_NETWORK)], now)
    account = await asyncio.to_thread(_find, database, who)
    right = await asyncio.to_thread(passwords.matches, password, account.password_hash if account else None)
    if account is None or not right or account.disabled_at is not None:
        raise WrongLogin()
    checked = account.password_hash
    return await database.write(_begin, account.id, checked, bucket, now, browser=browser, former=former)


def begin(
    db: DbSession, account: Account, now: datetime, *, browser: str = "", former: str = "", by: str = ""
) -> SignedIn:
    """Log an account in that is known to be the right one and locked, unless it wants a second step.

    `by` says how, where not by password.
    """
    asked = select(SecondStep.id).where(SecondStep.account_id == account.id, col(SecondStep.confirmed_at).is_not(None))
    if db.exec(asked).first() is None:
        return complete(db, account, now, browser=browser, former=former, by=by)
    until = now + STEP_LASTS
    claim = f"{account.id}.{int(until.timestamp())}.{digest_of(account)}"
    return SignedIn("", actor_of(account, ()), until, claim)


def complete(
    db: DbSession, account: Account, now: datetime, *, browser: str = "", former: str = "", by: str = ""
) -> SignedIn:
    """The same, without asking for anything more."""
    sign_out(db, former)
    proof = secrets.token_bytes(_PROOF_BYTES)
    login = Login(
        id=new_id(),
        account_id=account.id,
        proof_digest=_digest(proof),
        browser=browser,
        seen_at=now,
        expires_at=now + LASTS,
    )
    db.add(login)
    actor = actor_of(account, granted(db, list_grants(db, account.id)))
    audit.note(db, actor, "sign_in", f"account:{account.id}", now, after={"by": by} if by else None)
    cookie = base64.urlsafe_b64encode(uuid.UUID(login.id).bytes + proof).decode("ascii")
    return SignedIn(cookie, actor, login.expires_at)


def digest_of(account: Account) -> str:
    """Tells whether the password is still the one it was."""
    return _digest(account.password_hash.encode())[:32]


def find_login(db: DbSession, cookie: str, now: datetime) -> Current | None:
    """Who is logged in with this cookie; None where nobody is, or no longer."""
    named = _read(cookie)
    if named is None:
        return None
    rows = db.exec(
        select(Login, Account, AccountGrant)
        .join(Account, col(Account.id) == Login.account_id)
        .join(AccountGrant, col(AccountGrant.account_id) == Account.id, isouter=True)
        .where(Login.id == named[0])
        .order_by(AccountGrant.id)
    ).all()
    # Looked up by id, compared in constant time (T-TIME-1).
    if not rows or not hmac.compare_digest(rows[0][0].proof_digest, _digest(named[1])):
        return None
    login, account, _ = rows[0]
    if login.expires_at <= now or login.seen_at + IDLE <= now or account.disabled_at is not None:
        return None
    return Current(login.id, actor_of(account, granted(db, filter(None, (row[2] for row in rows)))), login.seen_at)


def find_account_actor(db: DbSession, account_id: str) -> Actor | None:
    """Whoever this account is, for what they asked to be done later; None where it is gone or disabled."""
    account = db.get(Account, account_id) if is_uid(account_id) else None
    if account is None or account.disabled_at is not None:
        return None
    return actor_of(account, granted(db, list_grants(db, account.id)))


def note_seen(db: DbSession, login_id: str, now: datetime) -> None:
    """The login is in use; called at most every 15 minutes."""
    login = db.get(Login, login_id)
    if login is not None:
        login.seen_at = now


def sign_out(db: DbSession, cookie: str) -> None:
    """End the login, on this side too. Doing it twice changes nothing."""
    named = _read(cookie)
    login = db.get(Login, named[0]) if named else None
    if named and login and hmac.compare_digest(login.proof_digest, _digest(named[1])):
        db.delete(login)


def forget_ended(db: DbSession, now: datetime) -> None:
    """Delete the rows of logins that have ended."""
    db.exec(delete(Login).where(or_(col(Login.expires_at) <= now, col(Login.seen_at) <= now - IDLE)))


def actor_of(account: Account, grants: tuple[Grant, ...]) -> Actor:
    return Actor("account", account.id, account.name or account.email, grants)


def _find(database: Database, folded_email: str) -> Account | None:
    with database.read() as db:
        return db.exec(select(Account).where(Account.folded_email == folded_email)).first()


def _begin(
    db: DbSession, account_id: str, password_hash: str, bucket: str, now: datetime, *, browser: str, former: str
) -> SignedIn:
    """The login as a row, if the account is still as it was when the password was checked.

    Who changes the account meanwhile is waited for: their change ends every login, and would not see this one.
    """
    account = db.get(Account, account_id, with_for_update=True)
    if account is None or account.disabled_at is not None or account.password_hash != password_hash:
        raise WrongLogin()
    limits.forgive(db, bucket)
    return begin(db, account, now, browser=browser, former=former)


def _read(cookie: str) -> tuple[str, bytes] | None:
    """The row's id and the proof: 16 and 32 bytes, 64 characters without padding."""
    if not _COOKIE(cookie):
        return None
    raw = base64.urlsafe_b64decode(cookie)
    return str(uuid.UUID(bytes=raw[:16])), raw[16:]


def _digest(proof: bytes) -> str:
    return hashlib.sha256(proof).hexdigest()
