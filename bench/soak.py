"""Minutes of registering for one session with a limit: fifty people a second, whether or not others were answered.

The service runs as it is installed: one process with the worker, its rate limits and its log. Everybody comes from a
network of their own over a connection of their own, and mail goes to a server that takes all of it. A time counts
from when somebody was due to ask, so that it holds what the load itself is late, too.
"""

import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select

from bench import fosdem
from bench.figures import Figure, shown
from bench.load import keep_to_core
from bench.mail import sink
from bench.registration import held, offer
from bench.starting import resident, wait_for
from events_service.database import Database
from events_service.mail import outbox
from events_service.mail.models import OutboxMail
from events_service.zones import now
from tests.support.serving import serving

MINUTES = 3
RATE = 50
PEOPLE = MINUTES * 60 * RATE
PLACES = PEOPLE // 3
P95_MS, P99_MS = 250, 800
LAG_SECONDS = 60
LOG_BYTES = 64e6
GROWTH = 1.05
LONGEST = 30
"""Seconds that anybody waits for an answer."""

_mail = OutboxMail.__table__  # type: ignore[attr-defined]


class Answer(NamedTuple):
    """The status, or the name of what came in its place; the seconds until then, and until it was asked for."""

    said: str
    seconds: float
    late: float


class Sample(NamedTuple):
    """Bytes of the process's memory, and of the write-ahead log."""

    memory: int
    log: int


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, url), sink() as smtp_url, fosdem.folder() as place:
        event_uid, (session,) = offer(database, 1, PLACES)
        settings = {
            "EVENTS_SMTP_URL": smtp_url,
            "EVENTS_MAIL_FROM": "office@events.example.org",
            "EVENTS_TRUSTED_PROXIES": "127.0.0.1",
            "EVENTS_LOG_LEVEL": "info",
        }
        log = Path(f"{database.path}-wal")
        with (place / "log").open("wb") as said, serving(url, place, settings=settings, stderr=said) as (site, process):
            wait_for(site, f"/api/v1/events/{fosdem.SLUG}/availability")
            keep_to_core(process)
            answers, samples = asyncio.run(
                _soak(site, session, lambda: Sample(resident(process), log.stat().st_size if log.exists() else 0))
            )
            _wait_for_mail(database)
        yield from _answered(answers)
        yield held(database, event_uid, "one session", sum(answer.said == "201" for answer in answers), [PLACES])
        lag = _longest_wait(database)
        yield Figure("longest that one of their mails waited", lag, LAG_SECONDS, "s", 1, at_least=False)
    yield from _weighed(samples)


def _answered(answers: list[Answer]) -> Iterator[Figure]:
    said = Counter(answer.said for answer in answers)
    others = ", ".join(f"{number} × {what}" for what, number in said.items() if what != "201")
    yield Figure(f"registered, of {RATE} a second for {MINUTES} minutes", said["201"], PEOPLE, "", 1, note=others)
    took = statistics.quantiles((answer.seconds * 1000 for answer in answers), n=100)
    late = statistics.quantiles((answer.late * 1000 for answer in answers), n=100)
    for percent, most in ((95, P95_MS), (99, P99_MS)):
        what, note = f"{percent}th percentile of their answers", f"the load itself {shown(late[percent - 1])} ms late"
        yield Figure(what, took[percent - 1], most, "ms", 1, at_least=False, note=note)


def _weighed(samples: list[Sample]) -> Iterator[Figure]:
    middle = len(samples) // 2
    first, second = (statistics.median(one.memory for one in half) for half in (samples[:middle], samples[middle:]))
    what = "memory, the second half of these minutes beside the first"
    yield Figure(what, second / 1e6, first / 1e6, "MB", GROWTH, at_least=False)
    largest = max(one.log for one in samples)
    yield Figure("write-ahead log at its largest", largest / 1e6, LOG_BYTES / 1e6, "MB", 1, at_least=False)


async def _soak(site: str, session: str, look: Callable[[], Sample]) -> tuple[list[Answer], list[Sample]]:
    """An open loop: who is due asks, however many still wait."""
    samples: list[Sample] = []
    loop = asyncio.get_running_loop()
    watching = asyncio.create_task(_watch(look, samples))
    begun = loop.time()
    asking = []
    for number in range(PEOPLE):
        due = begun + number / RATE
        await asyncio.sleep(due - loop.time())
        asking.append(asyncio.create_task(_ask(site, session, number, due)))
    answers = await asyncio.gather(*asking)
    watching.cancel()
    return answers, samples


async def _ask(site: str, session: str, number: int, due: float) -> Answer:
    loop = asyncio.get_running_loop()
    late = loop.time() - due
    person = {"name": f"Participant {number}", "email": f"p-{number}@example.org", "sessions": [session]}
    person |= {"locale": ("en", "fr", "ar")[number % 3], "organization": "Town of Fes", "country": "MA"}
    try:
        async with asyncio.timeout(LONGEST):
            said = await _post(urlsplit(site).netloc, number, json.dumps(person).encode())
    except OSError as error:
        said = type(error).__name__
    return Answer(said, loop.time() - due, late)


async def _post(host: str, number: int, body: bytes) -> str:
    """The status. Written by hand: a client for all of HTTP takes as much of the machine as the service does."""
    head = (
        f"POST /api/v1/events/{fosdem.SLUG}/registrations HTTP/1.1",
        f"Host: {host}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Idempotency-Key: soak-{number}",
        f"X-Forwarded-For: 10.{number >> 8}.{number & 255}.1",
        "\r\n",
    )
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        writer.write("\r\n".join(head).encode() + body)
        answer = await reader.read()
    finally:
        writer.close()
    return answer[9:12].decode() or "no answer"


async def _watch(look: Callable[[], Sample], samples: list[Sample]) -> None:
    while True:
        samples.append(look())
        await asyncio.sleep(1)


def _wait_for_mail(database: Database) -> None:
    """Until the last has gone; not longer than it may take."""
    deadline = time.monotonic() + LAG_SECONDS
    waiting = True
    while waiting and time.monotonic() < deadline:
        time.sleep(0.1)
        with database.read() as db:
            waiting = outbox.is_waiting(db)


def _longest_wait(database: Database) -> float:
    """Seconds from an act until its mail was sent; what has not gone has waited until now."""
    with database.read() as db:
        mails = db.execute(select(_mail.c.created_at, _mail.c.sent_at)).tuples().all()
    return float(max(((sent_at or now()) - created_at).total_seconds() for created_at, sent_at in mails))
