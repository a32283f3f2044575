"""The application, wired: the read path around the edge around FastAPI. Nothing is wired anywhere else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from events_service import __version__
from events_service.addresses import Site
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database
from events_service.errors import DomainError, NotFound
from events_service.languages import INTERFACE_LANGUAGES, text_in
from events_service.logs import configure
from events_service.operations import probes, public
from events_service.operations.edge import Edge
from events_service.operations.health import Readiness
from events_service.operations.openapi import describe
from events_service.operations.refusals import Page, Refusals
from events_service.programme import api as programme_api
from events_service.programme.published import Published
from events_service.programme.reading.freshness import Freshness
from events_service.programme.reading.path import App, Connection, ReadPath
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.renderers import Addresses
from events_service.programme.reading.rendering import Rendering
from events_service.registration import api as registration
from events_service.settings import Settings, load
from events_service.web import api_docs
from events_service.web.console import routes as console
from events_service.web.public.not_found import render_not_found, render_refusal

Background = Callable[[Database, asyncio.Event], Awaitable[None]]
"""Work of a process besides answering. It ends soon after the event is set."""

SMALL_BODY = 1_000_000
"""Bytes of a request's body. A route that takes more says so itself, by `max_body_size`."""
_FIRST_LOOK = 5.0
_ANSWERED = (DomainError, RequestValidationError, HTTPException, Exception)

_logger = logging.getLogger(__name__)


def from_environment() -> "Application":
    """For web processes that are started by name: settings, logs and database of their own."""
    settings = load()
    configure(settings.log_level, settings.log_format)
    return create_app(settings)


def create_app(
    settings: Settings, database: Database | None = None, background: Sequence[Background] = ()
) -> "Application":
    """One process's application. A database that is given stays open when it stops; one of its own is closed."""
    return Application(settings, database, background)


class Application(ReadPath):
    """The ASGI callable, and what those who run it and its routes need.

    Routes find the same in `request.app.state`: settings, site, database, published, freshness, readiness.
    """

    def __init__(self, settings: Settings, database: Database | None, background: Sequence[Background]) -> None:
        site = Site(settings.base_url, settings.site_name, demo=settings.demo)
        secure = settings.base_url.startswith("https:")
        self.database = database or Database(
            settings.database, read_threads=settings.read_threads, write_wait=settings.write_wait_seconds
        )
        self.settings = settings
        self.published = Published(DatabaseSource(self.database))
        addresses = Addresses(public.renderers(site, self.published), INTERFACE_LANGUAGES)
        rendering = Rendering(self.published, default_language=settings.default_language, secure=secure)
        preparation = Preparation(self.published, addresses, rendering, settings.cache_bytes)
        self.freshness = Freshness(self.published, preparation)
        self.readiness = Readiness(self.database, settings.data_dir, lambda: self.published.known)
        self.refusals = Refusals(self._page(site), site, settings.default_language)
        self.api = self._make_api(site)
        self.edge = Edge(
            self.api, self._failure, root=site.root, secure=secure, trusted_proxies=settings.trusted_proxies
        )
        super().__init__(
            self.edge,
            self.published,
            addresses,
            preparation,
            self._failure,
            hosts=settings.hosts,
            root=site.root,
        )
        self._owns_database = database is None
        self._background = background
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop_soon(self) -> None:
        """Want no new requests from now on, and let work in the background end. Also from a signal's handler."""
        self.readiness.stopping = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)

    def _make_api(self, site: Site) -> FastAPI:
        handlers: dict[Any, Any] = dict.fromkeys(_ANSWERED, self._refuse)
        api = FastAPI(
            title=site.name,
            version=__version__,
            openapi_url="/api/v1/openapi.json",
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            max_body_size=SMALL_BODY,
            lifespan=self._lifespan,
            exception_handlers=handlers,
        )
        api.state.settings, api.state.site, api.state.database = self.settings, site, self.database
        api.state.published, api.state.freshness, api.state.readiness = self.published, self.freshness, self.readiness
        api.state.application = self
        api.include_router(probes.router)
        api.include_router(console.router)
        api.include_router(programme_api.router)
        api.include_router(api_docs.router)
        api.openapi = lambda: describe(api)  # type: ignore[method-assign]
        api.include_router(registration.router)
        return api

    def _page(self, site: Site) -> Page:
        """Pages of refusals; one of an address below an event leads back to that event."""

        def page(refusal: DomainError, language: str, path: str) -> str:
            if refusal.status != NotFound.status:
                return render_refusal(refusal, site, language)
            slugs = (segment for segment in path.split("/")[1:3] if segment not in INTERFACE_LANGUAGES)
            event = self.published.event(next(slugs, ""))
            if event is None:
                return render_not_found(site, language)
            own = event.programme.event
            return render_not_found(site, language, own.slug, text_in(own.title, language, own.languages))

        return page

    def _refuse(self, request: Request, error: Exception) -> Response:
        return self.refusals.response(request.scope, error)

    def _failure(self, scope: Connection, error: Exception) -> App:
        return self.refusals.response(scope, error)

    @asynccontextmanager
    async def _lifespan(self, _api: FastAPI) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        # As many threads for reading routes as there are connections for them.
        current_default_thread_limiter().total_tokens = self.settings.read_threads
        await self._look_first()
        looking = asyncio.create_task(self.freshness.run())
        working = [asyncio.create_task(_run(work, self.database, self._stop)) for work in self._background]
        try:
            yield
        finally:
            self.stop_soon()
            self._stop.set()
            if working:
                await asyncio.wait(working, timeout=self.settings.shutdown_seconds)
            for task in (looking, *working):
                task.cancel()
            await asyncio.gather(looking, *working, return_exceptions=True)
            self.preparation.close()
            if self._owns_database:
                await asyncio.to_thread(self.database.close)

    async def _look_first(self) -> None:
        """Know what is public before the first request; a database that is away must not keep us from starting."""
        with suppress(Exception):
            await asyncio.wait_for(self.freshness.refresh(), _FIRST_LOOK)


async def _run(work: Background, database: Database, stop: asyncio.Event) -> None:
    try:
        await work(database, stop)
    except Exception:
        _logger.exception("Work in the background ended before it was told to")
