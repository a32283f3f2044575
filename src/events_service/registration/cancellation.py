"""Giving places back: by the participant, or by the clock. Those who wait move up in the same moment."""

from datetime import datetime

from events_service.database import DbSession
from events_service.programme.timetable import Timetable
from events_service.registration import emails, records, seats
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, outcome_of
from events_service.registration.records import ENDED
from events_service.registration.seats import EVENT_PLACE, Seat
from events_service.registration.waitlist import ask_to_promote, promote


def cancel(
    db: DbSession, timetable: Timetable, registration_id: str, now: datetime, session_uid: str | None = None
) -> Outcome:
    """Give back one session's place, or the whole registration; the last place left is all of it.

    What was given back before stays so, and nobody is told twice; an address that nobody confirmed is not told at all
    (EM-14).
    """
    event_uid = timetable.event.uid
    registration = records.own_registration(db, event_uid, registration_id)
    seats.lock(db, event_uid, [EVENT_PLACE, *(seat.session_uid for seat in seats.list_seats(db, registration_id))])
    active = [seat for seat in seats.list_seats(db, registration_id) if seat.state is not SeatState.CANCELLED]
    given_back = [seat for seat in active if session_uid in (None, seat.session_uid)]
    if registration.state in ENDED or (session_uid is not None and not given_back):
        return outcome_of(db, timetable, registration_id)
    for seat in given_back:
        seats.set_seat(db, seat, SeatState.CANCELLED, now)
    if len(given_back) == len(active):
        records.set_state(db, registration, RegistrationState.CANCELLED)
    else:
        records.count_change(db, registration_id)
    uids = [seat.session_uid for seat in given_back]
    promote(db, timetable, uids, now)
    outcome = outcome_of(db, timetable, registration_id)
    if registration.state is not RegistrationState.UNCONFIRMED:
        emails.queue_cancelled(db, timetable, outcome, uids, now)
    return outcome


def expire(db: DbSession, timetable: Timetable | None, event_uid: str, registration_id: str, now: datetime) -> bool:
    """The button was not pressed in time: the places go to those who wait. False where it was after all.

    What only answered alike ends as well. Nobody moves up in an event that is not public (None).
    """
    own = lapse(db, event_uid, registration_id, now, ask=timetable is None)
    if own and timetable is not None:
        promote(db, timetable, [seat.session_uid for seat in own], now)
    return own is not None


def lapse(db: DbSession, event_uid: str, registration_id: str, now: datetime, *, ask: bool = True) -> list[Seat] | None:
    """End a registration nobody confirmed in time; what it wanted stays known. None where it did not end.

    With `ask` the worker fills the places, as the act has others to lock. A repeat took none and leaves none.
    """
    registration = records.own_registration(db, event_uid, registration_id, alike=True)
    own = [] if registration.duplicate_of else seats.list_seats(db, registration_id)
    seats.lock(db, event_uid, (seat.session_uid for seat in own))
    if registration.state is not RegistrationState.UNCONFIRMED or registration.expires_at > now:
        return None
    if registration.duplicate_of:
        seats.forget_seats(db, registration_id)
    for seat in own:
        if seat.state is not SeatState.CANCELLED:
            seats.set_seat(db, seat, SeatState.HELD, now)
    records.set_state(db, registration, RegistrationState.EXPIRED)
    if ask:
        ask_to_promote(db, event_uid, [seat.session_uid for seat in own], now)
    return own
