"""Notices: written, changed, ended and taken away, each time public at once and noted down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from msgspec import structs
from sqlmodel import col, select

from events_service.accounts.access import COMMAND
from events_service.accounts.models import AuditEntry
from events_service.database import DbSession, new_id
from events_service.errors import InvalidInput, NotFound, PreconditionFailed
from events_service.programme import notices, queries
from events_service.programme.live import Live, Notice
from events_service.programme.notices import (
    LONGEST,
    MOST,
    NotShownYet,
    TooManyNotices,
    add_notice,
    edit_notice,
    end_notice,
    get_notice,
    list_notices,
    remove_notice,
)
from tests.factories.stored_events import ROADS, WATER, create

NOW = datetime(2018, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHUTTLE = Notice({"en": "The shuttle leaves at 8.", "ar": "تغادر الحافلة في الثامنة"}, ends_at=NOW + HOUR)


def live(db: DbSession, uid: str) -> Live:
    return queries.get_live(db.connection(), uid)


def noted(db: DbSession) -> list[tuple[Any, ...]]:
    entries = db.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    return [(entry.act, entry.subject, entry.before, entry.after) for entry in entries]


def with_words(**words: str) -> Callable[[Notice], Notice]:
    return lambda notice: structs.replace(notice, text=words)


def test_notices_come_and_go(db: DbSession) -> None:
    uid = create(db)
    moved = Notice({"en": "Moved"}, session_uid=WATER.uid)

    first = add_notice(db, COMMAND, uid, SHUTTLE)
    second = add_notice(db, COMMAND, uid, moved)
    assert (live(db, uid).notices, live(db, uid).version) == ((SHUTTLE, moved), 2)
    assert list_notices(db.connection(), uid) == [second, first]

    remove_notice(db, COMMAND, uid, first.uid)
    assert (live(db, uid).notices, live(db, uid).version) == ((moved,), 3)


def test_changed_notice_is_public_at_once_and_noted_before_and_after(db: DbSession) -> None:
    uid = create(db)
    posted = add_notice(db, COMMAND, uid, Notice({"en": "Moved"}, session_uid=WATER.uid))

    changed = edit_notice(db, COMMAND, uid, posted.uid, with_words(en="Moved to Dakhla"), posted.tag)

    assert changed == get_notice(db.connection(), uid, posted.uid)
    assert (live(db, uid).notices, live(db, uid).version) == ((Notice({"en": "Moved to Dakhla"}, WATER.uid),), 2)
    shown = {"session": WATER.uid, "starts_at": None, "ends_at": None}
    subject = f"notice:{posted.uid}"
    assert noted(db) == [
        ("add_notice", subject, None, {"text": {"en": "Moved"}, **shown}),
        ("edit_notice", subject, {"text": {"en": "Moved"}, **shown}, {"text": {"en": "Moved to Dakhla"}, **shown}),
    ]


def test_second_change_based_on_the_same_state_is_refused(db: DbSession) -> None:
    uid = create(db)
    posted = add_notice(db, COMMAND, uid, Notice({"en": "Moved"}))
    changed = edit_notice(db, COMMAND, uid, posted.uid, with_words(en="Moved to Dakhla"), posted.tag)

    with pytest.raises(PreconditionFailed):
        edit_notice(db, COMMAND, uid, posted.uid, with_words(en="Moved to Tarfaya"), posted.tag)
    with pytest.raises(PreconditionFailed):
        remove_notice(db, COMMAND, uid, posted.uid, posted.tag)

    assert list_notices(db.connection(), uid) == [changed]
    assert changed.tag != posted.tag


def test_change_that_changes_nothing_raises_nothing(db: DbSession) -> None:
    uid = create(db)
    posted = add_notice(db, COMMAND, uid, SHUTTLE)

    again = edit_notice(db, COMMAND, uid, posted.uid, lambda notice: structs.replace(notice), posted.tag)

    assert (again, live(db, uid).version, len(noted(db))) == (posted, 1, 1)


def test_notice_ended_now_is_kept_and_shown_no_more(db: DbSession) -> None:
    uid = create(db)
    with time_machine.travel(NOW, tick=False):
        posted = add_notice(db, COMMAND, uid, SHUTTLE)
        ended = end_notice(db, COMMAND, uid, posted.uid)
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        again = end_notice(db, COMMAND, uid, posted.uid)

    assert ended.notice == structs.replace(SHUTTLE, ends_at=NOW)
    assert again == ended
    assert [one.shows(NOW) for one in live(db, uid).notices] == [False]
    assert live(db, uid).version == 2


def test_notice_still_to_come_is_taken_away_and_not_ended(db: DbSession) -> None:
    uid = create(db)
    with time_machine.travel(NOW, tick=False):
        posted = add_notice(db, COMMAND, uid, Notice({"en": "Tomorrow"}, starts_at=NOW + HOUR))
        with pytest.raises(NotShownYet):
            end_notice(db, COMMAND, uid, posted.uid)

    remove_notice(db, COMMAND, uid, posted.uid, posted.tag)

    assert list_notices(db.connection(), uid) == []


def test_notice_is_cleaned_as_every_text_is(db: DbSession) -> None:
    uid = create(db)

    add_notice(db, COMMAND, uid, Notice({"en": "Gate \u202e7\u202c\x07\r\nis open", "fr": "\u2066"}))

    assert [notice.text for notice in live(db, uid).notices] == [{"en": "Gate 7\nis open"}]


@pytest.mark.parametrize(
    ("notice", "field"),
    [
        (Notice({"en": "\u202e ", "fr": ""}), "text"),
        (Notice({"en": "x", "fr": "x" * (LONGEST + 1)}), "text"),
        (Notice({"en": "x"}, starts_at=NOW, ends_at=NOW - HOUR), "ends_at"),
    ],
)
def test_notice_that_cannot_be_shown_is_refused_by_field(db: DbSession, notice: Notice, field: str) -> None:
    uid = create(db)
    posted = add_notice(db, COMMAND, uid, SHUTTLE)

    with pytest.raises(InvalidInput) as added:
        add_notice(db, COMMAND, uid, notice)
    with pytest.raises(InvalidInput) as edited:
        edit_notice(db, COMMAND, uid, posted.uid, lambda _: notice)

    assert [list(refusal.value.fields) for refusal in (added, edited)] == [[field], [field]]
    assert list_notices(db.connection(), uid) == [posted]


def test_notice_session_or_event_that_is_not_there_is_not_found(db: DbSession) -> None:
    uid = create(db)
    posted = add_notice(db, COMMAND, uid, SHUTTLE)

    for event_uid, notice in (
        ("no-uid", SHUTTLE),
        (new_id(), SHUTTLE),
        (uid, structs.replace(SHUTTLE, session_uid=new_id())),
    ):
        with pytest.raises(NotFound):
            add_notice(db, COMMAND, event_uid, notice)
    for event_uid, name in (("no-uid", posted.uid), (new_id(), posted.uid), (uid, "no-uid"), (uid, new_id())):
        for act in (remove_notice, end_notice):
            with pytest.raises(NotFound):
                act(db, COMMAND, event_uid, name)
    with pytest.raises(NotFound):
        edit_notice(db, COMMAND, uid, posted.uid, lambda old: structs.replace(old, session_uid=new_id()))
    assert list_notices(db.connection(), uid) == [posted]


def test_event_has_only_so_many_notices(db: DbSession, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = create(db)
    monkeypatch.setattr(notices, "MOST", 1)
    add_notice(db, COMMAND, uid, SHUTTLE)

    with pytest.raises(TooManyNotices):
        add_notice(db, COMMAND, uid, Notice({"en": "One more"}, session_uid=ROADS.uid))
    assert MOST > 1
