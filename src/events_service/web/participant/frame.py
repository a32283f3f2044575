"""What stands around a participant's pages: those of the event, in no search engine and in nobody's cache."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from events_service.errors import DomainError, NotFound
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.reading.negotiation import choose_coding
from events_service.programme.reading.representations import compress
from events_service.programme.states import EventState
from events_service.web.public.frame import Head, event_page
from events_service.web.reader import Reader
from events_service.web.views import EventView
from events_service.zones import now

_MOST_FIELDS = 250


def checked_language(lang: str) -> str:
    """One of the interface's languages; NotFound for any other word in its place."""
    if lang not in INTERFACE_LANGUAGES:
        raise NotFound
    return lang


def view_of(request: Request, state: EventState) -> EventView:
    """The event as it is public at this moment."""
    return EventView(
        timetable=state.timetable,
        live=state.live,
        release=state.release,
        site=request.app.state.site,
        now=now(),
        once=state.once,
    )


def participant_page(
    request: Request,
    template: str,
    view: EventView,
    reader: Reader,
    title: Markup,
    segments: tuple[str, ...],
    refusal: DomainError | None = None,
    query: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page for one person; `query` goes along when they change the language.

    A refusal gives its status, and its sentence stands at the head of the page.
    """
    # Whoever hears the page hears this first: a form that comes back looks like the one that was sent.
    named = reader.say("Error: {title}", title=title) if refusal else title
    html = event_page(
        template,
        view,
        reader,
        Head(f"{named.unescape()} · {reader.plain(view.event.title)}", segments, query=query or {}, indexed=False),
        title=title,
        privacy_url=request.app.state.settings.privacy_url,
        refused=refusal.sentence.said_in(reader.language, reader.gettext) if refusal else "",
        **values,
    )
    headers = {"Vary": "Accept-Encoding"} | (refusal.headers if refusal else {})
    body, headers = _coded(request, html.encode(), headers)
    return HTMLResponse(body, refusal.status if refusal else 200, headers)


def _coded(request: Request, html: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """The page in the coding the browser prefers. Nobody else can make a browser ask for it with words of theirs
    in it, so that its length tells nothing."""
    accepted = request.headers.get("accept-encoding")
    coding = choose_coding(accepted.encode("latin-1") if accepted is not None else None)
    smaller = compress(html, coding)
    return (html, headers) if smaller is None else (smaller, headers | {"Content-Encoding": coding})


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """The pairs of a form in its order, as a name may come more than once. Files are refused by the parser."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
