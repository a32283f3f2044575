"""Databases with every table in them, of both kinds, quickly.

The schema is made once for a run and copied: a SQLite file, a PostgreSQL database from a TEMPLATE.
Tests that ask for `db`, `database` or `database_url` run on both kinds. A module about something else than
storage stays with one by a fixture of its own:

    @pytest.fixture
    def database_kind() -> str:
        return "sqlite"
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.postgresql import Server, locked, run_folder

if TYPE_CHECKING:
    from events_service.database import Database, DbSession

KINDS = ("sqlite", "postgresql")


class Templates:
    """Makes databases of either kind with every table in them."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._shared: dict[str, Database] = {}

    @property
    def server(self) -> Server:
        """PostgreSQL is started by the first test that needs it."""
        server: Server = self._request.getfixturevalue("postgresql_server")
        return server

    def copy(self, kind: str, folder: Path) -> str:
        """A database of one's own; gives its URL. A SQLite file lies in `folder`."""
        if kind == "sqlite":
            return f"sqlite:///{shutil.copy(self._sqlite(), folder / 'events.sqlite3')}"
        return self.server.url_of(self.server.create(self._postgresql()))

    def drop(self, url: str) -> None:
        if url.startswith("postgresql"):
            self.server.drop(url.partition("?")[0].rpartition("/")[2])

    def shared(self, kind: str, folder: Path) -> "Database":
        """One database for all tests of this process that undo what they did."""
        from events_service.database import Database

        if kind not in self._shared:
            self._shared[kind] = Database(self.copy(kind, folder))
        return self._shared[kind]

    def close(self) -> None:
        for database in self._shared.values():
            database.close()

    def _sqlite(self) -> Path:
        path = self._folder / "template.sqlite3"
        with locked(self._folder / "template.lock"):
            if not path.exists():
                unfinished = path.with_suffix(".unfinished")
                make_schema(f"sqlite:///{unfinished}")
                unfinished.rename(path)
        return path

    def _postgresql(self) -> str:
        name = f"{self.server.run}_template"
        with locked(self._folder / "template.lock"):
            if not self.server.exists(name):
                unfinished = self.server.create()
                make_schema(self.server.url_of(unfinished))
                self.server.rename(unfinished, name)
        return name


def make_schema(url: str) -> None:
    """Every table, in a database that is empty or not there yet."""
    from sqlalchemy import create_engine

    from events_service.database import migrations, sqlite_file
    from events_service.tables import metadata

    if migrations.head() is not None:
        migrations.migrate(url)
        return
    if url.startswith("sqlite"):
        sqlite_file.make(sqlite_file.path_of(url))
    engine = create_engine(url)
    try:
        metadata.create_all(engine)
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def templates(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Templates]:
    templates = Templates(request, run_folder(pytestconfig, tmp_path_factory))
    yield templates
    templates.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`: a test that needs a database runs on both."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(templates: Templates, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A new database with every table and no row, as EVENTS_DATABASE_URL takes it; the test's own."""
    url = templates.copy(database_kind, tmp_path)
    yield url
    templates.drop(url)


@pytest.fixture
def database(database_url: str) -> "Iterator[Database]":
    """The same, open: for tests in which something is really committed."""
    from events_service.database import Database

    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def db(templates: Templates, database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DbSession]":
    """A session for the test of an act: what it writes is undone at the end."""
    from tests.support.rehearsal import rehearsing

    shared = templates.shared(database_kind, tmp_path_factory.getbasetemp())
    with rehearsing(shared) as db:
        yield db
