"""Moving sessions in the timetable: several at once or none, each from the place it was last seen at."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import InvalidInput, NotFound, PreconditionFailed, Sentence
from events_service.programme import draft
from events_service.programme.editing import locked_event, schedule, unschedule, write_records
from events_service.programme.programme import Session
from events_service.programme.session_changes import UnknownName
from events_service.programme.validity import check_times

_sessions, _rooms = draft.SESSIONS.table, draft.OF_EVENT["rooms"].table


class Move(NamedTuple):
    """What is said of a session's place; what is not said stays as it is."""

    session_uid: str
    said: Mapping[str, Any]
    """`start_local`, `end_local`, `start_fold`, `end_fold`, `day_on`, `time_note`, and `room` by slug or uid."""
    is_expected: Callable[[str, int], bool]
    """Whether the session with this uid and version is the one that was seen."""


class Moved(NamedTuple):
    before: Session
    after: Session
    version: int


class MovedMeanwhile(PreconditionFailed):
    msgid = "Somebody else has changed “{title}” meanwhile. Nothing was moved."


def move_sessions(
    db: DbSession, event_uid: str, moves: Sequence[Move], permit: Callable[[Session, Session], Session]
) -> list[Moved]:
    """Move them all, or none: NotFound, UnknownName, MovedMeanwhile, EndBeforeStart. In the order they were named.

    `permit` has the last word on every session that changes. The sessions come without their links: people and
    organizers are nobody's here. How many queries it takes does not depend on how many moves there are.
    """
    connection = db.connection()
    event = locked_event(connection, event_uid)
    found = _found(connection, event_uid, moves)
    rooms = _rooms_by_name(connection, event_uid)
    moved = []
    for number, move in enumerate(moves):
        before, version = found[move.session_uid]
        if not move.is_expected(before.uid, version):
            raise MovedMeanwhile(title=before.title)
        after = placed(before, _with_room(move.said, rooms, number))
        if after != before:
            check_times(event, after)
            after = permit(before, after)
        moved.append(Moved(before, after, version + (after != before)))
    changed = [one for one in moved if one.before != one.after]
    if changed:
        sessions = tuple(one.before for one in changed), tuple(one.after for one in changed)
        write_records(connection, event, sessions=sessions)
    return moved


def _found(connection: Connection, event_uid: str, moves: Sequence[Move]) -> dict[str, tuple[Session, int]]:
    wanted = [move.session_uid for move in moves]
    if len(set(wanted)) < len(wanted):
        raise InvalidInput(fields={"moves": Sentence("Move a session once.")})
    rows = connection.execute(
        select(_sessions.c.uid, _sessions.c.version).where(
            _sessions.c.event_uid == event_uid, _sessions.c.uid.in_([uid for uid in wanted if is_uid(uid)])
        )
    )
    versions = {row.uid: row.version for row in rows}
    for uid in wanted:
        if uid not in versions:
            raise NotFound("The working version has nothing called {name}.", name=uid)
    return {one.uid: (one, versions[one.uid]) for one in draft.SESSIONS.read_uids(connection, versions)}


def _rooms_by_name(connection: Connection, event_uid: str) -> dict[str, str]:
    rows = connection.execute(select(_rooms.c.uid, _rooms.c.slug).where(_rooms.c.event_uid == event_uid)).all()
    return {row.slug: row.uid for row in rows if row.slug} | {row.uid: row.uid for row in rows}


def _with_room(said: Mapping[str, Any], rooms: Mapping[str, str], number: int) -> dict[str, Any]:
    fields = dict(said)
    name = fields.pop("room", None)
    if name is not None and name not in rooms:
        raise UnknownName(f"moves.{number}.room", "room", name)
    return fields | ({"room_uid": rooms[name] if name else None} if "room" in said else {})


def placed(session: Session, said: dict[str, Any]) -> Session:
    """A new start takes the old length along; without one, the day it was on stays known."""
    if "start_local" not in said:
        return structs.replace(session, **said)
    start = said["start_local"]
    if start is None:
        return structs.replace(unschedule(session), **said | {"end_local": None})
    length = _length(session)
    end = said.get("end_local", None if length is None else start + length)
    return structs.replace(schedule(session, start, end, session.room_uid), **said | {"end_local": end})


def _length(session: Session) -> timedelta | None:
    if session.start_local is None or session.end_local is None:
        return None
    return session.end_local - session.start_local
