"""The worker's side of the outbox: mails are taken in batches and sent over a few open connections."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib
import msgspec

from events_service.database import Database
from events_service.database.trouble import complain
from events_service.errors import Busy
from events_service.jobs.wakeup import sleep
from events_service.mail import outbox, relay
from events_service.mail.ledger import Ledger
from events_service.mail.letter import masked
from events_service.mail.mime import ascii_domain
from events_service.mail.models import MailState
from events_service.mail.outbox import Outcome, Taken, mail_waiting
from events_service.mail.ready import Ready, write_all
from events_service.mail.relay import Condition
from events_service.mail.render import CannotRender, Office
from events_service.mail.smtp import Channel, Limits
from events_service.mail.verdict import Ending, Verdict, judge, next_try
from events_service.mail_server import MailServer, read_smtp_url
from events_service.zones import now

logger = logging.getLogger(__name__)

FAILURES = (aiosmtplib.SMTPException, OSError, ValueError)
"""What a connection can end in: refusals, lost connections, time-outs, bad certificates, impossible addresses."""


_AT_ONCE = 25
"""Mails written in one go beside the loop: hardly any time goes into changing threads, and senders begin early."""


class Pace(msgspec.Struct, frozen=True):
    """How much at once and how long, the times in seconds."""

    batch: int = 100
    poll: float = 1
    idle: float = 30
    """How long a connection without mail is kept open."""
    lease: float = 60
    """How long what a killed worker had taken stays where it is."""
    grace: float = 25
    retired: float = 60
    """How long we do with fewer connections when the server takes no further one."""


async def deliver_due(
    database: Database,
    office: Office,
    smtp_url: str,
    stop: asyncio.Event,
    *,
    pace: Pace | None = None,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = now,
) -> None:
    """Send what is due until `stop` is set; then finish what is on its way within `pace.grace` seconds.

    Without a mail server what is queued is kept, for the console to show.
    """
    pace, limits = pace or Pace(), limits or Limits()
    if smtp_url:
        await _Delivery(database, office, read_smtp_url(smtp_url), stop, pace, limits, clock).run()
    else:
        await _keep_all(database, stop, pace.poll, clock)


async def _keep_all(database: Database, stop: asyncio.Event, poll: float, clock: Callable[[], datetime]) -> None:
    with mail_waiting.sleeper() as woken:
        while not stop.is_set():
            woken.clear()
            try:
                if (await asyncio.to_thread(_look, database, clock()))[1]:
                    await database.write(outbox.keep)
            except Exception as error:
                complain(logger, "the outbox cannot be reached", error)
            await sleep(poll, stop, woken)


class _Delivery:
    """A feeder, who takes mails when there is room and a server, and a few senders with a connection each."""

    def __init__(
        self,
        database: Database,
        office: Office,
        server: MailServer,
        stop: asyncio.Event,
        pace: Pace,
        limits: Limits,
        clock: Callable[[], datetime],
    ) -> None:
        self.database = database
        self.office = office
        self.server = server
        self.stop = stop
        self.pace = pace
        self.limits = limits
        self.clock = clock
        self.sender = ascii_domain(parseaddr(office.sender)[1])
        self.ledger = Ledger(database, pace.lease, office.host, clock)
        self.condition = Condition()
        self.server_away = False
        """Has the server gone since mails were last taken?"""
        self.waiting: asyncio.Queue[Ready | None] = asyncio.Queue()
        self.hungry = asyncio.Event()
        self.channels: set[Channel] = set()

    async def run(self) -> None:
        # Settings may have been corrected since the last run: nothing is held against the server.
        await self.ledger.write(relay.resume)
        senders = [asyncio.create_task(self._send()) for _ in range(self.server.connections)]
        writing = asyncio.create_task(self.ledger.write_down())
        renewing = asyncio.create_task(self.ledger.keep_leases())
        try:
            await self._feed()
        finally:
            await self._dismiss(senders)
            renewing.cancel()
            self.ledger.close()
            await asyncio.wait([writing], timeout=self.pace.grace)
            writing.cancel()

    async def _feed(self) -> None:
        with mail_waiting.sleeper() as woken:
            while not self.stop.is_set():
                woken.clear()
                self.hungry.clear()
                try:
                    pause = await self._fill()
                except Exception as error:
                    complain(logger, "the outbox cannot be reached", error)
                    pause = self.pace.poll
                if pause:
                    await sleep(pause, self.stop, woken, self.hungry)

    async def _fill(self) -> float:
        """Take mails if there is room, and a server; how many seconds to wait before asking again."""
        room = self.pace.batch - self.waiting.qsize()
        if room < self.pace.batch // 2:
            return self.pace.poll
        moment = self.clock()
        self.condition, due = await asyncio.to_thread(_look, self.database, moment)
        paused = self.condition.paused_until is not None and self.condition.paused_until > moment
        probing = self.condition.failures > 0
        if not due or paused or (probing and self.ledger.held):
            return self.pace.poll
        limit = 1 if probing else room
        taken = await self.ledger.take(limit)
        self.server_away = False
        written = [await self._write(taken[first : first + _AT_ONCE]) for first in range(0, len(taken), _AT_ONCE)]
        return 0 if all(written) and len(taken) == limit and not probing else self.pace.poll

    async def _write(self, mails: Sequence[Taken]) -> bool:
        """Write them beside the loop, which answers readers too: their calendars may have to be read first.

        False if some went back as they were, which at once would be no better.
        """
        if self.stop.is_set() or self.server_away:
            self.ledger.give_back(mails)
            return False
        back: list[Taken] = []
        busy: dict[str | None, Busy] = {}
        for mail, written in await asyncio.to_thread(write_all, mails, self.office):
            if isinstance(written, EmailMessage):
                self.waiting.put_nowait(Ready(mail, written))
            elif isinstance(written, Busy):
                back.append(mail)
                busy[mail.letter.event_uid] = written
            elif isinstance(written, CannotRender):
                await self._conclude(mail, Verdict(Ending.NEVER, None, str(written)))
            else:
                await self._conclude(mail, _unforeseen(mail, written))
        for event_uid, why in busy.items():
            logger.warning("mails wait for what goes with them: %s", why, extra={"event": event_uid})
        self.ledger.give_back(back)
        return not back

    async def _send(self) -> None:
        """One sender: its connection is opened for the first mail and kept for the next ones."""
        channel: Channel | None = None
        while (ready := await self._next(channel)) is not None:
            try:
                channel = await self._attempt(ready, channel)
            except Exception as error:
                await self._conclude(ready.mail, _unforeseen(ready.mail, error))
        await self._close(channel)

    async def _next(self, channel: Channel | None) -> Ready | None:
        """The next mail, closing a connection that has nothing to do; None when it is time to stop."""
        if self.waiting.qsize() <= self.pace.batch // 2:
            self.hungry.set()
        if self.waiting.empty() and channel in self.channels:
            try:
                return await asyncio.wait_for(self.waiting.get(), self.pace.idle)
            except TimeoutError:
                await self._close(channel)
        return await self.waiting.get()

    async def _attempt(self, ready: Ready, channel: Channel | None) -> Channel | None:
        """Try one mail; the connection it leaves open, if any."""
        mail, message = ready
        if not self.ledger.is_ours(mail):
            self.ledger.let_go(mail)
            return channel
        if channel is None or not channel.is_connected:
            await self._close(channel)
            if (channel := await self._open(ready)) is None:
                return None
        verdict = await _carried(channel, message, self.sender, ascii_domain(mail.letter.recipient))
        if verdict is None:
            await self._close(channel)
            return await self._attempt(ready, None)
        await self._conclude(mail, verdict)
        return channel

    async def _open(self, ready: Ready) -> Channel | None:
        """A new connection for this mail; without one the mail goes back as if never taken."""
        channel = Channel(self.server, self.office.host, self.limits)
        try:
            await channel.open()
        except FAILURES as error:
            verdict = judge(error, connecting=True)
            if self.channels and verdict.ending is Ending.SERVER_AWAY:
                # Others are connected: the server is there, and takes no more of us for now.
                self.waiting.put_nowait(ready)
                await sleep(self.pace.retired, self.stop)
            else:
                await self._conclude(ready.mail, verdict)
            return None
        self.channels.add(channel)
        return channel

    async def _close(self, channel: Channel | None) -> None:
        if channel is not None and channel in self.channels:
            self.channels.discard(channel)
            await channel.leave()

    async def _conclude(self, mail: Taken, verdict: Verdict) -> None:
        """The attempt is over. Where the server is at fault the queue waits, and what we hold goes back into it."""
        logger.info("mail %s to %s: %s %s", mail.id, masked(mail.letter.recipient), verdict.ending, verdict.code or "")
        if verdict.ending in (Ending.SERVER_AWAY, Ending.LOGIN_REFUSED):
            logger.error("mail server %r: %s %s", self.server, verdict.code or "", verdict.text)
            self.server_away = True
            await self.ledger.write(relay.note_failure, verdict, self.clock())
            self.ledger.give_back([mail, *self._emptied()])
            return
        self.ledger.end(_outcome(mail, verdict, self.clock()))
        if verdict.ending is Ending.SENT and self.condition.failures:
            self.condition = Condition()
            await self.ledger.write(relay.resume)

    async def _dismiss(self, senders: list[asyncio.Task[None]]) -> None:
        """Let the senders finish the mails on their way, and no others."""
        self._emptied()
        for _ in senders:
            self.waiting.put_nowait(None)
        _, late = await asyncio.wait(senders, timeout=self.pace.grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for channel in self.channels:
            channel.close()  # in the middle of a mail there is nothing left to say

    def _emptied(self) -> list[Taken]:
        """The mails nobody has begun with, out of the queue; signs to stop stay in it."""
        waiting = [self.waiting.get_nowait() for _ in range(self.waiting.qsize())]
        for _ in range(waiting.count(None)):
            self.waiting.put_nowait(None)
        return [ready.mail for ready in waiting if ready is not None]


def _unforeseen(mail: Taken, error: Exception) -> Verdict:
    """Nobody foresaw this; the other mails must not wait for it."""
    logger.error("mail %s", mail.id, exc_info=error)
    return Verdict(Ending.LATER, None, f"{type(error).__name__}: {error}")


async def _carried(channel: Channel, message: EmailMessage, sender: str, recipient: str) -> Verdict | None:
    """How the server took the mail; None where it had closed an idle connection before it heard of it."""
    reused = channel.carried > 0
    try:
        text = await channel.carry(message, sender, recipient)
    except FAILURES as error:
        stale = isinstance(error, aiosmtplib.SMTPServerDisconnected) and reused and not channel.in_data
        return None if stale else judge(error, connecting=False)
    return Verdict(Ending.SENT, 250, text)


def _outcome(mail: Taken, verdict: Verdict, moment: datetime) -> Outcome:
    """What is written down of an attempt."""
    if verdict.ending is Ending.SENT:
        return Outcome(mail, MailState.SENT, verdict.code, verdict.text)
    if verdict.ending is Ending.NEVER:
        return Outcome(mail, MailState.FAILED, verdict.code, verdict.text, turned_away=verdict.turned_away)
    next_at = next_try(mail.attempts, moment, mail.give_up_at, random.random())
    state = MailState.FAILED if next_at is None else MailState.DEFERRED
    return Outcome(mail, state, verdict.code, verdict.text, next_at)


def _look(database: Database, moment: datetime) -> tuple[Condition, bool]:
    """A look before taking: it does not occupy the writer."""
    with database.read() as db:
        return relay.condition(db), outbox.is_due(db, moment)
