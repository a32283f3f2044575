"""The draft as a grid of days and rooms: of each session where it is, and whom and what else it keeps busy."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.languages import LocalizedText
from events_service.programme import draft
from events_service.programme.models import EventRow, SessionOrganizationRow, SessionPersonRow
from events_service.programme.planning.loading import load_planning
from events_service.programme.planning.plan import ORGANIZING
from events_service.programme.planning.planning import Planning
from events_service.programme.programme import Event, Internal, Room, SessionStatus, Track, Venue
from events_service.programme.timetable import day_change

_events = EventRow.__table__  # type: ignore[attr-defined]
_sessions = draft.SESSIONS.table
_types = draft.OF_EVENT["types"].table
_people = SessionPersonRow.__table__  # type: ignore[attr-defined]
_bodies = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_person, _body = PEOPLE.table, ORGANIZATIONS.table

_ONE_DAY = timedelta(days=1)
_NEVER = datetime.fromisoformat("9999-12-31")
_LONGEST_EVENT = 366


class Busy(NamedTuple):
    """One session of the grid, with the people and organizations who are needed there."""

    uid: str
    slug: str
    version: int
    code: str
    title: LocalizedText
    start_local: datetime | None
    end_local: datetime | None
    start_fold: int
    end_fold: int
    day_on: date | None
    time_note: LocalizedText
    room_uid: str | None
    track_uid: str | None
    type_uid: str | None
    status: SessionStatus
    ready: bool
    internal: Internal | None
    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


_COLUMNS = Busy._fields[: -len(Busy._field_defaults)]


class Grid(NamedTuple):
    version: int
    """Of the draft."""
    venues: list[Venue]
    rooms: list[Room]
    tracks: list[Track]
    breaks: frozenset[str]
    """Types of session in which nobody works."""
    sessions: list[Busy]
    """In order of time, those without one last."""
    people: dict[str, LocalizedText]
    bodies: dict[str, LocalizedText]
    planning: Planning


def read_grid(connection: Connection, event: Event, day: date | None = None) -> Grid:
    """The whole draft, or one of its days with all that waits for a place. As many queries for any number of sessions.

    Without links and names where only a day is asked for.
    """
    version = draft_version(connection, event.uid)
    venues, rooms, tracks = (
        draft.OF_EVENT[name].read(connection, draft.OF_EVENT[name].table.c.event_uid == event.uid)
        for name in ("venues", "rooms", "tracks")
    )
    breaks = connection.execute(select(_types.c.uid).where(_types.c.event_uid == event.uid, _types.c.is_break))
    found = _read_sessions(connection, event, day)
    people: dict[str, LocalizedText] = {}
    bodies: dict[str, LocalizedText] = {}
    if day is None:
        people = _names(connection, _people, _people.c.person_uid, _person, event.uid, _person.c.name)
        bodies = _names(connection, _bodies, _bodies.c.organization_uid, _body, event.uid, _body.c.name)
        found = _with_links(connection, event.uid, found)
    planning = load_planning(connection, event.uid)
    return Grid(version, venues, rooms, tracks, frozenset(breaks.scalars()), found, people, bodies, planning)


def draft_version(connection: Connection, event_uid: str) -> int:
    """Rises with every change of the draft."""
    version: int = connection.execute(select(_events.c.draft_version).where(_events.c.uid == event_uid)).scalar_one()
    return version


def list_days(connection: Connection, event: Event) -> list[date]:
    """The event's days, and those besides on which sessions are planned."""
    first, last = connection.execute(
        select(func.min(_sessions.c.start_local), func.max(_sessions.c.start_local)).where(
            _sessions.c.event_uid == event.uid
        )
    ).one()
    long = min((event.end_on - event.start_on).days + 1, _LONGEST_EVENT)
    days = {event.start_on + timedelta(days=number) for number in range(long)}
    if first and not (first >= _begin(event, event.start_on) and last < _begin(event, event.end_on + _ONE_DAY)):
        starts = connection.execute(
            select(_sessions.c.start_local).where(
                _sessions.c.event_uid == event.uid, _sessions.c.start_local.is_not(None)
            )
        ).scalars()
        days |= {day_of(start, event) for start in starts}
    return sorted(days)


def day_of(start: datetime, event: Event) -> date:
    """The conference day a wall time is of: what is before the change of day belongs to the day before."""
    return (start - day_change(event)).date()


def _begin(event: Event, day: date) -> datetime:
    return datetime.combine(day, time()) + day_change(event)


def _read_sessions(connection: Connection, event: Event, day: date | None) -> list[Busy]:
    where: list[ColumnElement[bool]] = [_sessions.c.event_uid == event.uid]
    if day is not None:
        start = _sessions.c.start_local
        on = and_(start >= _begin(event, day), start < _begin(event, day + _ONE_DAY))
        where.append(or_(on, start.is_(None)))
    rows = connection.execute(select(*(_sessions.c[name] for name in _COLUMNS)).where(*where)).all()
    return sorted((Busy(*row) for row in rows), key=_by_time)


def _by_time(session: Busy) -> tuple[datetime, str, str]:
    return session.start_local or _NEVER, session.code, session.uid


def _with_links(connection: Connection, event_uid: str, sessions: list[Busy]) -> list[Busy]:
    people = _linked(connection, _people, _people.c.person_uid, event_uid)
    bodies = _linked(connection, _bodies, _bodies.c.organization_uid, event_uid, _bodies.c.role.in_(ORGANIZING))
    return [one._replace(people=people.get(one.uid, ()), bodies=bodies.get(one.uid, ())) for one in sessions]


def _linked(
    connection: Connection, table: Any, column: Any, event_uid: str, *where: ColumnElement[bool]
) -> dict[str, tuple[str, ...]]:
    rows: Iterable[Row[Any]] = connection.execute(
        select(table.c.session_uid, column.label("uid"))
        .where(table.c.event_uid == event_uid, *where)
        .order_by(table.c.position)
    ).all()
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(row.session_uid, {})[row.uid] = None
    return {session: tuple(uids) for session, uids in found.items()}


def _names(
    connection: Connection, links: Any, column: Any, table: Any, event_uid: str, name: Any
) -> dict[str, LocalizedText]:
    linked = select(column).where(links.c.event_uid == event_uid)
    rows = connection.execute(select(table.c.uid, name).where(table.c.uid.in_(linked)))
    return {row.uid: row.name for row in rows.all()}
