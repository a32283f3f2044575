"""Moving sessions of the draft over the JSON API: several at once, all or none, so that two can change places."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from events_service.accounts.access import Act
from events_service.database import DbSession
from events_service.inputs import Change, Day, In, Name, Texts, Uid, WallTime
from events_service.programme import editing, moving
from events_service.programme.answers import JSON_ALONE, differing_fields, etag, refusals
from events_service.programme.desk import Desk, Editing
from events_service.programme.draft_json import wall
from events_service.programme.moving import Move, Moved
from events_service.programme.programme import Session
from events_service.programme.schemas import Out

router = APIRouter(prefix="/events/{slug}/draft/moves", tags=["draft"])
Json = dict[str, Any]

MOST = 200
"""Sessions that are moved at once."""
_Fold = Annotated[int, Field(ge=0, le=1)]


class MoveIn(Change):
    """Where a session goes. A new start without an end keeps its length; a start of null parks it."""

    session: Uid
    etag: Annotated[str, Field(max_length=200, description="Of the state it is moved from, or `*` for any")]
    start_local: WallTime = None
    end_local: WallTime = None
    start_fold: _Fold = 0
    end_fold: _Fold = 0
    day: Day | None = None
    time_note: Texts = {}
    room: Name | None = None


class MovesIn(In):
    moves: Annotated[list[MoveIn], Field(min_length=1, max_length=MOST)]


class MovedOut(Out):
    """Where a session is now. Wall times are those of the event's clocks."""

    uid: str
    start_local: str | None
    end_local: str | None
    start_fold: int
    end_fold: int
    day: str | None
    time_note: dict[str, str]
    room: str | None
    """The uid of its room."""
    ready: bool
    etag: str


class MovesOut(Out):
    items: list[MovedOut]


@router.post(
    "",
    response_model=MovesOut,
    response_description="Where they are now",
    responses=refusals(401, 403, 404, 409, 412, 413, 415, 422),
    dependencies=[JSON_ALONE],
)
def move_sessions(desk: Editing, wanted: MovesIn) -> Json:
    """Move sessions to other times and rooms: all of them, or none where one has changed meanwhile."""

    def act(db: DbSession) -> list[Moved]:
        moved = moving.move_sessions(
            db, desk.event_uid, [_move(each) for each in wanted.moves], lambda *pair: _permitted(desk, *pair)
        )
        for before, after, _ in moved:
            if before != after:
                was, became = differing_fields(before, after)
                desk.note(db, "edit_session", f"session:{after.uid}", was, became)
        return moved

    return {"items": [_moved_json(one) for one in desk.write(act)]}


def _move(move: MoveIn) -> Move:
    said = {name: value for name, value in move.said.items() if name not in ("session", "etag")}
    if "day" in said:
        said["day_on"] = said.pop("day")
    return Move(move.session, said, lambda uid, version: move.etag in ("*", etag(uid, version)))


def _permitted(desk: Desk, before: Session, after: Session) -> Session:
    """Whoever may not publish proposes: an organizer looks at it again."""
    return after if desk.actor.may(Act.RELEASE, desk.event_uid) else editing.proposed(before, after)


def _moved_json(moved: Moved) -> Json:
    session = moved.after
    return {
        "uid": session.uid,
        "start_local": wall(session.start_local),
        "end_local": wall(session.end_local),
        "start_fold": session.start_fold,
        "end_fold": session.end_fold,
        "day": session.day_on.isoformat() if session.day_on else None,
        "time_note": session.time_note,
        "room": session.room_uid,
        "ready": session.ready,
        "etag": etag(session.uid, moved.version),
    }
