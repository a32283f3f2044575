"""A mail whose attachment the database refuses for now: it goes later, whole, and nothing is counted against it."""

import threading
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from msgspec import structs
from sqlmodel import func, select

from events_service.database import Database, DatabaseUnreachable, new_id
from events_service.errors import Busy
from events_service.mail.mime import Attachment
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.render import Attach, Office, Queued, compose
from tests.mail.delivery import PACE, Clock, deliver, mails, queue_mails, states
from tests.mail.letters import OFFICE, make_queued
from tests.support.databases import Templates
from tests.support.smtp_sink import Sink

AWAY = new_id()


def office_with(attach: Attach) -> Office:
    return structs.replace(OFFICE, attachments={"calendar": attach})


def settled(database: Database) -> bool:
    return not {MailState.QUEUED, MailState.SENDING} & set(states(database))


def test_mail_waits_for_a_busy_database_and_counts_no_attempt(database: Database, smtp_sink: Sink) -> None:
    asked: list[str] = []

    def twice_busy(queued: Queued) -> Attachment | None:
        asked.append(queued.message_id)
        if len(asked) <= 2:
            raise Busy
        return OFFICE.attachments["calendar"](queued)

    clock = Clock()
    queue_mails(database, clock)

    deliver(database, smtp_sink.url, lambda: settled(database), clock, office=office_with(twice_busy))

    (mail,) = mails(database)
    assert (mail.state, mail.attempts, asked) == (MailState.SENT, 1, [mail.message_id] * 3)
    assert [part.get_filename() for part in smtp_sink.received[0].message.walk()][-1] == "event.ics"


def test_calendars_are_made_beside_the_loop(database: Database, smtp_sink: Sink) -> None:
    threads: list[threading.Thread] = []

    def attach(queued: Queued) -> Attachment | None:
        threads.append(threading.current_thread())
        return OFFICE.attachments["calendar"](queued)

    clock = Clock()
    queue_mails(database, clock, 30)

    deliver(database, smtp_sink.url, lambda: settled(database), clock, office=office_with(attach))

    assert len(threads) == len(smtp_sink.received) == 30
    assert threading.current_thread() not in threads


def test_event_that_cannot_be_read_keeps_no_other_waiting(
    database: Database, smtp_sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str | None] = []

    def one_is_away(queued: Queued) -> Attachment | None:
        asked.append(queued.letter.event_uid)
        if queued.letter.event_uid == AWAY:
            raise Busy
        return None

    clock = Clock()
    queue_mails(database, clock, 3, event_uid=AWAY)
    queue_mails(database, clock, 3)

    deliver(database, smtp_sink.url, lambda: len(smtp_sink.received) == 3, clock, office=office_with(one_is_away))

    assert sorted(states(database)) == [MailState.QUEUED] * 3 + [MailState.SENT] * 3
    waiting = [record.__dict__["event"] for record in caplog.records if " wait " in record.getMessage()]
    assert waiting == [AWAY] * asked.count(AWAY)  # asked for, and told, once each time, for all three


def test_full_batch_of_mails_that_cannot_be_written_is_not_taken_again_at_once(
    database: Database, smtp_sink: Sink
) -> None:
    asked: list[float] = []

    def always_busy(_queued: Queued) -> Attachment | None:
        asked.append(monotonic())
        raise Busy

    clock = Clock()
    queue_mails(database, clock, 12)

    deliver(
        database,
        smtp_sink.url,
        lambda: len(asked) >= 4,
        clock,
        office=office_with(always_busy),
        pace=structs.replace(PACE, batch=4, poll=0.5),
    )

    # The first time is followed at once: senders who have just begun ask for mail.
    assert all(later - sooner > 0.3 for sooner, later in [*pairwise(asked)][1:])


def test_stop_while_the_database_is_busy_leaves_the_mail_queued(database: Database, smtp_sink: Sink) -> None:
    asked: list[str] = []

    def always_busy(queued: Queued) -> Attachment | None:
        asked.append(queued.message_id)
        raise Busy

    clock = Clock()
    queue_mails(database, clock, 3)

    deliver(database, smtp_sink.url, lambda: len(asked) >= 4, clock, office=office_with(always_busy))

    assert {(mail.state, mail.attempts) for mail in mails(database)} == {(MailState.QUEUED, 0)}
    assert smtp_sink.received == []


def test_letter_is_not_unwritable_because_the_database_is_away(
    templates: Templates, database_kind: str, tmp_path: Path
) -> None:
    url = templates.copy(database_kind, tmp_path)
    database = Database(url)

    def counting(_queued: Queued) -> Attachment | None:
        with database.read() as db:
            count = db.exec(select(func.count()).select_from(OutboxMail)).one()
        return Attachment(f"{count}.txt", b"", "text/plain", {})

    if database.path is not None:
        database.path.rename(tmp_path / "moved")
    else:
        templates.drop(url)

    with pytest.raises(DatabaseUnreachable):
        compose(make_queued(), office_with(counting))
    database.close()
