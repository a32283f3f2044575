"""Faults of the disk under SQLite's writer (F3 in small): nothing acknowledged is ever lost.

SQLite ends a whole transaction by itself when a write fails for want of space. The units done before in
the same batch are gone with it, although their callers have done nothing wrong.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from events_service.database import Database, DbSession, Prepared, StorageFailed, sqlite_file, sqlite_writer
from events_service.database.sqlite_writer import SqliteWriter
from tests.database.stream import answer, write_beyond_the_limit
from tests.database.test_writing import all_writers_held
from tests.database.things import Thing, add, make_table, names
from tests.support.small_disk import small_disk

Act = Callable[[DbSession], object]


@pytest.fixture
def database_kind() -> str:
    """Of SQLite only: PostgreSQL's own server answers for its disk."""
    return "sqlite"


class TrustingWriter(SqliteWriter):
    """The negative control: a writer that never looks whether the transaction is still there."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine, whole=lambda driver: True)

    def _end_savepoint(self, driver: Any, *, undo: bool) -> None:
        with suppress(sqlite_file.driver.OperationalError):
            super()._end_savepoint(driver, undo=undo)


ADD = Prepared(insert(Thing))


def fill_with_orm(db: DbSession) -> None:
    """A row for which there is no room."""
    add(db, "middle", title={"en": "y" * 1_000_000})


def fill_with_prepared(db: DbSession) -> None:
    ADD.run(db, name="middle", slug=None, title={"en": "y" * 1_000_000}, notes=None, starts_local=None)


def fill_carelessly(db: DbSession) -> None:
    """The act closes its eyes to the failure and returns as if all were well."""
    with suppress(Exception):
        fill_with_prepared(db)


def leave_little_room(db: DbSession) -> None:
    pages = db.execute(text("PRAGMA page_count")).scalar_one()
    db.execute(text(f"PRAGMA max_page_count = {pages + 20}"))


async def one_batch(database: Database, *acts: Any) -> list[Any]:
    """What became of acts that the writer took together."""
    with pytest.MonkeyPatch.context() as patch:
        with all_writers_held(database):
            patch.setattr(sqlite_writer, "BATCH_SECONDS", 10.0)  # one batch stays one, however busy the machine is
            writes = [asyncio.create_task(database.write(*act)) for act in acts]
            await asyncio.sleep(0.05)
        return await asyncio.gather(*writes, return_exceptions=True)


def fault_in_the_middle(database: Database, fill: Act) -> set[str]:
    """Three acts in one batch, of which the second meets the fault. The names of those acknowledged."""
    database.write_now(leave_little_room)
    outcomes = asyncio.run(one_batch(database, (add, "before"), (fill,), (add, "after")))
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)} <= {StorageFailed}
    named = zip(("before", "middle", "after"), outcomes, strict=True)
    return {name for name, outcome in named if not isinstance(outcome, BaseException)}


@pytest.mark.parametrize("fill", [fill_with_orm, fill_with_prepared, fill_carelessly])
def test_f3_full_database_loses_nothing_acknowledged(things: Database, fill: Act) -> None:
    acknowledged = fault_in_the_middle(things, fill)

    assert set(names(things)) == acknowledged
    assert acknowledged <= {"after"}
    things.write_now(add, "next")
    assert set(names(things)) == acknowledged | {"next"}


@pytest.mark.parametrize("fill", [fill_with_prepared, fill_carelessly])
def test_f3_a_writer_that_does_not_look_loses_what_it_acknowledged(things: Database, fill: Act) -> None:
    """The control: the fault is real, and the test above can see it."""
    things._writer.close()
    things._writer = TrustingWriter(things._engines.writer)

    acknowledged = fault_in_the_middle(things, fill)

    assert "before" in acknowledged
    assert "before" not in names(things)


def test_f3_full_disk_refuses_cleanly_and_recovers_by_itself() -> None:
    with small_disk("2m") as disk:
        path = disk.folder / "events.sqlite3"
        sqlite_file.make(path)
        database = Database(f"sqlite:///{path}")
        database.write_now(make_table)
        (disk.folder / "something else").write_bytes(b"x" * 600_000)

        async def write_a_lot() -> list[Any]:
            writes = (database.write(add, f"thing {n:03}", title={"en": "y" * 20_000}) for n in range(100))
            return await asyncio.gather(*writes, return_exceptions=True)

        outcomes = asyncio.run(write_a_lot())
        acknowledged = {f"thing {n:03}" for n, outcome in enumerate(outcomes) if isinstance(outcome, str)}
        refused = {type(outcome) for outcome in outcomes if not isinstance(outcome, str)}
        readable_meanwhile = set(names(database))
        disk.free()
        database.write_now(add, "next")
        readable_afterwards = set(names(database))
        database.close()

        assert refused == {StorageFailed}
        assert readable_meanwhile == acknowledged
        assert readable_afterwards == acknowledged | {"next"}
        assert intact(path)


def test_f3_io_error_loses_nothing_acknowledged(
    processes: ForkServerContext, database_url: str, things: Database
) -> None:
    """In a process whose files may not grow any more, for a while."""
    things.close()
    here, there = processes.Pipe()
    limited = processes.Process(target=answer, args=(there, write_beyond_the_limit, database_url))
    limited.start()
    assert here.poll(60)
    kept, refused, afterwards = here.recv()
    limited.join()

    assert kept
    assert refused
    reopened = Database(database_url)
    assert set(names(reopened)) == {*kept, afterwards}
    reopened.close()
    assert intact(sqlite_file.path_of(database_url))


def intact(path: Path) -> bool:
    connection = sqlite_file.connect(path)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    finally:
        connection.close()
