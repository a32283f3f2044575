"""What every mail about an event says the same, put together once per release and not in each act."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from events_service import zones
from events_service.directory.directory import ContactKind, ContactPoint, Organization
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText, choose, comma, text_in
from events_service.mail.letter import InvalidAddress, checked_address
from events_service.programme.programme import EventRole, Session
from events_service.programme.room_names import say_room
from events_service.programme.timetable import Timetable


class Facts:
    """Parts of contexts as the templates of mails expect them: never change what you get."""

    def __init__(self, timetable: Timetable) -> None:
        event = timetable.event
        organizer = _organizer(timetable)
        own = organizer.contacts if organizer else ()
        self.sender_names = {
            language: text_in(organizer.short_name or organizer.name, language) if organizer else ""
            for language in INTERFACE_LANGUAGES
        }
        self.reply_to = _first_address((*event.contact, *own))
        self.event: dict[str, Any] = {
            "uid": event.uid,
            "title": event.title,
            "city": event.city,
            "timezone": event.timezone,
            "start_on": event.start_on.isoformat(),
            "end_on": event.end_on.isoformat(),
            "precision": event.precision,
            "accent": event.accent,
        }
        self.organizer: dict[str, Any] = {
            "name": (organizer.short_name or organizer.name) if organizer else event.title,
            "email": self.reply_to,
            "phone": _first((*event.contact, *own), ContactKind.PHONE),
        }
        self._sessions: dict[str, dict[str, Any]] = {}
        self._order = {session.uid: number for number, session in enumerate(timetable.sessions)}

    def place_in_order(self, session_uid: str) -> int:
        """Where a session stands in reading order; what is no longer published comes last."""
        return self._order.get(session_uid, len(self._order))

    def session(self, timetable: Timetable, uid: str) -> dict[str, Any]:
        """A session; one that is no longer published as it was last, or nameless."""
        known = self._sessions.get(uid)
        if known is None:
            known = self._sessions[uid] = _session(timetable, uid)
        return known


def facts_of(timetable: Timetable) -> Facts:
    """Made when first asked for, and forgotten with the timetable."""
    known = _known.get(timetable)
    if known is None:
        known = _known[timetable] = Facts(timetable)
    return known


def at(timetable: Timetable, instant: datetime | None) -> str | None:
    """An instant as the event's clocks show it, with their offset."""
    return instant.astimezone(zones.zone(timetable.event.timezone)).isoformat() if instant else None


_known: WeakKeyDictionary[Timetable, Facts] = WeakKeyDictionary()


def _session(timetable: Timetable, uid: str) -> dict[str, Any]:
    session = timetable.by_uid.get(uid) or next((s for s in timetable.programme.tombstones if s.uid == uid), None)
    if session is None:
        return {"uid": uid, "code": "", "title": {}, "start": None, "end": None, "place": {}}
    return {
        "uid": uid,
        "code": session.code,
        "title": session.title,
        "start": at(timetable, session.start_at),
        "end": at(timetable, session.end_at),
        "place": _place(timetable, session),
    }


def _place(timetable: Timetable, session: Session) -> LocalizedText:
    """Room and venue on one line, in each language of the interface that one of them is said in."""
    room = timetable.rooms.get(session.room_uid or "")
    if room is None:
        return {}
    venue = timetable.venues.get(room.venue_uid or "")
    said: LocalizedText = {}
    for language in INTERFACE_LANGUAGES:
        named = [say_room(room.name, language, INTERFACE_LANGUAGES)]
        if venue:
            named.append(choose(venue.name, language))
        if any(tag == language for _, tag in named):
            said[language] = comma(language).join(name for name, _ in named if name)
    if not said:
        name, tag = say_room(room.name, INTERFACE_LANGUAGES[0], INTERFACE_LANGUAGES)
        said[tag] = ", ".join(filter(None, (name, text_in(venue.name, tag) if venue else "")))
    return said


def _organizer(timetable: Timetable) -> Organization | None:
    """Who speaks in the event's mails: its first organizer."""
    for role in (EventRole.ORGANIZER, EventRole.CO_HOST):
        for link in timetable.event.organizations:
            if link.role is role and link.organization_uid in timetable.organizations:
                return timetable.organizations[link.organization_uid]
    return None


def _first_address(contacts: Iterable[ContactPoint]) -> str:
    """The first e-mail address that can stand in a header: what organizers print may be two, or none."""
    for contact in contacts:
        if contact.kind is ContactKind.EMAIL:
            with suppress(InvalidAddress):
                return checked_address(contact.printed.strip())
    return ""


def _first(contacts: Iterable[ContactPoint], kind: ContactKind) -> str:
    return next((contact.printed for contact in contacts if contact.kind is kind), "")
