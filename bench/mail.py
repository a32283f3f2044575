"""2,000 confirmations with .ics out of the outbox, beside a loop that builds and sends the same messages.

Both send over 4 connections that stay open, to a server in a process of its own; the loop reads no outbox
and writes nothing down.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parseaddr

from sqlalchemy import update

from bench import fosdem
from bench.figures import Figure
from events_service.database import Database, DbSession
from events_service.mail import outbox
from events_service.mail.deliver import deliver_due
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.queries import list_mails, queued_of
from events_service.mail.render import Office, Queued, compose
from events_service.mail.smtp import Channel, Limits
from events_service.mail_server import CONNECTIONS, read_smtp_url
from events_service.programme.live import Offering
from events_service.programme.offering import set_offering
from events_service.programme.programme import OfferMode
from events_service.programme.queries import get_event_uid
from events_service.registration.application import Application
from events_service.registration.jobs import load_timetable
from events_service.registration.office import make_office
from events_service.registration.signup import register
from events_service.settings import load
from events_service.zones import now
from tests.support.live_server import bound_socket

MAILS = 2000
ROUNDS = 5


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, url), sink() as smtp_url:
        settings = load(
            None,
            base_url="https://events.example.org",
            secret_key="f3b8c1d7e94a20569c7d1e8b5a3f6047",
            database_url=url,
            mail_from="office@events.example.org",
        )
        office = make_office(database, settings)
        _register(database)
        with database.read() as db:
            queued = [queued_of(mail, office.host) for mail in list_mails(db, limit=MAILS).mails]
        assert len(queued) == MAILS
        assert {part.get_content_type() for part in compose(queued[0], office).walk()} >= {"text/calendar"}
        pairs = []
        for _ in range(ROUNDS):
            reference = asyncio.run(_loop(queued, office, smtp_url))
            pairs.append((asyncio.run(_ours(database, office, smtp_url)), reference))
            database.write_now(_queue_again)
    yield Figure(
        f"mail worker, {MAILS:,} confirmations with .ics",
        MAILS / statistics.median(pair[0] for pair in pairs),
        MAILS / statistics.median(pair[1] for pair in pairs),
        "/s",
        0.8,
    )


async def _ours(database: Database, office: Office, smtp_url: str) -> float:
    """Seconds until the last is written down as sent."""
    stop = asyncio.Event()
    begun = time.perf_counter()
    delivery = asyncio.create_task(deliver_due(database, office, smtp_url, stop))
    await asyncio.to_thread(_until_sent, database)
    took = time.perf_counter() - begun
    stop.set()
    await delivery
    return took


async def _loop(queued: list[Queued], office: Office, smtp_url: str) -> float:
    """Seconds until the last is handed over."""
    left = iter(queued)
    sender = parseaddr(office.sender)[1]

    async def send() -> None:
        channel = Channel(read_smtp_url(smtp_url), office.host, Limits())
        await channel.open()
        for one in left:
            await channel.carry(compose(one, office), sender, one.letter.recipient)
        await channel.leave()

    begun = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return time.perf_counter() - begun


def _until_sent(database: Database) -> None:
    left = True
    while left:
        time.sleep(0.02)
        with database.read() as db:
            left = outbox.is_waiting(db)


def _register(database: Database) -> None:
    """Participants in two sessions each, confirmed at once."""
    with database.read() as db:
        event_uid = get_event_uid(db.connection(), fosdem.SLUG)
    timetable = load_timetable(database, event_uid)
    assert timetable is not None
    chosen = [session for session in timetable.sessions if session.start_at][:2]
    for session in chosen:
        database.write_now(set_offering, event_uid, Offering(session.uid, OfferMode.REGISTRATION, MAILS))
    timetable = load_timetable(database, event_uid)
    assert timetable is not None
    uids = tuple(session.uid for session in chosen)

    def act(db: DbSession, begin: int) -> None:
        for number in range(begin, begin + 100):
            person = Application(f"Person {number}", f"p{number}@example.org", ("en", "fr", "ar")[number % 3], uids)
            register(db, timetable, person, now(), hold=timedelta(hours=1), trusted=True)

    for begin in range(0, MAILS, 100):
        database.write_now(act, begin)


def _queue_again(db: DbSession) -> None:
    db.execute(
        update(OutboxMail.__table__).values(  # type: ignore[attr-defined]
            state=MailState.QUEUED, waiting=True, attempts=0, sent_at=None, next_at=now()
        )
    )


@contextmanager
def sink() -> Iterator[str]:
    """The address of a mail server that takes everything."""
    with bound_socket() as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()
