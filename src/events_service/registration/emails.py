"""The mails of a registration: each is queued in the transaction of the act it tells of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_service import zones
from events_service.database import DbSession
from events_service.directory.directory import ContactKind, ContactPoint, Organization
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText, text_in
from events_service.mail.letter import TOKEN, Letter, Link, Priority
from events_service.mail.outbox import queue
from events_service.programme.programme import EventRole, Session
from events_service.programme.timetable import Timetable
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome
from events_service.secret_links import Reference

MANAGE = "manage"
"""Purpose of the link that shows and changes a registration."""

CALENDAR = "registration"
"""Name of the attachment with the sessions' calendar entries."""


def queue_state(db: DbSession, timetable: Timetable, outcome: Outcome, now: datetime) -> None:
    """Tell what state the registration is in now; nothing while the organizer has not decided."""
    kind = _kind(outcome)
    if kind:
        _queue(db, timetable, outcome, kind, f"{kind}:{outcome.changes}", now)


def queue_again(db: DbSession, timetable: Timetable, outcome: Outcome, now: datetime) -> None:
    """Send the link again to somebody who registers a second time; at most once an hour."""
    kind = _kind(outcome)
    if kind:
        _queue(db, timetable, outcome, kind, f"again:{now:%Y%m%d%H}", now)


def queue_promoted(
    db: DbSession, timetable: Timetable, outcome: Outcome, session_uids: Iterable[str], now: datetime
) -> None:
    """Tell that a place became free for them."""
    _queue(db, timetable, outcome, "promoted", f"promoted:{outcome.changes}", now, moved=frozenset(session_uids))


def queue_cancelled(
    db: DbSession, timetable: Timetable, outcome: Outcome, session_uids: Iterable[str], now: datetime
) -> None:
    """Confirm that a place, or the whole registration, was given back."""
    _queue(db, timetable, outcome, "cancelled", f"cancelled:{outcome.changes}", now, moved=frozenset(session_uids))


def _kind(outcome: Outcome) -> str:
    match outcome.state:
        case RegistrationState.UNCONFIRMED:
            return "confirm_address"
        case RegistrationState.WAITLISTED:
            return "waitlisted"
        case RegistrationState.CONFIRMED:
            waits = [seat.state is SeatState.WAITLISTED for seat in outcome.seats]
            return "waitlisted" if waits and all(waits) else "confirmation"
        case _:
            return ""


def _queue(
    db: DbSession,
    timetable: Timetable,
    outcome: Outcome,
    kind: str,
    key: str,
    now: datetime,
    moved: frozenset[str] | None = None,
) -> None:
    event = timetable.event
    organizer = _organizer(timetable)
    reply_to = _first(event.contact, ContactKind.EMAIL) or _first(
        organizer.contacts if organizer else (), ContactKind.EMAIL
    )
    seats = [seat for seat in outcome.sessions if _told(seat, moved)]
    manage = Link((outcome.locale, "registrations", TOKEN), Reference(MANAGE, outcome.id, outcome.generation))
    letter = Letter(
        kind=kind,
        locale=outcome.locale,
        recipient=outcome.email,
        recipient_name=outcome.contact_name,
        sender_name=text_in(organizer.short_name or organizer.name, outcome.locale) if organizer else "",
        reply_to=reply_to,
        context=_context(timetable, outcome, organizer, reply_to, seats, whole=_is_whole(outcome)),
        links={"manage": manage, "confirm": manage, **_session_links(timetable, outcome.locale, seats)},
        attachments=() if kind in ("confirm_address", "waitlisted") else (CALENDAR,),
        thread=outcome.id,
        priority=Priority.CHANGE if moved is not None else Priority.CONFIRMATION,
        event_uid=event.uid,
    )
    queue(db, letter, f"registration:{outcome.id}:{key}", now)


def _told(seat: SeatOutcome, moved: frozenset[str] | None) -> bool:
    """Which sessions a mail lists: those that moved, or else all that are not given back."""
    return seat.session_uid in moved if moved is not None else seat.state is not SeatState.CANCELLED


def _is_whole(outcome: Outcome) -> bool:
    return outcome.state is RegistrationState.CANCELLED


def _context(
    timetable: Timetable,
    outcome: Outcome,
    organizer: Organization | None,
    reply_to: str,
    seats: list[SeatOutcome],
    *,
    whole: bool,
) -> dict[str, Any]:
    event = timetable.event
    contacts = (*event.contact, *(organizer.contacts if organizer else ()))
    return {
        "participant": {"name": outcome.name},
        "event": {
            "uid": event.uid,
            "title": event.title,
            "city": event.city,
            "timezone": event.timezone,
            "start_on": event.start_on.isoformat(),
            "end_on": event.end_on.isoformat(),
            "accent": event.accent,
        },
        "organizer": {
            "name": (organizer.short_name or organizer.name) if organizer else event.title,
            "email": reply_to,
            "phone": _first(contacts, ContactKind.PHONE),
        },
        "sessions": [_session(timetable, seat, number) for number, seat in enumerate(seats)],
        "hold_until": _at(timetable, outcome.expires_at),
        "position": outcome.event_position or next((seat.position for seat in seats if seat.position), None),
        "whole": whole,
        "changes": outcome.changes,
    }


def _session(timetable: Timetable, seat: SeatOutcome, number: int) -> dict[str, Any]:
    session = timetable.by_uid.get(seat.session_uid)
    if session is None:
        session = next((s for s in timetable.programme.tombstones if s.uid == seat.session_uid), None)
    return {
        "uid": seat.session_uid,
        "code": session.code if session else "",
        "title": session.title if session else {},
        "start": _at(timetable, session.start_at) if session else None,
        "end": _at(timetable, session.end_at) if session else None,
        "place": _place(timetable, session) if session else {},
        "state": seat.state.value,
        "position": seat.position,
        "link": f"session-{number}" if session and session.uid in timetable.by_uid else None,
    }


def _session_links(timetable: Timetable, locale: str, seats: list[SeatOutcome]) -> dict[str, Link]:
    return {
        f"session-{number}": Link((locale, timetable.event.slug, "sessions", seat.slug))
        for number, seat in enumerate(seats)
        if seat.slug
    }


def _at(timetable: Timetable, instant: datetime | None) -> str | None:
    """An instant as the event's clocks show it, with their offset."""
    return instant.astimezone(zones.zone(timetable.event.timezone)).isoformat() if instant else None


def _place(timetable: Timetable, session: Session) -> LocalizedText:
    """Room and venue on one line, in each language of the interface that one of them has."""
    room = timetable.rooms.get(session.room_uid or "")
    venue = timetable.venues.get(room.venue_uid or "") if room else None
    names = [place.name for place in (room, venue) if place]
    languages = [language for language in INTERFACE_LANGUAGES if any(language in name for name in names)]
    languages = languages or [language for name in names for language in name][:1]
    separators = {"ar": "، "}
    return {
        language: separators.get(language, ", ").join(text_in(name, language) for name in names)
        for language in languages
    }


def _organizer(timetable: Timetable) -> Organization | None:
    """Who speaks in the event's mails: its first organizer."""
    for role in (EventRole.ORGANIZER, EventRole.CO_HOST):
        for link in timetable.event.organizations:
            if link.role is role and link.organization_uid in timetable.organizations:
                return timetable.organizations[link.organization_uid]
    return None


def _first(contacts: Iterable[ContactPoint], kind: ContactKind) -> str:
    return next((contact.printed for contact in contacts if contact.kind is kind), "")
