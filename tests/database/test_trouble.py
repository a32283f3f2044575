"""While writing fails the log says so, seldom, with the reason and without what was to be written."""

import logging
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from events_service.database import Database, DbSession, StorageFailed, trouble
from events_service.database.failures import TransactionLost
from events_service.database.trouble import Trouble, complain
from events_service.database.units import Unit
from events_service.errors import Busy, NotFound
from tests.database.things import add
from tests.support.databases import Templates

FAILS = "The database cannot be written"
AGAIN = "The database can be written again"


def ended(error: BaseException | None = None) -> Unit[str]:
    unit = Unit(lambda db: "done")
    unit.error = error
    return unit


def disk_full() -> TransactionLost:
    driver = sqlite3.OperationalError("database or disk is full")
    lost = TransactionLost()
    lost.__cause__ = OperationalError("INSERT INTO contact …", {"email": "amina@example.org"}, driver)
    return lost


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_trouble_is_said_once_a_minute_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    moment = [0.0]
    noted = Trouble(lambda: moment[0])

    for moment[0] in (0, 1, 59, 61):
        noted.note([ended(disk_full())])
    moment[0] = 70
    noted.note([ended(), ended()])

    assert said(caplog) == [("WARNING", FAILS), ("WARNING", FAILS), ("WARNING", AGAIN)]
    assert [vars(record).get("acts") for record in caplog.records] == [1, 3, None]
    assert vars(caplog.records[0])["why"] == "database or disk is full"


def test_work_in_the_background_names_trouble_of_the_database_in_one_line_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log, moment = logging.getLogger("events_service.test"), [0.0]

    for moment[0] in (0, 1, 59, 61):
        complain(log, "mails cannot be settled", disk_full(), lambda: moment[0])
    complain(log, "mails cannot be settled", ValueError("a mistake of ours"), lambda: moment[0])

    levels = [(record.levelname, bool(record.exc_info)) for record in caplog.records]
    assert levels == [("WARNING", False), ("WARNING", False), ("ERROR", True)]
    assert [vars(record).get("why") for record in caplog.records] == ["database or disk is full"] * 2 + [None]


def test_act_that_writes_nothing_is_no_sign_that_writing_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    moment = [0.0]
    noted = Trouble(lambda: moment[0])

    for moment[0] in (0, 2, 4):
        noted.note([ended(disk_full())])
        noted.note([ended()])
    assert said(caplog) == [("WARNING", FAILS)]

    moment[0] = 10
    noted.note([ended()])
    noted.note([ended(disk_full())])
    assert said(caplog) == [("WARNING", FAILS), ("WARNING", AGAIN), ("WARNING", FAILS)]


def test_what_is_refused_or_only_waits_is_no_trouble(caplog: pytest.LogCaptureFixture) -> None:
    noted = Trouble()

    noted.note([ended(NotFound()), ended(Busy()), ended(ValueError("x")), ended()])

    assert said(caplog) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_full_sqlite_database_is_in_the_log(
    things: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave_little_room(db: DbSession) -> None:
        pages = db.execute(text("PRAGMA page_count")).scalar_one()
        db.execute(text(f"PRAGMA max_page_count = {pages + 20}"))

    things.write_now(leave_little_room)
    for number in range(3):
        with pytest.raises(StorageFailed):
            things.write_now(add, f"secret {number}", title={"en": "y" * 1_000_000})
        things.write_now(leave_little_room)
    monkeypatch.setattr(trouble, "QUIET_SECONDS", 0)
    things.write_now(add, "small")

    with caplog.at_level(logging.INFO):
        assert said(caplog) == [("WARNING", FAILS), ("WARNING", AGAIN)]
    assert vars(caplog.records[0])["why"] == "database or disk is full"
    assert "secret" not in caplog.text


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_postgresql_that_went_away_is_in_the_log(
    things: Database, database_url: str, templates: Templates, caplog: pytest.LogCaptureFixture
) -> None:
    templates.drop(database_url)

    for number in range(2):
        with pytest.raises(StorageFailed):
            things.write_now(add, f"secret {number}")

    assert [line for line in said(caplog) if line[0] in ("ERROR", "WARNING")] == [("WARNING", FAILS)]
    assert "secret" not in caplog.text
