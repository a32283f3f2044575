"""What was taken of a paste, and the button that takes all of it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.interchange.pasting import undoing
from events_service.interchange.pasting.past import RECORDS, TakenBack, find_taken_back, get_past
from events_service.interchange.pasting.undoing import Why
from events_service.languages import LocalizedText
from events_service.programme import draft
from events_service.programme.programme import Session
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.moments import moment
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]

_PAGE = "/console/events/{slug}/paste/taken/{entry}"

_KINDS = {
    "sessions": mark("Session"),
    "venues": mark("Place"),
    "rooms": mark("Room"),
    "tracks": mark("Track"),
    "types": mark("Type"),
    "organizations": mark("Organizer"),
    "people": mark("Person"),
}
_WHY = {
    Why.CHANGED: mark("changed since"),
    Why.USED: mark("used elsewhere by now"),
    Why.NOT_THEIRS: mark("for the organizers of the event to take out"),
}


class SessionRow(NamedTuple):
    href: str
    """Empty where it is there no more."""
    code: str
    title: Markup


class LeftRow(NamedTuple):
    kind: Markup
    href: str
    name: Markup
    why: Markup


@router.get(_PAGE)
def show_taken(desk: Desk, entry: str) -> Response:
    connection, reader = desk.db.connection(), desk.reader()
    past = get_past(connection, desk.event.uid, entry)
    done = find_taken_back(connection, desk.event.uid, entry)
    ahead = None if done else undoing.look_ahead(connection, desk.actor, desk.event.uid, past)
    would_stay = [(one.kind, one.uid, one.name, one.why) for one in ahead.left] if ahead else []
    named = (*past.added, *past.changed)
    sessions = {session.uid: session for session in draft.SESSIONS.read_uids(connection, named)}
    left = _left_then(desk, done) if done else would_stay
    return desk.page(
        "console/pasted.html",
        mark("Taken into the working version"),
        section="paste",
        reader=reader,
        entry=entry,
        added=_rows(desk, past.added, sessions, reader),
        changed=_rows(desk, past.changed, sessions, reader),
        records=[_record(said, reader) for said in past.records],
        ready=desk.may(Act.RELEASE),
        done=done,
        done_at=moment(done.at, reader) if done else "",
        taken_out=len(done.removed) if done else 0,
        given_back=_rows(desk, done.restored, sessions, reader) if done else [],
        gone=[_record(said, reader) for said in done.records] if done else [],
        offered=ahead is not None and ahead.does_something,
        left=[_left(desk, one, reader) for one in left],
    )


@router.post(_PAGE + "/undo")
def take_back(desk: Desk, entry: str, sent: ConsoleForm) -> Response:
    desk.write(lambda db: undoing.take_back(db, desk.actor, desk.event.uid, entry))
    return desk.go("paste", "taken", entry)


def _rows(desk: EventDesk, uids: Sequence[str], sessions: Mapping[str, Session], reader: Reader) -> list[SessionRow]:
    found = (sessions[uid] for uid in uids if uid in sessions)
    return [SessionRow(desk.path("sessions", one.uid), one.code, reader.text(one.title)) for one in found]


def _record(said: str, reader: Reader) -> tuple[Markup, str]:
    kind, _, name = said.partition(": ")
    return reader.say(_KINDS.get(kind, kind)), name


def _left_then(desk: EventDesk, done: TakenBack) -> Iterable[tuple[str, str, LocalizedText, str]]:
    """What was left alone when it was taken back, by its present name; as far as it is there."""
    for kind in _KINDS:
        mine = {uid: why for its, uid, why in done.left if its == kind}
        for value in RECORDS[kind].read_uids(desk.db.connection(), mine):
            yield kind, value.uid, value.title if kind == "sessions" else value.name, mine[value.uid]


def _left(desk: EventDesk, said: tuple[str, str, LocalizedText, str], reader: Reader) -> LeftRow:
    kind, uid, name, why = said
    if kind == "sessions":
        href = desk.path("sessions", uid)
    elif kind in ("organizations", "people"):
        href = reader.site.file("console", kind, uid)
    else:
        href = desk.path("parts", kind, uid) if desk.may(Act.EDIT_EVENT) else ""
    return LeftRow(reader.say(_KINDS[kind]), href, reader.text(name), reader.say(_WHY[Why(why)]))
