"""Accounts and tokens from the command line, whose user may do everything."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlmodel import select

from events_service.accounts import accounts, roles, second_step, tokens
from events_service.accounts.access import COMMAND
from events_service.accounts.grants import Reach
from events_service.accounts.models import AccountGrant, ApiToken, Role
from events_service.accounts.passwords import hashed, new_password
from events_service.database import Database
from events_service.directory.records import ORGANIZATIONS
from events_service.errors import InvalidInput, NotFound
from events_service.programme.draft import EVENTS, SERIES
from events_service.programme.queries import get_event_uid
from events_service.records import Records, find_uid
from events_service.secret_links import SecretKeys
from events_service.zones import now


class UnknownRole(InvalidInput):
    slug = "unknown-role"
    msgid = "There is no role {role}. Roles: {known}."


class Place(NamedTuple):
    """Where a role is to hold, as commands name it; nothing is everywhere."""

    event: str = ""
    series: str = ""
    organization: str = ""


ANYWHERE = Place()


def add_user(database: Database, email: str, role: str, place: Place = ANYWHERE) -> str:
    """Make an account and return its password, which is kept nowhere."""
    password, chosen = new_password(), _role(role)
    reach = _reach(database, place)
    database.write_now(accounts.add_account, COMMAND, email, hashed(password), chosen, now(), reach=reach)
    return password


def renew_password(database: Database, email: str) -> str:
    """Give an account a new password and return it; its logins end, and the old password opens nothing."""
    password = new_password()
    database.write_now(accounts.set_password, COMMAND, email, hashed(password), now())
    return password


def change_role(database: Database, email: str, role: str, place: Place = ANYWHERE) -> None:
    """Let an account do this there and nothing else; its logins end."""
    chosen, reach = _role(role), _reach(database, place)
    database.write_now(roles.set_role, COMMAND, email, chosen, now(), reach)


def give_role(database: Database, email: str, role: str, place: Place = ANYWHERE) -> None:
    """Let an account do this there besides what it may do already."""
    chosen, reach = _role(role), _reach(database, place)
    database.write_now(
        lambda db: roles.give_role(db, COMMAND, accounts.get_account(db, email).id, chosen, reach, now())
    )


def list_users(database: Database) -> Iterator[str]:
    """A line for each account: address, its roles and where they hold, and whether it is disabled."""
    with database.read() as db:
        held: dict[str, list[AccountGrant]] = {}
        for row in db.exec(select(AccountGrant).order_by(AccountGrant.id)):
            held.setdefault(row.account_id, []).append(row)
        names = _names(db.connection())
        for account in accounts.list_accounts(db):
            said = [_said(row, names) for row in held.get(account.id, ())] or ["no role"]
            yield f"{account.email}  {', '.join(said)}{'  disabled' if account.disabled_at else ''}"


def disable_user(database: Database, email: str) -> None:
    database.write_now(accounts.disable_account, COMMAND, email, now())


def enable_user(database: Database, email: str) -> None:
    database.write_now(accounts.enable_account, COMMAND, email, now())


def forget_second_step(database: Database, email: str) -> None:
    """Ask for no code at the login of an account any more."""
    database.write_now(second_step.forget_second_step, COMMAND, email, now())


def add_token(
    database: Database, keys: SecretKeys, name: str, scopes: Iterable[str], events: Iterable[str], days: int
) -> str:
    """Make a token and return it; it is shown this once."""
    made = database.write_now(
        tokens.add_token,
        keys,
        COMMAND,
        name,
        list(scopes),
        now(),
        event_uids=[_event_uid(database, event) for event in events] or None,
        expires_at=now() + timedelta(days=days),
    )
    return made.text


def list_tokens(database: Database) -> Iterator[str]:
    """A line for each token: name, what it may do, for which events, until when, and when it was last used."""
    with database.read() as db:
        slugs = {event.uid: event.slug for event in EVENTS.read(db.connection())}
        for token in tokens.list_tokens(db):
            yield "  ".join(_token_facts(token, slugs, now()))


def revoke_token(database: Database, name: str) -> None:
    database.write_now(tokens.revoke_token, COMMAND, name, now())


def _token_facts(token: ApiToken, slugs: Mapping[str, str], moment: datetime) -> Iterator[str]:
    yield token.name
    yield ",".join(token.scopes)
    if token.event_uids is not None:
        yield f"for {','.join(sorted(slugs.get(uid, uid) for uid in token.event_uids))}"
    if token.expires_at is not None:
        yield f"{'expired' if token.expires_at <= moment else 'until'} {token.expires_at:%Y-%m-%d}"
    yield f"used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used"


def _role(name: str) -> Role:
    if name not in list(Role):
        raise UnknownRole(role=name, known=", ".join(Role))
    return Role(name)


def _event_uid(database: Database, slug: str) -> str:
    with database.read() as db:
        return get_event_uid(db.connection(), slug)


def _reach(database: Database, place: Place) -> Reach:
    """NotFound where one of what is named is not there."""
    with database.read() as db:
        connection = db.connection()
        return Reach(
            _named(connection, SERIES, place.series),
            get_event_uid(connection, place.event) if place.event else None,
            _named(connection, ORGANIZATIONS, place.organization),
        )


def _named(connection: Connection, records: Records[Any], slug: str) -> str | None:
    if not slug:
        return None
    found = find_uid(connection, records.table, slug)
    if found is None:
        raise NotFound("There is nothing called {name}.", name=slug)
    return found


def _names(connection: Connection) -> dict[str, str]:
    """The slug of every event, series and organization."""
    tables = [records.table for records in (EVENTS, SERIES, ORGANIZATIONS)]
    return {uid: slug for table in tables for uid, slug in connection.execute(select(table.c.uid, table.c.slug))}


def _said(row: AccountGrant, names: Mapping[str, str]) -> str:
    """`organizer`, `viewer of forum-7`, `editor of sessions of ampcc in forum-7`."""
    place = names.get(row.event_uid or row.series_uid or "", row.event_uid or row.series_uid)
    if row.organization_uid:
        whose = f" of sessions of {names.get(row.organization_uid, row.organization_uid)}"
        return f"{row.role.value}{whose}{f' in {place}' if place else ''}"
    return f"{row.role.value} of {place}" if place else row.role.value
