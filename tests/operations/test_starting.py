"""Before anything runs: the database is brought to the newest revision, with a copy first."""

import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from events_service.database import Database, sqlite_file
from events_service.database.migrations import BrokenReferences, NewerDatabase, migrate
from events_service.operations.starting import check_ready, migrate_with_backup
from events_service.settings import load

KEY = "0123456789abcdef0123456789abcdef-is-long-enough"


def test_nobody_else_reads_the_copy_before_a_migration(tmp_path: Path) -> None:
    settings = load(None, base_url="http://127.0.0.1:8000", secret_key=KEY, data_dir=tmp_path)
    migrate(settings.database, "0001")

    migrate_with_backup(settings)

    (copy,) = tmp_path.glob("events-0001-*.sqlite3")
    assert oct(stat.S_IMODE(copy.stat().st_mode)) == "0o600"


def test_database_of_a_newer_version_is_refused_and_not_copied(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    settings = load(
        None, base_url="http://127.0.0.1:8000", secret_key=KEY, data_dir=tmp_path, database_url=database_url
    )
    database.write_now(lambda db: db.connection().execute(text("UPDATE alembic_version SET version_num = '9999'")))
    before = list(tmp_path.glob("*9999*"))

    with pytest.raises(NewerDatabase) as migrating:
        migrate_with_backup(settings)
    with pytest.raises(NewerDatabase):
        check_ready(database)

    assert str(migrating.value) == (
        "The database is at revision 9999, which this version does not know: "
        "install the version that brought it there, or go back to a copy from before."
    )
    assert list(tmp_path.glob("*9999*")) == before == []


def test_migration_that_fails_leaves_no_copy_and_the_database_as_it_was(tmp_path: Path) -> None:
    settings = load(None, base_url="http://127.0.0.1:8000", secret_key=KEY, data_dir=tmp_path)
    migrate(settings.database, "0001")
    path = sqlite_file.path_of(settings.database)
    with closing(sqlite_file.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO released_session VALUES ('a', 'of nothing', 'a', 0)")

    for _ in range(2):
        with pytest.raises(BrokenReferences):
            migrate_with_backup(settings)

    assert [found.name for found in tmp_path.glob("*.sqlite3")] == ["events.sqlite3"]
    with closing(sqlite_file.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
