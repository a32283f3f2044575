"""Text in several languages: fallback, direction, and folding for search and sort."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

LocalizedText = dict[str, str]
"""Language tag (`en`, `fr`, `ar`, …) to text. An empty map means: not said."""

INTERFACE_LANGUAGES = ("en", "fr", "ar")
"""Languages the pages, mails and calendars speak. Content may come in any language."""

UNDETERMINED = "und"
"""BCP 47's tag for a text whose language the source did not say."""

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})

# Arabic letters that readers type for one another, Persian keyboards' too; tatweel only stretches a line.
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ـ": None}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)
_LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "’": "'", "ʼ": "'"})
_WHITE = re.compile(r"\s+")
_BREAKING = re.compile(r"\s+", re.ASCII)

# Invisible characters that reorder what surrounds them (UAX #9), and what XML 1.0 and RFC 5545 forbid.
_BIDI_OVERRIDES = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff" + _BIDI_OVERRIDES + "]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def direction(language: str) -> str:
    """`rtl` or `ltr`, by the primary subtag."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def colon(language: str) -> str:
    """What stands between a name and what is said of it."""
    return "\u202f: " if language == "fr" else ": "


def comma(language: str) -> str:
    """What stands between names in a row."""
    return "، " if direction(language) == "rtl" else ", "


def choose(text: Mapping[str, str], language: str, fallback: Iterable[str] = INTERFACE_LANGUAGES) -> tuple[str, str]:
    """The text for a reader of `language`, with the language it is really in.

    Tries the language, the fallback order, then whatever there is. `("", language)` where nothing was said.
    """
    for tag in (language, *fallback):
        if text.get(tag):
            return text[tag], tag
    for tag, said in text.items():
        if said:
            return said, tag
    return "", language


def text_in(text: Mapping[str, str], language: str, fallback: Iterable[str] = INTERFACE_LANGUAGES) -> str:
    """The text for a reader of `language`, in whatever language it is."""
    return choose(text, language, fallback)[0]


def folded(text: str) -> str:
    """The text as search and sort see it: no case, accents, harakat or tatweel; alef, ya and ta marbuta unified."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_ARABIC)) if not unicodedata.combining(c))
    return _WHITE.sub(" ", bare.translate(_ARABIC).casefold().translate(_LATIN)).strip()


def folded_all(*texts: Mapping[str, str] | str | None) -> str:
    """Everything said in the given texts, in every language, folded into one line to search in."""
    said: list[str] = []
    for text in texts:
        if isinstance(text, str):
            said.append(text)
        elif text:
            said.extend(text.values())
    return folded(" ".join(said))


def cleaned(text: str) -> str:
    """The text without control characters, bidi overrides and lone surrogates; line ends become `\\n`."""
    # All that is to go is "not printable" to Python: asking that first is ten times as fast as the patterns.
    if text.replace("\n", "").isprintable():
        return text
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The cleaned text with every run of white space as one space: for titles, names and headers."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _WHITE.sub(" ", cleaned(text)).strip()


def in_a_row(text: str) -> str:
    """The cleaned text on one line, with the blanks at which none breaks, such as the French one before a colon."""
    return _BREAKING.sub(" ", cleaned(text)).strip()


def beginning_with(language: str) -> tuple[str, ...]:
    """The languages of the interface, a site's own first."""
    return language, *(tag for tag in INTERFACE_LANGUAGES if tag != language)


def best_language(accept_language: str, offered: Sequence[str] = INTERFACE_LANGUAGES) -> str:
    """The offered language a reader prefers (`Accept-Language`, RFC 9110 section 12.5.4); else the first.

    `*` is the first that the reader does not refuse with `q=0`.
    """
    wishes: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters) if parameters else None
        if parameters and not quality:
            continue
        wishes.append((float(quality.group(1)) if quality else 1.0, tag.strip().lower()))
    refused = {tag for weight, tag in wishes if weight == 0}
    for weight, tag in sorted(wishes, key=lambda wish: -wish[0]):
        for language in offered:
            if weight and (
                tag == language or tag.startswith(language + "-") or (tag == "*" and language not in refused)
            ):
                return language
    return offered[0]
