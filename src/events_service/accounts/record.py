"""The record of what was done, as it is read: by person, act, event, subject, day and text; the newest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import CTE, ColumnElement, and_, func, or_
from sqlmodel import col, select

from events_service.accounts.access import Act, Actor, refusal, require
from events_service.accounts.models import AuditEntry
from events_service.columns import is_uid
from events_service.database import Database, DbSession
from events_service.languages import folded

PAGE = 50
CHUNK = 200
"""Entries that an export holds at a time."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; everything that is given must hold."""

    event_uids: tuple[str, ...] | None = None
    """Of these events; None is all, and what concerns none."""
    accounts: bool = True
    """Also what was done to accounts that are there for all events."""
    actor: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is no longer meant."""
    text: str = ""
    """As typed: everywhere in what was said, or …"""
    named: tuple[str, ...] = ()
    """… of these subjects, whose present name has it."""


class Page(msgspec.Struct, frozen=True):
    """Some entries; `before` is where the next page begins, None on the last."""

    entries: list[AuditEntry]
    before: str | None


class Who(msgspec.Struct, frozen=True):
    """Somebody who did something, under the name they had last."""

    key: str
    name: str


def readable(actor: Actor, event_uid: str | None = None) -> Wanted:
    """All that somebody may read: of the event where one is given, else of all of theirs. Forbidden where that is
    nothing."""
    events = actor.events_for(Act.READ_AUDIT) if event_uid is None else frozenset({event_uid})
    if event_uid is not None:
        require(actor, Act.READ_AUDIT, event_uid)
    elif events is not None and not events:
        raise refusal(actor, Act.READ_AUDIT)
    return Wanted(event_uids=None if events is None else tuple(sorted(events)), accounts=reads_addresses(actor))


def reads_addresses(actor: Actor) -> bool:
    """May they read the addresses of those who work here?"""
    return actor.may(Act.MANAGE_ACCOUNTS)


def find_page(db: DbSession, wanted: Wanted, before: str | None = None, limit: int = PAGE) -> Page:
    """Entries older than `before`; one that is the id of no entry there could be begins with the newest."""
    query = select(AuditEntry).where(*_conditions(wanted)).order_by(col(AuditEntry.id).desc()).limit(limit + 1)
    if before is not None and is_uid(before):
        query = query.where(AuditEntry.id < before)
    rows = list(db.exec(query))
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def chunks(database: Database, wanted: Wanted) -> Iterator[list[AuditEntry]]:
    """All of them, a few at a time and each time anew: nothing is added behind what was read already."""
    before = None
    while True:
        with database.read() as db:
            page = find_page(db, wanted, before, CHUNK)
            db.expunge_all()
        if page.entries:
            yield page.entries
        before = page.before
        if before is None:
            return


def list_actors(db: DbSession, wanted: Wanted) -> list[Who]:
    """Everybody who did something that may be read, by name."""
    held = _scope(wanted)
    each = _each(col(AuditEntry.actor), held)
    newest = select(func.max(AuditEntry.id)).where(col(AuditEntry.actor) == each.c.value, *held)
    last = select(newest.correlate(each).scalar_subquery()).select_from(each)
    rows = db.exec(select(AuditEntry.actor, AuditEntry.actor_name).where(col(AuditEntry.id).in_(last)))
    return sorted((Who(key, name) for key, name in rows), key=lambda who: (folded(who.name), who.key))


def list_acts(db: DbSession) -> list[str]:
    """The name of everything that was ever done."""
    each = _each(col(AuditEntry.act), [])
    return [act for (act,) in db.execute(select(each.c.value).where(each.c.value.is_not(None)))]


def _each(column: Any, held: list[ColumnElement[bool]]) -> CTE:
    """Every value of the column once, from one to the next by its index: entries are many and values few. NULL ends
    the row."""
    first = select(func.min(column).label("value")).where(*held).cte("each", recursive=True)
    following = select(func.min(column)).where(column > first.c.value, *held).scalar_subquery()
    return first.union_all(select(following).where(first.c.value.is_not(None)))


def former_names(db: DbSession, subjects: list[str]) -> dict[str, dict[str, Any]]:
    """What was said last of subjects that may be gone: the newest entry of each that says its title or name."""
    query = (
        select(AuditEntry.subject, AuditEntry.before, AuditEntry.after)
        .where(col(AuditEntry.subject).in_(subjects), or_(*(_of_life(act) for act in ("delete", "add"))))
        .order_by(AuditEntry.id)
    )
    return {subject: {**(after or {}), **(before or {})} for subject, before, after in db.exec(query)}


def _of_life(act: str) -> ColumnElement[bool]:
    return col(AuditEntry.act).startswith(f"{act}_", autoescape=True)


def _scope(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What may be read at all."""
    if wanted.event_uids is not None or wanted.accounts:
        return _of_events(wanted)
    return [~and_(col(AuditEntry.subject).startswith("account:"), col(AuditEntry.event_uid).is_(None))]


def _of_events(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [] if wanted.event_uids is None else [col(AuditEntry.event_uid).in_(wanted.event_uids)]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    held = _scope(wanted)
    for column, value in ((AuditEntry.actor, wanted.actor), (AuditEntry.act, wanted.act)):
        if value:
            held.append(col(column) == value)
    if wanted.subject:
        held.append(col(AuditEntry.subject) == wanted.subject)
    if wanted.since is not None:
        held.append(col(AuditEntry.created_at) >= wanted.since)
    if wanted.until is not None:
        held.append(col(AuditEntry.created_at) < wanted.until)
    if wanted.text:
        said = col(AuditEntry.words).contains(folded(wanted.text), autoescape=True)
        held.append(or_(said, col(AuditEntry.subject).in_(wanted.named)) if wanted.named else said)
    return held
