"""What stands in one line of a list: items side by side, questions that follow one another, names of languages."""

import re

from events_service.interchange.language_names import read_languages
from events_service.interchange.pasting.labels import Label
from events_service.interchange.pasting.letters import Letters, spelled, tidy
from events_service.languages import folded

_INLINE = re.compile(spelled(r"[;؛](?=[ \t])|(?<=[ ;.,:])\(?\d{1,2}[.)][ ](?=\S)|[ ][•·▪][ ]?|\n"))
_SENTENCE_END = re.compile(spelled(r"(?<=[.!?؟…])[ \t\u00a0]{1,5}(?=\S)"))
_WORD = re.compile(r"[^\W\d_]{2,30}")
_SHORT_NAMES = frozenset(["en", "fr", "ar", "es", "pt", "eng", "fre", "fra", "ara", "spa", "por"])


def languages_in(said: str) -> list[str]:
    """The languages named in a phrase such as `interprétation vers l'arabe et l'anglais`."""
    found: dict[str, None] = {}
    for word in _WORD.findall(folded(said)):
        if len(word) > 3 or word in _SHORT_NAMES:
            for name in (
                word,
                word.removeprefix("و"),
                "ال" + word.removeprefix("و").removeprefix("لل").removeprefix("ل"),
            ):
                tags = read_languages(name).tags
                if tags:
                    found[tags[0]] = None
                    break
    return list(found)


def inline_items(letters: Letters, start: int, end: int, section: Label) -> list[tuple[int, int]]:
    """Items that stand in one line: `1) …; 2) …`, or questions one after the other."""
    said = letters.said
    apart = [match.span() for match in _INLINE.finditer(said, start, end)]
    if section is Label.QUESTIONS and not apart:
        apart = [match.span() for match in re.finditer(r"(?<=[?؟])[ \t\u00a0]{1,5}(?=\S)", said[start:end])]
        apart = [(start + first, start + last) for first, last in apart]
    edges = [start, *(place for span in apart for place in span), end]
    found = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        while first < last and said[first].isspace():
            first += 1
        while last > first and said[last - 1].isspace():
            last -= 1
        if last > first:
            found.append((first, last))
    return found


def item_of(said: str) -> str:
    """An item without the mark at its end, which belongs to the list."""
    item = tidy(said).strip("*_ ")
    item = re.sub(r"^\(?\d{1,2}[.)][ ]", "", item)
    while item[-1:] in (";", ",", "،", "؛") or (
        item[-1:] == "." and not item.endswith(("..", "etc.")) and ". " not in item
    ):
        item = item[:-1].rstrip()
    return item


def questions_in(said: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Two questions or more that follow one another, and the rest of the paragraph."""
    edges = [start, *(place for match in _SENTENCE_END.finditer(said, start, end) for place in match.span()), end]
    sentences = list(zip(edges[::2], edges[1::2], strict=True))
    asks = [said[first:last].rstrip()[-1:] in ("?", "؟") and last - first < 400 for first, last in sentences]
    # "With whom ?" is one sentence, its mark apart.
    questions = [
        span for at, span in enumerate(sentences) if asks[at] and (any(asks[at + 1 : at + 2]) or (at and asks[at - 1]))
    ]
    if not questions:
        return [], [(start, end)]
    rest: list[tuple[int, int]] = []
    at = start
    for first, last in questions:
        if first > at:
            rest.append((at, first))
        at = last
    rest.append((at, end))
    trimmed = [
        (
            first + len(said[first:last]) - len(said[first:last].lstrip()),
            last - (len(said[first:last]) - len(said[first:last].rstrip())),
        )
        for first, last in rest
    ]
    return questions, [(first, last) for first, last in trimmed if last > first]
