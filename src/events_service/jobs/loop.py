"""The loop that runs jobs: a few at a time, woken at once by this process, polling for the others."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from events_service.database import Database
from events_service.database.trouble import complain
from events_service.jobs import queue
from events_service.jobs.queue import Claimed, jobs_waiting
from events_service.jobs.wakeup import sleep
from events_service.zones import now

logger = logging.getLogger(__name__)

Handler = Callable[[Database, Claimed], Awaitable[None] | None]
"""Does a job of one kind; may be run twice. A coroutine function runs on the loop, any other in a thread."""

Running = dict[asyncio.Task[None], Claimed]

POLL_SECONDS = 0.1
"""For what other processes ask for: a release is public across events within a second. A look costs half a
millisecond, by an index."""
_PAUSE = 1.0
"""Seconds after a look that failed."""
SLOTS = 4
LEASE = timedelta(minutes=2)
GRACE_SECONDS = 25.0
_HOUR = 3600.0


async def run(
    database: Database,
    handlers: Mapping[str, Handler],
    stop: asyncio.Event,
    *,
    poll: float = POLL_SECONDS,
    slots: int = SLOTS,
    lease: timedelta = LEASE,
    grace: float = GRACE_SECONDS,
) -> None:
    """Run jobs until `stop` is set; then let those that run end within `grace` seconds, and give back the rest."""
    running: Running = {}
    keeping = asyncio.create_task(_keep_leases(database, running, lease))
    forgetting = asyncio.create_task(_forget_hourly(database))
    with jobs_waiting.sleeper() as woken:
        while not stop.is_set():
            woken.clear()
            claimed = await _claim(database, slots - len(running), lease)
            for job in claimed or ():
                task = asyncio.create_task(_work(database, handlers, job))
                running[task] = job
                task.add_done_callback(running.pop)
                task.add_done_callback(lambda _: woken.set())
            await sleep(poll if claimed is not None else _PAUSE, stop, woken)
    if running:
        await asyncio.wait(list(running), timeout=grace)
    for background in (keeping, forgetting):
        background.cancel()
    await _give_back(database, running)


async def _claim(database: Database, free: int, lease: timedelta) -> list[Claimed] | None:
    """Look before claiming: a look does not occupy the writer. None where the database cannot be asked."""
    if free <= 0:
        return []
    try:
        if await asyncio.to_thread(_look, database):
            return await database.write(queue.claim, now(), lease, free)
    except Exception as error:
        complain(logger, "the queue of jobs cannot be reached", error)
        return None
    return []


def _look(database: Database) -> bool:
    with database.read() as db:
        return queue.is_due(db, now())


async def _work(database: Database, handlers: Mapping[str, Handler], job: Claimed) -> None:
    """Run one job, and write down how it ended. If that cannot be written its lease ends, and it runs again."""
    try:
        try:
            if job.attempts > queue.ATTEMPTS:
                raise RuntimeError("the process ended while this ran, every time")
            await _handle(database, handlers, job)
        except Exception as error:
            logger.exception("job %s (%s) failed", job.id, job.kind)
            await database.write(queue.fail, job, f"{type(error).__name__}: {error}", now())
        else:
            await database.write(queue.finish, job)
    except Exception as error:
        complain(logger, f"the end of a job ({job.kind}) could not be written", error)


async def _handle(database: Database, handlers: Mapping[str, Handler], job: Claimed) -> None:
    handler = handlers.get(job.kind)
    if handler is None:
        raise LookupError(f"nothing here knows jobs of the kind {job.kind}")
    if inspect.iscoroutinefunction(handler):
        await handler(database, job)
    else:
        await asyncio.to_thread(handler, database, job)


async def _keep_leases(database: Database, running: Running, lease: timedelta) -> None:
    """A job may take longer than its lease, as long as its process lives."""
    while True:
        await asyncio.sleep(lease.total_seconds() / 3)
        for job in list(running.values()):
            await _quietly(database, queue.renew, job, now() + lease)


async def _forget_hourly(database: Database) -> None:
    while True:
        await asyncio.sleep(_HOUR)
        await _quietly(database, queue.forget, now())


async def _give_back(database: Database, running: Running) -> None:
    for task, job in list(running.items()):
        task.cancel()
        await _quietly(database, queue.release, job)


async def _quietly(database: Database, act: Callable[..., object], *args: object) -> None:
    """Housekeeping: where it fails it is tried again later, or a lease ends by itself."""
    try:
        await database.write(act, *args)
    except Exception as error:
        complain(logger, f"{act.__name__} failed", error)
