"""Before anything runs: time zones are right, the database is there and at the newest revision."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from events_service import zones
from events_service.database import Database, sqlite_file
from events_service.database.migrations import NewerDatabase, behind, current_revision, head, migrate
from events_service.errors import DomainError
from events_service.settings import Settings, load


class MigrationNeeded(DomainError):
    status = 503
    slug = "migration-needed"
    title = "The database is of another version"
    msgid = "The database is at revision {found}, this version needs {needed}. Run `events-service migrate`."


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    """The installation's database, at the newest revision, for a command that may have loaded the settings."""
    settings = settings or load()
    with closing(Database(settings.database, read_threads=settings.read_threads)) as database:
        check_ready(database)
        yield database


def check_ready(database: Database) -> None:
    """Refuse to run with stale time zones (TZ-1) or a database of another version."""
    zones.self_check()
    found = revision_of(database)
    if behind(found) is None:
        raise NewerDatabase(found=found)
    if found != head():
        raise MigrationNeeded(found=found or "none", needed=head())


def how_to_begin(settings: Settings, database: Database) -> str:
    """The address of the page that makes the first account, with its code; nothing where there is one already."""
    with database.read() as db:
        if db.connection().exec_driver_sql("SELECT 1 FROM account LIMIT 1").first():
            return ""
    from events_service.accounts.first_owner import setup_code  # noqa: PLC0415  no other start needs it

    page = f"{settings.base_url}/console/start?code={setup_code(settings.secret_keys)}"
    return f"Nobody has an account yet. Make the first one, the owner’s, at\n{page}"


def revision_of(database: Database) -> str | None:
    with database.read() as db:
        return current_revision(db)


def migrate_with_backup(settings: Settings) -> str:
    """Migrate, on SQLite with a copy of the file first; says in a sentence what was done.

    A migration that fails on SQLite is undone whole, and its copy goes with it: a service that is started again
    and again would fill the disk with them.
    """
    path = _file_of(settings.database)
    if path is None or not path.exists():
        migrate(settings.migration_database)
        return f"The database is at revision {head()} now."
    with closing(Database(settings.database)) as database:
        found = revision_of(database)
    if found == head():
        return "The database is at the newest revision already."
    if behind(found) is None:
        raise NewerDatabase(found=found)
    from events_service.operations.copies import copy_database, is_whole  # noqa: PLC0415  they load every table

    copy = path.with_name(f"{path.stem}-{found or 'empty'}-{datetime.now(UTC):%Y%m%d-%H%M%S}{path.suffix}")
    copy_database(path, copy)
    try:
        migrate(settings.migration_database)
    except Exception:
        if is_whole(path):
            copy.unlink()
        raise
    return f"The database is at revision {head()} now. The database as it was before is in {copy}."


def _file_of(url: str) -> Path | None:
    return sqlite_file.path_of(url) if make_url(url).get_backend_name() == "sqlite" else None
