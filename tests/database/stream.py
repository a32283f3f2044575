"""A stream of writes in a process of its own, so that the process can be killed or starved of disk."""

import asyncio
import resource
import sys
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import insert

from events_service.database import Database, DbSession, StorageFailed
from events_service.database.sqlite_file import path_of
from tests.database.things import Thing, add, names

CLIENTS = 8


def add_pair(db: DbSession, name: str) -> str:
    """An act of two statements: half of it would be seen."""
    db.execute(insert(Thing).values(name=f"{name} left"))
    db.execute(insert(Thing).values(name=f"{name} right"))
    return name


def write_without_end(url: str, prefix: str, told: Connection) -> None:
    """Write pairs until killed; send the name of each once it is acknowledged."""
    database = Database(url)

    async def client(number: int) -> None:
        for count in range(1_000_000):
            told.send(await database.write(add_pair, f"{prefix} {number} {count}"))

    async def clients() -> None:
        await asyncio.gather(*(client(number) for number in range(CLIENTS)))

    asyncio.run(clients())


def write_beyond_the_limit(url: str) -> tuple[list[str], list[str], str]:
    """Write with many clients until files may not grow; then let them, and write once more.

    Gives the names acknowledged, those refused, and the last one.
    """
    database = Database(url)
    kept: list[str] = []
    refused: list[str] = []

    async def client(number: int) -> None:
        for count in range(40):
            name = f"thing {number} {count}"
            try:
                await database.write(add, name, slug="x" * 40, title={"en": "y" * 3000 * (number % 2)})
                kept.append(name)
            except StorageFailed:
                refused.append(name)

    async def clients() -> None:
        await asyncio.gather(*(client(number) for number in range(CLIENTS)))

    log = path_of(url).with_name(path_of(url).name + "-wal")
    limit = (log.stat().st_size if log.exists() else 0) + 200_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    asyncio.run(clients())
    seen_meanwhile = names(database)
    assert set(kept) <= set(seen_meanwhile)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    database.write_now(add, "afterwards")
    database.close()
    return kept, refused, "afterwards"


def answer(told: Connection, function: Any, *arguments: Any) -> None:
    """Run a function in this process and send what it returns."""
    told.send(function(*arguments))
    sys.exit(0)
