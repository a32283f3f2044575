"""Keeping what is typed while it is typed; and over a login that ends before the form is sent."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from events_service.accounts import forgery, kept_text
from events_service.accounts.access import Actor
from events_service.accounts.forgery import ForeignForm
from events_service.accounts.kept_text import LARGEST
from events_service.accounts.requests import ConsoleLogin
from events_service.errors import DomainError, InvalidInput
from events_service.translations import mark
from events_service.web.console.door import door_page, within
from events_service.web.console.editor import BASE
from events_service.web.console.forms import MOST_FIELDS, SentForm
from events_service.web.console.unsaved import in_one, typed_in_one, without_page
from events_service.zones import now

router = APIRouter(include_in_schema=False)

TYPED = "typed"
"""The field in which all of a form's travel, here and through the pages of logging in."""
_FORM = "application/x-www-form-urlencoded"


@router.post("/console/kept-text")
def keep_text(request: Request, login: ConsoleLogin, sent: SentForm) -> Response:
    """Keep what was typed so far into the form at `address`."""
    address, typed = sent.get("address", ""), typed_in_one(sent.get(TYPED, ""))
    if typed is None or not _is_page(request, address):
        raise InvalidInput
    request.app.state.database.write_now(kept_text.keep, login.actor.id, address, typed, now())
    return Response(status_code=204)


@router.post("/console/kept-text/forget")
def forget_text(request: Request, login: ConsoleLogin, sent: SentForm) -> Response:
    """Forget it, and show the form as it is."""
    address = sent.get("address", "")
    request.app.state.database.write_now(kept_text.forget, login.actor.id, address)
    return RedirectResponse(within(request, address), 303)


async def log_in_first(request: Request, refusal: DomainError) -> Response | None:
    """The page of logging in, for whoever sent a form after their login had ended: it carries what they typed.

    Only for a form of this site, and nothing of it is written: after logging in it is offered where it was typed,
    to be looked at and saved. None for anything else that was sent without a login.
    """
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(_FORM):
        return None
    try:
        forgery.check_origin(request.headers, request.app.state.settings)
        sent = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except (ForeignForm, HTTPException):
        return None
    carried = in_one(without_page((name, str(value)) for name, value in sent.multi_items()))
    path = request.url.path
    if BASE not in sent or not _is_page(request, path) or len(carried.encode()) > LARGEST:
        return None
    return door_page(
        request, "console/login.html", mark("Log in"), refusal, status=401, next_page=path, email="", typed=carried
    )


async def keep_carried(request: Request, actor: Actor, fields: Mapping[str, str]) -> None:
    """Whoever has just logged in finds what they had typed where they typed it."""
    address, typed = fields.get("next", ""), typed_in_one(fields.get(TYPED, ""))
    if typed and _is_page(request, address):
        await request.app.state.database.write(kept_text.keep, actor.id, address, typed, now())


def _is_page(request: Request, address: str) -> bool:
    """Is it the path of a page of the console?"""
    return "?" not in address and address == within(request, address)
