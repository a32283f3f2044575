"""Getting in without the password: a link asked for by mail, to log in once or to choose a new password.

Whoever asks gets the same answer after the same time, whether there is such an account or not (T-ENUM-1), and
can ask only so often for one address and from one network (T-RATE-1).
"""

import asyncio
import hashlib
from datetime import datetime, timedelta
from time import monotonic

from sqlmodel import select

from events_service.accounts import audit, limits, login
from events_service.accounts.access import VISITOR
from events_service.accounts.accounts import end_logins, fold_email
from events_service.accounts.emails import mail_link
from events_service.accounts.limits import Limit, Try, network_of
from events_service.accounts.links import end_links, use_link
from events_service.accounts.login import SignedIn, actor_of
from events_service.accounts.models import Account, LinkPurpose
from events_service.database import Database, DbSession
from events_service.errors import RateLimited
from events_service.secret_links import SecretKeys

PER_ADDRESS = Limit(5, timedelta(hours=1))
"""Each is a mail to somebody who may not have asked for any."""
PER_ADDRESS_DAILY = Limit(15, timedelta(days=1))
PER_NETWORK = Limit(20, timedelta(hours=1))

ANSWERED_AFTER = 0.25
"""Seconds. Longer than either takes, so that the time says nothing of which it was."""


async def ask_link(
    database: Database,
    purpose: LinkPurpose,
    email: str,
    address: str,
    now: datetime,
    *,
    locale: str = "",
    limited: bool = True,
) -> None:
    """Mail a link to log in or to choose a new password, if there is such an account. Or RateLimited."""
    answer_at = monotonic() + ANSWERED_AFTER
    who = fold_email(email)[:320]
    digest, network = hashlib.sha256(who.encode()).hexdigest()[:32], network_of(address)
    tries = [
        Try(f"link:{network}", PER_NETWORK),
        Try(f"link-for:{digest}", PER_ADDRESS),
        Try(f"link-for-daily:{digest}", PER_ADDRESS_DAILY),
    ]
    try:
        wait = await database.write(_ask, purpose, who, tries if limited else [], locale, now)
    finally:
        await asyncio.sleep(max(0.0, answer_at - monotonic()))
    if wait:
        raise RateLimited(retry_after=int(wait.total_seconds()) + 1)


def sign_in_by_link(
    db: DbSession, keys: SecretKeys, token: str, now: datetime, *, browser: str = "", former: str = ""
) -> SignedIn:
    """Log in with a mailed link, once. LinkEnded."""
    account = use_link(db, keys, LinkPurpose.LOGIN, token, now)
    return login.begin(db, account, now, browser=browser, former=former, by="link")


def reset_password(
    db: DbSession,
    keys: SecretKeys,
    token: str,
    password_hash: str,
    now: datetime,
    *,
    browser: str = "",
    former: str = "",
) -> SignedIn:
    """Choose a new password with a mailed link; every login ends (T-SES-1), every other link, and one begins."""
    account = use_link(db, keys, LinkPurpose.RESET, token, now)
    account.password_hash = password_hash
    end_logins(db, account.id)
    end_links(db, account.id)
    audit.note(db, actor_of(account, ()), "reset_password", f"account:{account.id}", now)
    return login.begin(db, account, now, browser=browser, former=former, by=LinkPurpose.RESET.value)


def _ask(
    db: DbSession, purpose: LinkPurpose, folded_email: str, tries: list[Try], locale: str, now: datetime
) -> timedelta:
    """Count the tries and mail the link; how long to wait, where one bucket is full."""
    wait = limits.count(db, tries, now)
    if wait:
        return wait
    account = db.exec(select(Account).where(Account.folded_email == folded_email).with_for_update()).first()
    if account is not None and account.disabled_at is None:
        mail_link(db, account, purpose, now, locale=locale)
        audit.note(db, VISITOR, "ask_link", f"account:{account.id}", now, after={"purpose": purpose.value})
    return timedelta()
