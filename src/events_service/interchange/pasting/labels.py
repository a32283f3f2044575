"""The words that say what follows: `Room:`, `Organisateurs`, `القاعة`; by themselves they head a part."""

import re
from enum import StrEnum
from typing import NamedTuple

from events_service.interchange.pasting.label_words import AMBIGUOUS, PEOPLE, PREFIXES, WORDS
from events_service.interchange.pasting.letters import spelled
from events_service.languages import folded
from events_service.programme.programme import PersonRole


class What(StrEnum):
    """What a piece of text was recognised as."""

    CODE = "code"
    TITLE = "title"
    DAY = "day"
    HOURS = "hours"
    ROOM = "room"
    VENUE = "venue"
    TRACK = "track"
    TYPE = "type"
    ORGANIZER = "organizer"
    PHONE = "phone"
    PERSON = "person"
    LANGUAGES = "languages"
    INTERPRETATION = "interpretation"
    AGENDA = "agenda"
    INTRODUCTION = "introduction"
    OBJECTIVE = "objective"
    QUESTION = "question"
    DESCRIPTION = "description"


class Label(StrEnum):
    """What a label announces."""

    CODE = "code"
    TITLE = "title"
    DAY = "day"
    HOURS = "hours"
    STARTS = "starts"
    ENDS = "ends"
    WHEN = "when"
    ROOM = "room"
    VENUE = "venue"
    TRACK = "track"
    TYPE = "type"
    ORGANIZERS = "organizers"
    PARTNERS = "partners"
    PHONE = "phone"
    EMAIL = "email"
    PEOPLE = "people"
    LANGUAGES = "languages"
    INTERPRETATION = "interpretation"
    AGENDA = "agenda"
    OBJECTIVES = "objectives"
    QUESTIONS = "questions"
    DESCRIPTION = "description"
    OTHER = "other"
    """Nothing of a session: a heading over a list that is computed, an end of a letter."""


class Meaning(NamedTuple):
    label: Label
    role: PersonRole | None = None


_TABLE: dict[str, Meaning] = {
    folded(word): Meaning(Label(label)) for label, row in WORDS.items() for word in row.split("|")
}
_TABLE |= {folded(word): Meaning(Label.PEOPLE, role) for role, row in PEOPLE.items() for word in row.split("|")}
_AMBIGUOUS = frozenset(folded(word) for word in AMBIGUOUS.split("|"))
_NAMED = frozenset(folded(word) for word in PREFIXES.split("|"))
_PREFIXES: dict[str, Meaning] = {
    word: known
    for word, known in _TABLE.items()
    if word.endswith((" by", " par", " with", " avec", " de")) or word in _NAMED
}
"""What may stand before a name without a colon: `Chaired by`."""
_SEPARATED = re.compile(
    r"[*_]{0,3}(?P<w>[^:：|\t\n]{1,48}?)[*_]{0,3}[ \t]{0,3}(?:[:：]|[ \t]-(?=[ \t])|\t|\|)[*_]{0,3}[ \t]{0,8}"
)
_EDGES = " \t*_#:：.,-•!،"
_SPEAKS_OF_OBJECTIVES = re.compile(
    spelled(
        r"\b(?:aims? (?:to|at)|objectives?|goals?|purpose|intends to|seeks to|will allow|expected to|sets out to"
        r"|vise(?:nt|ra)? a|objectifs?|pour buts?|ambitionne|se propose de|permettra de|a pour but"
        r"|تهدف|يهدف|الاهداف|اهداف|تسعي|تروم|يروم|تتوخي|الغايه)(?!\w)"
    )
)
_SPEAKS_OF_QUESTIONS = re.compile(
    spelled(r"\b(?:questions?|interrogations?|اسئله|الاسئله|تساؤلات|التساؤلات|يلي من الاسئله)(?!\w)")
)
_SPEAKS_OF_AGENDA = re.compile(
    spelled(
        r"\b(?:agenda|programme|program|deroule|deroulement|ordre du jour|presentations|communications"
        r"|interventions|topics|themes|جدول الاعمال|البرنامج|محاور|المحاور|العروض|عروض|مداخلات)(?!\w)"
    )
)


_SIGNS = dict.fromkeys([*range(0x064B, 0x0653), 0x0640])
"""Signs over Arabic letters, which few write."""


class FoundLabel(NamedTuple):
    start: int
    end: int
    """Where what it announces begins."""
    means: Meaning
    alone: bool
    word: str = ""


def find_label(key: str, start: int, end: int) -> FoundLabel | None:
    """The label a line begins with: before a colon, a dash or a cell's end, or by itself."""
    if end - start <= 64:
        word = key[start:end].strip(_EDGES).translate(_SIGNS)
        whole = _TABLE.get(word)
        if whole and (
            key[end - 1] in ":：" or (whole.label is Label.OTHER and key[end - 1] in ",!.،") or word not in _AMBIGUOUS
        ):
            return FoundLabel(start, end, whole, True, word)
    match = _SEPARATED.match(key, start, end)
    if match:
        word = match["w"].strip(_EDGES).translate(_SIGNS)
        known = _TABLE.get(word) or _plural(word)
        colon = ":" in match[0] or "：" in match[0]
        if known and (colon or word not in _AMBIGUOUS) and match.end() < end:
            return FoundLabel(start, match.end(), known, False, word)
    for length in (3, 2, 1):
        words = key[start : min(end, start + 60)].split(" ", length)
        if len(words) > length:
            phrase = " ".join(words[:length])
            if phrase in _PREFIXES and key.startswith(phrase, start):
                return FoundLabel(start, start + len(phrase) + 1, _PREFIXES[phrase], False, phrase)
    return None


_INLINE = re.compile(r"(?:[.;|,،؛][ ]{1,3}|[ ]-[ ]|(?<! )[ ]{3,40})(?P<w>[^\W\d_][^:.;,|\n،؛]{1,28}?)[ ]?:(?=[ ])")
_WITHIN = frozenset(
    (Label.ROOM, Label.VENUE, Label.ORGANIZERS, Label.PARTNERS, Label.PEOPLE, Label.DAY, Label.HOURS, Label.WHEN)
    + (Label.LANGUAGES, Label.INTERPRETATION, Label.TRACK, Label.TYPE)
)


def find_inner_labels(key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where labels stand behind other things in one line: `… . Room: Dakhla. Organizers: AMPCC`.

    Each with where what is before it ends, and where it begins.
    """
    found = []
    for match in _INLINE.finditer(key, start, end):
        meaning = _TABLE.get(match["w"].strip(_EDGES))
        if meaning and meaning.label in _WITHIN:
            found.append((match.start(), match.start("w")))
    return found


def _plural(word: str) -> Meaning | None:
    """`Speakers (tbc)`, `Organisateurs / Partenaires`: the first of what stands there."""
    first = re.split(r" ?[(/&]| et | and ", word, maxsplit=1)[0].strip(_EDGES)
    return _TABLE.get(first) if first != word and first not in _AMBIGUOUS else None


def label_of(heading: str) -> Meaning | None:
    """What a table's column holds, by its heading."""
    word = folded(heading).strip(_EDGES)
    return _TABLE.get(word) or _plural(word)


def role_of(word: str) -> PersonRole | None:
    """The role a word names."""
    known = _TABLE.get(folded(word).strip(_EDGES))
    return known.role if known else None


def is_introduction(key: str) -> Label | None:
    """What the list is whose line before it this is: `This session aims to:`."""
    if _SPEAKS_OF_QUESTIONS.search(key):
        return Label.QUESTIONS
    if _SPEAKS_OF_OBJECTIVES.search(key):
        return Label.OBJECTIVES
    return Label.AGENDA if _SPEAKS_OF_AGENDA.search(key) else None
