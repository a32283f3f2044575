"""Bringing a database to the newest revision, and telling whether it is there.

Alembic takes long to import, so it is imported only to migrate; readiness asks the two cheap functions.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from events_service import resources
from events_service.database import sqlite_file
from events_service.database.engines import POSTGRESQL_CONNECTION, postgresql_url
from events_service.database.failures import sqlstate
from events_service.database.session import DbSession
from events_service.errors import Conflict, DomainError

if TYPE_CHECKING:
    from alembic.config import Config

LOCK_TIMEOUT = "30s"
"""How long a change of a table waits for those who use it, before it gives up: they all wait behind it."""
RUNNER_TIMEOUT = "15min"
"""How long a second runner waits for the first."""
_FORBIDDEN = "42501"


class BrokenReferences(Conflict):
    """A migration would leave rows that refer to nothing; it is undone."""

    slug = "broken-references"
    msgid = "The migration would leave {count} rows that refer to nothing, in: {tables}. It was undone."


class NewerDatabase(DomainError):
    status = 503
    slug = "newer-database"
    title = "The database is of a newer version"
    msgid = (
        "The database is at revision {found}, which this version does not know: "
        "install the version that brought it there, or go back to a copy from before."
    )


class MayNotMigrate(DomainError):
    status = 503
    slug = "may-not-migrate"
    title = "The database refuses the migration"
    msgid = (
        "The role {role} may not make or change tables in this database. Name one that may, "
        "with EVENTS_MIGRATION_DATABASE_URL or, for a transfer, with --migration-url."
    )


def migrate(url: str, revision: str = "head", scripts: Path | None = None) -> None:
    """Bring the database to a revision; on SQLite, make the file if there is none.

    One runner at a time: a second one waits, and finds nothing left to do. Killed in the middle it can be
    run again: SQLite then has all of it or nothing, PostgreSQL has whole migrations. MayNotMigrate where the
    role of `url` lacks the right, NewerDatabase where the database is at a revision that is not known here.
    """
    from alembic import command, script, util  # noqa: PLC0415  slow

    try:
        command.upgrade(config(url, scripts), revision)
    except util.CommandError as error:
        if not isinstance(error.__cause__, script.revision.ResolutionError):
            raise
        raise NewerDatabase(found=error.__cause__.argument) from error
    except ProgrammingError as error:
        if sqlstate(error) != _FORBIDDEN:
            raise
        raise MayNotMigrate(role=make_url(url).username) from error


def config(url: str, scripts: Path | None = None, metadata: MetaData | None = None) -> "Config":
    """What Alembic's commands take: `command.check(config(url))`, `command.revision(config(url), …)`."""
    from alembic.config import Config  # noqa: PLC0415  slow

    made = Config()
    made.set_main_option("script_location", str(scripts or resources.migrations()).replace("%", "%%"))
    made.attributes.update(url=url, metadata=metadata)
    return made


def current_revision(db: DbSession) -> str | None:
    """The revision a database is at; None if it has never been migrated."""
    if not inspect(db.connection()).has_table("alembic_version"):
        return None
    return db.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


@cache
def head(scripts: Path | None = None) -> str | None:
    """The newest revision this version of the service knows, read from the files without Alembic."""
    before = revisions(scripts)
    heads = set(before) - set(before.values())
    if len(heads) > 1:
        raise RuntimeError(f"more than one newest revision: {', '.join(sorted(heads))}")
    return next(iter(heads), None)


def revisions(scripts: Path | None = None) -> dict[str, str | None]:
    """All revisions this version of the service knows, and the one before each."""
    sources = [path.read_text(encoding="utf-8") for path in (scripts or resources.migrations()).glob("versions/*.py")]
    named = ((_named("revision", source), _named("down_revision", source)) for source in sources)
    return {revision: before for revision, before in named if revision}


def behind(revision: str | None, scripts: Path | None = None) -> int | None:
    """How many migrations lie between a revision and the newest; None where this version does not know it."""
    before = revisions(scripts)
    later, count = head(scripts), 0
    while later != revision:
        if later is None:
            return None
        later, count = before[later], count + 1
    return count


def _named(name: str, source: str) -> str | None:
    found = re.search(rf"""^{name}\b[^=\n]*=\s*["']([^"']+)""", source, re.MULTILINE)
    return found[1] if found else None


def probe_writing(db: DbSession) -> None:
    """An act that writes without changing anything, for readiness. It fails where the database's disk is full.

    PostgreSQL has room for so small a write in the page it is on. A sort that does not fit into memory needs new
    room on the same disk, and gives it back at once.
    """
    connection = db.connection()
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL work_mem = '64kB'")
        connection.exec_driver_sql(_SORT_ON_DISK)


_SORT_ON_DISK = """
SELECT count(*) FROM (
    SELECT wide FROM (SELECT repeat('x', 8000) || number AS wide FROM generate_series(1, 64) AS number) AS rows
    ORDER BY wide COLLATE "C"
) AS sorted
"""


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """The connection migrations run on, while nobody else runs any. For Alembic's `env.py`."""
    on_sqlite = make_url(url).get_backend_name() == "sqlite"
    with _migrating_sqlite(url) if on_sqlite else _migrating_postgresql(url) as connection:
        yield connection


@contextmanager
def _migrating_sqlite(url: str) -> Iterator[Connection]:
    """One transaction for everything, which keeps other runners out; references are checked at its end.

    Foreign keys are off meanwhile: Alembic changes a table by making it anew and dropping the old one,
    which would delete every row that refers to it with ON DELETE CASCADE.
    """
    path = sqlite_file.path_of(url)
    sqlite_file.make(path)
    engine = create_engine(url, module=sqlite_file.driver, creator=partial(_connect_sqlite, path), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection, connection.begin():
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenReferences(count=len(broken), tables=", ".join(sorted({row[0] for row in broken})))
        connection.exec_driver_sql(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")


def _connect_sqlite(path: Path) -> Any:
    connection = sqlite_file.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


@contextmanager
def _migrating_postgresql(url: str) -> Iterator[Connection]:
    """A transaction for each migration; a second connection keeps other runners out."""
    engine = create_engine(
        postgresql_url(url),
        connect_args=POSTGRESQL_CONNECTION | {"autocommit": False},
        use_native_hstore=False,
        poolclass=NullPool,
    )
    patience = f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(patience))
    with _no_other_runner(engine), engine.connect() as connection:
        yield connection


@contextmanager
def _no_other_runner(engine: Engine) -> Iterator[None]:
    """Hold a lock on Alembic's table that conflicts with itself, but not with reading or writing the table."""
    with engine.connect() as connection:
        _make_version_table(connection)
        with connection.begin():
            connection.exec_driver_sql(
                f"SET LOCAL lock_timeout = '{RUNNER_TIMEOUT}'; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
            connection.exec_driver_sql("LOCK TABLE alembic_version IN SHARE UPDATE EXCLUSIVE MODE")
            yield


def _make_version_table(connection: Connection) -> None:
    """As Alembic would. Of two runners that make it at once, PostgreSQL refuses one although it says IF NOT EXISTS."""
    try:
        with connection.begin():
            connection.exec_driver_sql(
                "CREATE TABLE IF NOT EXISTS alembic_version "
                "(version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
            )
    except (IntegrityError, ProgrammingError) as error:
        # Who may make no table is refused even where it is there already.
        with connection.begin():
            if sqlstate(error) == _FORBIDDEN and not inspect(connection).has_table("alembic_version"):
                raise
