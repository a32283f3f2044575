"""The mails of a registration: each is queued in the transaction of the act it tells of."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from events_service.database import DbSession
from events_service.mail.letter import TOKEN, Letter, Link, Priority
from events_service.mail.outbox import queue
from events_service.programme.timetable import Timetable
from events_service.registration.facts import at, facts_of
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome
from events_service.secret_links import Reference

MANAGE = "manage"
"""Purpose of the link that shows and changes a registration."""

CALENDAR = "registration"
"""Name of the attachment with the sessions' calendar entries."""

Tell = Callable[[Iterable[SeatOutcome]], list[dict[str, Any]]]

_WITH_CALENDAR = frozenset(("confirmation", "promoted", "cancelled"))


def queue_state(db: DbSession, timetable: Timetable, outcome: Outcome, now: datetime) -> None:
    """Tell what state the registration is in now; nothing where it has ended."""
    if kind := _kind(outcome):
        _queue(db, timetable, outcome, kind, f"{kind}:{outcome.changes}", now)


def queue_again(
    db: DbSession, timetable: Timetable, outcome: Outcome, now: datetime, wished: Collection[str] = ()
) -> None:
    """Send the link again to somebody who registers a second time; for the same wish at most once an hour.

    `wished` are the sessions they asked for this time: those the registration does not have are named, and left
    to them to add.
    """
    had = {seat.session_uid for seat in outcome.seats if seat.state is not SeatState.CANCELLED}
    fresh = sorted(set(wished) - had)
    if kind := _kind(outcome):
        digest = hashlib.sha256(" ".join(fresh).encode()).hexdigest()[:8] if fresh else ""
        _queue(db, timetable, outcome, kind, f"again:{now:%Y%m%d%H}{digest}", now, wished=fresh)


def queue_promoted(
    db: DbSession, timetable: Timetable, outcome: Outcome, session_uids: Collection[str], now: datetime
) -> None:
    """Tell that a place became free for them."""
    _queue(db, timetable, outcome, "promoted", f"promoted:{outcome.changes}", now, moved=session_uids)


def queue_cancelled(
    db: DbSession, timetable: Timetable, outcome: Outcome, session_uids: Collection[str], now: datetime
) -> None:
    """Confirm that a place, or the whole registration, was given back."""
    _queue(db, timetable, outcome, "cancelled", f"cancelled:{outcome.changes}", now, moved=session_uids)


def _kind(outcome: Outcome) -> str:
    match outcome.state:
        case RegistrationState.UNCONFIRMED:
            return "confirm_address"
        case RegistrationState.PENDING:
            return "pending"
        case RegistrationState.WAITLISTED:
            return "waitlisted"
        case RegistrationState.CONFIRMED:
            states = {seat.state for seat in outcome.seats} - {SeatState.CANCELLED}
            return "waitlisted" if states == {SeatState.WAITLISTED} else "confirmation"
        case _:
            return ""


def _queue(
    db: DbSession,
    timetable: Timetable,
    outcome: Outcome,
    kind: str,
    key: str,
    now: datetime,
    *,
    moved: Collection[str] | None = None,
    wished: Collection[str] = (),
) -> None:
    event, facts, locale = timetable.event, facts_of(timetable), outcome.locale
    ordered = sorted(outcome.sessions, key=lambda seat: facts.place_in_order(seat.session_uid))
    listed = [seat for seat in ordered if _is_listed(seat, moved)]
    manage = Link((locale, "registrations", TOKEN), Reference(MANAGE, outcome.id, outcome.generation))
    links = {"manage": manage, "confirm": manage}

    def told(seats: Iterable[SeatOutcome]) -> list[dict[str, Any]]:
        return [_session(timetable, seat, links, locale) for seat in seats]

    letter = Letter(
        kind=kind,
        locale=locale,
        recipient=outcome.email,
        recipient_name=outcome.contact_name,
        sender_name=facts.sender_names[locale],
        reply_to=facts.reply_to,
        context={
            "participant": {"name": outcome.name},
            "event": facts.event,
            "organizer": facts.organizer,
            "sessions": told(listed),
            "hold_until": at(timetable, outcome.expires_at),
            "position": outcome.event_position or next((seat.position for seat in listed if seat.position), None),
            "whole": outcome.state is RegistrationState.CANCELLED,
            "changes": outcome.changes,
        }
        | _more(kind, outcome, [seat for seat in ordered if seat not in listed], told)
        | ({"wished": [facts.session(timetable, uid) for uid in wished]} if wished else {}),
        links=links,
        attachments=(CALENDAR,) if kind in _WITH_CALENDAR else (),
        thread=outcome.id,
        priority=Priority.CONFIRMATION if moved is None else Priority.CHANGE,
        event_uid=event.uid,
    )
    queue(db, letter, f"registration:{outcome.id}:{key}", now)


def _session(timetable: Timetable, seat: SeatOutcome, links: dict[str, Link], locale: str) -> dict[str, Any]:
    """A session as a mail lists it; where it has a page, that is put among the `links`."""
    link = f"session-{seat.slug}" if seat.slug else None
    if link:
        links[link] = Link((locale, timetable.event.slug, "sessions", seat.slug))
    own = {"state": seat.state, "position": seat.position, "link": link}
    return facts_of(timetable).session(timetable, seat.session_uid) | own


def _more(kind: str, outcome: Outcome, others: list[SeatOutcome], told: Tell) -> dict[str, Any]:
    """What one kind of mail says beside what all do. `others` are the sessions it does not list."""
    match kind:
        case "confirm_address":
            states = {seat.state for seat in outcome.seats}
            return {"holds": SeatState.HELD in states, "waits": SeatState.WAITLISTED in states}
        case "promoted":
            waiting = [seat for seat in others if seat.state is SeatState.WAITLISTED]
            had = [seat for seat in others if seat.state is SeatState.CONFIRMED]
            return {"had": told(had), "waiting": told(waiting)}
    return {}


def _is_listed(seat: SeatOutcome, moved: Collection[str] | None) -> bool:
    """Which sessions a mail lists: those that moved, or else all that are not given back."""
    return seat.session_uid in moved if moved is not None else seat.state is not SeatState.CANCELLED
