"""The jobs of registration: holds that run out, and places that became free."""

import threading
from datetime import datetime
from functools import lru_cache

from events_service.database import Database
from events_service.programme.live import redacted
from events_service.programme.queries import Current, get_live, get_release, list_current
from events_service.programme.timetable import Timetable
from events_service.registration import records, seats
from events_service.registration.cancellation import expire
from events_service.registration.idempotency import forget, has_old
from events_service.registration.seats import EVENT_PLACE
from events_service.registration.waitlist import promote

AT_ONCE = 500
_laying_out = threading.Lock()
"""Many threads ask for the same event at once: the first reads it, the others find it."""


def load_timetable(database: Database, event_uid: str) -> Timetable | None:
    """The event as it is public now, laid out once for each state of it; None where it is not public."""
    with database.read() as db:
        current = next((event for event in list_current(db.connection()) if event.event_uid == event_uid), None)
    if current is None:
        return None
    with _laying_out:
        return _laid_out(database, current)


@lru_cache(maxsize=8)
def _laid_out(database: Database, current: Current) -> Timetable:
    with database.read() as db:
        connection = db.connection()
        programme = get_release(connection, current.event_uid, current.release).programme
        return Timetable(redacted(programme, get_live(connection, current.event_uid).redactions))


def expire_holds(database: Database, now: datetime) -> int:
    """Give the places of registrations nobody confirmed in time to those who wait; how many ran out.

    Forgets stored answers too, when their time has come.
    """
    with database.read() as db:
        expired = records.list_expired(db, now, AT_ONCE)
        answers_are_old = has_old(db, now)
    if answers_are_old:
        database.write_now(forget, now)
    timetables = {uid: load_timetable(database, uid) for uid in {row.event_uid for row in expired}}
    for row in expired:
        database.write_now(expire, timetables[row.event_uid], row.event_uid, row.id, now)
    return len(expired)


def fill_places(database: Database, event_uid: str, session_uid: str, now: datetime) -> None:
    """Move up those who wait for one session; for the event itself, those who wait for any of it."""
    timetable = load_timetable(database, event_uid)
    if timetable is None:
        return
    wanted = [session_uid]
    if session_uid == EVENT_PLACE:
        with database.read() as db:
            wanted += [uid for uid in seats.list_waited_for(db, event_uid) if uid != EVENT_PLACE]
    for uid in wanted:
        database.write_now(promote, timetable, [uid], now)
