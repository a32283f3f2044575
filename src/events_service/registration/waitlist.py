"""Moving up: a freed place goes to whoever has waited longest, in the same transaction that freed it."""

from collections.abc import Iterable
from datetime import datetime

from events_service.database import DbSession
from events_service.jobs.queue import enqueue
from events_service.programme import jobs
from events_service.programme.timetable import Timetable
from events_service.registration import emails, records, seats
from events_service.registration.admission import promotions
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import outcome_of
from events_service.registration.seats import EVENT_PLACE, Seat
from events_service.zones import to_wall

AT_ONCE = 25
"""How many move up in one act, so that nobody else has to wait long. A job goes on with the others."""


def promote(
    db: DbSession, timetable: Timetable, session_uids: Iterable[str], now: datetime, *, quiet: str = ""
) -> None:
    """Fill the free places of these sessions, and of the event (`EVENT_PLACE`), from their waiting lists.

    Who gets a place in the event joins the waiting lists of the sessions they asked for, and may move up there
    at once. Each who moved up is told by one mail, but for the registration `quiet`, which is told by its own
    act. Where more could move up than one act may move, a job is asked for.
    """
    moved: dict[str, list[str]] = {}
    wanted, taken = set(session_uids), 0
    seats.lock(db, timetable.event.uid, wanted)
    if EVENT_PLACE in wanted:
        for seat in _move_up(db, timetable, EVENT_PLACE, now, AT_ONCE):
            taken += 1
            moved.setdefault(seat.registration_id, []).append(EVENT_PLACE)
            entered = _enter(db, seat.registration_id, now)
            seats.lock(db, timetable.event.uid, entered - wanted)
            wanted |= entered
    for session_uid in sorted(wanted - {EVENT_PLACE}):
        for seat in _move_up(db, timetable, session_uid, now, AT_ONCE - taken):
            moved.setdefault(seat.registration_id, []).append(session_uid)
            taken += 1
    for registration_id, places in moved.items():
        records.count_change(db, registration_id)
        if registration_id != quiet:
            emails.queue_promoted(db, timetable, outcome_of(db, timetable, registration_id), places, now)


def ask_to_promote(db: DbSession, event_uid: str, session_uids: Iterable[str], now: datetime) -> None:
    """Have the worker fill what free places there are."""
    for uid in session_uids:
        wanted = {"event_uid": event_uid, "session_uid": uid}
        enqueue(db, jobs.PROMOTE, wanted, now, dedupe_key=f"{jobs.PROMOTE}:{event_uid}:{uid}", again=True)


def _move_up(db: DbSession, timetable: Timetable, session_uid: str, now: datetime, most: int) -> list[Seat]:
    """Confirm as many as there are places for, in the order of the list."""
    event_uid = timetable.event.uid
    offered = seats.count_offered(db, event_uid, [session_uid], now).get(session_uid)
    if offered is None or _is_over(timetable, session_uid, now):
        return []
    number = promotions(offered)
    if number > most:
        ask_to_promote(db, event_uid, [session_uid], now)
    moved = seats.next_waiting(db, event_uid, session_uid, min(number, most)) if number else []
    for seat in moved:
        seats.set_seat(db, seat, SeatState.CONFIRMED, now)
    return moved


def _is_over(timetable: Timetable, session_uid: str, now: datetime) -> bool:
    """Nobody is glad of a place in what has ended."""
    if session_uid == EVENT_PLACE:
        return to_wall(now, timetable.event.timezone).date() > timetable.event.end_on
    session = timetable.by_uid.get(session_uid)
    end = (session.end_at or session.start_at) if session else None
    return end is not None and end <= now


def _enter(db: DbSession, registration_id: str, now: datetime) -> set[str]:
    """The event's place is theirs: the registration is confirmed and waits for its sessions like others."""
    registration = records.find_registration(db, registration_id)
    if registration.state is RegistrationState.WAITLISTED:
        records.set_state(db, registration, RegistrationState.CONFIRMED)
    entered = set()
    for seat in seats.list_seats(db, registration_id):
        if seat.state is SeatState.WAITLISTED:
            seats.set_seat(db, seat, SeatState.WAITLISTED, now, promotable=True)
            entered.add(seat.session_uid)
    return entered
