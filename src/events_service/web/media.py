"""Kept files as they are served: pictures to be shown, documents to be saved, nothing to be run (T-UP-1)."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from events_service.accounts.access import Act, Actor
from events_service.accounts.requests import MaybeActor
from events_service.database import Db
from events_service.errors import NotFound
from events_service.media import uploads
from events_service.media.names import PICTURES, TYPES, is_name, whole_name
from events_service.media.store import Store

router = APIRouter(include_in_schema=False)

_PROTECTING = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_PUBLIC = "public, max-age=31536000, s-maxage=60, immutable"
"""Browsers keep what they were shown; caches between us ask again, since a consent may be withdrawn."""
_PRIVATE = "private, no-cache"


@router.get("/media/{name}")
def show_file(name: str, request: Request, db: Db, actor: MaybeActor) -> Response:
    """To anybody where it is public; else to whoever may read the working version of an event it was sent for."""
    if not is_name(name):
        raise NotFound
    sent = uploads.list_uploads(db, whole_name(name))
    if not sent:
        raise NotFound
    state = request.app.state
    public = state.public_media.shows(name)
    if not public and not (actor and any(_may_read(actor, upload.event_uid) for upload in sent)):
        raise NotFound
    headers = {
        "Cache-Control": _PUBLIC if public else _PRIVATE,
        "Cross-Origin-Resource-Policy": "cross-origin" if public else "same-origin",
        "ETag": f'"{name}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=_PROTECTING | headers)
    return answer_file(state.store, name, headers)


def answer_file(store: Store, name: str, headers: Mapping[str, str]) -> Response:
    """A kept file, with these headers and those that every one has. NotFound where it is gone."""
    ending = name.rpartition(".")[2]
    saved = {} if ending in PICTURES else {"Content-Disposition": "attachment"}  # the link says what it is called
    return FileResponse(store.path(name), media_type=TYPES[ending], headers={**_PROTECTING, **saved, **headers})


def _may_read(actor: Actor, event_uid: str | None) -> bool:
    """May they read the working version of the event, or of some sessions in it? Without an event: of every one."""
    return actor.may_some(Act.READ_DRAFT, event_uid) if event_uid else actor.may(Act.READ_DRAFT)
