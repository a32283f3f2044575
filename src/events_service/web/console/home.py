"""Where organizers arrive: the events they work on, published or not, and how mail is doing."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act
from events_service.accounts.emails import hidden_from
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db
from events_service.mail import queries
from events_service.mail.models import MailState
from events_service.programme.outlines import Outline, list_outlines
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
    """The version that is public; 0 is none yet."""
    sessions: int | None
    waiting: int | None
    """Sessions that are not ready. Who is there for one organization's is not told how many others there are."""


@router.get("/console")
def lead_in(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.path("console"), 308)


@router.get("/console/")
def show_home(request: Request, db: Db, login: ConsoleLogin) -> Response:
    reader, actor = reader_of(request), login.actor
    reads_mail = Act.READ_MAIL in actor.acts
    archived = bool(request.query_params.get("archived"))
    events, hidden = actor.events_for(Act.READ_MAIL), hidden_from(actor)
    counts = queries.count_by_state(db, events, hidden=hidden) if reads_mail else {}
    return console_page(
        request,
        "console/home.html",
        mark("Console"),
        login,
        reader=reader,
        section="home",
        events=[
            _row(outline, reader, whole=actor.may(Act.READ_DRAFT, outline.uid))
            for outline in list_outlines(
                db.connection(), actor.events_for(Act.READ_DRAFT, some=True), archived=archived
            )
        ],
        archived=archived,
        adds=actor.series_for(Act.ADD_EVENT) != frozenset(),
        reads_mail=reads_mail,
        waiting=sum(counts.get(state, 0) for state in (MailState.QUEUED, MailState.SENDING, MailState.DEFERRED)),
        kept=counts.get(MailState.KEPT, 0),
        failed=counts.get(MailState.FAILED, 0),
    )


def _row(outline: Outline, reader: Reader, *, whole: bool) -> Row:
    reads = Reader(reader.language, reader.site, outline.languages)
    return Row(
        title=reads.text(outline.title),
        href=reader.site.path("console", "events", outline.slug),
        when=times.days(outline.start_on, outline.end_on, outline.precision, reader.language),
        version=outline.release_number,
        sessions=outline.sessions if whole else None,
        waiting=outline.waiting if whole else None,
    )
