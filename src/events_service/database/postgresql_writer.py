"""Writing to PostgreSQL: each unit in a transaction of its own, several at a time, tried again when the
database undid it for a reason that passes."""

import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from events_service.database.failures import OutcomeUnknown, TransactionLost, may_run_again, undone_by_commit
from events_service.database.session import DbSession
from events_service.database.trouble import Trouble
from events_service.database.units import Unit, acknowledge, call_back
from events_service.errors import Busy

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 2000
TRIES = 3
PAUSE_SECONDS = 0.05


class PostgresqlWriter:
    """A pool of threads, one transaction in each."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="database-writer")
        self._lock = threading.Lock()
        self._closed = False
        self._trouble = Trouble()
        self.waiting = 0

    def submit(self, unit: Unit[Any]) -> None:
        """Hand a unit to the next free thread; Busy if too many wait, or closed."""
        with self._lock:
            if self._closed or self.waiting >= QUEUE_LENGTH:
                raise Busy
            self.waiting += 1
            self._pool.submit(self._take, unit)

    def close(self) -> None:
        """Finish what waits, and end."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=True)

    def _take(self, unit: Unit[Any]) -> None:
        with self._lock:
            self.waiting -= 1
        if not unit.claim():
            return
        for left in reversed(range(TRIES)):
            try:
                self._run(unit)
                call_back([unit])
            except BaseException as error:
                if left and may_run_again(error):
                    logger.info("trying an act again after: %s", error)
                    time.sleep(random.uniform(0.5, 1.5) * PAUSE_SECONDS)
                    continue
                unit.fail(error)
            break
        self._trouble.note([unit])
        acknowledge([unit])

    def _run(self, unit: Unit[Any]) -> None:
        """The act in one transaction. Raises what it or the database raised; then nothing of it stands."""
        with self._engine.connect() as connection, connection.begin() as transaction:
            db = DbSession(connection)
            unit.run(db)
            db.discard()
            if unit.error is not None:
                raise unit.error
            if not is_whole(connection):
                raise TransactionLost
            try:
                transaction.commit()
            except DBAPIError as error:
                if undone_by_commit(error):
                    raise
                raise OutcomeUnknown from error


def is_whole(connection: Connection) -> bool:
    """Is the transaction still good? PostgreSQL answers COMMIT of a failed one with a silent ROLLBACK."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.info.transaction_status == TransactionStatus.INTRANS)
