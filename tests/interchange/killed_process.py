"""A process that imports or publishes, says so in the middle of the act, and waits there to be killed.

python -m tests.interchange.killed_process DATABASE_URL import|release STATEMENT|after
"""

import sys
import time
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from events_service import zones
from events_service.database import Database
from events_service.interchange import bundle, taking
from events_service.interchange.bundle import Bundle
from events_service.programme.release import plan, release
from tests.factories.programme import make_programme


def imported() -> Any:
    """A programme of 60 sessions, as a bundle brings it."""
    (read,) = bundle.imports_of(bundle.read(bundle.write(Bundle(1, (make_programme(60),)))))
    return read


def prepared(database: Database, act: str) -> tuple[Any, Any]:
    with database.read() as db:
        if act == "import":
            return taking.take, taking.prepare(db.connection(), imported())
        return release, plan(db.connection(), make_programme(60).event.uid, zones.now())


def wait_to_be_killed() -> None:
    sys.stdout.write("now\n")
    sys.stdout.flush()
    time.sleep(60)


def main(url: str, act: str, when: str) -> None:
    database = Database(url)
    run, value = prepared(database, act)
    statements = count(1)

    def pause(*_: Any) -> None:
        if str(next(statements)) == when:
            wait_to_be_killed()

    event.listen(Engine, "before_cursor_execute", pause)
    database.write_now(run, value)
    if when == "after":
        wait_to_be_killed()


if __name__ == "__main__":
    main(*sys.argv[1:])
