"""Mails as the console lists them."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from sqlalchemy import func
from sqlmodel import col, select

from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.render import Queued


class NoSuchMail(NotFound):
    slug = "no-such-mail"
    msgid = "There is no such mail."


class Page(msgspec.Struct, frozen=True):
    """Some mails, newest first; `before` is where the next page begins, None on the last."""

    mails: list[OutboxMail]
    before: str | None


def list_mails(
    db: DbSession,
    *,
    events: frozenset[str] | None = None,
    states: Iterable[MailState] = (),
    before: str | None = None,
    limit: int = 50,
    hidden: Collection[str] = (),
) -> Page:
    """Mails of some events or (None) all there are, in any of the states (all, where none is named), newest first.

    Here and below, mails of the `hidden` kinds are as if they were not there.

    A `before` that is the id of no mail there could be begins with the newest.
    """
    wanted = select(OutboxMail).order_by(col(OutboxMail.id).desc()).limit(limit + 1)
    if events is not None:
        wanted = wanted.where(col(OutboxMail.event_uid).in_(events))
    if states:
        wanted = wanted.where(col(OutboxMail.state).in_(tuple(states)))
    if before is not None and is_uid(before):
        wanted = wanted.where(OutboxMail.id < before)
    if hidden:
        wanted = wanted.where(col(OutboxMail.kind).not_in(hidden))
    rows = list(db.exec(wanted))
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def get_mail(
    db: DbSession, mail_id: str, events: frozenset[str] | None = None, *, hidden: Collection[str] = ()
) -> OutboxMail:
    """The mail, if it belongs to one of the events where some are given; NoSuchMail."""
    mail = db.exec(select(OutboxMail).where(OutboxMail.id == mail_id)).first() if is_uid(mail_id) else None
    if mail is None or (events is not None and mail.event_uid not in events) or mail.kind in hidden:
        raise NoSuchMail()
    return mail


def count_by_state(
    db: DbSession, events: frozenset[str] | None = None, *, hidden: Collection[str] = ()
) -> dict[MailState, int]:
    """How many mails are in each state; states without one are left out."""
    wanted = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    if events is not None:
        wanted = wanted.where(col(OutboxMail.event_uid).in_(events))
    if hidden:
        wanted = wanted.where(col(OutboxMail.kind).not_in(hidden))
    return {MailState(state): number for state, number in db.exec(wanted)}


def oldest_waiting(
    db: DbSession, events: frozenset[str] | None = None, *, hidden: Collection[str] = ()
) -> datetime | None:
    """Since when the mail of some events, or of all, that has waited longest waits."""
    wanted = select(OutboxMail.created_at).where(OutboxMail.waiting).order_by(col(OutboxMail.id)).limit(1)
    if events is not None:
        wanted = wanted.where(col(OutboxMail.event_uid).in_(events))
    if hidden:
        wanted = wanted.where(col(OutboxMail.kind).not_in(hidden))
    return db.exec(wanted).first()


def queued_of(mail: OutboxMail, host: str) -> Queued:
    """What the mail is written from. One that was never taken has no Message-ID yet: it will get this."""
    return Queued(mail.letter, mail.message_id or f"<{mail.id}@{host}>", mail.created_at)
