"""The data of the benchmark: FOSDEM 2025, 1,105 sessions, in a database of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events_service import zones
from events_service.catalogue.publish import gather, publish
from events_service.database import Database
from events_service.database.migrations import migrate
from events_service.interchange.files import ImportOptions, import_file

DATA = Path(os.environ.get("EVENTS_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SLUG = "fosdem-2025"


def schedule() -> bytes:
    return (DATA / "schedule" / "fosdem-2025.xml").read_bytes()


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder; on a real disk, for that is what is measured."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("EVENTS_BENCH_DIR")) as name:
        yield Path(name)


def fill(database: Database) -> None:
    """FOSDEM 2025, published, with the Catalogue."""
    import_file(database, schedule(), ImportOptions(release_note={"en": "First programme"}))
    with database.read() as db:
        catalogue = gather(db.connection(), zones.now())
    database.write_now(publish, catalogue)


@contextmanager
def filled() -> Iterator[tuple[Database, str]]:
    """A SQLite database with FOSDEM 2025 in it, and its URL."""
    with folder() as place:
        url = f"sqlite:///{place / 'events.sqlite3'}"
        migrate(url)
        database = Database(url)
        try:
            fill(database)
            yield database, url
        finally:
            database.close()
