"""Now and next in every room, for the people who run the day: a page for a phone, which loads itself again."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from msgspec import structs
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.errors import InvalidInput
from events_service.programme.on_the_day import Book, list_days, nearest_day, open_book
from events_service.programme.programme import Session, SessionStatus
from events_service.programme.states import EventState
from events_service.programme.timetable import MOMENT, Timetable
from events_service.translations import mark
from events_service.web.console.clocks import as_typed, said_moment, typed_moment
from events_service.web.console.day_items import Item, make_item
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.session_list import public_state
from events_service.web.public.changes import Changed, versions
from events_service.web.public.names import room_name
from events_service.web.reader import Reader
from events_service.web.views import EventView
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.READ_DRAFT)]

SECONDS = 60
"""After which the page loads itself again."""

_LATE = timedelta(hours=24)


class RoomNow(NamedTuple):
    """What goes on in one room."""

    slug: str
    name: Markup
    running: list[Item]
    following: list[Item]


@router.get("/console/events/{slug}/day")
def show_day(desk: Desk, at: str = "", room: str = "", still: str = "") -> Response:
    """As it is now, or at another moment (`at`, by the event's clocks), in all rooms or one; `still` stays as it is."""
    reader, event = desk.reader(), desk.event
    try:
        asked = typed_moment(at, event.timezone, "at")
        fault = ""
    except InvalidInput as refusal:
        asked, fault = None, refusal.fields["at"].said_in(reader.language, reader.gettext)
    moment = asked or now()
    connection = desk.db.connection()
    days = list_days(connection, event)
    on = nearest_day(days, event, moment)
    book = open_book(connection, event, on)
    state = public_state(desk)
    rooms = _rooms(book, state.timetable if state else None, moment, reader, desk)
    response = desk.page(
        "console/day.html",
        mark("The day"),
        section="day",
        reader=reader,
        moment=said_moment(moment, event.timezone, reader),
        on=dates.day(on, reader.language),
        today=on == nearest_day([], event, moment),
        rooms=[one for one in rooms if not room or one.slug == room],
        chosen_room=room,
        planned=bool(days),
        over=bool(days) and not any(one.running or one.following for one in rooms),
        late=_late(state, book, moment, desk, reader) if state else [],
        days=[(dates.short_day(day, reader.language), day.isoformat()) for day in days],
        screens=_screens(state, desk, reader) if state else None,
        at=as_typed(asked, event.timezone),
        fault=fault,
        still=bool(still) or asked is not None,
        seconds=SECONDS,
    )
    if not still and asked is None:
        response.headers["Refresh"] = str(SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rooms(book: Book, public: Timetable | None, moment: datetime, reader: Reader, desk: EventDesk) -> list[RoomNow]:
    """Rooms in the organizers' order in which something runs or follows; what has no room comes last."""
    everything = desk.may(Act.EDIT_EVENT)
    by_room: dict[str, list[Session]] = {}
    for session in book.timetable.sessions:
        if session.start_at is not None:
            by_room.setdefault(session.room_uid or "", []).append(session)

    def items(sessions: list[Session]) -> list[Item]:
        return [make_item(session, book, public, reader, everything=everything) for session in sessions]

    found = []
    for uid in (*book.timetable.rooms, ""):
        sessions = by_room.get(uid, [])
        running = [session for session in sessions if _runs(session, moment)]
        following = _next(sessions, moment)
        if running or following:
            room = book.timetable.rooms.get(uid)
            name = room_name(room.name, reader) if room else reader.say("No room yet")
            slug = (room.slug or room.uid) if room else "-"
            found.append(RoomNow(slug, name, items(running), items(following)))
    return found


def _runs(session: Session, moment: datetime) -> bool:
    start, end = session.start_at, session.end_at
    return start is not None and start <= moment < (end or start + MOMENT)


def _next(sessions: list[Session], moment: datetime) -> list[Session]:
    """Those that begin next, with the cancelled ones before them: somebody may wait at the door."""
    coming = [session for session in sessions if session.start_at and session.start_at > moment]
    following: list[Session] = []
    for _, group in groupby(coming, key=lambda session: session.start_at):
        following += group
        if any(session.status is not SessionStatus.CANCELLED for session in following):
            break
    return following


def _late(
    state: EventState, book: Book, moment: datetime, desk: EventDesk, reader: Reader
) -> list[tuple[Markup, list[Changed]]]:
    """What was published of this day's sessions within a day, the newest first, with when."""
    uids = set(book.timetable.by_uid)
    history = tuple(
        structs.replace(note, changes=tuple(c for c in note.changes or () if c.session_uid in uids))
        for note in state.history
        if moment - _LATE <= note.released_at <= moment
    )
    view = EventView(
        timetable=state.timetable,
        live=state.live,
        release=state.release,
        site=reader.site,
        now=moment,
        history=history,
        once=state.once,
    )
    return [
        (said_moment(version.at, desk.event.timezone, reader), version.changed)
        for version in versions(view, reader)
        if version.changed
    ]


def _screens(state: EventState, desk: EventDesk, reader: Reader) -> tuple[str, list[tuple[Markup, str]]]:
    """Where the big screens are: of the hall, and of each room that is public."""
    slug = desk.event.slug
    rooms = [
        (room_name(room.name, reader), reader.page(slug, "rooms", room.slug, "screen"))
        for room in state.timetable.rooms.values()
    ]
    return reader.page(slug, "screen"), rooms
