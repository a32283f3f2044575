"""What was once taken of a paste, as it was written down: enough to show it, and to take it back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.accounts.models import AuditEntry
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import NotFound
from events_service.programme import draft, restoring
from events_service.programme.answers import differing_fields
from events_service.programme.programme import Programme, Session
from events_service.records import Records, chunks
from events_service.zones import now

ACT = "add_sessions"
UNDONE = "undo_paste"

RECORDS: Mapping[str, Records[Any]] = {**draft.OF_EVENT, "organizations": ORGANIZATIONS, "people": PEOPLE}
NOUNS = {
    "venues": "venue",
    "rooms": "room",
    "tracks": "track",
    "types": "type",
    "organizations": "organization",
    "people": "person",
}
"""Of what may be made besides sessions: one of them, as acts and subjects of audit entries are named."""

_IN_ONE_QUERY = 10_000
_entries: Any = AuditEntry.__table__  # type: ignore[attr-defined]


class Past(NamedTuple):
    """What was once taken."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    records: tuple[str, ...]
    """Kind and name of what was made besides."""
    kept: Mapping[str, Any]
    """What taking it back needs: `versions` as it left them, `edits` of sessions by the entry that tells of each, and
    what was `made` besides, by kind; nothing where that was not written down."""


class TakenBack(NamedTuple):
    """What became of it when it was taken back."""

    by: str
    at: datetime
    removed: tuple[str, ...]
    """Sessions; each is among what was taken out, and can be put back."""
    restored: tuple[str, ...]
    records: tuple[str, ...]
    left: tuple[tuple[str, str, str], ...]
    """Kind, uid and why it stayed."""


class Listed(NamedTuple):
    entry: str
    sessions: int
    by: str
    at: datetime
    taken_back: bool


def get_past(connection: Connection, event_uid: str, entry_id: str) -> Past:
    """What was taken then; NotFound."""
    where = (_entries.c.id == entry_id, _entries.c.event_uid == event_uid, _entries.c.act == ACT)
    row = connection.execute(select(_entries.c.after).where(*where)).first() if is_uid(entry_id) else None
    if row is None:
        raise NotFound("There is no such page.")
    after: dict[str, Any] = row.after or {}
    added, changed, records = (tuple(after.get(name, ())) for name in ("added", "changed", "records"))
    return Past(added, changed, records, after.get("kept", {}))


def find_taken_back(connection: Connection, event_uid: str, entry_id: str) -> TakenBack | None:
    """How that was taken back; None where it was not."""
    for row in _undone(connection, event_uid):
        said = row.after["kept"]
        if said["entry"] == entry_id:
            left = tuple((kind, uid, why) for kind, uid, why in said["left"])
            removed, restored, records = (tuple(said[name]) for name in ("removed", "restored", "records"))
            return TakenBack(row.actor_name, row.created_at, removed, restored, records, left)
    return None


def list_past(connection: Connection, event_uid: str, limit: int) -> list[Listed]:
    """What was taken last, the latest first."""
    undone = {row.after["kept"]["entry"] for row in _undone(connection, event_uid)}
    where = (_entries.c.event_uid == event_uid, _entries.c.act == ACT)
    rows = connection.execute(select(_entries).where(*where).order_by(_entries.c.id.desc()).limit(limit))
    return [
        Listed(
            row.id,
            len(row.after.get("added", ())) + len(row.after.get("changed", ())),
            row.actor_name,
            row.created_at,
            row.id in undone,
        )
        for row in rows
    ]


def _undone(connection: Connection, event_uid: str) -> Sequence[Any]:
    where = (_entries.c.event_uid == event_uid, _entries.c.act == UNDONE)
    return connection.execute(select(_entries).where(*where)).all()


def versions_of(connection: Connection, kind: str, uids: Iterable[str]) -> dict[str, int]:
    """Of those that are there: the version changes whenever somebody changes the record."""
    table = RECORDS[kind].table
    return {
        row.uid: row.version
        for some in chunks(sorted(set(uids)), _IN_ONE_QUERY)
        for row in connection.execute(select(table.c.uid, table.c.version).where(table.c.uid.in_(some)))
    }


def note_taken(
    db: DbSession,
    actor: Actor,
    before: Programme,
    after: Programme,
    made: Sequence[tuple[str, bool]],
    records: Sequence[tuple[str, str, str]],
) -> str:
    """Write down what was made and changed, each by itself and all together; gives the id of the whole.

    `made` are the uids of sessions, and whether each is new; `records` kind, name and uid of what was made besides.
    """
    event_uid, at, connection = before.event.uid, now(), db.connection()
    for kind, name, uid in records:
        noun = NOUNS[kind]
        audit.note(db, actor, f"add_{noun}", f"{noun}:{uid}", at, event_uid=event_uid, after={"name": name})
    was, edits = {session.uid: session for session in before.sessions}, {}
    for session in after.sessions:
        old, subject = was.get(session.uid), f"session:{session.uid}"
        if old is None:
            audit.note(db, actor, "add_session", subject, at, event_uid=event_uid, after={"title": session.title})
        elif old != session:
            was_so, is_so = differing_fields(old, session)
            edits[session.uid] = audit.note(
                db, actor, "edit_session", subject, at, event_uid=event_uid, before=was_so, after=is_so
            )
    uids: dict[str, list[str]] = {}
    for kind, _, uid in records:
        uids.setdefault(kind, []).append(uid)
    versions = versions_of(connection, "sessions", (uid for uid, _ in made))
    for kind, those in uids.items():
        versions |= versions_of(connection, kind, those)
    whole = {
        "added": [uid for uid, new in made if new],
        "changed": [uid for uid, new in made if not new],
        "records": [f"{kind}: {name}" for kind, name, _ in records],
        "kept": {"versions": versions, "edits": edits, "made": uids},
    }
    return audit.note(db, actor, ACT, f"event:{event_uid}", at, event_uid=event_uid, after=whole)


def note_taken_back(
    db: DbSession,
    actor: Actor,
    event_uid: str,
    entry_id: str,
    removed: Sequence[Session],
    restored: Sequence[tuple[Session, Session]],
    parts: Sequence[tuple[str, Any]],
    archived: Sequence[tuple[str, Any]],
    left: Sequence[tuple[str, str, str]],
) -> None:
    """Write down each step by itself, so that it can be undone, and all together. What is archived notes itself.

    `restored` are sessions as they are and as they were; of what was made besides there is the kind and the record.
    """
    at = now()
    for session in removed:
        audit.note(
            db,
            actor,
            "delete_session",
            f"session:{session.uid}",
            at,
            event_uid=event_uid,
            before=restoring.kept(session),
        )
    for present, was in restored:
        is_so, was_so = differing_fields(present, was)
        audit.note(db, actor, "edit_session", f"session:{was.uid}", at, event_uid=event_uid, before=is_so, after=was_so)
    for kind, part in parts:
        noun = NOUNS[kind]
        audit.note(
            db, actor, f"delete_{noun}", f"{noun}:{part.uid}", at, event_uid=event_uid, before=restoring.kept(part)
        )
    whole = {
        "entry": entry_id,
        "removed": [session.uid for session in removed],
        "restored": [was.uid for _, was in restored],
        "records": [f"{kind}: {next(iter(one.name.values()), '')}" for kind, one in (*parts, *archived)],
        "left": [list(one) for one in left],
    }
    audit.note(db, actor, UNDONE, f"event:{event_uid}", at, event_uid=event_uid, after={"kept": whole})
