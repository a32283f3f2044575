"""One database: sessions that read, and the only way to write."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as WaitEnded
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from events_service.database.engines import make_engines
from events_service.database.failures import DatabaseUnreachable, StorageFailed, is_read_only, refusal
from events_service.database.session import DbSession
from events_service.database.sqlite_writer import SqliteWriter
from events_service.database.units import Unit, refuse_inside_act

if TYPE_CHECKING:
    from events_service.database.postgresql_writer import PostgresqlWriter

P = ParamSpec("P")
T = TypeVar("T")

READ_THREADS = 16
WRITE_THREADS = 8
WAIT_SECONDS = 5.0


class Database:
    """A SQLite file or a PostgreSQL database, open until `close()`.

    Set the web's thread limiter to `read_threads`: each of them may hold one connection.
    """

    def __init__(self, url: str, *, read_threads: int = READ_THREADS, write_wait: float = WAIT_SECONDS) -> None:
        self.read_threads = read_threads
        self._engines = make_engines(url, read_threads, WRITE_THREADS)
        self._wait = write_wait
        self._writer = self._make_writer()

    def _make_writer(self) -> "SqliteWriter | PostgresqlWriter":
        if self.one_writing_process:
            return SqliteWriter(self._engines.writer)
        from events_service.database.postgresql_writer import PostgresqlWriter  # noqa: PLC0415  psycopg is slow to load

        return PostgresqlWriter(self._engines.writer, WRITE_THREADS)

    @property
    def one_writing_process(self) -> bool:
        """Must one process do all the writing? True for SQLite."""
        return self._engines.path is not None

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        return self._engines.path

    @property
    def waiting(self) -> int:
        """How many acts wait to be begun."""
        return self._writer.waiting

    @contextmanager
    def read(self) -> Iterator[DbSession]:
        """A session that sees one state of the database and cannot change it. Busy if there is none free."""
        try:
            with DbSession(self._engines.reader) as db:
                yield db
        except Exception as error:
            if is_read_only(error):
                raise RuntimeError("this session only reads: write in an act, through write()") from error
            refused = refusal(error)
            if refused is None:
                raise
            raise DatabaseUnreachable if isinstance(refused, StorageFailed) else refused from error

    async def write(self, act: Callable[Concatenate[DbSession, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act as one transaction, and return its value once that is safe on the disk.

        Acts are plain functions, done within 100 ms, and may be run a second time where the database
        undid the first. Busy if nobody began it in time: then nothing was done.
        """
        loop = asyncio.get_running_loop()
        unit = Unit(lambda db: act(db, *args, **kwargs), loop)
        self._writer.submit(unit)
        patience = loop.call_later(self._wait, unit.give_up)
        try:
            value: T = await unit.future
        except asyncio.CancelledError:
            unit.claim()  # nobody waits any more: do not begin it
            raise
        finally:
            patience.cancel()
        return value

    def write_now(self, act: Callable[Concatenate[DbSession, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for commands, the worker's threads and tests: waits here until it is done."""
        refuse_inside_act()
        unit = Unit(lambda db: act(db, *args, **kwargs))
        self._writer.submit(unit)
        try:
            value: T = unit.future.result(self._wait)
        except WaitEnded:
            unit.give_up()
            value = unit.future.result()
        return value

    def close(self) -> None:
        """Finish the acts that wait, and let go of every connection."""
        self._writer.close()
        self._engines.dispose()
