"""SQLite's one writer: a thread that takes units in turn and commits those that wait together as one.

A commit costs a flush to the disk, so units that arrive during one share the next. Each runs in a
savepoint and is acknowledged only when the commit has returned. SQLite ends a whole transaction by itself
when the disk is full or fails; what was done in it is gone, a later commit does nothing and succeeds.
`is_whole()` is looked at after every unit for that reason.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

from events_service.database.failures import TransactionLost
from events_service.database.session import DbSession
from events_service.database.trouble import Trouble
from events_service.database.units import Unit, acknowledge, call_back
from events_service.errors import Busy

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 2000
BATCH_UNITS = 100
BATCH_SECONDS = 0.02
IDLE_SECONDS = 2.0

Queue = queue.SimpleQueue[Unit[Any] | None]


def is_whole(driver: Any) -> bool:
    """Is the transaction we began still the one we are in?"""
    return bool(driver.in_transaction)


class SqliteWriter:
    """First come, first served. `whole` decides whether a transaction can still be believed in."""

    def __init__(self, engine: Engine, whole: Callable[[Any], bool] = is_whole) -> None:
        self._engine = engine
        self._whole = whole
        self._queue: Queue = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._closed = False
        self._trouble = Trouble()
        self._thread = threading.Thread(target=self._work, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many units nobody has begun."""
        return self._queue.qsize()

    def submit(self, unit: Unit[Any]) -> None:
        """Put a unit at the end of the queue; Busy if that is too long, or closed."""
        if self._closed or self._queue.qsize() >= QUEUE_LENGTH:
            raise Busy
        self._queue.put(unit)

    def close(self) -> None:
        """Finish what waits, empty the write-ahead log into the database, and end."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _work(self) -> None:
        idle = False
        while True:
            try:
                unit = self._queue.get(timeout=None if idle else IDLE_SECONDS)
            except queue.Empty:
                self._checkpoint("PASSIVE")
                idle = True
                continue
            if unit is None:
                break
            idle = False
            self._take(unit)
        self._checkpoint("TRUNCATE")
        self._forget_connection()

    def _take(self, first: Unit[Any]) -> None:
        """One batch: begin, run what waits, commit, acknowledge. If the whole fails, nobody is acknowledged."""
        begun: list[Unit[Any]] = []
        try:
            connection = self._open()
            with connection.begin() as transaction:
                self._run_waiting(first, connection, begun)
                transaction.commit()
            if _driver(connection).in_transaction:
                raise TransactionLost
        except BaseException as error:
            self._forget_connection()
            begun = begun or ([first] if first.claim() else [])
            for unit in begun:
                unit.fail(error)
        else:
            call_back(begun)
        self._trouble.note(begun)
        acknowledge(begun)

    def _run_waiting(self, first: Unit[Any], connection: Connection, begun: list[Unit[Any]]) -> None:
        """Run the first unit and those behind it, as many as one commit may hold."""
        until = time.monotonic() + BATCH_SECONDS
        waiting: Unit[Any] | None = first
        while waiting is not None:
            if waiting.claim():
                begun.append(waiting)
                self._run(waiting, connection)
            if len(begun) >= BATCH_UNITS or time.monotonic() > until or self._queue.empty():
                break
            waiting = self._queue.get()
        if waiting is None:
            self._queue.put(None)

    def _run(self, unit: Unit[Any], connection: Connection) -> None:
        """One unit in a savepoint of its own. Raises TransactionLost if the batch went with it."""
        driver = _driver(connection)
        driver.execute("SAVEPOINT unit")
        db = DbSession(connection)
        unit.run(db)
        if not self._whole(driver):
            raise TransactionLost from unit.error
        db.discard()
        self._end_savepoint(driver, undo=unit.error is not None)

    def _end_savepoint(self, driver: Any, *, undo: bool) -> None:
        if undo:
            driver.execute("ROLLBACK TO unit")
        driver.execute("RELEASE unit")

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _forget_connection(self) -> None:
        """Close the connection, whatever state it is in; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception:
                logger.exception("closing the writing connection")

    def _checkpoint(self, mode: str) -> None:
        """Copy the write-ahead log into the database while nobody waits. Never necessary, so never fatal."""
        if self._connection is not None:
            try:
                _driver(self._connection).execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
            except self._engine.dialect.loaded_dbapi.Error as error:
                logger.warning("checkpoint: %s", error)
                self._forget_connection()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
