"""The loop that runs jobs."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from events_service.database import Database, DbSession
from events_service.errors import Busy
from events_service.jobs import loop, queue
from events_service.jobs.loop import Handler, run
from events_service.jobs.models import JobRow, JobState
from events_service.jobs.queue import Claimed, claim, enqueue
from events_service.jobs.wakeup import Wakeup
from events_service.zones import now

FAR = timedelta(hours=1)


def add(db: DbSession, kind: str, /, **payload: Any) -> None:
    """An act: ask for a job at once."""
    enqueue(db, kind, payload, now())


def states(database: Database) -> list[tuple[str, JobState, str]]:
    with database.read() as db:
        asked = select(col(JobRow.kind), col(JobRow.state), col(JobRow.last_error)).order_by(col(JobRow.kind))
        return [(kind, state, error) for kind, state, error in db.execute(asked)]


def running(database: Database, handlers: Mapping[str, Handler], until: Callable[[], bool], **options: Any) -> float:
    """Run the loop until a condition holds; the seconds it took to stop."""

    async def go() -> float:
        stop = asyncio.Event()
        task = asyncio.create_task(run(database, handlers, stop, **{"poll": 0.02} | options))
        deadline = time.monotonic() + 10
        while not until():
            assert time.monotonic() < deadline, "it did not come to that"
            await asyncio.sleep(0.005)
        stopping = time.monotonic()
        stop.set()
        await task
        return time.monotonic() - stopping

    return asyncio.run(go())


def all_in(database: Database, *wanted: JobState) -> Callable[[], bool]:
    return lambda: {state for _, state, _ in states(database)} <= set(wanted)


def test_jobs_are_handed_to_the_handler_of_their_kind(database: Database) -> None:
    seen: list[object] = []

    def plain(given: Database, job: Claimed) -> None:
        seen.append((given is database, job.payload, threading.current_thread() is threading.main_thread()))

    async def coroutine(given: Database, job: Claimed) -> None:
        seen.append((given is database, job.payload, threading.current_thread() is threading.main_thread()))

    database.write_now(add, "plain", n=1)
    database.write_now(add, "coroutine", n=2)

    running(database, {"plain": plain, "coroutine": coroutine}, all_in(database, JobState.DONE))

    assert sorted(seen, key=repr) == [(True, {"n": 1}, False), (True, {"n": 2}, True)]


def test_handler_may_write_and_ask_for_more(database: Database) -> None:
    async def chain(given: Database, job: Claimed) -> None:
        if job.payload["left"]:
            await given.write(add, "chain", left=job.payload["left"] - 1)

    database.write_now(add, "chain", left=3)

    running(database, {"chain": chain}, lambda: [s for _, s, _ in states(database)] == [JobState.DONE] * 4)


def test_handler_that_fails_leaves_its_error_and_does_not_stop_the_others(database: Database) -> None:
    def broken(given: Database, job: Claimed) -> None:
        raise ConnectionError("no answer")

    database.write_now(add, "broken")
    database.write_now(add, "fine")

    running(
        database,
        {"broken": broken, "fine": lambda given, job: None},
        lambda: all(s is JobState.DONE or error for _, s, error in states(database)),
    )

    assert states(database) == [
        ("broken", JobState.QUEUED, "ConnectionError: no answer"),
        ("fine", JobState.DONE, ""),
    ]


def test_job_nobody_knows_is_kept_for_whoever_does(database: Database) -> None:
    database.write_now(add, "of a newer version")

    running(database, {}, lambda: bool(states(database)[0][2]))

    assert states(database) == [
        (
            "of a newer version",
            JobState.QUEUED,
            "LookupError: nothing here knows jobs of the kind of a newer version",
        )
    ]


def test_job_that_ends_its_process_every_time_is_not_run_for_ever(database: Database) -> None:
    database.write_now(add, "deadly")
    for _ in range(queue.ATTEMPTS):
        database.write_now(claim, now(), timedelta(0))

    running(database, {"deadly": lambda given, job: pytest.fail("run once more")}, all_in(database, JobState.FAILED))

    assert states(database)[0][2] == "RuntimeError: the process ended while this ran, every time"


def test_job_of_this_process_is_run_at_once(database: Database) -> None:
    """The loop would look again after a minute only: it is woken."""

    async def go() -> None:
        stop, ran = asyncio.Event(), asyncio.Event()

        async def quick(given: Database, job: Claimed) -> None:
            ran.set()

        task = asyncio.create_task(run(database, {"quick": quick}, stop, poll=60))
        await asyncio.sleep(0.1)
        await database.write(add, "quick")
        await asyncio.wait_for(ran.wait(), 2)
        stop.set()
        await task

    asyncio.run(go())


def test_no_more_run_at_once_than_there_are_slots(database: Database) -> None:
    present: list[int] = [0]
    most: list[int] = [0]

    async def crowd(given: Database, job: Claimed) -> None:
        present[0] += 1
        most[0] = max(most[0], present[0])
        await asyncio.sleep(0.02)
        present[0] -= 1

    for number in range(12):
        database.write_now(add, "crowd", n=number)

    running(database, {"crowd": crowd}, all_in(database, JobState.DONE), slots=3)

    assert most == [3]


def test_lease_is_kept_while_a_job_runs_longer(database: Database) -> None:
    """Two loops, a lease of a second, a job that takes twice as long: it runs once."""
    runs: list[str] = []

    async def long(given: Database, job: Claimed) -> None:
        runs.append(job.id)
        await asyncio.sleep(2)

    async def two_loops() -> None:
        stop = asyncio.Event()
        options: dict[str, Any] = {"poll": 0.02, "lease": timedelta(seconds=1)}
        loops = [asyncio.create_task(run(database, {"long": long}, stop, **options)) for _ in range(2)]
        await database.write(add, "long")
        await asyncio.sleep(2.5)
        stop.set()
        await asyncio.gather(*loops)

    asyncio.run(two_loops())

    assert len(runs) == 1
    assert states(database) == [("long", JobState.DONE, "")]


def test_stopping_waits_for_what_runs(database: Database) -> None:
    begun = threading.Event()

    async def slow(given: Database, job: Claimed) -> None:
        begun.set()
        await asyncio.sleep(0.2)

    database.write_now(add, "slow")

    took = running(database, {"slow": slow}, begun.is_set)

    assert 0.1 < took < 2
    assert states(database) == [("slow", JobState.DONE, "")]


def test_stopping_gives_back_what_does_not_end_in_time(database: Database) -> None:
    begun = threading.Event()

    async def endless(given: Database, job: Claimed) -> None:
        begun.set()
        await asyncio.sleep(60)

    database.write_now(add, "endless")

    took = running(database, {"endless": endless}, begun.is_set, grace=0.1)

    assert took < 2
    assert states(database) == [("endless", JobState.QUEUED, "")]
    (again,) = database.write_now(claim, now(), FAR)
    assert again.attempts == 2


def test_loop_outlives_a_database_that_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away: list[int] = []

    def look(given: Database) -> bool:
        away.append(1)
        if len(away) < 3:
            raise Busy
        return True

    monkeypatch.setattr(loop, "_look", look)
    database.write_now(add, "patient")

    running(database, {"patient": lambda given, job: None}, all_in(database, JobState.DONE))

    assert [record.message for record in caplog.records] == ["the queue of jobs cannot be reached"] * 2


def test_wakeup_reaches_every_sleeper_and_no_closed_loop() -> None:
    wakeup = Wakeup()

    async def sleeping() -> bool:
        with wakeup.sleeper() as woken:
            threading.Timer(0.05, wakeup.wake).start()
            await asyncio.wait_for(woken.wait(), 5)
            return woken.is_set()

    async def two() -> list[bool]:
        return list(await asyncio.gather(sleeping(), sleeping()))

    assert asyncio.run(two()) == [True, True]
    wakeup.wake()
