"""The worker as it runs: what it does now and again goes on being done."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
from events_service.programme.queries import list_current
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application
from events_service.registration.models import IdempotencyRow, RegistrationRow, RegistrationState
from events_service.registration.signup import register
from events_service.settings import load
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, programme_of
from tests.factories.released import publish_event
from tests.factories.stored_events import change
from tests.operations.test_transfer import HOLD, fill
from tests.support.read_path import eventually
from tests.support.serving import command, get, serving, working_beside

MARGIN = 0.3
"""Seconds for asking, on a machine that does other things too."""
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


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_release_made_by_a_command_is_public_in_another_process_and_across_events_within_a_second(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    event = publish_event(database, programme_of(draft_session("Water"), event=make_event())).event

    def release_number() -> int:
        with database.read() as db:
            return list_current(db.connection())[0].release

    with (
        serving(database_url, tmp_path, "--no-worker") as (url, server),
        working_beside(database_url, tmp_path) as beside,
        ThreadPoolExecutor(1) as commands,
    ):

        def follow(number: int, patience: float = 5) -> tuple[float, float]:
            """Seconds from the end of the act until the event's page says what it is called, and the home page too."""
            title = f"Edition {number}"
            database.write_now(change, event.uid, event.uid, title={"en": title})
            said = commands.submit(command, database_url, tmp_path, "release", event.slug)
            eventually(lambda: release_number() == number, 60)
            page = eventually(lambda: title in get(url, f"/en/{event.slug}/")[1], patience)
            home = page + eventually(lambda: title in get(url, "/en/")[1], patience)
            assert said.result().returncode == 0
            return page, home

        follow(2, 60)  # both processes have loaded what they need by now
        took = [follow(number) for number in range(3, 6)]
        assert (server.poll(), beside.poll()) == (None, None)

    # A machine that is busy makes some wait longer, and none less: what has a bound is the one in the middle.
    pages, homes = (sorted(seconds)[1] for seconds in zip(*took, strict=True))
    assert pages <= homes < 1 + MARGIN
