"""Previews: every public page of a draft, below `/preview/{token}/`, for whoever was given the link."""

import threading
from collections import OrderedDict
from typing import NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from events_service.addresses import Site
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database, Db, DbSession
from events_service.errors import NotFound
from events_service.languages import INTERFACE_LANGUAGES, beginning_with, best_language
from events_service.media import uploads
from events_service.media.names import is_name, whole_name
from events_service.operations import public
from events_service.programme.previewing import Previewed, PreviewSource, find_previewed
from events_service.programme.public_media import files_named_in
from events_service.programme.published import Published
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.questions import ask
from events_service.programme.reading.renderers import Addresses, Redirect
from events_service.programme.reading.rendering import Rendering
from events_service.settings import Settings
from events_service.web.media import answer_file

router = APIRouter(include_in_schema=False)

_KEPT = 4
_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_OWN = frozenset((b"etag", b"cache-control", b"last-modified", b"vary", b"referrer-policy", b"x-robots-tag", b"age"))
"""Fields of a public answer that a private one has not, or says otherwise."""


class Preview(NamedTuple):
    """One state of one draft, with all that renders it."""

    site: Site
    addresses: Addresses
    rendering: Rendering
    files: frozenset[str]
    """Names of the kept files that the draft refers to as it would be public."""


class Previews:
    """The last few that were looked at: whoever reads one turns several pages of it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Previewed], Preview] = OrderedDict()
        self._making = threading.Lock()

    def get(self, db: DbSession, database: Database, settings: Settings, site: Site, token: str) -> Preview:
        """What the token opens now; NotFound for one that opens nothing, or no longer."""
        found = find_previewed(db.connection(), settings.secret_keys, token)
        if found is None:
            raise NotFound
        with self._making:
            preview = self._kept.pop((token, found), None)
            if preview is None:
                preview = _preview(db, database, settings, site, token, found.event_uid)
            self._kept[(token, found)] = preview
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return preview


def _preview(db: DbSession, database: Database, settings: Settings, site: Site, token: str, event_uid: str) -> Preview:
    below = Site(f"{site.base_url}/preview/{token}", site.name, preview=True)
    source = PreviewSource(db.connection(), event_uid, DatabaseSource(database))
    published = Published(source)
    published.refresh()
    return Preview(
        below,
        Addresses(public.renderers(below, published), INTERFACE_LANGUAGES),
        Rendering(published, default_language=settings.default_language, secure=settings.secure),
        files_named_in(source.programme),
    )


@router.get("/preview/{token}/media/{name}")
def show_preview_file(request: Request, db: Db, token: str, name: str) -> Response:
    """A photo or a document that pages of the preview show, for as long as the link opens them; no other file."""
    state = request.app.state
    preview = state.previews.get(db, state.database, state.settings, state.site, token)
    if not is_name(name) or not uploads.list_uploads(db, whole_name(name)):
        raise NotFound
    if whole_name(name) not in preview.files and not state.public_media.shows(name):
        raise NotFound
    return answer_file(state.store, name, {**_PRIVATE, "Cross-Origin-Resource-Policy": "same-origin"})


@router.get("/preview/{token}/{path:path}")
def show_preview(request: Request, db: Db, token: str, path: str) -> Response:
    state = request.app.state
    preview = state.previews.get(db, state.database, state.settings, state.site, token)
    asked = f"/{path}"
    matched = preview.addresses.find(asked)
    if matched is None:
        raise NotFound
    if matched.language is None and matched.renderer.names_language and matched.renderer.kind is Kind.PAGE:
        own = preview.rendering.language_of(matched)
        language = best_language(request.headers.get("accept-language", ""), beginning_with(own))
        return _elsewhere(preview, Redirect(f"/{language}{asked}", 302))
    question = ask(asked, request.url.query.encode(), matched)
    rendered = preview.rendering.render(question, IDENTITY)
    if rendered is None:
        raise NotFound
    if isinstance(rendered, Redirect):
        return _elsewhere(preview, rendered)
    response = Response(rendered.plain.body["body"])
    kept = [(name, value) for name, value in rendered.plain.ok["headers"] if name not in _OWN]
    response.raw_headers = [*kept, *((name.lower().encode(), value.encode()) for name, value in _PRIVATE.items())]
    return response


def _elsewhere(preview: Preview, to: Redirect) -> Response:
    return RedirectResponse(preview.site.root + quote(to.path), to.status, headers=_PRIVATE)
