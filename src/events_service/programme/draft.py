"""The working draft as one value: read whole, changed as a value, and written back as what differs."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import Connection, Dialect, Row, select, update

from events_service.directory.directory import Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE, slugged_organizations, slugged_people
from events_service.errors import Conflict, NotFound
from events_service.languages import folded_all
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
from events_service.programme.references import of_record, referenced_by
from events_service.records import IN_ONE_QUERY, Records, Rows, deletes, inserts, run, updates, with_slugs

SERIES = Records(Series, SeriesRow, lambda series: {"folded": folded_all(series.name)})
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

R = TypeVar("R", Organization, Person, Series)

_organizers = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_people = SessionPersonRow.__table__  # type: ignore[attr-defined]
_aliases = AliasRow.__table__  # type: ignore[attr-defined]
_LINKS = ((_organizers, "organizers"), (_people, "people"))
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
    return Draft(with_directory(connection, programme), version)


def load_aliases(connection: Connection, event_uid: str) -> tuple[Alias, ...]:
    rows = connection.execute(select(_aliases).where(_aliases.c.event_uid == event_uid).order_by(*_aliases.primary_key))
    return tuple(Alias(row.kind, row.slug, row.uid) for row in rows)


def with_links(
    connection: Connection, event_uid: str, sessions: Iterable[Session], only: str | Collection[str] | None = None
) -> tuple[Session, ...]:
    """The sessions with their organizers and people; `only` reads those of one session, or of some."""
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


def _links(
    connection: Connection, table: Any, event_uid: str, only: str | Collection[str] | None
) -> Iterable[Row[Any]]:
    some = (only,) if isinstance(only, str) else only
    of_all = some is None or len(some) > IN_ONE_QUERY
    where = table.c.event_uid == event_uid if of_all else table.c.session_uid.in_(some)
    return connection.execute(select(table).where(where).order_by(table.c.session_uid, table.c.position))


def with_directory(connection: Connection, programme: Programme) -> Programme:
    """The programme with the people and organizations it refers to, and what those refer to in turn."""
    people, bodies = [*programme.people], [*programme.organizations]
    asked: set[str] = set()
    wanted = referenced_by(programme)
    while wanted:
        found = PEOPLE.read_uids(connection, wanted), ORGANIZATIONS.read_uids(connection, wanted)
        people += found[0]
        bodies += found[1]
        asked |= wanted
        wanted = {uid for some in found for record in some for uid in of_record(record)} - asked
    return structs.replace(
        programme,
        people=tuple(sorted(people, key=lambda person: person.uid)),
        organizations=tuple(sorted(bodies, key=lambda body: body.uid)),
    )


def create(connection: Connection, programme: Programme) -> None:
    """Write a new event with all its draft holds."""
    nothing = Programme(format=FORMAT, event=programme.event)
    before, after = with_shared(connection, nothing, programme)
    run(connection, writes(connection.dialect, before, after, new=True))


def save(connection: Connection, before: Draft, after: Programme) -> None:
    """Write what differs. DraftChanged where somebody else has written since `before` was read."""
    claim(connection, after.event.uid, before.version)
    known, slugged = with_shared(connection, before.programme, after)
    run(connection, writes(connection.dialect, known, slugged))


def claim(connection: Connection, event_uid: str, version: int) -> None:
    """Be the next change of the draft after `version`; DraftChanged where another came first."""
    claimed = connection.execute(
        update(_events)
        .where(_events.c.uid == event_uid, _events.c.draft_version == version)
        .values(draft_version=version + 1)
    )
    if claimed.rowcount != 1:
        raise DraftChanged


def with_shared(connection: Connection, before: Programme, after: Programme) -> tuple[Programme, Programme]:
    """`before` with the records of the instance that `after` brings and that are kept already, and `after` with slugs.

    People, organizations and series may be there although this draft has not named them yet.
    """
    series = [] if after.series is None else [after.series]
    kept = _kept(connection, SERIES, filter(None, [before.series]), series)
    known = structs.replace(
        before,
        series=next((one for one in kept if one.uid in _uids(series)), None),
        organizations=tuple(_kept(connection, ORGANIZATIONS, before.organizations, after.organizations)),
        people=tuple(_kept(connection, PEOPLE, before.people, after.people)),
    )
    slugged = structs.replace(
        after,
        series=next(iter(slugged_series(connection, series)), None),
        organizations=tuple(slugged_organizations(connection, known.organizations, after.organizations)),
        people=tuple(slugged_people(connection, known.people, after.people)),
    )
    return known, slugged


def save_series(connection: Connection, series: Iterable[Series]) -> bool:
    """Insert or update by uid; one without a slug gets one from its name."""
    values = list(series)
    before = SERIES.read_uids(connection, (value.uid for value in values))
    return SERIES.save(connection, before, slugged_series(connection, values))


def slugged_series(connection: Connection, series: Iterable[Series]) -> list[Series]:
    values = list(series)
    before = SERIES.read_uids(connection, (value.uid for value in values))
    return with_slugs(connection, SERIES, before, values, lambda value: value.name)


def _kept(connection: Connection, records: Records[R], before: Iterable[R], after: Iterable[R]) -> list[R]:
    """The records of `before`, and those of `after` that are in the table although `before` lacks them."""
    had = list(before)
    return had + records.read_uids(connection, _uids(after) - _uids(had))


def writes(dialect: Dialect, before: Programme, after: Programme, *, new: bool = False) -> list[Rows]:
    """All that has to be written to make `before` into `after`, both as `with_shared` gives them.

    Of records of the instance only what differs is written: others may have changed the rest meanwhile.
    """
    owner = {"owner_event_uid": after.event.uid}
    return [
        *SERIES.writes(dialect, filter(None, [before.series]), filter(None, [after.series])),
        *ORGANIZATIONS.writes(dialect, before.organizations, after.organizations, owner),
        *PEOPLE.writes(dialect, before.people, after.people, owner),
        *EVENTS.writes(dialect, () if new else (before.event,), (after.event,)),
        *difference(dialect, before, after),
    ]


def difference(dialect: Dialect, before: Programme, after: Programme) -> list[Rows]:
    """What differs of the records that belong to the event; those that are gone are removed."""
    event_uid = after.event.uid
    owner = {"event_uid": event_uid}
    removed = {name: _uids(getattr(before, name)) - _uids(getattr(after, name)) for name in OF_EVENT}
    found = _removed_links(dialect, before.sessions, after.sessions, removed["sessions"])
    for name in reversed(OF_EVENT):
        found += deletes(dialect, OF_EVENT[name].table, ("uid",), [{"uid": uid} for uid in sorted(removed[name])])
    for name, records in OF_EVENT.items():
        found += records.writes(dialect, getattr(before, name), getattr(after, name), owner)
    found += _added_links(dialect, before.sessions, after.sessions, event_uid)
    return found + alias_writes(dialect, before.aliases, after.aliases, event_uid)


def alias_writes(dialect: Dialect, before: Iterable[Alias], after: Iterable[Alias], event_uid: str) -> list[Rows]:
    """What differs of the aliases, each one by its kind and slug."""
    had, wanted = ({(alias.kind, alias.slug): alias for alias in aliases} for aliases in (before, after))
    rows = {
        key: {"event_uid": event_uid, "kind": alias.kind, "slug": alias.slug, "uid": alias.uid}
        for key, alias in (had | wanted).items()
    }
    return [
        *deletes(dialect, _aliases, ("event_uid", "kind", "slug"), [rows[key] for key in had if key not in wanted]),
        *inserts(dialect, _aliases, [rows[key] for key in wanted if key not in had]),
        *updates(
            dialect,
            _aliases,
            ("event_uid", "kind", "slug"),
            [rows[key] for key in wanted if had.get(key, wanted[key]) != wanted[key]],
        ),
    ]


def _uids(records: Iterable[Any]) -> set[str]:
    return {record.uid for record in records}


def _relinked(before: Iterable[Session], after: Iterable[Session], link: str) -> list[Session]:
    """Sessions whose organizers, or whose people, are not as before."""
    old = {session.uid: getattr(session, link) for session in before}
    return [session for session in after if old.get(session.uid, ()) != getattr(session, link)]


def _removed_links(
    dialect: Dialect, before: tuple[Session, ...], after: tuple[Session, ...], removed: set[str]
) -> list[Rows]:
    found: list[Rows] = []
    for table, link in _LINKS:
        stale = {session.uid for session in _relinked(before, after, link)} & _uids(before) | removed
        found += deletes(dialect, table, ("session_uid",), [{"session_uid": uid} for uid in sorted(stale)])
    return found


def _added_links(
    dialect: Dialect, before: tuple[Session, ...], after: tuple[Session, ...], event_uid: str
) -> list[Rows]:
    found: list[Rows] = []
    for table, link in _LINKS:
        rows = [
            {"session_uid": s.uid, "position": position, "event_uid": event_uid, **structs.asdict(part)}
            for s in _relinked(before, after, link)
            for position, part in enumerate(getattr(s, link))
        ]
        found += inserts(dialect, table, rows)
    return found
