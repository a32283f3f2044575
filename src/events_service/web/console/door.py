"""What the pages before the login share: a form bound to the browser by a nonce of its own, and the way in."""

import re
import secrets
from datetime import datetime
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts import forgery
from events_service.accounts.browsers import browser_name
from events_service.accounts.login import SignedIn
from events_service.accounts.requests import cookie_name, set_cookie
from events_service.accounts.second_step import make_ticket
from events_service.errors import DomainError, InvalidInput
from events_service.settings import Settings
from events_service.translations import mark
from events_service.web.console.forms import read_form
from events_service.web.console.frame import console_page, reader_of

_WITHIN = re.compile(r"/console/(?:[A-Za-z0-9_-][A-Za-z0-9/_-]*)?(?:\?[A-Za-z0-9=&_%.-]*)?").fullmatch
_NONCE = re.compile(r"[0-9a-f]{32}").fullmatch


def door_page(
    request: Request,
    template: str,
    title: str,
    refusal: DomainError | None = None,
    *,
    status: int = 0,
    typed: str = "",
    **values: Any,
) -> Response:
    """A page with a form before the login. A nonce of the browser's own binds it (T-CSRF-1). `title` is a msgid.

    What a refusal says of fields stands at them, else above the form. `typed` is what was typed into a form of the
    console when the login had ended: it travels on.
    """
    settings = request.app.state.settings
    kept = request.cookies.get(_nonce_cookie(settings), "")
    nonce = kept if _NONCE(kept) else secrets.token_hex(16)
    reader = values.pop("reader", None) or reader_of(request)
    faults: dict[str, Any] = dict(refusal.fields) if isinstance(refusal, InvalidInput) else {}
    response = console_page(
        request,
        template,
        title,
        reader=reader,
        status=status or (refusal.status if refusal else 200),
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
        faults={name: sentence.said_in(reader.language, reader.gettext) for name, sentence in faults.items()},
        provider=(settings.oidc_name or reader.say("your organization")) if settings.oidc_issuer else "",
        login_token=forgery.form_token(settings.secret_keys, nonce),
        typed=typed,
        **values,
    )
    response.headers.update(refusal.headers if refusal else {})
    response.set_cookie(
        _nonce_cookie(settings), nonce, max_age=86400, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return response


async def read_door_form(request: Request) -> dict[str, str]:
    """The fields of a form made by `door_page` for this browser; ForeignForm otherwise."""
    return await read_form(request, request.cookies.get(_nonce_cookie(request.app.state.settings), ""))


def enter(request: Request, begun: SignedIn, moment: datetime, wanted: str = "", typed: str = "") -> Response:
    """Let the browser in: to the page it wanted, if that is one of the console, else to the first one (T-RED-1).

    Where a code is asked for first, to the page that asks; `typed` travels on through it.
    """
    settings = request.app.state.settings
    if begun.claim:
        return _ask_code(request, begun, moment, wanted, typed)
    response = RedirectResponse(within(request, wanted), 303)
    set_cookie(response, settings, begun, moment)
    response.delete_cookie(_nonce_cookie(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return response


def ticket_of(request: Request) -> str:
    """What the browser has got for the first step of a login that has two; empty where it has not taken one."""
    return request.cookies.get(_step_cookie(request.app.state.settings), "")


def forget_step(request: Request, response: Response) -> Response:
    """The same answer, with which the browser forgets that it has taken the first step."""
    settings = request.app.state.settings
    response.delete_cookie(_step_cookie(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return response


def within(request: Request, wanted: str) -> str:
    """Where to go after logging in: a page of the console, and nowhere else (T-RED-1)."""
    site = request.app.state.site
    home: str = site.path("console")
    return wanted if wanted.startswith(site.root) and _WITHIN(wanted.removeprefix(site.root)) else home


def client_of(request: Request) -> str:
    """The address the request comes from, as limits count it."""
    return request.client.host if request.client else ""


def visit_of(request: Request) -> dict[str, str]:
    """What a login that begins takes from its request: the browser, and the login it had before, which ends."""
    return {
        "browser": browser_name(request.headers.get("user-agent", "")),
        "former": request.cookies.get(cookie_name(request.app.state.settings), ""),
    }


def _ask_code(request: Request, begun: SignedIn, moment: datetime, wanted: str, typed: str) -> Response:
    settings, site = request.app.state.settings, request.app.state.site
    response: Response = RedirectResponse(
        site.file("console", "login", "code", query={"next": wanted} if wanted else None), 303
    )
    if typed:
        response = door_page(request, "console/code.html", mark("Log in"), next_page=wanted, typed=typed)
    response.set_cookie(
        _step_cookie(settings),
        make_ticket(settings.secret_keys, begun.claim),
        max_age=int((begun.expires_at - moment).total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _step_cookie(settings: Settings) -> str:
    return "__Host-step" if settings.secure else "step"


def _nonce_cookie(settings: Settings) -> str:
    return "__Host-form" if settings.secure else "form"
