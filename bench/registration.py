"""Registrations over HTTP beside the same endpoint that writes nothing: SQLite and PostgreSQL, 8 and 64 clients."""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import bindparam, func, select, text

from bench import fosdem
from bench.figures import Figure
from bench.load import keep_to_core, wrk
from events_service.database import Database, DbSession
from events_service.database.migrations import migrate
from events_service.mail.models import OutboxMail
from events_service.programme.live import Offering
from events_service.programme.offering import set_offering
from events_service.programme.programme import OfferMode
from events_service.programme.queries import get_event_uid
from events_service.registration.jobs import load_timetable
from events_service.registration.models import RegistrationRow, SeatRow, SeatState
from tests.support.live_server import bound_socket
from tests.support.postgresql import start_server, stop_server

SECONDS = 2
ROUNDS = 6
SESSIONS = 50
CAPACITY = 60
"""Places in each: some get one, and those who come later wait."""
LONGEST_MS = 50


class Load(NamedTuple):
    """What `wrk` saw."""

    requests: int
    seconds: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, url):
        yield from _measured(database, url, "SQLite, synchronous=FULL", 0.4)
    with postgresql() as (database, url):
        yield from _measured(database, url, "PostgreSQL", 0.15)


def _measured(database: Database, url: str, name: str, bound: float) -> Iterator[Figure]:
    event_uid, slugs = offer(database, SESSIONS, CAPACITY)
    longest = 0.0
    answered = 0
    for clients in (8, 64):
        with _serving(url) as ours, _serving(url, "--writing-nothing") as reference:
            pairs = []
            for round_ in range(ROUNDS):
                ran = _load(ours, f"{clients}-{round_}", slugs, clients)
                answered += ran.requests
                pairs.append((ran, _load(reference, f"{clients}-{round_}", slugs, clients)))
        if clients == 8:
            longest = statistics.median(pair[0].p99 for pair in pairs)
        yield Figure(
            f"registration, {name}, {clients} clients",
            max(ran.rate for ran, _ in pairs),
            max(reference.rate for _, reference in pairs),
            "/s",
            bound,
        )
    if url.startswith("sqlite"):
        yield Figure("its 99th percentile at 8 clients", longest, LONGEST_MS, "ms", 1, at_least=False)
    yield held(database, event_uid, name, answered, SESSIONS * [CAPACITY])


_seat = SeatRow.__table__  # type: ignore[attr-defined]
_given = (
    select(_seat.c.session_uid, func.count())
    .where(_seat.c.event_uid == bindparam("event_uid"), _seat.c.state == SeatState.HELD)
    .group_by(_seat.c.session_uid)
)


def held(database: Database, event_uid: str, name: str, answered: int, places: list[int]) -> Figure:
    """Places given, which must be exactly those there were; and nothing acknowledged may be missing."""
    with database.read() as db:
        given = dict(db.execute(_given, {"event_uid": event_uid}).tuples().all())
        registered, mails, seats = (_rows(db, model) for model in (RegistrationRow, OutboxMail, SeatRow))
    # Those still under way when the load ended were taken too, and nobody waited for their answer.
    assert answered <= registered == mails == seats, f"{answered} answered, {registered} registered, {mails} mails"
    assert list(given.values()) == places
    note = f"of {registered:,} who asked"
    return Figure(f"places given, {name}", sum(given.values()), sum(places), "", 1, note=note)


def _rows(db: DbSession, model: Any) -> int:
    return int(db.execute(select(func.count()).select_from(model.__table__)).scalar_one())


def offer(database: Database, sessions: int, places: int) -> tuple[str, list[str]]:
    """Places in each of so many sessions; the event's uid and their slugs."""
    with database.read() as db:
        event_uid = get_event_uid(db.connection(), fosdem.SLUG)
    timetable = load_timetable(database, event_uid)
    assert timetable is not None
    chosen = timetable.sessions[:: len(timetable.sessions) // sessions][:sessions]
    for session in chosen:
        database.write_now(set_offering, event_uid, Offering(session.uid, OfferMode.REGISTRATION, places))
    return event_uid, [session.slug for session in chosen]


@contextmanager
def _serving(url: str, *options: str) -> Iterator[str]:
    """A server of its own process; gives its address."""
    with bound_socket() as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "EVENTS_DATABASE_URL": url,
        "EVENTS_BASE_URL": address,
        "EVENTS_SECRET_KEY": "8f2b6c0e4d9a71530b8c6e2f4a1d7395",
        "EVENTS_RATE_LIMITS": "false",
    }
    command = [sys.executable, "-m", "bench.registering", str(port), *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{address}/api/v1/events/{fosdem.SLUG}/availability")
        keep_to_core(process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.status == 200
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _load(address: str, run: str, slugs: list[str], clients: int) -> Load:
    script = Path(__file__).with_suffix(".lua")
    limits = (f"-c{clients}", f"-d{SECONDS}s", "--timeout", "10s", "-s", str(script))
    said = wrk(*limits, f"{address}/api/v1/events/{fosdem.SLUG}/registrations", "--", run, ",".join(slugs))
    found = json.loads(said.strip().splitlines()[-1])
    assert found["failed"] == 0, said
    return Load(found["requests"], found["seconds"], found["p99"])


@contextmanager
def postgresql() -> Iterator[tuple[Database, str]]:
    """A server that keeps its promises, with FOSDEM 2025 in it."""
    admin, process = start_server(durable=True)
    try:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        url = urlsplit(admin)._replace(scheme="postgresql+psycopg", path="/bench").geturl()
        migrate(url)
        database = Database(url)
        try:
            fosdem.fill(database)
            with database.read() as db:
                assert db.execute(text("SHOW fsync")).scalar_one() == "on"
            yield database, url
        finally:
            database.close()
    finally:
        stop_server(process)
