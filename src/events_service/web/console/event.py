"""An event as its organizers see it first: how far its programme is, and what is to be done next."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from events_service.accounts import colleagues, record
from events_service.accounts.access import Act, require
from events_service.accounts.colleagues import AccountState
from events_service.accounts.disclosure import name_of
from events_service.database import DbSession
from events_service.programme import part_editing, restoring, timed_release
from events_service.programme.outlines import Outline, list_outlines
from events_service.programme.planning.finding import find
from events_service.programme.planning.judging import judge
from events_service.programme.planning.loading import load_plan
from events_service.programme.progress import count_changed, progress_of
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.clocks import said_moment
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.moments import moment
from events_service.web.console.reaches import ROLE_NAMES
from events_service.web.console.record.rows import Teller
from events_service.web.console.taken_out import typed_at
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

_NOUNS = {
    restoring.SESSION: mark("Session"),
    part_editing.VENUES.noun: mark("Venue"),
    part_editing.ROOMS.noun: mark("Room"),
    part_editing.TRACKS.noun: mark("Track"),
    part_editing.TYPES.noun: mark("Type of session"),
}


_LATEST = 6


class Worker(NamedTuple):
    name: str
    roles: list[Markup]


class Deed(NamedTuple):
    when: Markup
    sentence: Markup


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
    connection, reader, event = desk.db.connection(), desk.reader(), desk.event
    (outline,) = list_outlines(connection, frozenset({event.uid}))
    plan = load_plan(connection, event.uid)
    progress = progress_of(plan.programme, judge(plan, find(plan).conflicts).open)
    timed = timed_release.find_timed(connection, event.uid)
    return desk.page(
        "console/event.html",
        mark("Event"),
        section="overview",
        reader=reader,
        progress=progress,
        number=outline.release_number,
        changed=count_changed(connection, event.uid),
        planned=said_moment(timed.at, event.timezone, reader) if timed else "",
        when=times.days(event.start_on, event.end_on, event.precision, reader.language),
        public=reader.page(event.slug) if outline.release_number else "",
        taken_out=len(restoring.list_deleted(connection, event.uid)) if desk.may(Act.EDIT_DRAFT) else 0,
        edits=desk.may(Act.EDIT_DRAFT),
        arranges=desk.may(Act.EDIT_EVENT),
        publishes=desk.may(Act.RELEASE),
        colleagues=_colleagues(desk, reader),
        invites=desk.may(Act.INVITE),
        deeds=_deeds(desk, outline, reader),
    )


def _colleagues(desk: EventDesk, reader: Reader) -> list[Worker]:
    """Who works at the event, by name; whose account is closed does not."""
    found = colleagues.list_at_event(desk.db, desk.event.uid, desk.event.series_uid)
    shows = record.reads_addresses(desk.actor)
    return [
        Worker(
            name_of(one.name or one.email, addresses=shows),
            [reader.say(ROLE_NAMES[role]) for role in dict.fromkeys(held.role for held in one.roles)],
        )
        for one in found
        if one.state is not AccountState.DISABLED
    ]


def _deeds(desk: EventDesk, outline: Outline, reader: Reader) -> list[Deed] | None:
    """What was done last; None for whoever may not read that."""
    if not desk.may(Act.READ_AUDIT):
        return None
    entries = record.find_page(desk.db, record.readable(desk.actor, desk.event.uid), limit=_LATEST).entries
    shows = record.reads_addresses(desk.actor)
    teller = Teller(desk.db, entries, {outline.uid: outline}, reader, addresses=shows)
    at = desk.event.slug
    return [
        Deed(moment(one.created_at, reader), teller.sentence(one, href=teller.place(one, at=at))) for one in entries
    ]


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
        return desk.go("sessions", uid, query=typed_at(desk, "sessions", uid))
    part = next(name for name, one in part_editing.PARTS.items() if one.noun == noun)
    return desk.go("parts", part, uid, query=typed_at(desk, "parts", part, uid))
