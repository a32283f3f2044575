"""Forms of the console: read only if a page of ours made them."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from events_service.accounts import forgery, kept_text
from events_service.accounts.forgery import ForeignForm
from events_service.accounts.kept_text import TooMuchTyped
from events_service.accounts.login import Current
from events_service.accounts.requests import ConsoleLogin
from events_service.errors import DomainError, InvalidInput, NotFound
from events_service.web.console.editor import BASE
from events_service.web.console.fields import TAKE_UP
from events_service.web.console.unsaved import without_page
from events_service.zones import now

_FIELDS = 50
MOST_FIELDS = 5000
"""Of a form with lists: a session with two hundred speakers in three languages has two thousand."""


async def read_form(request: Request, bound_to: str) -> dict[str, str]:
    """The fields of a form made for this login. ForeignForm otherwise, InvalidInput for files."""
    return {name: str(value) for name, value in (await _read(request, bound_to, _FIELDS)).items()}


class TypedForEarlierLogin(DomainError):
    """A form of this site's that was made for another login of the same browser: it is shown again, nothing lost."""

    status = 303
    slug = "typed-for-earlier-login"
    title = "Look at it again"
    msgid = "You have logged in anew since this page was opened. What you typed is kept."

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location

    @property
    def headers(self) -> dict[str, str]:
        return {"Location": self.location}


async def read_whole_form(request: Request, login: ConsoleLogin) -> FormData:
    """All fields of a form with lists, in their order; those that were kept of it where somebody takes them up."""
    sent = await _sent(request, MOST_FIELDS)
    try:
        _check(request, login.id, sent)
    except ForeignForm as refusal:
        if BASE in sent:
            await _keep(request, login, sent, refusal)
        raise
    return await taken_up(request, login) if TAKE_UP in sent else sent


ConsoleForm = Annotated[FormData, Depends(read_whole_form)]
"""`sent: ConsoleForm`: what came with a form of whoever is logged in, for a route that is no coroutine."""


async def _read(request: Request, bound_to: str, most: int) -> FormData:
    form = await _sent(request, most)
    _check(request, bound_to, form)
    return form


async def _sent(request: Request, most: int) -> FormData:
    """What a page of this site sent."""
    forgery.check_origin(request.headers, request.app.state.settings)
    form: FormData = await request.form(max_files=0, max_fields=most)
    if any(not isinstance(value, str) for value in form.values()):
        raise InvalidInput()
    return form


def _check(request: Request, bound_to: str, form: FormData) -> None:
    forgery.check_form_token(request.app.state.settings.secret_keys, bound_to, str(form.get(forgery.FIELD, "")))


async def _keep(request: Request, login: Current, sent: FormData, refusal: ForeignForm) -> None:
    """Keep what was typed, and show the form with it; the refusal itself for more than can be kept."""
    fields = without_page((name, str(value)) for name, value in sent.multi_items())
    path = request.url.path
    try:
        await request.app.state.database.write(kept_text.keep, login.actor.id, path, fields, now())
    except TooMuchTyped:
        raise refusal from None
    raise TypedForEarlierLogin(path)


async def taken_up(request: Request, login: Current) -> FormData:
    """What is kept of the form at this address, with the button that asks for it."""

    def find() -> FormData:
        with request.app.state.database.read() as db:
            kept = kept_text.find_kept(db, login.actor.id, request.url.path)
        if kept is None:
            raise NotFound("What you typed here is kept no longer.")
        return FormData([*kept.fields, (TAKE_UP, "1")])

    return await run_in_threadpool(find)


async def _sent_form(request: Request, login: ConsoleLogin) -> dict[str, str]:
    return await read_form(request, login.id)


SentForm = Annotated[dict[str, str], Depends(_sent_form)]
"""The fields of a form, for a route that is a plain function and may wait for the database."""
