"""The sessions of an event: all of them in the order of the programme, found by text, day, place and state."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Select
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.database import DbSession
from events_service.programme import editing, own_sessions, part_editing, session_rows
from events_service.programme.answers import differing
from events_service.programme.session_rows import STATES, SessionLine, Wanted
from events_service.translations import mark
from events_service.web.console.editor import options_of
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import Option
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.session_form import STATUSES
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT, some=True)]

ON_A_PAGE = 200
STATE_NAMES = {
    "waiting": mark("Not ready"),
    "ready": mark("Ready"),
    "unscheduled": mark("Without a time"),
    "roomless": mark("Without a room"),
    "cancelled": mark("Cancelled"),
    "hidden": mark("Not public"),
}
assert tuple(STATE_NAMES) == STATES
_MOST_TEXT = 200

PartsByUid = dict[str, dict[str, part_editing.PartValue]]


class Row(NamedTuple):
    uid: str
    href: str
    code: str
    title: Markup
    when: Markup
    room: Markup
    track: Markup
    states: list[tuple[str, Markup]]
    ready: bool


@router.get("/console/events/{slug}/sessions")
def list_sessions(desk: Reading) -> Response:
    reader, connection = desk.reader(), desk.db.connection()
    every = session_rows.read_lines(connection, desk.event.uid, readable(desk))
    wanted = _wanted(desk)
    lines = session_rows.found(every, wanted)
    page = _page_number(desk, len(lines))
    shown = lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    names = {
        part.name: {one.uid: one for one in part_editing.list_parts(connection, desk.event.uid, part)}
        for part in (part_editing.ROOMS, part_editing.TRACKS, part_editing.TYPES)
    }
    rows = [_row(line, names, desk, reader) for line in shown]
    return desk.page(
        "console/sessions.html",
        mark("Sessions"),
        section="sessions",
        reader=reader,
        rows=rows,
        number=len(lines),
        total=len(every),
        wanted=wanted,
        filters=_filters(every, names, desk, reader),
        pages=-(-len(lines) // ON_A_PAGE),
        page=page,
        query=_asked(wanted),
        adds=desk.may(Act.EDIT_DRAFT),
        says_ready=desk.actor.may_some(Act.SAY_READY, desk.event.uid) and not all(row.ready for row in rows),
        undo=desk.request.query_params.get("undo", ""),
    )


@router.post("/console/events/{slug}/sessions/ready")
def say_ready(desk: Annotated[EventDesk, at_event(Act.SAY_READY, some=True)], sent: ConsoleForm) -> Response:
    """The sessions that are ticked are ready to be published."""
    uids = [str(uid) for uid in sent.getlist("uid")][:ON_A_PAGE]

    def act(db: DbSession) -> None:
        for uid in uids:
            mark_ready(db, desk, uid)

    desk.write(act)
    return desk.go("sessions", query=_asked(_wanted(desk)))


def mark_ready(db: DbSession, desk: EventDesk, uid: str) -> None:
    """The session is ready; one that is already stays as it is."""
    connection = db.connection()
    before, _ = editing.get_session(connection, desk.event.uid, uid)
    after, _ = editing.edit_session(
        db,
        desk.event.uid,
        uid,
        lambda old: own_sessions.permitted(desk.actor, desk.event.uid, old, editing.made_ready(old), says_ready=True),
    )
    if after != before:
        desk.note(db, "edit_session", f"session:{uid}", *differing({"ready": before.ready}, {"ready": after.ready}))


def readable(desk: EventDesk) -> "Select[tuple[str]] | None":
    """The uids of the sessions they may read; None for all of them."""
    bodies = desk.actor.organizations_for(Act.READ_DRAFT, desk.event.uid)
    return None if bodies is None else own_sessions.uids_of(desk.event.uid, bodies)


def _wanted(desk: EventDesk) -> Wanted:
    asked = desk.request.query_params
    return Wanted(
        text=asked.get("q", "")[:_MOST_TEXT], **{name: asked.get(name, "") for name in Wanted._fields if name != "text"}
    )


def _asked(wanted: Wanted) -> dict[str, str]:
    """What is looked for as a query."""
    return {("q" if name == "text" else name): said for name, said in wanted._asdict().items() if said}


def _page_number(desk: EventDesk, number: int) -> int:
    said = desk.request.query_params.get("page", "")
    last = max(0, (number - 1) // ON_A_PAGE)
    return min(int(said), last) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def _row(line: SessionLine, names: PartsByUid, desk: EventDesk, reader: Reader) -> Row:
    room, track = names["rooms"].get(line.room_uid or ""), names["tracks"].get(line.track_uid or "")
    states = [("off", reader.say(STATUSES[line.status]))] if line.status is not line.status.CONFIRMED else []
    if not line.ready:
        states.append(("queued", reader.say(mark("Not ready yet"))))
    if line.visibility is not line.visibility.PUBLIC:
        states.append(("queued", reader.say(mark("Not public"))))
    return Row(
        uid=line.uid,
        href=desk.path("sessions", line.uid),
        code=line.code,
        title=reader.text(line.title),
        when=when(line, reader),
        room=reader.text(room.name) if room else Markup(""),
        track=reader.text(track.name) if track else Markup(""),
        states=states,
        ready=line.ready,
    )


def when(line: SessionLine, reader: Reader) -> Markup:
    """Day and hours by the event's clocks."""
    if line.day is None:
        return reader.say("Time to be announced")
    day = dates.short_day(line.day, reader.language)
    if line.start_local is None:
        return Markup("{}").format(day)
    begins = dates.clock(line.start_local, reader.language)
    hours = (
        dates.hours(begins, dates.clock(line.end_local, reader.language), reader.language) if line.end_local else begins
    )
    return Markup("{} <bdi>{}</bdi>").format(day, hours)


class Filter(NamedTuple):
    name: str
    label: Markup
    options: list[Option]


def _filters(lines: list[SessionLine], names: PartsByUid, desk: EventDesk, reader: Reader) -> list[Filter]:
    none = Option("none", str(reader.say("None")))
    found = [
        Filter(
            "day",
            reader.say("Day"),
            [
                *(Option(day.isoformat(), dates.day(day, reader.language)) for day in session_rows.days_of(lines)),
                Option("none", str(reader.say("Time to be announced"))),
            ],
        )
    ]
    for field, part, label in (
        ("room", "rooms", mark("Room")),
        ("track", "tracks", mark("Track")),
        ("type", "types", mark("Type of session")),
    ):
        options = options_of((uid, reader.plain(one.name)) for uid, one in names[part].items())
        if options:
            found.append(Filter(field, reader.say(label), [*options, none]))
    found.append(
        Filter("state", reader.say("State"), options_of((key, reader.say(name)) for key, name in STATE_NAMES.items()))
    )
    found.append(
        Filter(
            "missing",
            reader.say("Title missing in"),
            options_of((tag, reader.name_of_language(tag)) for tag in desk.languages),
        )
    )
    return found
