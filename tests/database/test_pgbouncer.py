"""Behind PgBouncer in transaction mode: each transaction may go to another server connection."""

import asyncio
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import bindparam, insert, text

from events_service.database import Database, DbSession, Prepared
from events_service.database.migrations import migrate
from tests.database.test_writing import take_place
from tests.database.things import Thing, add, names

ADD = Prepared(insert(Thing).values(name=bindparam("name")))


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


@pytest.fixture
def bounced_url(pgbouncer: Callable[[str], str], database_url: str) -> str:
    """The test's database through PgBouncer, which has fewer server connections than there are writers."""
    return pgbouncer(database_url)


def test_everything_works_behind_pgbouncer(bounced_url: str, things: Database) -> None:
    """More writers than server connections; prepared, ORM and many-row statements; reading in between."""
    bounced = Database(bounced_url)
    things.write_now(add, "places")

    def act(db: DbSession, number: int) -> int:
        ADD.run_many(db, [{"name": f"{number} many {each}"} for each in range(3)])
        return take_place(db, f"{number} person", 100)

    async def rush() -> list[int]:
        return await asyncio.gather(*(bounced.write(act, number) for number in range(40)))

    taken = asyncio.run(rush())
    seen = names(bounced)
    bounced.close()

    assert sorted(taken) == list(range(1, 41))
    assert len(seen) == 1 + 40 * 4
    assert seen == names(things)


def test_nothing_is_left_behind_on_a_server_connection(bounced_url: str, things: Database) -> None:
    bounced = Database(bounced_url)

    async def many() -> None:
        await asyncio.gather(*(bounced.write(add, f"thing {number}") for number in range(20)))

    asyncio.run(many())
    left = "SELECT current_setting('lock_timeout'), (SELECT count(*) FROM pg_prepared_statements)"
    with psycopg.connect(bounced_url.replace("+psycopg", ""), autocommit=True, prepare_threshold=None) as connection:
        found = {connection.execute(left).fetchone() for _ in range(6)}
    bounced.close()

    assert found == {("0", 0)}


def test_limits_hold_behind_pgbouncer(bounced_url: str, things: Database) -> None:
    bounced = Database(bounced_url)

    limit = bounced.write_now(lambda db: db.execute(text("SHOW lock_timeout")).scalar_one())
    bounced.close()

    assert limit == "3s"


def test_migrations_run_behind_pgbouncer(bounced_url: str) -> None:
    migrate(bounced_url)
    migrate(bounced_url)
