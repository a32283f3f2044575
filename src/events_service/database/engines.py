"""A reading and a writing engine for a URL. Both begin transactions themselves, with what each needs.

The drivers are left in autocommit, so that no statement opens a transaction by itself. On SQLite a reader
must never take the write lock, hence two engines. On PostgreSQL the limits are set inside each
transaction and in the same message as BEGIN: connections may go through PgBouncer in transaction mode,
which forgets what was set outside.
"""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from events_service.database import sqlite_file

LOCK_TIMEOUT = "3s"
STATEMENT_TIMEOUT = "10s"
IDLE_TIMEOUT = "30s"
PING_AFTER_SECONDS = 1.0
POOL_SECONDS = 5.0

_LIMITS = (
    f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; "
    f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'"
)
_BEGIN_READING = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_LIMITS}"
_BEGIN_WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {_LIMITS}"


@dataclass(frozen=True, slots=True)
class Engines:
    """Where to read and where to write; `path` is the file of a SQLite database."""

    reader: Engine
    writer: Engine
    path: Path | None = None

    def dispose(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def make_engines(url: str, readers: int, writers: int) -> Engines:
    """Engines for as many reading and writing threads. Opens no connection yet.

    Errors name statements without their parameters: those are people's names and addresses.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, readers)
    return _postgresql(url, readers + writers)


def _sqlite(url: str, readers: int) -> Engines:
    path = sqlite_file.path_of(url)
    sqlite_file.check(path)
    reader = create_engine(
        url,
        module=sqlite_file.driver,
        creator=partial(sqlite_file.connect, path, read_only=True),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=readers,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
    )
    writer = create_engine(
        url,
        module=sqlite_file.driver,
        creator=partial(sqlite_file.connect, path),
        hide_parameters=True,
        poolclass=NullPool,
    )
    event.listen(reader, "begin", partial(_begin, "BEGIN"))
    event.listen(writer, "begin", partial(_begin, "BEGIN IMMEDIATE"))
    return Engines(reader, writer, path)


def _postgresql(url: str, connections: int) -> Engines:
    writer = create_engine(
        postgresql_url(url),
        connect_args=POSTGRESQL_CONNECTION,
        use_native_hstore=False,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        pool_use_lifo=True,
    )
    reader = writer.execution_options(read_only=True)
    event.listen(writer, "begin", _begin_postgresql)
    event.listen(writer, "connect", _keep_plans_where_safe)
    event.listen(writer, "checkin", _note_use)
    event.listen(writer, "checkout", _ping_if_idle)
    return Engines(reader, writer)


POSTGRESQL_CONNECTION: dict[str, Any] = {
    "autocommit": True,
    # psycopg would deallocate the plans of `Prepared` together with its own after a rollback.
    "prepare_threshold": None,
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "events-service",
}


def postgresql_url(url: str) -> str:
    """The same URL, naming the one driver that is used: psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _begin(statement: str, connection: Connection) -> None:
    connection.exec_driver_sql(statement)


def _begin_postgresql(connection: Connection) -> None:
    from events_service.database import libpq  # noqa: PLC0415  psycopg is a twelfth of every start

    commands = _BEGIN_READING if connection.get_execution_options().get("read_only") else _BEGIN_WRITING
    driver: Any = connection.connection.driver_connection
    if not libpq.succeeds(driver, commands.encode()):
        connection.exec_driver_sql(commands)  # fails again, and SQLAlchemy sees to the connections


def _keep_plans_where_safe(driver: Any, record: ConnectionPoolEntry) -> None:
    """Make the place for plans of `Prepared` statements, unless a pooler stands between.

    A plan belongs to a server connection, and behind PgBouncer the next transaction may have another one.
    A pooler gives its clients numbers of its own, so the two process ids tell.
    """
    (server,) = driver.execute("SELECT pg_backend_pid()").fetchone()
    if server == driver.info.backend_pid:
        record.info["plans"] = {}


def _note_use(_driver: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _ping_if_idle(driver: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection whether it still is one, unless it was in use a moment ago.

    The pool's own `pool_pre_ping` asks every time, which costs as much as a statement. What breaks within
    that moment is found by BEGIN, before the act has done anything, and the act is tried again.
    """
    used = record.info.get("used")
    if used is not None and time.monotonic() - used > PING_AFTER_SECONDS:
        try:
            driver.execute("")
        except Exception as error:
            raise InvalidatePoolError from error
