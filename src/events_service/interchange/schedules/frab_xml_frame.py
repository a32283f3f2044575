"""The frame of a schedule.xml as it is parsed: conference, days and rooms, and the sessions found among them."""

from xml.etree.ElementTree import Element, TreeBuilder

from events_service.interchange.schedules.elements import DayElement, RoomElement, ScheduleElements, TrackElement
from events_service.interchange.schedules.frab_xml_session import read_session, text_of
from events_service.interchange.schedules.writing import GENERATOR
from events_service.interchange.xml_parsing import Limits, UnreadableXml

MOST_SESSIONS = 20_000
_MOST_IN_ONE = 20_000

_SESSIONS = frozenset(("event", "entry"))
_DAY_PARTS = frozenset(("date", "start", "end"))
_ROOM_PARTS = frozenset(("name", "guid", "slug", "capacity"))
_OF_SCHEDULE = frozenset(
    ("generator", "title", "acronym", "base_url", "time_zone_name", "start", "end", "city")
) | frozenset(("venue", "subtitle", "day_change"))
_ALWAYS_OUTER = _SESSIONS | {"day", "room", "days", "rooms", "tracks", "conference", "schedule"}
_LANGUAGE = "http://www.w3.org/XML/1998/namespace}lang"


class NotASchedule(UnreadableXml):
    slug = "not-a-schedule"
    msgid = "This is not a schedule: there is neither a conference nor a session in it."


class Frame:
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
            name = element.get("name") or text_of(element)
            self.schedule.tracks.append(
                TrackElement(name, element.get("id", ""), element.get("slug", ""), element.get("color", ""))
            )
        elif outer == "day" and self.day is not None:
            day = self.schedule.days[self.day]
            setattr(day, element.tag, getattr(day, element.tag) or text_of(element))
        elif outer == "room" and self.room is not None:
            room = self.schedule.rooms[self.room]
            setattr(room, element.tag, getattr(room, element.tag) or text_of(element))
        elif element.tag == "generator":
            self.schedule.is_ours = element.get("name") == GENERATOR and outer == "schedule"
        elif element.tag == "color":
            self._say("color", element.get("primary", "") or text_of(element))
        else:
            self._say(element.tag, text_of(element))

    def _say(self, name: str, text: str) -> None:
        if text.strip():
            self.schedule.conference.setdefault(name, text)

    def _take_session(self, element: Element) -> None:
        if len(self.schedule.sessions) >= MOST_SESSIONS:
            raise UnreadableXml("The file has more than {most} sessions.", most=f"{MOST_SESSIONS:,}")
        session = read_session(element)
        session.day, session.room = self.day, self.room
        self.schedule.sessions.append(session)
