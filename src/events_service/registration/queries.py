"""Reading registrations: places left, and one participant's own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from events_service.database import DbSession, Prepared
from events_service.programme.models import OfferingRow
from events_service.programme.programme import OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration.models import SeatRow, SeatState
from events_service.registration.seats import EVENT_PLACE

_offering = OfferingRow.__table__  # type: ignore[attr-defined]
_seat = SeatRow.__table__  # type: ignore[attr-defined]

_HAVING = (SeatState.HELD, SeatState.OFFERED, SeatState.CONFIRMED, SeatState.WAITLISTED)
_now = bindparam("now", type_=_seat.c.held_until.type)
# A repeat's seat is cancelled and yet has a time: it is told as held, and takes nothing.
_kept = or_(_seat.c.state == SeatState.HELD, _seat.c.state == SeatState.CANCELLED)
_held = and_(_kept, _seat.c.held_until > _now)
_confirmed = or_(_seat.c.state == SeatState.CONFIRMED, _seat.c.state == SeatState.OFFERED)

_offerings = Prepared(
    select(_offering.c.session_uid, _offering.c.capacity).where(
        _offering.c.event_uid == bindparam("event_uid"), _offering.c.mode == OfferMode.REGISTRATION
    )
)
_counts = Prepared(
    select(
        _seat.c.session_uid,
        func.sum(case((_confirmed, 1), else_=0)).label("confirmed"),
        func.sum(case((_held, 1), else_=0)).label("held"),
        func.sum(case((_seat.c.state == SeatState.WAITLISTED, 1), else_=0)).label("waitlisted"),
    )
    .where(_seat.c.event_uid == bindparam("event_uid"))
    .group_by(_seat.c.session_uid)
)


def availability(db: DbSession, timetable: Timetable, now: datetime) -> dict[str, Any]:
    """Places of the event and, by slug, of each session that takes registrations.

    `remaining` counts held places as taken, and what a repeat was told as held, so that nobody sees which of the
    two a registration was (docs/adr/0012); it is None where there is no limit. The event is None where it has no
    places of its own.
    """
    event_uid = timetable.event.uid
    counts = {row.session_uid: row for row in _counts.rows(db, event_uid=event_uid, now=now)}
    places = {
        row.session_uid: _places(row.capacity, counts.get(row.session_uid))
        for row in _offerings.rows(db, event_uid=event_uid)
    }
    sessions = {session.slug: places[session.uid] for session in timetable.sessions if session.uid in places}
    return {"event": places.get(EVENT_PLACE), "sessions": sessions}


def _places(capacity: int | None, counts: Any) -> dict[str, int | None]:
    confirmed, held, waitlisted = (
        (int(counts.confirmed), int(counts.held), int(counts.waitlisted)) if counts else (0, 0, 0)
    )
    remaining = None if capacity is None else max(0, capacity - confirmed - held)
    return {
        "capacity": capacity,
        "confirmed": confirmed,
        "waitlisted": waitlisted,
        "remaining": remaining,
    }


def count_touched(db: DbSession, event_uid: str, session_uids: Collection[str]) -> int:
    """How many registrations have, or wait for, a place in one of these sessions."""
    asked = select(func.count(_seat.c.registration_id.distinct())).where(
        _seat.c.event_uid == event_uid, _seat.c.session_uid.in_(session_uids), _seat.c.state.in_(_HAVING)
    )
    return int(db.connection().execute(asked).scalar_one())


def count_touched_in_each(db: DbSession, event_uid: str, session_uids: Collection[str]) -> dict[str, int]:
    """The same for each session that has some."""
    asked = (
        select(_seat.c.session_uid, func.count(_seat.c.registration_id.distinct()))
        .where(_seat.c.event_uid == event_uid, _seat.c.session_uid.in_(session_uids), _seat.c.state.in_(_HAVING))
        .group_by(_seat.c.session_uid)
    )
    return {row[0]: int(row[1]) for row in db.connection().execute(asked)}
