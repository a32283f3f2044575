"""Organizations, people and series as organizers keep them: each act is permitted, noted, and followed by a Catalogue
where what it changed is published across events."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, refusal, require
from events_service.catalogue.publish import queue_catalogue
from events_service.database import DbSession
from events_service.directory import editing
from events_service.directory.changes import changed_organization, changed_person
from events_service.directory.editing import BODIES, PERSONS, Kept, Shelf
from events_service.programme.answers import differing_fields
from events_service.programme.series_editing import SERIES, changed_series

V = TypeVar("V")

SHELVES: Mapping[str, Shelf[Any]] = {shelf.name: shelf for shelf in (BODIES, PERSONS, SERIES)}
_CHANGED: Mapping[str, Callable[..., Any]] = {
    BODIES.name: changed_organization,
    PERSONS.name: changed_person,
    SERIES.name: changed_series,
}


def may_keep(actor: Actor, kept: Kept[Any], act: Act = Act.EDIT_EVENT) -> bool:
    """May they do it to a record? Who is there for all of the events that have to do with it may."""
    return all(actor.may(act, event_uid) for event_uid in kept.keepers)


def may_read(actor: Actor, kept: Kept[Any]) -> bool:
    """What is published, what their own events keep, and all of it where they prepare some event."""
    return kept.value.published or Act.EDIT_DRAFT in actor.acts or may_keep(actor, kept, Act.READ_DRAFT)


def shown_to(actor: Actor, kept: Kept[V]) -> V:
    """The record; its private contacts only for who works at the event that keeps it (DESIGN.md, Organizations)."""
    if not hasattr(kept.value, "contacts") or may_keep(actor, kept, Act.EDIT_DRAFT):
        return kept.value
    shown: V = editing.without_private(kept.value)
    return shown


def add_record(
    db: DbSession, actor: Actor, shelf: Shelf[V], value: V, said: Mapping[str, Any], owner: str | None, at: datetime
) -> Kept[V]:
    """Take in a new record: `value` is a blank one. `owner` is the event whose organizers keep it."""
    require(actor, Act.EDIT_EVENT, owner)
    fields = dict(said)
    archived = fields.pop("archived", False)
    made = _CHANGED[shelf.name](db.connection(), value, fields)
    kept = editing.add_record(db, shelf, made, owner)
    after = {"name": made.name}
    audit.note(db, actor, f"add_{shelf.noun}", _subject(shelf, kept), at, event_uid=owner, after=after)
    _follow(db, kept, kept, at)
    return archive_record(db, actor, shelf, made.uid, True, at) if archived else kept


def edit_record(
    db: DbSession,
    actor: Actor,
    shelf: Shelf[V],
    uid: str,
    said: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
) -> Kept[V]:
    """Change what is said of a record; PreconditionFailed where `version` is no longer its version."""
    _require_keeper(db, actor, shelf, uid)
    fields, connection = dict(said), db.connection()
    archived = fields.pop("archived", None)
    before, after = editing.edit_record(
        db, shelf, uid, lambda old: _CHANGED[shelf.name](connection, old, fields), version
    )
    if after.value != before.value:
        was, became = differing_fields(before.value, after.value)
        audit.note(
            db,
            actor,
            f"edit_{shelf.noun}",
            _subject(shelf, after),
            at,
            event_uid=_event_of(after),
            before=was,
            after=became,
        )
        _follow(db, before, after, at)
    return after if archived is None else archive_record(db, actor, shelf, uid, archived, at)


def archive_record(db: DbSession, actor: Actor, shelf: Shelf[V], uid: str, archived: bool, at: datetime) -> Kept[V]:
    """Offer and list it no more, or again. Nothing public changes."""
    _require_keeper(db, actor, shelf, uid)
    before, after = editing.archive_record(db, shelf, uid, at if archived else None)
    if after.version != before.version:
        subject, event_uid = _subject(shelf, after), _event_of(after)
        if archived:
            audit.note(db, actor, f"archive_{shelf.noun}", subject, at, event_uid=event_uid)
        else:
            audit.note(db, actor, f"restore_{shelf.noun}", subject, at, event_uid=event_uid)
    return after


def _require_keeper(db: DbSession, actor: Actor, shelf: Shelf[Any], uid: str) -> None:
    if not may_keep(actor, editing.get_kept(db.connection(), shelf, uid)):
        raise refusal(actor, Act.EDIT_EVENT)


def _follow(db: DbSession, before: Kept[Any], after: Kept[Any], at: datetime) -> None:
    """One new Catalogue for one act, where the public may read of it."""
    if before.value.published or after.value.published:
        queue_catalogue(db, at)


def _subject(shelf: Shelf[Any], kept: Kept[Any]) -> str:
    return f"{shelf.noun}:{kept.value.uid}"


def _event_of(kept: Kept[Any]) -> str | None:
    """In whose event's record it is noted."""
    return next(iter(kept.keepers)) if len(kept.keepers) == 1 else None
