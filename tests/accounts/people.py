"""Accounts for tests."""

from datetime import UTC, datetime
from functools import cache

from events_service.accounts import passwords
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import add_account
from events_service.accounts.grants import Reach
from events_service.accounts.models import Account, Role
from events_service.database import DbSession

NOW = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)
PASSWORD = "a good old password"
EVENT = "018f4d5e-7a10-7c3e-9b1f-000000000001"
OTHER_EVENT = "018f4d5e-7a10-7c3e-9b1f-000000000002"


@cache
def password_hash() -> str:
    return passwords.hashed(PASSWORD)


def make_account(
    db: DbSession,
    email: str = "alice@example.org",
    role: Role = Role.ORGANIZER,
    *,
    event_uid: str | None = None,
    series_uid: str | None = None,
    organization_uid: str | None = None,
    now: datetime = NOW,
) -> Account:
    """An account whose password is PASSWORD."""
    reach = Reach(series_uid, event_uid, organization_uid)
    return add_account(db, COMMAND, email, password_hash(), role, now, reach=reach)
