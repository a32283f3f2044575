"""What a line says of when, where and which session, at its beginning and its end; between the two is a title."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.codes import FoundCode, find_code, find_code_behind
from events_service.interchange.pasting.dates import FoundDay, find_days
from events_service.interchange.pasting.hours import FoundHours, FoundNote, find_hours, find_note
from events_service.interchange.pasting.labels import FoundLabel, find_label
from events_service.interchange.pasting.letters import Letters, Line, spelled
from events_service.interchange.pasting.places import FoundRoom, find_rooms, known_room

_Fact = FoundDay | FoundHours | FoundNote | FoundRoom
_MARKS = " \t-:|.,;·•()[]/،؛*_—"
_LINK = re.compile(
    spelled(
        r"(?:the|on|le|la|at|a|in|en|de|of|from|and|et|du|ce|في|يوم|علي|و|ب|gmt(?:[+-]\d)?|utc|local time|heure"
        r" locale|h)\b[ .,:]{0,3}"
    )
)
_LINK_BEFORE = re.compile(spelled(r"(?:^|[ ,;:(|-])(?:the|on|le|at|a|in|en|from|and|et|du|ce|في|يوم|علي|و)[ ]?$"))
_STRONG = frozenset(",;|()[]-:·•\t،؛.—/")
_APART = re.compile(r"(?:(?<! )[ ]{2,40}|\t[ ]{0,8}|[ ]?[:|,;][ ]{1,8}|[ ]-[ ]{1,8})(?=[^\W\d_(])")
_AT_SIGN = re.compile(r"(?<=[ ])@[ ]{0,2}(?P<n>[^@,;|()\n]{2,50})$")
_SET_APART = re.compile(r"[ ]{2,}|\t|[ ]?[:|][ ]|[ ]-[ ]")
_LONGEST_PLACE = 60
_FAR = 400
"""Characters at either end of a line that are looked at."""


class Look(NamedTuple):
    """A line and what was found at its ends."""

    line: Line
    label: FoundLabel | None = None
    days: tuple[FoundDay, ...] = ()
    hours: FoundHours | None = None
    note: FoundNote | None = None
    room: FoundRoom | None = None
    code: FoundCode | None = None
    first: int = 0
    """What is left: the title, or nothing."""
    last: int = 0
    rest: tuple[int, int] = (0, 0)
    """What stands behind day and hours: a place, or whose session it is."""
    words: tuple[int, int] = (0, 0)
    """What stands before a code at the end: `Session ouverte SOU 84`."""
    opens: bool = False
    """Hours, or a day, stand at its beginning."""
    closes: bool = False
    """They stand at its end."""

    @property
    def bare(self) -> bool:
        """Facts alone."""
        return self.last <= self.first and self.code is None

    @property
    def timed(self) -> bool:
        return self.hours is not None or self.note is not None


def look_at(letters: Letters, line: Line, known: Acquaintance) -> Look:
    label = find_label(letters.key, line.start, line.end)
    if label:
        return Look(line, label, first=label.end, last=line.end)
    return look_between(letters, line, line.start, line.end, known)


def look_between(letters: Letters, line: Line, start: int, end: int, known: Acquaintance) -> Look:
    """The same of a part of a line."""
    head, tail = min(end, start + _FAR), max(start, end - _FAR)
    spans = _facts(letters, start, head, known)
    if tail >= head:
        spans += _facts(letters, tail, end, known)
    elif head < end:
        spans = _facts(letters, start, end, known)
    front, code, first = _front(letters, start, end, spans, known)
    if front and code is None and not any(isinstance(fact, FoundRoom) for fact in front):
        placed = _code_behind_place(letters, first, end, known)
        if placed:
            place, code = placed
            front, first = [*front, place], code.after
    back, last = _back(letters, first, end, [fact for fact in spans if fact not in front], known)
    if (
        last > first
        and not front
        and not code
        and not any(isinstance(f, FoundHours | FoundNote | FoundRoom) for f in back)
    ):
        back, last = [], end
    rest = (0, 0)
    if code and not back and not front:
        back, last, rest = _middle(letters, first, end, spans)
    words = (0, 0)
    if code is None and not front and not back:
        worded = find_code_behind(letters, start, end, known.prefixes)
        if worded:
            words, code, first, last = (start, worded.start), worded, end, end
    if not front and not back and code is None and known_room(letters, start, end, known):
        back, last = [FoundRoom(start, end, start, end)], first
    facts = [*front, *back]
    return Look(
        line=line,
        days=tuple(fact for fact in facts if isinstance(fact, FoundDay)),
        hours=next((fact for fact in facts if isinstance(fact, FoundHours)), None),
        note=next((fact for fact in facts if isinstance(fact, FoundNote)), None),
        room=next((fact for fact in facts if isinstance(fact, FoundRoom)), None),
        code=code,
        first=first,
        last=last,
        rest=rest,
        words=words,
        opens=any(isinstance(fact, FoundDay | FoundHours) for fact in front),
        closes=any(isinstance(fact, FoundDay | FoundHours | FoundNote) for fact in back),
    )


def _facts(letters: Letters, start: int, end: int, known: Acquaintance) -> list[_Fact]:
    found: list[_Fact] = [*find_days(letters.key, start, end, known.days), *find_hours(letters.key, start, end)]
    note = find_note(letters.key, start, end)
    rooms = find_rooms(letters, start, end, known)
    at = _AT_SIGN.search(letters.key, start, end)
    if at and end - start > at.end() - at.start():
        rooms = [*(room for room in rooms if room.end <= at.start()), FoundRoom(*at.span(), *at.span("n"))]
    others: list[_Fact] = [*([note] if note else []), *rooms]
    for each in others:
        if not any(each.start < fact.end and fact.start < each.end for fact in found):
            found.append(each)
    return sorted(found, key=lambda fact: fact.start)


def _front(
    letters: Letters, start: int, end: int, spans: list[_Fact], known: Acquaintance
) -> tuple[list[_Fact], FoundCode | None, int]:
    """What a line begins with, and where its title does."""
    begins = {fact.start: fact for fact in spans}
    found: list[_Fact] = []
    code: FoundCode | None = None
    at = start
    while at < end:
        while at < end and letters.key[at] in _MARKS:
            at += 1
        link = _LINK.match(letters.key, at, end)
        fact = begins.get(at) or (begins.get(link.end()) if link else None)
        if fact and (not isinstance(fact, FoundNote) or (at == start and _SET_APART.match(letters.key, fact.end, end))):
            if isinstance(fact, FoundRoom) and fact.end < end and letters.key[fact.end] not in _MARKS:
                break
            found.append(fact)
            at = fact.end
        elif fact and found:
            found.append(fact)
            at = fact.end
        elif code is None and (code := find_code(letters, at, end, known.prefixes)):
            at = code.after
        else:
            break
    while at < end and letters.key[at] in " \t-:|,;،؛·•":
        at += 1
    return found, code, at


def _code_behind_place(
    letters: Letters, start: int, end: int, known: Acquaintance
) -> tuple[FoundRoom, FoundCode] | None:
    """`Dakhla   SOU 84 Title`, `Dakhla : SOU 84 - Title`, behind the hours: a short place, set apart from a code."""
    for match in _APART.finditer(letters.key, start + 1, min(end, start + _LONGEST_PLACE)):
        code = find_code(letters, match.end(), end, known.prefixes)
        if code and not code.weak and match.start() > start and letters.key[start : match.start()].count(" ") < 6:
            return FoundRoom(start, match.start(), start, match.start()), code
    return None


def _back(letters: Letters, start: int, end: int, spans: list[_Fact], known: Acquaintance) -> tuple[list[_Fact], int]:
    """What a line ends with, and where its title does."""
    ends = {fact.end: fact for fact in spans if fact.start >= start}
    found: list[_Fact] = []
    at = title = end
    while at > start:
        while at > start and letters.key[at - 1] in _MARKS:
            at -= 1
        fact = ends.get(at) or _room_at(letters, start, at, known)
        if fact is None:
            break
        at = fact.start
        link = _LINK_BEFORE.search(letters.key, max(start, at - 12), at)
        if link:
            at = link.start() + (0 if letters.key[link.start()] in _MARKS else 0)
        before = at
        while before > start and letters.key[before - 1] == " ":
            before -= 1
        apart = (
            letters.key[fact.start] == "@"
            or before == start
            or letters.key[before - 1] in _STRONG
            or (link and letters.key[at : at + 1] in _STRONG)
        )
        found.append(fact)
        if apart:
            title = before
        elif not any(end_ == before for end_ in ends):
            break
    kept = [fact for fact in found if fact.start >= title]
    while title > start and letters.key[title - 1] in " \t-:|,;،؛·•([/—":
        title -= 1
    # A bracket that was open stays open in a title: "(FACDI)" is closed by what follows it.
    if kept and title < end and letters.key[start:title].count("(") > letters.key[start:title].count(")"):
        closing = letters.key.find(")", title, end)
        if 0 <= closing - title <= 1:
            title = closing + 1
    return kept, title if kept else end


def _middle(letters: Letters, start: int, end: int, spans: list[_Fact]) -> tuple[list[_Fact], int, tuple[int, int]]:
    """Day and hours between a title and something else: `Title, 21 November, 9.30-12.30, Dakhla (AMPCC)`."""
    facts: list[_Fact] = [fact for fact in spans if fact.start > start and not isinstance(fact, FoundNote)]
    timed = [fact for fact in facts if isinstance(fact, FoundHours) and fact.ends]
    before = letters.key[start : facts[0].start].rstrip() if facts else ""
    behind = letters.key[facts[-1].end : end].lstrip() if facts else ""
    gaps = [letters.key[one.end : other.start] for one, other in zip(facts, facts[1:], strict=False)]
    if not timed or before[-1:] not in _STRONG or behind[:1] not in _STRONG or any(gap.strip(_MARKS) for gap in gaps):
        return [], end, (0, 0)
    last = start + len(before)
    while last > start and letters.key[last - 1] in _MARKS:
        last -= 1
    return facts, last, (facts[-1].end, end)


def _room_at(letters: Letters, start: int, end: int, known: Acquaintance) -> FoundRoom | None:
    """The last part of a line, where it is the name of a room of the event."""
    first = max(start, end - 80)
    for at in range(end - 1, first - 1, -1):
        if letters.key[at] in ",;|()[]\t·•،؛@" or letters.key[at - 1 : at + 2] == " - ":
            here = at + 1
            while here < end and letters.key[here] in " -":
                here += 1
            return FoundRoom(here, end, here, end) if here < end and known_room(letters, here, end, known) else None
    return None
