"""A waiting list of 5,000 moves up while an office gives back 300 places and 200 people give back theirs.

The reference is what is allowed, half a minute. That the right ones moved up, once each, has to be so.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from bench import fosdem
from bench.figures import Figure, once
from bench.registration import offer, postgresql
from events_service.database import Database, DbSession
from events_service.mail.models import OutboxMail
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application
from events_service.registration.cancellation import cancel
from events_service.registration.jobs import load_timetable
from events_service.registration.models import SeatRow, SeatState
from events_service.registration.signup import register

PLACES = 500
WAITING = 5_000
OFFICE = 300
SECONDS = 30
NOW = datetime(2025, 1, 31, tzinfo=UTC)
"""The day before FOSDEM 2025: nobody moves up in what is over."""

_seat = SeatRow.__table__  # type: ignore[attr-defined]
_mail = OutboxMail.__table__  # type: ignore[attr-defined]


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, _):
        yield _measured(database, "SQLite")
    with postgresql() as (database, _):
        yield _measured(database, "PostgreSQL")


def _measured(database: Database, name: str) -> Figure:
    event_uid, (slug,) = offer(database, 1, PLACES)
    timetable = load_timetable(database, event_uid)
    assert timetable is not None
    session_uid = timetable.by_slug[slug].uid
    for begin in range(0, PLACES + WAITING, 100):
        database.write_now(_register, timetable, session_uid, range(begin, begin + 100))
    placed, waiting = (_in_order(database, state) for state in (SeatState.CONFIRMED, SeatState.WAITLISTED))
    assert (len(placed), len(waiting)) == (PLACES, WAITING)
    took = once(partial(_give_back, database, timetable, placed))
    assert _in_order(database, SeatState.CONFIRMED) == waiting[:PLACES]
    with database.read() as db:
        told = db.execute(select(_mail.c.dedupe_key).where(_mail.c.kind == "promoted")).scalars().all()
    assert sorted(key.split(":")[1] for key in told) == sorted(waiting[:PLACES])
    what = f"{PLACES} of {WAITING:,} on a waiting list moved up and told, {name}"
    return Figure(what, took, SECONDS, "s", 1, at_least=False)


def _register(db: DbSession, timetable: Timetable, session_uid: str, numbers: range) -> None:
    for number in numbers:
        person = Application(f"Person {number}", f"p{number}@example.org", "en", (session_uid,))
        register(db, timetable, person, NOW, hold=timedelta(hours=1), trusted=True)


def _in_order(database: Database, state: SeatState) -> list[str]:
    """Registrations whose seat is in this state, who came first in front."""
    with database.read() as db:
        rows = db.execute(select(_seat.c.registration_id).where(_seat.c.state == state).order_by(_seat.c.id))
        return list(rows.scalars())


def _give_back(database: Database, timetable: Timetable, registrations: Sequence[str]) -> None:
    """Two at once, one act for each place."""

    def all_of(theirs: Sequence[str]) -> None:
        for registration_id in theirs:
            database.write_now(cancel, timetable, registration_id, NOW)

    with ThreadPoolExecutor() as threads:
        for done in [threads.submit(all_of, part) for part in (registrations[:OFFICE], registrations[OFFICE:])]:
            done.result()
