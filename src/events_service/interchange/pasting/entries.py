"""Entries of calendars (RFC 5545) as proposed sessions; what this site's own calendars say comes back whole."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import icalendar

from events_service.columns import is_uid
from events_service.errors import InvalidInput
from events_service.interchange.language_names import read_languages
from events_service.interchange.pasting.acquaintance import Acquaintance, find, find_room
from events_service.interchange.pasting.bodies import split_name
from events_service.interchange.pasting.building import MOST_IN_A_FILE, TooManyInFile
from events_service.interchange.pasting.codes import find_code
from events_service.interchange.pasting.labels import Label, Meaning, find_label
from events_service.interchange.pasting.letters import LONGEST, letters_of, tidy
from events_service.interchange.pasting.listed import read_bodies, read_people
from events_service.interchange.pasting.places import bare_name
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, Reading
from events_service.interchange.pasting.reading import language_of
from events_service.languages import cleaned
from events_service.zones import zone

_OURS = "-//Events Service//"
_ENTRY = re.compile(rb"^BEGIN:VEVENT", re.IGNORECASE | re.MULTILINE)
_ANNOUNCED = frozenset((Label.PEOPLE, Label.ORGANIZERS, Label.LANGUAGES, Label.INTERPRETATION, Label.EMAIL))


class UnreadableCalendar(InvalidInput):
    slug = "unreadable-calendar"
    msgid = "This file cannot be read as a calendar."


class _Parts(NamedTuple):
    """What the long text of an entry of ours says, part by part."""

    description: str
    people: str
    organizers: str
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]


def read_calendar(data: bytes, known: Acquaintance, timezone: str) -> Reading:
    """The entries of a calendar. Of one that repeats, its first time, and a line that says so."""
    _check(sum(1 for _ in _ENTRY.finditer(data)))
    try:
        calendar = icalendar.Calendar.from_ical(data)
        entries = list(calendar.walk("VEVENT"))
    except Exception as error:
        # The library has errors of many kinds for files that are none.
        raise UnreadableCalendar from error
    _check(len(entries))
    ours = str(calendar.get("PRODID", "")).startswith(_OURS)
    left: list[str] = []
    proposals = []
    for entry in entries:
        title = tidy(_text(entry, "SUMMARY"))
        if str(entry.get("STATUS", "")).upper() == "CANCELLED":
            left.append(f"STATUS:CANCELLED {title}")
            continue
        if "RRULE" in entry or "RDATE" in entry:
            left.append(f"RRULE {title}")
        proposals.append(_entry(entry, title, known, timezone, ours=ours))
    return Reading("", tuple(proposals), left=tuple(left))


def _entry(entry: Any, title: str, known: Acquaintance, timezone: str, *, ours: bool) -> Proposal:
    letters = letters_of(title)
    code = find_code(letters, 0, len(letters.said), known.prefixes)
    begins, ends = _value(entry, "DTSTART"), _value(entry, "DTEND")
    duration = _value(entry, "DURATION")
    if ends is None and isinstance(begins, datetime) and isinstance(duration, timedelta):
        ends = begins + duration
    start, end = _wall(begins, timezone), _wall(ends, timezone)
    description = letters_of(_text(entry, "DESCRIPTION")).said.strip()
    room, venue = _place(letters_of(_text(entry, "LOCATION")).said, known)
    names, spoken = _categories(entry)
    parts = _parts(description, names, str(entry.get("URL", ""))) if ours else _Parts(description, "", "", (), ())
    track, kind = _track_and_type(names, known, ours=ours)
    uid = str(entry.get("UID", ""))
    return Proposal(
        title=letters.said[code.after :].strip() if code and code.after < len(letters.said) else title,
        code=letters.said[code.start : code.end] if code else "",
        language=language_of(f"{title} {parts.description}", known),
        day=start.date() if start else begins if isinstance(begins, date) else None,
        start=f"{start:%H:%M}" if start else "",
        end=f"{end:%H:%M}" if start and end else "",
        room=room,
        venue=venue,
        track=track,
        type=kind,
        languages=parts.languages or (spoken if ours else ()),
        interpretation=parts.interpretation,
        organizers=tuple(read_bodies(parts.organizers)) or _organizers(entry),
        people=tuple(read_people(parts.people)),
        description=parts.description,
        uid=uid if ours and is_uid(uid) else "",
    )


def _check(count: int) -> None:
    if count > MOST_IN_A_FILE:
        raise TooManyInFile(count=count, most=MOST_IN_A_FILE)


def _text(entry: Any, name: str) -> str:
    """What it says there; of more than any text of ours may have, the beginning, which is refused as too long."""
    return cleaned(str(entry.get(name, ""))[:LONGEST])


def _place(location: str, known: Acquaintance) -> tuple[str, str]:
    """`Room Dakhla, Summit site, Marrakech` is a room and the house it is in."""
    whole = bare_name(location)
    if find_room(known, location) and plain_comma(whole) == whole:
        return whole, ""
    room, _, rest = plain_comma(location).partition(", ")
    return bare_name(room), rest.partition(", ")[0].strip()


def plain_comma(said: str) -> str:
    return said.replace("، ", ", ")


def _categories(entry: Any) -> tuple[list[str], tuple[str, ...]]:
    """Their names, and those that are languages."""
    found = entry.get("CATEGORIES", [])
    names: list[str] = []
    for each in found if isinstance(found, list) else [found]:
        names += [tidy(cleaned(str(name))) for name in getattr(each, "cats", [each])]
    tags = tuple(name for name in names if len(name) < 4 and name.islower() and read_languages(name).tags)
    return [name for name in names if name and name not in tags], tags


def _track_and_type(names: Sequence[str], known: Acquaintance, *, ours: bool) -> tuple[str, str]:
    """What is known by its name is that; of two of ours the first is the track."""
    kind = next((name for name in names if find(known.types, name)), "")
    track = next((name for name in names if name != kind and find(known.tracks, name)), "")
    if ours:
        open_ = [name for name in names if name not in (kind, track)]
        track = track or (open_.pop(0) if open_ else "")
        kind = kind or (open_.pop(0) if open_ else "")
    return track, kind


def _organizers(entry: Any) -> tuple[ProposedBody, ...]:
    """CONTACT, else the name of ORGANIZER."""
    contacts = entry.get("CONTACT", [])
    lines = [letters_of(cleaned(str(one))).said for one in (contacts if isinstance(contacts, list) else [contacts])]
    found = tuple(dict.fromkeys(body for line in lines for body in read_bodies(tidy(line))))
    organizer = entry.get("ORGANIZER")
    name = str(getattr(organizer, "params", {}).get("CN", "")) if organizer is not None else ""
    return found or ((ProposedBody(*split_name(tidy(cleaned(name)))),) if name.strip() else ())


def _parts(said: str, names: Sequence[str], url: str) -> _Parts:
    """Our own long text: track and type, the text itself, who and in which languages, the event and the address."""
    paragraphs = [paragraph for paragraph in said.split("\n\n") if paragraph.strip()]
    if paragraphs and url and paragraphs[-1].endswith(url):
        paragraphs.pop()
    if paragraphs and names and paragraphs[0] in (" · ".join(reversed(names)), " · ".join(names)):
        paragraphs.pop(0)
    people: list[str] = []
    bodies = ""
    tags: dict[Label, tuple[str, ...]] = {}
    while paragraphs and (labels := [_label(line) for line in paragraphs[-1].split("\n")])[0]:
        first = labels[0]
        if first[0].label not in _ANNOUNCED or (first[0].label is not Label.ORGANIZERS and not all(labels)):
            break
        lines = paragraphs.pop().split("\n")
        if first[0].label is Label.ORGANIZERS:
            bodies = "\n".join(lines[1:])
        for means, behind in filter(None, labels):
            if means.role:
                ahead = f"{means.role.value.replace('_', '-')}: "
                people += [ahead + one for one in behind.replace("؛", ";").split("; ")]
            elif means.label in (Label.LANGUAGES, Label.INTERPRETATION):
                tags[means.label] = tuple(read_languages(behind).tags)
    return _Parts(
        "\n\n".join(paragraphs),
        "\n".join(people),
        bodies,
        tags.get(Label.LANGUAGES, ()),
        tags.get(Label.INTERPRETATION, ()),
    )


def _label(line: str) -> tuple[Meaning, str] | None:
    letters = letters_of(line)
    found = find_label(letters.key, 0, len(letters.key)) if letters.key else None
    return (found.means, "" if found.alone else letters.said[found.end :]) if found else None


def _value(entry: Any, name: str) -> Any:
    found = entry.get(name)
    return getattr(found[0] if isinstance(found, list) else found, "dt", None)


def _wall(at: Any, timezone: str) -> datetime | None:
    """The event's wall time; None for a whole day."""
    if not isinstance(at, datetime):
        return None
    return at.astimezone(zone(timezone)).replace(tzinfo=None) if at.tzinfo else at
