"""What cannot be, of a session or of what it stands in: refused before it reaches the draft."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, select

from events_service import zones
from events_service.columns import is_uid
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Conflict, InvalidInput
from events_service.languages import folded
from events_service.programme import draft
from events_service.programme.models import ReleasedSessionRow
from events_service.programme.programme import AliasKind, Event, Room, Session, SessionType, Track, Venue
from events_service.slugs import check_slug
from events_service.translations import mark

LONGEST_CODE = 64

_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]


class EndBeforeStart(InvalidInput):
    slug = "end-before-start"
    msgid = "“{title}” would end before it begins."


class UnknownReference(InvalidInput):
    slug = "unknown-reference"
    msgid = "There is no {kind} with the uid {uid} here."


class SlugTaken(Conflict):
    slug = "slug-taken"
    msgid = "“{slug}” is the address of something else in this event, or was."


class CodeTaken(Conflict):
    slug = "code-taken"
    msgid = "“{code}” is already the code of “{title}”."


def check_session(connection: Connection, event: Event, session: Session) -> None:
    """Refuse what cannot be: an end before the start, a time that does not exist, a room of another event."""
    if not any(session.title.values()):
        raise InvalidInput("A session needs a title in at least one language.", about="title")
    if len(session.code) > LONGEST_CODE:
        raise InvalidInput("A code has {most} characters at most.", about="code", most=LONGEST_CODE)
    check_own_slug(connection, event, "sessions", AliasKind.SESSION, session)
    check_times(event, session)
    _check_known(connection, "room", session.room_uid, event)
    _check_known(connection, "track", session.track_uid, event)
    _check_known(connection, "type", session.type_uid, event)
    _check_known(connection, "organization", session.country_group_uid)
    for organizer in session.organizers:
        _check_known(connection, "organization", organizer.organization_uid)
    for person in session.people:
        _check_known(connection, "person", person.person_uid)
        _check_known(connection, "organization", person.organization_uid)


def check_times(event: Event, session: Session) -> None:
    """Refuse an end before the start, and a wall time that does not exist in the event's zone."""
    times = ((session.start_local, session.start_fold), (session.end_local, session.end_fold))
    start, end = (zones.to_instant(local, event.timezone, fold) if local else None for local, fold in times)
    if end and (start is None or end < start):
        raise EndBeforeStart(about="end_local", title=session.title)


def check_code(connection: Connection, event: Event, session: Session) -> None:
    """CodeTaken where another session of the event has the code, however either is spaced or capitalized.

    For a code that is chosen here: real files have codes twice, and such sessions come in and are edited as they are.
    """
    code = same_code(session.code)
    table = draft.SESSIONS.table
    others = select(table.c.code, table.c.title).where(
        table.c.event_uid == event.uid, table.c.code != "", table.c.uid != session.uid
    )
    for other in connection.execute(others) if code else ():
        if same_code(other.code) == code:
            raise CodeTaken(code=session.code, title=other.title)


def same_code(code: str) -> str:
    """What is alike for codes that a reader takes for one: `SOU 84`, `sou84`."""
    return folded(code).replace(" ", "")


def check_named_part(
    connection: Connection, event: Event, part: Venue | Room | Track | SessionType, kind: str, alias: AliasKind | None
) -> None:
    """Refuse one without a name, with somebody else's address, a room with fewer than no places or another's venue."""
    if not any(part.name.values()):
        raise InvalidInput(_NAMELESS[kind], about="name")
    if isinstance(part, Room):
        if part.capacity is not None and part.capacity < 0:
            raise InvalidInput("A capacity is a number of places, or nothing where it is not known.", about="capacity")
        _check_known(connection, "venue", part.venue_uid, event)
    check_own_slug(connection, event, kind, alias, part)


_NAMELESS = {
    "venues": mark("A venue needs a name in at least one language."),
    "rooms": mark("A room needs a name in at least one language."),
    "tracks": mark("A track needs a name in at least one language."),
    "types": mark("A type needs a name in at least one language."),
}


_TABLES: Mapping[str, Table] = {
    "room": draft.OF_EVENT["rooms"].table,
    "track": draft.OF_EVENT["tracks"].table,
    "type": draft.OF_EVENT["types"].table,
    "venue": draft.OF_EVENT["venues"].table,
    "organization": ORGANIZATIONS.table,
    "person": PEOPLE.table,
}


def _check_known(connection: Connection, kind: str, uid: str | None, event: Event | None = None) -> None:
    """Rooms, venues, tracks and types belong to one event; people and organizations to the instance."""
    if uid is None:
        return
    table = _TABLES[kind]
    where = [table.c.uid == uid, *([] if event is None else [table.c.event_uid == event.uid])]
    if not is_uid(uid) or connection.execute(select(table.c.uid).where(*where)).first() is None:
        raise UnknownReference(kind=kind, uid=uid)


def check_own_slug(
    connection: Connection,
    event: Event,
    kind: str,
    aliased: AliasKind | None,
    record: Session | Venue | Room | Track | SessionType,
) -> None:
    """A slug that is chosen is free in the event: nobody's, and nobody's former one. Empty is not chosen yet."""
    if not record.slug:
        return
    check_slug(record.slug)
    for table in (draft.OF_EVENT[kind].table, *((_released,) if aliased is AliasKind.SESSION else ())):
        where = (table.c.event_uid == event.uid, table.c.slug == record.slug, table.c.uid != record.uid)
        if connection.execute(select(table.c.uid).where(*where)).first():
            raise SlugTaken(slug=record.slug)
    for alias in draft.load_aliases(connection, event.uid) if aliased else ():
        if (alias.kind, alias.slug) == (aliased, record.slug) and alias.uid != record.uid:
            raise SlugTaken(slug=record.slug)
