"""Backups are whole or they are none."""

import errno
import os
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from events_service.catalogue.source import DatabaseSource
from events_service.database import Database, UnusableDatabase
from events_service.database.migrations import head, migrate
from events_service.operations.backup import (
    AlreadyThere,
    BackupThere,
    NewerBackup,
    NotABackup,
    backup,
    restore,
)
from events_service.operations.copies import BackupFailed
from events_service.operations.starting import revision_of
from tests.operations.test_transfer import fill, registration_ids
from tests.support.databases import Templates
from tests.support.serving import command
from tests.support.small_disk import small_disk


def test_backup_restores_every_row_into_an_empty_place(database: Database, database_url: str, tmp_path: Path) -> None:
    timetable = fill(database)
    file = tmp_path / "backup.zip"

    made = backup(database_url, file)
    restore(file, f"sqlite:///{tmp_path / 'restored' / 'events.sqlite3'}")

    restored = Database(f"sqlite:///{tmp_path / 'restored' / 'events.sqlite3'}")
    try:
        assert registration_ids(restored) == registration_ids(database)
        assert [current.slug for current in DatabaseSource(restored).current().events] == [timetable.event.slug]
    finally:
        restored.close()
    assert made.rows["registration"] == 4


def test_backup_of_what_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="There is no database at"):
        backup(f"sqlite:///{tmp_path / 'events.sqlite3'}", tmp_path / "backup.zip")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_of_sqlite_restores_into_postgresql(
    database: Database, database_url: str, templates: Templates, tmp_path: Path
) -> None:
    fill(database)
    file = tmp_path / "backup.zip"
    target = templates.copy("postgresql", tmp_path)

    backup(database_url, file)
    restore(file, target)

    restored = Database(target)
    try:
        assert registration_ids(restored) == registration_ids(database)
    finally:
        restored.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_a_backup_or_what_is_restored_from_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    fill(database)
    before = os.umask(0)

    try:
        backup(database_url, tmp_path / "backup.zip")
        restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'restored.sqlite3'}")
    finally:
        os.umask(before)

    assert [oct(mode(tmp_path / name)) for name in ("backup.zip", "restored.sqlite3")] == ["0o600", "0o600"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_never_writes_over_an_older_one(database: Database, database_url: str, tmp_path: Path) -> None:
    fill(database)
    (tmp_path / "backup.zip").write_bytes(b"the backup of yesterday")

    refused = command(database_url, tmp_path, "backup", "backup.zip")

    sentence = "There is something at backup.zip already. Write the backup to another file."
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", f"{sentence}\n")
    assert (tmp_path / "backup.zip").read_bytes() == b"the backup of yesterday"


def no_links(*_: Path) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_and_restore_write_over_nothing_that_appears_meanwhile(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Also on a file system that has no hard links."""
    fill(database)
    backup(database_url, tmp_path / "whole.zip")
    file, restored = tmp_path / "backup.zip", tmp_path / "restored.sqlite3"
    sync = os.fsync

    def appear(descriptor: int) -> None:
        sync(descriptor)
        for path in (file, restored):
            path.write_bytes(b"somebody else's")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "fsync", appear)
    with pytest.raises(BackupThere):
        backup(database_url, file)
    restored.unlink()
    with pytest.raises(AlreadyThere):
        restore(tmp_path / "whole.zip", f"sqlite:///{restored}")

    assert [path.read_bytes() for path in (file, restored)] == [b"somebody else's"] * 2
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_is_whole_and_private_without_hard_links(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = fill(database)
    monkeypatch.setattr(os, "link", no_links)

    backup(database_url, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'restored.sqlite3'}")

    with closing(Database(f"sqlite:///{tmp_path / 'restored.sqlite3'}")) as restored:
        assert [current.slug for current in DatabaseSource(restored).current().events] == [timetable.event.slug]
    assert [oct(mode(tmp_path / name)) for name in ("backup.zip", "restored.sqlite3")] == ["0o600", "0o600"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_into_a_folder_that_is_not_there_names_what_was_asked_for(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    refused = command(database_url, tmp_path, "backup", "no/such/events.zip")

    sentence = "No such file or directory: no/such/events.zip"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_backup_that_does_not_read_back_leaves_nothing(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    file = tmp_path / "backup.zip"

    def write_half(archive: zipfile.ZipFile, path: Path, name: str) -> None:
        content = path.read_bytes()
        archive.writestr(name, content[: len(content) // 2])

    monkeypatch.setattr(zipfile.ZipFile, "write", write_half)
    with pytest.raises(BackupFailed, match=f"The copy {file} is not whole"):
        backup(database_url, file)

    assert list(tmp_path.glob("*backup*")) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_restore_refuses_a_place_that_is_taken(database: Database, database_url: str, tmp_path: Path) -> None:
    fill(database)
    backup(database_url, tmp_path / "backup.zip")

    with pytest.raises(AlreadyThere):
        restore(tmp_path / "backup.zip", database_url)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_restore_refuses_a_place_where_the_log_of_another_database_was_left(
    database: Database, database_url: str, tmp_path: Path, left: str
) -> None:
    fill(database)
    backup(database_url, tmp_path / "backup.zip")
    log = tmp_path / f"elsewhere.sqlite3{left}"
    log.write_bytes(b"of another database")

    with pytest.raises(AlreadyThere) as caught:
        restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")

    assert str(caught.value) == f"There is something at {log} already. Restore into an empty place."
    assert not (tmp_path / "elsewhere.sqlite3").exists()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_restore_refuses_a_damaged_backup(database: Database, database_url: str, tmp_path: Path) -> None:
    fill(database)
    file = tmp_path / "backup.zip"
    backup(database_url, file)
    file.write_bytes(file.read_bytes()[:-2000])

    with pytest.raises(NotABackup):
        restore(file, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    assert not (tmp_path / "elsewhere.sqlite3").exists()


def test_restore_that_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_text("junk")
    (tmp_path / "there").mkdir()

    for place in ("new/data", "there/data"):
        with pytest.raises(NotABackup):
            restore(tmp_path / "bad.zip", f"sqlite:///{tmp_path / place / 'events.sqlite3'}")

    assert {path.name for path in tmp_path.rglob("*")} == {"bad.zip", "there"}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_restore_refuses_a_backup_with_a_damaged_byte(database: Database, database_url: str, tmp_path: Path) -> None:
    fill(database)
    file = tmp_path / "backup.zip"
    backup(database_url, file)
    content = bytearray(file.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 50):
        content[place] ^= 0xFF
    file.write_bytes(content)

    with pytest.raises(NotABackup, match=f"^{file} is not a backup"):
        restore(file, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_restore_writes_nothing_beside_the_backup(database: Database, database_url: str, tmp_path: Path) -> None:
    fill(database)
    folder = tmp_path / "read only"
    folder.mkdir()
    backup(database_url, folder / "backup.zip")
    before = folder.stat().st_mtime_ns

    restore(folder / "backup.zip", f"sqlite:///{tmp_path / 'restored.sqlite3'}")

    assert folder.stat().st_mtime_ns == before
    assert sorted(path.name for path in tmp_path.glob("restored*")) == ["restored.sqlite3"]


def old_backup(folder: Path) -> Path:
    """A backup of a database that has not been migrated for a while."""
    url = f"sqlite:///{folder / 'old.sqlite3'}"
    migrate(url, "0001")
    assert backup(url, folder / "old.zip").revision == "0001"
    return folder / "old.zip"


def test_backup_of_an_older_revision_says_so_and_is_migrated(
    database_kind: str, templates: Templates, tmp_path: Path
) -> None:
    file = old_backup(tmp_path)
    sqlite = f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    target = sqlite if database_kind == "sqlite" else templates.copy(database_kind, tmp_path)

    restore(file, target)

    restored = Database(target)
    try:
        assert revision_of(restored) == head()
    finally:
        restored.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_restore_refuses_a_backup_of_a_newer_version(database: Database, database_url: str, tmp_path: Path) -> None:
    database.write_now(lambda db: db.connection().execute(text("UPDATE alembic_version SET version_num = '9999'")))
    made = backup(database_url, tmp_path / "backup.zip")

    with pytest.raises(NewerBackup, match="at revision 9999, which this version does not know"):
        restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")

    assert made.revision == "9999"
    assert not (tmp_path / "elsewhere.sqlite3").exists()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_f3_restore_without_room_does_not_blame_the_backup(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    fill(database)
    backup(database_url, tmp_path / "backup.zip")
    with small_disk("8m") as disk:
        target = f"sqlite:///{disk.folder / 'events.sqlite3'}"
        disk.fill()

        refused = command(target, tmp_path, "restore", "backup.zip")

        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("No space left on device")
        assert [path.name for path in disk.folder.iterdir()] == ["something else"]


def test_f3_commands_without_room_for_their_file_say_so(database: Database, database_url: str, tmp_path: Path) -> None:
    slug = fill(database).event.slug
    database.close()
    with small_disk("8m") as disk:
        calendar = disk.folder / "calendar.ics"
        commands = (
            ["backup", str(disk.folder / "backup.zip")],
            ["export", slug, "--format", "ics", "--output", str(calendar)],
            ["transfer", f"sqlite:///{disk.folder / 'other.sqlite3'}"],
        )
        disk.fill()

        refused = [command(database_url, tmp_path, *words) for words in commands]

        assert [(done.returncode, len(done.stderr.splitlines())) for done in refused] == [(1, 1)] * 3
        assert refused[1].stderr == f"No space left on device: {calendar}\n"
        assert {path.name for path in disk.folder.iterdir()} <= {"something else", "other.sqlite3"}
        disk.free()
        assert [command(database_url, tmp_path, *words).returncode for words in commands] == [0, 0, 0]
