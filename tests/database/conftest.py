import multiprocessing
from multiprocessing.context import ForkServerContext

import pytest

from events_service.database import Database
from tests.database.things import make_table
from tests.support.needs import CHECKOUT


@pytest.fixture
def things(database: Database) -> Database:
    """A database with a table of things."""
    database.write_now(make_table)
    return database


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> ForkServerContext:
    """Processes that start with everything imported, so that each round costs little."""
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))  # where the server that forks them finds the tests
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.database.stream", "alembic.command", "events_service.tables"])
    return context
