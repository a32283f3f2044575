"""Running the delivery against a server until something is so, with a clock of one's own."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import select

from events_service.database import Database, DbSession, new_id
from events_service.mail import outbox
from events_service.mail.deliver import Pace, deliver_due
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.render import Office
from events_service.mail.smtp import Limits
from tests.mail.letters import OFFICE, make_letter

CONNECTIONS = 2
PACE = Pace(poll=0.05, idle=0.3, lease=60, grace=5, retired=0.1)
LIMITS = Limits(connect=2, command=2, data=2)


class Clock:
    """Time as a test has it."""

    def __init__(self) -> None:
        self.now = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


def queue_mails(database: Database, clock: Clock, number: int = 1, **changes: Any) -> None:
    def act(db: DbSession) -> None:
        for index in range(number):
            letter = make_letter(**{"recipient": f"p{index}@example.org"} | changes)
            assert outbox.queue(db, letter, new_id(), clock.now)

    database.write_now(act)


def deliver(
    database: Database,
    url: str,
    until: Callable[[], bool],
    clock: Clock,
    *,
    pace: Pace = PACE,
    limits: Limits = LIMITS,
    office: Office = OFFICE,
    seconds: float = 15,
) -> None:
    """Deliver until something is so, then stop as a worker stops. Fails where it does not come to be."""

    async def run() -> None:
        stop = asyncio.Event()
        chosen = f"{url}?connections={CONNECTIONS}" if url else ""
        task = asyncio.create_task(deliver_due(database, office, chosen, stop, pace=pace, limits=limits, clock=clock))
        async with asyncio.timeout(seconds):
            while not await asyncio.to_thread(until):
                assert not task.done(), task
                await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(task, 15)

    asyncio.run(run())


def mails(database: Database) -> list[OutboxMail]:
    with database.read() as db:
        return list(db.exec(select(OutboxMail).order_by(OutboxMail.id)))


def states(database: Database) -> list[MailState]:
    with database.read() as db:
        return [MailState(state) for state in db.exec(select(OutboxMail.state).order_by(OutboxMail.id))]


def all_in(database: Database, *wanted: MailState) -> Callable[[], bool]:
    """Whether every mail is in one of these states."""
    return lambda: set(states(database)) <= set(wanted)
