"""The mails to accounts: each carries one link, and is queued in the transaction that makes it."""

from collections.abc import Mapping
from datetime import datetime

from events_service.accounts.access import Act, Actor
from events_service.accounts.links import make_link, reference_of
from events_service.accounts.models import Account, LinkPurpose
from events_service.database import DbSession
from events_service.mail.letter import TOKEN, Letter, Link, Priority
from events_service.mail.outbox import queue

PATHS: Mapping[LinkPurpose, tuple[str, ...]] = {
    LinkPurpose.INVITATION: ("console", "invitation"),
    LinkPurpose.RESET: ("console", "reset"),
    LinkPurpose.LOGIN: ("console", "login", "link"),
}
"""Where each link leads; its token follows."""

KINDS = frozenset(f"account_{purpose.value}" for purpose in LinkPurpose)


def hidden_from(actor: Actor) -> frozenset[str]:
    """The kinds of mails they may not see: a link in one is as good as a login, and with that they could be anybody."""
    return frozenset() if actor.may(Act.MANAGE_ACCOUNTS) else KINDS


def mail_link(
    db: DbSession, account: Account, purpose: LinkPurpose, now: datetime, *, locale: str = "", by: str = ""
) -> None:
    """Mail a new link, which ends the one before it. The account is locked by the caller.

    The mail is in the account's language, or else in `locale`. `by` is who invites.
    """
    link = make_link(db, account, purpose, now)
    letter = Letter(
        kind=f"account_{purpose.value}",
        locale=account.locale or locale,
        recipient=account.email,
        recipient_name=account.name,
        context={"account": {"name": account.name, "email": account.email}, "by": by},
        links={"open": Link((*PATHS[purpose], TOKEN), reference_of(link), file=True)},
        priority=Priority.SECURITY,
    )
    queue(db, letter, f"account:{account.id}:{purpose.value}:{link.generation}", now)
