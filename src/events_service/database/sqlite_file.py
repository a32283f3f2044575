"""The file a SQLite database lives in: where it is, whether it can be trusted, whose it is."""

import time
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import make_url

from events_service.database.failures import SQLITE_BUSY
from events_service.errors import DomainError

try:
    import pysqlite3.dbapi2 as _driver
except ImportError:
    import sqlite3.dbapi2 as _driver

driver: ModuleType = _driver
"""pysqlite3 where there is a wheel: it carries a current SQLite. The standard library's otherwise."""

APPLICATION_ID = 0x45565356
"""In the file's header ("EVSV"), so that `file` and we know whose database it is."""

BUSY_SECONDS = 5.0
_WAL_BYTES = 64 * 1024 * 1024
_NETWORK = ("nfs", "cifs", "smb", "afs", "9p", "fuse.sshfs", "glusterfs", "ceph", "lustre")


class UnusableDatabase(DomainError):
    """The database cannot be opened as it is; the sentence says what to do."""

    status = 503
    slug = "unusable-database"
    title = "The database cannot be used"


def path_of(url: str) -> Path:
    """The file of a `sqlite:///` URL, absolute. A database in memory is refused: two engines share it."""
    name = make_url(url).database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise UnusableDatabase("{url} names no file; write sqlite:///path/to/events.sqlite3.", url=url)
    return Path(name).absolute()


def check(path: Path) -> None:
    """Raise UnusableDatabase unless the file is there, on a local disk. Never makes one."""
    if not path.is_file():
        raise UnusableDatabase(
            "There is no database at {path}. `events-service migrate` makes one; "
            "if there should be one, look whether the disk is mounted.",
            path=path,
        )
    if kind := network_file_system(path):
        raise UnusableDatabase(
            "{path} lies on a network file system ({kind}), where SQLite's locks cannot be trusted. "
            "Move it to a local disk, or use PostgreSQL.",
            path=path,
            kind=kind,
        )


def network_file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of network file system a path lies on; None for a local one, and where nobody can tell."""
    if not mounts.exists():
        return None
    entries = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    above = [(Path(place.replace("\\040", " ")), kind) for place, kind in entries]
    nearest = max(((len(place.parts), kind) for place, kind in above if path.is_relative_to(place)), default=(0, ""))
    return nearest[1] if nearest[1].startswith(_NETWORK) else None


def make(path: Path) -> None:
    """Make an empty database, readable by nobody else, unless there is one; then it must be ours."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    check(path)
    try:
        with closing(connect(path)) as connection:
            (found,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.Error as problem:
        raise UnusableDatabase("{path} cannot be used as a database: {why}.", path=path, why=problem) from problem
    if found != APPLICATION_ID and (found or tables):
        raise UnusableDatabase("{path} is a database of another program. Choose another file.", path=path)


def connect(path: Path, *, read_only: bool = False) -> Any:
    """A driver connection that begins transactions only when told to. The file must be there."""
    connection = driver.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        _prepare(connection, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Any, *, read_only: bool) -> None:
    settings = ["temp_store = MEMORY", "cache_size = -16000"]
    if read_only:
        settings.append("query_only = ON")
    else:
        _write_ahead(connection)
        settings += [
            "synchronous = FULL",
            "foreign_keys = ON",
            f"journal_size_limit = {_WAL_BYTES}",
        ]
    for setting in settings:
        connection.execute(f"PRAGMA {setting}").fetchall()


def _write_ahead(connection: Any) -> None:
    """Keep a write-ahead log. Who makes the file so at the same moment is waited for here.

    SQLite reads before it writes this one, and does not let its own patience pass from reading to writing.
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except driver.OperationalError as problem:
            code: int = getattr(problem, "sqlite_errorcode", 0)
            if code & 0xFF not in SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return
