"""A real PostgreSQL server for the tests: one for a whole run, whatever the number of its processes.

Where EVENTS_TEST_POSTGRES_URL names a server, that one is used; its role must be allowed to make databases.
Otherwise Debian's own programs are started in a folder that goes away again. PostgreSQL refuses to run as
root, so root starts it as `postgres` or `nobody`.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.support.live_server import bound_socket
from tests.support.needs import skip_without

ROLE = "events"
START_SECONDS = 30
# A run's data needs no disk: what survives a crash of the machine is of no use to it. A vacuum of the catalogue, at a
# moment of its own, makes the server forget a file that whoever connects next writes anew: on the full disk of a test
# nobody can, and “cannot be written” becomes “cannot be reached”.
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=128MB",
    "logging_collector=off",
    "timezone=UTC",
)
# Stops the server when it is told to, and also when whoever asked for it has gone without a word.
_KEEPER = """
cd /
"$@" & server=$!
trap 'kill -INT $server' TERM INT
while kill -0 $KEEP_FOR 2>/dev/null && kill -0 $server 2>/dev/null; do sleep 0.2; done
kill -INT $server 2>/dev/null
wait $server
rm -rf "$KEEP_IN"
"""


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest version installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    found = [*([Path(beside).resolve()] if beside else []), *debian]
    return found[-1].parent if found else None


def start_server(durable: bool = False, keep_for: int | None = None) -> tuple[str, int]:
    """Start a server of our own; gives the URL of its superuser and the process to end with `stop_server`.

    `durable` leaves PostgreSQL's promises as they are (for measuring and for faults). The server ends by
    itself when process `keep_for` (else this one) has ended.
    """
    programs = find_programs()
    if programs is None:
        skip_without("PostgreSQL (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="events-postgresql-"))
    prefix = as_another_user(folder)
    data = folder / "data"
    initdb: list[str | Path] = [*prefix, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run([*initdb, "--locale=C.UTF-8", "--no-sync"], cwd=folder, capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(folder)
        raise RuntimeError(f"initdb failed: {made.stderr}")
    with bound_socket() as free:
        port: int = free.getsockname()[1]
    settings = [*_SETTINGS, f"port={port}", *(() if durable else _FAST)]
    command = [*prefix, programs / "postgres", "-D", data, *(word for each in settings for word in ("-c", each))]
    log = folder / "log"
    # Not a Popen: the server outlives whoever started it, and only its number is passed on.
    pid = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", _KEEPER, "keeper", *map(str, command)],
        os.environ | {"KEEP_FOR": str(keep_for or os.getpid()), "KEEP_IN": str(folder)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    _wait_for_start(url, pid, log)
    return url, pid


def stop_server(pid: int) -> None:
    """End a server and wait until its folder is gone."""
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + 20
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    """Neither gone nor a zombie, be it our child or another process's."""
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    except ChildProcessError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def as_another_user(folder: Path) -> list[str]:
    """The words before a command that root must not run itself; gives the folder to that user."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_for_start(url: str, pid: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if not _is_running(pid) or time.monotonic() > deadline:
                said = log.read_text(errors="replace") if log.exists() else ""
                stop_server(pid)
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{said}") from error
            time.sleep(0.02)


class Server:
    """Makes and drops databases. `url` is the role that may; the databases belong to an ordinary role.

    Names begin with the run's own prefix, so that runs on one server do not meet.
    """

    def __init__(self, url: str, run: str, own: bool) -> None:
        self.url = url
        self.run = run
        self.role = ROLE if own else None

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy of another; gives its name."""
        name = f"{self.run}_{uuid4().hex[:12]}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name),
                sql.Identifier(template or "template0"),
                sql.Identifier(self.role) if self.role else sql.SQL("CURRENT_USER"),
            )
        )
        return name

    def create_apart(self) -> tuple[str, str]:
        """An empty database whose tables only its owner may make: its address for our role, and for the owner."""
        if self.role is None:
            pytest.skip("only a server of our own has two roles")
        name = self.create()
        self._execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(sql.Identifier(name)))
        owner = urlunsplit(urlsplit(self.url)._replace(path="/" + name))
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            for kind in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, UPDATE ON SEQUENCES"):
                words = sql.SQL(f"ALTER DEFAULT PRIVILEGES GRANT {kind} TO {{}}")
                connection.execute(words.format(sql.Identifier(self.role)))
        return self.url_of(name), owner

    def rename(self, old: str, new: str) -> None:
        self._execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))

    def exists(self, name: str) -> bool:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def drop(self, name: str) -> None:
        """Drop it whoever is still connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def drop_all(self) -> None:
        """Drop every database of this run."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.run + "_"]
            ).fetchall()
        for (name,) in rows:
            self.drop(name)

    def url_of(self, name: str) -> str:
        """The address of a database for an ordinary role, as EVENTS_DATABASE_URL takes it."""
        parts = urlsplit(self.url)
        netloc = f"{self.role}@{parts.hostname}:{parts.port}" if self.role else parts.netloc
        return urlunsplit(("postgresql+psycopg", netloc, "/" + name, parts.query, ""))

    @contextmanager
    def tablespace(self, folder: Path) -> Iterator[str]:
        """A place for databases in an empty folder, which becomes the server's; gives its name. Gone afterwards,
        as the databases in it must be."""
        as_another_user(folder)
        name = f"{self.run}_{uuid4().hex[:12]}"
        place = sql.Literal(str(folder))
        self._execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(sql.Identifier(name), place))
        try:
            yield name
        finally:
            self._execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))

    def move(self, name: str, tablespace: str) -> None:
        """Put a database that nobody uses into a tablespace."""
        words = sql.SQL("ALTER DATABASE {} SET TABLESPACE {}")
        self._execute(words.format(sql.Identifier(name), sql.Identifier(tablespace)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process of the run at a time is inside the block."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run_folder(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """The temporary folder that all processes of one run share."""
    base = factory.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The server of this run, started by whichever process asks first and stopped when the run has ended."""
    folder = run_folder(pytestconfig, tmp_path_factory)
    with locked(folder / "postgresql.lock"):
        note = folder / "postgresql.json"
        if not note.exists():
            note.write_text(json.dumps(_open_server(pytestconfig)))
        told = json.loads(note.read_text())
    return Server(told["url"], told["run"], told["pid"] is not None)


def _open_server(config: pytest.Config) -> dict[str, object]:
    run = f"events_test_{uuid4().hex[:8]}"
    if url := os.environ.get("EVENTS_TEST_POSTGRES_URL"):
        return {"url": url.replace("+psycopg", "", 1), "run": run, "pid": None}
    # A worker may end before the others: the server goes with the process that started them all.
    url, pid = start_server(keep_for=os.getppid() if hasattr(config, "workerinput") else os.getpid())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
    return {"url": url, "run": run, "pid": pid}


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In the process that started the run, after all others have ended: leave nothing behind."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if hasattr(session.config, "workerinput") or factory is None:
        return
    note = factory.getbasetemp() / "postgresql.json"
    if not note.exists():
        return
    told = json.loads(note.read_text())
    if told["pid"] is None:
        Server(told["url"], told["run"], own=False).drop_all()
    else:
        stop_server(told["pid"])
