"""A session told in a sentence: `Session SOU 84 "…" will be held on Wednesday 21 November from 9.30 to 12.30 in …`."""

import re

from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.bodies import find_bodies
from events_service.interchange.pasting.building import Building, set_code, set_day, set_hours, set_room, set_title
from events_service.interchange.pasting.dates import find_days
from events_service.interchange.pasting.hours import find_hours
from events_service.interchange.pasting.labels import What
from events_service.interchange.pasting.letters import Letters, Line, spelled
from events_service.interchange.pasting.places import find_rooms

_QUOTED = re.compile(r"[«“\"„]\s?(?P<t>[^«»“”\"„\n]{3,250}?)\s?[»”\"]")
_CODE = re.compile(r"(?<![\w-])(?P<c>[A-Z]{2,6}[ \u00a0-]?\d{1,4}[a-z]?)(?!\w)")
_HELD = re.compile(
    spelled(
        r"\b(?:will be held|will take place|takes place|is held|is scheduled|is planned|was held|se tiendra|aura"
        r" lieu|est prevue?"
        r"|se deroulera|est programmee?|sera organisee?|ستنعقد|تنعقد|ستنظم|تنظم|ستعقد|ينعقد|سينعقد)(?!\w)"
    )
)
_BY = re.compile(
    spelled(r"(?:organi[sz]ed by|hosted by|led by|organisee? par|portee? par|animee? par|من تنظيم|تنظمها|ينظمها)[ ]")
)
_SENTENCE = re.compile(r"\.(?= |$)")
_LONGEST = 1200


def tells(letters: Letters, line: Line, known: Acquaintance) -> bool:
    """Does a line tell of one session: when it is, and what it is called?"""
    start, end = line.start, line.end
    if end - start > _LONGEST or not (
        _QUOTED.search(letters.said, start, end) or _HELD.search(letters.key, start, end)
    ):
        return False
    hours = [found for found in find_hours(letters.key, start, end) if found.ends]
    days = find_days(letters.key, start, end, known.days)
    return len(hours) == 1 and len({found.day for found in days}) == 1


def read_told(b: Building, letters: Letters, line: Line, known: Acquaintance) -> None:
    """What the sentence says of it; the sentence itself stays in the description."""
    start, end = line.start, line.end
    quoted = _QUOTED.search(letters.said, start, end)
    held = _HELD.search(letters.key, start, end)
    code = _CODE.search(letters.said, start, held.start() if held else end)
    if code:
        set_code(b, letters, *code.span("c"))
    if quoted:
        set_title(b, letters, *quoted.span("t"))
    elif held:
        first = code.end() if code else start
        while first < held.start() and letters.key[first] in " -:,|":
            first += 1
        last = held.start()
        while last > first and letters.key[last - 1] in " ,":
            last -= 1
        if last > first:
            set_title(b, letters, first, last)
    for day in find_days(letters.key, start, end, known.days):
        set_day(b, day)
    for hours in find_hours(letters.key, start, end):
        if hours.ends:
            set_hours(b, hours)
    for room in find_rooms(letters, start, end, known)[:1]:
        set_room(b, letters, room)
    by = _BY.search(letters.key, start, end)
    if by:
        stop = _SENTENCE.search(letters.key, by.end(), end)
        for found in find_bodies(letters, by.end(), stop.start() if stop else end, known):
            b.bodies.append(found.body)
            b.mark(found.start, found.end, What.ORGANIZER)
            for phone in found.phones:
                b.mark(*phone, What.PHONE)
    b.last_line = line


def unwrapped(letters: Letters, lines: list[Line], known: Acquaintance) -> tuple[Letters, list[Line]]:
    """The same with sentences that tell of a session on one line, where a mail program broke them."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        line, taken = lines[at], 1
        if _wraps(letters, line) and not tells(letters, line, known):
            for ahead in range(at + 1, min(at + 4, len(lines))):
                days = find_days(letters.key, lines[ahead].start, lines[ahead].end, known.days)
                if lines[ahead].after_blank or lines[ahead].bullet or any(d.start == lines[ahead].start for d in days):
                    break
                whole = line._replace(end=lines[ahead].end)
                joined = _joined(letters, whole)
                if tells(joined, whole, known):
                    letters, line, taken = joined, whole, ahead - at + 1
        found.append(line)
        at += taken
    return letters, found


def _wraps(letters: Letters, line: Line) -> bool:
    if not 40 < line.end - line.start < 400:
        return False
    return bool(_QUOTED.search(letters.said, line.start, line.end) or _HELD.search(letters.key, line.start, line.end))


def _joined(letters: Letters, line: Line) -> Letters:
    """The letters with the ends of lines within this one as blanks."""
    start, end = line.start, line.end
    said, key = (text[:start] + text[start:end].replace("\n", " ") + text[end:] for text in (letters.said, letters.key))
    return letters._replace(said=said, key=key)
