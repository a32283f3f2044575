"""Telephones and addresses for mail as they are printed, with the form that can be dialled where the country is"
" known."""

import re
from typing import NamedTuple

import phonenumbers

from events_service.interchange.pasting.letters import spelled

_LABEL = (
    r"(?:\b(?:telephone|tel|phone|mobile|mob|gsm|cell|portable|standard|contact|whatsapp|call|ph|t|هاتف|الهاتف"
    r"|النقال|المحمول)\b"
    r"(?: ?/ ?(?:fax|whatsapp|gsm))?[.]?[ \t]{0,2}(?:n°|no|number|رقم)?[ \t]{0,2}[:.]?[ \t]{0,2})"
)
_FAX = re.compile(
    spelled(r"\b(?:fax|telecopie|فاكس|الفاكس)\b[.]?[ \t]{0,2}[:.]?[ \t]{0,2}(?P<n>[+(]?\d[\d ().\-/]{6,24}\d)")
)
_LABELLED = re.compile(spelled(_LABEL) + r"(?P<n>[+(]?\d[\d ().\-/]{6,24}\d)(?!\d)")
_FREE = re.compile(
    r"(?<![\w.,:/+-])(?P<n>(?:\+|00|\(\+)\d[\d ().\-/]{7,24}\d|\d{2,3}[ ]?-?[ ]?\(0\)[ ]?\d[\d .\-]{6,12}\d"
    r"|\(?0\d(?:[ .\-]?\d{2}){4}|0\d{2,3}[ .\-]\d{3}[ .\-]?\d{3,4})(?!\d)"
)
_MORE = re.compile(
    spelled(r"[ \t]{0,2}(?:/|,|;|-|or|ou|et|and|أو|او|و)[ \t]{1,2}(?P<n>[+(]?\d[\d ().\-]{6,24}\d)(?!\d)")
)
_EMAIL = re.compile(
    spelled(
        r"(?:\b(?:e-?mail|courriel|mail|mel|البريد(?: الالكتروني)?"
        r"|بريد)\b[ \t]{0,2}[:.]?[ \t]{0,2}<?)?"
        r"(?<![\w.+-])(?P<n>[\w+-][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5})>?"
    )
)
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"]{3,500}")
_ZERO = re.compile(r"\(0\)")
_FEWEST, _MOST = 8, 15
"""Digits of a number (ITU-T E.164)."""


class FoundPhone(NamedTuple):
    start: int
    end: int
    """With the word before it."""
    first: int
    last: int
    """The number itself."""
    fax: bool = False


def find_phones(key: str, start: int, end: int) -> list[FoundPhone]:
    """Every telephone written there: behind a word that says so, or in a form that is nothing else."""
    found: list[FoundPhone] = []
    for pattern, fax in ((_FAX, True), (_LABELLED, False), (_FREE, False)):
        for match in pattern.finditer(key, start, end):
            _add(found, match, fax)
    for phone in list(found):
        after: re.Match[str] | None = _MORE.match(key, phone.end, end)
        while after and _add(found, after, phone.fax):
            after = _MORE.match(key, after.end(), end)
    return sorted(found)


def _add(found: list[FoundPhone], match: re.Match[str], fax: bool) -> bool:
    first, last = match.span("n")
    if match.string[first] == "(" and ")" not in match["n"]:
        first += 1
    digits = sum(letter.isdigit() for letter in match["n"])
    over = any(match.start() < phone.end and phone.start < match.end() for phone in found)
    if over or not _FEWEST <= digits <= _MOST + 1:
        return False
    found.append(FoundPhone(*match.span(), first, last, fax))
    return True


def find_emails(key: str, start: int, end: int) -> list[FoundPhone]:
    return [FoundPhone(*match.span(), *match.span("n")) for match in _EMAIL.finditer(key, start, end)]


def find_links(key: str, start: int, end: int) -> list[tuple[int, int]]:
    return [match.span() for match in _WEB.finditer(key, start, end)]


def dialled(printed: str, country: str | None) -> str | None:
    """`+212537205903` for `05 37 20 59 03` in Morocco; None where it is not plain what to dial (ITU-T E.164)."""
    bare = _ZERO.sub("", printed)
    for said in (bare, f"+{bare.lstrip()}" if bare.lstrip()[:1].isdigit() else ""):
        number = _parsed(said, country)
        if number:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _parsed(said: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(said, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
