"""The second step of a login: asked for at the door, turned on and off at one's own account."""

from typing import Any

import segno
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.accounts import one_time_codes, own_account, passwords, second_step
from events_service.accounts.login import Current
from events_service.accounts.models import Account
from events_service.accounts.own_account import LoginTooOld
from events_service.accounts.requests import ConsoleLogin
from events_service.accounts.second_step import NoSecondStep, StepOver, WrongCode
from events_service.database import Db, DbSession
from events_service.errors import DomainError, InvalidInput, RateLimited
from events_service.translations import mark
from events_service.web.console.door import door_page, enter, forget_step, read_door_form, ticket_of, visit_of
from events_service.web.console.forms import read_form
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.keeping import TYPED, keep_carried
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_PAGE = ("console", "account", "code")


@router.get("/console/login/code")
def show_code(request: Request) -> Response:
    if not ticket_of(request):
        return RedirectResponse(request.app.state.site.file("console", "login"), 303)
    return _asking(request, request.query_params.get("next", ""))


@router.post("/console/login/code")
async def take_code(request: Request) -> Response:
    fields, state, moment = await read_door_form(request), request.app.state, now()
    try:
        begun = await second_step.take_second_step(
            state.database,
            state.settings.secret_keys,
            ticket_of(request),
            fields.get("code", ""),
            moment,
            limited=state.settings.rate_limits,
            **visit_of(request),
        )
    except (WrongCode, RateLimited) as refusal:
        return _asking(request, fields.get("next", ""), refusal, fields.get(TYPED, ""))
    except StepOver as refusal:
        following, typed = fields.get("next", ""), fields.get(TYPED, "")
        ended = door_page(
            request, "console/login.html", mark("Log in"), refusal, next_page=following, email="", typed=typed
        )
        return forget_step(request, ended)
    await keep_carried(request, begun.actor, fields)
    return forget_step(request, enter(request, begun, moment, fields.get("next", "")))


@router.get("/console/account/code")
def show_second_step(request: Request, db: Db, login: ConsoleLogin) -> Response:
    return _page(request, db, login)


@router.post("/console/account/code/prepare")
async def prepare(request: Request, login: ConsoleLogin) -> Response:
    """Choose a secret and show it: nothing is asked for yet."""
    await read_form(request, login.id)
    state = request.app.state
    await state.database.write(second_step.prepare, state.settings.secret_keys, login)
    return RedirectResponse(state.site.file(*_PAGE), 303)


@router.post("/console/account/code")
async def turn_on(request: Request, login: ConsoleLogin) -> Response:
    fields, state, moment = await read_form(request, login.id), request.app.state, now()
    try:
        await own_account.confirm(
            state.database, login, fields.get("present", ""), moment, limited=state.settings.rate_limits
        )
        codes = await state.database.write(
            second_step.turn_on, state.settings.secret_keys, login, fields.get("code", ""), moment
        )
    except (InvalidInput, LoginTooOld, NoSecondStep, RateLimited) as refusal:
        return await run_in_threadpool(_refused, request, login, refusal)
    return console_page(
        request, "console/recovery_codes.html", mark("Recovery codes"), login, section="account", codes=codes
    )


@router.post("/console/account/code/off")
async def turn_off(request: Request, login: ConsoleLogin) -> Response:
    fields, state, moment = await read_form(request, login.id), request.app.state, now()
    try:
        await second_step.count_try(state.database, login.actor.id, moment, limited=state.settings.rate_limits)
        await state.database.write(
            second_step.turn_off, state.settings.secret_keys, login, fields.get("code", ""), moment
        )
    except (InvalidInput, NoSecondStep, RateLimited) as refusal:
        return await run_in_threadpool(_refused, request, login, refusal)
    return RedirectResponse(state.site.file(*_PAGE), 303)


def _asking(request: Request, next_page: str, refusal: DomainError | None = None, typed: str = "") -> Response:
    return door_page(request, "console/code.html", mark("Log in"), refusal, next_page=next_page, typed=typed)


def _refused(request: Request, login: Current, refusal: DomainError) -> Response:
    with request.app.state.database.read() as db:
        return _page(request, db, login, refusal)


def _page(request: Request, db: DbSession, login: Current, refusal: DomainError | None = None) -> Response:
    reader, state = reader_of(request), request.app.state
    step = second_step.find_second_step(db, login.actor.id)
    secret = second_step.secret_to_show(db, state.settings.secret_keys, login.actor.id)
    faults: dict[str, Any] = refusal.fields if isinstance(refusal, InvalidInput) else {}
    response = console_page(
        request,
        "console/second_step.html",
        mark("Second step of the login"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="account",
        step=step if step is not None and step.confirmed_at is not None else None,
        left=len(step.recovery) if step else 0,
        secret=one_time_codes.shown(secret) if secret else "",
        picture=_picture(secret, db.get_one(Account, login.actor.id).email, state.site.name) if secret else "",
        longest=passwords.LONGEST,
        knows=own_account.has_password(db, login.actor.id),
        fresh=own_account.is_fresh(db, login.id, now()),
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
        faults={name: said.said_in(reader.language, reader.gettext) for name, said in faults.items()},
    )
    response.headers.update(refusal.headers if refusal else {})
    return response


def _picture(secret: bytes, email: str, site: str) -> Markup:
    """The square picture an app reads, as SVG without any style or script in it; dark on light in the dark, too."""
    drawn = segno.make(one_time_codes.address(secret, email, site), error="m", micro=False)
    return Markup(
        drawn.svg_inline(border=4, omitsize=True, light="#fff", dark="#000", svgclass="square", lineclass=None)
    )
