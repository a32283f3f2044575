"""The draft as a grid: days, sessions with whom they keep busy, and no more queries for more of them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event as listening

from events_service.database import DbSession
from events_service.directory.directory import Person
from events_service.programme.grid import day_of, list_days, read_grid
from events_service.programme.programme import EventRole, Internal, Programme, SessionOrganizer, SessionPerson
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, make_type, programme_of
from tests.factories.stored_events import HALL, ROADS, WATER, create, small_draft

WALL = datetime.fromisoformat
FIRST, SECOND = date(2018, 11, 20), date(2018, 11, 21)


def test_grid_holds_where_sessions_are_and_whom_they_need(db: DbSession) -> None:
    person, body, patron = make_person(), make_organization(), make_organization(slug="patron")
    pause = make_type(name={"en": "Break"}, slug="break", is_break=True)
    needed: dict[str, Any] = {
        "people": (SessionPerson(person.uid), SessionPerson(person.uid)),
        "organizers": (SessionOrganizer(body.uid), SessionOrganizer(patron.uid, EventRole.PATRON)),
        "internal": Internal(setup_minutes=30),
        "type_uid": pause.uid,
    }
    waiting = draft_session("Waiting", start_local=None, end_local=None, day_on=SECOND, time_note={"en": "at noon"})
    programme = small_draft(
        waiting, structs.replace(WATER, **needed), types=(pause,), people=(person,), organizations=(body, patron)
    )
    create(db, programme)

    grid = read_grid(db.connection(), programme.event)

    water, last = grid.sessions
    assert (water.uid, water.room_uid, water.people, water.bodies) == (WATER.uid, HALL.uid, (person.uid,), (body.uid,))
    assert (water.internal, water.version, grid.version) == (Internal(setup_minutes=30), 1, 1)
    assert (last.uid, last.day_on, last.time_note, last.people) == (waiting.uid, SECOND, {"en": "at noon"}, ())
    assert (grid.people, set(grid.breaks), grid.rooms) == ({person.uid: person.name}, {pause.uid}, [HALL])
    assert grid.bodies[body.uid] == body.name


def test_one_day_is_read_with_all_that_waits(db: DbSession) -> None:
    late = draft_session("Late", start_local=WALL("2018-11-21T02:00"))
    morning = draft_session("Morning", start_local=WALL("2018-11-21T09:00"))
    waiting = draft_session("Waiting", start_local=None, end_local=None)
    programme = programme_of(late, morning, waiting, event=make_event(day_change="04:00"))
    create(db, programme)

    first, second = (read_grid(db.connection(), programme.event, day) for day in (FIRST, SECOND))

    assert [one.uid for one in first.sessions] == [late.uid, waiting.uid]
    assert [one.uid for one in second.sessions] == [morning.uid, waiting.uid]
    assert day_of(WALL("2018-11-21T02:00"), programme.event) == FIRST


def test_days_are_those_of_the_event_and_those_with_sessions(db: DbSession) -> None:
    event = make_event(end_on=SECOND)
    before = draft_session("Before", start_local=WALL("2018-11-17T10:00"))
    create(db, programme_of(WATER, before, rooms=(HALL,), event=event))

    assert list_days(db.connection(), event) == [date(2018, 11, 17), FIRST, SECOND]


def test_days_are_those_of_the_event_where_nothing_is_outside(db: DbSession) -> None:
    event = make_event(end_on=SECOND)
    create(db, programme_of(WATER, rooms=(HALL,), event=event))

    assert list_days(db.connection(), event) == [FIRST, SECOND]


@pytest.mark.parametrize("day", [None, FIRST])
def test_more_sessions_take_no_more_queries(db: DbSession, day: date | None) -> None:
    asked: list[str] = []
    connection = db.connection()
    listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))

    def count(sessions: int) -> int:
        event = make_event(slug=f"forum-{sessions}")
        people = tuple(make_person(name={"en": f"{sessions} {number}"}) for number in range(sessions))
        create(db, _of_people(people, event=event))
        asked.clear()
        assert len(read_grid(connection, event, day).sessions) == sessions
        return len(asked)

    assert 0 < count(1) == count(3)


def _of_people(people: tuple[Person, ...], **changes: Any) -> Programme:
    sessions = [
        draft_session(
            f"{changes['event'].slug} {number}",
            people=(SessionPerson(person.uid),),
            start_local=WALL("2018-11-20T10:00") + timedelta(hours=number),
        )
        for number, person in enumerate(people)
    ]
    return programme_of(*sessions, people=people, **changes)


def test_sessions_of_roads_and_water_are_in_order_of_time(db: DbSession) -> None:
    early = structs.replace(ROADS, start_local=WALL("2018-11-20T08:00"))
    programme = small_draft(WATER, early)
    create(db, programme)

    assert [one.code for one in read_grid(db.connection(), programme.event).sessions] == [early.code, WATER.code]
