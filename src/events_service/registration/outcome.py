"""What came of a registration, as answers and mails tell it."""

from datetime import datetime

from msgspec import Struct

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.programme.timetable import Timetable
from events_service.registration import records, seats
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.seats import EVENT_PLACE


class SeatOutcome(Struct, frozen=True):
    session_uid: str
    """Empty for the event's own place."""
    slug: str
    """Empty for the event's own place, and for a session that is no longer published."""
    state: SeatState
    position: int | None = None
    """On the waiting list, from 1; None elsewhere."""


class Outcome(Struct, frozen=True):
    """A registration as it stands. `seats` has the event's own place first, if the event has places."""

    id: str
    state: RegistrationState
    seats: tuple[SeatOutcome, ...]
    name: str = ""
    email: str = ""
    contact_name: str = ""
    locale: str = "en"
    generation: int = 0
    changes: int = 0
    expires_at: datetime | None = None
    """When the hold of an unconfirmed registration ends."""

    @property
    def sessions(self) -> tuple[SeatOutcome, ...]:
        return tuple(seat for seat in self.seats if seat.session_uid != EVENT_PLACE)

    @property
    def event_position(self) -> int | None:
        """The place on the event's waiting list; None where it has a place or needs none."""
        return next((seat.position for seat in self.seats if seat.session_uid == EVENT_PLACE), None)


def outcome_of(db: DbSession, timetable: Timetable, registration_id: str) -> Outcome:
    """The registration as it stands now; NotFound where it is not one of this event's."""
    found = records.find_registration(db, registration_id)
    event_uid = timetable.event.uid
    if found is None or found.event_uid != event_uid or found.duplicate_of is not None:
        raise NotFound
    return Outcome(
        id=found.id,
        state=found.state,
        seats=tuple(
            SeatOutcome(
                seat.session_uid,
                slug_of(timetable, seat.session_uid),
                seat.state,
                seats.position_of(db, event_uid, seat) if seat.state is SeatState.WAITLISTED else None,
            )
            for seat in seats.list_seats(db, registration_id)
        ),
        name=found.name,
        email=found.email,
        contact_name=found.contact_name,
        locale=found.locale,
        generation=found.generation,
        changes=found.changes,
        expires_at=found.expires_at,
    )


def slug_of(timetable: Timetable, session_uid: str) -> str:
    session = timetable.by_uid.get(session_uid)
    return session.slug if session else ""
