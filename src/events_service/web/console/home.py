"""Where organizers arrive: the events, and how mail is doing."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db
from events_service.mail import queries
from events_service.mail.models import MailState
from events_service.programme.states import CatalogueState
from events_service.translations import mark
from events_service.web import times
from events_service.web.console.frame import console_page, reader_of
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)


class Row(NamedTuple):
    """An event in the list."""

    title: Markup
    href: str
    when: str
    version: int
    sessions: int


@router.get("/console")
def lead_in(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.path("console"), 308)


@router.get("/console/")
def show_home(request: Request, db: Db, login: ConsoleLogin) -> Response:
    reader, actor = reader_of(request), login.actor
    counts = queries.count_by_state(db, actor.event_uid) if actor.may(Act.READ_MAIL, actor.event_uid) else {}
    return console_page(
        request,
        "console/home.html",
        mark("Console"),
        login,
        reader=reader,
        section="home",
        events=_events(request.app.state.published.catalogue(), reader, actor.event_uid),
        waiting=sum(counts.get(state, 0) for state in (MailState.QUEUED, MailState.SENDING, MailState.DEFERRED)),
        kept=counts.get(MailState.KEPT, 0),
        failed=counts.get(MailState.FAILED, 0),
    )


def _events(catalogue: CatalogueState, reader: Reader, event_uid: str | None) -> list[Row]:
    """What is published, the latest first; for somebody who is there for one event, that one."""
    states = [state for state in catalogue.events() if event_uid in (None, state.programme.event.uid)]
    states.sort(key=lambda state: (state.programme.event.start_on, state.programme.event.uid), reverse=True)
    return [
        Row(
            title=reader.text(state.programme.event.title),
            href=reader.page(state.programme.event.slug),
            when=times.days(
                state.programme.event.start_on,
                state.programme.event.end_on,
                state.programme.event.precision,
                reader.language,
            ),
            version=state.release.number,
            sessions=len(state.programme.sessions),
        )
        for state in states
    ]
