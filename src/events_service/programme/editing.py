"""Changing the draft, one record at a time. Each verb takes the version it was based on, and refuses an older one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from msgspec import structs
from sqlalchemy import Connection, select, update

from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import NotFound, PreconditionFailed
from events_service.programme import draft
from events_service.programme.models import EventRow
from events_service.programme.programme import FORMAT, AliasKind, Event, Programme, Room, Session, SessionStatus
from events_service.programme.validity import check_code, check_room, check_session, same_code
from events_service.records import Records, find_uid, run
from events_service.slugs import made_slug

R = TypeVar("R", Session, Room)

_events = EventRow.__table__  # type: ignore[attr-defined]


def get_event(connection: Connection, event_uid: str) -> Event:
    """The event as the draft has it; NotFound."""
    found = draft.EVENTS.read_uids(connection, (event_uid,)) if is_uid(event_uid) else ()
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
    uid = find_uid(connection, table, name, table.c.event_uid == event_uid) if name and is_uid(event_uid) else None
    if uid is None:
        raise NotFound("The working version has nothing called {name}.", name=name)
    (found,) = records.read_uids(connection, (uid,))
    version: int = connection.execute(select(table.c.version).where(table.c.uid == uid)).scalar_one()
    return found, version


def edit_session(
    db: DbSession, event_uid: str, name: str, change: Callable[[Session], Session], version: int | None = None
) -> tuple[Session, int]:
    """Change one session; PreconditionFailed where `version` is no longer its version. Returns both as they are now."""
    connection = db.connection()
    event = locked_event(connection, event_uid)
    session, current = get_session(connection, event_uid, name)
    _check_version(version, current)
    changed = change(session)
    if changed == session:
        return session, current
    check_session(connection, event, changed)
    if same_code(changed.code) != same_code(session.code):
        check_code(connection, event, changed)
    write_records(connection, event, sessions=((session,), (changed,)))
    return changed, current + 1


def add_session(db: DbSession, event_uid: str, session: Session) -> Session:
    """Take a new session into the draft."""
    connection = db.connection()
    event = locked_event(connection, event_uid)
    check_session(connection, event, session)
    check_code(connection, event, session)
    write_records(connection, event, sessions=((), (session,)))
    return session


def delete_session(db: DbSession, event_uid: str, name: str, version: int | None = None) -> None:
    """Take a session out of the draft. The next full release cancels it for the public."""
    connection = db.connection()
    event = locked_event(connection, event_uid)
    session, current = get_session(connection, event_uid, name)
    _check_version(version, current)
    write_records(connection, event, sessions=((session,), ()))


def edit_room(
    db: DbSession, event_uid: str, name: str, change: Callable[[Room], Room], version: int | None = None
) -> tuple[Room, int]:
    """Change one room; PreconditionFailed where `version` is no longer its version. Returns both as they are now."""
    connection = db.connection()
    event = locked_event(connection, event_uid)
    room, current = get_room(connection, event_uid, name)
    _check_version(version, current)
    changed = change(room)
    if changed == room:
        return room, current
    check_room(connection, event, changed)
    write_records(connection, event, rooms=((room,), (changed,)))
    return changed, current + 1


def add_room(db: DbSession, event_uid: str, room: Room) -> Room:
    """Take a new room into the draft; without a slug it gets one at once, so that sessions can name it."""
    connection = db.connection()
    event = locked_event(connection, event_uid)
    room = room if room.slug else structs.replace(room, slug=_free_slug(connection, event_uid, room))
    check_room(connection, event, room)
    write_records(connection, event, rooms=((), (room,)))
    return room


def schedule(session: Session, start: datetime, end: datetime | None, room_uid: str | None) -> Session:
    """The session at a time and in a room."""
    times = {"start_local": start, "end_local": end, "start_fold": 0, "end_fold": 0, "day_on": None}
    return structs.replace(session, **times, room_uid=room_uid, time_note={})


def move(session: Session, room_uid: str | None) -> Session:
    """The session in another room."""
    return structs.replace(session, room_uid=room_uid)


def unschedule(session: Session) -> Session:
    """The session with its time to be announced; its day stays known."""
    day = session.start_local.date() if session.start_local else session.day_on
    return structs.replace(session, start_local=None, end_local=None, start_fold=0, end_fold=0, day_on=day)


def cancel(session: Session) -> Session:
    return structs.replace(session, status=SessionStatus.CANCELLED)


def proposed(before: Session, after: Session) -> Session:
    """A change by somebody who may not publish: the session waits until it is said to be ready."""
    return after if after == before else structs.replace(after, ready=False)


def _free_slug(connection: Connection, event_uid: str, room: Room) -> str:
    """What a release would make of its name; no other room's address, now or formerly."""
    table = draft.OF_EVENT["rooms"].table
    taken = set(connection.execute(select(table.c.slug).where(table.c.event_uid == event_uid)).scalars())
    taken |= {alias.slug for alias in draft.load_aliases(connection, event_uid) if alias.kind is AliasKind.ROOM}
    return made_slug("", room.name, room.uid, taken)


def _check_version(asked: int | None, current: int) -> None:
    if asked is not None and asked != current:
        raise PreconditionFailed


def locked_event(connection: Connection, event_uid: str) -> Event:
    """The event, which nobody else edits or releases until this act has ended; NotFound."""
    if is_uid(event_uid):
        connection.execute(select(_events.c.uid).where(_events.c.uid == event_uid).with_for_update(key_share=True))
    return get_event(connection, event_uid)


def write_records(connection: Connection, event: Event, **parts: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    """Write the difference of a few records, and count it as a change of the draft."""
    nothing = Programme(format=FORMAT, event=event)
    before = structs.replace(nothing, **{name: pair[0] for name, pair in parts.items()})
    after = structs.replace(nothing, **{name: pair[1] for name, pair in parts.items()})
    run(connection, draft.difference(connection.dialect, before, after))
    connection.execute(
        update(_events).where(_events.c.uid == event.uid).values(draft_version=_events.c.draft_version + 1)
    )
