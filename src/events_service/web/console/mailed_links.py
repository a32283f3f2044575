"""Links asked for by mail, and the pages they open: to log in once, to choose a new password, to accept an invitation.

Opening a link shows a button and does nothing: programs that look through mail open links too (T-GET-1).
"""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.accounts import invitations, passwords, recovery
from events_service.accounts.emails import PATHS
from events_service.accounts.links import LinkEnded, find_account_of
from events_service.accounts.models import Account, LinkPurpose
from events_service.database import Db, DbSession
from events_service.errors import DomainError, InvalidInput, RateLimited, Sentence
from events_service.mail_addresses import is_mail_address
from events_service.translations import mark
from events_service.web.console.door import client_of, door_page, enter, read_door_form, visit_of
from events_service.web.console.frame import reader_of
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_SENT = "sent"


class _Asking(NamedTuple):
    """How a link is asked for."""

    title: str
    lead: str
    sent: str
    """Msgids."""


ASKING: Mapping[LinkPurpose, _Asking] = {
    LinkPurpose.LOGIN: _Asking(
        mark("Log in by mail"),
        mark("We send you a link that logs you in, without a password."),
        mark("If there is an account for this address, a link is on its way. It works once, within 15 minutes."),
    ),
    LinkPurpose.RESET: _Asking(
        mark("Forgotten the password?"),
        mark("We send you a link to choose a new one. Until you do, the old one stays."),
        mark("If there is an account for this address, a link is on its way. It works once, within an hour."),
    ),
}


@router.get("/console/login/link")
def show_asking_to_log_in(request: Request) -> Response:
    return _asking(request, LinkPurpose.LOGIN)


@router.post("/console/login/link")
async def ask_to_log_in(request: Request) -> Response:
    return await _ask(request, LinkPurpose.LOGIN)


@router.get("/console/reset")
def show_asking_to_reset(request: Request) -> Response:
    return _asking(request, LinkPurpose.RESET)


@router.post("/console/reset")
async def ask_to_reset(request: Request) -> Response:
    return await _ask(request, LinkPurpose.RESET)


@router.get("/console/login/link/{token}")
def show_login_link(request: Request, db: Db, token: str) -> Response:
    return _opened(request, db, LinkPurpose.LOGIN, token)


@router.post("/console/login/link/{token}")
async def use_login_link(request: Request, token: str) -> Response:
    await read_door_form(request)
    state, moment = request.app.state, now()
    try:
        begun = await state.database.write(
            recovery.sign_in_by_link, state.settings.secret_keys, token, moment, **visit_of(request)
        )
    except LinkEnded as refusal:
        return _ended(request, LinkPurpose.LOGIN, refusal)
    return enter(request, begun, moment)


@router.get("/console/reset/{token}")
def show_reset(request: Request, db: Db, token: str) -> Response:
    return _opened(request, db, LinkPurpose.RESET, token)


@router.post("/console/reset/{token}")
async def use_reset(request: Request, token: str) -> Response:
    return await _choose(request, LinkPurpose.RESET, token)


@router.get("/console/invitation/{token}")
def show_invitation(request: Request, db: Db, token: str) -> Response:
    return _opened(request, db, LinkPurpose.INVITATION, token)


@router.post("/console/invitation/{token}")
async def use_invitation(request: Request, token: str) -> Response:
    return await _choose(request, LinkPurpose.INVITATION, token)


def _asking(request: Request, purpose: LinkPurpose, refusal: DomainError | None = None, email: str = "") -> Response:
    asking, settings, reader = ASKING[purpose], request.app.state.settings, reader_of(request)
    return door_page(
        request,
        "console/ask_link.html",
        asking.title,
        refusal,
        reader=reader,
        heading=reader.say(asking.title),
        lead=reader.say(asking.lead),
        sent=reader.say(asking.sent) if refusal is None and _SENT in request.query_params else "",
        action=request.app.state.site.file(*PATHS[purpose]),
        kept=not settings.smtp_url,
        email=email,
    )


async def _ask(request: Request, purpose: LinkPurpose) -> Response:
    fields, state = await read_door_form(request), request.app.state
    email = fields.get("email", "").strip()
    try:
        if not is_mail_address(email):
            raise InvalidInput(fields={"email": Sentence("Write your address as name@example.org.")})
        await recovery.ask_link(
            state.database,
            purpose,
            email,
            client_of(request),
            now(),
            locale=reader_of(request).language,
            limited=state.settings.rate_limits,
        )
    except (InvalidInput, RateLimited) as refusal:
        return _asking(request, purpose, refusal, email)
    return RedirectResponse(state.site.file(*PATHS[purpose], query={_SENT: "1"}), 303)


def _opened(
    request: Request,
    db: DbSession,
    purpose: LinkPurpose,
    token: str,
    refusal: DomainError | None = None,
    name: str | None = None,
) -> Response:
    """What the link is for, with the button that does it."""
    try:
        account = find_account_of(db, request.app.state.settings.secret_keys, purpose, token, now())
    except LinkEnded as ended:
        return _ended(request, purpose, ended)
    logs_in = purpose is LinkPurpose.LOGIN
    return door_page(
        request,
        "console/use_link.html" if logs_in else "console/choose_password.html",
        mark("Log in") if logs_in else mark("Choose a password"),
        refusal,
        reader=reader_of(request, account.locale),
        action=request.app.state.site.file(*PATHS[purpose], token),
        account=account,
        invited=purpose is LinkPurpose.INVITATION,
        name=account.name if name is None else name,
        shortest=passwords.SHORTEST,
        longest=passwords.LONGEST,
    )


async def _choose(request: Request, purpose: LinkPurpose, token: str) -> Response:
    """Choose a password. It is hashed only for a link that works: that costs a tenth of a second."""
    fields, state = await read_door_form(request), request.app.state
    wanted, keys, moment = fields.get("password", ""), state.settings.secret_keys, now()
    try:
        account = await run_in_threadpool(_account_of, request, purpose, token)
        if wanted != fields.get("again", ""):
            raise InvalidInput(fields={"again": Sentence("The two new passwords differ.")})
        password_hash = await run_in_threadpool(passwords.hashed, wanted)
        if purpose is LinkPurpose.INVITATION:
            begun = await state.database.write(
                invitations.accept,
                keys,
                token,
                password_hash,
                moment,
                name=fields.get("name", ""),
                locale=reader_of(request, account.locale).language,
                **visit_of(request),
            )
        else:
            begun = await state.database.write(
                recovery.reset_password, keys, token, password_hash, moment, **visit_of(request)
            )
    except LinkEnded as refusal:
        return _ended(request, purpose, refusal)
    except InvalidInput as refusal:
        return await run_in_threadpool(_refused, request, purpose, token, refusal, fields.get("name"))
    return enter(request, begun, moment)


def _refused(request: Request, purpose: LinkPurpose, token: str, refusal: InvalidInput, name: str | None) -> Response:
    with request.app.state.database.read() as db:
        return _opened(request, db, purpose, token, refusal, name)


def _account_of(request: Request, purpose: LinkPurpose, token: str) -> Account:
    with request.app.state.database.read() as db:
        return find_account_of(db, request.app.state.settings.secret_keys, purpose, token, now())


def _ended(request: Request, purpose: LinkPurpose, refusal: LinkEnded) -> Response:
    """That the link opens nothing, and how to get another."""
    return door_page(
        request,
        "console/link_ended.html",
        mark("This link no longer works"),
        refusal,
        invited=purpose is LinkPurpose.INVITATION,
        again=request.app.state.site.file(
            *PATHS[LinkPurpose.RESET if purpose is LinkPurpose.RESET else LinkPurpose.LOGIN]
        ),
    )
