"""Delivery to a real SMTP server that misbehaves in every way we know of: R6, R7, F6 to F9."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Connection

from events_service.database import Database
from events_service.mail import outbox, relay
from events_service.mail.deliver import Pace, deliver_due
from events_service.mail.models import MailState
from events_service.mail.smtp import Limits
from tests.mail.delivery import LIMITS, Clock, all_in, deliver, mails, queue_mails, states
from tests.mail.letters import OFFICE, make_context
from tests.support.live_server import bound_socket
from tests.support.smtp_sink import Sink, running_sink

SENT, DEFERRED, FAILED = MailState.SENT, MailState.DEFERRED, MailState.FAILED


@pytest.fixture
def clock() -> Clock:
    return Clock()


def condition(database: Database) -> relay.Condition:
    with database.read() as db:
        return relay.condition(db)


def greetings(sink: Sink, without: str = "nothing") -> list[str]:
    """The names of those who connect from now on; the server no longer offers an extension."""
    names: list[str] = []

    async def handle_ehlo(
        _server: SMTP, connection: Connection, _envelope: Envelope, name: str, offered: list[str]
    ) -> list[str]:
        names.append(name)
        connection.host_name = name
        return [line for line in offered if without not in line]

    setattr(sink, "handle_EHLO", handle_ehlo)  # noqa: B010  aiosmtpd looks it up by this name
    return names


def after_data(sink: Sink, act: Callable[[SMTP, int], Any]) -> None:
    """Do something with the connection once the message has come, before anything is answered.

    `act` is told how many came before; what it answers is sent, None goes the usual way.
    """
    usual, count = sink.handle_DATA, [0]

    async def handle_data(server: SMTP, connection: Connection, envelope: Envelope) -> str:
        count[0] += 1
        answer = act(server, count[0] - 1)
        return answer if answer is not None else await usual(server, connection, envelope)

    setattr(sink, "handle_DATA", handle_data)  # noqa: B010


def abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


def wait(until: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def message_ids(sink: Sink) -> list[str]:
    return [str(received.message["Message-ID"]) for received in sink.received]


def test_mails_sent_to_one_recipient_each_over_kept_connections(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    names = greetings(smtp_sink)
    queue_mails(database, clock, 150)

    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert sorted(received.recipients for received in smtp_sink.received) == sorted(
        [f"p{number}@example.org"] for number in range(150)
    )
    assert {received.sender for received in smtp_sink.received} == {"office@events.example.org"}
    assert sorted(message_ids(smtp_sink)) == sorted(f"<{mail.id}@events.example.org>" for mail in mails(database))
    assert {(mail.attempts, mail.sent_at, mail.last_code) for mail in mails(database)} == {(1, clock.now, 250)}
    assert names == ["events.example.org"] * 2


def test_mail_queued_later_wakes_the_worker_at_once(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    async def seconds_to_arrive() -> float:
        stop = asyncio.Event()
        task = asyncio.create_task(deliver_due(database, OFFICE, smtp_sink.url, stop, pace=Pace(poll=60), clock=clock))
        await asyncio.sleep(0.3)
        queued = time.monotonic()
        await asyncio.to_thread(queue_mails, database, clock)
        await asyncio.to_thread(wait, lambda: len(smtp_sink.received) == 1)
        arrived = time.monotonic() - queued
        stop.set()
        await task
        return arrived

    assert asyncio.run(seconds_to_arrive()) < 5


@pytest.mark.parametrize("refusal", ["450 4.2.0 greylisted", "451 4.3.0 local error", "421 4.7.0 too busy"])
def test_f8_refused_for_now_then_delivered_once(
    database: Database, smtp_sink: Sink, clock: Clock, refusal: str
) -> None:
    asked: Counter[str] = Counter()

    def first_time_refused(address: str) -> str | None:
        asked[address] += 1
        return refusal if asked[address] == 1 else None

    smtp_sink.on_recipient = first_time_refused
    queue_mails(database, clock, 5)
    deliver(database, smtp_sink.url, all_in(database, DEFERRED), clock)
    code, _, text = refusal.partition(" ")
    assert {(mail.last_code, mail.last_text) for mail in mails(database)} == {(int(code), text)}
    pauses = [mail.next_at - clock.now for mail in mails(database)]
    assert all(timedelta(seconds=48) <= pause <= timedelta(seconds=72) for pause in pauses)

    clock.advance(minutes=2)
    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert Counter(message_ids(smtp_sink)) == {mail.message_id: 1 for mail in mails(database)}


@pytest.mark.parametrize("refusal", ["552 5.3.4 too large", "554 5.7.1 looks like spam", "550 5.7.1 not allowed"])
def test_f9_refused_for_good_fails_at_once_and_suppresses_nothing(
    database: Database, smtp_sink: Sink, clock: Clock, refusal: str
) -> None:
    smtp_sink.on_data = lambda _: refusal
    for _ in range(3):
        queue_mails(database, clock)
        deliver(database, smtp_sink.url, all_in(database, FAILED), clock)
        clock.advance(minutes=1)

    code, _, text = refusal.partition(" ")
    assert [(mail.state, mail.attempts, mail.last_code, mail.last_text) for mail in mails(database)] == [
        (FAILED, 1, int(code), text)
    ] * 3
    assert smtp_sink.commands.count("DATA") == 3


def test_em_6_address_suppressed_after_the_second_refusal(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    smtp_sink.on_recipient = lambda _: "550 5.1.1 no such user"
    for _ in range(3):
        queue_mails(database, clock)
        deliver(database, smtp_sink.url, all_in(database, FAILED, MailState.SUPPRESSED), clock)
        clock.advance(minutes=1)

    assert states(database) == [FAILED, FAILED, MailState.SUPPRESSED]
    assert mails(database)[2].last_text == "This address has turned such mail away twice."
    assert smtp_sink.commands.count("RCPT p0@example.org") == 2

    # Another kind of mail is not affected, nor another address; a mail that gets through clears the first refusal.
    queue_mails(database, clock, kind="promoted")
    queue_mails(database, clock, recipient="other@example.org")
    deliver(database, smtp_sink.url, all_in(database, FAILED, MailState.SUPPRESSED), clock)
    smtp_sink.on_recipient = lambda _: None
    for _ in range(2):
        clock.advance(minutes=1)
        queue_mails(database, clock, kind="promoted")
        deliver(database, smtp_sink.url, all_in(database, FAILED, MailState.SUPPRESSED, SENT), clock)
    assert states(database)[3:] == [FAILED, FAILED, SENT, SENT]


def test_f9_login_refused_pauses_the_queue_and_not_the_mail(database: Database, clock: Clock) -> None:
    tried: list[bytes] = []

    def check(_server: SMTP, _connection: Connection, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        tried.append(data.password)
        return AuthResult(success=data.password == b"right", handled=data.password == b"right")

    with running_sink(authenticator=check, auth_require_tls=False) as sink:
        queue_mails(database, clock, 20)
        wrong = sink.url.replace("://", "://mailer:wrong@")
        deliver(
            database, wrong, lambda: condition(database).refuses_login and all_in(database, MailState.QUEUED)(), clock
        )

        assert {(mail.state, mail.attempts) for mail in mails(database)} == {(MailState.QUEUED, 0)}
        noted = condition(database)
        assert (noted.failures, noted.last_code, noted.paused_until) == (1, 535, clock.now + timedelta(minutes=15))
        assert 1 <= tried.count(b"wrong") <= 4

        deliver(database, sink.url.replace("://", "://mailer:right@"), all_in(database, SENT), clock)

    assert len(sink.received) == 20
    assert condition(database).refuses_login is False


def test_f6_server_down_for_six_hours_then_everything_once(database: Database, clock: Clock) -> None:
    queue_mails(database, clock, 120)
    back_at = clock.now + timedelta(hours=6)
    sinks: list[Sink] = []
    with bound_socket() as sock, ExitStack() as stack:

        def all_sent() -> bool:
            if sinks:
                return all_in(database, SENT)()
            noted = condition(database)
            if noted.paused_until and noted.paused_until > clock.now:
                clock.advance(minutes=30)
            if clock.now >= back_at:
                sinks.append(stack.enter_context(running_sink(sock)))
            return False

        deliver(database, f"smtp://127.0.0.1:{sock.getsockname()[1]}", all_sent, clock, seconds=60)

    assert Counter(message_ids(sinks[0])) == {mail.message_id: 1 for mail in mails(database)}
    assert {mail.attempts for mail in mails(database)} == {1}
    assert clock.now - back_at < timedelta(minutes=30)
    assert condition(database) == relay.Condition(last_text=condition(database).last_text)


def test_breaker_probes_with_one_mail_a_minute(database: Database, clock: Clock) -> None:
    with bound_socket() as sock:
        url = f"smtp://127.0.0.1:{sock.getsockname()[1]}"
        queue_mails(database, clock, 10)
        pauses: list[float] = []

        def failed_twelve_times() -> bool:
            noted = condition(database)
            if noted.failures > len(pauses):
                assert noted.paused_until is not None
                pauses.append((noted.paused_until - clock.now).total_seconds())
                clock.now = noted.paused_until
            return len(pauses) == 12

        deliver(database, url, failed_twelve_times, clock)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]
    assert {(mail.state, mail.attempts) for mail in mails(database)} == {(MailState.QUEUED, 0)}


def test_f7_server_that_hangs_after_data(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    smtp_sink.delay = 30
    queue_mails(database, clock)

    deliver(database, smtp_sink.url, all_in(database, DEFERRED), clock, limits=Limits(connect=1, command=1, data=0.5))

    (mail,) = mails(database)
    assert (mail.attempts, mail.last_code, mail.last_text) == (1, None, "Timed out waiting for server response")


def test_f7_slow_server_outlasts_a_lease_and_nothing_goes_twice(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    smtp_sink.delay = 0.5
    queue_mails(database, clock, 4)

    started = time.monotonic()

    def real_time() -> Any:
        return clock.now + timedelta(seconds=time.monotonic() - started)

    patient = Pace(poll=0.05, lease=0.9, grace=5)

    async def run() -> None:
        stop = asyncio.Event()
        two_workers = [
            asyncio.create_task(
                deliver_due(database, OFFICE, f"{smtp_sink.url}?connections=1", stop, pace=patient, clock=real_time)
            )
            for _ in range(2)
        ]
        await asyncio.to_thread(wait, lambda: len(smtp_sink.received) >= 4)
        stop.set()
        await asyncio.gather(*two_workers)

    asyncio.run(run())

    assert states(database) == [SENT] * 4
    assert set(Counter(message_ids(smtp_sink)).values()) == {1}


def test_connection_lost_after_data_sent_again_with_the_same_message_id(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    def lose_the_first(server: SMTP, before: int) -> str | None:
        if before == 0:
            abort(server)
            return "250 nobody hears this"
        return None

    after_data(smtp_sink, lose_the_first)
    queue_mails(database, clock)
    deliver(database, smtp_sink.url, all_in(database, DEFERRED), clock)
    (mail,) = mails(database)
    assert mail.last_text in ("Connection lost", "Unexpected EOF received")
    first_id = mail.message_id

    clock.advance(minutes=2)
    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert message_ids(smtp_sink) == [first_id]
    assert smtp_sink.commands.count("DATA") == 1  # the lost one was not counted: nothing was answered


def test_connection_closed_between_two_mails_costs_no_attempt(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    def leave_after_each(server: SMTP, _before: int) -> None:
        asyncio.get_running_loop().call_later(0.02, abort, server)

    names = greetings(smtp_sink)
    after_data(smtp_sink, leave_after_each)
    queue_mails(database, clock, 6)

    deliver(database, smtp_sink.url, all_in(database, SENT, DEFERRED), clock)
    clock.advance(minutes=2)
    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert len(set(message_ids(smtp_sink))) == 6
    assert len(names) >= 2


def test_em_15_address_outside_ascii_without_smtputf8_fails_with_the_reason(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    greetings(smtp_sink, without="SMTPUTF8")
    queue_mails(database, clock, recipient="أمينة@example.org")

    deliver(database, smtp_sink.url, all_in(database, FAILED), clock)

    assert mails(database)[0].last_text == "The mail server takes no addresses with letters outside ASCII (SMTPUTF8)."
    assert smtp_sink.commands == []


def test_em_15_address_outside_ascii_with_smtputf8(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    queue_mails(database, clock, recipient="أمينة@example.org", recipient_name="أمينة")

    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert smtp_sink.received[0].recipients == ["أمينة@example.org"]
    assert "To: أمينة <أمينة@example.org>\r\n".encode() in smtp_sink.received[0].data


@pytest.mark.parametrize(
    "name", ["x\r\nBcc: v@evil.tld", "x\nRCPT TO:<v@evil.tld>", "=?utf-8?q?=0d=0aBcc:v@x?=", "x" * 1500]
)
def test_t_smtp_1_the_server_sees_one_recipient_and_the_usual_headers(
    database: Database, smtp_sink: Sink, clock: Clock, name: str
) -> None:
    context = make_context() | {"participant": {"name": name}}
    context["event"]["title"] = {"en": name}
    queue_mails(database, clock, recipient_name=name, sender_name=name, reply_to_name=name, context=context)
    queue_mails(database, clock, recipient="usual@example.org")

    deliver(database, smtp_sink.url, all_in(database, SENT), clock)

    assert sorted(c for c in smtp_sink.commands if c.startswith("RCPT")) == [
        "RCPT p0@example.org",
        "RCPT usual@example.org",
    ]
    hostile, usual = sorted(smtp_sink.received, key=lambda received: received.recipients)
    assert sorted(hostile.message.keys()) == sorted(usual.message.keys())
    assert [len(line) <= 998 for line in hostile.data.split(b"\r\n")].count(False) == 0


def test_mail_that_cannot_be_written_fails_alone(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    queue_mails(database, clock, kind="no_such_mail")
    queue_mails(database, clock)

    deliver(database, smtp_sink.url, all_in(database, SENT, FAILED), clock)

    assert states(database) == [FAILED, SENT]
    assert mails(database)[0].last_text == (
        "The mail “no_such_mail” in en cannot be written: there is no template no_such_mail/subject.txt"
    )


def test_without_a_mail_server_everything_is_kept(database: Database, clock: Clock) -> None:
    queue_mails(database, clock, 3)

    deliver(database, "", all_in(database, MailState.KEPT), clock)

    with database.read() as db:
        assert outbox.is_waiting(db) is False


def test_stop_finishes_the_mail_on_its_way_and_gives_back_the_others(
    database: Database, smtp_sink: Sink, clock: Clock
) -> None:
    smtp_sink.delay = 0.3
    queue_mails(database, clock, 20)

    deliver(database, smtp_sink.url, lambda: "DATA" in smtp_sink.commands, clock)

    sent = states(database).count(SENT)
    assert sent == len(smtp_sink.received)
    assert 1 <= sent <= 4
    assert Counter((mail.state, mail.attempts) for mail in mails(database)) == {
        (SENT, 1): sent,
        (MailState.QUEUED, 0): 20 - sent,
    }


def test_stop_waits_no_longer_than_the_grace(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    smtp_sink.delay = 30
    queue_mails(database, clock, 3)

    patient = Limits(connect=5, command=30, data=30)
    started = time.monotonic()
    deliver(
        database,
        smtp_sink.url,
        lambda: "DATA" in smtp_sink.commands,
        clock,
        pace=Pace(poll=0.05, grace=0.3),
        limits=patient,
    )

    assert time.monotonic() - started < 5
    assert {(mail.state, mail.attempts) for mail in mails(database)} == {(MailState.QUEUED, 0)}


def test_server_that_takes_one_connection_only(database: Database, smtp_sink: Sink, clock: Clock) -> None:
    open_now: set[int] = set()
    refused = [0]

    async def handle_ehlo(server: SMTP, connection: Connection, _e: Envelope, name: str, offered: list[str]) -> Any:
        if open_now - {id(server)}:
            refused[0] += 1
            return ["421 4.7.0 too many connections"]
        open_now.add(id(server))
        connection.host_name = name
        return offered

    setattr(smtp_sink, "handle_EHLO", handle_ehlo)  # noqa: B010
    smtp_sink.delay = 0.02
    queue_mails(database, clock, 30)

    deliver(database, smtp_sink.url, all_in(database, SENT), clock, limits=LIMITS)

    assert refused[0] >= 1
    assert set(Counter(message_ids(smtp_sink)).values()) == {1}
    assert condition(database).failures == 0


def test_pr_11_no_address_and_no_token_in_the_log(
    database: Database, smtp_sink: Sink, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="events_service")
    smtp_sink.on_recipient = lambda address: "550 5.1.1 no such user" if "p1" in address else None
    queue_mails(database, clock, 2)

    deliver(database, smtp_sink.url, all_in(database, SENT, FAILED), clock)

    assert "p…@example.org" in caplog.text
    assert "p0@example.org" not in caplog.text
    assert "registrations/" not in caplog.text
