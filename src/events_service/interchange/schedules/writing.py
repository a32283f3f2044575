"""What the writers of schedules share: one programme on its way into one language, whatever the brackets."""

import re
from collections.abc import Iterable, Iterator, Mapping

from slugify import slugify

from events_service.addresses import Site
from events_service.directory.directory import Person
from events_service.interchange.schedules.numbers import numbered
from events_service.languages import choose, one_line
from events_service.programme.programme import Document, Programme, Room, Session, Track

GENERATOR = "events-service"
"""The name by which our own files are known again."""
_ATTACHED = frozenset(("document", "slides"))

_ACRONYM = re.compile(r"[a-z0-9_-]{4,}")


def acronym_of(programme: Programme) -> str:
    """The event's short name as the schemas want it: four small letters, digits, `-` or `_` at least."""
    event = programme.event
    short = slugify(event.acronym)
    for name in (event.acronym.lower(), event.slug, short):
        if _ACRONYM.fullmatch(name):
            return name
    return f"event-{event.slug or short or event.uid[:8]}"


def listed(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """The formats' two lists. The one the first document is in comes first, so that they come back in order."""
    lists: dict[str, list[Document]] = {}
    for document in documents:
        lists.setdefault("attachments" if document.kind in _ATTACHED else "links", []).append(document)
    return lists | {name: [] for name in ("links", "attachments") if name not in lists}


class Writing:
    """Look-ups over one programme, and its words."""

    def __init__(self, programme: Programme, site: Site, language: str) -> None:
        self.programme = programme
        self.event = programme.event
        self.site = site
        self.language = language
        self.acronym = acronym_of(programme)
        self.people = {person.uid: person for person in programme.people}
        self.session_numbers = numbered(session.uid for session in programme.sessions)
        self.person_numbers = numbered(self.people)
        self._tracks = {track.uid: track for track in programme.tracks}
        self._types = {kind.uid: kind for kind in programme.types}

    def said(self, text: Mapping[str, str]) -> str:
        """The text in the language, else in the event's next best."""
        return choose(text, self.language, self.event.languages)[0]

    def line(self, text: Mapping[str, str]) -> str:
        return one_line(self.said(text))

    def rooms(self) -> list[Room]:
        return sorted(self.programme.rooms, key=lambda room: (room.position, room.uid))

    def tracks(self) -> list[Track]:
        return sorted(self.programme.tracks, key=lambda track: (track.position, track.uid))

    def track_of(self, session: Session) -> str:
        """The name of its track; empty where it has none."""
        track = self._tracks.get(session.track_uid or "")
        return self.line(track.name) if track else ""

    def type_of(self, session: Session) -> str:
        """The name of its type; empty where it has none."""
        kind = self._types.get(session.type_uid or "")
        return self.line(kind.name) if kind else ""

    def spoken(self, session: Session) -> str:
        """Its languages, that of its title first."""
        tag = choose(session.title, self.language, self.event.languages)[1]
        return ", ".join(sorted(session.languages, key=lambda spoken: spoken != tag))

    def people_of(self, session: Session) -> Iterator[Person]:
        return (self.people[link.person_uid] for link in session.people if link.person_uid in self.people)

    def base_url(self) -> str:
        """The event's page."""
        return self.site.url(self.site.path(self.language, self.event.slug))

    def page_of(self, session: Session) -> str:
        return self.site.url(self.site.path(self.language, self.event.slug, "sessions", session.slug))
