"""Calendars as three libraries read them: icalendar, ical.js (Thunderbird) and libical (GNOME, KDE)."""

import ctypes
import json
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import icalendar

from tests.support import needs


class Read(NamedTuple):
    """One VEVENT as a program sees it. Times are in UTC as `2018-11-20T08:00:00Z`, days as `2018-11-20`."""

    uid: str
    start: str
    end: str
    summary: str
    location: str
    description: str
    sequence: int
    status: str
    properties: tuple[str, ...]
    """Names of all properties, in alphabetical order."""


def with_icalendar(body: bytes) -> list[Read]:
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    return [_of_icalendar(vevent) for vevent in calendar.walk("VEVENT")]


def _of_icalendar(vevent: Any) -> Read:
    assert not vevent.errors
    names = [name for name, value in vevent.items() for _ in (value if isinstance(value, list) else [value])]
    return Read(
        uid=str(vevent["UID"]),
        start=_moment(vevent.decoded("DTSTART")),
        end=_moment(vevent.decoded("DTEND")),
        summary=str(vevent["SUMMARY"]),
        location=str(vevent.get("LOCATION", "")),
        description=str(vevent.get("DESCRIPTION", "")),
        sequence=int(vevent["SEQUENCE"]),
        status=str(vevent["STATUS"]),
        properties=tuple(sorted(map(str, names))),
    )


def _moment(value: date) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat()


_PROGRAM = """
import ICAL from "ical.js";
let text = "";
for await (const part of process.stdin) text += part;
const bodies = JSON.parse(text);
const answers = bodies.map((body) => {
  const calendar = new ICAL.Component(ICAL.parse(body));
  return {
    jcal: calendar.jCal,
    vevents: calendar.getAllSubcomponents("vevent").map((vevent) => {
      const event = new ICAL.Event(vevent);
      return {
        uid: event.uid, summary: event.summary, location: event.location || "",
        description: event.description || "", sequence: event.sequence,
        start: event.startDate.convertToZone(ICAL.Timezone.utcTimezone).toString(),
        end: event.endDate.convertToZone(ICAL.Timezone.utcTimezone).toString(),
        status: vevent.getFirstPropertyValue("status"),
        properties: vevent.getAllProperties().map((property) => property.name.toUpperCase()).sort(),
      };
    }),
  };
});
console.log(JSON.stringify(answers));
"""


def _ask_icaljs(bodies: list[bytes]) -> list[dict[str, Any]]:
    node, folder = needs.icaljs()
    answer = subprocess.run(
        [node, "--input-type=module", "-e", _PROGRAM],
        input=json.dumps([body.decode() for body in bodies]),
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    answers: list[dict[str, Any]] = json.loads(answer.stdout)
    return answers


def with_icaljs(*bodies: bytes) -> list[list[Read]]:
    """Several calendars at once: starting Node takes longer than reading them."""
    return [
        [Read(**vevent | {"properties": tuple(vevent["properties"])}) for vevent in answer["vevents"]]
        for answer in _ask_icaljs(list(bodies))
    ]


def jcal_of_icaljs(body: bytes) -> Any:
    return _ask_icaljs([body])[0]["jcal"]


class Libical:
    """As much of libical as reading needs. Anything it does not understand is an error here."""

    _ANY_COMPONENT, _ANY_PROPERTY = 1, 0

    def __init__(self) -> None:
        self._library = ctypes.CDLL(needs.libical())
        pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
        for name, result, arguments in (
            ("icalparser_parse_string", pointer, [text]),
            ("icalcomponent_free", None, [pointer]),
            ("icalcomponent_isa", number, [pointer]),
            ("icalcomponent_kind_to_string", text, [number]),
            ("icalcomponent_count_errors", number, [pointer]),
            ("icalcomponent_get_first_component", pointer, [pointer, number]),
            ("icalcomponent_get_next_component", pointer, [pointer, number]),
            ("icalcomponent_get_first_property", pointer, [pointer, number]),
            ("icalcomponent_get_next_property", pointer, [pointer, number]),
            ("icalproperty_get_property_name", text, [pointer]),
            ("icalproperty_get_value", pointer, [pointer]),
            ("icalvalue_as_ical_string", text, [pointer]),
            ("icalvalue_get_text", text, [pointer]),
            ("icalproperty_get_parameter_as_string", text, [pointer, text]),
        ):
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments

    def read(self, body: bytes) -> list[Read]:
        root = self._library.icalparser_parse_string(body)
        assert root, "libical cannot read it"
        try:
            assert self._library.icalcomponent_count_errors(root) == 0
            return [self._vevent(part) for part in self._components(root) if self._kind(part) == b"VEVENT"]
        finally:
            self._library.icalcomponent_free(root)

    def _kind(self, component: int) -> bytes:
        kind: bytes = self._library.icalcomponent_kind_to_string(self._library.icalcomponent_isa(component))
        return kind

    def _components(self, root: int) -> Iterator[int]:
        part = self._library.icalcomponent_get_first_component(root, self._ANY_COMPONENT)
        while part:
            yield part
            part = self._library.icalcomponent_get_next_component(root, self._ANY_COMPONENT)

    def _vevent(self, component: int) -> Read:
        found: dict[str, str] = {}
        names: list[str] = []
        item = self._library.icalcomponent_get_first_property(component, self._ANY_PROPERTY)
        while item:
            name = self._library.icalproperty_get_property_name(item).decode()
            if name != "CATEGORIES" or name not in names:  # it makes a property of each item of the list
                names.append(name)
            found.setdefault(name, self._value(name, item))
            item = self._library.icalcomponent_get_next_property(component, self._ANY_PROPERTY)
        return Read(
            uid=found["UID"],
            start=_extended(found["DTSTART"]),
            end=_extended(found["DTEND"]),
            summary=found["SUMMARY"],
            location=found.get("LOCATION", ""),
            description=found.get("DESCRIPTION", ""),
            sequence=int(found["SEQUENCE"]),
            status=found["STATUS"],
            properties=tuple(sorted(names)),
        )

    def _value(self, name: str, item: int) -> str:
        value = self._library.icalproperty_get_value(item)
        if name in ("SUMMARY", "LOCATION", "DESCRIPTION", "UID"):
            said: bytes = self._library.icalvalue_get_text(value)
        else:
            said = self._library.icalvalue_as_ical_string(value)
        return said.decode()


def _extended(basic: str) -> str:
    day = f"{basic[:4]}-{basic[4:6]}-{basic[6:8]}"
    return f"{day}T{basic[9:11]}:{basic[11:13]}:{basic[13:]}" if "T" in basic else day


def read_alike(*bodies: bytes) -> list[list[Read]]:
    """What all three read in each calendar; they must agree."""
    libical = Libical()
    by_icalendar = [with_icalendar(body) for body in bodies]
    by_libical = [libical.read(body) for body in bodies]
    by_icaljs = with_icaljs(*bodies)
    assert by_libical == by_icalendar
    assert by_icaljs == by_icalendar
    return by_icalendar
