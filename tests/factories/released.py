"""Programmes made public in a database, by the acts that do it for organizers."""

from collections.abc import Callable

from events_service.catalogue.publish import gather, publish
from events_service.database import Database
from events_service.programme import draft, release
from events_service.programme.editing import edit_session
from events_service.programme.programme import Programme, Session
from events_service.zones import now


def publish_event(database: Database, programme: Programme) -> Programme:
    """Make a new event of the programme and publish it; gives it as it was released."""
    database.write_now(lambda db: draft.create(db.connection(), programme))
    return publish_again(database, programme.event.uid)


def publish_again(database: Database, event_uid: str) -> Programme:
    """Publish an event's draft as it is now."""
    with database.read() as db:
        planned = release.plan(db.connection(), event_uid, now())
    database.write_now(release.release, planned)
    return planned.programme


def change_session(database: Database, event_uid: str, uid: str, change: Callable[[Session], Session]) -> Programme:
    """Change one session in the draft, and publish."""
    database.write_now(edit_session, event_uid, uid, change)
    return publish_again(database, event_uid)


def freeze_catalogue(database: Database) -> None:
    """Make the Catalogue public as it is now."""
    with database.read() as db:
        catalogue = gather(db.connection(), now())
    database.write_now(publish, catalogue)
