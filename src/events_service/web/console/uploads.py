"""Forms with a file in them: read from the disk, looked at one at a time, kept."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from msgspec import Struct
from starlette.datastructures import UploadFile

from events_service.accounts import forgery
from events_service.accounts.access import Actor
from events_service.errors import InvalidInput
from events_service.media import uploads
from events_service.media.limits import LARGEST_UPLOAD
from events_service.media.refusals import NotKept
from events_service.media.uploads import Taken
from events_service.zones import now

LARGEST = LARGEST_UPLOAD
"""`@router.post("/console/…/photo", max_body_size=LARGEST)`: the address ends in `photo`, `document` or `upload`."""

_FIELDS, _FILES = 50, 5
_drawing = CapacityLimiter(1)
"""Who waits for a picture to be drawn holds no thread that others read with."""


class UploadForm(Struct, frozen=True):
    """`files` are those that were chosen, by the name of their field."""

    fields: Mapping[str, str]
    files: Mapping[str, UploadFile]


@asynccontextmanager
async def upload_form(request: Request, bound_to: str) -> AsyncIterator[UploadForm]:
    """The fields and files of a form made for this login. ForeignForm otherwise; the files are gone afterwards."""
    settings = request.app.state.settings
    forgery.check_origin(request.headers, settings)
    try:
        form = await request.form(max_files=_FILES, max_fields=_FIELDS)
    except OSError as problem:  # no room where they are put while they come in
        raise NotKept from problem
    try:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        forgery.check_form_token(settings.secret_keys, bound_to, fields.get(forgery.FIELD, ""))
        sent = {name: value for name, value in form.items() if isinstance(value, UploadFile)}
        # A browser sends an empty file without a name where none was chosen.
        yield UploadForm(fields, {name: file for name, file in sent.items() if file.filename or file.size})
    finally:
        await form.close()


async def take_photo(request: Request, file: UploadFile, event_uid: str | None, actor: Actor) -> str:
    """Keep somebody's photo; gives what to put into `Person.photo`. Refuses with a sentence for beside the field."""
    return await _take(request, file, uploads.photo, event_uid, actor)


async def take_document(request: Request, file: UploadFile, event_uid: str | None, actor: Actor) -> str:
    """Keep a document; gives what to put into `Document.url`. Refuses with a sentence for beside the field."""
    return await _take(request, file, uploads.document, event_uid, actor)


async def _take(
    request: Request, file: UploadFile, look: Callable[[bytes, int], Taken], event_uid: str | None, actor: Actor
) -> str:
    state = request.app.state
    most = state.settings.upload_bytes
    uploads.check_size(file.size or 0, most)
    content = await file.read()
    if not content:
        raise InvalidInput("The file is empty. Choose another one.")

    def keep() -> Taken:
        taken = look(content, most)
        uploads.put(state.store, taken)
        return taken

    taken = await run_sync(keep, limiter=_drawing)
    said: str = await state.database.write(uploads.keep, taken, event_uid, actor.key, file.filename or "", now())
    return said
