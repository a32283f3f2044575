"""What came of a registration, as answers and mails tell it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.programme.timetable import Timetable
from events_service.registration import records
from events_service.registration.admission import Admission, Offered
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.records import EVENT_PLACE


class SeatOutcome(Struct, frozen=True):
    session_uid: str
    """Empty for the event's own place."""
    slug: str
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

    @staticmethod
    def alike(
        timetable: Timetable, registration_id: str, admitted: Mapping[str, Admission], wanted: Iterable[Offered]
    ) -> "Outcome":
        """What a first registration for the same would have been told."""
        waiting = {offered.session_uid: offered.waiting for offered in wanted}
        seats = tuple(
            SeatOutcome(uid, slug_of(timetable, uid), SeatState.HELD)
            if admission is Admission.PLACE
            else SeatOutcome(uid, slug_of(timetable, uid), SeatState.WAITLISTED, waiting[uid] + 1)
            for uid, admission in admitted.items()
        )
        return Outcome(registration_id, RegistrationState.UNCONFIRMED, seats)


def outcome_of(db: DbSession, timetable: Timetable, registration_id: str) -> Outcome:
    """The registration as it stands now; NotFound where it is not one of this event's."""
    registration = records.get_registration.first(db, id=registration_id)
    if registration is None or registration.event_uid != timetable.event.uid:
        raise NotFound
    participant = records.get_participant.first(db, id=registration.participant_id)
    contact = records.get_contact.first(db, id=registration.contact_id)
    seats = tuple(
        SeatOutcome(
            seat.session_uid,
            slug_of(timetable, seat.session_uid),
            seat.state,
            records.position_of(db, timetable.event.uid, seat) if seat.state is SeatState.WAITLISTED else None,
        )
        for seat in records.seats_of(db, registration_id)
    )
    return Outcome(
        registration.id,
        registration.state,
        seats,
        name=participant.name,
        email=contact.email,
        contact_name=contact.name,
        locale=registration.locale,
        generation=registration.generation,
        changes=registration.changes,
        expires_at=registration.expires_at,
    )


def slug_of(timetable: Timetable, session_uid: str) -> str:
    """Its slug; empty for the event's own place and for what is no longer published."""
    session = timetable.by_uid.get(session_uid)
    return session.slug if session else ""
