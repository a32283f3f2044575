from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from events_service.database import Database, DbSession
from events_service.mail import outbox
from events_service.mail.letter import InvalidAddress, Priority
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.outbox import Outcome
from tests.mail.letters import make_letter

NOW = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
HOST = "events.example.org"


def rows(db: DbSession) -> list[OutboxMail]:
    db.expire_all()
    return list(db.exec(select(OutboxMail).order_by(OutboxMail.id)))


def test_queue_keeps_the_letter_as_it_is(db: DbSession) -> None:
    letter = make_letter(locale="ar")

    assert outbox.queue(db, letter, "registration:1", NOW) is True

    (row,) = rows(db)
    assert row.letter == letter
    assert (row.kind, row.recipient, row.state, row.waiting) == (
        "confirmation",
        "amina@example.org",
        MailState.QUEUED,
        True,
    )
    assert (row.created_at, row.next_at, row.attempts, row.message_id) == (NOW, NOW, 0, None)


def test_em_7_queue_the_same_key_again_changes_nothing(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)

    assert outbox.queue(db, make_letter(recipient="other@example.org"), "registration:1", NOW) is False
    assert [row.recipient for row in rows(db)] == ["amina@example.org"]


@pytest.mark.parametrize("address", ["", "a", "a@b\r\nBcc: v@x", "a b@x.org", "<a@b>", "a@b,c@d", "a\x00@b", "ä@b\x85"])
def test_t_smtp_1_queue_address_refused(db: DbSession, address: str) -> None:
    with pytest.raises(InvalidAddress):
        outbox.queue(db, make_letter(recipient=address), "registration:1", NOW)


def test_no_secret_in_the_row(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)

    stored = db.connection().exec_driver_sql("SELECT letter FROM outbox_mail").scalar_one()
    assert '"{token}"' in stored
    assert "https://" not in stored


def test_take_by_priority_then_age_and_only_what_is_due(db: DbSession) -> None:
    for key, priority, due in [
        ("reminder", Priority.REMINDER, NOW),
        ("first", Priority.CONFIRMATION, NOW),
        ("second", Priority.CONFIRMATION, NOW),
        ("password", Priority.SECURITY, NOW),
        ("later", Priority.SECURITY, NOW + timedelta(seconds=1)),
    ]:
        outbox.queue(db, make_letter(priority=priority, recipient=f"{key}@example.org"), key, due)

    def taken(limit: int) -> list[str]:
        return [mail.letter.recipient.partition("@")[0] for mail in outbox.take(db, NOW, LEASE, limit, HOST)]

    assert [taken(3), taken(3), taken(3)] == [["password", "first", "second"], ["reminder"], []]
    assert outbox.is_due(db, NOW) is False


def test_r6_message_id_fixed_at_the_first_attempt(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)

    (first,) = outbox.take(db, NOW, LEASE, 10, HOST)
    (second,) = outbox.take(db, NOW + LEASE, LEASE, 10, "moved.example.org")

    assert first.message_id == f"<{first.id}@events.example.org>"
    assert second.message_id == first.message_id
    assert (first.attempts, second.attempts) == (1, 2)


def test_r6_lease_kept_until_it_ends(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)
    outbox.take(db, NOW, LEASE, 10, HOST)

    assert outbox.take(db, NOW + LEASE - timedelta(seconds=1), LEASE, 10, HOST) == []
    assert len(outbox.take(db, NOW + LEASE, LEASE, 10, HOST)) == 1


def test_settle_each_outcome(db: DbSession) -> None:
    for key in ("sent", "deferred", "failed", "suppressed"):
        outbox.queue(db, make_letter(), key, NOW)
    mails = outbox.take(db, NOW, LEASE, 10, HOST)
    later = NOW + timedelta(hours=1)
    outbox.settle(
        db,
        [
            Outcome(mails[0], MailState.SENT, 250, "queued as 1"),
            Outcome(mails[1], MailState.DEFERRED, 450, "later", next_at=later),
            Outcome(mails[2], MailState.FAILED, 554, "x" * 1000),
            Outcome(mails[3], MailState.SUPPRESSED),
        ],
        NOW,
    )

    assert [(r.state, r.waiting, r.sent_at, r.next_at, r.last_code, len(r.last_text)) for r in rows(db)] == [
        (MailState.SENT, False, NOW, NOW, 250, 11),
        (MailState.DEFERRED, True, None, later, 450, 5),
        (MailState.FAILED, False, None, NOW, 554, 500),
        (MailState.SUPPRESSED, False, None, NOW, None, 0),
    ]
    assert outbox.is_waiting(db) is True


def test_settle_by_a_worker_whose_lease_ended_changes_nothing(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)
    (slow,) = outbox.take(db, NOW, LEASE, 10, HOST)
    outbox.take(db, NOW + LEASE, LEASE, 10, HOST)

    outbox.settle(db, [Outcome(slow, MailState.FAILED, 554, "no")], NOW)

    assert [(row.state, row.attempts) for row in rows(db)] == [(MailState.SENDING, 2)]


def test_give_back_as_if_never_taken(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)
    taken = outbox.take(db, NOW, LEASE, 10, HOST)
    outbox.give_back(db, taken, NOW)

    assert [(row.state, row.attempts, row.next_at) for row in rows(db)] == [(MailState.QUEUED, 0, NOW)]
    assert len(outbox.take(db, NOW, LEASE, 10, HOST)) == 1


def test_keep_everything_that_waits(db: DbSession) -> None:
    outbox.queue(db, make_letter(), "sent", NOW)
    (sent,) = outbox.take(db, NOW, LEASE, 10, HOST)
    outbox.settle(db, [Outcome(sent, MailState.SENT)], NOW)
    outbox.queue(db, make_letter(), "waiting", NOW)

    assert outbox.keep(db) == 1
    assert [row.state for row in rows(db)] == [MailState.SENT, MailState.KEPT]


@pytest.mark.parametrize(
    ("state", "again"), [(MailState.FAILED, True), (MailState.KEPT, True), (MailState.SENT, False)]
)
def test_try_again_only_what_was_not_sent(db: DbSession, state: MailState, again: bool) -> None:
    outbox.queue(db, make_letter(), "registration:1", NOW)
    (mail,) = outbox.take(db, NOW, LEASE, 10, HOST)
    outbox.settle(db, [Outcome(mail, state)], NOW)

    assert outbox.try_again(db, mail.id, NOW) is again
    assert outbox.is_due(db, NOW) is again


def test_t_race_15_two_workers_never_take_the_same(database: Database) -> None:
    if database.one_writing_process:
        pytest.skip("SQLite has one writer: nothing can come between.")
    for number in range(50):
        database.write_now(outbox.queue, make_letter(), str(number), NOW)

    with database._engines.writer.connect() as one, one.begin():  # a worker in the middle of taking
        first = outbox.take(DbSession(one), NOW, LEASE, 30, HOST)
        second = database.write_now(outbox.take, NOW, LEASE, 30, HOST)

    assert (len(first), len(second)) == (30, 20)
    assert {mail.id for mail in first} & {mail.id for mail in second} == set()
