"""Forms of the console: read only if a page of ours made them."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from events_service.accounts import forgery
from events_service.accounts.requests import ConsoleLogin
from events_service.errors import InvalidInput

_FIELDS = 50
_MOST_FIELDS = 5000
"""Of a form with lists: a session with two hundred speakers in three languages has two thousand."""


async def read_form(request: Request, bound_to: str) -> dict[str, str]:
    """The fields of a form made for this login. ForeignForm otherwise, InvalidInput for files."""
    return {name: str(value) for name, value in (await _read(request, bound_to, _FIELDS)).items()}


async def read_whole_form(request: Request, login: ConsoleLogin) -> FormData:
    """All fields of a form with lists, in their order."""
    return await _read(request, login.id, _MOST_FIELDS)


ConsoleForm = Annotated[FormData, Depends(read_whole_form)]
"""`sent: ConsoleForm`: what came with a form of whoever is logged in, for a route that is no coroutine."""


async def _read(request: Request, bound_to: str, most: int) -> FormData:
    settings = request.app.state.settings
    forgery.check_origin(request.headers, settings)
    form: FormData = await request.form(max_files=0, max_fields=most)
    if any(not isinstance(value, str) for value in form.values()):
        raise InvalidInput()
    forgery.check_form_token(settings.secret_keys, bound_to, str(form.get(forgery.FIELD, "")))
    return form


async def _sent_form(request: Request, login: ConsoleLogin) -> dict[str, str]:
    return await read_form(request, login.id)


SentForm = Annotated[dict[str, str], Depends(_sent_form)]
"""The fields of a form, for a route that is a plain function and may wait for the database."""
