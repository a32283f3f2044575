"""Changing what sessions stand in: venues, rooms, tracks and types. Each verb takes the version it was based on."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.programme import draft, editing
from events_service.programme.programme import AliasKind, Event, Room, Session, SessionType, Track, Venue
from events_service.programme.validity import check_named_part
from events_service.records import find_uid
from events_service.slugs import made_slug

PartValue = Venue | Room | Track | SessionType
P = TypeVar("P", bound=PartValue)


class Part(NamedTuple):
    """A kind of record that belongs to one event."""

    name: str
    """As the Programme calls all of them, and addresses do."""
    noun: str
    """One of them, as acts and subjects of audit entries are named."""
    value: type[Any]
    link: str
    """The field in which sessions name one; of a venue, the one in which rooms do."""
    alias: AliasKind | None = None


VENUES = Part("venues", "venue", Venue, "venue_uid")
ROOMS = Part("rooms", "room", Room, "room_uid", AliasKind.ROOM)
TRACKS = Part("tracks", "track", Track, "track_uid", AliasKind.TRACK)
TYPES = Part("types", "type", SessionType, "type_uid")
PARTS = {part.name: part for part in (VENUES, ROOMS, TRACKS, TYPES)}


class Removed(NamedTuple):
    """What was taken out, and who named it: enough to put it back."""

    value: Any
    users: tuple[str, ...]
    """Uids of the sessions, or of the rooms of a venue."""


def list_parts(connection: Connection, event_uid: str, part: Part) -> list[Any]:
    """All of them, in the organizers' order."""
    records = draft.OF_EVENT[part.name]
    return records.read(connection, records.table.c.event_uid == event_uid)


def get_part(connection: Connection, event_uid: str, part: Part, name: str) -> tuple[Any, int]:
    """One by slug or uid, with its version; NotFound."""
    return editing.get_record(connection, draft.OF_EVENT[part.name], event_uid, name)


def add_part(db: DbSession, event_uid: str, part: Part, value: Any) -> Any:
    """Take a new one into the draft, at the end; it gets a slug at once, so that sessions can name it."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    present = list_parts(connection, event_uid, part)
    if hasattr(value, "position") and not value.position:
        value = structs.replace(value, position=max((one.position for one in present), default=-1) + 1)
    value = value if value.slug else structs.replace(value, slug=_free_slug(connection, event_uid, part, value))
    check_named_part(connection, event, value, part.name, part.alias)
    editing.write_records(connection, event, **{part.name: ((), (value,))})
    return value


def edit_part(
    db: DbSession, event_uid: str, part: Part, name: str, change: Callable[[Any], Any], version: int | None = None
) -> tuple[Any, int]:
    """Change one; PreconditionFailed where `version` is no longer its version. Returns both as they are now."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    value, current = get_part(connection, event_uid, part, name)
    editing.check_version(version, current)
    changed = change(value)
    if changed == value:
        return value, current
    check_named_part(connection, event, changed, part.name, part.alias)
    editing.write_records(connection, event, **{part.name: ((value,), (changed,))})
    return changed, current + 1


def order_parts(db: DbSession, event_uid: str, part: Part, uids: Sequence[str]) -> None:
    """Put them in this order; those that are not named stay behind them, in theirs."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    present = list_parts(connection, event_uid, part)
    wanted = {uid: number for number, uid in enumerate(uids)}
    _place(connection, event, part, sorted(present, key=lambda value: wanted.get(value.uid, len(wanted))))


def move_part_up(db: DbSession, event_uid: str, part: Part, uid: str) -> list[str]:
    """Put one a place further up; gives the order that follows, or nothing where it was first. NotFound."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    present = list_parts(connection, event_uid, part)
    at = next((at for at, value in enumerate(present) if value.uid == uid), None)
    if at is None:
        raise NotFound("The working version has nothing called {name}.", name=uid)
    if at == 0:
        return []
    present[at - 1 : at + 1] = [present[at], present[at - 1]]
    _place(connection, event, part, present)
    return [value.uid for value in present]


def _place(connection: Connection, event: Event, part: Part, ordered: Sequence[Any]) -> None:
    """Write the order in which they are."""
    placed = [structs.replace(value, position=number) for number, value in enumerate(ordered)]
    editing.write_records(connection, event, **{part.name: (tuple(ordered), tuple(placed))})


def delete_part(db: DbSession, event_uid: str, part: Part, name: str, version: int | None = None) -> Removed:
    """Take one out of the draft. What named it names none any more."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    value, current = get_part(connection, event_uid, part, name)
    editing.check_version(version, current)
    users = _users(connection, event_uid, part, value.uid)
    unlinked = tuple(structs.replace(user, **{part.link: None}) for user in users)
    editing.write_records(connection, event, **{_user_part(part): (users, unlinked), part.name: ((value,), ())})
    return Removed(value, tuple(user.uid for user in users))


def restore_part(db: DbSession, event_uid: str, part: Part, removed: Removed) -> Any:
    """Put back what was taken out; what named it names it again, unless it names another by now."""
    connection = db.connection()
    event = editing.locked_event(connection, event_uid)
    value = removed.value
    if find_uid(connection, draft.OF_EVENT[part.name].table, value.uid):
        return value
    if isinstance(value, Room) and value.venue_uid and not _is_there(connection, event_uid, VENUES, value.venue_uid):
        value = structs.replace(value, venue_uid=None)
    slugs = {one.slug for one in list_parts(connection, event_uid, part)}
    if value.slug in slugs:
        value = structs.replace(value, slug=_free_slug(connection, event_uid, part, value))
    editing.write_records(connection, event, **{part.name: ((), (value,))})
    users = tuple(
        user for user in _by_uid(connection, event_uid, part, removed.users) if getattr(user, part.link) is None
    )
    linked = tuple(structs.replace(user, **{part.link: value.uid}) for user in users)
    editing.write_records(connection, event, **{_user_part(part): (users, linked)})
    return value


def _user_part(part: Part) -> str:
    return "rooms" if part is VENUES else "sessions"


def _users(connection: Connection, event_uid: str, part: Part, uid: str) -> tuple[Session | Room, ...]:
    records = draft.OF_EVENT[_user_part(part)]
    found = records.read(connection, records.table.c.event_uid == event_uid, records.table.c[part.link] == uid)
    return _whole(connection, event_uid, found)


def _by_uid(connection: Connection, event_uid: str, part: Part, uids: Iterable[str]) -> tuple[Any, ...]:
    records = draft.OF_EVENT[_user_part(part)]
    wanted = set(uids)
    found = [one for one in records.read(connection, records.table.c.event_uid == event_uid) if one.uid in wanted]
    return _whole(connection, event_uid, found)


def _whole(connection: Connection, event_uid: str, found: Iterable[Any]) -> tuple[Any, ...]:
    """Sessions with their links, so that these are not taken for removed."""
    values = tuple(found)
    return draft.with_links(connection, event_uid, values) if values and isinstance(values[0], Session) else values


def _is_there(connection: Connection, event_uid: str, part: Part, uid: str) -> bool:
    table = draft.OF_EVENT[part.name].table
    return find_uid(connection, table, uid, table.c.event_uid == event_uid) is not None


def _free_slug(connection: Connection, event_uid: str, part: Part, value: Any) -> str:
    """What a release would make of its name; no other one's address, now or formerly."""
    table = draft.OF_EVENT[part.name].table
    taken = set(connection.execute(select(table.c.slug).where(table.c.event_uid == event_uid)).scalars())
    taken |= {alias.slug for alias in draft.load_aliases(connection, event_uid) if alias.kind is part.alias}
    return made_slug("", value.name, value.uid, taken)
