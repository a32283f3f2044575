import pytest

from events_service.database import Database
from tests.database.things import make_table


@pytest.fixture
def things(database: Database) -> Database:
    """A database with a table of things."""
    database.write_now(make_table)
    return database
