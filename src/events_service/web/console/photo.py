"""The photo of one person: upload, replace, remove, and whether they agree to its being shown."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act
from events_service.accounts.login import Current
from events_service.accounts.requests import ConsoleLogin
from events_service.columns import is_uid
from events_service.database import Db
from events_service.errors import Busy, DomainError, InvalidInput, NotFound, PayloadTooLarge, PreconditionFailed
from events_service.media.names import photo_in, small_name
from events_service.programme.photos import Owned, Photo, get_person, photo_of, set_photo
from events_service.translations import mark
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.uploads import LARGEST, UploadForm, take_photo, upload_form
from events_service.web.public.names import person_name
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_SAID = {"saved": mark("The photo is saved"), "removed": mark("The photo is removed")}


def at_person(uid: str, db: Db, login: ConsoleLogin) -> Owned:
    """The person of the address, for somebody who may change what is said of them. NotFound for everybody else."""
    if not is_uid(uid):
        raise NotFound
    owned = get_person(db, uid)
    if not login.actor.may(Act.EDIT_EVENT, owned.event_uid):
        raise NotFound
    return owned


AtPerson = Annotated[Owned, Depends(at_person)]


@router.get("/console/people/{uid}/photo")
def show_photo(request: Request, login: ConsoleLogin, owned: AtPerson) -> Response:
    return _page(request, login, owned, Photo(public=owned.person.photo_public))


@router.post("/console/people/{uid}/photo", max_body_size=LARGEST)
async def change_photo(request: Request, login: ConsoleLogin, owned: AtPerson) -> Response:
    state, person = request.app.state, owned.person
    async with upload_form(request, login.id) as form:
        before, after = _typed(form)
        try:
            if "remove" in form.fields:
                after = Photo()
            elif "photo" in form.files:
                reference = await take_photo(request, form.files["photo"], owned.event_uid, login.actor)
                after = Photo(reference, after.public)
            await state.database.write(set_photo, login.actor, person.uid, before, after, now())
        except (InvalidInput, PayloadTooLarge, PreconditionFailed, Busy) as refusal:
            return await run_in_threadpool(_refused, request, login, person.uid, after, refusal)
    await state.freshness.refresh()
    said = "saved" if after.reference else "removed"
    return RedirectResponse(state.site.file("console", "people", person.uid, "photo", query={"done": said}), 303)


def _typed(form: UploadForm) -> tuple[Photo, Photo]:
    """What whoever sent the form saw, and what they want without a new file."""
    reference = form.fields.get("present") or None
    before = Photo(reference, form.fields.get("was_public") == "1")
    return before, Photo(reference, form.fields.get("public") == "1")


def _refused(request: Request, login: Current, uid: str, typed: Photo, refusal: DomainError) -> Response:
    with request.app.state.database.read() as db:
        return _page(request, login, get_person(db, uid), typed, refusal)


def _page(request: Request, login: Current, owned: Owned, typed: Photo, refusal: DomainError | None = None) -> Response:
    reader, state = reader_of(request), request.app.state
    present = photo_of(owned.person)
    name = photo_in(present.reference)
    sentence = refusal.sentence.said_in(reader.language, reader.gettext) if refusal else ""
    # What concerns no file stands above the form.
    above = isinstance(refusal, PreconditionFailed)
    response = console_page(
        request,
        "console/photo.html",
        mark("Photo"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="people",
        name=person_name(owned.person, reader),
        action=request.url.path,
        present=present,
        src=state.site.file("media", name) if name else "",
        small=state.site.file("media", small_name(name)) if name else "",
        elsewhere=reader.address(present.reference) if present.reference and not name else "",
        public=typed.public,
        most=f"{state.settings.upload_bytes / 1e6:g}",
        done=reader.say(_SAID[done]) if (done := request.query_params.get("done", "")) in _SAID else "",
        sentence=sentence if above else "",
        faults={"photo": sentence} if sentence and not above else {},
    )
    response.headers.update(refusal.headers if refusal else {})
    return response
