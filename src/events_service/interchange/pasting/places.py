"""Rooms as they are named in a line: `Room Dakhla`, `en salle Agadir`, `(القاعة 9)`."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.acquaintance import Acquaintance, find_room, plain
from events_service.interchange.pasting.letters import Letters, spelled, tidy

_KINDS = (
    r"(?:room|salle|hall|auditorium|amphitheatre|amphi|amphitheater|pavillon|pavilion|salon|tent|tente|theatre"
    r"|ballroom|chapiteau|espace"
    r"|القاعه|قاعه|بقاعه|بالقاعه|المدرج|مدرج|الخيمه|خيمه|الفضاء|فضاء|الصاله)"
)
_NAMED = re.compile(
    spelled(
        rf"(?P<w>\b(?:in |at |en |a la |dans la |في |ب)?)(?P<a>(?:the )?(?:meeting |conference |main |plenary "
        rf"|press |grande |petite |board |committee )?)"
        rf"\b(?P<k>{_KINDS})\b(?: ?(?:n°|no\.?|number|رقم))?[ ]?:?[ ]?(?P<n>[^,;|()\[\]\t\n:/،؛]{{1,60}})"
    )
)
_ALONE = re.compile(
    spelled(
        r"\b(?:plenary|main|press|grand|grande|meeting|conference|exhibition|banquet) (?:hall|room|auditorium"
        r"|theatre|salle)\b(?! ?[\w])"
        r"|\b(?:salle|grande salle) (?:pleniere|polyvalente|de conferences?|des fetes|de presse|du conseil|de"
        r" reunions?|des conferences|royale)\b(?! [\w])"
        r"|القاعه (?:الكبري|الرئيسيه|الشرفيه|العامه)(?!\w)"
    )
)
_STOPS = re.compile(r" - | -$| [-·•] |[.](?: |$)")
_HOUSE = re.compile(r"[ ]?\([^()\n\d]{2,60}\)")
_NUMBERED = re.compile(r"(?:\d{1,3}[a-z]?|[a-z]|[ivx]{1,4})")
_STRIPPED = frozenset(("room", "salle", "القاعه", "قاعه", "بقاعه", "بالقاعه", "الصاله"))
_MOST_WORDS = 6


class FoundRoom(NamedTuple):
    start: int
    end: int
    first: int
    last: int
    """Its name: `Dakhla`, but `Room 9`."""


def find_rooms(letters: Letters, start: int, end: int, known: Acquaintance) -> list[FoundRoom]:
    """Rooms that are called so: by a word such as `Room`, and a name or a number."""
    found = [FoundRoom(*match.span(), *match.span()) for match in _ALONE.finditer(letters.key, start, end)]
    for match in _NAMED.finditer(letters.key, start, end):
        name = match["n"]
        stop = _STOPS.search(name)
        name = (name[: stop.start()] if stop else name).rstrip(" -.")
        first, last = match.start("n"), match.start("n") + len(name)
        house = _HOUSE.match(letters.key, last, end) if match.start() == start else None
        last = house.end() if house else last
        initial = letters.said[first : first + 1]
        proper = initial.isupper() or initial.isdigit() or initial in '«“"' or "\u0600" <= initial <= "\u06ff"
        numbered = _NUMBERED.fullmatch(name.strip())
        if any(first < room.end and room.start < last for room in found):
            continue
        if not name.strip() or not (proper or numbered or find_room(known, name)) or len(name.split()) > _MOST_WORDS:
            continue
        whole = match.start("a") if match["a"] else match.start("k") + match["k"].startswith("ب")
        keeps = match["a"] or numbered or match["k"] not in _STRIPPED or plain(letters.key[whole:last]) in known.rooms
        found.append(FoundRoom(match.start(), last, whole if keeps else first, last))
    return sorted(found)


def known_room(letters: Letters, start: int, end: int, known: Acquaintance) -> bool:
    """Is this the name of a room of the event, and nothing else?"""
    return bool(known.rooms) and end - start <= 80 and find_room(known, tidy(letters.said[start:end])) is not None


def bare_name(said: str) -> str:
    """The name of a room without `Room` before it, unless it is but a number."""
    name = tidy(said).strip(" -–—.:;,")
    match = re.match(r"(?:room|salle|القاعة|قاعة)[ :]{1,2}(?=\S)", name, re.IGNORECASE)
    if match and not _NUMBERED.fullmatch(plain(name[match.end() :])) and len(name) > match.end() + 1:
        rest = name[match.end() :]
        return rest if rest[:1].isupper() or "\u0600" <= rest[:1] <= "\u06ff" else name
    return name
