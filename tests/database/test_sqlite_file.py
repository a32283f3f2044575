"""The file of a SQLite database: found, refused, opened with the right settings (F20 in small)."""

import asyncio
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from events_service.database import Database, DatabaseUnreachable, StorageFailed, UnusableDatabase, sqlite_file
from tests.database.things import add, names


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_f20_missing_database_is_not_made_silently(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"

    with pytest.raises(UnusableDatabase) as refused:
        Database(f"sqlite:///{path}")

    assert str(refused.value) == (
        f"There is no database at {path}. `events-service migrate` makes one; "
        "if there should be one, look whether the disk is mounted."
    )
    assert list(tmp_path.iterdir()) == []


def test_file_that_somebody_else_is_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    path.touch()
    other = sqlite_file.driver.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = Timer(0.3, lambda: other.execute("ROLLBACK"))
    later.start()

    sqlite_file.make(path)

    later.join()
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:shared?mode=memory"])
def test_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="names no file"):
        Database(url)


def test_f20_file_that_is_no_database_is_a_clear_refusal(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    path.write_text("Dear colleagues, " * 1000)
    database = Database(f"sqlite:///{path}")

    with pytest.raises(StorageFailed):
        database.write_now(add, "one")
    with pytest.raises(DatabaseUnreachable), database.read() as db:
        db.execute(text("SELECT 1 FROM thing"))
    database.close()


def test_f20_file_that_has_gone_away_is_refused_and_not_made_anew(things: Database, tmp_path: Path) -> None:
    things.write_now(add, "one")
    path = things.path
    assert path is not None
    closed = Database(f"sqlite:///{path}")
    for each in tmp_path.glob("events.sqlite3*"):
        each.rename(each.with_name("moved " + each.name))

    with pytest.raises(StorageFailed):
        closed.write_now(add, "two")
    closed.close()

    assert not path.exists()


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/share nfs4 rw 0 0
//server/share /mnt/windows\\040share cifs rw 0 0
tmpfs /mnt/share/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/events/events.sqlite3", None),
        ("/mnt/share/events.sqlite3", "nfs4"),
        ("/mnt/windows share/events.sqlite3", "cifs"),
        ("/mnt/share/local/events.sqlite3", None),
        ("/mnt/shared/events.sqlite3", None),
    ],
)
def test_network_file_systems_are_known_by_the_nearest_mount(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)

    assert sqlite_file.network_file_system(Path(path), mounts) == kind


def test_network_file_system_is_refused(things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "network_file_system", lambda path: "nfs4")

    with pytest.raises(UnusableDatabase, match=r"network file system \(nfs4\)"):
        Database(f"sqlite:///{things.path}")


def test_r9_connections_are_set_up_as_measured(things: Database) -> None:
    wanted = ("journal_mode", "synchronous", "foreign_keys", "query_only", "busy_timeout", "journal_size_limit")

    writing = things.write_now(lambda db: [db.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted])
    with things.read() as db:
        reading = [db.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted]

    full, on, off = 2, 1, 0
    assert writing == ["wal", full, on, off, 5000, 64 * 1024 * 1024]
    assert (reading[0], reading[3], reading[4]) == ("wal", on, 5000)


def test_foreign_keys_are_enforced(things: Database) -> None:
    things.write_now(lambda db: db.execute(text("CREATE TABLE part (thing_id TEXT REFERENCES thing (id))")))

    with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
        things.write_now(lambda db: db.execute(text("INSERT INTO part VALUES ('nothing')")))


def test_readers_do_not_wait_for_the_writer(things: Database) -> None:
    """A reader must never take the write lock: one engine for both would make it."""
    things.write_now(add, "one")

    seen = things.write_now(lambda db: (add(db, "two"), names(things)))

    assert seen[1] == ["one"]


def test_second_process_waits_for_its_turn(things: Database) -> None:
    """A command beside the server, as another Database: both write, nothing is lost, nobody is refused."""
    beside = Database(f"sqlite:///{things.path}")

    async def both() -> None:
        ours = [things.write(add, f"server {number}") for number in range(30)]
        theirs = [beside.write(add, f"command {number}") for number in range(30)]
        await asyncio.gather(*ours, *theirs)

    asyncio.run(both())
    beside.close()

    assert len(names(things)) == 60


def test_write_ahead_log_is_emptied_at_the_end(database_url: str, things: Database) -> None:
    things.write_now(add, "one")
    log = Path(f"{things.path}-wal")
    assert log.stat().st_size > 0

    things.close()

    assert not log.exists() or log.stat().st_size == 0


def test_one_process_writes(things: Database) -> None:
    assert things.one_writing_process
