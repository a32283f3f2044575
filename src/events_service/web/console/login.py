"""Logging in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts.first_owner import is_new
from events_service.accounts.login import Current, WrongLogin, sign_in, sign_out
from events_service.accounts.requests import ConsoleLogin, clear_cookie, cookie_name, current_login
from events_service.database import Db
from events_service.errors import DomainError, RateLimited
from events_service.translations import mark
from events_service.web.console.door import client_of, door_page, enter, read_door_form, visit_of, within
from events_service.web.console.forms import read_form
from events_service.web.console.keeping import TYPED, keep_carried
from events_service.zones import now

router = APIRouter(include_in_schema=False)


@router.get("/console/login")
def show_login(request: Request, db: Db, found: Annotated[Current | None, Depends(current_login)]) -> Response:
    """The form; on a site without any account, the page that makes the first."""
    if is_new(db):
        return RedirectResponse(request.app.state.site.file("console", "start"), 303)
    if found is not None:
        return RedirectResponse(within(request, request.query_params.get("next", "")), 303)
    return _page(request, next_page=request.query_params.get("next", ""))


@router.post("/console/login")
async def log_in(request: Request) -> Response:
    fields, state, moment = await read_door_form(request), request.app.state, now()
    try:
        begun = await sign_in(
            state.database,
            fields.get("email", ""),
            fields.get("password", ""),
            client_of(request),
            moment,
            limited=state.settings.rate_limits,
            **visit_of(request),
        )
    except (WrongLogin, RateLimited) as refusal:
        return _page(request, refusal, fields.get("next", ""), fields.get("email", ""), fields.get(TYPED, ""))
    if begun.claim:
        return enter(request, begun, moment, fields.get("next", ""), fields.get(TYPED, ""))
    await keep_carried(request, begun.actor, fields)
    return enter(request, begun, moment, fields.get("next", ""))


@router.post("/console/logout")
async def log_out(request: Request, login: ConsoleLogin) -> Response:
    settings = request.app.state.settings
    wanted = (await read_form(request, login.id)).get("next", "")
    await request.app.state.database.write(sign_out, request.cookies[cookie_name(settings)])
    query = {"next": wanted} if wanted else None
    response = RedirectResponse(request.app.state.site.file("console", "login", query=query), 303)
    clear_cookie(response, settings)
    return response


def _page(
    request: Request, refusal: DomainError | None = None, next_page: str = "", email: str = "", typed: str = ""
) -> Response:
    """The form, with what was typed but the password."""
    return door_page(
        request, "console/login.html", mark("Log in"), refusal, next_page=next_page, email=email, typed=typed
    )
