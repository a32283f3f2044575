"""A session that writes and of which nothing stays: for tests of acts."""

from collections.abc import Iterator
from contextlib import contextmanager

from events_service.database import Database, DbSession


@contextmanager
def rehearsing(database: Database) -> Iterator[DbSession]:
    """A session beside the database's writer; at the end all it wrote is undone, also where a flush failed."""
    with database._engines.writer.connect() as connection, connection.begin() as transaction:
        db = DbSession(connection)
        try:
            yield db
        finally:
            db.discard()
            if transaction.is_active:  # a failing flush has already ended it
                transaction.rollback()
