"""The process is killed in the middle of a stream of writes (F1 in small)."""

import random
import time
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import text

from events_service.database import Database
from tests.database.stream import write_without_end
from tests.database.things import names


def killed_once(processes: ForkServerContext, url: str, prefix: str) -> list[str]:
    """Start the stream and kill it a moment after its first acknowledgement. What it had been told by then."""
    here, there = processes.Pipe(duplex=False)
    writing = processes.Process(target=write_without_end, args=(url, prefix, there))
    writing.start()
    there.close()
    assert here.poll(30), "nothing was written before the kill"
    time.sleep(random.uniform(0.0, 0.12))
    writing.kill()
    writing.join()
    acknowledged = []
    try:
        while True:
            acknowledged.append(here.recv())
    except EOFError:
        return acknowledged


def kill_and_compare(processes: ForkServerContext, url: str, rounds: int) -> None:
    acknowledged: list[str] = []
    for number in range(rounds):
        acknowledged += killed_once(processes, url, f"round {number}")

    database = Database(url)
    kept = set(names(database))
    with database.read() as db:
        if database.one_writing_process:
            assert db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    database.close()
    assert len(acknowledged) >= rounds
    assert {f"{name} {side}" for name in acknowledged for side in ("left", "right")} <= kept
    assert {name.removesuffix(" left") for name in kept if name.endswith("left")} == {
        name.removesuffix(" right") for name in kept if name.endswith("right")
    }


def test_f1_kill_loses_nothing_acknowledged_and_leaves_no_half_act(
    processes: ForkServerContext, database_url: str, things: Database
) -> None:
    kill_and_compare(processes, database_url, 20)


@pytest.mark.long
def test_f1_two_hundred_kills(processes: ForkServerContext, database_url: str, things: Database) -> None:
    kill_and_compare(processes, database_url, 200)
