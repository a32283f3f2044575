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
from events_service.programme.programme import (
    FORMAT,
    Event,
    Programme,
    Room,
    Session,
    SessionStatus,
    SessionType,
    Track,
    Venue,
)
from events_service.programme.validity import check_code, check_session, same_code
from events_service.records import Records, find_uid, run

R = TypeVar("R", Session, Venue, Room, Track, SessionType)

_events = EventRow.__table__  # type: ignore[attr-defined]


def get_event(connection: Connection, event_uid: str) -> Event:
    """The event as the draft has it; NotFound."""
    found = draft.EVENTS.read_uids(connection, (event_uid,)) if is_uid(event_uid) else ()
    if not found:
        raise NotFound("There is no such event.")
    return found[0]


def get_session(connection: Connection, event_uid: str, name: str) -> tuple[Session, int]:
    """One session of the draft by slug or uid, with its version; NotFound."""
    session, version = get_record(connection, draft.SESSIONS, event_uid, name)
    return draft.with_links(connection, event_uid, (session,), only=session.uid)[0], version


def get_record(connection: Connection, records: Records[R], event_uid: str, name: str) -> tuple[R, int]:
    """One record of the draft by slug or uid, with its version; NotFound."""
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
    check_version(version, current)
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
    check_version(version, current)
    write_records(connection, event, sessions=((session,), ()))


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


def made_ready(session: Session) -> Session:
    """The session as the next release of all takes it."""
    return structs.replace(session, ready=True)


def proposed(before: Session, after: Session) -> Session:
    """A change by somebody who may not publish: the session waits until it is said to be ready."""
    return after if after == before else structs.replace(after, ready=False)


def check_version(asked: int | None, current: int) -> None:
    """PreconditionFailed where a change is based on a version that is no longer there; None is based on any."""
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
