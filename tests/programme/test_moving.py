"""Sessions move together or not at all, each from the place it was seen at."""

from datetime import date, datetime
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event

from events_service.database import DbSession
from events_service.errors import DomainError, InvalidInput, NotFound
from events_service.programme import draft
from events_service.programme.moving import Move, MovedMeanwhile, move_sessions
from events_service.programme.programme import Session, SessionOrganizer, SessionPerson
from events_service.programme.session_changes import UnknownName
from events_service.programme.validity import EndBeforeStart
from events_service.zones import NonexistentTime
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, make_room, programme_of, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, create, load, small_draft

WALL = datetime.fromisoformat
ANNEX = make_room(name={"en": "Annex"}, slug="annex")
NOWHERE = uid_of("nothing", "nowhere")


def as_it_is(_before: Session, after: Session) -> Session:
    return after


def move(session: Session, version: int = 1, /, **said: Any) -> Move:
    return Move(session.uid, said, lambda uid, present: (uid, present) == (session.uid, version))


def of(db: DbSession, event_uid: str, session: Session) -> Session:
    return next(one for one in load(db, event_uid).sessions if one.uid == session.uid)


def test_two_change_places_in_one_act(db: DbSession) -> None:
    person, body = make_person(), make_organization()
    links: dict[str, Any] = {"people": (SessionPerson(person.uid),), "organizers": (SessionOrganizer(body.uid),)}
    later = structs.replace(WATER, start_local=WALL("2018-11-21T14:00"), end_local=WALL("2018-11-21T15:30"), **links)
    elsewhere = structs.replace(ROADS, room_uid=ANNEX.uid)
    whole = small_draft(elsewhere, later, rooms=(HALL, ANNEX), people=(person,), organizations=(body,))
    uid = create(db, whole)

    moved = move_sessions(
        db,
        uid,
        [
            move(later, start_local=elsewhere.start_local, room="annex"),
            move(elsewhere, start_local=later.start_local, room=HALL.uid),
        ],
        as_it_is,
    )

    water, roads = of(db, uid, later), of(db, uid, elsewhere)
    assert water == structs.replace(
        later, start_local=WALL("2018-11-20T10:00"), end_local=WALL("2018-11-20T11:30"), room_uid=ANNEX.uid
    )
    assert roads == structs.replace(
        elsewhere, start_local=WALL("2018-11-21T14:00"), end_local=WALL("2018-11-21T15:00"), room_uid=HALL.uid
    )
    assert [(one.before.uid, one.version) for one in moved] == [(later.uid, 2), (elsewhere.uid, 2)]
    assert draft.load(db.connection(), uid).version == 2


def test_parked_session_keeps_its_day_and_comes_back_as_it_was(db: DbSession) -> None:
    uid = create(db)

    move_sessions(db, uid, [move(WATER, start_local=None, room=None)], as_it_is)
    parked = of(db, uid, WATER)
    start, end = WATER.start_local, WATER.end_local
    move_sessions(db, uid, [move(WATER, 2, start_local=start, end_local=end, room=HALL.uid)], as_it_is)

    assert (parked.start_local, parked.end_local, parked.day_on, parked.room_uid) == (
        None,
        None,
        date(2018, 11, 20),
        None,
    )
    assert of(db, uid, WATER) == WATER


def test_what_was_said_of_an_open_time_can_be_put_back(db: DbSession) -> None:
    open_time: dict[str, Any] = {"day_on": date(2018, 11, 21), "time_note": {"en": "in the morning"}}
    waiting = draft_session("Waiting", start_local=None, end_local=None, **open_time)
    uid = create(db, small_draft(waiting))

    move_sessions(db, uid, [move(waiting, start_local=WALL("2018-11-21T09:00"))], as_it_is)
    placed = of(db, uid, waiting)
    move_sessions(db, uid, [move(waiting, 2, start_local=None, **open_time)], as_it_is)

    assert (placed.start_local, placed.end_local, placed.day_on, placed.time_note) == (
        WALL("2018-11-21T09:00"),
        None,
        None,
        {},
    )
    assert of(db, uid, waiting) == waiting


def test_resize_changes_the_end_alone(db: DbSession) -> None:
    uid = create(db)

    move_sessions(db, uid, [move(WATER, end_local=WALL("2018-11-20T12:30"))], as_it_is)

    assert of(db, uid, WATER) == structs.replace(WATER, end_local=WALL("2018-11-20T12:30"))


@pytest.mark.parametrize(
    ("second", "refusal"),
    [
        (move(ROADS, 2, room="hall"), MovedMeanwhile),
        (move(structs.replace(ROADS, uid=NOWHERE), room=HALL.uid), NotFound),
        (move(ROADS, room="no-such-room"), UnknownName),
        (move(ROADS, end_local=WALL("2018-11-20T09:00")), EndBeforeStart),
        (move(ROADS, start_local=WALL("2018-03-25T02:30")), NonexistentTime),
        (move(WATER, room=None), InvalidInput),
    ],
)
def test_where_one_cannot_move_none_does(db: DbSession, second: Move, refusal: type[DomainError]) -> None:
    uid = create(db)
    before = draft.load(db.connection(), uid)

    with pytest.raises(refusal):
        move_sessions(db, uid, [move(WATER, start_local=WALL("2018-11-21T09:00")), second], as_it_is)

    assert draft.load(db.connection(), uid) == before


def test_session_of_another_event_is_not_found(db: DbSession) -> None:
    create(db)
    there = create(db, programme_of(draft_session("Elsewhere"), event=make_event(slug="forum-8")))

    with pytest.raises(NotFound):
        move_sessions(db, there, [move(WATER, room=None)], as_it_is)


def test_move_to_the_same_place_writes_nothing(db: DbSession) -> None:
    uid = create(db)

    (moved,) = move_sessions(db, uid, [move(WATER, start_local=WATER.start_local, room=HALL.uid)], as_it_is)

    assert (moved.after, moved.version) == (moved.before, 1)
    assert draft.load(db.connection(), uid).version == 1


def test_whoever_permits_has_the_last_word(db: DbSession) -> None:
    uid = create(db)

    (moved,) = move_sessions(
        db, uid, [move(WATER, room=None)], lambda before, after: structs.replace(after, ready=before.ready is None)
    )

    assert moved.after.ready is False
    assert of(db, uid, WATER) == structs.replace(WATER, room_uid=None, ready=False)


def test_many_moves_take_as_many_queries_as_one(db: DbSession) -> None:
    sessions = [draft_session(f"Session {number}", code=f"S {number}") for number in range(4)]
    uid = create(db, small_draft(*sessions))
    asked: list[str] = []
    event.listen(db.connection(), "before_cursor_execute", lambda *said: asked.append(said[2]))

    def count(some: list[Session]) -> int:
        asked.clear()
        moves = [move(one, start_local=WALL("2018-11-21T09:00"), room=HALL.uid) for one in some]
        move_sessions(db, uid, moves, as_it_is)
        return len(asked)

    assert 0 < count(sessions[:1]) == count(sessions[1:])
