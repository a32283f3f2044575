"""The worker as it runs: what it does now and again goes on being done."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from events_service import worker
from events_service.accounts import limits
from events_service.accounts.limits import Limit, Try
from events_service.accounts.login import sign_in
from events_service.accounts.models import Login, RateLimit
from events_service.database import Database, new_id
from events_service.jobs import loop
from events_service.programme.reading import freshness
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application
from events_service.registration.models import IdempotencyRow, RegistrationRow, RegistrationState
from events_service.registration.signup import register
from events_service.settings import load
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.operations.test_transfer import HOLD, fill
from tests.support.read_path import eventually

SECRET = "f3b8c1d7e94a20569c7d1e8b5a3f6047"


@pytest.fixture
def database_kind() -> str:
    """What is done is tested with both kinds; here it is whether it is done."""
    return "sqlite"


@pytest.fixture
def timetable(database: Database) -> Timetable:
    """A released event with registrations that are not old."""
    return fill(database)


@contextmanager
def working(database: Database, database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker that looks every few milliseconds, in a thread until the block ends."""
    monkeypatch.setattr(worker, "EXPIRY_SECONDS", 0.02)
    monkeypatch.setattr(worker, "FORGET_SECONDS", 0.02)
    settings = load(
        None, base_url="http://127.0.0.1:8000", secret_key=SECRET, database_url=database_url, data_dir=folder
    )
    stop, begun = asyncio.Event(), threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def work() -> None:
        loops.append(asyncio.get_running_loop())
        begun.set()
        await worker.run(database, settings, stop)

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(20)
    assert not thread.is_alive()


def rows(database: Database, table: type[SQLModel]) -> int:
    with database.read() as db:
        return len(db.exec(select(table)).all())


def states(database: Database) -> list[RegistrationState]:
    with database.read() as db:
        return [row.state for row in db.exec(select(RegistrationRow))]


def test_holds_end_and_old_answers_are_forgotten_while_it_runs(
    database: Database, database_url: str, tmp_path: Path, timetable: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_uid, long_ago = timetable.event.uid, now() - timedelta(days=30)
    late = Application(name="Late", email="late@example.org", locale="en")
    answer = IdempotencyRow(
        event_uid=event_uid, key="k", digest="0" * 64, registration_id=new_id(), answer="{}", created_at=long_ago
    )

    with working(database, database_url, tmp_path, monkeypatch):
        database.write_now(register, timetable, late, long_ago, hold=HOLD)
        database.write_now(lambda db: db.add(answer))
        eventually(lambda: rows(database, IdempotencyRow) == 0)
        eventually(lambda: states(database).count(RegistrationState.EXPIRED) == 1)


def test_ended_logins_and_empty_limits_are_forgotten_while_it_runs(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = now() - timedelta(days=30)
    database.write_now(lambda db: make_account(db, now=long_ago))

    with working(database, database_url, tmp_path, monkeypatch):
        asyncio.run(sign_in(database, "alice@example.org", PASSWORD, "192.0.2.7", long_ago))
        database.write_now(limits.count, [Try("login:somebody", Limit(1, timedelta(minutes=1)))], long_ago)
        eventually(lambda: rows(database, Login) + rows(database, RateLimit) == 0)


def test_worker_and_server_look_often_enough_for_a_release_to_be_public_across_events_within_a_second() -> None:
    """A worker looks for the job, then a server for the Catalogue; what is left is for reading and freezing."""
    assert loop.POLL_SECONDS + freshness.INTERVAL <= 0.7
