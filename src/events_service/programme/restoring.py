"""What was taken out of a draft, kept in the record of what was done, and how it is put back."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import structs
from sqlalchemy import Connection, select

from events_service.accounts.models import AuditEntry
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.directory.records import followed
from events_service.errors import NotFound
from events_service.languages import LocalizedText
from events_service.programme import draft, editing, part_editing
from events_service.programme.part_editing import PARTS, Removed
from events_service.programme.programme import AliasKind, Event, Session
from events_service.programme.references import of_session
from events_service.programme.relinking import session_with
from events_service.programme.validity import CodeTaken, SlugTaken, check_code, check_own_slug
from events_service.records import find_uid

_entries = AuditEntry.__table__  # type: ignore[attr-defined]
_MOST = 100
SESSION = "session"
_TABLES = {SESSION: draft.SESSIONS.table} | {part.noun: draft.OF_EVENT[name].table for name, part in PARTS.items()}
_PARTS = {part.noun: part for part in PARTS.values()}


class Deleted(NamedTuple):
    """Something that was taken out and is not back."""

    entry_id: str
    noun: str
    """`session`, `room`, `venue`, `track` or `type`."""
    uid: str
    name: LocalizedText
    by: str
    at: datetime


def kept(value: Any, users: tuple[str, ...] = ()) -> dict[str, Any]:
    """What an audit entry of a deletion keeps as `before`: the whole record, and who named it."""
    found: dict[str, Any] = {"value": msgspec.to_builtins(value)}
    return found | {"users": list(users)} if users else found


def list_deleted(connection: Connection, event_uid: str) -> list[Deleted]:
    """What can be put back, the latest first; of the last hundred deletions."""
    acts = [f"delete_{noun}" for noun in _TABLES]
    rows = connection.execute(
        select(_entries)
        .where(_entries.c.event_uid == event_uid, _entries.c.act.in_(acts))
        .order_by(_entries.c.id.desc())
        .limit(_MOST)
    ).all()
    there = _there(connection, event_uid, rows)
    found: dict[str, Deleted] = {}
    for row in rows:
        noun, _, uid = row.subject.partition(":")
        value = (row.before or {}).get("value")
        if value is None or uid in there or uid in found:
            continue
        name = value.get("title" if noun == SESSION else "name", {})
        found[uid] = Deleted(row.id, noun, uid, name, row.actor_name, row.created_at)
    return list(found.values())


def find_deleted(connection: Connection, event_uid: str, noun: str, uid: str) -> tuple[Deleted, Any] | None:
    """Who took this out and when, with the record as it was; None where it is there, or never was."""
    asked = select(_entries).where(
        _entries.c.event_uid == event_uid, _entries.c.act == f"delete_{noun}", _entries.c.subject == f"{noun}:{uid}"
    )
    row = connection.execute(asked.order_by(_entries.c.id.desc()).limit(1)).first()
    value = (row.before or {}).get("value") if row else None
    if row is None or value is None or uid in _there(connection, event_uid, [row]):
        return None
    record = msgspec.convert(value, Session if noun == SESSION else _PARTS[noun].value)
    name = value.get("title" if noun == SESSION else "name", {})
    return Deleted(row.id, noun, uid, name, row.actor_name, row.created_at), record


def restore(db: DbSession, event_uid: str, entry_id: str) -> tuple[str, Any]:
    """Put back what one entry took out; gives its noun and the record. NotFound for an entry of another kind or event.

    What is there already stays as it is. A session keeps no room, track or type that has gone meanwhile, and no slug
    or code that has become another's; what has been merged into another record, it names as that. It is not ready,
    whatever it was: nobody has looked at it since, and the next publication of all that is ready is not to bring it
    back by itself.
    """
    entry = db.get(AuditEntry, entry_id) if is_uid(entry_id) else None
    noun = entry.subject.partition(":")[0] if entry else ""
    before = entry.before if entry else None
    if entry is None or entry.event_uid != event_uid or entry.act != f"delete_{noun}" or "value" not in (before or {}):
        raise NotFound("There is nothing here that could be put back.")
    assert before is not None
    if noun == SESSION:
        return noun, _restored_session(db, event_uid, msgspec.convert(before["value"], Session))
    part = _PARTS[noun]
    removed = Removed(msgspec.convert(before["value"], part.value), tuple(before.get("users", ())))
    return noun, part_editing.restore_part(db, event_uid, part, removed)


def _restored_session(db: DbSession, event_uid: str, session: Session) -> Session:
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    table = draft.SESSIONS.table
    if find_uid(connection, table, session.uid, table.c.event_uid == event_uid) == session.uid:
        return editing.get_session(connection, event_uid, session.uid)[0]
    known = {
        name: set(
            connection.execute(
                select(draft.OF_EVENT[name].table.c.uid).where(draft.OF_EVENT[name].table.c.event_uid == event_uid)
            ).scalars()
        )
        for name in ("rooms", "tracks", "types")
    }
    session = session_with(session, followed(connection, of_session(session)))
    back = structs.replace(
        session,
        room_uid=session.room_uid if session.room_uid in known["rooms"] else None,
        track_uid=session.track_uid if session.track_uid in known["tracks"] else None,
        type_uid=session.type_uid if session.type_uid in known["types"] else None,
        ready=False,
    )
    back = _with_its_own(connection, event, back)
    editing.write_records(connection, event, sessions=((), (back,)))
    return back


def _with_its_own(connection: Connection, event: Event, session: Session) -> Session:
    """Without a slug or a code that has become another's."""
    try:
        check_own_slug(connection, event, "sessions", AliasKind.SESSION, session)
    except SlugTaken:
        session = structs.replace(session, slug="")
    try:
        check_code(connection, event, session)
    except CodeTaken:
        session = structs.replace(session, code="")
    return session


def _there(connection: Connection, event_uid: str, rows: Any) -> set[str]:
    """Which of them are in the draft."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        noun, _, uid = row.subject.partition(":")
        wanted.setdefault(noun, set()).add(uid)
    return {
        uid
        for noun, uids in wanted.items()
        for uid in connection.execute(
            select(_TABLES[noun].c.uid).where(_TABLES[noun].c.event_uid == event_uid, _TABLES[noun].c.uid.in_(uids))
        ).scalars()
    }
