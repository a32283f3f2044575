"""Copies that are whole: made while the service runs, and verified before they count.

A backup is one ZIP file with the database as SQLite, whatever kind it comes from, the uploaded files, and what it
should hold.
"""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import make_url

from events_service import __version__
from events_service.database import sqlite_file
from events_service.database.migrations import migrate, revisions
from events_service.errors import Conflict, DomainError, InvalidInput
from events_service.media.store import Store
from events_service.operations.copies import BackupFailed, copy_database, put_in_place, sync, verdict_on
from events_service.operations.files_in_backups import find_damaged, list_files, pack, put_back
from events_service.operations.transfer import Transferred, counted, transfer
from events_service.tables import metadata
from events_service.zones import now

_DATABASE = "events.sqlite3"
_MANIFEST = "manifest.json"
_BESIDE = ("-wal", "-shm", "-journal")
"""How SQLite names the logs it keeps beside a database."""


class NotABackup(InvalidInput):
    slug = "not-a-backup"
    msgid = "{path} is not a backup of this service, or it is damaged ({why})."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path=str(path), why=why)
        self.why = why


class NewerBackup(Conflict):
    slug = "newer-backup"
    msgid = "{path} was made by version {version} at revision {found}, which this version does not know. Upgrade first."


class AlreadyThere(Conflict):
    slug = "already-there"
    msgid = "There is something at {path} already. Restore into an empty place."


class BackupThere(Conflict):
    slug = "backup-there"
    msgid = "There is something at {path} already. Write the backup to another file."


class DrillDiffers(DomainError):
    status = 500
    slug = "drill-differs"
    title = "The restore drill failed"
    msgid = "What was restored differs from the backup in {table}: {before} rows, then {after}."


class Manifest(msgspec.Struct):
    """What a backup should hold."""

    version: str
    revision: str
    made_at: datetime
    rows: dict[str, int]
    files: dict[str, str] = {}
    """SHA-256 of each uploaded file, by its name."""
    missing: tuple[str, ...] = ()
    """Uploaded files that were not there, or were damaged, when it was made."""


def backup(database_url: str, target: Path, store: Store | None = None) -> Manifest:
    """Write a backup, read it back, and only then put it in place. The service may go on meanwhile.

    `store` has the uploaded files. One that is missing there keeps no backup from being made; the manifest names it.
    Raises BackupThere rather than writing over anything, least of all over an older backup.
    """
    if target.exists():
        raise BackupThere(path=str(target))
    with _beside(target) as folder:
        copy = Path(folder) / _DATABASE
        if _is_sqlite(database_url):
            source = sqlite_file.path_of(database_url)
            sqlite_file.check(source)
            copy_database(source, copy, shown=target)
        else:
            transfer(database_url, f"sqlite:///{copy}")
        files, missing = list_files(copy, store) if store else ({}, ())
        manifest = Manifest(__version__, _revision(copy), now(), _rows(copy), files, missing)
        part = Path(folder) / "backup.zip"
        _pack(part, manifest, copy, store)
        _read_back(part, manifest, target)
        sync(part)
        try:
            put_in_place(part, target)
        except FileExistsError:
            raise BackupThere(path=str(target)) from None
    return manifest


def restore(source: Path, database_url: str, migration_url: str = "", store: Store | None = None) -> Manifest:
    """Bring a backup into an empty place, at the newest revision; its rows are counted before that.

    It is unpacked beside the target, since the source may lie where nothing can be written. Raises NewerBackup
    where it has a revision this version does not know. `migration_url` is as for `transfer`. Uploaded files go to
    `store` first, and are as they should be. Refused, it leaves nothing: no folder either.
    """
    path = sqlite_file.path_of(database_url) if _is_sqlite(database_url) else None
    if path is not None:
        _refuse_what_is_there(path)
    with _folder_for(path), _opened(source, path and _folder(path)) as (manifest, copy):
        found = _revision(copy)
        if found and found not in revisions():
            raise NewerBackup(path=str(source), version=manifest.version, found=found)
        migrate(f"sqlite:///{copy}")
        with put_back(source, manifest.files, store):
            if path is not None:
                whole = copy.with_name(f"whole-{_DATABASE}")
                copy_database(copy, whole, shown=path)
                try:
                    put_in_place(whole, path)
                except FileExistsError:
                    raise AlreadyThere(path=str(path)) from None
            else:
                transfer(f"sqlite:///{copy}", database_url, migration_url)
        return manifest


class Drilled(msgspec.Struct, frozen=True):
    """A backup that was restored, to see that it can be."""

    made_at: datetime
    rows: int
    tables: int
    digest: str
    """Over the digests of all tables."""


def drill(source: Path, folder: Path) -> Drilled:
    """Restore a backup into an empty database that goes away again, and compare every table with what was kept.

    Raises as `restore` does; DrillDiffers where the restored rows are others. `folder` has room for it.
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        restored = f"sqlite:///{Path(place) / 'restored.sqlite3'}"
        manifest = restore(source, restored)
        found = counted(restored)
        with _opened(source, Path(place)) as (_, copy):
            # Tables and columns that the backup is older than, so that like is compared with like.
            migrate(f"sqlite:///{copy}")
            kept = counted(f"sqlite:///{copy}")
    for before, after in zip(kept, found, strict=True):
        if before != after:
            raise DrillDiffers(table=before.table, before=before.rows, after=after.rows)
    whole = hashlib.sha256("".join(table.digest for table in found).encode()).hexdigest()
    return Drilled(manifest.made_at, moved(found), len(found), whole)


def _refuse_what_is_there(path: Path) -> None:
    """AlreadyThere for the database, and for what another one left beside it: SQLite would replay that log."""
    for suffix in ("", *_BESIDE):
        there = path.with_name(path.name + suffix)
        if there.exists():
            raise AlreadyThere(path=str(there))


def _pack(path: Path, manifest: Manifest, copy: Path, store: Store | None) -> None:
    """Write manifest, database and files into one that nobody else can read: it holds the participants."""
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        archive.write(copy, _DATABASE)
        if store is not None:
            pack(archive, manifest.files, store)


def _read_back(part: Path, manifest: Manifest, target: Path) -> None:
    """BackupFailed unless what was written holds what it should."""
    try:
        with _opened(part, part.parent) as (found, _):
            why = "" if found == manifest else "its manifest differs"
    except NotABackup as problem:
        why = problem.why
    if why:
        raise BackupFailed(path=str(target), why=why)


def moved(copied: list[Transferred]) -> int:
    """How many rows a transfer carried."""
    return sum(table.rows for table in copied)


@contextmanager
def _opened(path: Path, beside: Path | None) -> Iterator[tuple[Manifest, Path]]:
    """A backup's manifest and its database, checked: whole, and with as many rows as it should have.

    It is unpacked in the folder `beside`, where the system keeps such things if None, and is gone afterwards.
    """
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        # What the system refuses, such as room on the disk, is no fault of the backup.
        try:
            with zipfile.ZipFile(path) as archive:
                manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
                copy = Path(archive.extract(_DATABASE, folder))
                damaged = find_damaged(archive, manifest.files)
        except (KeyError, zipfile.BadZipFile, zlib.error, msgspec.DecodeError) as problem:
            raise NotABackup(path, type(problem).__name__) from problem
        if damaged:
            raise NotABackup(path, f"a file is damaged: {damaged}")
        verdict = verdict_on(copy)
        if verdict != "ok":
            raise NotABackup(path, verdict)
        if _rows(copy) != manifest.rows:
            raise NotABackup(path, "rows are missing")
        yield manifest, copy


def _revision(path: Path) -> str:
    """The revision the database is at, whatever this version of the service is at; empty if it has none."""
    with closing(sqlite_file.driver.connect(path)) as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
    return found[0] if found else ""


def _rows(path: Path) -> dict[str, int]:
    """Rows per table; tables this version does not know are left to the migrations."""
    connection = sqlite_file.driver.connect(path)
    try:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        known = sorted(there & set(metadata.tables))
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in known}
    finally:
        connection.close()


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _beside(target: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder for what is not finished. Where there can be none, OSError names what was asked for."""
    try:
        return tempfile.TemporaryDirectory(dir=_folder(target))
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(target)) from None


def _folder(path: Path) -> Path:
    """A folder on the same disk, so that what is finished there is put in place at once."""
    return path.absolute().parent


@contextmanager
def _folder_for(path: Path | None) -> Iterator[None]:
    """A folder for the file, with those above it; where what follows fails, those that were made are gone again."""
    folders = [_folder(path), *_folder(path).parents] if path else []
    missing = [folder for folder in folders if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
        yield
    except BaseException:
        # What somebody else has put there meanwhile stays.
        with suppress(OSError):
            for folder in missing:
                folder.rmdir()
        raise
