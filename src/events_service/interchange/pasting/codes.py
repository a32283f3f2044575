"""The code a session is printed with: `SOU 84`, `SOU-33`, `WS2.1`, `Atelier 3`."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.letters import Letters, spelled

_CODE = re.compile(
    r"[\[(]?(?P<c>(?P<p>[A-Z]{1,6}(?:[-.][A-Z]{1,4})?)(?:[  .\-‐-―_/]{0,2}|[  ]?n°[  ]?)"
    r"\d{1,4}(?:[.\-]\d{1,2})?[a-zA-Zأ-ي]?)(?P<b>[\])])?(?!\w)"
)
_WORDED = re.compile(
    spelled(
        r"[\[(]?(?P<c>(?P<p>session|seance|atelier|workshop|panel|plenary|plenary session|seance pleniere"
        r"|pleniere|table ronde"
        r"|round table|roundtable|side event|training|conference|الجلسه|جلسه|الورشه|ورشه|ورشه عمل|اللقاء|ندوه"
        r"|الندوه|الجلسه الموازيه)"
        r"[ ]?(?:n°|no\.?|number|رقم|#)?[ ]?\d{1,3}(?:\.\d{1,2})?[a-z]?)(?P<b>[\])])?(?!\w)"
    )
)
_BEHIND = re.compile(spelled(r"[ \t ]{0,4}(?:[-:|.)/·•,،][ \t ]{1,4}|[:|·•][ \t ]{0,4}|\t[ \t]{0,4}|$)"))
_NOT_CODES = frozenset(
    [
        "AM",
        "PM",
        "COP",
        "ODD",
        "SDG",
        "SDGS",
        "ISO",
        "COVID",
        "TEL",
        "FAX",
        "BP",
        "GMT",
        "UTC",
        "ROOM",
        "SALLE",
        "HALL",
        "DAY",
        "JOUR",
        "J",
        "H",
        "N",
        "RN",
        "NO",
        "AND",
        "OF",
        "G",
        "Q",
        "R",
        "TOP",
        "EU",
        "UN",
        "DE",
        "LE",
        "LA",
        "ET",
        "TO",
        "B",
        "A4",
        "MAI",
        "MAY",
        "JUNE",
        "JULY",
        "AVRIL",
        "MARS",
        "LE",
        "DU",
        "AU",
    ]
)
_WEAK = frozenset(("panel", "conference", "plenary", "training", "round table", "roundtable", "table ronde"))


class FoundCode(NamedTuple):
    start: int
    end: int
    after: int
    """Where the title begins."""
    weak: bool = False
    """It may as well be a point of an agenda: `Panel 1`."""


def find_code(letters: Letters, start: int, end: int, prefixes: frozenset[str]) -> FoundCode | None:
    """The code a line, or what is left of it, begins with."""
    match = _CODE.match(letters.said, start, end)
    if match:
        prefix = match["p"]
        behind = _BEHIND.match(letters.key, match.end(), end)
        known = prefix.lower() in prefixes
        stands_apart = bool(match["b"]) or behind is not None
        if known or (
            prefix not in _NOT_CODES and (stands_apart or (len(prefix) > 1 and _begins_title(letters, match, end)))
        ):
            after = behind.end() if behind else match.end()
            return FoundCode(*match.span("c"), after)
    worded = _WORDED.match(letters.key, start, end)
    if worded:
        behind = _BEHIND.match(letters.key, worded.end(), end)
        if behind or worded["b"]:
            return FoundCode(*worded.span("c"), behind.end() if behind else worded.end(), worded["p"] in _WEAK)
    return None


_SESSION = re.compile(
    spelled(r"\b(?:session|seance|atelier|workshop|plenary|pleniere|forum|table|جلسه|الجلسه|ورشه|الورشه)(?!\w)")
)


def find_code_behind(letters: Letters, start: int, end: int, prefixes: frozenset[str]) -> FoundCode | None:
    """The code a short line ends with, behind what kind of session it is: `Session ouverte SOU 84`."""
    if end - start > 60 or not _SESSION.search(letters.key, start, end):
        return None
    at = letters.said.rfind(" ", start, letters.said.rfind(" ", start, end))
    found = find_code(letters, at + 1, end, prefixes) if at > start else None
    return found if found and found.end == end else None


def is_code(said: str) -> bool:
    """Is this a code and nothing else?"""
    return bool(_CODE.fullmatch(said.strip())) and _CODE.fullmatch(said.strip())["p"] not in _NOT_CODES  # type: ignore[index]


def _begins_title(letters: Letters, match: re.Match[str], end: int) -> bool:
    at = match.end()
    if letters.said[at : at + 1] not in (" ", " "):
        return False
    following = letters.said[at + 1 : min(end, at + 2)]
    return bool(following) and (following.isupper() or following in "«“\"'" or "\u0600" <= following <= "\u06ff")
