"""Uploaded files go with the database into a backup, and come back as they were."""

import zipfile
from pathlib import Path

import msgspec
import pytest

from events_service.database import Database
from events_service.media import uploads
from events_service.media.store import Store
from events_service.operations.backup import AlreadyThere, Manifest, NotABackup, backup, restore
from events_service.operations.transfer import report_files
from events_service.zones import now
from tests.media import files
from tests.operations.test_transfer import fill
from tests.support.serving import command

MOST = 10_000_000
PHOTO = uploads.photo(files.picture(), MOST)
PAPER = uploads.document(files.pdf(), MOST)


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    """A data folder with a photo, its small one and a document."""
    fill(database)
    store = Store(tmp_path / "data")
    for taken in (PHOTO, PAPER):
        uploads.put(store, taken)
        database.write_now(uploads.keep, taken, None, "account:alice", "x", now())
    return store


def contents(store: Store) -> dict[str, bytes]:
    return {name: store.path(name).read_bytes() for name in store.names()}


def test_files_come_back_as_they_were(database_url: str, store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "restored")

    made = backup(database_url, tmp_path / "backup.zip", store)
    restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'restored' / 'events.sqlite3'}", store=other)

    assert (len(made.files), made.missing) == (3, ())
    assert contents(other) == contents(store)


def test_missing_file_is_named_and_keeps_no_backup_from_being_made(
    database_url: str, store: Store, tmp_path: Path
) -> None:
    store.path(PAPER.name).unlink()
    store.path(PHOTO.name).write_bytes(b"damaged")

    made = backup(database_url, tmp_path / "backup.zip", store)

    assert made.missing == tuple(sorted([PAPER.name, PHOTO.name]))
    assert len(made.files) == 1


def changed(source: Path, target: Path, replaced: dict[str, bytes | None]) -> None:
    """The archive with other contents; None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in {*old.namelist(), *replaced}:
            content = replaced[name] if name in replaced else old.read(name)
            if content is not None:
                new.writestr(name, content)


@pytest.mark.parametrize("content", [None, b"other"])
def test_backup_with_another_file_than_it_should_have_is_none(
    database_url: str, store: Store, tmp_path: Path, content: bytes | None
) -> None:
    backup(database_url, tmp_path / "backup.zip", store)
    changed(tmp_path / "backup.zip", tmp_path / "bad.zip", {f"media/{PAPER.name}": content})
    other = Store(tmp_path / "restored")

    with pytest.raises(NotABackup):
        restore(tmp_path / "bad.zip", f"sqlite:///{tmp_path / 'restored' / 'events.sqlite3'}", store=other)

    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("name", ["../../evil.pdf", "/tmp/evil.pdf", "..\\evil.pdf", f"../{PAPER.name}"])
def test_file_of_a_backup_is_never_put_elsewhere(database_url: str, store: Store, tmp_path: Path, name: str) -> None:
    made = backup(database_url, tmp_path / "backup.zip", store)
    digest = made.files[PAPER.name]
    manifest = msgspec.structs.replace(made, files={name: digest})
    evil = {"manifest.json": msgspec.json.encode(manifest), f"media/{name}": files.pdf()}
    changed(tmp_path / "backup.zip", tmp_path / "bad.zip", dict(evil))
    other = Store(tmp_path / "restored")

    with pytest.raises(NotABackup):
        restore(tmp_path / "bad.zip", f"sqlite:///{tmp_path / 'restored' / 'events.sqlite3'}", store=other)

    assert not (tmp_path / "restored").exists()


def test_restore_that_is_refused_leaves_no_files(database_url: str, store: Store, tmp_path: Path) -> None:
    backup(database_url, tmp_path / "backup.zip", store)
    (tmp_path / "there.sqlite3").write_bytes(b"x")
    other = Store(tmp_path / "restored")

    with pytest.raises(AlreadyThere):
        restore(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'there.sqlite3'}", store=other)

    assert not (tmp_path / "restored").exists()


def test_backup_of_a_version_without_uploads_is_one() -> None:
    old = b'{"version":"0.1","revision":"0002","made_at":"2026-01-01T00:00:00Z","rows":{"event":1}}'

    assert msgspec.json.decode(old, type=Manifest).files == {}


def test_whoever_moves_the_database_is_told_of_the_files(database_url: str, store: Store, tmp_path: Path) -> None:
    assert list(report_files(database_url, tmp_path / "data")) == [
        f"Uploaded files stay in {store.folder}: 3 of 3 are there and whole."
    ]

    store.path(PAPER.name).unlink()

    assert list(report_files(database_url, tmp_path / "data")) == [
        f"Uploaded files stay in {store.folder}: 2 of 3 are there and whole.",
        f"Missing or damaged, such as {PAPER.name}: 1. Bring them back from a backup.",
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_commands_carry_files_and_the_doctor_misses_them(database_url: str, store: Store, tmp_path: Path) -> None:
    data = {"EVENTS_DATA_DIR": str(tmp_path / "data")}

    written = command(database_url, tmp_path, "backup", "backup.zip", settings=data)
    well = command(database_url, tmp_path, "doctor", settings=data)
    store.path(PAPER.name).unlink()
    ill = command(database_url, tmp_path, "doctor", settings=data)

    assert (written.returncode, " and 3 uploaded files, verified." in written.stdout) == (0, True)
    assert f"Every uploaded file is there: 3 in {store.folder}." in " ".join(well.stdout.split())
    assert f"Uploaded files missing in {store.folder}: 1 of 3, such as {PAPER.name}." in " ".join(ill.stdout.split())
