"""The read path over HTTP, around an application that only says what it was asked."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from events_service.errors import DomainError
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.published import Published
from events_service.programme.reading.freshness import Freshness
from events_service.programme.reading.path import PREPARED, ReadPath
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.renderers import Addresses, Renderer
from events_service.programme.reading.rendering import Rendering
from events_service.programme.source import Source
from tests.support.live_server import address, bound_socket, live_server


class Reading:
    """A server under test: where it is, and the parts it is made of."""

    def __init__(self, source: Source, renderers: tuple[Renderer, ...], hosts: list[str], root: str, size: int) -> None:
        self.url = ""
        published = Published(source)
        addresses = Addresses(renderers, INTERFACE_LANGUAGES)
        self.rendering = Rendering(published, default_language="en", secure=False)
        self.preparation = Preparation(published, addresses, self.rendering, size)
        self.freshness = Freshness(published, self.preparation)
        self.published = published
        self.path = ReadPath(
            self._application, published, addresses, self.preparation, _failure, hosts=hosts, root=root
        )
        self._loop: asyncio.AbstractEventLoop | None = None

    def poke(self) -> None:
        self.freshness.poke()

    def refresh(self) -> None:
        """Make public what was released, as the process does that released it."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self.freshness.refresh(), self._loop).result(5)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        said = {"path": scope["path"], "root_path": scope["root_path"], "prepared": scope.get(PREPARED, False)}
        await _say(send, 404, msgspec.json.encode(said))

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self._loop = asyncio.get_running_loop()
        task = asyncio.create_task(self.freshness.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        task.cancel()
        self.preparation.close()
        await send({"type": "lifespan.shutdown.complete"})


def _failure(_scope: Any, error: Exception) -> Any:
    status = error.status if isinstance(error, DomainError) else 500

    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        await _say(send, status, type(error).__name__.encode())

    return answer


async def _say(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def reading(
    source: Source,
    *renderers: Renderer,
    root: str = "",
    size: int = 1_000_000,
    waits_for_source: bool = True,
    **options: Any,
) -> Iterator[Reading]:
    """Serve what the renderers make of the source, until the block ends."""
    sock = bound_socket()
    server = Reading(source, renderers, [address(sock).removeprefix("http://")], root, size)
    with live_server(server.path, sock, **options) as url:
        server.url = url
        if waits_for_source:
            eventually(lambda: server.published.known)
        yield server


def eventually(holds: Callable[[], object], seconds: float = 5) -> float:
    """Wait until something holds; gives how long it took, in seconds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"It did not hold within {seconds} seconds."
        time.sleep(0.005)
    return time.monotonic() - began
