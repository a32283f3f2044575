"""Somebody who speaks at a published event, and files for their photo."""

from msgspec import structs

from events_service.database import Database
from events_service.directory.records import PEOPLE
from events_service.programme import draft, release
from events_service.programme.programme import Document, Programme, SessionPerson
from events_service.zones import now
from tests.factories.programme import make_person, make_session, programme_of

AMINA = make_person()


def publish(database: Database, programme: Programme) -> None:
    with database.read() as db:
        planned = release.plan(db.connection(), programme.event.uid, now())
    database.write_now(release.release, planned)


def publish_forum(database: Database, *documents: Document) -> Programme:
    """One session of a released event, at which Amina speaks; her record is the instance's."""
    session = make_session(people=(SessionPerson(AMINA.uid),), documents=documents)
    programme = programme_of(session, people=(AMINA,))
    database.write_now(lambda db: draft.create(db.connection(), programme))
    database.write_now(lambda db: db.connection().execute(PEOPLE.table.update().values(owner_event_uid=None)))
    publish(database, programme)
    return structs.replace(programme)
