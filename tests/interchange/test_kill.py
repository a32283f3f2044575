"""kill -9 in the middle of an import or a release: all of it is there afterwards, or nothing."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from events_service import zones
from events_service.database import Database, DbSession
from events_service.interchange import taking
from events_service.programme import draft
from events_service.programme.queries import find_event_uid, list_current
from events_service.programme.release import plan, release
from events_service.tables import metadata
from tests.factories.programme import make_programme
from tests.interchange.killed_process import imported
from tests.support.needs import CHECKOUT

UID = make_programme(60).event.uid
OF_IMPORT = ("event", "session", "room", "person", "organization", "session_person", "external_reference")
OF_RELEASE = ("release", "released_session", "job")


def kill_in(url: str, act: str, when: str) -> None:
    """Start the process, and kill it as soon as it says that it is there."""
    command = [sys.executable, "-m", "tests.interchange.killed_process", url, act, when]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "now\n"
        finally:
            process.kill()


def rows(database: Database, tables: tuple[str, ...]) -> list[int]:
    with database.read() as db:
        asked = (select(func.count()).select_from(metadata.tables[name]) for name in tables)
        return [db.connection().execute(one).scalar_one() for one in asked]


def take(db: DbSession) -> None:
    taking.take(db, taking.prepare(db.connection(), imported()))


def publish(db: DbSession) -> int:
    return release(db, plan(db.connection(), UID, zones.now()))


@pytest.mark.parametrize("statement", ["2", "7", "12"])
def test_import_killed_before_it_was_safe_leaves_nothing(database_url: str, statement: str) -> None:
    kill_in(database_url, "import", statement)

    database = Database(database_url)
    try:
        assert rows(database, OF_IMPORT) == [0] * len(OF_IMPORT)
        database.write_now(take)
        with database.read() as db:
            assert len(draft.load(db.connection(), UID).programme.sessions) == 60
    finally:
        database.close()


def test_import_killed_after_it_was_safe_is_whole(database_url: str) -> None:
    kill_in(database_url, "import", "after")

    database = Database(database_url)
    try:
        with database.read() as db:
            assert find_event_uid(db.connection(), "forum-7") == UID
            whole = draft.load(db.connection(), UID).programme
            again = taking.prepare(db.connection(), imported())
        assert len(whole.sessions) == 60
        assert again.writes == ()
    finally:
        database.close()


@pytest.mark.parametrize("statement", ["2", "5", "9"])
def test_release_killed_before_it_was_safe_leaves_nothing(database_url: str, statement: str) -> None:
    database = Database(database_url)
    database.write_now(take)
    database.close()

    kill_in(database_url, "release", statement)

    database = Database(database_url)
    try:
        assert rows(database, OF_RELEASE) == [0] * len(OF_RELEASE)
        with database.read() as db:
            assert list_current(db.connection()) == []
            assert draft.load(db.connection(), UID).version == 1
        assert database.write_now(publish) == 1
    finally:
        database.close()


def test_release_killed_after_it_was_safe_is_whole(database_url: str) -> None:
    database = Database(database_url)
    database.write_now(take)
    database.close()

    kill_in(database_url, "release", "after")

    database = Database(database_url)
    try:
        with database.read() as db:
            (current,) = list_current(db.connection())
        assert (current.event_uid, current.release, current.live_version) == (UID, 1, 1)
        assert rows(database, OF_RELEASE) == [1, 60, 2]
    finally:
        database.close()
