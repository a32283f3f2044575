"""Registering: one locked decision about everything somebody asks for. Asking twice gives the same answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from events_service.database import DbSession
from events_service.languages import LocalizedText
from events_service.programme.programme import EventStatus, OfferMode, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.registration import emails, records, seats
from events_service.registration.admission import Admission, NotOffered, Offered, RegistrationClosed, admit, refusal
from events_service.registration.application import Application
from events_service.registration.cancellation import lapse
from events_service.registration.confirmation import UNTIL_DECIDED, settle
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome, outcome_of, slug_of
from events_service.registration.records import ENDED, Contact
from events_service.registration.repeats import alike
from events_service.registration.seats import EVENT_PLACE


def register(
    db: DbSession,
    timetable: Timetable,
    application: Application,
    now: datetime,
    *,
    hold: timedelta,
    trusted: bool = False,
) -> Outcome:
    """Take a registration: places are held until the address is confirmed, at once confirmed when `trusted`.

    Raises the refusal of whatever cannot be joined; then nothing is written. The same participant again gets
    an answer of the same shape that takes no place, and the existing link goes to the address by mail; a trusted
    caller gets the registration there is, with the sessions added that it did not have.
    """
    event_uid = timetable.event.uid
    contact = records.own_contact(db, event_uid, application, now)
    participant_id, existing = records.own_participant(db, event_uid, contact, application, now)
    if existing is not None and records.is_lapsed(existing, now):
        lapse(db, event_uid, existing.id, now)
        existing = None
    if existing is not None and trusted:
        return _join(db, timetable, existing.id, application.session_uids, now, settled=True)
    wanted = _wanted(db, timetable, application.session_uids, now)
    duplicate_of = None if existing is None else existing.id
    state, expires_at = _begun(timetable, wanted, now, hold, trusted=trusted)
    places = _places(wanted, state, now, expires_at)
    registration_id = records.add_registration(
        db,
        event_uid,
        participant_id,
        contact,
        application,
        # What only answers alike is never confirmed, and expires.
        state if duplicate_of is None else RegistrationState.UNCONFIRMED,
        now,
        expires_at=expires_at if duplicate_of is None else now + hold,
        confirmed_at=None if expires_at or duplicate_of else now,
        duplicate_of=duplicate_of,
    )
    outcome = _outcome(timetable, registration_id, state, wanted, places, contact, application, expires_at)
    if duplicate_of is None:
        seats.add_seats(db, event_uid, registration_id, places, now)
        emails.queue_state(db, timetable, outcome, now)
    else:
        seats.add_seats(db, event_uid, registration_id, alike(places, now + hold), now)
        emails.queue_again(db, timetable, outcome_of(db, timetable, duplicate_of), now, application.session_uids)
    return outcome


def join(
    db: DbSession, timetable: Timetable, registration_id: str, session_uids: Iterable[str], now: datetime
) -> Outcome:
    """Add sessions to a registration that counts; what it has stays as it is.

    The event's own registration may be closed by then (docs/adr/0017).
    Raises the refusal of what cannot be joined; then nothing is added.
    """
    return _join(db, timetable, registration_id, session_uids, now, settled=False)


def title_of(timetable: Timetable, session_uid: str) -> LocalizedText:
    """The session's; the event's for its own place, and where the session is no longer published."""
    session = timetable.by_uid.get(session_uid)
    return session.title if session else timetable.event.title


def _wanted(db: DbSession, timetable: Timetable, session_uids: Iterable[str], now: datetime) -> list[Offered]:
    """The event's own place, where it has one, and the sessions: locked, counted, and free to be joined."""
    event = timetable.event
    _check_not_postponed(timetable)
    uids = sorted(set(session_uids))
    seats.lock(db, event.uid, (EVENT_PLACE, *uids))
    found = seats.count_offered(db, event.uid, (EVENT_PLACE, *uids), now)
    own = found.get(EVENT_PLACE)
    if own is None or (own.mode is OfferMode.NONE and not own.suspended):
        if not uids:
            raise NotOffered(title=event.title)
        return _joinable(timetable, uids, found, now)
    return _joinable(timetable, (EVENT_PLACE, *uids), found, now)


def _check_not_postponed(timetable: Timetable) -> None:
    """Nobody joins anything of an event whose days are not known."""
    if timetable.event.status is EventStatus.POSTPONED:
        raise RegistrationClosed(title=timetable.event.title)


def _joinable(timetable: Timetable, uids: Iterable[str], found: Mapping[str, Offered], now: datetime) -> list[Offered]:
    """All of these, or the refusal of the first that cannot be joined."""
    offers = []
    for uid in uids:
        offered, session = found.get(uid), timetable.by_uid.get(uid)
        cancelled = session is not None and session.status is SessionStatus.CANCELLED
        refused = refusal(offered, title_of(timetable, uid), now, cancelled=cancelled)
        if offered is None or refused is not None:
            raise refused or NotOffered
        offers.append(offered)
    return offers


def _begun(
    timetable: Timetable, wanted: list[Offered], now: datetime, hold: timedelta, *, trusted: bool
) -> tuple[RegistrationState, datetime | None]:
    """The state a registration begins in, and until when its places are held."""
    event = timetable.event
    if event.confirm_addresses and not trusted:
        return RegistrationState.UNCONFIRMED, now + hold
    if event.approval and not trusted:
        return RegistrationState.PENDING, None
    waits = any(o.session_uid == EVENT_PLACE and admit(o) is Admission.WAITLIST for o in wanted)
    return RegistrationState.WAITLISTED if waits else RegistrationState.CONFIRMED, None


def _places(
    wanted: list[Offered],
    state: RegistrationState,
    now: datetime,
    expires_at: datetime | None,
    *,
    in_event: bool = True,
) -> list[dict[str, Any]]:
    """A seat for each: a place where one is free, else on the waiting list. Who waits for the event waits for all."""
    settled = state in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
    held_until = now + UNTIL_DECIDED if state is RegistrationState.PENDING else expires_at
    places = []
    for offered in wanted:
        placed = in_event and admit(offered) is Admission.PLACE
        may_move_up = settled and not placed and (in_event or offered.session_uid == EVENT_PLACE)
        if offered.session_uid == EVENT_PLACE:
            in_event, may_move_up = placed, settled and not placed
        taken = SeatState.HELD if held_until else SeatState.CONFIRMED
        places.append(
            {
                "session_uid": offered.session_uid,
                "state": taken if placed else SeatState.WAITLISTED,
                "held_until": held_until if placed else None,
                "promotable": may_move_up,
            }
        )
    return places


def _outcome(
    timetable: Timetable,
    registration_id: str,
    state: RegistrationState,
    wanted: list[Offered],
    places: list[dict[str, Any]],
    contact: Contact,
    application: Application,
    expires_at: datetime | None,
) -> Outcome:
    """What was written, without reading it again: who waits is the last of those who do."""
    return Outcome(
        id=registration_id,
        state=state,
        seats=tuple(
            SeatOutcome(
                offered.session_uid,
                slug_of(timetable, offered.session_uid),
                place["state"],
                offered.queue + 1 if place["state"] is SeatState.WAITLISTED else None,
            )
            for offered, place in zip(wanted, places, strict=True)
        ),
        name=application.name,
        email=contact.email,
        contact_name=contact.name,
        locale=application.locale,
        expires_at=expires_at,
    )


def _join(
    db: DbSession,
    timetable: Timetable,
    registration_id: str,
    session_uids: Iterable[str],
    now: datetime,
    *,
    settled: bool,
) -> Outcome:
    """Add sessions. With `settled` the address is known to be theirs, and what was held is confirmed as well."""
    event_uid = timetable.event.uid
    registration = records.own_registration(db, event_uid, registration_id)
    own = seats.list_seats(db, registration_id)
    seats.lock(db, event_uid, {EVENT_PLACE, *session_uids, *(seat.session_uid for seat in own)})
    own = seats.list_seats(db, registration_id)
    changed = False
    if settled and registration.state is RegistrationState.UNCONFIRMED:
        registration = settle(db, timetable, registration, own, now)
        own = seats.list_seats(db, registration_id)
        changed = True
    had = {seat.session_uid: seat for seat in own}
    fresh = sorted(uid for uid in set(session_uids) if uid not in had or had[uid].state is SeatState.CANCELLED)
    if fresh and registration.state not in (*ENDED, RegistrationState.UNCONFIRMED):
        _check_not_postponed(timetable)
        offers = _joinable(timetable, fresh, seats.count_offered(db, event_uid, fresh, now), now)
        for uid in fresh:
            if uid in had:
                seats.remove_seat(db, had[uid])
        in_event = EVENT_PLACE not in had or had[EVENT_PLACE].has_place(now)
        places = _places(offers, registration.state, now, registration.expires_at, in_event=in_event)
        seats.add_seats(db, event_uid, registration_id, places, now)
        records.count_change(db, registration_id)
        changed = True
    outcome = outcome_of(db, timetable, registration_id)
    if changed:
        emails.queue_state(db, timetable, outcome, now)
    return outcome
