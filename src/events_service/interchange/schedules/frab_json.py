"""schedule.json as frab, pretalx and hubs write it: the same programme as schedule.xml holds, in other brackets.

Its schema is voc/schedule's `schedule.schema.json`. Reading also takes what the draft of version 2 (`frab_json2`) does
otherwise: events in one list, starts and ends as moments, rooms and tracks by guid and slug, texts in several languages
(of which one is read). A timetable of pretalx submissions (`pretalx_grid`) is read as the schedule it is.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported
from events_service.interchange.schedules.assembly import assemble
from events_service.interchange.schedules.elements import (
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
from events_service.interchange.schedules.frab_json2 import OWN_WORDS
from events_service.interchange.schedules.frab_json_writing import write
from events_service.interchange.schedules.pretalx_grid import as_frab, is_grid
from events_service.interchange.schedules.writing import GENERATOR
from events_service.interchange.xml_parsing import LARGEST
from events_service.languages import choose, text_in

__all__ = ["FORMAT", "read", "write"]

FORMAT = "frab-json"
MOST_SESSIONS = 20_000

_PREFERRED = "en"
"""Of texts in several languages, the one that is read where it is there."""
_MOST_VALUES = 4_000_000
_CONFERENCE = ("title", "acronym", "start", "end", "time_zone_name", "url", "description", "city", "venue") + (
    "subtitle",
    "language",
)
_FRAMES = ("conference", "days", "events")
_FIELDS = SESSION_FIELDS | {"recording_license": "license"}
_PEOPLE = ("persons", "speakers", "participants")
_NAMES = ("name", "public_name", "full_public_name")


class UnreadableJson(InvalidInput):
    slug = "unreadable-json"
    msgid = "This file cannot be read as a JSON schedule."


class UnknownSchedule(InvalidInput):
    slug = "unknown-schedule"
    msgid = "The “schedule” in this JSON file is in no format known here: it has no conference, no days and no events."


def read(data: bytes, *, timezone: str | None = None, language: str | None = None) -> Imported:
    """The programme in a schedule.json; as lenient, and with the same arguments, as for schedule.xml."""
    return assemble(_elements(_document(data)), FORMAT, timezone=timezone, language=language)


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise UnreadableJson("The file is larger than {most} MB.", most=LARGEST // 1024 // 1024)
    if data.count(b",") + data.count(b"[") + data.count(b"{") > _MOST_VALUES:
        raise UnreadableJson("The file holds more than {most} values.", most=f"{_MOST_VALUES:,}")
    try:
        document = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise UnreadableJson("This is not JSON: {problem}.", problem=str(problem)) from problem
    schedule = document.get("schedule") if isinstance(document, dict) else None
    if not isinstance(schedule, dict):
        raise UnreadableJson("This is not a schedule: there is no “schedule” in it.")
    if is_grid(document):
        return as_frab(document)
    if not any(name in schedule for name in _FRAMES):
        raise UnknownSchedule
    return schedule | {"generator": document.get("generator") or schedule.get("generator")}


def _elements(document: dict[str, Any]) -> ScheduleElements:
    schedule = ScheduleElements()
    conference = _mapping(document.get("conference"))
    schedule.conference = {name: _text(conference.get(name)) for name in _CONFERENCE if _text(conference.get(name))}
    schedule.conference.setdefault("base_url", _text(document.get("base_url")))
    schedule.conference["color"] = _text(_mapping(conference.get("colors")).get("primary"))
    schedule.conference.setdefault("language", _text(_mapping(conference.get("defaults")).get("language")))
    schedule.is_ours = _text(_mapping(document.get("generator")).get("name")) == GENERATOR
    for room in _mappings(conference.get("rooms") or document.get("rooms")):
        schedule.rooms.append(_room(room))
    for track in _mappings(conference.get("tracks")):
        name, slug, colour = (_text(track.get(part)) for part in ("name", "slug", "color"))
        schedule.tracks.append(TrackElement(name, slug=slug, colour=colour))
    for day in _mappings(conference.get("days") or document.get("days")):
        _add_day(schedule, day)
    own = _mapping(document.get(OWN_WORDS)) if schedule.is_ours else {}
    # Of several with one guid or slug, the first has the name.
    rooms = {room.guid: room.name for room in reversed(schedule.rooms) if room.guid}
    tracks = {track.slug: track.name for track in reversed(schedule.tracks) if track.slug}
    for event in _mappings(document.get("events") or conference.get("events")):
        event |= _mapping(own.get(_text(event.get("guid"))))
        _add_session(schedule, event | _named(event, rooms, tracks))
    return schedule


def _named(event: Mapping[str, Any], rooms: Mapping[str, str], tracks: Mapping[str, str]) -> dict[str, Any]:
    """The names of the room and the track that an event of version 2 says by guid and slug alone."""
    room, track = _mapping(event.get("room")), _mapping(event.get("track"))
    named: dict[str, Any] = {}
    if room and not _text(room.get("name")):
        named["room"] = rooms.get(_text(room.get("guid")), "")
    if track and not _text(track.get("name")):
        slug = _text(track.get("slug"))
        named["track"] = tracks.get(slug, slug)
    return named


def _add_day(schedule: ScheduleElements, day: Mapping[str, Any]) -> None:
    start, end = _text(day.get("day_start") or day.get("start")), _text(day.get("day_end") or day.get("end"))
    schedule.days.append(DayElement(_text(day.get("date")), start, end, _text(day.get("index"))))
    number = len(schedule.days) - 1
    rooms = day.get("rooms")
    if isinstance(rooms, dict):
        for name, events in rooms.items():
            schedule.rooms.append(RoomElement(str(name)))
            _add_sessions(schedule, events, number)
    for room in _mappings(rooms):
        schedule.rooms.append(_room(room))
        _add_sessions(schedule, room.get("events") or room.get("talks"), number)
    for event in _mappings(day.get("events")):
        _add_session(schedule, event, day=number)


def _add_sessions(schedule: ScheduleElements, events: Any, day: int) -> None:
    """Sessions of the room that was added last."""
    for event in _mappings(events):
        _add_session(schedule, event, day=day, room=len(schedule.rooms) - 1)


def _add_session(
    schedule: ScheduleElements, event: Mapping[str, Any], *, day: int | None = None, room: int | None = None
) -> None:
    if len(schedule.sessions) >= MOST_SESSIONS:
        raise UnreadableJson("The file has more than {most} sessions.", most=f"{MOST_SESSIONS:,}")
    title = event.get("title")
    if isinstance(title, dict) and not schedule.language:
        schedule.language = choose(_by_language(title), _PREFERRED)[1]
    spoken = _text(event.get("language")).partition(",")[0] or schedule.conference.get("language")
    language = spoken if spoken and not isinstance(title, dict) else _PREFERRED
    fields: dict[str, str] = {}
    links: list[LinkElement] = []
    for key, value in event.items():
        name = str(key).lower()
        if name in _FIELDS and not fields.get(_FIELDS[name], "").strip():
            several = name in BODY_FIELDS and isinstance(value, dict)
            fields[_FIELDS[name]] = text_in(_by_language(value), language) if several else _text(value)
        elif name in RECORDING_FIELDS and _text(value):
            links.append(LinkElement("recording", _text(value)))
        elif name in ("links", "attachments"):
            links += [_link(link, name[:-1]) for link in _list(value)]
    people = [_person(person) for name in _PEOPLE for person in _list(event.get(name))]
    schedule.sessions.append(SessionElement(fields, people, links, day, room))


def _room(room: Mapping[str, Any]) -> RoomElement:
    return RoomElement(*(_text(room.get(part)) for part in ("name", "id", "guid", "slug", "capacity")))


def _person(person: Any) -> PersonElement:
    if not isinstance(person, dict):
        return PersonElement(_text(person))
    name = next((said for part in _NAMES if (said := _text(person.get(part)))), "")
    identifier, guid, role = (_text(person.get(part)) for part in ("id", "guid", "role"))
    return PersonElement(name, identifier, guid, _text(person.get("code")), role, _text(person.get("biography")))


def _link(link: Any, kind: str) -> LinkElement:
    if not isinstance(link, dict):
        return LinkElement(kind, _text(link))
    href = _text(link.get("url") or link.get("href"))
    said = _text(link.get("type"))
    title = _text(link.get("title") or link.get("name"))
    return LinkElement(kind, href, title, "recording" if said.lower() == "media" else said)


def _text(value: Any) -> str:
    """A value as text: numbers as they are written, of several languages one, lists with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) and abs(value) < 2**63 else str(value)
    if isinstance(value, dict):
        if isinstance(value.get("name"), str):
            return str(value["name"])
        return text_in(_by_language(value), _PREFERRED)
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return ""


def _by_language(value: dict[Any, Any]) -> dict[str, str]:
    return {str(tag): said for tag, said in value.items() if isinstance(said, str)}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> Iterable[dict[str, Any]]:
    return (item for item in _list(value) if isinstance(item, dict))
