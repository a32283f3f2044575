"""The first owner of a new site: whoever can read what the service prints on its terminal, or sits at the machine.

A code is asked for, so that nobody who finds a new site first can take it. It follows from the secret key and
is kept nowhere. With the first account, whoever made it, the door is shut for ever.
"""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlmodel import select

from events_service.accounts import audit, login
from events_service.accounts.access import VISITOR
from events_service.accounts.accounts import checked_name, fold_email, searched
from events_service.accounts.login import SignedIn
from events_service.accounts.models import Account, AccountGrant, Role
from events_service.accounts.passwords import grouped
from events_service.database import DbSession
from events_service.errors import Conflict, InvalidInput, Sentence
from events_service.mail.letter import checked_address
from events_service.secret_links import SecretKeys

_accounts: Table = Account.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models

FIRST_ID = "018f0000-0000-7000-8000-000000000001"
"""Of the account made here: two who make one at the same time meet in the primary key."""


class SiteHasAccounts(Conflict):
    slug = "site-has-accounts"
    msgid = "This site has its first account already. Log in, or ask its owner for an invitation."


class WrongCode(InvalidInput):
    slug = "wrong-set-up-code"
    msgid = "This is not the code that the service printed when it was started."

    def __init__(self) -> None:
        super().__init__(fields={"code": Sentence(self.msgid)})


def setup_code(keys: SecretKeys) -> str:
    """What the terminal says and the page asks for: 100 bits, so that nobody tries them all."""
    key = next(iter(keys.values()))
    return grouped(hmac.digest(key, b"first owner\0", hashlib.sha256)[:20])


def check_code(keys: SecretKeys, code: str) -> None:
    """WrongCode unless it is the code, however it is spaced."""
    typed = "".join(letter for letter in code.lower() if letter.isalnum() and letter.isascii())
    if not hmac.compare_digest(typed, setup_code(keys).replace("-", "")):
        raise WrongCode


def is_new(db: DbSession) -> bool:
    """Is there no account yet, not even one that is disabled?"""
    return db.exec(select(Account.id).limit(1)).first() is None


def make_first_owner(
    db: DbSession,
    email: str,
    name: str,
    password_hash: str,
    now: datetime,
    *,
    locale: str = "",
    browser: str = "",
    former: str = "",
) -> SignedIn:
    """Make the first account, an owner, and log in with it. SiteHasAccounts, also for the second of two at once."""
    email, name = checked_address(email.strip()), checked_name(name)
    if not is_new(db):
        raise SiteHasAccounts
    made = db.execute(
        insert(_accounts)
        .values(
            id=FIRST_ID,
            email=email,
            folded_email=fold_email(email),
            name=name,
            folded=searched(name, email),
            locale=locale,
            password_hash=password_hash,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(_accounts.c.id)
    ).first()
    if made is None:
        raise SiteHasAccounts
    db.add(AccountGrant(account_id=FIRST_ID, role=Role.OWNER))
    db.flush()
    after = {"email": email, "role": Role.OWNER.value}
    audit.note(db, VISITOR, "add_first_owner", f"account:{FIRST_ID}", now, after=after)
    return login.begin(db, db.get_one(Account, FIRST_ID), now, browser=browser, former=former, by="first owner")
