"""What somebody typed into a form and has not sent: kept until they save it or forget it, for a month at most.

It changes nothing but what its own author is shown, so the record of what was done says nothing of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlmodel import col, delete, select

from events_service.accounts.models import Account, KeptText
from events_service.database import DbSession
from events_service.errors import InvalidInput, PayloadTooLarge

KEEPS = timedelta(days=30)
LARGEST = 200_000
"""Bytes of one form's fields."""
MOST = 30
"""Forms of one account: beyond that, those it left longest ago are forgotten."""
_LONGEST_ADDRESS = 300


class TooMuchTyped(PayloadTooLarge):
    slug = "too-much-typed"
    msgid = "This is too much to be kept unsaved. Save it."


class Kept(NamedTuple):
    """One form's fields as they were typed."""

    fields: tuple[tuple[str, str], ...]
    kept_at: datetime


def keep(db: DbSession, account_id: str, address: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """Keep what was typed into a form, instead of what was kept of it before. TooMuchTyped beyond LARGEST."""
    typed = tuple(fields)
    if len(msgspec.json.encode(typed)) > LARGEST:
        raise TooMuchTyped
    if len(address) > _LONGEST_ADDRESS:
        raise InvalidInput
    if db.get(Account, account_id, with_for_update=True) is None:  # one of its browsers at a time
        return
    row = db.exec(_of(account_id, address)).first()
    if row is None:
        row = KeptText(account_id=account_id, address=address, fields=typed, kept_at=now)
    row.fields, row.kept_at = typed, now
    db.add(row)
    db.flush()
    _forget_oldest(db, account_id)


def find_kept(db: DbSession, account_id: str, address: str) -> Kept | None:
    """What is kept of this form for this account."""
    row = db.exec(_of(account_id, address)).first()
    return Kept(row.fields, row.kept_at) if row else None


def forget(db: DbSession, account_id: str, address: str) -> None:
    """It was saved, or is not wanted. Asked twice, it is forgotten once."""
    db.exec(delete(KeptText).where(col(KeptText.account_id) == account_id, col(KeptText.address) == address))


def forget_old(db: DbSession, now: datetime) -> None:
    """Forget what nobody has taken up for a month."""
    db.exec(delete(KeptText).where(col(KeptText.kept_at) <= now - KEEPS))


def _of(account_id: str, address: str) -> Any:
    return select(KeptText).where(KeptText.account_id == account_id, KeptText.address == address)


def _forget_oldest(db: DbSession, account_id: str) -> None:
    latest = (
        select(KeptText.id)
        .where(KeptText.account_id == account_id)
        .order_by(col(KeptText.kept_at).desc(), col(KeptText.id).desc())
        .limit(MOST)
    )
    of_account = col(KeptText.account_id) == account_id
    db.exec(delete(KeptText).where(of_account, col(KeptText.id).not_in(latest)))
