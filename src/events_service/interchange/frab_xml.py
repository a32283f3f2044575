"""schedule.xml as frab, Pentabarf, pretalx, wafer, OSEM and their kin write it.

The format has a schema (voc/schedule, `schedule.xml.xsd`) that few files keep. Reading takes what they have in
common: days, rooms in them, events in those, in whatever depth; names without namespace, in any case.
"""

from html import escape
from xml.etree.ElementTree import Element, TreeBuilder

from events_service.interchange.frab_xml_writing import GENERATOR, write
from events_service.interchange.html_tree import ELEMENTS
from events_service.interchange.imported import Imported
from events_service.interchange.schedule_assembly import assemble
from events_service.interchange.schedule_elements import (
    BODY_FIELDS,
    RECORDING_FIELDS,
    SESSION_FIELDS,
    DayElement,
    LinkElement,
    PersonElement,
    RoomElement,
    ScheduleElements,
    SessionElement,
    TrackElement,
)
from events_service.interchange.xml_parsing import Limits, UnreadableXml, parse

__all__ = ["FORMAT", "NotASchedule", "read", "recognizes", "write"]

FORMAT = "frab-xml"

MOST_SESSIONS = 20_000
_MOST_IN_ONE = 20_000

_SESSIONS = frozenset(("event", "entry"))
_DAY_PARTS = frozenset(("date", "start", "end"))
_ROOM_PARTS = frozenset(("name", "guid", "slug", "capacity"))
_OF_SCHEDULE = frozenset(
    ("generator", "title", "acronym", "base_url", "time_zone_name", "start", "end", "city")
) | frozenset(("venue", "subtitle", "day_change"))
_ALWAYS_OUTER = _SESSIONS | {"day", "room", "days", "rooms", "tracks", "conference", "schedule"}
_PEOPLE = frozenset(("persons", "speakers", "people"))
_PERSON = frozenset(("person", "speaker"))
_NAMES = ("name", "public_name", "full_public_name", "fullname", "display_name")
_BIOGRAPHIES = ("biography", "bio", "abstract", "description")
_LINKS = {"links": "link", "attachments": "attachment"}
_LANGUAGE = "http://www.w3.org/XML/1998/namespace}lang"


class NotASchedule(UnreadableXml):
    slug = "not-a-schedule"
    msgid = "This is not a schedule: there is neither a conference nor a session in it."


def read(data: bytes, *, timezone: str | None = None, language: str | None = None) -> Imported:
    """The programme in a schedule.xml. Everything a session can be known by is kept; InvalidInput where there is none.

    `timezone` is used where the file names none, and instead of its own. `language` is that of names and of texts
    whose session has none; left out, the language most sessions are in. A repeated import passes the event's own.
    """
    elements, repairs = parse(data, _Target)
    return assemble(elements, FORMAT, timezone=timezone, language=language, repairs=repairs)


def recognizes(data: bytes) -> bool:
    """Whether a file looks like a schedule.xml, from its first bytes."""
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(b"<") and b"<schedule" in start


class _Target:
    """Takes elements as they come and keeps one session's at a time: what is not needed never piles up."""

    def __init__(self) -> None:
        self.schedule = ScheduleElements()
        self.limits = Limits()
        self.names: dict[str, str] = {}
        self.open: list[str] = []
        """Names of the elements around the present one, outermost first; none within what is being built."""
        self.builder: TreeBuilder | None = None
        self.inner = 0
        self.depth = 0
        self.day: int | None = None
        self.room: int | None = None
        self.known = False

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        self.limits.opened(attrib)
        name = self.names.get(tag) or self._name(tag)
        if self.builder is not None:
            self.inner += 1
            self.depth += 1
            if self.inner > _MOST_IN_ONE:
                raise UnreadableXml("One element holds more than {most} others.", most=f"{_MOST_IN_ONE:,}")
            self.builder.start(name, attrib)
        elif self._is_built(name):
            self.builder = TreeBuilder()
            self.inner = self.depth = 0
            self.builder.start(name, attrib)
        else:
            self._enter(name, attrib)
            self.open.append(name)

    def data(self, text: str) -> None:
        if self.builder is not None:
            self.builder.data(text)

    def end(self, tag: str) -> None:
        self.limits.closed()
        if self.builder is None:
            name = self.open.pop()
            self.day = None if name == "day" else self.day
            self.room = None if name == "room" else self.room
            return
        self.builder.end(self.names.get(tag) or self._name(tag))
        if self.depth:
            self.depth -= 1
            return
        element = self.builder.close()
        self.builder = None
        self._take(element)

    def close(self) -> ScheduleElements:
        if not self.known and not (self.schedule.sessions and self.schedule.days):
            raise NotASchedule
        if not self.schedule.sessions and not self.schedule.conference:
            raise NotASchedule
        return self.schedule

    def _name(self, tag: str) -> str:
        name = tag.rpartition("}")[2].lower().replace("-", "_")
        if len(self.names) < 1000:
            self.names[tag] = name
        return name

    def _is_built(self, name: str) -> bool:
        """Whether an element is taken whole, rather than gone into."""
        outer = self.open[-1] if self.open else ""
        if name in _SESSIONS:
            return True
        if outer == "conference":
            return name not in _ALWAYS_OUTER
        if outer == "schedule":
            return name in _OF_SCHEDULE or name == "track"
        return (
            (outer == "tracks" and name == "track")
            or (outer == "day" and name in _DAY_PARTS)
            or (outer == "room" and name in _ROOM_PARTS)
        )

    def _enter(self, name: str, attrib: dict[str, str]) -> None:
        self.known = self.known or name in ("schedule", "conference")
        if name == "schedule":
            self.schedule.language = attrib.get(_LANGUAGE, "")
            self._say("title", attrib.get("title", ""))
        elif name == "day":
            self.schedule.days.append(DayElement(*(attrib.get(part, "") for part in ("date", "start", "end", "index"))))
            self.day, self.room = len(self.schedule.days) - 1, None
        elif name == "room":
            room = RoomElement(attrib.get("name", "") or attrib.get("title", ""))
            room.id, room.guid, room.slug = attrib.get("id", ""), attrib.get("guid", ""), attrib.get("slug", "")
            room.capacity = attrib.get("capacity", "")
            self.schedule.rooms.append(room)
            self.room = len(self.schedule.rooms) - 1

    def _take(self, element: Element) -> None:
        outer = self.open[-1] if self.open else ""
        if element.tag in _SESSIONS:
            for session in element.iter():
                if session.tag in _SESSIONS:
                    self._take_session(session)
        elif element.tag == "track":
            name = element.get("name") or _text(element)
            self.schedule.tracks.append(
                TrackElement(name, element.get("id", ""), element.get("slug", ""), element.get("color", ""))
            )
        elif outer == "day" and self.day is not None:
            day = self.schedule.days[self.day]
            setattr(day, element.tag, getattr(day, element.tag) or _text(element))
        elif outer == "room" and self.room is not None:
            room = self.schedule.rooms[self.room]
            setattr(room, element.tag, getattr(room, element.tag) or _text(element))
        elif element.tag == "generator":
            self.schedule.is_ours = element.get("name") == GENERATOR and outer == "schedule"
        elif element.tag == "color":
            self._say("color", element.get("primary", "") or _text(element))
        else:
            self._say(element.tag, _text(element))

    def _say(self, name: str, text: str) -> None:
        if text.strip():
            self.schedule.conference.setdefault(name, text)

    def _take_session(self, element: Element) -> None:
        if len(self.schedule.sessions) >= MOST_SESSIONS:
            raise UnreadableXml("The file has more than {most} sessions.", most=f"{MOST_SESSIONS:,}")
        session = _session(element)
        session.day, session.room = self.day, self.room
        self.schedule.sessions.append(session)


def _session(element: Element) -> SessionElement:
    fields: dict[str, str] = {}
    session = SessionElement(fields)
    for name, text in element.attrib.items():
        if name in SESSION_FIELDS:
            fields[SESSION_FIELDS[name]] = text
    for child in element:
        tag = child.tag
        if tag in SESSION_FIELDS:
            name = SESSION_FIELDS[tag]
            text = _text(child) if len(child) == 0 else _markup(child) if name in BODY_FIELDS else _words(child)
            if text and (name not in fields or not fields[name].strip()):
                fields[name] = text
            if name == "track" and child.get("slug"):
                fields["track_slug"] = child.get("slug", "")
            if name == "room" and child.get("id"):
                fields["room_id"] = child.get("id", "")
        elif tag in _PEOPLE:
            session.people += [_person(person) for person in child if person.tag in _PERSON]
        elif tag in _PERSON:
            session.people.append(_person(child))
        elif tag in _LINKS:
            session.links += [_link(link, _LINKS[tag]) for link in child if link.tag in ("link", "attachment")]
        elif tag in ("link", "attachment"):
            session.links.append(_link(child, tag))
        elif tag == "recording":
            _take_recording(child, session)
        elif tag in RECORDING_FIELDS and _text(child).strip():
            session.links.append(LinkElement("recording", _text(child)))
        elif tag == "topics":
            fields.setdefault("topic", next((_words(topic) for topic in child if _words(topic).strip()), ""))
    return session


def _take_recording(element: Element, session: SessionElement) -> None:
    session.fields.setdefault("license", "")
    for child in element:
        if child.tag in ("url", "link"):
            if _text(child).strip():
                session.links.append(LinkElement("recording", _text(child)))
        elif child.tag in SESSION_FIELDS and _text(child).strip():
            session.fields[SESSION_FIELDS[child.tag]] = _text(child)


def _person(element: Element) -> PersonElement:
    parts = {child.tag: _words(child) for child in reversed(element)} if len(element) else {}
    name = next((parts[part] for part in _NAMES if parts.get(part)), "") or _text(element)
    if not name.strip():
        name = element.get("name", "") or " ".join((parts.get("first_name", ""), parts.get("last_name", "")))
    return PersonElement(
        name,
        element.get("id", "") or parts.get("id", ""),
        element.get("guid", "") or parts.get("guid", ""),
        element.get("slug", "") or element.get("code", ""),
        element.get("role", "") or parts.get("role", ""),
        next((parts[part] for part in _BIOGRAPHIES if parts.get(part)), ""),
    )


def _link(element: Element, kind: str) -> LinkElement:
    text = _words(element)
    href = element.get("href") or element.get("url") or element.get("file") or (text if "." in text else "")
    return LinkElement(kind, href, text if text != href else element.get("title", ""), element.get("type", ""))


def _text(element: Element) -> str:
    return element.text or ""


def _words(element: Element) -> str:
    return "".join(element.itertext())


def _markup(element: Element) -> str:
    """What an element holds as HTML: some write tags into a text that belong there as letters."""
    if not any(inner.tag in ELEMENTS for inner in element.iter() if inner is not element):
        return _words(element)
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        attributes = "".join(f' {name}="{escape(text)}"' for name, text in child.attrib.items())
        inner = _markup(child) if len(child) else escape(_text(child), quote=False)
        parts.append(f"<{child.tag}{attributes}>{inner}</{child.tag}>{escape(child.tail or '', quote=False)}")
    return "".join(parts)
