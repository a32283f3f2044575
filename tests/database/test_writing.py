"""`write()` and `write_now()`: what callers may rely on, on both databases."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from events_service.database import Database, DbSession
from events_service.database.database import WRITE_THREADS
from events_service.errors import Busy, Conflict
from tests.database.things import Thing, add, names


class Full(Conflict):
    """A refusal of the kind acts raise."""


def take_place(db: DbSession, name: str, capacity: int) -> int:
    """An act with a limit, as registration has one: lock, count, refuse or write."""
    places: int = db.execute(select(Thing.count).where(Thing.name == "places").with_for_update()).scalar_one()
    if places >= capacity:
        raise Full
    db.execute(update(Thing).where(Thing.name == "places").values(count=places + 1))
    add(db, name)
    return places + 1


@contextmanager
def all_writers_held(database: Database) -> Iterator[None]:
    """Every thread that writes is in the middle of an act, until the block ends."""
    go_on = threading.Event()

    def hold(_: DbSession, begun: threading.Event) -> None:
        begun.set()
        assert go_on.wait(20)

    begun = [threading.Event() for _ in range(1 if database.one_writing_process else WRITE_THREADS)]
    with ThreadPoolExecutor(len(begun)) as pool:
        holding = [pool.submit(database.write_now, hold, each) for each in begun]
        try:
            assert all(each.wait(10) for each in begun)
            yield
        finally:
            go_on.set()
        for each in holding:
            each.result()


def test_write_now_returns_what_the_act_returns(things: Database) -> None:
    assert things.write_now(lambda db: [1, "two"]) == [1, "two"]


def test_write_passes_arguments_on(things: Database) -> None:
    uid = asyncio.run(things.write(add, "one", slug="first"))

    with things.read() as db:
        assert db.execute(select(Thing.id, Thing.slug)).one() == (uid, "first")


def test_refusal_undoes_the_act_and_reaches_the_caller(things: Database) -> None:
    def act(db: DbSession) -> None:
        add(db, "one")
        raise Full

    with pytest.raises(Full):
        asyncio.run(things.write(act))
    assert names(things) == []


def test_failing_acts_do_not_disturb_the_others(things: Database) -> None:
    """A third of them refuse, a third meet a constraint of the database, a third are good."""
    things.write_now(add, "taken")

    def act(db: DbSession, number: int) -> str:
        add(db, f"thing {number:02}")
        if number % 3 == 1:
            raise Full
        if number % 3 == 2:
            add(db, "taken")
        return f"thing {number:02}"

    async def all_at_once() -> list[str | BaseException]:
        return await asyncio.gather(*(things.write(act, number) for number in range(60)), return_exceptions=True)

    outcomes = asyncio.run(all_at_once())

    good = [f"thing {number:02}" for number in range(0, 60, 3)]
    assert outcomes[0::3] == good
    assert {type(outcome) for outcome in outcomes[1::3]} == {Full}
    assert {type(outcome) for outcome in outcomes[2::3]} == {IntegrityError}
    assert names(things) == ["taken", *good]


def test_a_limit_is_held_exactly(things: Database) -> None:
    things.write_now(add, "places")

    async def rush() -> list[int | BaseException]:
        wanted = (things.write(take_place, f"person {number}", 25) for number in range(80))
        return await asyncio.gather(*wanted, return_exceptions=True)

    outcomes = asyncio.run(rush())

    assert sorted(outcome for outcome in outcomes if isinstance(outcome, int)) == list(range(1, 26))
    assert sum(isinstance(outcome, Full) for outcome in outcomes) == 55
    assert len(names(things)) == 26


def test_writes_from_threads_and_loops_meet(things: Database) -> None:
    async def in_a_loop(first: int) -> list[str]:
        return await asyncio.gather(*(things.write(add, f"loop {first + number}") for number in range(10)))

    with ThreadPoolExecutor(6) as pool:
        loops = [pool.submit(asyncio.run, in_a_loop(10 * number)) for number in range(3)]
        threads = [pool.submit(things.write_now, add, f"thread {number}") for number in range(10)]
        written = [uid for loop in loops for uid in loop.result()] + [thread.result() for thread in threads]

    assert len(set(written)) == len(names(things)) == 40


def test_act_cannot_start_another_write(things: Database) -> None:
    with pytest.raises(RuntimeError, match="an act cannot start another write"):
        things.write_now(lambda db: things.write_now(add, "inner"))
    assert names(things) == []


def test_wait_is_bounded_and_what_was_not_begun_never_happens(database_url: str, things: Database) -> None:
    impatient = Database(database_url, write_wait=0.2)
    start = time.monotonic()
    with all_writers_held(impatient):
        with pytest.raises(Busy) as refused:
            asyncio.run(impatient.write(add, "late"))
        with pytest.raises(Busy):
            impatient.write_now(add, "late too")
    waited = time.monotonic() - start
    impatient.write_now(add, "afterwards")
    impatient.close()

    assert refused.value.headers == {"Retry-After": "5"}
    assert 0.4 <= waited < 2
    assert names(things) == ["afterwards"]


def test_write_of_a_caller_who_left_is_not_begun(things: Database) -> None:
    async def leave() -> None:
        leaving = asyncio.create_task(things.write(add, "left"))
        await asyncio.sleep(0.05)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving

    with all_writers_held(things):
        asyncio.run(leave())
    things.write_now(add, "afterwards")

    assert names(things) == ["afterwards"]


def test_queue_is_bounded(things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events_service.database.sqlite_writer.QUEUE_LENGTH", 0)
    monkeypatch.setattr("events_service.database.postgresql_writer.QUEUE_LENGTH", 0)

    with pytest.raises(Busy):
        things.write_now(add, "one")
    assert names(things) == []


def test_close_finishes_what_waits(database_url: str, things: Database) -> None:
    closing = Database(database_url)

    async def write_and_close() -> list[str]:
        waiting = [asyncio.create_task(closing.write(add, f"thing {number}")) for number in range(20)]
        await asyncio.sleep(0)
        await asyncio.to_thread(closing.close)
        return await asyncio.gather(*waiting)

    assert len(asyncio.run(write_and_close())) == len(names(things)) == 20
    with pytest.raises(Busy):
        closing.write_now(add, "late")


@pytest.mark.parametrize("times", [1, 3])
def test_acts_that_wait_together_see_each_other(things: Database, times: int) -> None:
    """Whatever the database does to make it fast: the next act sees what the one before has done."""
    things.write_now(add, "places")

    async def rush() -> list[int]:
        return await asyncio.gather(*(things.write(take_place, f"person {n}", 100) for n in range(times)))

    assert sorted(asyncio.run(rush())) == list(range(1, times + 1))
