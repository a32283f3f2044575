"""Roles given and taken away, by whoever may do more there themselves."""

from datetime import datetime

from sqlmodel import select

from events_service.accounts import audit, tokens
from events_service.accounts.access import ROLES, Act, Actor
from events_service.accounts.accounts import end_logins, get_account
from events_service.accounts.grants import EVERYWHERE, Reach, check_reach, granted, keep_an_owner, list_grants, reach_of
from events_service.accounts.models import Account, AccountGrant, Role
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import Forbidden, NotFound


class NotTheirsToGive(Forbidden):
    slug = "not-yours-to-give"
    msgid = "You can only give others less than you may do there yourself."


class NoSuchRole(NotFound):
    slug = "no-such-role"
    msgid = "This role has been taken away already."


def may_give(actor: Actor, role: Role, reach: Reach) -> bool:
    """Who manages accounts gives every role; who invites to an event, roles there that may do less than they may."""
    if actor.may(Act.MANAGE_ACCOUNTS):
        return True
    event_uid = reach.event_uid
    if event_uid is None or not actor.may(Act.INVITE, event_uid):
        return False
    given = ROLES[role]
    return Act.INVITE not in given and all(actor.may(act, event_uid) for act in given)


def give_role(db: DbSession, actor: Actor, account_id: str, role: Role, reach: Reach, now: datetime) -> AccountGrant:
    """Let an account do this there as well. What it has already it is given once.

    Raises NotTheirsToGive, or what `check_reach` raises.
    """
    check_reach(role, reach)
    if not may_give(actor, role, reach):
        raise NotTheirsToGive
    _locked(db, account_id)
    for row in list_grants(db, account_id):
        if (row.role, reach_of(row)) == (role, reach):
            return row
    return _add(db, actor, account_id, role, reach, now)


def take_role(db: DbSession, actor: Actor, grant_id: str, now: datetime) -> None:
    """Take a role away; the logins of its account end, so that none goes on with it (T-SES-1).

    So do its API tokens that can do what it may no longer. Raises NoSuchRole, NotTheirsToGive or LastOwner.
    """
    row = get_grant(db, grant_id)
    _take(db, actor, row, now)
    _end_tokens(db, actor, row.account_id, now)


def _take(db: DbSession, actor: Actor, row: AccountGrant, now: datetime) -> None:
    _check_taking(db, actor, row)
    db.delete(row)
    end_logins(db, row.account_id)
    _note(db, actor, "take_role", row, now, before=True)


def change_role(db: DbSession, actor: Actor, grant_id: str, role: Role, now: datetime) -> None:
    """Another role in the same place; the logins of its account end. Raises as giving and taking do."""
    row = get_grant(db, grant_id)
    if row.role is role:
        return
    _take(db, actor, row, now)
    give_role(db, actor, row.account_id, role, reach_of(row), now)
    _end_tokens(db, actor, row.account_id, now)


def set_role(db: DbSession, actor: Actor, email: str, role: Role, now: datetime, reach: Reach = EVERYWHERE) -> None:
    """Let an account do this there and nothing else; its logins end (T-SES-1)."""
    check_reach(role, reach)
    if not may_give(actor, role, reach):
        raise NotTheirsToGive
    account = get_account(db, email)
    _locked(db, account.id)
    held = list_grants(db, account.id)
    if role is not Role.OWNER:
        keep_an_owner(db, account.id)
    end_logins(db, account.id)
    for row in held:
        if (row.role, reach_of(row)) != (role, reach):
            db.delete(row)
            _note(db, actor, "take_role", row, now, before=True)
    if all((row.role, reach_of(row)) != (role, reach) for row in held):
        _add(db, actor, account.id, role, reach, now)
    _end_tokens(db, actor, account.id, now)


def move_roles(db: DbSession, actor: Actor, organization_uid: str, kept_uid: str, now: datetime) -> None:
    """Who works for the one organization works for the other, which is the same. Their logins go on."""
    theirs = select(AccountGrant).where(AccountGrant.organization_uid == organization_uid)
    for row in db.exec(theirs.order_by(AccountGrant.id).with_for_update()).all():
        reach = Reach(row.series_uid, row.event_uid, kept_uid)
        _note(db, actor, "take_role", row, now, before=True)
        db.delete(row)
        db.flush()
        if all((held.role, reach_of(held)) != (row.role, reach) for held in list_grants(db, row.account_id)):
            _add(db, actor, row.account_id, row.role, reach, now)
    db.flush()


def get_grant(db: DbSession, grant_id: str) -> AccountGrant:
    """The role somebody has, which nobody else changes until this act has ended; NoSuchRole."""
    wanted = select(AccountGrant).where(AccountGrant.id == grant_id).with_for_update()
    row = db.exec(wanted).first() if is_uid(grant_id) else None
    if row is None:
        raise NoSuchRole
    return row


def _check_taking(db: DbSession, actor: Actor, row: AccountGrant) -> None:
    if not may_give(actor, row.role, reach_of(row)):
        raise NotTheirsToGive
    if row.role is Role.OWNER:
        keep_an_owner(db, row.account_id)


def _add(db: DbSession, actor: Actor, account_id: str, role: Role, reach: Reach, now: datetime) -> AccountGrant:
    row = AccountGrant(
        account_id=account_id,
        role=role,
        series_uid=reach.series_uid,
        event_uid=reach.event_uid,
        organization_uid=reach.organization_uid,
    )
    db.add(row)
    _note(db, actor, "give_role", row, now, before=False)
    return row


def _end_tokens(db: DbSession, actor: Actor, account_id: str, now: datetime) -> None:
    """No program does what whoever made its token may do no longer."""
    db.flush()
    held = Actor("account", account_id, "", granted(db, list_grants(db, account_id)))
    tokens.end_tokens(db, actor, account_id, now, held)


def _note(db: DbSession, actor: Actor, act: str, row: AccountGrant, now: datetime, *, before: bool) -> None:
    said = {"role": row.role.value, "series_uid": row.series_uid, "organization_uid": row.organization_uid}
    told = {name: value for name, value in said.items() if value is not None}
    subject, event_uid = f"account:{row.account_id}", row.event_uid
    if before:
        audit.note(db, actor, act, subject, now, event_uid=event_uid, before=told)
    else:
        audit.note(db, actor, act, subject, now, event_uid=event_uid, after=told)


def _locked(db: DbSession, account_id: str) -> None:
    """Nobody else gives this account the same meanwhile."""
    db.exec(select(Account.id).where(Account.id == account_id).with_for_update()).one()
