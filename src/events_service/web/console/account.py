"""One's own account: the password, and the browsers that are logged in with it."""

from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.accounts import own_account
from events_service.accounts.login import Current
from events_service.accounts.models import Login
from events_service.accounts.passwords import LONGEST, SHORTEST
from events_service.accounts.requests import ConsoleLogin
from events_service.accounts.second_step import asks_code
from events_service.database import Db, DbSession
from events_service.errors import Conflict, DomainError, InvalidInput, RateLimited, Sentence
from events_service.translations import mark
from events_service.web.console.forms import read_form
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import moment
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_INPUTS = {"password": "wanted"}
"""Fields whose input has another name in this form."""

OTHERS = "others"
"""In the place of a login's id: all but this one."""


class Row(NamedTuple):
    """A browser that is logged in."""

    id: str
    browser: Markup
    begun: Markup
    seen: Markup
    own: bool


@router.get("/console/account")
def show_account(request: Request, db: Db, login: ConsoleLogin) -> Response:
    return _page(request, db, login, changed="changed" in request.query_params)


@router.post("/console/account/password")
async def change_password(request: Request, login: ConsoleLogin) -> Response:
    fields, state = await read_form(request, login.id), request.app.state
    try:
        if fields.get("wanted", "") != fields.get("again", ""):
            raise InvalidInput(fields={"again": Sentence("The two new passwords differ.")})
        await own_account.change_password(
            state.database,
            login,
            fields.get("present", ""),
            fields.get("wanted", ""),
            now(),
            limited=state.settings.rate_limits,
        )
    except (InvalidInput, Conflict, RateLimited) as refusal:
        return await run_in_threadpool(_refused, request, login, refusal)
    return RedirectResponse(state.site.file("console", "account", query={"changed": "1"}), 303)


@router.post("/console/account/logins")
async def end_login(request: Request, login: ConsoleLogin) -> Response:
    """End one login, or all but this one."""
    fields, state = await read_form(request, login.id), request.app.state
    wanted = fields.get("login", "")
    if wanted == OTHERS:
        await state.database.write(own_account.end_other_logins, login, now())
    else:
        await state.database.write(own_account.end_login, login, wanted, now())
    return RedirectResponse(state.site.file("console", "account"), 303)


def _refused(request: Request, login: Current, refusal: DomainError) -> Response:
    with request.app.state.database.read() as db:
        return _page(request, db, login, refusal)


def _page(
    request: Request, db: DbSession, login: Current, refusal: DomainError | None = None, *, changed: bool = False
) -> Response:
    reader = reader_of(request)
    faults: dict[str, Any] = refusal.fields if isinstance(refusal, InvalidInput) else {}
    response = console_page(
        request,
        "console/account.html",
        mark("Your account"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="account",
        rows=[_row(one, login, reader) for one in own_account.list_logins(db, login.actor.id, now())],
        others=OTHERS,
        second_step=asks_code(db, login.actor.id),
        changed=changed,
        shortest=SHORTEST,
        longest=LONGEST,
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
        faults={
            _INPUTS.get(name, name): sentence.said_in(reader.language, reader.gettext)
            for name, sentence in faults.items()
        },
    )
    response.headers.update(refusal.headers if refusal else {})
    return response


def _row(one: Login, login: Current, reader: Reader) -> Row:
    return Row(
        one.id,
        _browser(one.browser, reader),
        moment(one.created_at, reader),
        moment(one.seen_at, reader),
        one.id == login.id,
    )


def _browser(said: str, reader: Reader) -> Markup:
    """`Firefox on Linux`; as much of it as is known."""
    browser, _, system = said.partition("/")
    if not browser:
        return reader.say("Unknown browser")
    named = Markup('<bdi dir="ltr">{}</bdi>')
    if not system:
        return named.format(browser)
    return reader.say("{browser} on {system}", browser=named.format(browser), system=named.format(system))
