"""Routes over HTTP: plain functions that read, coroutines that write."""

import subprocess
import sys

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import func, select

import events_service.database as database_package
from events_service.database import Database, Db
from tests.database.things import Thing, add
from tests.support.live_server import live_server


def application(database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database

    @app.get("/things")
    def count(db: Db) -> dict[str, int]:
        return {"things": db.execute(select(func.count()).select_from(Thing)).scalar_one()}

    @app.post("/things/{name}")
    async def make(name: str, request: Request) -> dict[str, str]:
        written: Database = request.app.state.database
        return {"id": await written.write(add, name)}

    return app


def test_routes_read_and_write(things: Database) -> None:
    with live_server(application(things)) as address, httpx.Client(base_url=address) as client:
        made = client.post("/things/one")
        counted = client.get("/things")

    assert (made.status_code, len(made.json()["id"])) == (200, 36)
    assert counted.json() == {"things": 1}


def test_session_is_given_back_before_the_answer(database_url: str, things: Database) -> None:
    """With a pool of one, request after request on one connection would otherwise run out of it."""
    narrow = Database(database_url, read_threads=1)
    with live_server(application(narrow)) as address, httpx.Client(base_url=address, timeout=3) as client:
        answers = {client.get("/things").status_code for _ in range(50)}
    narrow.close()

    assert answers == {200}


def test_commands_do_not_pay_for_the_web() -> None:
    """`Db` is made when somebody asks for it."""
    asked = "import sys; import events_service.database as d; before = 'fastapi' in sys.modules; d.Db;"
    asked += "print(before, 'fastapi' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert said == "False True\n"


def test_there_is_nothing_else_of_the_kind() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = database_package.Nothing
