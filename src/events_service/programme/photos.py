"""Somebody's photo and their consent to showing it. The photo is published with the next version; a consent that is
withdrawn takes effect at once, in everything that was ever published."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import select

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, require
from events_service.database import DbSession
from events_service.directory.directory import Person
from events_service.directory.records import PEOPLE
from events_service.errors import InvalidInput, NotFound, PreconditionFailed
from events_service.programme.live import Redaction
from events_service.programme.offering import agree, redact

_people = PEOPLE.table


class Photo(Struct, frozen=True):
    """`public` is the person's consent."""

    reference: str | None = None
    public: bool = False


class Owned(Struct, frozen=True):
    """A person, and the event whose editors keep their record; None is the instance's."""

    person: Person
    event_uid: str | None


def get_person(db: DbSession, uid: str) -> Owned:
    """NotFound where there is nobody with this uid."""
    found = PEOPLE.read_uids(db.connection(), [uid])
    if not found:
        raise NotFound
    owner = select(_people.c.owner_event_uid).where(_people.c.uid == uid)
    return Owned(found[0], db.connection().execute(owner).scalar_one())


def photo_of(person: Person) -> Photo:
    return Photo(person.photo, person.photo_public)


def set_photo(db: DbSession, actor: Actor, person_uid: str, before: Photo, after: Photo, now: datetime) -> Photo:
    """Change photo and consent from what the actor saw. PreconditionFailed where that is no longer so.

    Without a photo there is nothing to consent to. After a consent was withdrawn, a new one is to the one photo it is
    given for: an earlier one that is still published stays hidden.
    """
    connection = db.connection()
    connection.execute(select(_people.c.uid).where(_people.c.uid == person_uid).with_for_update())
    person, event_uid = structs.astuple(get_person(db, person_uid))
    require(actor, Act.EDIT_EVENT, event_uid)
    if after.public and not after.reference:
        raise InvalidInput("Choose a photo first: without one there is nothing to show.", about="photo")
    present = photo_of(person)
    if present == after:
        return after
    if present != before:
        raise PreconditionFailed
    changed = structs.replace(person, photo=after.reference, photo_public=after.public)
    PEOPLE.save(connection, [person], [changed])
    if present.public and not after.public:
        redact(db, Redaction(person_uid, "photo"))
    if after.public and after.reference:
        agree(db, person_uid, after.reference)
    audit.note(
        db,
        actor,
        "set_photo",
        f"person:{person_uid}",
        now,
        event_uid=event_uid,
        before={"photo": present.reference, "photo_public": present.public},
        after={"photo": after.reference, "photo_public": after.public},
    )
    return after
