"""A day of the working version, or all of them, for the people who run it: all that is planned, private things too."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from msgspec import structs
from sqlalchemy import Connection, and_, or_, select

from events_service.directory.directory import ContactPoint
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.programme import draft
from events_service.programme.live import redacted
from events_service.programme.models import SessionRow
from events_service.programme.programme import FORMAT, Event, Programme, Session
from events_service.programme.queries import get_redactions
from events_service.programme.timetable import Timetable, day_change
from events_service.zones import to_instant, to_wall

_sessions = SessionRow.__table__  # type: ignore[attr-defined]


class Book(NamedTuple):
    """One day, or all of them. Sessions have their instants, as a release would give them."""

    timetable: Timetable
    owned: frozenset[str]
    """Uids of the people and organizations that are this event's own."""

    def reach(self, uid: str, *, everything: bool) -> tuple[ContactPoint, ...]:
        """How to reach a person or an organization. Private contacts of records that others own are not told,
        unless `everything` may be."""
        record = self.timetable.people.get(uid) or self.timetable.organizations.get(uid)
        contacts = record.contacts if record else ()
        return contacts if everything or uid in self.owned else tuple(c for c in contacts if c.public)


def list_days(connection: Connection, event: Event) -> list[date]:
    """The days on which something is planned, in order."""
    columns = (_sessions.c.start_local, _sessions.c.day_on)
    rows = connection.execute(select(*columns).where(_sessions.c.event_uid == event.uid)).all()
    change = day_change(event)
    return sorted({day for row in rows if (day := (row[0] - change).date() if row[0] else row[1])})


def nearest_day(days: list[date], event: Event, now: datetime) -> date:
    """Today where something is planned today, else the next such day, else the last one; today where there is none."""
    today = (to_wall(now, event.timezone) - day_change(event)).date()
    return next((day for day in days if day >= today), days[-1] if days else today)


def open_book(connection: Connection, event: Event, on: date | None = None) -> Book:
    """All of a conference day, or of the event. What people have withdrawn is withdrawn here too."""
    where = [_sessions.c.event_uid == event.uid]
    if on is not None:
        first = datetime.combine(on, time()) + day_change(event)
        begins = _sessions.c.start_local
        of_day = and_(begins >= first, begins < first + timedelta(days=1))
        where.append(or_(of_day, and_(begins.is_(None), _sessions.c.day_on == on)))
    found = draft.SESSIONS.read(connection, *where)
    sessions = draft.with_links(connection, event.uid, found, only={session.uid for session in found})
    parts: dict[str, Any] = {
        name: tuple(draft.OF_EVENT[name].read(connection, draft.OF_EVENT[name].table.c.event_uid == event.uid))
        for name in ("venues", "rooms", "tracks", "types")
    }
    planned = tuple(_with_instants(session, event) for session in sessions)
    bare = structs.replace(event, people=(), organizations=(), announced_by_uid=None)
    programme = draft.with_directory(connection, Programme(FORMAT, bare, sessions=planned, **parts))
    shown = redacted(programme, get_redactions(connection))
    return Book(Timetable(shown), _owned(connection, event.uid))


def _with_instants(session: Session, event: Event) -> Session:
    start, end = (
        to_instant(local, event.timezone, fold, allow_gap=True) if local else None
        for local, fold in ((session.start_local, session.start_fold), (session.end_local, session.end_fold))
    )
    return structs.replace(session, start_at=start, end_at=end)


def _owned(connection: Connection, event_uid: str) -> frozenset[str]:
    owned: set[str] = set()
    for table in (PEOPLE.table, ORGANIZATIONS.table):
        owned |= set(connection.execute(select(table.c.uid).where(table.c.owner_event_uid == event_uid)).scalars())
    return frozenset(owned)
