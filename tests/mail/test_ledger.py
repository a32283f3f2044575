"""What a worker holds when the database, or its own lease, fails it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from events_service.database import Database, StorageFailed, trouble
from events_service.errors import Busy
from events_service.mail import outbox
from events_service.mail.deliver import Pace
from events_service.mail.ledger import Ledger
from events_service.mail.models import MailState
from events_service.mail.outbox import Outcome
from events_service.mail.render import Office
from tests.mail import delivery
from tests.mail.delivery import Clock, all_in, deliver, mails, queue_mails, states
from tests.mail.letters import OFFICE
from tests.support.smtp_sink import Sink


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


class AwayAtFirst(Database):
    """A real database that refuses each kind of write twice before it takes it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.refused: Counter[str] = Counter()

    async def write(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.refused[act.__name__] < 2:
            self.refused[act.__name__] += 1
            raise Busy()
        return await super().write(act, *args, **kwargs)


def test_database_away_at_each_step_and_every_mail_sent_once(
    database: Database, database_url: str, smtp_sink: Sink, clock: Clock
) -> None:
    queue_mails(database, clock, 10)
    away = AwayAtFirst(database_url)
    try:
        deliver(away, smtp_sink.url, all_in(database, MailState.SENT), clock)
    finally:
        away.close()

    assert away.refused == {"resume": 1, "_take": 2, "_settle": 2}
    assert Counter(str(received.message["Message-ID"]) for received in smtp_sink.received) == {
        mail.message_id: 1 for mail in mails(database)
    }


def test_database_away_while_mail_is_kept(database: Database, database_url: str, clock: Clock) -> None:
    queue_mails(database, clock, 2)
    away = AwayAtFirst(database_url)
    try:
        deliver(away, "", all_in(database, MailState.KEPT), clock)
    finally:
        away.close()

    assert away.refused == {"keep": 2}


def test_full_disk_is_told_in_a_line_and_not_with_every_mail(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*args: object) -> None:
        raise StorageFailed

    monkeypatch.setattr(database, "write", refuse)
    monkeypatch.setattr(trouble, "_complained", {})

    async def settle() -> list[bool]:
        ledger = Ledger(database, 60, "events.example.org", clock)
        return [await ledger.write(outbox.keep) for _ in range(3)]

    assert asyncio.run(settle()) == [False] * 3
    assert [(record.message, record.exc_info) for record in caplog.records] == [("keep failed", None)]


def test_mail_whose_lease_may_have_ended_is_not_ours(database: Database, clock: Clock) -> None:
    queue_mails(database, clock)

    async def hold() -> list[bool]:
        ledger = Ledger(database, 0.2, "events.example.org", clock)
        (mail,) = await ledger.take(10)
        before = ledger.is_ours(mail)
        await asyncio.sleep(0.3)
        after = ledger.is_ours(mail)
        ledger.let_go(mail)
        return [before, after, ledger.is_ours(mail)]

    assert asyncio.run(hold()) == [True, False, False]


def test_lease_prolonged_while_the_worker_lives(database: Database, clock: Clock) -> None:
    queue_mails(database, clock)

    async def hold() -> bool:
        ledger = Ledger(database, 0.3, "events.example.org", clock)
        (mail,) = await ledger.take(10)
        keeping = asyncio.create_task(ledger.keep_leases())
        clock.advance(seconds=1)
        await asyncio.sleep(0.5)
        keeping.cancel()
        return ledger.is_ours(mail)

    assert asyncio.run(hold()) is True
    (mail,) = mails(database)
    assert (mail.next_at - clock.now).total_seconds() == 0.3


def test_mail_of_a_killed_worker_goes_out_within_a_minute(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    queue_mails(database, clock)
    killed = Ledger(database, Pace().lease, "events.example.org", clock)
    assert len(asyncio.run(killed.take(10))) == 1

    clock.advance(seconds=60)
    deliver(database, smtp_sink.url, all_in(database, MailState.SENT), clock)

    assert len(smtp_sink.received) == 1


def test_lease_outlasts_several_renewals_that_fail(database: Database, clock: Clock) -> None:
    queue_mails(database, clock)

    async def hold() -> bool:
        ledger = Ledger(database, 1.8, "events.example.org", clock)
        (mail,) = await ledger.take(10)
        tries: list[object] = []
        thrice = asyncio.Event()

        async def refuse(act: Callable[..., object], *args: object) -> bool:
            tries.append(act)
            if len(tries) == 3:
                thrice.set()
            return False

        ledger.write = refuse  # type: ignore[method-assign]
        keeping = asyncio.create_task(ledger.keep_leases())
        await asyncio.wait_for(thrice.wait(), 10)
        keeping.cancel()
        return ledger.is_ours(mail)

    assert asyncio.run(hold()) is True


def test_close_gives_back_what_has_no_ending(database: Database, clock: Clock) -> None:
    queue_mails(database, clock, 3)

    async def work() -> None:
        ledger = Ledger(database, 60, "events.example.org", clock)
        first, *_ = await ledger.take(10)
        ledger.end(Outcome(first, MailState.SENT, 250, "ok"))
        ledger.close()
        await ledger.write_down()
        assert ledger.held == {}

    asyncio.run(work())

    assert states(database) == [MailState.SENT, MailState.QUEUED, MailState.QUEUED]
    assert [mail.attempts for mail in mails(database)] == [1, 0, 0]


def test_mail_taken_by_another_worker_is_let_go_and_sent_once(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    """The first mail takes longer than the lease, which nobody prolongs: the second one is no longer ours."""
    queue_mails(database, clock, 2)
    smtp_sink.delay = 0.6

    def no_renewal(*_: object) -> None:
        raise Busy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "renew", no_renewal)
        patch.setattr(delivery, "CONNECTIONS", 1)
        deliver(database, smtp_sink.url, lambda: len(smtp_sink.received) == 1, clock, pace=Pace(poll=0.05, lease=0.3))
    assert len(smtp_sink.received) == 1

    clock.advance(seconds=1)
    smtp_sink.delay = 0
    deliver(database, smtp_sink.url, all_in(database, MailState.SENT), clock)
    assert Counter(received.recipients[0] for received in smtp_sink.received) == {
        "p0@example.org": 1,
        "p1@example.org": 1,
    }


def test_attachment_that_fails_unforeseen_stops_no_other_mail(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    def broken(_queued: object) -> None:
        raise ZeroDivisionError

    office = Office(OFFICE.site, OFFICE.sender, OFFICE.keys, {"calendar": broken})
    queue_mails(database, clock)
    queue_mails(database, clock, kind="waitlisted", attachments=())

    deliver(database, smtp_sink.url, all_in(database, MailState.SENT, MailState.FAILED), clock, office=office)

    assert states(database) == [MailState.FAILED, MailState.SENT]
