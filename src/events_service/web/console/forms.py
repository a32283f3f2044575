"""Forms of the console: read only if a page of ours made them."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from events_service.accounts import forgery
from events_service.accounts.requests import ConsoleLogin
from events_service.errors import InvalidInput

_FIELDS = 50


async def read_form(request: Request, bound_to: str) -> dict[str, str]:
    """The fields of a form made for this login. ForeignForm otherwise, InvalidInput for files."""
    settings = request.app.state.settings
    forgery.check_origin(request.headers, settings)
    form: FormData = await request.form(max_files=0, max_fields=_FIELDS)
    if any(not isinstance(value, str) for value in form.values()):
        raise InvalidInput()
    fields = {name: str(value) for name, value in form.items()}
    forgery.check_form_token(settings.secret_keys, bound_to, fields.get(forgery.FIELD, ""))
    return fields


async def _sent_form(request: Request, login: ConsoleLogin) -> dict[str, str]:
    return await read_form(request, login.id)


SentForm = Annotated[dict[str, str], Depends(_sent_form)]
"""The fields of a form, for a route that is a plain function and may wait for the database."""
