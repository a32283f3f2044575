"""Moving up: a freed place goes to whoever has waited longest, in the same transaction that freed it."""

from collections.abc import Iterable
from datetime import datetime

from events_service.database import DbSession
from events_service.programme.timetable import Timetable
from events_service.registration import emails, records
from events_service.registration.admission import promotions
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import outcome_of
from events_service.registration.records import EVENT_PLACE, Seat


def promote(
    db: DbSession, timetable: Timetable, session_uids: Iterable[str], now: datetime, *, quiet: str = ""
) -> None:
    """Fill the free places of these sessions, and of the event (`EVENT_PLACE`), from their waiting lists.

    Who gets a place in the event joins the waiting lists of the sessions they asked for, and may move up there
    at once. Each who moved up is told by one mail, but for the registration `quiet`, which is told by its own act.
    """
    moved: dict[str, list[str]] = {}
    waiting = set(session_uids)
    if EVENT_PLACE in waiting:
        for seat in _move_up(db, timetable, EVENT_PLACE, now):
            moved.setdefault(seat.registration_id, []).append(EVENT_PLACE)
            waiting |= _enter(db, seat.registration_id, now)
    for session_uid in sorted(waiting - {EVENT_PLACE}):
        for seat in _move_up(db, timetable, session_uid, now):
            moved.setdefault(seat.registration_id, []).append(session_uid)
    for registration_id, places in moved.items():
        records.count_change.run(db, _id=registration_id)
        if registration_id != quiet:
            emails.queue_promoted(db, timetable, outcome_of(db, timetable, registration_id), places, now)


def _move_up(db: DbSession, timetable: Timetable, session_uid: str, now: datetime) -> list[Seat]:
    """Confirm as many as there are places for, in the order of the list."""
    event_uid = timetable.event.uid
    offered = records.lock_offered(db, event_uid, session_uid, now)
    moved: list[Seat] = []
    for _ in range(promotions(offered) if offered else 0):
        seat = records.next_waiting(db, event_uid, session_uid)
        if seat is None:
            break
        records.set_seat(db, seat, SeatState.CONFIRMED, now)
        moved.append(seat)
    return moved


def _enter(db: DbSession, registration_id: str, now: datetime) -> set[str]:
    """The event's place is theirs: the registration is confirmed and waits for its sessions like others."""
    registration = records.get_registration.first(db, id=registration_id)
    if registration.state is RegistrationState.WAITLISTED:
        records.set_state(db, registration, RegistrationState.CONFIRMED, confirmed_at=registration.confirmed_at)
    entered = set()
    for seat in records.seats_of(db, registration_id):
        if seat.state is SeatState.WAITLISTED:
            records.set_seat(db, seat, SeatState.WAITLISTED, now, promotable=True)
            entered.add(seat.session_uid)
    return entered
