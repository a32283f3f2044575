"""Forms of the console: read only if a page of ours made them."""

from fastapi import Request
from starlette.datastructures import FormData

from events_service.accounts import forgery
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
