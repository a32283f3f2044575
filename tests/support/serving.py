"""`events-service` as processes of its own: the server, and commands beside it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

from tests.support.read_path import eventually

SECRET = "f3b8c1d7e94a20569c7d1e8b5a3f6047"
START_SECONDS = 30
NONE: Mapping[str, str] = {}

PROGRAM = str(Path(sys.executable).with_name("events-service"))


@contextmanager
def serving(
    database_url: str,
    folder: Path,
    *options: str,
    settings: Mapping[str, str] = NONE,
    stdout: IO[bytes] | None = None,
    stderr: IO[bytes] | None = None,
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The command, and where it answers. It may be killed inside the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settled = environment(database_url, folder, url) | {**settings}
    command = [PROGRAM, "serve", "--port", str(port), *options]
    with subprocess.Popen(command, env=settled, cwd=folder, stdout=stdout, stderr=stderr) as process:
        try:
            eventually(lambda: answers(url), START_SECONDS)
            yield url, process
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        finally:
            process.kill()


@contextmanager
def working_beside(database_url: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker beside a server, until the block ends."""
    settled = environment(database_url, folder, "https://events.example.org")
    with subprocess.Popen([PROGRAM, "worker"], env=settled, cwd=folder) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            finally:
                process.kill()


def command(
    database_url: str, folder: Path, *words: str, settings: Mapping[str, str] = NONE
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    settled = environment(database_url, folder, "https://events.example.org") | {**settings}
    return subprocess.run([PROGRAM, *words], env=settled, cwd=folder, capture_output=True, text=True, timeout=60)


def get(url: str, path: str) -> tuple[int, str]:
    """Status and text, over a connection of its own: which process answers is the system's choice."""
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def environment(database_url: str, folder: Path, url: str) -> dict[str, str]:
    return os.environ | {
        "EVENTS_BASE_URL": url,
        "EVENTS_SECRET_KEY": SECRET,
        "EVENTS_DATABASE_URL": database_url,
        "EVENTS_DATA_DIR": str(folder),
        "EVENTS_LOG_LEVEL": "warning",
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """Does a process live there?"""
    try:
        return get(url, "/livez")[0] == 200
    except OSError:
        return False
