"""The first page of a new site: it makes the first owner, and is gone as soon as there is one."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.accounts import passwords
from events_service.accounts.accounts import checked_name
from events_service.accounts.first_owner import SiteHasAccounts, check_code, is_new, make_first_owner
from events_service.accounts.limits import Try, allow, network_of
from events_service.accounts.login import PER_NETWORK
from events_service.database import Db
from events_service.errors import DomainError, InvalidInput, RateLimited, Sentence
from events_service.mail_addresses import is_mail_address
from events_service.translations import mark
from events_service.web.console.door import client_of, door_page, enter, read_door_form, visit_of
from events_service.web.console.frame import reader_of
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""What servers in front of this one add: then it is not this machine that asks."""


@router.get("/console/start")
def show_start(request: Request, db: Db) -> Response:
    if not is_new(db):
        return RedirectResponse(request.app.state.site.file("console", "login"), 303)
    return _page(request, code=request.query_params.get("code", ""))


@router.post("/console/start")
async def start(request: Request) -> Response:
    fields, state, moment = await read_door_form(request), request.app.state, now()
    try:
        if await run_in_threadpool(_has_accounts, request):
            raise SiteHasAccounts
        if state.settings.rate_limits:
            await allow(state.database, [Try(f"start:{network_of(client_of(request))}", PER_NETWORK)], moment)
        if not _is_local(request):
            check_code(state.settings.secret_keys, fields.get("code", ""))
        _check(fields)
        password_hash = await run_in_threadpool(passwords.hashed, fields.get("password", ""))
        begun = await state.database.write(
            make_first_owner,
            fields.get("email", ""),
            fields.get("name", ""),
            password_hash,
            moment,
            locale=reader_of(request).language,
            **visit_of(request),
        )
    except SiteHasAccounts as refusal:
        return door_page(request, "console/site_taken.html", mark("Set up this site"), refusal)
    except (InvalidInput, RateLimited) as refusal:
        return _page(
            request, refusal, fields.get("code", ""), name=fields.get("name", ""), email=fields.get("email", "")
        )
    return enter(request, begun, moment)


def _page(
    request: Request, refusal: DomainError | None = None, code: str = "", *, name: str = "", email: str = ""
) -> Response:
    return door_page(
        request,
        "console/start.html",
        mark("Set up this site"),
        refusal,
        asks_code=not _is_local(request),
        code=code,
        name=name,
        email=email,
        shortest=passwords.SHORTEST,
        longest=passwords.LONGEST,
    )


def _check(fields: dict[str, str]) -> None:
    """InvalidInput for everything that is wrong at once."""
    faults: dict[str, Sentence] = {}
    for check, name in ((checked_name, "name"), (passwords.check, "password")):
        try:
            check(fields.get(name, ""))
        except InvalidInput as refusal:
            faults |= refusal.fields
    if not fields.get("name", "").strip():
        faults["name"] = Sentence("Say how colleagues know you.")
    if not is_mail_address(fields.get("email", "").strip()):
        faults["email"] = Sentence("Write your address as name@example.org.")
    if fields.get("password", "") != fields.get("again", ""):
        faults["again"] = Sentence("The two passwords differ.")
    if faults:
        raise InvalidInput(fields=faults)


def _is_local(request: Request) -> bool:
    """Does this machine ask, of a site that is reached from nowhere else?"""
    passed_on = any(name in request.headers for name in _FORWARDED)
    return bool(request.app.state.site.local) and not passed_on


def _has_accounts(request: Request) -> bool:
    with request.app.state.database.read() as db:
        return not is_new(db)
