"""Files that are whole or not there: a SQLite database copied while it is in use, and put in place at once."""

import os
from pathlib import Path

from events_service.database import sqlite_file
from events_service.errors import DomainError


class BackupFailed(DomainError):
    status = 500
    slug = "backup-failed"
    title = "The backup failed"
    msgid = "The copy {path} is not whole ({why}). Nothing was written."


def copy_database(source: Path, target: Path, *, shown: Path | None = None) -> None:
    """Copy a SQLite database with the online backup API, verify the copy, and put it in place whole.

    Nobody else can read it. Raises BackupFailed where it cannot be written or does not pass `integrity_check`;
    then `target` is as it was. `shown` is the path to name where the target is on its way to another.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    reading = sqlite_file.driver.connect(f"file:{source}?mode=ro", uri=True)
    writing = sqlite_file.driver.connect(part)
    try:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")
        verdict = verdict_on(part)
    except sqlite_file.driver.Error as problem:
        verdict = str(problem)
    finally:
        writing.close()
        reading.close()
    if verdict != "ok":
        part.unlink(missing_ok=True)
        raise BackupFailed(path=str(shown or target), why=verdict)
    sync(part)
    part.replace(target)


def is_whole(path: Path) -> bool:
    """Does a SQLite database pass `integrity_check`?"""
    return verdict_on(path) == "ok"


def verdict_on(path: Path) -> str:
    connection = sqlite_file.driver.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite_file.driver.DatabaseError as problem:
        return str(problem)
    finally:
        connection.close()


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file on the same disk its name at once; FileExistsError where that is taken by now."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # Not every file system has hard links: take the name first, and then what stands under it.
        target.touch(mode=0o600, exist_ok=False)
        try:
            part.replace(target)
        except OSError:
            target.unlink()
            raise


def sync(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())
