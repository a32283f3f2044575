"""What a plan holds, as a reader of one language calls it."""

from collections.abc import Iterable
from typing import NamedTuple

from babel.lists import format_list

from events_service.dates import LOCALES
from events_service.directory.directory import Organization, Person
from events_service.languages import one_line, text_in
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.twice import parts_of
from events_service.programme.planning.when import said_span
from events_service.programme.programme import Track, Venue
from events_service.programme.role_names import PERSON_ROLES
from events_service.programme.room_names import say_room
from events_service.programme.session_names import code_and_title
from events_service.translations import filled, translator

UNNAMED = "…"


class Told(NamedTuple):
    """A msgid and what stands in its places, in the reader's language already."""

    msgid: str
    values: dict[str, str]

    def in_language(self, language: str) -> str:
        return filled(translator(language).gettext(self.msgid), dict(self.values))


class Naming:
    def __init__(self, plan: Plan, language: str) -> None:
        self.plan, self.language = plan, language

    def session(self, uid: str | None) -> str:
        """`SOU 84 Water`."""
        session = self.plan.sessions.get(uid or "")
        if session is None:
            return UNNAMED
        return code_and_title(session.code, session.title, self.language, self.plan.event.languages) or UNNAMED

    def room(self, uid: str | None) -> str:
        """`Room Dakhla`."""
        room = self.plan.rooms.get(uid or "")
        return (say_room(room.name, self.language, self.plan.event.languages)[0] if room else "") or UNNAMED

    def person(self, uid: str | None) -> str:
        return self._name(self.plan.people.get(uid or ""))

    def organization(self, uid: str | None) -> str:
        return self._name(self.plan.organizations.get(uid or ""))

    def venue(self, uid: str | None) -> str:
        return self._name(self.plan.venues.get(uid or ""))

    def track(self, uid: str | None) -> str:
        return self._name(self.plan.tracks.get(uid or ""))

    def venue_of(self, session_uid: str) -> str:
        """Of the room a session is in."""
        session = self.plan.sessions.get(session_uid)
        return self._name(self.plan.venue_of(session) if session else None)

    def roles(self, session_uid: str, person_uid: str) -> str:
        """`Speaker, Chair`: what somebody does there."""
        roles = (PERSON_ROLES[link.role] for link in parts_of(self.plan.sessions[session_uid], person_uid))
        return self.listed(translator(self.language).gettext(role) for role in dict.fromkeys(roles))

    def languages(self, tags: Iterable[str]) -> str:
        return self.listed(language_name(tag, self.language) for tag in tags)

    def together(self, *session_uids: str) -> str:
        """When sessions are on that overlap: `Tuesday 20 November, 10:00 to 11:00`. One of them is when it is on."""
        taken = [self.plan.by_uid[uid] for uid in session_uids if uid in self.plan.by_uid]
        if not taken:
            return UNNAMED
        start, end = max(one.start for one in taken), min(one.end for one in taken)
        return said_span(start, end, self.plan.event.timezone, self.language)

    def listed(self, names: Iterable[str]) -> str:
        """`A, B and C`."""
        return format_list(list(names), locale=LOCALES[self.language])

    def _name(self, record: Person | Organization | Venue | Track | None) -> str:
        named = record.name if record else {}
        return one_line(text_in(named, self.language, self.plan.event.languages)) or UNNAMED


def language_name(tag: str, language: str) -> str:
    """`French`; the tag where it has no name."""
    return str(LOCALES[language].languages.get(tag.partition("-")[0].lower(), tag))
