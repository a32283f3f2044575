import os
from pathlib import Path

import psycopg
import pytest

from tests.support import postgresql
from tests.support.postgresql import Server


def plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def test_database_belongs_to_ordinary_role(postgresql_server: Server) -> None:
    name = postgresql_server.create()
    ask = "SELECT current_database(), rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"

    with psycopg.connect(plain(postgresql_server.url_of(name))) as connection:
        row = connection.execute(ask).fetchone()

    assert row == (name, postgresql_server.role is None)
    postgresql_server.drop(name)


def test_copy_has_what_the_template_had(postgresql_server: Server) -> None:
    template = postgresql_server.create()
    with psycopg.connect(plain(postgresql_server.url_of(template))) as connection:
        connection.execute("CREATE SCHEMA ours CREATE TABLE room (slug text)")
        connection.execute("INSERT INTO ours.room VALUES ('dakhla')")

    copy = postgresql_server.create(template)

    with psycopg.connect(plain(postgresql_server.url_of(copy))) as connection:
        assert connection.execute("SELECT slug FROM ours.room").fetchall() == [("dakhla",)]
    for name in (template, copy):
        postgresql_server.drop(name)
        assert not postgresql_server.exists(name)


@pytest.mark.skipif(postgresql.find_programs() is None, reason="PostgreSQL is not on this machine")
def test_server_of_our_own_leaves_nothing() -> None:
    url, pid = postgresql.start_server()
    with psycopg.connect(url) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    folder = Path(data).parent
    assert folder.is_dir()

    postgresql.stop_server(pid)

    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
