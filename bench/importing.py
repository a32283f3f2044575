"""Taking the FOSDEM 2025 file into the draft, beside parsing it alone."""

import time
from collections.abc import Iterator

from defusedxml import ElementTree

from bench import fosdem
from bench.figures import Figure, seconds
from events_service.database import Database
from events_service.database.migrations import migrate
from events_service.interchange.files import ImportOptions, import_file

SESSIONS = 1105
FIRST, AGAIN = 0.001, 0.0003
"""Seconds a session that come on top of three times the parsing."""


def figures() -> Iterator[Figure]:
    data = fosdem.schedule()
    firsts, agains, parsings = [], [], []
    for _ in range(3):
        with fosdem.folder() as place:
            url = f"sqlite:///{place / 'events.sqlite3'}"
            migrate(url)
            database = Database(url)
            try:
                # In turn, so that a machine that slows down slows both.
                firsts.append(seconds_once(database, data))
                parsings.append(seconds(lambda: ElementTree.fromstring(data)))
                agains.append(seconds_once(database, data))
            finally:
                database.close()
    first, again, parsing = (sorted(times)[1] for times in (firsts, agains, parsings))
    yield _figure("first import", first, parsing, FIRST)
    yield _figure("unchanged again", again, parsing, AGAIN)


def seconds_once(database: Database, data: bytes) -> float:
    begun = time.perf_counter()
    import_file(database, data, ImportOptions())
    return time.perf_counter() - begun


def _figure(name: str, took: float, parsing: float, each: float) -> Figure:
    allowed = 3 * parsing + each * SESSIONS
    note = f"parsing {parsing * 1000:.0f} ms; allowed: 3 times that and {each * 1000:g} ms a session"
    return Figure(name, took * 1000, allowed * 1000, "ms", 1.0, at_least=False, note=note)
