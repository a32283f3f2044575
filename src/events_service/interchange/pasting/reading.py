"""A pasted text read into proposed sessions: the one way in."""

import re

from events_service.errors import InvalidInput
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.blocks import Blocks
from events_service.interchange.pasting.building import MOST_SESSIONS, Building, Entry, TooMany
from events_service.interchange.pasting.cells import is_table
from events_service.interchange.pasting.labels import Label, What, find_label, label_of
from events_service.interchange.pasting.letters import LONGEST, Letters, key_of, letters_of, lines_of, tidy
from events_service.interchange.pasting.proposals import Mark, Proposal, ProposedItem, Reading
from events_service.interchange.pasting.tables import read_table
from events_service.languages import folded

_FRENCH = frozenset(
    [
        "le",
        "la",
        "les",
        "des",
        "du",
        "et",
        "pour",
        "une",
        "dans",
        "sur",
        "au",
        "aux",
        "en",
        "par",
        "avec",
        "est",
        "qui",
        "que",
        "l",
        "d",
        "de",
        "a",
        "salle",
        "heures",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "with",
        "on",
        "is",
        "are",
        "by",
        "at",
        "from",
        "a",
        "an",
        "room",
        "this",
        "that",
        "as",
    ]
)


_BULLET = re.compile(r"(?:^|(?<= ))(?:[-*•·]|\(?(?:\d{1,2}|[a-h])[.)/])(?= |$)")
_SMALL = re.compile(
    r"(?:(?:on|the|le|la|at|a|in|en|de|from|and|et|to|room|salle|venue|day|jour|tbc|gmt|utc|local|time|by|par"
    r"|القاعه|قاعه|في|يوم|علي|الساعه|و)"
    r"[ .,:()|-]{0,4}){1,6}"
)


class TooLong(InvalidInput):
    slug = "text-too-long"
    msgid = "The text has more than {most} characters. Paste it in parts."


def read(text: str, known: Acquaintance) -> Reading:
    """The sessions a text proposes. TooLong, TooMany."""
    if len(text) > LONGEST:
        raise TooLong(most=f"{LONGEST:,}")
    letters = letters_of(text)
    lines = lines_of(letters)
    table = is_table(letters, lines)
    buildings = read_table(letters, lines, known) if table else Blocks(letters, lines, known).read()
    buildings = [b for b in buildings if b.headed]
    if len(buildings) > MOST_SESSIONS:
        raise TooMany(most=MOST_SESSIONS)
    marks = _marks(letters, buildings)
    usual = language_of(" ".join(_own_words(b) for b in buildings), known, language_of(text, known), least=0)
    proposals = tuple(_proposal(b, usual, known) for b in buildings)
    return Reading(text, proposals, marks, _left(letters, text, marks))


def _marks(letters: Letters, buildings: list[Building]) -> tuple[Mark, ...]:
    """All marks in the order of the text; of two that overlap the one that was made first, and the rest of the"
    " other."""
    found: list[Mark] = []
    for number, b in enumerate(buildings):
        for start, end, what in b.marks:
            first, last = letters.span(start, end)
            found.append(Mark(first, last, what, number))
    found.sort(key=lambda mark: (mark.start, mark.end))
    kept: list[Mark] = []
    for mark in found:
        start = max(mark.start, kept[-1].end) if kept else mark.start
        if start < mark.end:
            kept.append(Mark(start, mark.end, mark.what, mark.session))
    return tuple(kept)


def _left(letters: Letters, text: str, marks: tuple[Mark, ...]) -> tuple[str, ...]:
    """What no mark covers, a line at a time, but for marks of punctuation and words that only announce."""
    found: list[str] = []
    at = 0
    edges = [*((mark.start, mark.end) for mark in marks), (len(text), len(text))]
    for start, end in edges:
        for piece in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", text[at:start]):
            said = _BULLET.sub("", letters_of(piece).said.strip().lstrip("> ").strip())
            if any(letter.isalnum() for letter in said) and not _announces(said):
                found.append(tidy(said))
        at = max(at, end)
    return tuple(found)


def _announces(said: str) -> bool:
    """Is this but a label, or the small words around days and hours?"""
    key = key_of(said)
    cells = [cell for cell in re.split(r"[\t|;]", said) if cell.strip()]
    if len(cells) > 1 and all(label_of(cell) for cell in cells):
        return True
    label = find_label(key, 0, len(key))
    if label and label.end >= len(key.rstrip(" :")) and label.means.label is not Label.OTHER:
        return True
    return label_of(said) is not None and label_of(said).label is not Label.OTHER or bool(_SMALL.fullmatch(key))  # type: ignore[union-attr]


def _proposal(b: Building, usual: str, known: Acquaintance) -> Proposal:
    objectives = tuple(dict.fromkeys(entry.said for entry in b.objectives if entry.said))
    description = "\n\n".join(_joined(b.paragraphs))
    return Proposal(
        title=b.title,
        code=b.code,
        language=language_of(f"{b.title} {description} {' '.join(objectives)} {b.introduction}", known, usual),
        day=b.day,
        start=b.begins,
        end=b.ends,
        time_note=b.note,
        room=b.room,
        venue=b.venue,
        track=b.track,
        type=b.type,
        languages=tuple(b.languages),
        interpretation=tuple(b.interpretation),
        organizers=tuple(dict.fromkeys(b.bodies)),
        people=tuple(dict.fromkeys(b.people)),
        agenda=_items(b.agenda),
        introduction=b.introduction,
        objectives=objectives,
        questions=tuple(dict.fromkeys(entry.said for entry in b.questions if entry.said)),
        description=description,
        doubtful=(What.DAY,) if b.doubtful else (),
    )


def _own_words(b: Building) -> str:
    """What was written for it, without the names in it."""
    lists = (entry.said for entry in (*b.agenda, *b.objectives, *b.questions))
    return " ".join((b.title, b.introduction, *b.paragraphs, *lists))


def _joined(paragraphs: list[str]) -> list[str]:
    """Items of a list stay together."""
    found: list[str] = []
    for paragraph in paragraphs:
        if (
            found
            and re.match(r"(?:-|\d{1,2}\.) ", paragraph)
            and re.search(r"(?:^|\n)(?:-|\d{1,2}\.) [^\n]{0,99999}$", found[-1])
        ):
            found[-1] += f"\n{paragraph}"
        else:
            found.append(paragraph)
    return found


def _items(entries: list[Entry]) -> tuple[ProposedItem, ...]:
    return tuple(_proposed_item(entry) for entry in entries if entry.said or entry.start or entry.items)


def _proposed_item(entry: Entry) -> ProposedItem:
    """Hours with one point under them are that point."""
    if not entry.said and len(entry.items) == 1 and not entry.items[0].start:
        only = entry.items[0]
        return ProposedItem(only.said, entry.start, entry.end, _items(only.items))
    return ProposedItem(entry.said, entry.start, entry.end, _items(entry.items))


def language_of(said: str, known: Acquaintance, usual: str = "", least: int = 1) -> str:
    """Which of the interface's languages a text is in, by its script and its small words.

    It is the usual one unless it has more than the least of the other's.
    """
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in said[:5000])
    latin = sum(letter.isascii() and letter.isalpha() for letter in said[:5000])
    if arabic > latin:
        return "ar"
    words = re.findall(r"[a-z]{1,20}", folded(said[:5000]))
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    accents = sum(letter in "éèêàçôûîëïœ" for letter in said[:5000].lower())
    if abs(french + accents - english) > (least if usual in ("en", "fr") else 0):
        return "fr" if french + accents > english else "en"
    return usual if usual in ("en", "fr") else next((tag for tag in known.languages if tag in ("en", "fr")), "en")
