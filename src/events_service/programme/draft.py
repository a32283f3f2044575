"""The working draft as one value: read whole, changed as a value, and written back as what differs."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import Connection, Row, delete, insert, select, update

from events_service.directory.directory import Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.errors import Conflict, NotFound
from events_service.programme.models import (
    AliasRow,
    EventRow,
    RoomRow,
    SeriesRow,
    SessionOrganizationRow,
    SessionPersonRow,
    SessionRow,
    SessionTypeRow,
    StandRow,
    TrackRow,
    VenueRow,
)
from events_service.programme.programme import (
    FORMAT,
    Alias,
    Event,
    Programme,
    Room,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionType,
    Stand,
    Track,
    Venue,
)
from events_service.programme.references import referenced_by
from events_service.records import IN_ONE_QUERY, Records, chunks, with_slugs

SERIES = Records(Series, SeriesRow)
EVENTS = Records(Event, EventRow)
SESSIONS = Records(Session, SessionRow)
OF_EVENT: dict[str, Records[Any]] = {
    "venues": Records(Venue, VenueRow),
    "rooms": Records(Room, RoomRow),
    "tracks": Records(Track, TrackRow),
    "types": Records(SessionType, SessionTypeRow),
    "sessions": SESSIONS,
    "stands": Records(Stand, StandRow),
}
"""What belongs to one event, in the order in which it must be written."""

R = TypeVar("R", Organization, Person)

_organizers = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_people = SessionPersonRow.__table__  # type: ignore[attr-defined]
_aliases = AliasRow.__table__  # type: ignore[attr-defined]
_events = EVENTS.table


class DraftChanged(Conflict):
    """What was computed from an older draft is not written over a newer one."""

    slug = "draft-changed"
    msgid = "Somebody else has changed the working version meanwhile. Try again."


class Draft(NamedTuple):
    """An event's draft, and the version it had when it was read."""

    programme: Programme
    version: int


def load(connection: Connection, event_uid: str) -> Draft:
    """Everything the draft holds, private things too. NotFound where there is no such event."""
    version = connection.execute(select(_events.c.draft_version).where(_events.c.uid == event_uid)).scalar()
    if version is None:
        raise NotFound("There is no such event.")
    (event,) = EVENTS.read(connection, _events.c.uid == event_uid)
    parts: dict[str, Any] = {
        name: tuple(records.read(connection, records.table.c.event_uid == event_uid))
        for name, records in OF_EVENT.items()
    }
    parts["sessions"] = with_links(connection, event_uid, parts["sessions"])
    series = SERIES.read_uids(connection, [event.series_uid] if event.series_uid else [])
    parts["aliases"] = load_aliases(connection, event_uid)
    programme = Programme(format=FORMAT, event=event, series=series[0] if series else None, **parts)
    return Draft(_with_directory(connection, programme), version)


def load_aliases(connection: Connection, event_uid: str) -> tuple[Alias, ...]:
    rows = connection.execute(select(_aliases).where(_aliases.c.event_uid == event_uid).order_by(*_aliases.primary_key))
    return tuple(Alias(row.kind, row.slug, row.uid) for row in rows)


def with_links(
    connection: Connection, event_uid: str, sessions: Iterable[Session], only: str | None = None
) -> tuple[Session, ...]:
    """The sessions with their organizers and people; `only` reads those of one session."""
    organizers: dict[str, list[SessionOrganizer]] = {}
    for row in _links(connection, _organizers, event_uid, only):
        link = SessionOrganizer(row.organization_uid, row.role, row.contacts)
        organizers.setdefault(row.session_uid, []).append(link)
    people: dict[str, list[SessionPerson]] = {}
    for row in _links(connection, _people, event_uid, only):
        person = SessionPerson(row.person_uid, row.role, row.title, row.organization_uid, row.to_be_confirmed)
        people.setdefault(row.session_uid, []).append(person)
    return tuple(
        structs.replace(s, organizers=tuple(organizers.get(s.uid, ())), people=tuple(people.get(s.uid, ())))
        for s in sessions
    )


def _links(connection: Connection, table: Any, event_uid: str, only: str | None) -> Iterable[Row[Any]]:
    where = table.c.session_uid == only if only else table.c.event_uid == event_uid
    return connection.execute(select(table).where(where).order_by(table.c.session_uid, table.c.position))


def _with_directory(connection: Connection, programme: Programme) -> Programme:
    """The programme with the people and organizations it refers to, and what those refer to in turn."""
    people, bodies = programme.people, programme.organizations
    asked: set[str] = set()
    while wanted := referenced_by(structs.replace(programme, people=people, organizations=bodies)) - asked:
        people = (*people, *PEOPLE.read_uids(connection, wanted))
        bodies = (*bodies, *ORGANIZATIONS.read_uids(connection, wanted))
        asked |= wanted
    return structs.replace(
        programme,
        people=tuple(sorted(people, key=lambda person: person.uid)),
        organizations=tuple(sorted(bodies, key=lambda body: body.uid)),
    )


def create(connection: Connection, programme: Programme) -> None:
    """Write a new event with all its draft holds."""
    nothing = Programme(format=FORMAT, event=programme.event)
    _save_shared(connection, nothing, programme)
    EVENTS.save(connection, (), (programme.event,))
    save_parts(connection, nothing, programme)


def save(connection: Connection, before: Draft, after: Programme) -> None:
    """Write what differs. DraftChanged where somebody else has written since `before` was read."""
    event = after.event
    claimed = connection.execute(
        update(_events)
        .where(_events.c.uid == event.uid, _events.c.draft_version == before.version)
        .values(draft_version=before.version + 1)
    )
    if claimed.rowcount != 1:
        raise DraftChanged
    _save_shared(connection, before.programme, after)
    EVENTS.save(connection, (before.programme.event,), (event,))
    save_parts(connection, before.programme, after)


def _save_shared(connection: Connection, before: Programme, after: Programme) -> None:
    """Write the records of the instance that are other than they were read; others may have changed the rest."""
    if after.series and after.series != before.series:
        save_series(connection, (after.series,))
    save_organizations(connection, _changed(before.organizations, after.organizations), after.event.uid)
    save_people(connection, _changed(before.people, after.people), after.event.uid)


def save_series(connection: Connection, series: Iterable[Series]) -> bool:
    """Insert or update by uid; one without a slug gets one from its name."""
    values = list(series)
    before = SERIES.read_uids(connection, (value.uid for value in values))
    return SERIES.save(connection, before, with_slugs(connection, SERIES, before, values, lambda value: value.name))


def _changed(before: Iterable[R], after: Iterable[R]) -> list[R]:
    old = {record.uid: record for record in before}
    return [record for record in after if old.get(record.uid) != record]


def save_parts(connection: Connection, before: Programme, after: Programme) -> None:
    """Write what differs of the records that belong to the event, removing those that are gone."""
    owner = {"event_uid": after.event.uid}
    removed = {name: _uids(getattr(before, name)) - _uids(getattr(after, name)) for name in OF_EVENT}
    _remove_links(connection, before.sessions, after.sessions, removed["sessions"])
    for name in reversed(OF_EVENT):
        OF_EVENT[name].remove(connection, sorted(removed[name]))
    for name, records in OF_EVENT.items():
        records.save(connection, getattr(before, name), getattr(after, name), owner)
    _add_links(connection, before.sessions, after.sessions, after.event.uid)
    save_aliases(connection, before.aliases, after.aliases, after.event.uid)


def save_aliases(connection: Connection, before: Iterable[Alias], after: Iterable[Alias], event_uid: str) -> None:
    had, wanted = ({(alias.kind, alias.slug): alias for alias in aliases} for aliases in (before, after))
    for kind, slug in [key for key, alias in had.items() if wanted.get(key) != alias]:
        where = (_aliases.c.event_uid == event_uid, _aliases.c.kind == kind, _aliases.c.slug == slug)
        connection.execute(delete(_aliases).where(*where))
    added = [
        {"event_uid": event_uid, "kind": alias.kind, "slug": alias.slug, "uid": alias.uid}
        for key, alias in wanted.items()
        if had.get(key) != alias
    ]
    if added:
        connection.execute(insert(_aliases), added)


def _uids(records: Iterable[Any]) -> set[str]:
    return {record.uid for record in records}


def _relinked(before: Iterable[Session], after: Iterable[Session], link: str) -> list[Session]:
    """Sessions whose organizers, or whose people, are not as before."""
    old = {session.uid: getattr(session, link) for session in before}
    return [session for session in after if old.get(session.uid, ()) != getattr(session, link)]


def _remove_links(
    connection: Connection, before: Iterable[Session], after: Iterable[Session], removed: set[str]
) -> None:
    before = tuple(before)
    for table, link in ((_organizers, "organizers"), (_people, "people")):
        stale = {session.uid for session in _relinked(before, after, link)} & _uids(before) | removed
        for some in chunks(sorted(stale), IN_ONE_QUERY):
            connection.execute(delete(table).where(table.c.session_uid.in_(some)))


def _add_links(connection: Connection, before: Iterable[Session], after: Iterable[Session], event_uid: str) -> None:
    before = tuple(before)
    for table, link in ((_organizers, "organizers"), (_people, "people")):
        rows = [
            {"session_uid": s.uid, "position": position, "event_uid": event_uid, **structs.asdict(part)}
            for s in _relinked(before, after, link)
            for position, part in enumerate(getattr(s, link))
        ]
        if rows:
            connection.execute(insert(table), rows)
