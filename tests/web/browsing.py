"""The public pages over HTTP, for a browser: the real read path over programmes in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from events_service.addresses import Site
from events_service.languages import INTERFACE_LANGUAGES
from events_service.operations.openapi import describe
from events_service.operations.public import renderers
from events_service.programme import api as programme_api
from events_service.programme.published import Published
from events_service.programme.reading.path import App, Connection, ReadPath
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.renderers import Addresses
from events_service.programme.reading.rendering import Rendering
from events_service.registration import api as registration_api
from events_service.settings import load
from events_service.web.api_docs import show_docs
from events_service.web.public.not_found import render_not_found
from tests.factories.published import MemorySource
from tests.support.live_server import address, bound_socket, live_server

PLACES_LEFT = 12


def elsewhere(base: str) -> str:
    """The same server under another host, as a partner's site is."""
    return base.removeprefix("http://").replace("127.0.0.1", "localhost")


@contextmanager
def serving(source: MemorySource) -> Iterator[str]:
    """Serve all that is public of a source; gives its base URL. Every session has 12 places left but the first."""
    listener = bound_socket()
    base = address(listener)
    site = Site(base, "Events", demo=True)
    published = Published(source)
    published.refresh()
    addresses = Addresses(renderers(site, published), INTERFACE_LANGUAGES)
    rendering = Rendering(published, default_language="en", secure=False)
    preparation = Preparation(published, addresses, rendering, 32_000_000)

    def availability(request: Request) -> JSONResponse:
        state = published.event(request.path_params["event"])
        sessions = state.timetable.sessions if state else ()
        left = {s.slug: {"remaining": PLACES_LEFT if number else 0} for number, s in enumerate(sessions)}
        return JSONResponse({"event": {}, "sessions": left})

    def nothing(request: Request) -> HTMLResponse:
        language = request.url.path.split("/")[1]
        return HTMLResponse(render_not_found(site, language if language in INTERFACE_LANGUAGES else "en"), 404)

    api = FastAPI()
    api.state.site, api.state.settings = site, load(None, base_url=base, secret_key="0123456789abcdef" * 3)
    api.include_router(programme_api.router)
    api.include_router(registration_api.router)
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]

    def docs(request: Request) -> Response:
        return show_docs(Request({**request.scope, "app": api}))

    def partner(_request: Request) -> HTMLResponse:
        return HTMLResponse(f'<h1>Partner</h1><iframe src="{base}/embed/en/africities-8/"></iframe>')

    def failure(_scope: Connection, error: Exception) -> App:
        raise error

    rest = Starlette(
        routes=[
            Route("/api/v1/events/{event}/availability", availability),
            Route("/api/v1/docs", docs),
            Route("/partner", partner),
            Route("/{path:path}", nothing),
        ]
    )
    application: Any = ReadPath(
        rest, published, addresses, preparation, failure, hosts=[base.removeprefix("http://"), elsewhere(base)]
    )
    try:
        with live_server(application, listener) as url:
            yield url
    finally:
        preparation.close()
