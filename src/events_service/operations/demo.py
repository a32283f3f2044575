"""The demonstration: a whole site from nothing, in a folder of its own."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from events_service import zones
from events_service.catalogue.publish import gather, publish
from events_service.database import Database
from events_service.database.migrations import migrate
from events_service.demo import read_bundle, shifted
from events_service.errors import Conflict
from events_service.interchange import bundle as bundles
from events_service.interchange.files import ImportOptions, import_file
from events_service.operations.accounts import add_user
from events_service.programme.queries import list_current
from events_service.settings import Settings, load

LOGIN = "demo@localhost.example"
_STATE = "demo.json"
_PART = "demo.json.part"
"""The state while it is written; it may be left by an interruption, and says nothing."""
NOTE = {"en": "First programme", "fr": "Premier programme", "ar": "البرنامج الأول"}


class DemoState(msgspec.Struct):
    """What the demonstration remembers between starts."""

    secret_key: str
    started_at: datetime
    password: str = ""
    deleting: bool = False
    """What the folder holds is on its way out."""


class NotADemo(Conflict):
    slug = "not-a-demo"
    msgid = "{folder} holds something else than a demonstration. Choose another folder with --data."


class DemoRuns(Conflict):
    slug = "demo-runs"
    msgid = "A demonstration is running in {folder} already. Stop it, or show another with --data FOLDER and --port."


class Demo(NamedTuple):
    """A demonstration that is ready to be served."""

    settings: Settings
    database: Database
    password: str


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """No other demonstration runs in the folder meanwhile; it is made if it is not there. DemoRuns.

    The system forgets the lock with the process that held it, however that ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRuns(folder=str(folder.absolute())) from None
        yield
    finally:
        os.close(held)


def prepare_demo(host: str, port: int, folder: Path, *, fresh: bool) -> Demo:
    """Make the folder ready, and fill the database on the first start. `fresh` deletes what the last one left."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    found = _find_state(folder)
    if found and (fresh or found.deleting):
        _clear(folder, found)
        found = None
    state = found or _first_state(folder)
    settings = demo_settings(folder, host, port, state)
    migrate(settings.database)
    database = Database(settings.database, read_threads=settings.read_threads)
    fill(database, state)
    if not state.password:
        state.password = add_user(database, LOGIN, "owner")
        _write(folder, state)
    return Demo(settings, database, state.password)


def demo_settings(folder: Path, host: str, port: int, state: DemoState) -> Settings:
    """Settings of a demonstration: nothing from the environment but what changes how it runs."""
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    shown = f"[{reached}]" if ":" in reached else reached
    return load(
        None,
        base_url=f"http://{shown}:{port}",
        secret_key=state.secret_key,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        smtp_url="",
        demo=True,
        rate_limits=False,
        log_format="console",
        log_level="warning",
    )


def fill(database: Database, state: DemoState) -> None:
    """Take the demonstration's programmes and publish them; nothing where they are there already."""
    with database.read() as db:
        if list_current(db.connection()):
            return
    bundle = shifted(read_bundle(), state.started_at.date())
    options = ImportOptions(release_note=NOTE, by="demonstration")
    import_file(database, bundles.write(bundle), options)
    with database.read() as db:
        catalogue = gather(db.connection(), zones.now())
    database.write_now(publish, catalogue)


def _find_state(folder: Path) -> DemoState | None:
    """What the demonstration in this folder left, None where there is nothing at all. NotADemo."""
    try:
        return msgspec.json.decode((folder / _STATE).read_bytes(), type=DemoState)
    except FileNotFoundError:
        if {path.name for path in folder.iterdir()} <= {_PART}:
            return None
        raise NotADemo(folder=str(folder)) from None
    except msgspec.DecodeError:
        raise NotADemo(folder=str(folder)) from None


def _first_state(folder: Path) -> DemoState:
    state = DemoState(secrets.token_urlsafe(48), zones.now())
    _write(folder, state)
    return state


def _write(folder: Path, state: DemoState) -> None:
    """Put it in place whole, whatever happens meanwhile."""
    part = folder / _PART
    part.touch(mode=0o600)
    with part.open("wb") as file:
        file.write(msgspec.json.encode(state))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / _STATE)


def _clear(folder: Path, state: DemoState) -> None:
    """Delete what a demonstration left in its folder. The folder stays: it is the lock.

    By its state the folder is known for a demonstration's: it goes last, and first says what is going on, so that
    whoever comes after an interruption goes on deleting.
    """
    state.deleting = True
    _write(folder, state)
    for path in set(folder.iterdir()) - {folder / _STATE}:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / _STATE).unlink()
