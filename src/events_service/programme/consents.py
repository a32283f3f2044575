"""Consents people withdraw and give back: what is withdrawn is gone from everything public at once."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, update

from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.database import DbSession
from events_service.directory.directory import Person
from events_service.directory.records import PEOPLE
from events_service.errors import InvalidInput, NotFound
from events_service.jobs.queue import enqueue
from events_service.programme import jobs
from events_service.programme.live import REDACTABLE, Redaction
from events_service.programme.models import EventRow, RedactionRow, SessionPersonRow
from events_service.programme.offering import last_modified, redact
from events_service.programme.programme import Event

_redactions = RedactionRow.__table__  # type: ignore[attr-defined]
_links = SessionPersonRow.__table__  # type: ignore[attr-defined]
_events = EventRow.__table__  # type: ignore[attr-defined]
_stands = _redactions.c.agreed.is_(None)
"""Of a photo, where none has been agreed to since."""


class Consents(NamedTuple):
    """A person, the event whose own they are, and what they have withdrawn since when."""

    person: Person
    owner_event_uid: str | None
    withdrawn: dict[str, datetime]


def get_consents(connection: Connection, person_uid: str) -> Consents:
    """NotFound where there is no such person."""
    found = PEOPLE.read_uids(connection, (person_uid,))
    if not found:
        raise NotFound("There is no such person.")
    owner = select(PEOPLE.table.c.owner_event_uid).where(PEOPLE.table.c.uid == person_uid)
    rows = connection.execute(select(_redactions).where(_redactions.c.person_uid == person_uid, _stands))
    return Consents(found[0], connection.execute(owner).scalar_one(), {row.field: row.redacted_at for row in rows})


def list_consents(connection: Connection, event: Event) -> list[Consents]:
    """Of everybody who takes part in the event by its working version."""
    links = select(_links.c.person_uid).where(_links.c.event_uid == event.uid).distinct()
    table = PEOPLE.table
    own = [link.person_uid for link in event.people]
    of_these = or_(table.c.uid.in_(links), table.c.uid.in_(own))
    rows = connection.execute(select(table.c.uid, table.c.owner_event_uid).where(of_these))
    owners = {row.uid: row.owner_event_uid for row in rows}
    withdrawn: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(select(_redactions).where(_stands)):
        withdrawn.setdefault(row.person_uid, {})[row.field] = row.redacted_at
    return [
        Consents(person, owners[person.uid], withdrawn.get(person.uid, {}))
        for person in PEOPLE.read_uids(connection, owners)
    ]


def withdraw(db: DbSession, actor: Actor, person_uid: str, field: str, at: datetime) -> None:
    """Take a field of a person out of every output of every event, old versions too. Twice is once."""
    consents = _locked(db.connection(), person_uid)
    if field in consents.withdrawn:
        return
    for uid in _records_of(db.connection(), person_uid):
        redact(db, Redaction(uid, field))
    audit.note(
        db,
        actor,
        "withdraw_consent",
        f"person:{person_uid}",
        at,
        event_uid=consents.owner_event_uid,
        before={"withdrawn": sorted(consents.withdrawn)},
        after={"withdrawn": sorted({*consents.withdrawn, field})},
    )


def give_back(db: DbSession, actor: Actor, person_uid: str, field: str, at: datetime) -> None:
    """Let a field be public again, as far as it is published. What was not withdrawn stays as it is."""
    if field not in REDACTABLE:
        raise InvalidInput("There is no field called {field} that can be withdrawn.", field=field)
    connection = db.connection()
    consents = _locked(connection, person_uid)
    where = (_redactions.c.person_uid.in_(_records_of(connection, person_uid)), _redactions.c.field == field, _stands)
    if connection.execute(delete(_redactions).where(*where)).rowcount == 0:
        return
    connection.execute(
        update(_events)
        .where(_events.c.release_number > 0)
        .values(live_version=_events.c.live_version + 1, modified_at=last_modified(at))
    )
    enqueue(db, jobs.CATALOGUE, {}, at)
    audit.note(
        db,
        actor,
        "give_back_consent",
        f"person:{person_uid}",
        at,
        event_uid=consents.owner_event_uid,
        before={"withdrawn": sorted(consents.withdrawn)},
        after={"withdrawn": sorted({*consents.withdrawn} - {field})},
    )


def _records_of(connection: Connection, person_uid: str) -> tuple[str, ...]:
    """The person, and the records that have been merged into theirs: versions that are public name those."""
    merged = select(PEOPLE.table.c.uid).where(PEOPLE.table.c.same_as_uid == person_uid)
    return person_uid, *connection.execute(merged).scalars()


def _locked(connection: Connection, person_uid: str) -> Consents:
    """What somebody has withdrawn, which nobody else changes until this act has ended."""
    table = PEOPLE.table
    connection.execute(select(table.c.uid).where(table.c.uid == person_uid).with_for_update(key_share=True))
    return get_consents(connection, person_uid)
