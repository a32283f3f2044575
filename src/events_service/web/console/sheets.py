"""Sheets to print: for the doors, for whoever runs a room, and for interpreters."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.programme.on_the_day import Book, open_book
from events_service.programme.programme import Internal, PersonRole, Room, Session, SessionStatus
from events_service.programme.states import EventState
from events_service.programme.timetable import Timetable
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.day_items import Item, hours_of, make_item
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.session_list import public_state
from events_service.web.public.names import person_name, room_name, spoken
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.READ_DRAFT)]

PAPERS = ("a4", "a3")

_DAY = "/console/events/{slug}/day/{on}"


class DoorRow(NamedTuple):
    hours: Markup
    code: str
    title: Markup
    languages: Markup
    cancelled: bool
    flags: list[Markup]


class DoorSheet(NamedTuple):
    """What hangs at a door on one day."""

    room: Markup
    venue: Markup
    day: str
    rows: list[DoorRow]


class RunRow(NamedTuple):
    """A session as whoever runs the room needs it."""

    item: Item
    ready_from: Markup
    """When setting up begins; empty where it takes no time."""
    internal: Internal
    booths: int | None


class RunSheet(NamedTuple):
    room: Markup
    facts: list[Markup]
    rows: list[RunRow]


class Duty(NamedTuple):
    """One session of an interpreter."""

    item: Item
    room: Markup
    spoken: Markup
    booths: int | None


class Roster(NamedTuple):
    name: Markup
    days: list[tuple[str, list[Duty]]]


@router.get(_DAY + "/doors")
def show_doors(desk: Desk, on: date, room: str = "", paper: str = PAPERS[0]) -> Response:
    """What is published, since the public reads it: a sheet for each room."""
    reader, state = desk.reader(), public_state(desk)
    return desk.page(
        "console/doors.html",
        mark("Door sheets"),
        section="day",
        reader=reader,
        sheets=_doors(state, on, room, reader) if state else [],
        version=state.release.number if state else 0,
        paper=paper if paper in PAPERS else PAPERS[0],
        papers=PAPERS,
        **_about(desk, on, "doors", reader),
    )


@router.get(_DAY + "/rooms")
def show_rooms(desk: Desk, on: date, room: str = "") -> Response:
    """The working version with all that is internal: a sheet for each room."""
    reader = desk.reader()
    book = open_book(desk.db.connection(), desk.event, on)
    return desk.page(
        "console/run_sheets.html",
        mark("Run sheets"),
        section="day",
        reader=reader,
        sheets=_runs(desk, book, room, reader),
        **_about(desk, on, "rooms", reader),
    )


@router.get("/console/events/{slug}/day/interpreters")
def show_interpreters(desk: Desk) -> Response:
    """The working version: a sheet for each interpreter, and one with what nobody interprets yet."""
    reader = desk.reader()
    book = open_book(desk.db.connection(), desk.event)
    return desk.page(
        "console/rosters.html",
        mark("Interpreters"),
        section="day",
        reader=reader,
        rosters=_rosters(desk, book, reader),
        event_name=reader.text(desk.event.title),
        back=desk.path("day"),
    )


def _about(desk: EventDesk, on: date, kind: str, reader: Reader) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "kind": kind,
        "day": dates.day(on, reader.language),
        "event_name": reader.text(desk.event.title),
        "back": desk.path("day"),
    }


def _named(wanted: str, room: Room) -> bool:
    return not wanted or wanted in (room.slug, room.uid)


def _by_room(timetable: Timetable, sessions: Iterable[Session], wanted: str) -> list[tuple[Room, list[Session]]]:
    """Rooms in the organizers' order that have something to show."""
    of_room: dict[str, list[Session]] = {}
    for session in sessions:
        of_room.setdefault(session.room_uid or "", []).append(session)
    return [(room, of_room[uid]) for uid, room in timetable.rooms.items() if uid in of_room and _named(wanted, room)]


def _doors(state: EventState, on: date, wanted: str, reader: Reader) -> list[DoorSheet]:
    timetable, day = state.timetable, dates.day(on, reader.language)
    sheets = []
    for room, sessions in _by_room(timetable, timetable.on(on), wanted):
        venue = timetable.venues.get(room.venue_uid or "")
        rows = [_door_row(session, timetable, reader) for session in sessions]
        sheets.append(
            DoorSheet(room_name(room.name, reader), reader.text(venue.name) if venue else Markup(""), day, rows)
        )
    return sheets


def _door_row(session: Session, timetable: Timetable, reader: Reader) -> DoorRow:
    cancelled = session.status is SessionStatus.CANCELLED
    return DoorRow(
        hours_of(session, timetable, reader),
        session.code,
        reader.text(session.title) or reader.code(session.code),
        spoken(session, reader) if session.languages else Markup(""),
        cancelled,
        [reader.say("Cancelled")] if cancelled else [],
    )


def _runs(desk: EventDesk, book: Book, wanted: str, reader: Reader) -> list[RunSheet]:
    state = public_state(desk)
    public = state.timetable if state else None
    sheets = []
    for room, sessions in _by_room(book.timetable, book.timetable.sessions, wanted):
        venue = book.timetable.venues.get(room.venue_uid or "")
        facts = [
            reader.text(venue.name) if venue else Markup(""),
            reader.say_many("Room for {count}", "Room for {count}", room.capacity) if room.capacity else Markup(""),
            _booths(room.booths, reader),
            reader.text(room.accessibility),
        ]
        rows = [_run_row(session, book, public, room, desk, reader) for session in sessions]
        sheets.append(RunSheet(room_name(room.name, reader), [fact for fact in facts if fact], rows))
    return sheets


def _run_row(
    session: Session, book: Book, public: Timetable | None, room: Room, desk: EventDesk, reader: Reader
) -> RunRow:
    internal = session.internal or Internal()
    ready_from = Markup("")
    if internal.setup_minutes and session.start_local:
        begins = session.start_local - timedelta(minutes=internal.setup_minutes)
        ready_from = times.time_tag(begins, None, reader.language)
    item = make_item(session, book, public, reader, everything=desk.may(Act.EDIT_EVENT))
    return RunRow(item, ready_from, internal, room.booths)


def _booths(count: int | None, reader: Reader) -> Markup:
    return (
        reader.say_many("{count} interpreters’ booth", "{count} interpreters’ booths", count) if count else Markup("")
    )


def _rosters(desk: EventDesk, book: Book, reader: Reader) -> list[Roster]:
    """Interpreters by name; last, what is to be interpreted and has nobody."""
    state = public_state(desk)
    public = state.timetable if state else None
    of_person: dict[str, list[Session]] = {}
    nobodys = []
    for session in book.timetable.sessions:
        uids = {link.person_uid for link in session.people if link.role is PersonRole.INTERPRETER}
        for uid in uids:
            of_person.setdefault(uid, []).append(session)
        if session.interpretation and not uids and session.status is not SessionStatus.CANCELLED:
            nobodys.append(session)

    def days(sessions: list[Session]) -> list[tuple[str, list[Duty]]]:
        return [
            (
                dates.day(on, reader.language) if on else str(reader.say("Day to be announced")),
                [_duty(session, book, public, desk, reader) for session in group],
            )
            for on, group in groupby(sessions, key=book.timetable.day)
        ]

    people = reader.by_name(person for uid in of_person if (person := book.timetable.people.get(uid)))
    rosters = [Roster(person_name(person, reader), days(of_person[person.uid])) for person in people]
    return [*rosters, *([Roster(reader.say("Nobody yet"), days(nobodys))] if nobodys else [])]


def _duty(session: Session, book: Book, public: Timetable | None, desk: EventDesk, reader: Reader) -> Duty:
    room = book.timetable.rooms.get(session.room_uid or "")
    return Duty(
        make_item(session, book, public, reader, everything=desk.may(Act.EDIT_EVENT)),
        room_name(room.name, reader) if room else reader.say("No room yet"),
        spoken(session, reader),
        room.booths if room else None,
    )
