"""The button behind the mailed link: the address is theirs, and what was held for them is confirmed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from events_service.database import DbSession
from events_service.errors import Conflict
from events_service.programme.timetable import Timetable
from events_service.registration import emails, mail_limits, records, seats
from events_service.registration.admission import Admission, NotOffered, admit, refusal
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, outcome_of
from events_service.registration.seats import EVENT_PLACE, Seat
from events_service.registration.waitlist import promote

UNTIL_DECIDED = timedelta(days=3650)
"""How long a place is held for somebody the organizer has not approved yet."""


def confirm(db: DbSession, timetable: Timetable, registration_id: str, now: datetime) -> Outcome:
    """The address is theirs: held places become confirmed ones. Confirming twice answers the same.

    Where the hold has run out, the places are asked for again: they may be on the waiting list now, at its end.
    What is closed or cancelled by then is lost; where that is everything, its refusal is raised.
    """
    event_uid = timetable.event.uid
    registration = records.own_registration(db, event_uid, registration_id)
    if registration.state is RegistrationState.EXPIRED:
        other = records.find_active(db, registration.participant_id)
        if other is not None:
            return outcome_of(db, timetable, other.id)
    elif registration.state is not RegistrationState.UNCONFIRMED:
        return outcome_of(db, timetable, registration_id)
    seats.lock(db, event_uid, [EVENT_PLACE, *(seat.session_uid for seat in seats.list_seats(db, registration_id))])
    settled = settle(db, timetable, registration, seats.list_seats(db, registration_id), now)
    mail_limits.forgive(db, settled.email)
    outcome = outcome_of(db, timetable, registration_id)
    emails.queue_state(db, timetable, outcome, now)
    return outcome


def settle(db: DbSession, timetable: Timetable, registration: Any, own: Iterable[Seat], now: datetime) -> Any:
    """Confirm an unconfirmed registration, whose contact and offerings are locked, and tell nobody of it.

    Gives the registration as it is then. Without the event's own place there is none in its sessions: where that
    is lost, its refusal is raised.
    """
    event = timetable.event
    in_event = True
    refused: list[Conflict] = []
    kept = 0
    for seat in own:
        if seat.state is SeatState.CANCELLED:
            continue
        if seat.is_held(now) and in_event:
            _give(db, seat, now, approval=event.approval)
        elif seat.state is SeatState.WAITLISTED:
            _wait(db, seat, now, promotable=_may_move_up(seat, in_event=in_event, approval=event.approval))
            in_event = in_event and seat.session_uid != EVENT_PLACE
        else:
            why = _ask_again(db, timetable, seat, now, in_event=in_event)
            if isinstance(why, Conflict):
                if seat.session_uid == EVENT_PLACE:
                    raise why
                refused.append(why)
                continue
            in_event = in_event and (seat.session_uid != EVENT_PLACE or why is Admission.PLACE)
        kept += 1
    if refused and not kept:
        raise refused[0]
    state = RegistrationState.CONFIRMED if in_event else RegistrationState.WAITLISTED
    records.set_state(db, registration, RegistrationState.PENDING if event.approval else state, confirmed_at=now)
    promote(db, timetable, [seat.session_uid for seat in own], now, quiet=registration.id)
    return records.find_registration(db, registration.id)


def _give(db: DbSession, seat: Seat, now: datetime, *, approval: bool) -> None:
    if approval:
        seats.set_seat(db, seat, SeatState.HELD, now, held_until=now + UNTIL_DECIDED)
    else:
        seats.set_seat(db, seat, SeatState.CONFIRMED, now)


def _wait(db: DbSession, seat: Seat, now: datetime, *, promotable: bool) -> None:
    seats.set_seat(db, seat, SeatState.WAITLISTED, now, promotable=promotable)


def _may_move_up(seat: Seat, *, in_event: bool, approval: bool) -> bool:
    return not approval and (in_event or seat.session_uid == EVENT_PLACE)


def _ask_again(
    db: DbSession, timetable: Timetable, seat: Seat, now: datetime, *, in_event: bool
) -> Admission | Conflict:
    """What was held and has lapsed: a place, the end of the waiting list, or the reason why neither."""
    event = timetable.event
    offered = seats.count_offered(db, event.uid, [seat.session_uid], now).get(seat.session_uid)
    session = timetable.by_uid.get(seat.session_uid)
    title = session.title if session else event.title
    refused = refusal(offered, title, now)
    if offered is None or refused is not None:
        seats.set_seat(db, seat, SeatState.CANCELLED, now)
        return refused or NotOffered(title=title)
    if in_event and admit(offered) is Admission.PLACE:
        _give(db, seat, now, approval=event.approval)
        return Admission.PLACE
    seats.remove_seat(db, seat)
    last = {
        "session_uid": seat.session_uid,
        "state": SeatState.WAITLISTED,
        "held_until": None,
        "promotable": _may_move_up(seat, in_event=in_event, approval=event.approval),
    }
    seats.add_seats(db, event.uid, seat.registration_id, [last], now)
    return Admission.WAITLIST
