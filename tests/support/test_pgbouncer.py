from collections.abc import Callable

import psycopg
import pytest


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


def test_transactions_of_one_client_share_connections(database_url: str, pgbouncer: Callable[[str], str]) -> None:
    url = pgbouncer(database_url).replace("+psycopg", "", 1)

    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as one:
        one.execute("SET application_name = 'left behind'")
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as other:
            found = other.execute("SELECT pg_backend_pid()").fetchone()
        assert found == one.execute("SELECT pg_backend_pid()").fetchone()
