"""What an account's roles come to: where each reaches, and the events that lie within."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import column, table, union
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from events_service.accounts.access import OF_SESSIONS, ROLES, Grant
from events_service.accounts.models import Account, AccountGrant, Role
from events_service.database import DbSession
from events_service.errors import Conflict, InvalidInput, Sentence

# Accounts stand below the programme, and know of its tables only who belongs to whom.
_events = table("event", column("uid"), column("series_uid"))
_organizers = table("session_organization", column("event_uid"), column("organization_uid"), column("role"))
_ORGANIZING = ("organizer", "co_host")


class Reach(msgspec.Struct, frozen=True):
    """Where a role holds: everywhere, or in what is named."""

    series_uid: str | None = None
    event_uid: str | None = None
    organization_uid: str | None = None
    """Only the sessions it organizes: of the event, or of every event."""


EVERYWHERE = Reach()
_EVERYWHERE = [
    col(named).is_(None) for named in (AccountGrant.series_uid, AccountGrant.event_uid, AccountGrant.organization_uid)
]


class LastOwner(Conflict):
    slug = "last-owner"
    msgid = "This is the only owner. Make somebody else an owner first."


class OwnerOfOneEvent(InvalidInput):
    slug = "owner-of-one-event"
    msgid = "An owner is there for all events."

    def __init__(self) -> None:
        super().__init__(fields={"role": Sentence(self.msgid)})


class NotForOneOrganization(InvalidInput):
    """Somebody who is there for the sessions of an organization does what is done to sessions, and nothing else."""

    slug = "not-for-one-organization"
    msgid = "For the sessions of one organization there are editors and viewers."

    def __init__(self) -> None:
        super().__init__(fields={"role": Sentence(self.msgid)})


class UnclearReach(InvalidInput):
    slug = "unclear-reach"
    msgid = "Name a series, or an event, or an organization, and not a series with another."

    def __init__(self) -> None:
        super().__init__(fields={"reach": Sentence(self.msgid)})


def reach_of(row: AccountGrant) -> Reach:
    return Reach(row.series_uid, row.event_uid, row.organization_uid)


def check_reach(role: Role, reach: Reach) -> None:
    """OwnerOfOneEvent, NotForOneOrganization or UnclearReach where there can be no such role."""
    if reach.series_uid and (reach.event_uid or reach.organization_uid):
        raise UnclearReach
    if role is Role.OWNER and reach != EVERYWHERE:
        raise OwnerOfOneEvent
    if reach.organization_uid and not ROLES[role] <= OF_SESSIONS:
        raise NotForOneOrganization


def list_grants(db: DbSession, account_id: str) -> list[AccountGrant]:
    """The roles of an account, in the order in which they were given."""
    return list(db.exec(select(AccountGrant).where(AccountGrant.account_id == account_id).order_by(AccountGrant.id)))


def granted(db: DbSession, rows: Iterable[AccountGrant]) -> tuple[Grant, ...]:
    """What these roles permit now: a series means its events, an organization those it organizes sessions of."""
    held = list(rows)
    within = _events_within(db, held)
    return tuple(Grant(ROLES[row.role], _events_of(row, within), row.organization_uid, row.series_uid) for row in held)


def keep_an_owner(db: DbSession, account_id: str) -> None:
    """LastOwner where nobody but this account could manage accounts: it must go on doing so.

    Whoever takes the same from another account at the same time is waited for.
    """
    owners = db.exec(
        select(Account.id, AccountGrant.id)
        .where(AccountGrant.account_id == Account.id, AccountGrant.role == Role.OWNER)
        .where(col(Account.disabled_at).is_(None), *_EVERYWHERE)
        .order_by(Account.id, AccountGrant.id)
        .with_for_update()
    )
    if {owner for owner, _ in owners} == {account_id}:
        raise LastOwner


def organizing_in(event_uid: str) -> Any:
    """The organizations that organize sessions in the event, as a subquery."""
    return sql_select(_organizers.c.organization_uid).where(
        _organizers.c.event_uid == event_uid, _organizers.c.role.in_(_ORGANIZING)
    )


def _events_of(row: AccountGrant, within: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    if row.event_uid is not None:
        return frozenset({row.event_uid})
    named = row.series_uid or row.organization_uid
    return None if named is None else within.get(named, frozenset())


def _events_within(db: DbSession, rows: Iterable[AccountGrant]) -> dict[str, frozenset[str]]:
    """The events of each series, and of each organization; asks nothing where neither is named."""
    series = {row.series_uid for row in rows if row.series_uid}
    bodies = {row.organization_uid for row in rows if row.organization_uid and not row.event_uid}
    if not series and not bodies:
        return {}
    of_series = select(_events.c.series_uid, _events.c.uid).where(_events.c.series_uid.in_(series))
    of_bodies = select(_organizers.c.organization_uid, _organizers.c.event_uid).where(
        _organizers.c.organization_uid.in_(bodies), _organizers.c.role.in_(_ORGANIZING)
    )
    found: dict[str, set[str]] = {}
    for named, event_uid in db.execute(union(of_series, of_bodies)):
        found.setdefault(named, set()).add(event_uid)
    return {named: frozenset(events) for named, events in found.items()}
