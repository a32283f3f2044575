"""What one worker has taken from the outbox, and what became of it.

Endings are written down together, a moment after the first of them: each write waits for the disk. Until then
the mail is held, and its lease prolonged.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from events_service.database import Database, DbSession
from events_service.database.trouble import complain
from events_service.mail import outbox, suppression
from events_service.mail.models import MailState
from events_service.mail.outbox import Outcome, Taken

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 1.0
_RENEWALS = 6
"""While a lease lasts: it is not lost with one that fails or comes late."""
GATHER_SECONDS = 0.05
"""What a killed worker may have sent and not written down: it goes again."""


class Ledger:
    """Mails held under a lease of `seconds`, whose Message-IDs end in `host`."""

    def __init__(self, database: Database, seconds: float, host: str, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.seconds = seconds
        self.host = host
        self.clock = clock
        self.held: dict[str, Taken] = {}
        self._safe_until = 0.0
        """On the loop's clock, when the first lease may end."""
        self._refused_before: frozenset[str] = frozenset()
        self._outcomes: list[Outcome] = []
        self._returned: list[Taken] = []
        self._ended = asyncio.Event()
        self._closing = False

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    async def take(self, limit: int) -> list[Taken]:
        """Mails that are due, but for those whose address has turned such mail away too often."""
        started = asyncio.get_running_loop().time()
        taken, refused = await self.database.write(_take, self.clock(), self.lease, limit, self.host)
        if not self.held:
            self._safe_until = started + self.seconds
            self._refused_before = frozenset()
        self.held |= {mail.id: mail for mail in taken}
        self._refused_before |= refused
        return taken

    def is_ours(self, mail: Taken) -> bool:
        """False once another worker may have the mail: then it must not be sent from here."""
        return mail.id in self.held and asyncio.get_running_loop().time() < self._safe_until

    def let_go(self, mail: Taken) -> None:
        """Forget a mail that is no longer ours."""
        self.held.pop(mail.id, None)

    def end(self, outcome: Outcome) -> None:
        """An attempt is over."""
        self._outcomes.append(outcome)
        self._ended.set()

    def give_back(self, mails: Iterable[Taken]) -> None:
        """These were not tried after all."""
        self._returned += mails
        self._ended.set()

    async def keep_leases(self) -> None:
        """Prolong them for as long as this runs: a mail server may be slower than a lease is long."""
        while True:
            await asyncio.sleep(self.seconds / _RENEWALS)
            if not self.held:
                continue
            started = asyncio.get_running_loop().time()
            if await self.write(outbox.renew, list(self.held.values()), self.clock() + self.lease):
                self._safe_until = started + self.seconds

    async def write_down(self) -> None:
        """Write endings down until `close()`. Writing one twice does no harm: what is not ours is left alone."""
        while not self._closing or self._outcomes or self._returned:
            await self._ended.wait()
            if not self._closing:
                await asyncio.sleep(GATHER_SECONDS)
            self._ended.clear()
            outcomes, self._outcomes = self._outcomes, []
            returned, self._returned = self._returned, []
            if await self.write(_settle, outcomes, returned, self._refused_before, self.clock()):
                for mail in (*returned, *(outcome.mail for outcome in outcomes)):
                    self.held.pop(mail.id, None)
            else:
                self._outcomes, self._returned = outcomes + self._outcomes, returned + self._returned
                await asyncio.sleep(_RETRY_SECONDS)
                self._ended.set()

    def close(self) -> None:
        """Give back what was begun with by nobody; `write_down` ends once all of it is written."""
        over = {outcome.mail.id for outcome in self._outcomes} | {mail.id for mail in self._returned}
        self._closing = True
        self.give_back([mail for mail in self.held.values() if mail.id not in over])

    async def write(self, act: Callable[..., object], *args: object) -> bool:
        """True if it was written. Where it was not, a later try or the end of a lease makes up for it."""
        try:
            await self.database.write(act, *args)
        except Exception as error:
            complain(logger, f"{act.__name__} failed", error)
            return False
        return True


def _take(
    db: DbSession, moment: datetime, lease: timedelta, limit: int, host: str
) -> tuple[list[Taken], frozenset[str]]:
    """Mails to send, and the ids of those whose address has turned such mail away once."""
    mails = outbox.take(db, moment, lease, limit, host)
    refusals = suppression.refusals(db, mails)
    useless = [mail for mail in mails if refusals.get(mail.id, 0) >= suppression.LIMIT]
    outbox.settle(db, [Outcome(mail, MailState.SUPPRESSED, text=suppression.REASON) for mail in useless], moment)
    return [mail for mail in mails if mail not in useless], frozenset(refusals)


def _settle(
    db: DbSession, outcomes: list[Outcome], returned: list[Taken], refused_before: frozenset[str], moment: datetime
) -> None:
    outbox.settle(db, outcomes, moment)
    outbox.give_back(db, returned, moment)
    for outcome in outcomes:
        if outcome.turned_away:
            suppression.note_refusal(db, outcome)
        elif outcome.state is MailState.SENT and outcome.mail.id in refused_before:
            suppression.lift(db, outcome.mail.letter.recipient, outcome.mail.letter.kind)
