"""Logging in and out."""

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts import forgery
from events_service.accounts.login import Current, WrongLogin, sign_in, sign_out
from events_service.accounts.requests import (
    ConsoleLogin,
    clear_cookie,
    cookie_name,
    current_login,
    set_cookie,
)
from events_service.errors import DomainError, RateLimited
from events_service.settings import Settings
from events_service.translations import mark
from events_service.web.console.forms import read_form
from events_service.web.console.frame import console_page, reader_of
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_WITHIN = re.compile(r"/console/(?:[A-Za-z0-9_-][A-Za-z0-9/_-]*)?(?:\?[A-Za-z0-9=&_%.-]*)?").fullmatch
_NONCE = re.compile(r"[0-9a-f]{32}").fullmatch


@router.get("/console/login")
def show_login(request: Request, found: Annotated[Current | None, Depends(current_login)]) -> Response:
    if found is not None:
        return RedirectResponse(_within(request, request.query_params.get("next", "")), 303)
    return _page(request, next_page=request.query_params.get("next", ""))


@router.post("/console/login")
async def log_in(request: Request) -> Response:
    settings, cookies = request.app.state.settings, request.cookies
    fields = await read_form(request, cookies.get(_nonce_cookie(settings), ""))
    moment = now()
    try:
        begun = await sign_in(
            request.app.state.database,
            fields.get("email", ""),
            fields.get("password", ""),
            request.client.host if request.client else "",
            moment,
            former=cookies.get(cookie_name(settings), ""),
            limited=settings.rate_limits,
        )
    except (WrongLogin, RateLimited) as refusal:
        return _page(request, refusal, fields.get("next", ""), fields.get("email", ""))
    response = RedirectResponse(_within(request, fields.get("next", "")), 303)
    set_cookie(response, settings, begun, moment)
    response.delete_cookie(_nonce_cookie(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return response


@router.post("/console/logout")
async def log_out(request: Request, login: ConsoleLogin) -> Response:
    settings = request.app.state.settings
    await read_form(request, login.id)
    await request.app.state.database.write(sign_out, request.cookies[cookie_name(settings)])
    response = RedirectResponse(request.app.state.site.file("console", "login"), 303)
    clear_cookie(response, settings)
    return response


def _page(request: Request, refusal: DomainError | None = None, next_page: str = "", email: str = "") -> Response:
    """The form, with what was typed but the password. A nonce of the browser's own binds it (T-CSRF-1)."""
    settings = request.app.state.settings
    kept = request.cookies.get(_nonce_cookie(settings), "")
    nonce = kept if _NONCE(kept) else secrets.token_hex(16)
    reader = reader_of(request)
    response = console_page(
        request,
        "console/login.html",
        mark("Log in"),
        reader=reader,
        status=refusal.status if refusal else 200,
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal else "",
        login_token=forgery.form_token(settings.secret_keys, nonce),
        next_page=next_page,
        email=email,
    )
    response.headers.update(refusal.headers if refusal else {})
    response.set_cookie(
        _nonce_cookie(settings), nonce, max_age=86400, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return response


def _within(request: Request, wanted: str) -> str:
    """Where to go after logging in: a page of the console, and nowhere else (T-RED-1)."""
    site = request.app.state.site
    home: str = site.path("console")
    return wanted if wanted.startswith(site.root) and _WITHIN(wanted.removeprefix(site.root)) else home


def _nonce_cookie(settings: Settings) -> str:
    return "__Host-form" if settings.secure else "form"
