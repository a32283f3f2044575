"""The outbox: mail is queued in the transaction of the act it tells of, and taken from there by workers.

Promised is at least once. A mail goes out twice only where a worker dies between the server's "250" and the
note of it, and then bears the same Message-ID.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Table, and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from events_service.columns import UtcDateTime
from events_service.database import DbSession, Prepared, new_id
from events_service.jobs.wakeup import Wakeup
from events_service.mail.letter import Letter, checked_address
from events_service.mail.models import MailState, OutboxMail

TRIED_FOR = timedelta(hours=48)
LONGEST_TEXT = 500

mail_waiting = Wakeup()


class Taken(msgspec.Struct, frozen=True):
    """A mail that is ours until its lease ends. `attempts` counts this one, and tells leases apart."""

    id: str
    letter: Letter
    message_id: str
    queued_at: datetime
    give_up_at: datetime
    attempts: int


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended: the state it leaves the mail in, and what the server said."""

    mail: Taken
    state: MailState
    code: int | None = None
    text: str = ""
    next_at: datetime | None = None
    turned_away: bool = False
    """The mailbox takes no mail of this kind, or does not exist."""


def queue(db: DbSession, letter: Letter, dedupe_key: str, now: datetime) -> bool:
    """Queue a mail, in the transaction of the act that needs it. True if there was none of this key yet.

    The key stands for one mail for ever (`registration:{id}:confirmation:{changes}`). Raises InvalidAddress.
    """
    checked_address(letter.recipient)
    new = _ADD.scalar(
        db,
        id=new_id(),
        created_at=now,
        dedupe_key=dedupe_key,
        event_uid=letter.event_uid,
        kind=letter.kind,
        recipient=letter.recipient,
        letter=letter,
        priority=letter.priority,
        next_at=now,
        give_up_at=now + TRIED_FOR,
    )
    db.after_commit(mail_waiting.wake)
    return new is not None


def is_due(db: DbSession, now: datetime) -> bool:
    """Is there anything to take?"""
    return _DUE.scalar(db, now=now) is not None


def is_waiting(db: DbSession) -> bool:
    """Has a worker anything left to do, now or later?"""
    return _WAITING.scalar(db) is not None


def take(db: DbSession, now: datetime, lease: timedelta, limit: int, host: str) -> list[Taken]:
    """Take mails that are due or whose lease has run out, most urgent first. `host` ends their Message-IDs."""
    rows = _TAKE.rows(db, now=now, next_at=now + lease, limit=limit, before_id="<", after_id=f"@{host}>")
    rows.sort(key=lambda row: (row.priority, row.id))
    return [Taken(row.id, row.letter, row.message_id, row.created_at, row.give_up_at, row.attempts) for row in rows]


def renew(db: DbSession, mails: Iterable[Taken], until: datetime) -> None:
    """Prolong leases: sending may take longer than they last, as long as the worker lives."""
    _RENEW.run_many(db, [{"taken_id": mail.id, "held": mail.attempts, "next_at": until} for mail in mails])


def settle(db: DbSession, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Write down how attempts ended. What is no longer ours is left as it is."""
    _SETTLE.run_many(db, [_settled(outcome, now) for outcome in outcomes])


def give_back(db: DbSession, mails: Iterable[Taken], now: datetime) -> None:
    """Mails not tried after all: queued again as if they had not been taken."""
    _GIVE_BACK.run_many(db, [{"taken_id": mail.id, "held": mail.attempts, "next_at": now} for mail in mails])


def keep(db: DbSession) -> int:
    """Without a mail server, what waits is kept for the console to show. The number of them."""
    return _KEEP.run(db)


def try_again(db: DbSession, mail_id: str, now: datetime) -> bool:
    """Queue a kept, failed or suppressed mail once more, as the organizer asks. False if it is none of these."""
    db.after_commit(mail_waiting.wake)
    return bool(_TRY_AGAIN.run(db, mail_id=mail_id, next_at=now, give_up_at=now + TRIED_FOR))


def _settled(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "taken_id": outcome.mail.id,
        "held": outcome.mail.attempts,
        "state": outcome.state,
        "waiting": outcome.state is MailState.DEFERRED,
        "next_at": outcome.next_at or now,
        "sent_at": now if outcome.state is MailState.SENT else None,
        "last_code": outcome.code,
        "last_text": outcome.text[:LONGEST_TEXT],
    }


_mail: Table = OutboxMail.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_m = _mail.c
_due = and_(_m.waiting, _m.next_at <= bindparam("now", type_=UtcDateTime()))
_GIVEN = (
    "id",
    "created_at",
    "dedupe_key",
    "event_uid",
    "kind",
    "recipient",
    "letter",
    "priority",
    "next_at",
    "give_up_at",
)

_ADD = Prepared(
    insert(_mail)
    .values({name: bindparam(name) for name in (*_GIVEN, "next_at", "give_up_at")})
    .on_conflict_do_nothing(index_elements=["dedupe_key"])
    .returning(_m.id)
)

_DUE = Prepared(select(_m.id).where(_due).limit(1))
_WAITING = Prepared(select(_m.id).where(_m.waiting).limit(1))

# A common table expression is evaluated once: PostgreSQL may evaluate a subquery in IN again for each row.
_first = select(_m.id).where(_due).order_by(_m.priority, _m.id).limit(bindparam("limit"))
_picked = _first.with_for_update(skip_locked=True).cte("picked")
_TAKE = Prepared(
    update(_mail)
    .where(_m.id.in_(select(_picked.c.id)))
    .values(
        state=MailState.SENDING,
        attempts=_m.attempts + 1,
        next_at=bindparam("next_at"),
        message_id=func.coalesce(
            _m.message_id,
            bindparam("before_id", type_=_m.kind.type) + _m.id + bindparam("after_id", type_=_m.kind.type),
        ),
    )
    .returning(_m.id, _m.letter, _m.message_id, _m.created_at, _m.give_up_at, _m.attempts, _m.priority)
)

# `held` is the number of attempts this worker knows of: after another one has taken the mail it is another.
_ours = update(_mail).where(
    _m.id == bindparam("taken_id"), _m.attempts == bindparam("held"), _m.state == MailState.SENDING
)
_SETTLE = Prepared(
    _ours.values(
        {name: bindparam(name) for name in ("state", "waiting", "next_at", "sent_at", "last_code", "last_text")}
    )
)
_RENEW = Prepared(_ours.values(next_at=bindparam("next_at")))
_GIVE_BACK = Prepared(_ours.values(state=MailState.QUEUED, attempts=_m.attempts - 1, next_at=bindparam("next_at")))
_KEEP = Prepared(update(_mail).where(_m.waiting).values(state=MailState.KEPT, waiting=False))
_TRY_AGAIN = Prepared(
    update(_mail)
    .where(_m.id == bindparam("mail_id"), ~_m.waiting, _m.state != MailState.SENT)
    .values(state=MailState.QUEUED, waiting=True, next_at=bindparam("next_at"), give_up_at=bindparam("give_up_at"))
)
