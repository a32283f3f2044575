"""The timetable sites built on pretalx keep as JSON: submissions by day, minute of the day and room, put as frab does.

    {"schedule": {"2024-11-02": {"540": {"1": {"code": "JDQLRV", "title": …, "slot": …}}}}, "rooms": […], …}

Other parts of such a file are laid out alike (`sprints`), or name what goes on in no room (`extra`: breaks).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from events_service.languages import text_in

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Cell(NamedTuple):
    """One submission where it stands."""

    day: str
    minute: int
    room: str
    """The id of its room; empty for what is in none."""
    said: dict[str, Any]


def is_grid(document: Mapping[str, Any]) -> bool:
    """Whether the schedule is keyed by days."""
    return _is_by_day(document.get("schedule"))


def as_frab(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same in frab's brackets: a conference with days, rooms in them, events in those."""
    cells = list(_cells(document))
    spoken = Counter(said for cell in cells if isinstance(said := cell.said.get("content_locale"), str))
    language = spoken.most_common(1)[0][0] if spoken else "en"
    rooms = [room for room in document.get("rooms") or () if isinstance(room, dict)]
    names = {str(room.get("id")): _text(room.get("name"), language) for room in rooms}
    days: dict[str, dict[str, Any]] = {day: {"date": day, "rooms": {}, "events": []} for day in _days(document)}
    for cell in cells:
        name = names.get(cell.room) or cell.room
        events = days[cell.day]["rooms"].setdefault(name, []) if name else days[cell.day]["events"]
        events.append(_event(cell, language))
    listed = [{**room, "name": names[str(room.get("id"))]} for room in rooms]
    return {"conference": {"rooms": listed, "days": list(days.values())}}


def _is_by_day(part: Any) -> bool:
    return isinstance(part, dict) and bool(part) and all(_DAY.fullmatch(str(key)) for key in part)


def _days(document: Mapping[str, Any]) -> list[str]:
    return sorted({day for part in document.values() if _is_by_day(part) for day in part})


def _cells(document: Mapping[str, Any]) -> Iterator[_Cell]:
    for part in filter(_is_by_day, document.values()):
        for day, minutes in part.items():
            for minute, inside in _mappings(minutes):
                if "title" in inside:
                    yield _Cell(day, _minute(minute), "", {"submission_type": "Break"} | inside)
                    continue
                for room, said in _mappings(inside):
                    yield _Cell(day, _minute(minute), room, said)


def _mappings(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    items = value.items() if isinstance(value, dict) else ()
    return ((str(key), said) for key, said in items if isinstance(said, dict))


def _minute(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _event(cell: _Cell, language: str) -> dict[str, Any]:
    said = cell.said
    slot = said.get("slot")
    slot = slot if isinstance(slot, dict) else {}
    people = (person for person in said.get("speakers") or () if isinstance(person, dict))
    resources = (resource for resource in said.get("resources") or () if isinstance(resource, dict))
    length = said.get("duration")
    return {
        "id": said.get("code") or said.get("id"),
        "title": _text(said.get("title"), language),
        "abstract": said.get("abstract"),
        "description": said.get("description"),
        "date": slot.get("start") or cell.day,
        "start": f"{cell.minute // 60:02}:{cell.minute % 60:02}",
        "duration": f"{length // 60:02}:{length % 60:02}" if isinstance(length, int) else None,
        "end": slot.get("end"),
        "type": _text(said.get("submission_type"), language),
        "track": _text(said.get("track"), language),
        "language": said.get("content_locale"),
        "status": said.get("state"),
        "persons": [{**person, "id": person.get("code")} for person in people],
        "attachments": [{"url": one.get("resource"), "title": one.get("description")} for one in resources],
    }


def _text(value: Any, language: str) -> str:
    if isinstance(value, dict):
        value = text_in({str(tag): said for tag, said in value.items() if isinstance(said, str)}, language)
    return value if isinstance(value, str) else ""
