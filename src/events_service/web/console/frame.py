"""What stands around every page of the console: its language, its navigation, its own style."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from events_service.accounts import forgery
from events_service.accounts.login import Current
from events_service.languages import INTERFACE_LANGUAGES, beginning_with, best_language
from events_service.mail.render import Office
from events_service.web.console.moments import moment
from events_service.web.console.navigation import areas_for
from events_service.web.console.unsaved import find_unsaved
from events_service.web.public.frame import LANGUAGE_NAMES, Head
from events_service.web.reader import Reader
from events_service.web.templating import render

LANGUAGE_COOKIE = "language"
"""Which language somebody chose for the console: no more than that, so that it needs nobody's consent."""

_SHOWN_QUERY = (
    "state",
    "before",
    "next",
    "person",
    "act",
    "event",
    "since",
    "until",
    "text",
    "subject",
    "severity",
    "kind",
    "page",
    "number",
    "day",
    "room",
    "minutes",
    "role",
    "after",
    "q",
    "archived",
)


def reader_of(request: Request, known: str = "") -> Reader:
    """Whoever reads: `?lang=` if given, else as chosen before, else as `known` of them, else as the browser wishes."""
    state = request.app.state
    wishes = (request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, ""), known)
    chosen = next((wish for wish in wishes if wish in INTERFACE_LANGUAGES), None)
    offered = beginning_with(state.settings.default_language)
    language = chosen or best_language(request.headers.get("accept-language", ""), offered)
    return Reader(language, state.site, zone=state.settings.timezone)


def console_page(
    request: Request, template: str, title: str, login: Current | None = None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A whole page of the console. `title` is a msgid."""
    reader, state = values.pop("reader", None) or reader_of(request), request.app.state
    shown = {name: request.query_params[name] for name in _SHOWN_QUERY if name in request.query_params}
    # A form that is not drawn from a description says itself what stands in it.
    form = values.pop("filled_in", values.get("filled")) if values.get("edits", True) else None
    unsaved = find_unsaved(request, login.actor, form) if login and form is not None else None
    response = HTMLResponse(
        render(
            template,
            reader,
            head=Head(str(reader.say(title)), (), indexed=False),
            canonical="",
            alternates=(),
            locale="",
            languages=[(tag, name, _in(tag, request, shown)) for tag, name in LANGUAGE_NAMES.items()],
            login=login,
            areas=list(areas_for(login.actor, reader)) if login else [],
            form_token=forgery.form_token(state.settings.secret_keys, login.id) if login else "",
            field=forgery.FIELD,
            kept_form=login is not None and form is not None,
            sent_form=request.method == "POST",
            unsaved=unsaved,
            typed_at=moment(unsaved.kept.kept_at, reader) if unsaved else "",
            **values,
        ),
        status,
    )
    if reader.language == request.query_params.get("lang"):
        response.set_cookie(
            LANGUAGE_COOKIE,
            reader.language,
            max_age=31536000,
            path="/",
            secure=state.settings.secure,
            httponly=True,
            samesite="lax",
        )
    return response


def office_of(request: Request) -> Office:
    """Where mails are written, for whoever looks at them."""
    office: Office = request.app.state.office
    return office


def _in(language: str, request: Request, shown: Mapping[str, str]) -> str:
    return f"{request.url.path}?{urlencode({**shown, 'lang': language})}"
