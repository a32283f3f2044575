"""A strict reading of RFC 5545 and 7986: what a calendar of ours breaks, one sentence each."""

import re
from collections import Counter
from itertools import pairwise

_LINE = re.compile(
    r'(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(?P<value>.*)',
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_TEXTS = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_VALUES = {
    "VERSION": re.compile("2.0"),
    "CALSCALE": re.compile("GREGORIAN"),
    "METHOD": re.compile("PUBLISH"),
    "DTSTAMP": _UTC,
    "CREATED": _UTC,
    "LAST-MODIFIED": _UTC,
    "DTSTART": re.compile(r"\d{8}(T\d{6}Z?)?"),
    "DTEND": re.compile(r"\d{8}(T\d{6}Z?)?"),
    "SEQUENCE": re.compile(r"\d+"),
    "STATUS": re.compile("CONFIRMED|TENTATIVE|CANCELLED"),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "CLASS": re.compile("PUBLIC|PRIVATE"),
    "GEO": re.compile(r"-?\d{1,2}\.\d+;-?\d{1,3}\.\d+"),
    "URL": re.compile(r"https?://[!-~]+"),
    "SOURCE": re.compile(r"https?://[!-~]+"),
    "CONFERENCE": re.compile(r"https?://[!-~]+"),
    "ORGANIZER": re.compile(r"mailto:[!-~]+@[!-~]+"),
    "COLOR": re.compile("[a-z]+"),
    "REFRESH-INTERVAL": re.compile("PT1H"),
    "TZOFFSETFROM": re.compile(r"[+-]\d{4}(\d{2})?"),
    "TZOFFSETTO": re.compile(r"[+-]\d{4}(\d{2})?"),
    "TRIGGER": re.compile(r"-PT\d+M"),
    "ACTION": re.compile("DISPLAY"),
}
_REQUIRED = {
    "VCALENDAR": {"VERSION", "PRODID", "CALSCALE", "UID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "TRANSP", "CLASS", "SUMMARY"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}
_INSIDE: dict[str, set[str | None]] = {
    "VCALENDAR": {None},
    "VEVENT": {"VCALENDAR"},
    "VTIMEZONE": {"VCALENDAR"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
    "VALARM": {"VEVENT"},
}
_OFTEN = {"CONTACT"}
_LISTS = {"CATEGORIES"}


def lint(body: bytes) -> list[str]:
    """Everything that is wrong; empty is right."""
    wrong = _lint_octets(body)
    lines = body.decode(errors="replace").replace("\r\n ", "").split("\r\n")[:-1]
    components: list[tuple[str, list[str]]] = []
    starts: list[tuple[str, str]] = []
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            wrong.append(f"no content line: {line!r}")
            continue
        name, value = parts["name"], parts["value"]
        wrong += _lint_value(name, value)
        if name == "BEGIN":
            if value not in _INSIDE or (components[-1][0] if components else None) not in _INSIDE[value]:
                wrong.append(f"{value} does not belong here")
            components.append((value, []))
            if value == "VEVENT":
                starts.append(("", ""))
        elif name == "END":
            kind, names = components.pop()
            wrong += _lint_component(kind, value, names)
        else:
            components[-1][1].append(name)
            if components[-1][0] == "VEVENT" and name == "DTSTART":
                starts[-1] = (value, starts[-1][1])
            if components[-1][0] == "VEVENT" and name == "UID":
                starts[-1] = (starts[-1][0], value)
    if components:
        wrong.append(f"{components[-1][0]} does not end")
    wrong += [f"{uid} is there twice" for uid, number in Counter(uid for _, uid in starts).items() if number > 1]
    wrong += [f"{later} stands after {earlier}" for earlier, later in pairwise(starts) if later < earlier]
    return wrong


def _lint_octets(body: bytes) -> list[str]:
    wrong = []
    if not body.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"):
        wrong.append("VERSION is not first, or there is a BOM")
    if not body.endswith(b"END:VCALENDAR\r\n"):
        wrong.append("it does not end with the calendar")
    for line in body.split(b"\r\n"):
        if len(line) > 75:
            wrong.append(f"{len(line)} octets in {line!r}")
        if b"\r" in line or b"\n" in line:
            wrong.append(f"a bare CR or LF in {line!r}")
        try:
            said = line.decode()
        except UnicodeDecodeError:
            wrong.append(f"a character is parted by folding: {line!r}")
        else:
            if _CONTROL.search(said):
                wrong.append(f"a control character in {line!r}")
    return wrong


def _lint_value(name: str, value: str) -> list[str]:
    if name == "ATTENDEE":
        return ["an ATTENDEE"]
    pattern = _VALUES.get(name)
    if pattern is None:
        pattern = _TEXTS if name in _LISTS else _TEXT
    return [] if pattern.fullmatch(value) else [f"{name} cannot be {value!r}"]


def _lint_component(kind: str, end: str, names: list[str]) -> list[str]:
    wrong = [] if kind == end else [f"{kind} ends as {end}"]
    wrong += [f"{kind} has no {name}" for name in sorted(_REQUIRED[kind] - set(names))]
    often = {name for name, number in Counter(names).items() if number > 1} - _OFTEN
    return wrong + [f"{kind} has more than one {name}" for name in sorted(often)]
