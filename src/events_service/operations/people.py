"""Accounts and tokens from the command line, whose user may do everything."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from events_service.accounts import accounts, tokens
from events_service.accounts.access import COMMAND
from events_service.accounts.models import ApiToken, Role
from events_service.accounts.passwords import hashed, new_password
from events_service.database import Database
from events_service.errors import InvalidInput
from events_service.programme.draft import EVENTS
from events_service.programme.queries import get_event_uid
from events_service.secret_links import SecretKeys
from events_service.zones import now


class UnknownRole(InvalidInput):
    slug = "unknown-role"
    msgid = "There is no role {role}. Roles: {known}."


def add_user(database: Database, email: str, role: str, event: str = "") -> str:
    """Make an account and return its password, which is kept nowhere."""
    password, chosen = new_password(), _role(role)
    event_uid = _event_uid(database, event)
    database.write_now(accounts.add_account, COMMAND, email, hashed(password), chosen, now(), event_uid=event_uid)
    return password


def renew_password(database: Database, email: str) -> str:
    """Give an account a new password and return it; its logins end, and the old password opens nothing."""
    password = new_password()
    database.write_now(accounts.set_password, COMMAND, email, hashed(password), now())
    return password


def change_role(database: Database, email: str, role: str, event: str = "") -> None:
    """Let an account do more or less, for all events or for one; its logins end."""
    chosen, event_uid = _role(role), _event_uid(database, event)
    database.write_now(accounts.set_role, COMMAND, email, chosen, now(), event_uid=event_uid)


def list_users(database: Database) -> Iterator[str]:
    """A line for each account: address, role, and whether it is disabled."""
    with database.read() as db:
        found = accounts.list_accounts(db)
        for account in found:
            yield f"{account.email}  {account.role.value}{'  disabled' if account.disabled_at else ''}"


def disable_user(database: Database, email: str) -> None:
    database.write_now(accounts.disable_account, COMMAND, email, now())


def enable_user(database: Database, email: str) -> None:
    database.write_now(accounts.enable_account, COMMAND, email, now())


def add_token(database: Database, keys: SecretKeys, name: str, scopes: Iterable[str], event: str, days: int) -> str:
    """Make a token and return it; it is shown this once."""
    made = database.write_now(
        tokens.add_token,
        keys,
        COMMAND,
        name,
        list(scopes),
        now(),
        event_uid=_event_uid(database, event),
        expires_at=now() + timedelta(days=days),
    )
    return made.text


def list_tokens(database: Database) -> Iterator[str]:
    """A line for each token: name, what it may do, for which event, until when, and when it was last used."""
    with database.read() as db:
        slugs = {event.uid: event.slug for event in EVENTS.read(db.connection())}
        for token in tokens.list_tokens(db):
            yield "  ".join(_token_facts(token, slugs, now()))


def revoke_token(database: Database, name: str) -> None:
    database.write_now(tokens.revoke_token, COMMAND, name, now())


def _token_facts(token: ApiToken, slugs: Mapping[str, str], moment: datetime) -> Iterator[str]:
    yield token.name
    yield ",".join(token.scopes)
    if token.event_uid is not None:
        yield f"for {slugs.get(token.event_uid, token.event_uid)}"
    if token.expires_at is not None:
        yield f"{'expired' if token.expires_at <= moment else 'until'} {token.expires_at:%Y-%m-%d}"
    yield f"used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used"


def _role(name: str) -> Role:
    if name not in list(Role):
        raise UnknownRole(role=name, known=", ".join(Role))
    return Role(name)


def _event_uid(database: Database, slug: str) -> str | None:
    if not slug:
        return None
    with database.read() as db:
        return get_event_uid(db.connection(), slug)
