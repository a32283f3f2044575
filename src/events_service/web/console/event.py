"""An event as its organizers see it first: how far its programme is, and what is to be done next."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act
from events_service.programme.outlines import list_outlines
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.event_desk import EventDesk, at_event

router = APIRouter(include_in_schema=False)


@router.get("/console/events/{slug}")
def lead_in(request: Request, slug: str) -> Response:
    return RedirectResponse(request.app.state.site.path("console", "events", slug), 308)


@router.get("/console/events/{slug}/")
def show_event(desk: Annotated[EventDesk, at_event(Act.READ_DRAFT)]) -> Response:
    (outline,) = list_outlines(desk.db.connection(), frozenset({desk.event.uid}))
    reader, event = desk.reader(), desk.event
    return desk.page(
        "console/event.html",
        mark("Event"),
        section="overview",
        reader=reader,
        outline=outline,
        when=times.days(event.start_on, event.end_on, event.precision, reader.language),
        public=reader.page(event.slug) if outline.release_number else "",
    )
