"""Moving an installation to another database, of either kind: every row, verified."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, create_engine, event, exc, func, insert, make_url, select, text

from events_service.database import sqlite_file
from events_service.database.engines import POSTGRESQL_CONNECTION, postgresql_url
from events_service.database.migrations import migrate
from events_service.errors import Conflict, DomainError, InvalidInput
from events_service.media.store import Store
from events_service.operations.uploads import list_missing, list_wanted
from events_service.settings import checked_database_url
from events_service.tables import metadata

CHUNK = 1000


class NotEmpty(Conflict):
    slug = "database-not-empty"
    msgid = "The database to write into is not empty: there are rows in {table}. Choose an empty one."


class SameDatabase(Conflict):
    slug = "same-database"
    msgid = "This is the database the service uses now. Choose another one, which is empty."


class StillWritten(Conflict):
    slug = "still-written"
    msgid = (
        "The database was written to while it was copied ({table}): stop the service, then transfer again. "
        "Nothing is in the target."
    )


class TransferDiffers(DomainError):
    status = 500
    slug = "transfer-differs"
    title = "The transfer failed"
    msgid = "After the transfer {table} differs: {before} rows with digest {digest}, then {after} with {found}."


class NotADatabase(InvalidInput):
    slug = "not-a-database"
    msgid = "The target {why}."


class CannotOpen(DomainError):
    """`where` names no password."""

    status = 503
    slug = "database-cannot-be-opened"
    title = "The database cannot be opened"
    msgid = "The {which} database {where} cannot be opened. Is it there, and its server running?"


class Transferred(NamedTuple):
    table: str
    rows: int
    digest: str
    """SHA-256 over all its rows, as Python values in the order of the key: equal in both databases."""


def transfer(source_url: str, target_url: str, migration_url: str = "", *, at_rest: bool = False) -> list[Transferred]:
    """Copy every table into an empty database at the same revision, and verify counts and digests.

    The source is only read, in one snapshot, and what is written meanwhile stays behind. Where it should be
    `at_rest`, StillWritten says so, and the target stays empty.
    `migration_url` is the target under a role that may change its tables, where its own may not.
    """
    try:
        target_url = checked_database_url(target_url)
        migration_url = checked_database_url(migration_url or target_url)
    except ValueError as problem:
        raise NotADatabase(why=str(problem)) from None
    _reach("present", source_url)
    for url in dict.fromkeys((target_url, migration_url)):
        if not url.startswith("sqlite"):
            _reach("target", url)
    if _identity(source_url) == _identity(target_url):
        raise SameDatabase
    migrate(migration_url)
    source, target = _engine(source_url), _engine(target_url)
    try:
        with source.connect() as reading, target.connect() as writing, reading.begin():
            _one_snapshot(reading)
            with writing.begin():
                for table in metadata.sorted_tables:
                    _refuse_rows(writing, table)
                copied = [_copy(reading, writing, table) for table in metadata.sorted_tables]
                _raise_sequences(writing)
                if at_rest:
                    _refuse_changes(source, copied)
            with writing.begin():
                for done in copied:
                    found = _counted(writing, metadata.tables[done.table])
                    if found != done:
                        raise _differing(done, found)
        return copied
    finally:
        source.dispose()
        target.dispose()


def counted(url: str) -> list[Transferred]:
    """How many rows each table has, and the digest over them, in one snapshot."""
    engine = _engine(url)
    try:
        with engine.connect() as reading, reading.begin():
            _one_snapshot(reading)
            return [_counted(reading, table) for table in metadata.sorted_tables]
    finally:
        engine.dispose()


def report_files(target_url: str, data_dir: Path) -> Iterator[str]:
    """What becomes of uploaded files: they are in the data folder, which stays; each is looked at."""
    store = Store(data_dir)
    target = _engine(checked_database_url(target_url))
    try:
        with target.connect() as connection:
            wanted = list_wanted(connection)
    finally:
        target.dispose()
    if not wanted:
        return
    missing = list_missing(wanted, store)
    whole = len(wanted) - len(missing)
    yield f"Uploaded files stay in {store.folder}: {whole:,} of {len(wanted):,} are there and whole."
    if missing:
        yield f"Missing or damaged, such as {missing[0]}: {len(missing):,}. Bring them back from a backup."


def _reach(which: str, url: str) -> None:
    """Look whether it is there, before anything is written. CannotOpen."""
    where = make_url(url).render_as_string(hide_password=True)
    if url.startswith("sqlite") and not sqlite_file.path_of(url).exists():
        raise CannotOpen(which=which, where=where)
    engine = _engine(url)
    try:
        with engine.connect():
            return
    except exc.DBAPIError:
        raise CannotOpen(which=which, where=where) from None
    finally:
        engine.dispose()


def _identity(url: str) -> tuple[object, ...]:
    """What is the same for one database, however its address is written."""
    if url.startswith("sqlite"):
        path = sqlite_file.path_of(url)
        return (path.stat().st_dev, path.stat().st_ino) if path.exists() else (path,)
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            return tuple(connection.execute(text("SELECT current_database(), pg_postmaster_start_time()")).one())
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    """A plain engine, its own transactions: this process alone uses it, and not for long."""
    if url.startswith("sqlite"):
        path = sqlite_file.path_of(url)
        engine = create_engine(url, module=sqlite_file.driver, creator=lambda: sqlite_file.connect(path))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    return create_engine(postgresql_url(url), connect_args=POSTGRESQL_CONNECTION | {"autocommit": False})


def _one_snapshot(connection: Connection) -> None:
    """The same moment for all tables, as any transaction of SQLite has it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


def _refuse_rows(connection: Connection, table: Table) -> None:
    if connection.execute(select(func.count()).select_from(table)).scalar_one():
        raise NotEmpty(table=table.name)


def _copy(reading: Connection, writing: Connection, table: Table) -> Transferred:
    digest = hashlib.sha256()
    count = 0
    for rows in _chunks(reading, table):
        writing.execute(insert(table), rows)
        count += len(rows)
        _add(digest, rows)
    return Transferred(table.name, count, digest.hexdigest())


def _refuse_changes(source: Engine, copied: list[Transferred]) -> None:
    """StillWritten where the source is no longer as it was copied."""
    with source.connect() as reading, reading.begin():
        _one_snapshot(reading)
        for done in copied:
            if _counted(reading, metadata.tables[done.table]) != done:
                raise StillWritten(table=done.table)


def _counted(connection: Connection, table: Table) -> Transferred:
    digest = hashlib.sha256()
    count = 0
    for rows in _chunks(connection, table):
        count += len(rows)
        _add(digest, rows)
    return Transferred(table.name, count, digest.hexdigest())


def _differing(copied: Transferred, found: Transferred) -> TransferDiffers:
    return TransferDiffers(
        table=copied.table,
        before=copied.rows,
        digest=copied.digest[:12],
        after=found.rows,
        found=found.digest[:12],
    )


def _chunks(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    result = connection.execution_options(yield_per=CHUNK).execute(select(table).order_by(*table.primary_key))
    for rows in result.mappings().partitions(CHUNK):
        yield [dict(row) for row in rows]


def _add(digest: Any, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        digest.update(repr(sorted(row.items())).encode())


def _raise_sequences(connection: Connection) -> None:
    """Numbers the database gives go on after the highest there is. SQLite sees to that itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.identity is None and column.default is None:
            name = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            if name:
                highest = connection.execute(select(func.max(column))).scalar()
                if highest is not None:
                    connection.execute(select(func.setval(name, highest)))
