"""Making an event and changing what is said of it as a whole: its draft, which nobody sees before a release."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select, update

from events_service.database import DbSession
from events_service.errors import Conflict, InvalidInput, PreconditionFailed
from events_service.programme import draft, editing
from events_service.programme.draft import Draft
from events_service.programme.models import EventRow
from events_service.programme.programme import FORMAT, Event, Programme
from events_service.programme.queries import find_event_uid
from events_service.slugs import check_event_slug

LONGEST_EVENT = 400
"""Days. Each of them becomes a part of the programme's page."""

_events = EventRow.__table__  # type: ignore[attr-defined]


class EventExists(Conflict):
    slug = "event-exists"
    msgid = "There is an event called {slug} already."


def add_event(db: DbSession, event: Event) -> Event:
    """Make a draft of a new event. InvalidInput, ReservedAddress or EventExists for what cannot be."""
    return add_draft(db, Programme(format=FORMAT, event=event))


def add_draft(db: DbSession, programme: Programme) -> Event:
    """The same with all that the draft is to hold."""
    connection, event = db.connection(), programme.event
    _check(event)
    check_event_slug(event.slug)
    if find_event_uid(connection, event.slug):
        raise EventExists(slug=event.slug)
    draft.create(connection, programme)
    return event


def edit_event(db: DbSession, event_uid: str, change: Callable[[Event], Event], version: int) -> tuple[Event, int]:
    """Change the event. PreconditionFailed where `version` is no longer its draft's version."""
    connection = db.connection()
    event = editing.get_event(connection, event_uid)
    current, _ = versions(connection, event_uid)
    if current != version:
        raise PreconditionFailed
    changed = change(event)
    if changed == event:
        return event, current
    _check(changed)
    draft.save(connection, Draft(Programme(format=FORMAT, event=event), version), Programme(FORMAT, changed))
    return changed, version + 1


def archive_event(db: DbSession, event_uid: str, at: datetime | None) -> bool:
    """List it no more from now on, or, with None, again; whether that is anything new. Nothing public changes."""
    gone = _events.c.archived_at
    where = (_events.c.uid == event_uid, gone.is_(None) if at else gone.is_not(None))
    return db.connection().execute(update(_events).where(*where).values(archived_at=at)).rowcount == 1


def archived_at(connection: Connection, event_uid: str) -> datetime | None:
    """Since when it is archived; None while it is in use."""
    found: datetime | None = connection.execute(
        select(_events.c.archived_at).where(_events.c.uid == event_uid)
    ).scalar()
    return found


def versions(connection: Connection, event_uid: str) -> tuple[int, int]:
    """The draft's version and the number of the public release, 0 for none."""
    row = connection.execute(
        select(_events.c.draft_version, _events.c.release_number).where(_events.c.uid == event_uid)
    ).one()
    return row[0], row[1]


def _check(event: Event) -> None:
    if not any(event.title.values()):
        raise InvalidInput("An event needs a title in at least one language.", about="title")
    if event.end_on < event.start_on:
        raise InvalidInput("The event would end before it starts.", about="end_on")
    if (event.end_on - event.start_on).days > LONGEST_EVENT:
        raise InvalidInput("An event lasts {most} days at most.", about="end_on", most=LONGEST_EVENT)
