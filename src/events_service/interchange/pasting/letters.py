"""A pasted text as it is compared: the letters that count, each with its place in what was pasted."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from events_service.languages import folded

LONGEST = 200_000
"""Characters that are read at once."""

_DROPPED = frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c"
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)
"""Hyphens nobody sees, blanks without width, marks of direction."""
_ENDS = frozenset("\n\x0b\x0c\x85\u2028\u2029")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | {ord("‘"): "'", ord("´"): "'", ord("＝"): "="}
_FRENCH_BLANK = re.compile(r"[\u00a0\u202f](?=[;:!?»%])|(?<=«)[\u00a0\u202f]")
_BLANKS = re.compile(r"[^\S\n]+")
_NARROW = "\ue000"


class Letters(NamedTuple):
    """`said` and `key` have the same length: what is written, and what it is compared as (folded, plain dashes)."""

    said: str
    key: str
    begins: list[int]
    """Where each letter begins in the pasted text."""
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the pasted text that was read as these letters."""
        return (self.begins[start], self.ends[end - 1]) if end > start else (self.begins[start], self.begins[start])


def letters_of(text: str) -> Letters:
    said: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for start, end, letters in _clusters(text):
        for letter in letters:
            said.append(letter)
            begins.append(start)
            ends.append(end)
    whole = "".join(said)
    return Letters(whole, key_of(whole), begins, ends)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """The letters with the marks that belong to them, composed; what nobody sees is passed over."""
    at, length = 0, len(text)
    while at < length:
        letter = text[at]
        if letter in _DROPPED:
            # A word parted at the end of a line by a hyphen for that purpose is one word.
            parted = letter == "\u00ad"
            at += 1
            if parted and text[at : at + 1] in ("\n", "\r"):
                at += 2 if text[at : at + 2] == "\r\n" else 1
            continue
        end = at + 1
        if letter == "\r":
            end += text[end : end + 1] == "\n"
            yield at, end, "\n"
        elif letter in _ENDS:
            yield at, end, "\n"
        elif letter < "\u0300":
            if end < length and "\u0300" <= text[end] <= "\u036f":
                while end < length and end - at < 8 and "\u0300" <= text[end] <= "\u036f":
                    end += 1
                yield at, end, unicodedata.normalize("NFC", text[at:end])
            elif letter.isprintable() or letter in "\t\u00a0":
                yield at, end, letter
        elif "\ufb00" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc":
            yield at, end, unicodedata.normalize("NFKC", letter)
        elif letter.isprintable() or letter.isspace() or unicodedata.category(letter) == "Co":
            yield at, end, letter
        at = end


def key_of(said: str) -> str:
    """The text folded letter by letter, so that places in it are places in the text."""
    known = {letter: _key(letter) for letter in set(said)}
    return "".join(map(known.__getitem__, said))


def _key(letter: str) -> str:
    if letter in "\n\t":
        return letter
    if letter.isspace():
        return " "
    plain = letter.translate(_DASHES)
    bare = folded(plain)
    return bare if len(bare) == 1 else plain


_SPELLED = str.maketrans("أإآىئؤة", "اااييوه")


def spelled(pattern: str) -> str:
    """A pattern whose Arabic letters are folded as those of a key are."""
    return pattern.translate(_SPELLED)


def tidy(text: str) -> str:
    """A piece of text on one line; the blanks French has before its marks do not break."""
    marked = _FRENCH_BLANK.sub(_NARROW, text)
    return _BLANKS.sub(" ", marked.replace("\n", " ")).strip().replace(_NARROW, "\u202f")


def pieces(said: str, start: int, end: int, apart: re.Pattern[str]) -> list[tuple[int, int]]:
    """The parts between what sets them apart, without blanks at their ends."""
    found, at = [], start
    for match in (*apart.finditer(said, start, end), None):
        first, last = at, match.start() if match else end
        while first < last and said[first] in " \t\n\u00a0\u202f-–—•*,،":
            first += 1
        while last > first and said[last - 1] in " \t\n\u00a0\u202f,،":
            last -= 1
        if last > first:
            found.append((first, last))
        at = match.end() if match else end
    return found


class Line(NamedTuple):
    """A line's content: without quoting, indent, bullet and blanks at its end."""

    start: int
    end: int
    indent: int
    bullet: str
    """`-` for any dot or dash, the number or letter of a numbered one, nothing for neither."""
    after_blank: bool


_QUOTE = re.compile(r"(?:>[ ]?){1,8}")
_DOT = re.compile(r"(?:[-*•·▪◦‣●○■□➢➤✓✔►▶→❖❑\ue000-\uf8ff]|o(?=\t|  ))[ \t]{1,8}(?=\S)|[•▪◦‣●■➢➤✓►\uf000-\uf8ff](?=\S)")
_NUMBER = re.compile(
    r"\(?(\d{1,2}|[a-h]|[ivx]{1,4})[.)/][ \t]{1,8}(?=\S)|(\d{1,2}) ?-[ \t]{1,4}(?=[^\W\d])|\((\d{1,2})\)(?=\S)"
    r"|(\d{1,2})[.)](?=[^\W\d])"
)
_ALONE = re.compile(r"(?:[-*•·▪◦‣●○■□\uf000-\uf8ff]|\d{1,2}[.)])")
_HASHES = re.compile(r"#{1,6} ")


def lines_of(letters: Letters) -> list[Line]:
    """Every line that says something."""
    said, key = letters.said, letters.key
    found: list[Line] = []
    at, blank, waiting = 0, True, ""
    for raw in said.split("\n"):
        start, end = at, at + len(raw)
        at = end + 1
        quoted = _QUOTE.match(said, start, end)
        if quoted:
            start = quoted.end()
        first = start
        while start < end and said[start].isspace():
            start += 1
        while end > start and said[end - 1].isspace():
            end -= 1
        if start == end:
            blank = True
            continue
        if _ALONE.fullmatch(key, start, end):
            # A list copied from a page may have its numbers on lines of their own.
            waiting, blank = key[start:end].rstrip(".)"), blank
            continue
        indent = start - first
        hashes = _HASHES.match(said, start, end)
        if hashes:
            start = hashes.end()
        bullet, start = (waiting, start) if waiting else _bullet(key, start, end)
        found.append(Line(start, end, indent, bullet, blank))
        blank, waiting = False, ""
    return found


def _bullet(key: str, start: int, end: int) -> tuple[str, int]:
    dot = _DOT.match(key, start, end)
    if dot:
        return "-", dot.end()
    number = _NUMBER.match(key, start, end)
    if number:
        return next(filter(None, number.groups())), number.end()
    return "", start


def line_at(lines: list[Line], place: int) -> int:
    """The number of the first line that begins at or after a place."""
    return bisect_left([line.start for line in lines], place)
