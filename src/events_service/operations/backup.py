"""Copies of the database that are whole: made while it is in use, and verified before they count."""

import os
from pathlib import Path

from events_service.database import sqlite_file
from events_service.errors import DomainError


class BackupFailed(DomainError):
    status = 500
    slug = "backup-failed"
    title = "The backup failed"
    msgid = "The copy {path} is not whole ({why}). Nothing was replaced."


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database with the online backup API, verify the copy, and put it in place whole.

    Raises BackupFailed where the copy does not pass `integrity_check`; then `target` is as it was.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    reading = sqlite_file.driver.connect(f"file:{source}?mode=ro", uri=True)
    writing = sqlite_file.driver.connect(part)
    try:
        reading.backup(writing)
        verdict = writing.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        writing.close()
        reading.close()
    if verdict != "ok":
        part.unlink()
        raise BackupFailed(path=str(target), why=str(verdict))
    with part.open("rb") as copied:
        os.fsync(copied.fileno())
    part.replace(target)
