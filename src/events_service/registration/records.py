"""Contacts, participants, registrations and stored answers: the statements of acts, compiled once."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or  # its ON CONFLICT is SQLite's too

from events_service.database import DbSession, Prepared, new_id
from events_service.errors import Busy, NotFound
from events_service.registration.application import Application
from events_service.registration.models import (
    ContactRow,
    IdempotencyRow,
    ParticipantRow,
    RegistrationRow,
    RegistrationState,
)

_contact = ContactRow.__table__  # type: ignore[attr-defined]
_participant = ParticipantRow.__table__  # type: ignore[attr-defined]
_registration = RegistrationRow.__table__  # type: ignore[attr-defined]
_idempotency = IdempotencyRow.__table__  # type: ignore[attr-defined]

ENDED = (RegistrationState.CANCELLED, RegistrationState.DECLINED, RegistrationState.EXPIRED)

_contact_values = ("id", "created_at", "updated_at", "event_uid", "email", "folded_email", "name", "locale")
_new_contact = insert_or(_contact).values({name: bindparam(name) for name in _contact_values})
_own_contact = Prepared(
    _new_contact.on_conflict_do_update(
        # Writing what is there already locks the row.
        index_elements=["event_uid", "folded_email"],
        set_={"folded_email": _new_contact.excluded.folded_email},
    ).returning(_contact.c.id, _contact.c.email, _contact.c.name)
)
_lock_contact = Prepared(select(_contact.c.id).where(_contact.c.id == bindparam("id")).with_for_update())
_find_participant = Prepared(
    select(_participant.c.id).where(
        _participant.c.contact_id == bindparam("contact_id"), _participant.c.folded_name == bindparam("folded_name")
    )
)
_add_participant = Prepared(insert(_participant))
_set_participant = Prepared(
    update(_participant)
    .where(_participant.c.id == bindparam("_id"))
    .values(
        name=bindparam("_name"),
        email=bindparam("_email"),
        organization=bindparam("_organization"),
        country=bindparam("_country"),
    )
)
_find_active = Prepared(
    select(_registration.c.id, _registration.c.state, _registration.c.expires_at).where(
        _registration.c.participant_id == bindparam("participant_id"),
        _registration.c.state != RegistrationState.CANCELLED,
        _registration.c.state != RegistrationState.DECLINED,
        _registration.c.state != RegistrationState.EXPIRED,
        _registration.c.duplicate_of.is_(None),
    )
)
_find_registration = Prepared(select(_registration).where(_registration.c.id == bindparam("id")))
_with_people = Prepared(
    select(
        _registration,
        _participant.c.name,
        _participant.c.email.label("own_email"),
        _participant.c.organization,
        _participant.c.country,
        _contact.c.email,
        _contact.c.name.label("contact_name"),
    )
    .join(_participant, _participant.c.id == _registration.c.participant_id)
    .join(_contact, _contact.c.id == _registration.c.contact_id)
    .where(_registration.c.id == bindparam("id"))
)
_add_registration = Prepared(insert(_registration))
_set_state = Prepared(
    update(_registration)
    .where(_registration.c.id == bindparam("_id"), _registration.c.state == bindparam("_from"))
    .values(
        state=bindparam("_to"),
        confirmed_at=bindparam("_confirmed_at"),
        expires_at=bindparam("_expires_at"),
        changes=_registration.c.changes + 1,
    )
)
_count_change = Prepared(
    update(_registration).where(_registration.c.id == bindparam("_id")).values(changes=_registration.c.changes + 1)
)
_expired = Prepared(
    select(_registration.c.id, _registration.c.event_uid)
    .where(
        _registration.c.state == RegistrationState.UNCONFIRMED,
        _registration.c.expires_at <= bindparam("now", type_=_registration.c.expires_at.type),
    )
    .order_by(_registration.c.expires_at)
    .limit(bindparam("limit"))
)

add_answer = Prepared(insert_or(_idempotency).on_conflict_do_nothing(index_elements=["event_uid", "key"]))
"""One row where the key is new; none where it was used, or is being used by an act we waited for."""
find_answer = Prepared(
    select(_idempotency.c.digest, _idempotency.c.answer).where(
        _idempotency.c.event_uid == bindparam("event_uid"), _idempotency.c.key == bindparam("key")
    )
)
_old = _idempotency.c.created_at < bindparam("before", type_=_idempotency.c.created_at.type)
find_old_answer = Prepared(select(_idempotency.c.key).where(_old).limit(1))
forget_answers = Prepared(delete(_idempotency).where(_old))


class Contact(NamedTuple):
    """Who gets the mail. `is_new` where nobody of this address was known."""

    id: str
    email: str
    name: str
    is_new: bool


def own_contact(db: DbSession, event_uid: str, application: Application, now: datetime) -> Contact:
    """The contact of an address, made where there was none, and ours until the act ends.

    Acts lock the contact first: so nobody else registers, confirms or cancels for the same people meanwhile.
    """
    contact_id = new_id()
    row = _own_contact.first(
        db,
        id=contact_id,
        created_at=now,
        updated_at=now,
        event_uid=event_uid,
        email=application.email,
        folded_email=application.email.casefold(),
        name=application.contact_name or application.name,
        locale=application.locale,
    )
    return Contact(row.id, row.email, row.name, row.id == contact_id)


def own_registration(db: DbSession, event_uid: str, registration_id: str, *, alike: bool = False) -> Any:
    """A registration of this event, ours until the act ends; NotFound.

    What only answers `alike` is none, unless that is asked for.
    """
    row = _find_registration.first(db, id=registration_id)
    if row is None or row.event_uid != event_uid or not (alike or row.duplicate_of is None):
        raise NotFound
    if db.dialect.name == "sqlite":
        return row
    _lock_contact.first(db, id=row.contact_id)
    return _find_registration.first(db, id=registration_id)


def own_participant(
    db: DbSession, event_uid: str, contact: Contact, application: Application, now: datetime
) -> tuple[str, Any]:
    """The participant's id, and the registration that counts for them already, or None.

    What is known of somebody who is registered is not changed by whoever asks again.
    """
    folded_name = application.folded_name
    known = None if contact.is_new else _find_participant.scalar(db, contact_id=contact.id, folded_name=folded_name)
    values = {
        "name": application.name,
        "email": application.own_email,
        "organization": application.organization,
        "country": application.country,
    }
    if known is None:
        participant_id = new_id()
        named = {"id": participant_id, "event_uid": event_uid, "contact_id": contact.id, "folded_name": folded_name}
        _add_participant.run(db, created_at=now, updated_at=now, **named, **values)
        return participant_id, None
    active = find_active(db, known)
    if active is None or is_lapsed(active, now):
        _set_participant.run(db, _id=known, **{f"_{name}": value for name, value in values.items()})
    return known, active


def is_lapsed(registration: Any, now: datetime) -> bool:
    """Was it not confirmed in time? Then it only waits to be ended."""
    return registration.state is RegistrationState.UNCONFIRMED and registration.expires_at <= now


def find_active(db: DbSession, participant_id: str) -> Any:
    """The one registration that counts for them, or None."""
    return _find_active.first(db, participant_id=participant_id)


def add_registration(
    db: DbSession,
    event_uid: str,
    participant_id: str,
    contact: Contact,
    application: Application,
    state: RegistrationState,
    now: datetime,
    *,
    expires_at: datetime | None,
    confirmed_at: datetime | None,
    duplicate_of: str | None = None,
) -> str:
    """Write a registration down; its id. What only answers alike keeps no category, answer or consent."""
    registration_id = new_id()
    said = duplicate_of is None
    _add_registration.run(
        db,
        id=registration_id,
        created_at=now,
        updated_at=now,
        event_uid=event_uid,
        participant_id=participant_id,
        contact_id=contact.id,
        state=state,
        category=application.category if said else "",
        locale=application.locale,
        answers=application.answers if said else {},
        consents=application.consents if said else {},
        duplicate_of=duplicate_of,
        expires_at=expires_at,
        confirmed_at=confirmed_at,
        generation=0,
        changes=0,
    )
    return registration_id


def find_registration(db: DbSession, registration_id: str) -> Any:
    """With the names and addresses of participant and contact; None where there is none."""
    return _with_people.first(db, id=registration_id)


def set_state(
    db: DbSession,
    registration: Any,
    state: RegistrationState,
    *,
    confirmed_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Move a registration to another state. Busy where it has left the one it was seen in."""
    moved = _set_state.run(
        db,
        _id=registration.id,
        _from=registration.state,
        _to=state,
        _confirmed_at=confirmed_at or registration.confirmed_at,
        _expires_at=expires_at,
    )
    if moved != 1:
        raise Busy


def count_change(db: DbSession, registration_id: str) -> None:
    """Its seats changed: what calendars and mails say of it is newer than before."""
    _count_change.run(db, _id=registration_id)


def list_expired(db: DbSession, now: datetime, limit: int) -> list[Any]:
    """Ids and events of registrations nobody confirmed in time, the oldest first."""
    return _expired.rows(db, now=now, limit=limit)
