"""jCal: a calendar as JSON (RFC 7265)."""

import re
from typing import Any

import msgspec

_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPE = re.compile(r"\\(.)")
_ITEM = re.compile(r"(?:[^\\,]|\\.)*")
_TYPES = {
    "DTSTAMP": "date-time",
    "DTSTART": "date-time",
    "DTEND": "date-time",
    "CREATED": "date-time",
    "LAST-MODIFIED": "date-time",
    "SEQUENCE": "integer",
    "GEO": "float",
    "URL": "uri",
    "TZURL": "uri",
    "ORGANIZER": "cal-address",
    "TRIGGER": "duration",
    "REFRESH-INTERVAL": "duration",
    "TZOFFSETFROM": "utc-offset",
    "TZOFFSETTO": "utc-offset",
}
"""Types of the properties calendars are written with, where they are not TEXT."""


def jcal(body: bytes) -> bytes:
    """One calendar of ours, as jCal. Order of components and properties stays."""
    root: list[Any] = ["", [], []]
    open_components = [root]
    for line in body.decode().replace("\r\n ", "").split("\r\n"):
        if line.startswith("BEGIN:"):
            component: list[Any] = [line[6:].lower(), [], []]
            open_components[-1][2].append(component)
            open_components.append(component)
        elif line.startswith("END:"):
            open_components.pop()
        elif line:
            open_components[-1][1].append(_property(line))
    return msgspec.json.encode(root[2][0])


def _property(line: str) -> list[Any]:
    name = line[: re.match(r"[A-Za-z0-9-]+", line).end()]  # type: ignore[union-attr]  # our own line has a name
    parameters: dict[str, str | list[str]] = {}
    place = len(name)
    while found := _PARAMETER.match(line, place):
        values = [value.strip('"') for value in re.findall(r'"[^"]*"|[^",]+', found[2])]
        parameters[found[1].lower()] = values[0] if len(values) == 1 else values
        place = found.end()
    value = line[place + 1 :]
    kind = str(parameters.pop("value", "")).lower() or _TYPES.get(name, "unknown" if name.startswith("X-") else "text")
    return [name.lower(), parameters, kind, *_values(name, kind, value)]


def _values(name: str, kind: str, value: str) -> list[Any]:
    match kind:
        case "date-time":
            return [f"{value[:4]}-{value[4:6]}-{value[6:11]}:{value[11:13]}:{value[13:]}"]
        case "date":
            return [f"{value[:4]}-{value[4:6]}-{value[6:]}"]
        case "integer":
            return [int(value)]
        case "float":
            return [[float(part) for part in value.split(";")]]
        case "utc-offset":
            return [":".join(filter(None, (value[:3], value[3:5], value[5:])))]
        case "text" if name == "CATEGORIES":
            return [_unescaped(item) for item in _items(value)]
        case "text":
            return [_unescaped(value)]
        case _:
            return [value]


def _items(value: str) -> list[str]:
    """The parts of a list, parted at commas that are not escaped."""
    items, place = [], 0
    while place <= len(value):
        found = _ITEM.match(value, place)
        assert found is not None
        items.append(found[0])
        place = found.end() + 1
    return items


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value)
