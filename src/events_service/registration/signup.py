"""Registering, confirming an address, cancelling: each one locked decision. Asking twice gives the same answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct

from events_service.database import DbSession, new_id
from events_service.errors import NotFound
from events_service.languages import LocalizedText, folded
from events_service.programme.programme import OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration import emails, records
from events_service.registration.admission import (
    Admission,
    NotOffered,
    Offered,
    RegistrationClosed,
    SessionCancelled,
    admit,
    refuse_closed,
)
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome, outcome_of, slug_of
from events_service.registration.records import ENDED, EVENT_PLACE, Seat
from events_service.registration.waitlist import promote

UNTIL_DECIDED = timedelta(days=3650)
"""How long a place is held for somebody the organizer has not approved yet."""


class Known(NamedTuple):
    """A contact, as far as a mail needs it."""

    id: str
    email: str
    name: str


class Application(Struct, frozen=True):
    """What somebody asked for, checked and cleaned. Session uids are those of the released programme."""

    name: str
    email: str
    """Where the mail goes: the participant's own address, or the contact's."""
    locale: str
    session_uids: tuple[str, ...] = ()
    contact_name: str = ""
    own_email: str | None = None
    """The participant's own address where somebody else gets the mail."""
    organization: str = ""
    country: str | None = None
    category: str = ""
    answers: dict[str, str] = {}
    consents: dict[str, bool] = {}


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
    an answer of the same shape that takes no place, and the existing link goes to the address by mail.
    """
    event = timetable.event
    wanted = _lock_wanted(db, timetable, application.session_uids, now)
    contact = _contact(db, event.uid, application)
    participant_id = _participant(db, event.uid, contact.id, application)
    existing = records.find_active.first(db, participant_id=participant_id)
    if existing is not None:
        if trusted:
            return _add_sessions(db, timetable, existing, wanted, now)
        return _answer_alike(db, timetable, existing, contact, application, wanted, now, hold)
    confirmed = trusted or not event.confirm_addresses
    expires_at = None if confirmed else now + hold
    admitted = _admitted(wanted)
    state = _state(admitted.get(EVENT_PLACE), confirmed, event.approval)
    registration_id = new_id()
    records.add_registration.run(
        db,
        id=registration_id,
        event_uid=event.uid,
        participant_id=participant_id,
        contact_id=contact.id,
        state=state,
        category=application.category,
        locale=application.locale,
        answers=application.answers,
        consents=application.consents,
        duplicate_of=None,
        expires_at=expires_at,
        confirmed_at=now if confirmed else None,
        generation=0,
        changes=0,
    )
    seats = _add_seats(db, event.uid, registration_id, admitted, state, now, expires_at)
    outcome = Outcome(
        registration_id,
        state,
        tuple(_seat_outcome(db, timetable, uid, seat_state) for uid, seat_state in seats.items()),
        name=application.name,
        email=contact.email,
        contact_name=contact.name,
        locale=application.locale,
        expires_at=expires_at,
    )
    emails.queue_state(db, timetable, outcome, now)
    return outcome


def _seat_outcome(db: DbSession, timetable: Timetable, session_uid: str, state: SeatState) -> SeatOutcome:
    """A seat just added, and so the last on its waiting list."""
    waits = state is SeatState.WAITLISTED
    position = records.length_of_waitlist(db, timetable.event.uid, session_uid) if waits else None
    return SeatOutcome(session_uid, slug_of(timetable, session_uid), state, position)


def confirm(db: DbSession, timetable: Timetable, registration_id: str, now: datetime) -> Outcome:
    """The address is theirs: held places become confirmed ones. Confirming twice answers the same.

    Where the hold has run out, the places are asked for again and may now be on the waiting list.
    """
    event = timetable.event
    registration, seats = _locked(db, event.uid, registration_id, now)
    if registration.duplicate_of:
        return outcome_of(db, timetable, registration.duplicate_of)
    if registration.state not in (RegistrationState.UNCONFIRMED, RegistrationState.EXPIRED):
        return outcome_of(db, timetable, registration_id)
    other = records.find_active.first(db, participant_id=registration.participant_id)
    if other is not None and other.id != registration_id:
        return outcome_of(db, timetable, other.id)
    in_event = True
    for seat in seats:
        placed = in_event and _still_placed(db, timetable, seat, now)
        if seat.session_uid == EVENT_PLACE:
            in_event = placed
        waits = not placed
        records.set_seat(
            db,
            seat,
            SeatState.WAITLISTED if waits else _held(event.approval),
            now,
            held_until=now + UNTIL_DECIDED if event.approval and not waits else None,
            promotable=waits and (in_event or seat.session_uid == EVENT_PLACE) and not event.approval,
        )
    state = _state(Admission.PLACE if in_event else Admission.WAITLIST, True, event.approval)
    records.set_state(db, registration, state, confirmed_at=now)
    promote(db, timetable, [seat.session_uid for seat in seats], now, quiet=registration_id)
    outcome = outcome_of(db, timetable, registration_id)
    emails.queue_state(db, timetable, outcome, now)
    return outcome


def cancel(
    db: DbSession, timetable: Timetable, registration_id: str, now: datetime, session_uid: str | None = None
) -> Outcome:
    """Give back one session's place, or the whole registration; those who wait move up in the same moment."""
    event = timetable.event
    registration, seats = _locked(db, event.uid, registration_id, now)
    if registration.duplicate_of or registration.state in ENDED:
        return outcome_of(db, timetable, registration.duplicate_of or registration_id)
    given_back = [
        seat for seat in seats if seat.state is not SeatState.CANCELLED and session_uid in (None, seat.session_uid)
    ]
    if session_uid is not None and not given_back:
        return outcome_of(db, timetable, registration_id)
    for seat in given_back:
        records.set_seat(db, seat, SeatState.CANCELLED, now)
    if session_uid is None:
        records.set_state(db, registration, RegistrationState.CANCELLED)
    else:
        records.count_change.run(db, _id=registration_id)
    promote(db, timetable, [seat.session_uid for seat in given_back], now)
    outcome = outcome_of(db, timetable, registration_id)
    emails.queue_cancelled(db, timetable, outcome, [seat.session_uid for seat in given_back], now)
    return outcome


def expire(db: DbSession, timetable: Timetable, registration_id: str, now: datetime) -> None:
    """The button was not pressed in time: the places go to those who wait."""
    registration, seats = _locked(db, timetable.event.uid, registration_id, now)
    if registration.state is not RegistrationState.UNCONFIRMED or registration.expires_at > now:
        return
    for seat in seats:
        if seat.state is not SeatState.CANCELLED:
            records.set_seat(db, seat, SeatState.CANCELLED, now)
    records.set_state(db, registration, RegistrationState.EXPIRED)
    promote(db, timetable, [seat.session_uid for seat in seats], now)


def _lock_wanted(db: DbSession, timetable: Timetable, session_uids: Iterable[str], now: datetime) -> list[Offered]:
    """Lock the event's place, if it has one, and the wanted sessions; refuse what cannot be joined."""
    event_uid = timetable.event.uid
    wanted = []
    own = records.lock_offered(db, event_uid, EVENT_PLACE, now)
    uids = sorted(set(session_uids))
    if own is not None and (own.mode is not OfferMode.NONE or not uids):
        refuse_closed(own, timetable.event.title, now)
        wanted.append(own)
    elif not uids:
        raise NotOffered(title=timetable.event.title)
    for uid in uids:
        offered = records.lock_offered(db, event_uid, uid, now)
        title = title_of(timetable, uid)
        if offered is None:
            raise NotOffered(title=title)
        refuse_closed(offered, title, now)
        wanted.append(offered)
    return wanted


def title_of(timetable: Timetable, session_uid: str) -> LocalizedText:
    session = timetable.by_uid.get(session_uid)
    return session.title if session else timetable.event.title


def _admitted(wanted: Iterable[Offered]) -> dict[str, Admission]:
    """Per session uid, a place or the waiting list. Who waits for the event waits for all of it."""
    admitted: dict[str, Admission] = {}
    for offered in wanted:
        waits = admitted.get(EVENT_PLACE) is Admission.WAITLIST
        admitted[offered.session_uid] = Admission.WAITLIST if waits else admit(offered)
    return admitted


def _state(event_place: Admission | None, confirmed: bool, approval: bool) -> RegistrationState:
    if not confirmed:
        return RegistrationState.UNCONFIRMED
    if approval:
        return RegistrationState.PENDING
    return RegistrationState.WAITLISTED if event_place is Admission.WAITLIST else RegistrationState.CONFIRMED


def _held(approval: bool) -> SeatState:
    return SeatState.HELD if approval else SeatState.CONFIRMED


def _contact(db: DbSession, event_uid: str, application: Application) -> Known:
    folded_email = application.email.casefold()
    known = records.find_contact.first(db, event_uid=event_uid, folded_email=folded_email)
    if known is not None:
        return Known(known.id, known.email, known.name)
    contact_id = new_id()
    records.add_contact.run(
        db,
        id=contact_id,
        event_uid=event_uid,
        email=application.email,
        folded_email=folded_email,
        name=application.contact_name or application.name,
        locale=application.locale,
    )
    return Known(contact_id, application.email, application.contact_name or application.name)


def _participant(db: DbSession, event_uid: str, contact_id: str, application: Application) -> str:
    folded_name = folded(application.name)
    known = records.find_participant.first(db, contact_id=contact_id, folded_name=folded_name)
    if known is not None:
        return str(known.id)
    participant_id = new_id()
    records.add_participant.run(
        db,
        id=participant_id,
        event_uid=event_uid,
        contact_id=contact_id,
        name=application.name,
        folded_name=folded_name,
        email=application.own_email,
        organization=application.organization,
        country=application.country,
    )
    return participant_id


def _add_seats(
    db: DbSession,
    event_uid: str,
    registration_id: str,
    admitted: dict[str, Admission],
    state: RegistrationState,
    now: datetime,
    expires_at: datetime | None,
) -> dict[str, SeatState]:
    """Write a seat for each place or wait, and tell its state per session uid."""
    seats: dict[str, SeatState] = {}
    held_until = expires_at or (now + UNTIL_DECIDED if state is RegistrationState.PENDING else None)
    in_event = admitted.get(EVENT_PLACE) is not Admission.WAITLIST
    settled = state in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
    for session_uid, admission in admitted.items():
        placed = admission is Admission.PLACE
        seats[session_uid] = (SeatState.HELD if held_until else SeatState.CONFIRMED) if placed else SeatState.WAITLISTED
        records.add_seat.run(
            db,
            event_uid=event_uid,
            registration_id=registration_id,
            session_uid=session_uid,
            state=seats[session_uid],
            held_until=held_until if placed else None,
            promotable=not placed and settled and (in_event or session_uid == EVENT_PLACE),
            changed_at=now,
        )
    return seats


def _add_sessions(db: DbSession, timetable: Timetable, existing: Any, wanted: list[Offered], now: datetime) -> Outcome:
    """A trusted caller asks again: sessions not had yet are added, all else is as it was."""
    had = {seat.session_uid for seat in records.seats_of(db, existing.id)}
    fresh = [offered for offered in wanted if offered.session_uid not in had]
    if fresh:
        admitted = _admitted(fresh)
        _add_seats(db, timetable.event.uid, existing.id, admitted, existing.state, now, existing.expires_at)
        records.count_change.run(db, _id=existing.id)
    outcome = outcome_of(db, timetable, existing.id)
    if fresh:
        emails.queue_state(db, timetable, outcome, now)
    return outcome


def _answer_alike(
    db: DbSession,
    timetable: Timetable,
    existing: Any,
    contact: Known,
    application: Application,
    wanted: list[Offered],
    now: datetime,
    hold: timedelta,
) -> Outcome:
    """An answer that does not tell whether the address is known: a row that takes no place and expires."""
    registration_id = new_id()
    records.add_registration.run(
        db,
        id=registration_id,
        event_uid=timetable.event.uid,
        participant_id=existing.participant_id,
        contact_id=contact.id,
        state=RegistrationState.UNCONFIRMED,
        category="",
        locale=application.locale,
        answers={},
        consents={},
        duplicate_of=existing.id,
        expires_at=now + hold,
        confirmed_at=None,
        generation=0,
        changes=0,
    )
    emails.queue_again(db, timetable, outcome_of(db, timetable, existing.id), now)
    return Outcome.alike(timetable, registration_id, _admitted(wanted), wanted)


def _locked(db: DbSession, event_uid: str, registration_id: str, now: datetime) -> tuple[Any, list[Seat]]:
    """The registration and its seats, once its offerings and then itself are locked; NotFound."""
    for seat in records.seats_of(db, registration_id):
        records.lock_offered(db, event_uid, seat.session_uid, now)
    registration = records.lock_registration.first(db, id=registration_id)
    if registration is None or registration.event_uid != event_uid:
        raise NotFound
    return registration, records.seats_of(db, registration_id)


def _still_placed(db: DbSession, timetable: Timetable, seat: Seat, now: datetime) -> bool:
    """Is the place still theirs, or free to be taken again? A closed registration no longer gives lost places."""
    if seat.state is SeatState.HELD and seat.held_until is not None and seat.held_until > now:
        return True
    if seat.state is SeatState.WAITLISTED:
        return False
    offered = records.lock_offered(db, timetable.event.uid, seat.session_uid, now)
    if offered is None or offered.suspended:
        raise SessionCancelled(title=title_of(timetable, seat.session_uid))
    if offered.closes_at is not None and now >= offered.closes_at:
        raise RegistrationClosed(title=title_of(timetable, seat.session_uid))
    return admit(offered) is Admission.PLACE
