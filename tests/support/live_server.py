"""A real HTTP server for an application, in a thread of the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

START_SECONDS = 20
STOP_SECONDS = 20


def bound_socket() -> socket.socket:
    """A free port on loopback, kept from the moment it is known: an application may need its address first."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


def address(sock: socket.socket) -> str:
    """The base URL of what will listen there."""
    return f"http://127.0.0.1:{sock.getsockname()[1]}"


@contextmanager
def live_server(app: Any, sock: socket.socket | None = None, **options: Any) -> Iterator[str]:
    """Serve an ASGI application until the block ends; gives its base URL. `options` go to uvicorn.

    What the server raises, the block raises; a server that does not stop fails the test.
    """
    with sock or bound_socket() as listener:
        config = uvicorn.Config(app, **{"log_config": None, "access_log": False, "ws": "none"} | options)
        server = uvicorn.Server(config)
        failures: list[BaseException] = []

        def run() -> None:
            try:
                server.run(sockets=[listener])
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=run, name="live server")
        thread.start()
        try:
            _wait_for_start(server, thread, failures)
            yield address(listener)
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)
        if failures:
            raise failures[0]
        assert not thread.is_alive(), f"The server was still running {STOP_SECONDS} seconds after it was asked to stop."


def _wait_for_start(server: uvicorn.Server, thread: threading.Thread, failures: list[BaseException]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("The server ended before it started.") from (failures[0] if failures else None)
        if time.monotonic() > deadline:
            raise TimeoutError(f"The server did not start within {START_SECONDS} seconds.")
        time.sleep(0.001)
