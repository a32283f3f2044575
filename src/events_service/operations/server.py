"""One web process: uvicorn as we run it, and how it stops."""

import re
import signal
import sys
from asyncio import TimerHandle, Transport
from collections.abc import Callable
from errno import EADDRINUSE
from socket import AF_INET, AF_INET6, create_server, socket
from threading import current_thread, main_thread
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from events_service.errors import Conflict
from events_service.operations.memory import begin_counting, give_back

TURN = 0.001
"""Seconds a thread may keep the interpreter while others want it. With Python's own 5 ms, hits were sent at half
the rate while a page was rendered in another thread."""
LARGEST_HEAD = 64_000
"""Bytes of a request's first line and header fields; uvicorn itself sets no bound."""
LONGEST_HEAD = 30.0
"""Seconds in which they must have come; uvicorn itself waits for ever."""


_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a request whose head has no end, before it takes memory or time (T-DOS-1).

    Where the first line names a host of its own, that is the one the request is for, and the field Host is not
    (RFC 9112 section 3.2.2); uvicorn would drop it (T-HOST-1).
    """

    _unparsed = 0
    _in_message = False
    _late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(LONGEST_HEAD, self.transport.close)

    def _head_is_there(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def data_received(self, data: bytes) -> None:
        self._unparsed += len(data)
        super().data_received(data)
        if self._unparsed and not self._in_message and self._late is None:
            self._expect_head()
        # Not yet reset by the end of a head or a piece of a body: all of it is one head.
        if self._unparsed > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of this request is too large.")

    def on_headers_complete(self) -> None:
        self._in_message = True
        self._head_is_there()
        if self._unparsed > LARGEST_HEAD:
            size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
            if size > LARGEST_HEAD:
                raise ValueError("the head of this request is too large")
        self._unparsed = 0
        absolute = None if self.url.startswith(b"/") else _ABSOLUTE.match(self.url)
        if absolute:
            self.headers[:] = [(name, absolute[1] if name == b"host" else said) for name, said in self.headers]
            rest = self.url[absolute.end() :]
            self.url = rest if rest.startswith(b"/") else b"/" + rest
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_message = False
        self._unparsed = 0
        super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        self._unparsed = 0
        super().on_body(body)


class PortTaken(Conflict):
    slug = "port-taken"
    title = "The port is taken"
    msgid = (
        "Something else answers at port {port} already. Choose another with --port; "
        "where EVENTS_BASE_URL names this one, change it there too."
    )


def check_port(host: str, port: int) -> None:
    """PortTaken where nothing of ours could listen there: said before anything is made ready."""
    family = AF_INET6 if ":" in host else AF_INET
    try:
        create_server((host, port), family=family).close()
    except OSError as problem:
        if problem.errno == EADDRINUSE:
            raise PortTaken(port=port) from None
        raise


def settle() -> None:
    """Set interpreter and allocator to what a web process needs."""
    sys.setswitchinterval(TURN)
    give_back()


def heeds_hangup() -> bool:
    """Does a terminal that is closed end this process? Not under nohup."""
    return signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN


class Server(uvicorn.Server):
    """The server of a process that is alone: it tells the application at once that it will be stopped.

    A second signal ends it without waiting.
    """

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def startup(self, sockets: list[socket] | None = None) -> None:
        settle()
        if current_thread() is main_thread() and heeds_hangup():
            signal.signal(signal.SIGHUP, self.handle_exit)
        await super().startup(sockets)
        begin_counting()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Unlike uvicorn's own it keeps the signal to itself, so that the process ends with 0."""
        self.force_exit = self.should_exit
        self.should_exit = True
        self._stopping()


def tell_of_signals(stopping: Callable[[], None]) -> None:
    """Call it at once when this process is told to stop, then do what was done before.

    For processes whose server is uvicorn's own. Its handlers are there when it loads the application. A hangup, which
    reaches all processes of a terminal, is for the one above them to pass on.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _telling(stopping, signal.getsignal(number)))


def _telling(stopping: Callable[[], None], usual: Any) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        stopping()
        if callable(usual):
            usual(number, frame)

    return handle


def server_config(app: Any, *, shutdown_seconds: int, **options: Any) -> uvicorn.Config:
    """How every web process runs. `options` are uvicorn's: host, port, fd, workers …

    Its own access log is off (it repeats queries), and so is its trust in forwarded fields from this machine.
    """
    chosen: dict[str, Any] = {
        "http": BoundedProtocol,
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": shutdown_seconds,
    }
    return uvicorn.Config(app, **chosen | options)
