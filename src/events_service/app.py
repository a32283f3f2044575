"""The application, wired: the read path around the edge around what is routed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from anyio.to_thread import current_default_thread_limiter
from starlette.requests import Request

from events_service.addresses import Site
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database
from events_service.errors import DomainError, NotFound, NotTheirs
from events_service.languages import INTERFACE_LANGUAGES, text_in
from events_service.operations import probes, public
from events_service.operations.edge import Edge
from events_service.operations.health import Readiness
from events_service.operations.lifespan import live
from events_service.operations.refusals import Page, Refusals
from events_service.programme.published import Published
from events_service.programme.reading.freshness import Freshness
from events_service.programme.reading.path import App, Connection, ReadPath, Receive, Send
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.renderers import Addresses
from events_service.programme.reading.rendering import Rendering
from events_service.settings import Settings
from events_service.web.public.not_found import render_not_found, render_refusal

if TYPE_CHECKING:
    from fastapi import FastAPI

Background = Callable[[Database, asyncio.Event], Awaitable[None]]
"""Work of a process besides answering. It ends soon after the event is set."""

_FIRST_LOOK = 5.0
_AFTER_THE_FIRST_READERS = 1.0
"""Seconds from the start until what no public page needs is loaded and begins: a start is for its readers."""

_logger = logging.getLogger(__name__)


def create_app(
    settings: Settings, database: Database | None = None, background: Sequence[Background] = (), *, local: bool = False
) -> "Application":
    """One process's application. A database that is given stays open when it stops; one of its own is closed.

    `local`: it is reached from this machine alone.
    """
    return Application(settings, database, background, local=local)


class Application(ReadPath):
    """The ASGI callable, and what those who run it and its routes need."""

    def __init__(
        self, settings: Settings, database: Database | None, background: Sequence[Background], *, local: bool
    ) -> None:
        self.site = Site(settings.base_url, settings.site_name, demo=settings.demo, local=local)
        root, secure = self.site.root, settings.secure
        self.database = database or Database(
            settings.database, read_threads=settings.read_threads, write_wait=settings.write_wait_seconds
        )
        self.settings = settings
        self.published = Published(DatabaseSource(self.database))
        addresses = Addresses(public.renderers(self.site, self.published), INTERFACE_LANGUAGES)
        rendering = Rendering(self.published, default_language=settings.default_language, secure=secure)
        preparation = Preparation(self.published, addresses, rendering, settings.cache_bytes)
        self.freshness = Freshness(self.published, preparation)
        self.readiness = Readiness(self.database, lambda: self.published.known)
        self.refusals = Refusals(_page(self.site, self.published), self.site, settings.default_language)
        trusted = settings.trusted_proxies
        self._probes = probes.Probes(self.readiness, self.database, self.freshness, trusted, lambda: (self, self.edge))
        self.edge = Edge(self._inside, self._failed, root=root, secure=secure, trusted_proxies=trusted)
        super().__init__(
            self.edge, self.published, addresses, preparation, self._failed, hosts=settings.hosts, root=root
        )
        self._owns_database = database is None
        self._background = background
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loading: asyncio.Task[FastAPI] | None = None

    @cached_property
    def api(self) -> "FastAPI":
        """What is routed. Takes half a second to make, once."""
        from events_service.routes import make_routes  # noqa: PLC0415  as its docstring says

        return make_routes(self, self.site)

    def _prepare(self) -> None:
        """Who registers first waits for nothing that can be made before."""
        from events_service.web.participant.preparing import prepare  # noqa: PLC0415  as what is routed

        prepare()

    def stop_soon(self) -> None:
        """Want no new requests from now on, and let work in the background end. Also from a signal's handler."""
        self.readiness.stopping = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)

    async def _inside(self, scope: Connection, receive: Receive, send: Send) -> None:
        """All that is not prepared bytes."""
        if scope["type"] == "lifespan":
            await live(self._lifespan(), receive, send)
            return
        path = scope["path"].removeprefix(self.site.root)
        if path in probes.PATHS and scope["method"] in ("GET", "HEAD"):
            answer: App = await self._probes.answer(path, Request(scope))
        else:
            answer = await asyncio.shield(self._load())
        if scope["method"] == "HEAD":
            answer = _without_body(answer)
        await answer(scope, receive, send)

    def _load(self) -> "asyncio.Task[FastAPI]":
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(lambda: self.api))
        return self._loading

    def _failed(self, scope: Connection, error: Exception) -> App:
        return self.refusals.response(scope, error)

    @asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        # As many threads for reading routes as there are connections for them.
        current_default_thread_limiter().total_tokens = self.settings.read_threads
        with suppress(Exception):  # a database that is away must not keep us from starting
            await asyncio.wait_for(self.freshness.refresh(), _FIRST_LOOK)
        looking = asyncio.create_task(self.freshness.run())
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self.stop_soon()
            self._stop.set()
            await asyncio.wait([working], timeout=self.settings.shutdown_seconds)
            looking.cancel()
            working.cancel()
            await asyncio.gather(looking, working, return_exceptions=True)
            self.preparation.close()
            if self._owns_database:
                await asyncio.to_thread(self.database.close)

    async def _work(self) -> None:
        """What is not for the first readers: load routes, prepare pages, then work in the background until stopped."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), _AFTER_THE_FIRST_READERS)
        if not self._stop.is_set():
            await self._load()
            try:
                await asyncio.to_thread(self._prepare)
            except Exception:
                _logger.exception("Pages could not be prepared; they are made when somebody asks")
            await asyncio.gather(*(_run(work, self.database, self._stop) for work in self._background))


def _page(site: Site, published: Published) -> Page:
    """Pages of refusals; one of an address below an event leads back to that event."""

    def page(refusal: DomainError, language: str, path: str) -> str:
        if refusal.status != NotFound.status or isinstance(refusal, NotTheirs):
            return render_refusal(refusal, site, language)
        slugs = (segment for segment in path.split("/")[1:3] if segment not in INTERFACE_LANGUAGES)
        event = published.event(next(slugs, ""))
        if event is None:
            return render_not_found(site, language)
        own = event.programme.event
        return render_not_found(site, language, own.slug, text_in(own.title, language, own.languages))

    return page


def _without_body(answer: App) -> App:
    """What answers GET, for HEAD: routes name the one, and whatever has it has the other (RFC 9110 section 9.3.2)."""

    async def answer_head(scope: Connection, receive: Receive, send: Send) -> None:
        async def send_head(message: MutableMapping[str, Any]) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        reading = {**scope, "method": "GET"}
        try:
            await answer(reading, receive, send_head)
        finally:
            scope["route"] = reading.get("route")  # what measures by route has the one that was asked

    return answer_head


async def _run(work: Background, database: Database, stop: asyncio.Event) -> None:
    try:
        await work(database, stop)
    except Exception:
        _logger.exception("Work in the background ended before it was told to")
