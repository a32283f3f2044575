"""A programme as schedule.xml, valid under the schema voc/schedule keeps (`schedule.xml.xsd`).

The format holds one language, and of a programme less than half: no agenda, no organizations, nothing that is to
be announced or cancelled. What it holds comes back as it was.
"""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from events_service.addresses import Site
from events_service.colours import is_colour
from events_service.interchange.schedules.days import DayOfSchedule, laid_out, minutes_of, start_of, written_duration
from events_service.interchange.schedules.writing import GENERATOR, Writing, listed
from events_service.languages import cleaned, one_line
from events_service.media.names import absolute
from events_service.programme.programme import Document, Programme, Session

_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{4,}")
_TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HTTP = re.compile(r"https?://\S+")


def write(programme: Programme, site: Site, language: str, *, version: str = "") -> bytes:
    """The schedule in a language, texts that are not in it in the event's next best. Equal programmes, equal bytes."""
    return _Writer(programme, site, language).document(version)


class _Writer(Writing):
    """One programme on its way into one language."""

    def __init__(self, programme: Programme, site: Site, language: str) -> None:
        super().__init__(programme, site, language)
        self.slugs: set[str] = set()

    def document(self, version: str) -> bytes:
        root = Element("schedule")
        SubElement(root, "generator", name=GENERATOR, system=self.site.base_url)
        _add(root, "url", self.site.url(self.site.file(self.event.slug, "schedule.xml")))
        _add(root, "version", version)
        days = laid_out(self.programme)
        self._conference(root, len(days))
        for day in days:
            self._day(root, day)
        indent(root)
        written: str = tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()

    def _conference(self, root: Element, days: int) -> None:
        event = self.event
        conference = SubElement(root, "conference")
        _add(conference, "title", self.line(event.title))
        _add(conference, "acronym", self.acronym)
        _add(conference, "start", event.start_on.isoformat())
        _add(conference, "end", event.end_on.isoformat())
        _add(conference, "days", str(days))
        _add(conference, "timeslot_duration", "00:05")
        _add(conference, "base_url", self.base_url())
        if event.website and _HTTP.fullmatch(event.website):
            _add(conference, "url", event.website)
        _add(conference, "time_zone_name", event.timezone)
        if is_colour(event.accent):
            SubElement(conference, "color", primary=event.accent)
        for track in self.tracks():
            element = SubElement(conference, "track", name=self.line(track.name))
            if is_colour(track.colour):
                element.set("color", track.colour)
            if _TRACK_SLUG.fullmatch(track.slug):
                element.set("slug", track.slug)

    def _day(self, root: Element, day: DayOfSchedule) -> None:
        element = SubElement(root, "day", index=str(day.number), date=day.on.isoformat())
        element.set("start", day.start.isoformat())
        element.set("end", day.end.isoformat())
        for room, sessions in day.rooms:
            inside = SubElement(element, "room", name=self.line(room.name) if room else "")
            if room and _GUID.fullmatch(room.uid):
                inside.set("guid", room.uid)
            for session in sessions:
                self._session(inside, session)

    def _session(self, room: Element, session: Session) -> None:
        start = start_of(session, self.event)
        event = SubElement(room, "event", guid=session.uid, id=str(self.session_numbers[session.uid]))
        _add(event, "room", room.get("name", ""))
        _add(event, "title", self.line(session.title))
        _add(event, "subtitle", self.line(session.subtitle))
        _add(event, "type", self.type_of(session))
        _add(event, "date", start.isoformat())
        _add(event, "start", start.strftime("%H:%M:%S" if start.second else "%H:%M"))
        _add(event, "duration", written_duration(minutes_of(session, self.event)))
        _add(event, "abstract", cleaned(self.said(session.abstract)))
        self._slug(event, session)
        _add(event, "track", self.track_of(session))
        self._persons(event, session)
        _add(event, "language", self.spoken(session))
        _add(event, "description", cleaned(self.said(session.description)))
        self._recording(event, session)
        self._links(event, session)
        _add(event, "url", self.page_of(session))
        if session.url and _HTTP.fullmatch(session.url):
            _add(event, "origin_url", session.url)

    def _slug(self, event: Element, session: Session) -> None:
        slug = f"{self.acronym.replace('-', '_')}-{session.slug}"
        if session.slug and _SLUG.fullmatch(slug) and slug not in self.slugs:
            self.slugs.add(slug)
            _add(event, "slug", slug)

    def _persons(self, event: Element, session: Session) -> None:
        persons = SubElement(event, "persons")
        for person in self.people_of(session):
            element = _add(persons, "person", self.line(person.name))
            element.set("id", str(self.person_numbers[person.uid]))
            if _GUID.fullmatch(person.uid):
                element.set("guid", person.uid)

    def _recording(self, event: Element, session: Session) -> None:
        if session.recording is not None:
            recording = SubElement(event, "recording")
            _add(recording, "license", one_line(session.recording.license))
            _add(recording, "optout", "true" if session.recording.opt_out else "false")

    def _links(self, event: Element, session: Session) -> None:
        for name, documents in listed(session.documents).items():
            holder = SubElement(event, name)
            for document in documents:
                self._document(holder, name[:-1], document)

    def _document(self, holder: Element, name: str, document: Document) -> None:
        element = _add(holder, name, self.line(document.title))
        element.set("href", one_line(absolute(document.url, self.site)))
        if document.kind in ("slides", "recording"):
            element.set("type", document.kind)


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = text or None
    return element
