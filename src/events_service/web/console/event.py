"""An event as its organizers see it first: how far its programme is, and what is to be done next."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act, require
from events_service.database import DbSession
from events_service.programme import part_editing, restoring
from events_service.programme.outlines import Outline, count_parts, list_outlines
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.moments import moment
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

_NOUNS = {
    restoring.SESSION: mark("Session"),
    part_editing.VENUES.noun: mark("Venue"),
    part_editing.ROOMS.noun: mark("Room"),
    part_editing.TRACKS.noun: mark("Track"),
    part_editing.TYPES.noun: mark("Type of session"),
}


class Step(NamedTuple):
    """Something to be done on the way to the published programme."""

    name: Markup
    href: str
    said: Markup
    """How far it is, or what it is for."""


class DeletedRow(NamedTuple):
    entry_id: str
    noun: Markup
    name: Markup
    by: str
    when: Markup


@router.get("/console/events/{slug}")
def lead_in(request: Request, slug: str) -> Response:
    return RedirectResponse(request.app.state.site.path("console", "events", slug), 308)


@router.get("/console/events/{slug}/")
def show_event(desk: Annotated[EventDesk, at_event(Act.READ_DRAFT, some=True)]) -> Response:
    if not desk.may(Act.READ_DRAFT):
        return desk.go("sessions")  # their organization's, which are all they work on
    (outline,) = list_outlines(desk.db.connection(), frozenset({desk.event.uid}))
    begins = not outline.release_number and desk.may(Act.EDIT_DRAFT)
    reader, event = desk.reader(), desk.event
    return desk.page(
        "console/event.html",
        mark("Event"),
        section="overview",
        reader=reader,
        outline=outline,
        when=times.days(event.start_on, event.end_on, event.precision, reader.language),
        public=reader.page(event.slug) if outline.release_number else "",
        steps=list(_steps(desk, reader, outline)) if begins else [],
    )


def _steps(desk: EventDesk, reader: Reader, outline: Outline) -> Iterator[Step]:
    """The way from here to the first publication."""
    say, say_many, how_far = reader.say, reader.say_many, count_parts(desk.db.connection(), desk.event.uid)
    said = say_many("{count} room", "{count} rooms", how_far.rooms)
    yield Step(say("Add the rooms"), desk.path("parts"), said if how_far.rooms else say("Sessions are put into rooms."))
    said = say_many("{count} session", "{count} sessions", outline.sessions)
    pasted = say("A mail, a page, a table or a file: what is recognised becomes sessions.")
    yield Step(say("Paste a programme"), desk.path("paste"), said if outline.sessions else pasted)
    yield Step(say("Add a session"), desk.path("sessions", "new"), say("By hand; a title is enough to begin with."))
    said = say_many("{count} session has no time yet", "{count} sessions have no time yet", how_far.unscheduled)
    place = say("Move sessions between rooms and hours, with the mouse, a finger or the keyboard.")
    yield Step(say("Arrange the timetable"), desk.path("grid"), said if how_far.unscheduled else place)
    yield Step(
        say("Look at the conflicts"), desk.path("conflicts"), say("Rooms and people wanted twice, and a way out.")
    )
    yield Step(say("Publish"), desk.path("publish"), say("A preview first; until then the public sees nothing."))


@router.get("/console/events/{slug}/deleted")
def list_deleted(desk: Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]) -> Response:
    """What was taken out of the programme and can be put back."""
    reader = desk.reader()
    return desk.page(
        "console/deleted.html",
        mark("Taken out"),
        section="overview",
        reader=reader,
        rows=[
            DeletedRow(
                one.entry_id, reader.say(_NOUNS[one.noun]), reader.text(one.name), one.by, moment(one.at, reader)
            )
            for one in restoring.list_deleted(desk.db.connection(), desk.event.uid)
        ],
    )


@router.post("/console/events/{slug}/undo")
def undo(desk: Annotated[EventDesk, at_event(Act.EDIT_DRAFT)], sent: ConsoleForm) -> Response:
    """Put back what was taken out, and show it."""

    def act(db: DbSession) -> tuple[str, str]:
        noun, value = restoring.restore(db, desk.event.uid, str(sent.get("entry", "")))
        if noun != restoring.SESSION:
            require(desk.actor, Act.EDIT_EVENT, desk.event.uid)
        desk.note(db, f"restore_{noun}", f"{noun}:{value.uid}")
        return noun, value.uid

    noun, uid = desk.write(act)
    if noun == restoring.SESSION:
        return desk.go("sessions", uid)
    part = next(name for name, one in part_editing.PARTS.items() if one.noun == noun)
    return desk.go("parts", part, uid)
