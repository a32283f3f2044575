"""Invitations: an account somebody made for a colleague, who chooses its password behind a mailed link."""

from datetime import datetime

from sqlmodel import select

from events_service.accounts import audit, login
from events_service.accounts.access import Actor
from events_service.accounts.accounts import (
    NoSuchAccount,
    add_account,
    checked_name,
    end_logins,
    fold_email,
    searched,
)
from events_service.accounts.emails import mail_link
from events_service.accounts.grants import EVERYWHERE, Reach
from events_service.accounts.links import end_links, use_link
from events_service.accounts.login import SignedIn, actor_of
from events_service.accounts.models import Account, LinkPurpose, Role
from events_service.accounts.passwords import UNSET
from events_service.database import DbSession
from events_service.errors import Conflict
from events_service.secret_links import SecretKeys


class InvitationOver(Conflict):
    slug = "invitation-over"
    msgid = "{email} has chosen a password already, or the account is disabled: there is nothing to invite to."


def invite(
    db: DbSession,
    actor: Actor,
    email: str,
    role: Role,
    now: datetime,
    *,
    name: str = "",
    locale: str = "",
    reach: Reach = EVERYWHERE,
) -> Account:
    """Make an account without a password, and mail its owner a link to choose one. Raises as `add_account` does."""
    account = add_account(db, actor, email, UNSET, role, now, name=name, locale=locale, reach=reach)
    mail_link(db, account, LinkPurpose.INVITATION, now, by=actor.name)
    audit.note(db, actor, "invite", f"account:{account.id}", now, event_uid=reach.event_uid)
    return account


def invite_again(db: DbSession, actor: Actor, email: str, now: datetime) -> None:
    """Mail a new link, which ends the former one. NoSuchAccount, or InvitationOver where it has been used."""
    account = db.exec(select(Account).where(Account.folded_email == fold_email(email)).with_for_update()).first()
    if account is None:
        raise NoSuchAccount(email=email)
    if account.password_hash != UNSET or account.disabled_at is not None:
        raise InvitationOver(email=account.email)
    mail_link(db, account, LinkPurpose.INVITATION, now, by=actor.name)
    audit.note(db, actor, "invite", f"account:{account.id}", now)


def accept(
    db: DbSession,
    keys: SecretKeys,
    token: str,
    password_hash: str,
    now: datetime,
    *,
    name: str = "",
    locale: str = "",
    browser: str = "",
    former: str = "",
) -> SignedIn:
    """Choose the first password of an account, and log in with it. LinkEnded."""
    account = use_link(db, keys, LinkPurpose.INVITATION, token, now)
    account.password_hash = password_hash
    account.name = checked_name(name) or account.name
    account.folded = searched(account.name, account.email)
    account.locale = account.locale or locale
    end_logins(db, account.id)
    end_links(db, account.id)
    audit.note(db, actor_of(account, ()), "accept_invitation", f"account:{account.id}", now)
    return login.begin(db, account, now, browser=browser, former=former, by=LinkPurpose.INVITATION.value)
