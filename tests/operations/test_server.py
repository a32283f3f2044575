import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.operations import server
from events_service.operations.server import (
    LARGEST_HEAD,
    BoundedProtocol,
    PortTaken,
    Server,
    check_port,
    server_config,
)
from tests.support.live_server import bound_socket, live_server

PROGRAM = """
import asyncio, sys
from events_service.operations.server import Server, server_config

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        print("started", flush=True)
        await receive()
        print("stopped", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
        return
    print("begun", flush=True)
    await asyncio.sleep(float(scope["query_string"]))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})

config = server_config(app, host="127.0.0.1", port=int(sys.argv[1]), shutdown_seconds=10)
Server(config, lambda: print("stopping", flush=True)).run()
"""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive())["body"]
    answer = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class Running:
    """The program above in a process of its own, on a port."""

    def __init__(self, path: Path) -> None:
        path.write_text(PROGRAM)
        self.port = free_port()
        command = [sys.executable, str(path), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def connect(self) -> socket.socket:
        """A connection, as soon as it listens."""
        assert self.line() == "started"
        deadline = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=10)
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.01)

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "program.py")
    with started.process:
        try:
            yield started
        finally:
            started.process.kill()


def test_r12_sigterm_finishes_what_was_begun(running: Running) -> None:
    with running.connect() as connection:
        connection.sendall(b"GET /?0.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert running.line() == "begun"
        running.process.send_signal(signal.SIGTERM)
        assert running.line() == "stopping"
        answer = b"".join(iter(lambda: connection.recv(4_096), b""))

    assert answer.endswith(b"done")
    assert running.line() == "stopped"
    assert running.process.wait(10) == 0


def test_r12_second_sigterm_ends_at_once(running: Running) -> None:
    with running.connect() as connection:
        connection.sendall(b"GET /?30 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert running.line() == "begun"
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.line() == "stopping"
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(10)

    assert time.monotonic() - began < 5


def test_terminal_that_is_closed_ends_it_in_good_order(running: Running) -> None:
    with running.connect() as connection:
        connection.sendall(b"GET /?0.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert running.line() == "begun"
        running.process.send_signal(signal.SIGHUP)

        answer = b"".join(iter(lambda: connection.recv(4_096), b""))

    assert answer.endswith(b"done")
    assert running.process.wait(10) == 0


@pytest.mark.parametrize("before", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"])
def test_t_dos_1_head_that_does_not_end_in_time_closed(before: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LONGEST_HEAD", 0.3)
    with live_server(echo, http=BoundedProtocol, lifespan="off", timeout_keep_alive=30) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            if before:
                connection.sendall(before)
                assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
                time.sleep(0.5)  # nothing is expected while no head has begun
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
            assert connection.recv(1_000) == b""


def test_body_may_take_longer_than_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LONGEST_HEAD", 0.3)

    async def read_all(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"read"})

    with live_server(read_all, http=BoundedProtocol, lifespan="off") as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for part in (b"5", b"\r\nwater\r", b"\n0", b"\r\n\r\n"):
                time.sleep(0.2)
                connection.sendall(part)
            assert connection.recv(1_000).endswith(b"read")


def test_whole_head_may_take_longer_to_answer_than_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LONGEST_HEAD", 1)

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(1.5)
        await echo(scope, receive, send)

    with live_server(slow, http=BoundedProtocol, lifespan="off") as url:
        assert httpx.get(url).text == "0"


def test_t_dos_1_head_without_an_end_refused() -> None:
    with live_server(echo, http=BoundedProtocol, lifespan="off") as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
            answer = b""
            try:
                for _ in range(40):
                    connection.sendall(b"x" * 4_000)
                answer = connection.recv(4_096)
            except OSError:
                answer = answer or b"HTTP/1.1 400 closed while sending"
        assert answer.startswith(b"HTTP/1.1 400")
        with pytest.raises(httpx.HTTPError):
            httpx.get(url, headers={"x-long": "x" * 1_000_000}).raise_for_status()


def test_large_bodies_and_long_heads_within_the_bound_pass() -> None:
    with live_server(echo, http=BoundedProtocol, lifespan="off") as url, httpx.Client() as client:
        for _ in range(3):
            assert client.post(url, content=b"x" * 60_000).text.isdigit()
            assert client.get(url, headers={"x-long": "x" * (LARGEST_HEAD // 2)}).text == "0"
            assert client.post(url, content=b"x" * 3_000_000).status_code == 200


async def tell(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the hosts, the path and the query it was asked for."""
    hosts = [value.decode() for name, value in scope["headers"] if name == b"host"]
    answer = f"{hosts} {scope['path']} {scope['query_string'].decode()}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/en/?a=1", "['ours'] /en/ a=1"),
        ("/http://evil.example/", "['ours'] /http://evil.example/ "),
        ("http://ours/en/?a=http://b/", "['ours'] /en/ a=http://b/"),
        ("http://ours", "['ours'] / "),
        ("HTTP://evil.example:81/en/", "['evil.example:81'] /en/ "),
        ("http://evil.example?a=1", "['evil.example'] / a=1"),
        ("http://ours@evil.example/", "['ours@evil.example'] / "),
        ("http://[::1]:80/", "['[::1]:80'] / "),
    ],
)
def test_t_host_1_host_of_an_absolute_target_is_the_one_that_counts(target: str, told: str) -> None:
    with live_server(tell, http=BoundedProtocol, lifespan="off") as url:
        assert asked(url, target, "Host: ours\r\n").endswith(f"\r\n\r\n{told}")


def test_absolute_target_neither_gives_nor_hides_a_host() -> None:
    with live_server(tell, http=BoundedProtocol, lifespan="off") as url:
        assert asked(url, "http://ours/", "").endswith("[] / ")
        assert asked(url, "http://ours/", "Host: a\r\nHost: b\r\n").endswith("['ours', 'ours'] / ")


def asked(url: str, target: str, hosts: str) -> str:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(4_096), b"")).decode()


def test_configuration_trusts_nobody_and_repeats_no_query() -> None:
    config = server_config(echo, shutdown_seconds=7, port=1)

    assert (config.proxy_headers, config.access_log, config.log_config) == (False, False, None)
    assert (config.timeout_graceful_shutdown, config.port) == (7, 1)
    assert isinstance(Server(config, lambda: None), Server)


def test_port_that_is_taken_is_said_before_anything_is_made_ready() -> None:
    with bound_socket() as taken:
        port = taken.getsockname()[1]
        taken.listen()

        with pytest.raises(PortTaken) as refused:
            check_port("127.0.0.1", port)

    assert str(refused.value) == (
        f"Something else answers at port {port} already. "
        "Choose another with --port; where EVENTS_BASE_URL names this one, change it there too."
    )
