"""Who works here, as lists show them; and letting somebody in, whether they have an account yet or not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import and_, col, or_, select

from events_service.accounts.access import Actor
from events_service.accounts.accounts import find_account
from events_service.accounts.grants import Reach, check_reach, organizing_in, reach_of
from events_service.accounts.invitations import invite
from events_service.accounts.models import Account, AccountGrant, AuditEntry, Role
from events_service.accounts.passwords import UNSET
from events_service.accounts.roles import NotTheirsToGive, give_role, may_give
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.languages import folded


class AccountState(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    """No password has been chosen yet."""
    DISABLED = "disabled"


class HeldRole(NamedTuple):
    """A role somebody has, and where."""

    id: str
    role: Role
    reach: Reach


class Colleague(NamedTuple):
    """Somebody with an account."""

    id: str
    email: str
    name: str
    locale: str
    state: AccountState
    added_at: datetime
    signed_in_at: datetime | None
    roles: tuple[HeldRole, ...]


class Page(NamedTuple):
    """Some of them, by address; `after` is where the next page begins, empty on the last."""

    colleagues: list[Colleague]
    after: str


class NoSuchColleague(NotFound):
    slug = "no-such-account-here"
    msgid = "There is no such account."


_STATES: Mapping[AccountState, tuple[ColumnElement[bool], ...]] = {
    AccountState.ACTIVE: (col(Account.disabled_at).is_(None), col(Account.password_hash) != UNSET),
    AccountState.INVITED: (col(Account.disabled_at).is_(None), col(Account.password_hash) == UNSET),
    AccountState.DISABLED: (col(Account.disabled_at).is_not(None),),
}


def list_colleagues(
    db: DbSession,
    *,
    text: str = "",
    role: Role | None = None,
    state: AccountState | None = None,
    after: str = "",
    limit: int = 100,
) -> Page:
    """Everybody with an account, by address; those whose name or address has the text, if there is one."""
    wanted = select(Account).order_by(Account.folded_email).limit(limit + 1)
    if sought := folded(text):
        wanted = wanted.where(col(Account.folded).contains(sought, autoescape=True))
    if role is not None:
        wanted = wanted.where(col(Account.id).in_(select(AccountGrant.account_id).where(AccountGrant.role == role)))
    if state is not None:
        wanted = wanted.where(*_STATES[state])
    if after:
        wanted = wanted.where(col(Account.folded_email) > after)
    found = list(db.exec(wanted))
    rows = found[:limit]
    return Page(_with_roles(db, rows, ()), rows[-1].folded_email if len(found) > limit else "")


def list_at_event(db: DbSession, event_uid: str, series_uid: str | None) -> list[Colleague]:
    """Everybody who works at the event, with what they do there: for it, for its series, for an organization that
    organizes sessions in it, or everywhere."""
    none = [col(AccountGrant.series_uid).is_(None), col(AccountGrant.event_uid).is_(None)]
    there = or_(
        AccountGrant.event_uid == event_uid,
        and_(*none, col(AccountGrant.organization_uid).is_(None)),
        and_(*none, col(AccountGrant.organization_uid).in_(organizing_in(event_uid))),
        *([AccountGrant.series_uid == series_uid] if series_uid else []),
    )
    wanted = select(Account).where(col(Account.id).in_(select(AccountGrant.account_id).where(there)))
    return _with_roles(db, list(db.exec(wanted.order_by(Account.folded_email))), (there,))


def get_colleague(db: DbSession, account_id: str) -> Colleague:
    """NoSuchColleague where there is no such account."""
    account = db.get(Account, account_id) if is_uid(account_id) else None
    if account is None:
        raise NoSuchColleague
    return _with_roles(db, [account], ())[0]


def add_colleague(
    db: DbSession,
    actor: Actor,
    email: str,
    role: Role,
    reach: Reach,
    now: datetime,
    *,
    name: str = "",
    locale: str = "",
) -> str:
    """Let somebody work here: with the account they have, or with one they are invited to. Gives the account's id.

    Raises NotTheirsToGive, or what `check_reach` and `add_account` raise.
    """
    check_reach(role, reach)
    if not may_give(actor, role, reach):
        raise NotTheirsToGive
    account = find_account(db, email)
    if account is None:
        return invite(db, actor, email, role, now, name=name, locale=locale, reach=reach).id
    give_role(db, actor, account.id, role, reach, now)
    return account.id


def _with_roles(db: DbSession, accounts: Sequence[Account], where: Iterable[ColumnElement[bool]]) -> list[Colleague]:
    """Three statements, however many there are."""
    uids = [account.id for account in accounts]
    granted = select(AccountGrant).where(col(AccountGrant.account_id).in_(uids), *where).order_by(AccountGrant.id)
    roles: dict[str, list[HeldRole]] = {}
    for row in db.exec(granted):
        roles.setdefault(row.account_id, []).append(HeldRole(row.id, row.role, reach_of(row)))
    signed_in = _signed_in(db, uids)
    return [
        Colleague(
            account.id,
            account.email,
            account.name,
            account.locale,
            _state_of(account),
            account.created_at,
            signed_in.get(account.id),
            tuple(roles.get(account.id, ())),
        )
        for account in accounts
    ]


def _signed_in(db: DbSession, account_ids: Iterable[str]) -> dict[str, Any]:
    """When each last logged in. Logins themselves are forgotten once they have ended; the record is not."""
    subjects = [f"account:{uid}" for uid in account_ids]
    asked = select(AuditEntry.subject, func.max(AuditEntry.created_at)).where(
        col(AuditEntry.subject).in_(subjects), AuditEntry.act == "sign_in"
    )
    return {subject.partition(":")[2]: at for subject, at in db.exec(asked.group_by(AuditEntry.subject))}


def _state_of(account: Account) -> AccountState:
    if account.disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.INVITED if account.password_hash == UNSET else AccountState.ACTIVE
