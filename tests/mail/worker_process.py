"""A worker in a process of its own, to be killed: `python -m tests.mail.worker_process DATABASE_URL SMTP_URL`."""

import asyncio
import sys

from events_service.database import Database
from events_service.mail.deliver import Pace, deliver_due
from tests.mail.letters import OFFICE


async def work(database_url: str, smtp_url: str) -> None:
    database = Database(database_url)
    pace = Pace(batch=40, poll=0.1, lease=1.5)
    await deliver_due(database, OFFICE, f"{smtp_url}?connections=2", asyncio.Event(), pace=pace)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
