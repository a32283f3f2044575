"""Links mailed to accounts: each works once, for a while, and until a newer one of its kind is made.

Nothing secret is stored. A link ends also when the password changes and when the account is disabled. Nothing
here waits for the mail: the token is derived when the mail is written.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import col, select, update

from events_service.accounts.models import Account, AccountLink, LinkPurpose
from events_service.database import DbSession
from events_service.errors import Gone
from events_service.secret_links import Reference, SecretKeys, read_token

LASTS: Mapping[LinkPurpose, timedelta] = {
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(hours=1),
    LinkPurpose.LOGIN: timedelta(minutes=15),
}


class LinkEnded(Gone):
    """Used, expired, replaced by a newer one, or never ours: nobody is told which."""

    slug = "link-ended"
    title = "This link no longer works"
    msgid = "It works once and for a short time, and only the one mailed last does. Ask for a new one."


def reference_of(link: AccountLink) -> Reference:
    """What the link's token is made from."""
    return Reference(_signed_for(link.purpose), link.id, link.generation)


def make_link(db: DbSession, account: Account, purpose: LinkPurpose, now: datetime) -> AccountLink:
    """A new link; the one there was of its purpose opens nothing any more. The account is locked by the caller."""
    wanted = select(AccountLink).where(AccountLink.account_id == account.id, AccountLink.purpose == purpose)
    link = db.exec(wanted).first()
    if link is None:
        link = AccountLink(account_id=account.id, purpose=purpose, expires_at=now)
        db.add(link)
    link.generation += 1
    link.expires_at, link.used_at = now + LASTS[purpose], None
    db.flush()
    return link


def find_account_of(db: DbSession, keys: SecretKeys, purpose: LinkPurpose, token: str, now: datetime) -> Account:
    """Whose link it is, if it works still; LinkEnded. Changes nothing: scanners open links too (T-GET-1)."""
    link, generation = _find(db, keys, purpose, token)
    return _checked(link, generation, db.get(Account, link.account_id), now)


def use_link(db: DbSession, keys: SecretKeys, purpose: LinkPurpose, token: str, now: datetime) -> Account:
    """Use the link up, and give the account, locked. LinkEnded, also for the second of two that come at once."""
    link, generation = _find(db, keys, purpose, token)
    account = db.get(Account, link.account_id, with_for_update=True, populate_existing=True)
    # Whoever held the account before may have used the link, or ended it.
    db.refresh(link)
    account = _checked(link, generation, account, now)
    link.used_at = now
    return account


def end_links(db: DbSession, account_id: str) -> None:
    """Let no link mailed to the account open anything."""
    ended = update(AccountLink).where(col(AccountLink.account_id) == account_id)
    db.exec(ended.values(generation=AccountLink.generation + 1))


def _find(db: DbSession, keys: SecretKeys, purpose: LinkPurpose, token: str) -> tuple[AccountLink, int]:
    """The link a token names, and the generation it was made in."""
    reference = read_token(keys, _signed_for(purpose), token)
    link = db.get(AccountLink, reference.uid) if reference else None
    if reference is None or link is None:
        raise LinkEnded
    return link, reference.generation


def _checked(link: AccountLink, generation: int, account: Account | None, now: datetime) -> Account:
    """The account, if the link works; LinkEnded."""
    works = link.generation == generation and link.used_at is None and link.expires_at > now
    if not works or account is None or account.disabled_at is not None:
        raise LinkEnded
    return account


def _signed_for(purpose: LinkPurpose) -> str:
    """As tokens are signed: of no other purpose there is, whatever that is called."""
    return f"account {purpose.value}"
