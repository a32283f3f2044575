"""Taking back a whole paste: what it added and changed, as far as nobody has changed it since."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from msgspec import structs, to_builtins
from sqlalchemy import Connection, select

from events_service.accounts.access import Act, Actor, require
from events_service.accounts.models import AuditEntry
from events_service.catalogue import keeping
from events_service.database import DbSession
from events_service.directory.editing import read_kept
from events_service.errors import Conflict
from events_service.interchange.pasting.past import Past, find_taken_back, get_past, note_taken_back, versions_of
from events_service.languages import LocalizedText
from events_service.programme import draft
from events_service.programme.editing import locked_event, proposed
from events_service.programme.models import SessionOrganizationRow, SessionPersonRow
from events_service.programme.programme import Programme, Session
from events_service.programme.references import referenced_by
from events_service.programme.validity import same_code
from events_service.zones import now

_entries: Any = AuditEntry.__table__  # type: ignore[attr-defined]
_LINKS: Mapping[str, Any] = {
    "organizations": SessionOrganizationRow.__table__.c.organization_uid,  # type: ignore[attr-defined]
    "people": SessionPersonRow.__table__.c.person_uid,  # type: ignore[attr-defined]
}
_OF_EVENT = ("rooms", "tracks", "types", "venues")
"""Venues last: rooms that are taken out name none."""


class Why(StrEnum):
    """Why something stays as it is."""

    CHANGED = "changed"
    USED = "used"
    NOT_THEIRS = "not_theirs"


class Left(NamedTuple):
    kind: str
    uid: str
    name: LocalizedText
    why: Why


class Reversal(NamedTuple):
    """What taking a paste back comes to now."""

    before: draft.Draft
    after: Programme
    removed: tuple[Session, ...]
    restored: tuple[tuple[Session, Session], ...]
    """As each is, and as it was."""
    parts: tuple[tuple[str, Any], ...]
    """Kind and record of what is taken out besides."""
    archived: tuple[tuple[str, Any], ...]
    """Of the directory: offered no more; with each its kind."""
    left: tuple[Left, ...]

    @property
    def does_something(self) -> bool:
        return bool(self.removed or self.restored or self.parts or self.archived)


class NothingToTakeBack(Conflict):
    slug = "nothing-to-take-back"
    msgid = "Nothing of it is left that could be taken back."


def look_ahead(connection: Connection, actor: Actor, event_uid: str, past: Past) -> Reversal:
    """What taking it back would do, were it done now. What is gone already is not told of."""
    return _Reversing(connection, actor, event_uid, past).reversal()


def take_back(db: DbSession, actor: Actor, event_uid: str, entry_id: str) -> None:
    """Take back what was taken then, all that can be or nothing. Twice is once. NotFound, NothingToTakeBack."""
    require(actor, Act.EDIT_DRAFT, event_uid)
    connection = db.connection()
    locked_event(connection, event_uid)
    past = get_past(connection, event_uid, entry_id)
    if find_taken_back(connection, event_uid, entry_id):
        return
    reversal = look_ahead(connection, actor, event_uid, past)
    if not reversal.does_something:
        raise NothingToTakeBack
    draft.save(connection, reversal.before, reversal.after)
    for kind, one in reversal.archived:
        keeping.archive_record(db, actor, keeping.SHELVES[kind], one.uid, True, now())
    left = [(one.kind, one.uid, one.why.value) for one in reversal.left]
    note_taken_back(
        db,
        actor,
        event_uid,
        entry_id,
        reversal.removed,
        reversal.restored,
        reversal.parts,
        reversal.archived,
        left,
    )


class _Reversing:
    """The draft as it becomes without the paste, one kind after the other."""

    def __init__(self, connection: Connection, actor: Actor, event_uid: str, past: Past) -> None:
        self.connection, self.actor, self.event_uid, self.past = connection, actor, event_uid, past
        self.before = draft.load(connection, event_uid)
        self.after = self.before.programme
        self.versions: Mapping[str, int] = past.kept.get("versions", {})
        self.arranges = actor.may(Act.EDIT_EVENT, event_uid)
        self.left: list[Left] = []

    def reversal(self) -> Reversal:
        removed, restored = self._sessions()
        parts = tuple((kind, part) for kind in _OF_EVENT for part in self._parts(kind))
        archived = tuple((kind, one) for kind in _LINKS for one in self._directory(kind))
        return Reversal(self.before, self.after, removed, restored, parts, archived, tuple(self.left))

    def _unchanged(self, kind: str, values: Iterable[Any], named: str = "name") -> list[Any]:
        """Those that are as the paste left them; the others stay."""
        values = list(values)
        present = versions_of(self.connection, kind, (value.uid for value in values))
        found = []
        for value in values:
            if present.get(value.uid) == self.versions.get(value.uid):
                found.append(value)
            else:
                self._leave(kind, value, Why.CHANGED, named)
        return found

    def _leave(self, kind: str, value: Any, why: Why, named: str = "name") -> None:
        self.left.append(Left(kind, value.uid, getattr(value, named), why))

    def _sessions(self) -> tuple[tuple[Session, ...], tuple[tuple[Session, Session], ...]]:
        edits: Mapping[str, str] = self.past.kept.get("edits", {})
        touched = {*self.past.added, *edits} if self.versions else set()
        mine = (session for session in self.after.sessions if session.uid in touched)
        unchanged = {session.uid: session for session in self._unchanged("sessions", mine, "title")}
        added = set(self.past.added)
        removed = tuple(session for session in unchanged.values() if session.uid in added)
        self._replace({session.uid: None for session in removed})
        rows = _had_before(self.connection, [edits[uid] for uid in unchanged if uid not in added])
        restored = []
        for session in unchanged.values():
            if session.uid not in added:
                was = self._as_it_was(session, rows[edits[session.uid]])
                if was != session:
                    restored.append((session, was))
                    self._replace({session.uid: was})
        return removed, tuple(restored)

    def _replace(self, by_uid: Mapping[str, Session | None]) -> None:
        kept = (by_uid.get(session.uid, session) for session in self.after.sessions)
        self.after = structs.replace(self.after, sessions=tuple(session for session in kept if session))

    def _as_it_was(self, session: Session, fields: Mapping[str, Any]) -> Session:
        """With what it had; without what has gone since, and the code it has where the former is another's by now."""
        whole = to_builtins(session) | fields
        was = msgspec.convert({name: said for name, said in whole.items() if said is not None}, Session)
        gone = {
            f"{part}_uid": None
            for part in ("room", "track", "type")
            if getattr(was, f"{part}_uid") not in {one.uid for one in getattr(self.after, f"{part}s")}
        }
        taken = {same_code(one.code) for one in self.after.sessions if one.uid != session.uid}
        code = session.code if was.code and same_code(was.code) in taken else was.code
        was = structs.replace(was, **gone, code=code)
        return was if self.actor.may(Act.RELEASE, self.event_uid) else proposed(session, was)

    def _made(self, kind: str) -> set[str]:
        return set(self.past.kept.get("made", {}).get(kind, ()))

    def _parts(self, kind: str) -> list[Any]:
        made = self._made(kind)
        values = [value for value in getattr(self.after, kind) if value.uid in made]
        if not self.arranges:
            for value in values:
                self._leave(kind, value, Why.NOT_THEIRS)
            return []
        used = referenced_by(self.after) | {room.venue_uid for room in self.after.rooms}
        removed = self._without(kind, self._unchanged(kind, values), used)
        gone = {value.uid for value in removed}
        left = tuple(value for value in getattr(self.after, kind) if value.uid not in gone)
        self.after = structs.replace(self.after, **{kind: left})
        return removed

    def _directory(self, kind: str) -> list[Any]:
        """Those that nothing names any more, here or at another event."""
        kept = read_kept(self.connection, keeping.SHELVES[kind], sorted(self._made(kind)))
        kept = [one for one in kept if one.archived_at is None]
        theirs = [one.value for one in kept if keeping.may_keep(self.actor, one)]
        for one in kept:
            if one.value not in theirs:
                self._leave(kind, one.value, Why.NOT_THEIRS)
        link = _LINKS[kind]
        elsewhere = select(link).where(link.in_([one.uid for one in theirs]), link.table.c.event_uid != self.event_uid)
        used = referenced_by(self.after) | set(self.connection.execute(elsewhere).scalars())
        return self._without(kind, self._unchanged(kind, theirs), used)

    def _without(self, kind: str, values: list[Any], used: set[str | None]) -> list[Any]:
        """Those that are not used; the others stay."""
        for value in values:
            if value.uid in used:
                self._leave(kind, value, Why.USED)
        return [value for value in values if value.uid not in used]


def _had_before(connection: Connection, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What each of these entries says was before."""
    rows = connection.execute(select(_entries.c.id, _entries.c.before).where(_entries.c.id.in_(list(ids))))
    return {row.id: row.before or {} for row in rows}
