"""The timetable as a grid: one day, its rooms side by side. Without scripts a list, room by room, with a form each."""

import gzip
from datetime import date
from typing import Annotated, Any, NamedTuple

import msgspec
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.interchange.jsonld import in_html
from events_service.programme import draft, on_the_day
from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.grid import Busy, Grid, day_of, draft_version, list_days, read_grid
from events_service.programme.planning.finding import find
from events_service.programme.planning.judging import judge
from events_service.programme.planning.loading import load_plan
from events_service.programme.planning.naming import Naming
from events_service.programme.planning.sentences import tell
from events_service.programme.programme import SessionStatus
from events_service.programme.room_names import say_room
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.grid_json import grid_json
from events_service.web.console.grid_words import said_to_script
from events_service.web.reader import Reader
from events_service.web.stylesheet import track_stylesheet
from events_service.zones import now, to_wall

router = APIRouter(include_in_schema=False)
Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT)]

_GZIP_LEVEL = 3
_encode = msgspec.json.Encoder().encode


class Tab(NamedTuple):
    """A day to choose."""

    day: str
    weekday: str
    number: str
    href: str
    current: bool


class Row(NamedTuple):
    """A session in the list of those who have no scripts."""

    hours: Markup
    code: str
    title: Markup
    track: int | None
    track_name: Markup
    href: str
    off: bool


class Column(NamedTuple):
    """A room, or what has none yet."""

    name: Markup
    rows: list[Row]


@router.get("/console/events/{slug}/grid")
def show_grid(desk: Reading, day: str = "") -> Response:
    connection, reader = desk.db.connection(), desk.reader()
    days = list_days(connection, desk.event)
    chosen = next((one for one in days if one.isoformat() == day), None) or _first_day(desk, days)
    grid = read_grid(connection, desk.event, chosen)
    return desk.page(
        "console/grid.html",
        mark("Timetable"),
        section="grid",
        reader=reader,
        days=[_tab(desk, one, chosen, reader, year=days[0].year != days[-1].year) for one in days],
        day=dates.day(chosen, reader.language),
        chosen=chosen.isoformat(),
        columns=_columns(desk, grid, reader),
        edits=desk.may(Act.EDIT_DRAFT),
        words=in_html(said_to_script(reader)),
    )


@router.get("/console/events/{slug}/grid.json")
def show_data(request: Request, desk: Reading, since: str = "") -> Response:
    """All of it for the script; nothing, where the draft is as it was."""
    connection = desk.db.connection()
    if since == str(draft_version(connection, desk.event.uid)):
        return Response(status_code=204)
    days = list_days(connection, desk.event)
    return _json(request, grid_json(read_grid(connection, desk.event), desk.event, days, desk.reader()))


@router.get("/console/events/{slug}/grid-conflicts.json")
def show_conflicts(request: Request, desk: Reading, day: str = "") -> Response:
    """What the server finds in the way of a day's sessions where they are, but for what somebody accepted."""
    plan = load_plan(desk.db.connection(), desk.event.uid)
    starts = {session.uid: session.start_local for session in plan.programme.sessions}
    there = {uid for uid, start in starts.items() if start and day_of(start, desk.event).isoformat() == day}
    naming = Naming(plan, desk.reader().language)
    found = [
        {"uids": conflict.session_uids, "text": tell(naming, conflict).in_language(naming.language)}
        for conflict in judge(plan, find(plan).conflicts).open
        if _is_of_place(conflict) and not there.isdisjoint(conflict.session_uids)
    ]
    return _json(request, {"found": found})


@router.get("/console/events/{slug}/grid.css")
def show_colours(desk: Reading) -> Response:
    """The colours of the draft's tracks."""
    tracks = draft.OF_EVENT["tracks"]
    found = tracks.read(desk.db.connection(), tracks.table.c.event_uid == desk.event.uid)
    return Response(track_stylesheet(found), media_type="text/css")


def _first_day(desk: EventDesk, days: list[date]) -> date:
    """The next day on which something is planned, today among them; else the first such day, else the first of all."""
    planned = [one for one in on_the_day.list_days(desk.db.connection(), desk.event) if one in days]
    today = to_wall(now(), desk.event.timezone).date()
    return next((one for one in planned if one >= today), (planned or days)[0])


def _is_of_place(conflict: Conflict) -> bool:
    """Another place or time would be the end of it; and it is more than a hint."""
    return conflict.severity is not Severity.HINT and conflict.kind is not ConflictKind.LANGUAGES


def _json(request: Request, value: dict[str, Any]) -> Response:
    content, headers = _encode(value), {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = gzip.compress(content, _GZIP_LEVEL), "gzip"
    return Response(content, media_type="application/json", headers=headers)


def _tab(desk: EventDesk, day: date, chosen: date, reader: Reader, *, year: bool) -> Tab:
    """`year` where the days lie in different ones."""
    return Tab(
        day.isoformat(),
        dates.weekday(day, reader.language),
        dates.plain_day(day, reader.language) if year else dates.day_and_month(day, reader.language),
        desk.path("grid", query={"day": day.isoformat()}),
        day == chosen,
    )


def _columns(desk: EventDesk, grid: Grid, reader: Reader) -> list[Column]:
    """Rooms in their order, then what has a time and no room, then what has no time."""
    tracks = {track.uid: (number, reader.text(track.name)) for number, track in enumerate(grid.tracks)}
    by_room: dict[str | None, list[Row]] = {}
    for session in grid.sessions:
        place = session.room_uid or "" if session.start_local else None
        by_room.setdefault(place, []).append(_row(desk, session, tracks, reader))
    named: list[tuple[str | None, Markup]] = [
        (room.uid, Markup("<bdi>{}</bdi>").format(say_room(room.name, reader.language, reader.fallback)[0]))
        for room in grid.rooms
    ]
    named += [("", reader.say("No room yet")), (None, reader.say("Not scheduled"))]
    return [Column(name, by_room[uid]) for uid, name in named if uid in by_room]


def _row(desk: EventDesk, session: Busy, tracks: dict[str, tuple[int, Markup]], reader: Reader) -> Row:
    hours = Markup("")
    if session.start_local:
        start = times.time_tag(session.start_local, None, reader.language)
        end = times.end_tag(session.start_local, session.end_local, None, reader.language) if session.end_local else ""
        hours = times.hours(start, end, reader.language) if end else start
    number, name = tracks.get(session.track_uid or "", (None, Markup("")))
    return Row(
        hours=hours,
        code=session.code,
        title=reader.text(session.title),
        track=number,
        track_name=name,
        href=desk.path("sessions", session.uid, "place") if desk.may(Act.EDIT_DRAFT) else "",
        off=session.status is SessionStatus.CANCELLED,
    )
