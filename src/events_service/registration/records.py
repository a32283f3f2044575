"""The statements of registration, compiled once: this is what runs thousands of times in an hour."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from events_service.database import DbSession, Prepared
from events_service.programme.models import OfferingRow
from events_service.registration.admission import Offered
from events_service.registration.models import (
    ContactRow,
    IdempotencyRow,
    ParticipantRow,
    RegistrationRow,
    RegistrationState,
    SeatRow,
    SeatState,
)

_offering = OfferingRow.__table__  # type: ignore[attr-defined]
_contact = ContactRow.__table__  # type: ignore[attr-defined]
_participant = ParticipantRow.__table__  # type: ignore[attr-defined]
_registration = RegistrationRow.__table__  # type: ignore[attr-defined]
_seat = SeatRow.__table__  # type: ignore[attr-defined]
_idempotency = IdempotencyRow.__table__  # type: ignore[attr-defined]

EVENT_PLACE = ""
"""The session uid of a place in the event itself. It sorts, and so is locked, before every session's."""

ENDED = (RegistrationState.CANCELLED, RegistrationState.DECLINED, RegistrationState.EXPIRED)

_of_offering = and_(_seat.c.event_uid == bindparam("event_uid"), _seat.c.session_uid == bindparam("session_uid"))
_takes_a_place = or_(
    _seat.c.state == SeatState.CONFIRMED,
    _seat.c.state == SeatState.OFFERED,
    and_(_seat.c.state == SeatState.HELD, _seat.c.held_until > bindparam("now", type_=_seat.c.held_until.type)),
)

_lock_offering = Prepared(
    select(_offering)
    .where(_offering.c.event_uid == bindparam("event_uid"), _offering.c.session_uid == bindparam("session_uid"))
    .with_for_update()
)
_taken = Prepared(select(func.count()).select_from(_seat).where(_of_offering, _takes_a_place))
_waiting = Prepared(
    select(func.count())
    .select_from(_seat)
    .where(_of_offering, _seat.c.state == SeatState.WAITLISTED, _seat.c.promotable)
)
_ahead = Prepared(
    select(func.count())
    .select_from(_seat)
    .where(_of_offering, _seat.c.state == SeatState.WAITLISTED, _seat.c.id <= bindparam("seat_id"))
)
_all_waiting = Prepared(
    select(func.count()).select_from(_seat).where(_of_offering, _seat.c.state == SeatState.WAITLISTED)
)
_next_waiting = Prepared(
    select(_seat)
    .where(_of_offering, _seat.c.state == SeatState.WAITLISTED, _seat.c.promotable)
    .order_by(_seat.c.id)
    .limit(1)
)

find_contact = Prepared(
    select(_contact).where(
        _contact.c.event_uid == bindparam("event_uid"), _contact.c.folded_email == bindparam("folded_email")
    )
)
get_contact = Prepared(select(_contact).where(_contact.c.id == bindparam("id")))
add_contact = Prepared(insert(_contact))
find_participant = Prepared(
    select(_participant).where(
        _participant.c.contact_id == bindparam("contact_id"), _participant.c.folded_name == bindparam("folded_name")
    )
)
get_participant = Prepared(select(_participant).where(_participant.c.id == bindparam("id")))
add_participant = Prepared(insert(_participant))
find_active = Prepared(
    select(_registration).where(
        _registration.c.participant_id == bindparam("participant_id"),
        _registration.c.state != RegistrationState.CANCELLED,
        _registration.c.state != RegistrationState.DECLINED,
        _registration.c.state != RegistrationState.EXPIRED,
        _registration.c.duplicate_of.is_(None),
    )
)
get_registration = Prepared(select(_registration).where(_registration.c.id == bindparam("id")))
lock_registration = Prepared(select(_registration).where(_registration.c.id == bindparam("id")).with_for_update())
add_registration = Prepared(insert(_registration))
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
count_change = Prepared(
    update(_registration).where(_registration.c.id == bindparam("_id")).values(changes=_registration.c.changes + 1)
)
list_expired = Prepared(
    select(_registration.c.id, _registration.c.event_uid)
    .where(
        _registration.c.state == RegistrationState.UNCONFIRMED,
        _registration.c.expires_at <= bindparam("now", type_=_registration.c.expires_at.type),
    )
    .order_by(_registration.c.expires_at)
    .limit(500)
)

add_seat = Prepared(
    insert(_seat).values(
        {name: bindparam(name) for name in ("event_uid", "registration_id", "session_uid", "state", "held_until")}
        | {"promotable": bindparam("promotable"), "changed_at": bindparam("changed_at")}
    )
)
list_seats = Prepared(
    select(_seat).where(_seat.c.registration_id == bindparam("registration_id")).order_by(_seat.c.session_uid)
)
_set_seat = Prepared(
    update(_seat)
    .where(_seat.c.id == bindparam("_id"), _seat.c.state == bindparam("_from"))
    .values(
        state=bindparam("_to"),
        held_until=bindparam("_held_until"),
        promotable=bindparam("_promotable"),
        changed_at=bindparam("_changed_at"),
    )
)

find_answer = Prepared(
    select(_idempotency).where(
        _idempotency.c.event_uid == bindparam("event_uid"), _idempotency.c.key == bindparam("key")
    )
)
add_answer = Prepared(insert(_idempotency))


class Seat(Struct, frozen=True):
    """A seat as the acts see it."""

    id: int
    registration_id: str
    session_uid: str
    state: SeatState
    held_until: datetime | None
    promotable: bool


def lock_offered(db: DbSession, event_uid: str, session_uid: str, now: datetime) -> Offered | None:
    """Lock what can be joined, and count its places and its waiting list; None where nothing was ever offered.

    Lock the event's (`EVENT_PLACE`) first and sessions in the order of their uids, so that acts never wait
    for one another in a circle.
    """
    row = _lock_offering.first(db, event_uid=event_uid, session_uid=session_uid)
    if row is None:
        return None
    taken = 0
    if row.capacity is not None:
        taken = _taken.scalar(db, event_uid=event_uid, session_uid=session_uid, now=now)
    waiting = _waiting.scalar(db, event_uid=event_uid, session_uid=session_uid)
    return Offered(
        session_uid, row.mode, row.capacity, row.opens_at, row.closes_at, row.suspended, int(taken), int(waiting)
    )


def position_of(db: DbSession, event_uid: str, seat: Seat) -> int:
    """Its place on the waiting list, from 1."""
    return int(_ahead.scalar(db, event_uid=event_uid, session_uid=seat.session_uid, seat_id=seat.id))


def length_of_waitlist(db: DbSession, event_uid: str, session_uid: str) -> int:
    """How many wait there, those whose address is not confirmed yet included."""
    return int(_all_waiting.scalar(db, event_uid=event_uid, session_uid=session_uid))


def next_waiting(db: DbSession, event_uid: str, session_uid: str) -> Seat | None:
    """Who has waited longest and may move up."""
    row = _next_waiting.first(db, event_uid=event_uid, session_uid=session_uid)
    return None if row is None else seat_of(row)


def seats_of(db: DbSession, registration_id: str) -> list[Seat]:
    """All its seats, the event's place first, then by session uid."""
    return [seat_of(row) for row in list_seats.rows(db, registration_id=registration_id)]


def seat_of(row: Any) -> Seat:
    return Seat(row.id, row.registration_id, row.session_uid, row.state, row.held_until, row.promotable)


def set_seat(
    db: DbSession,
    seat: Seat,
    state: SeatState,
    now: datetime,
    *,
    held_until: datetime | None = None,
    promotable: bool = False,
) -> bool:
    """Move a seat to another state; False where it has left the one it was seen in."""
    moved = _set_seat.run(
        db,
        _id=seat.id,
        _from=seat.state,
        _to=state,
        _held_until=held_until,
        _promotable=promotable,
        _changed_at=now,
    )
    return moved == 1


def set_state(
    db: DbSession,
    registration: Any,
    state: RegistrationState,
    *,
    confirmed_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Move a registration to another state; False where it has left the one it was seen in."""
    moved = _set_state.run(
        db,
        _id=registration.id,
        _from=registration.state,
        _to=state,
        _confirmed_at=confirmed_at or registration.confirmed_at,
        _expires_at=expires_at,
    )
    return moved == 1
