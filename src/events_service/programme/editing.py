"""Changing the draft, one record at a time. Each verb takes the version it was based on, and refuses an older one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from msgspec import structs
from sqlalchemy import Connection, select, update

from events_service import zones
from events_service.database import DbSession
from events_service.errors import InvalidInput, NotFound, PreconditionFailed
from events_service.programme import draft
from events_service.programme.models import EventRow
from events_service.programme.programme import FORMAT, Event, Programme, Room, Session, SessionStatus
from events_service.records import Records

R = TypeVar("R", Session, Room)

_events = EventRow.__table__  # type: ignore[attr-defined]


class EndBeforeStart(InvalidInput):
    slug = "end-before-start"
    msgid = "“{title}” would end before it begins."


class UnknownReference(InvalidInput):
    slug = "unknown-reference"
    msgid = "There is no {kind} with the uid {uid} in this event."


def get_event(connection: Connection, event_uid: str) -> Event:
    """The event as the draft has it; NotFound."""
    found = draft.EVENTS.read_uids(connection, (event_uid,))
    if not found:
        raise NotFound("There is no such event.")
    return found[0]


def get_session(connection: Connection, event_uid: str, name: str) -> tuple[Session, int]:
    """One session of the draft by slug or uid, with its version; NotFound."""
    session, version = _get(connection, draft.SESSIONS, event_uid, name)
    return draft.with_links(connection, event_uid, (session,), only=session.uid)[0], version


def get_room(connection: Connection, event_uid: str, name: str) -> tuple[Room, int]:
    """One room of the draft by slug or uid, with its version; NotFound."""
    return _get(connection, draft.OF_EVENT["rooms"], event_uid, name)


def _get(connection: Connection, records: Records[R], event_uid: str, name: str) -> tuple[R, int]:
    table = records.table
    found = records.read(connection, table.c.event_uid == event_uid, (table.c.slug == name) | (table.c.uid == name))
    if not found:
        raise NotFound("The working version has nothing called {name}.", name=name)
    version: int = connection.execute(select(table.c.version).where(table.c.uid == found[0].uid)).scalar_one()
    return found[0], version


def edit_session(
    db: DbSession, event_uid: str, name: str, change: Callable[[Session], Session], version: int | None = None
) -> tuple[Session, int]:
    """Change one session; PreconditionFailed where `version` is no longer its version. Returns both as they are now."""
    connection = db.connection()
    session, current = get_session(connection, event_uid, name)
    _check_version(version, current)
    changed = change(session)
    check_session(connection, get_event(connection, event_uid), changed)
    if changed == session:
        return session, current
    _write(connection, event_uid, sessions=((session,), (changed,)))
    return changed, current + 1


def add_session(db: DbSession, event_uid: str, session: Session) -> Session:
    """Take a new session into the draft."""
    connection = db.connection()
    check_session(connection, get_event(connection, event_uid), session)
    _write(connection, event_uid, sessions=((), (session,)))
    return session


def delete_session(db: DbSession, event_uid: str, name: str, version: int | None = None) -> None:
    """Take a session out of the draft. The next full release cancels it for the public."""
    connection = db.connection()
    session, current = get_session(connection, event_uid, name)
    _check_version(version, current)
    _write(connection, event_uid, sessions=((session,), ()))


def edit_room(
    db: DbSession, event_uid: str, name: str, change: Callable[[Room], Room], version: int | None = None
) -> tuple[Room, int]:
    connection = db.connection()
    room, current = get_room(connection, event_uid, name)
    _check_version(version, current)
    changed = change(room)
    if changed == room:
        return room, current
    _write(connection, event_uid, rooms=((room,), (changed,)))
    return changed, current + 1


def add_room(db: DbSession, event_uid: str, room: Room) -> Room:
    _write(db.connection(), event_uid, rooms=((), (room,)))
    return room


def schedule(session: Session, start: datetime, end: datetime | None, room_uid: str | None) -> Session:
    """The session at a time and in a room."""
    return structs.replace(session, start_local=start, end_local=end, room_uid=room_uid, day_on=None, time_note={})


def move(session: Session, room_uid: str | None) -> Session:
    """The session in another room."""
    return structs.replace(session, room_uid=room_uid)


def unschedule(session: Session) -> Session:
    """The session with its time to be announced; its day stays known."""
    day = session.start_local.date() if session.start_local else session.day_on
    return structs.replace(session, start_local=None, end_local=None, start_fold=0, end_fold=0, day_on=day)


def cancel(session: Session) -> Session:
    return structs.replace(session, status=SessionStatus.CANCELLED)


def check_session(connection: Connection, event: Event, session: Session) -> None:
    """Refuse what cannot be: an end before the start, a time that does not exist, a room of another event."""
    if not session.title or not any(session.title.values()):
        raise InvalidInput("A session needs a title in at least one language.")
    for local, fold in ((session.start_local, session.start_fold), (session.end_local, session.end_fold)):
        if local is not None:
            zones.to_instant(local, event.timezone, fold)
    if session.end_local and (session.start_local is None or session.end_local < session.start_local):
        raise EndBeforeStart(title=session.title)
    for kind, uid in (("rooms", session.room_uid), ("tracks", session.track_uid), ("types", session.type_uid)):
        table = draft.OF_EVENT[kind].table
        if (
            uid
            and not connection.execute(
                select(table.c.uid).where(table.c.uid == uid, table.c.event_uid == event.uid)
            ).first()
        ):
            raise UnknownReference(kind=kind.removesuffix("s"), uid=uid)


def _check_version(asked: int | None, current: int) -> None:
    if asked is not None and asked != current:
        raise PreconditionFailed


def _write(connection: Connection, event_uid: str, **parts: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    """Write the difference of a few records, and count it as a change of the draft."""
    event = get_event(connection, event_uid)
    nothing = Programme(format=FORMAT, event=event)
    before = structs.replace(nothing, **{name: pair[0] for name, pair in parts.items()})
    after = structs.replace(nothing, **{name: pair[1] for name, pair in parts.items()})
    draft.save_parts(connection, before, after)
    connection.execute(
        update(_events).where(_events.c.uid == event_uid).values(draft_version=_events.c.draft_version + 1)
    )
