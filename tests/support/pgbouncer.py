"""A real PgBouncer in transaction mode: what a client sets outside a transaction is lost behind it."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.support.live_server import bound_socket
from tests.support.needs import skip_without
from tests.support.postgresql import Server, as_another_user

START_SECONDS = 10
_CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
"""


def find_pgbouncer() -> str | None:
    return shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def running_pgbouncer(url: str, connections: int = 3) -> Iterator[Callable[[str], str]]:
    """PgBouncer before the server of `url`; gives a function from a database's URL to the same through it.

    `connections` to a database are shared by everybody who comes, so that transactions of one client land
    on different ones.
    """
    program = find_pgbouncer()
    if program is None:
        skip_without("PgBouncer (Debian package pgbouncer)")
    server = urlsplit(url)
    with bound_socket() as free:
        listen: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="events-pgbouncer-") as folder:
        prefix = as_another_user(Path(folder))
        configuration = Path(folder) / "pgbouncer.ini"
        configuration.write_text(
            _CONFIGURATION.format(
                host=server.hostname,
                port=server.port or 5432,
                user=server.username,
                listen=listen,
                connections=connections,
            )
        )
        configuration.chmod(0o644)
        ends_with_us = ["setpriv", "--pdeathsig=TERM"]
        with subprocess.Popen(
            [*prefix, *ends_with_us, program, str(configuration)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                _wait_for_start(process, listen)
                yield lambda target: _through(target, listen)
            finally:
                process.terminate()


def _through(url: str, port: int) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))


def _wait_for_start(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PgBouncer did not start.") from error
            time.sleep(0.01)


@pytest.fixture
def pgbouncer(postgresql_server: Server) -> Iterator[Callable[[str], str]]:
    """From the URL of a PostgreSQL database to the same database through a PgBouncer in transaction mode."""
    with running_pgbouncer(postgresql_server.url_of("any")) as through:
        yield through
