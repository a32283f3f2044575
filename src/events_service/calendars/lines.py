"""Content lines of iCalendar: escaping, parameters, folding (RFC 5545 section 3.1)."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlsplit

from events_service.languages import UNDETERMINED, cleaned, one_line

WIDTH = 75
"""Octets in a line before its CRLF, the leading space of a continuation included."""

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MAIL = re.compile(r"[A-Za-z0-9!#$&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_BREAKING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]-._"

# Characters that a reader sees as one with the character after them (UAX #29, Prepend).
_PREPENDED = frozenset(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2)))
_ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA = 9
"""Canonical combining class of what joins two Indic consonants."""


def text(name: str, said: str, language: str = "") -> str:
    """A property of type TEXT (section 3.3.11), with its LANGUAGE where that is known.

    The words are cleaned where they come from: isolates put around them stay. What ends or breaks a line never does.
    """
    if _BREAKING.search(said):
        said = cleaned(said)
    return f"{name}{language_parameter(language)}:{escaped(said)}"


def texts(name: str, said: Iterable[str]) -> str:
    """A property that lists several TEXT values."""
    return f"{name}:{','.join(escaped(one_line(one)) for one in said)}"


def escaped(said: str) -> str:
    r"""Cleaned text as a TEXT value: `\`, `;`, `,` and line ends escaped; nothing else."""
    return said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def text_octets(said: str) -> int:
    """What cleaned text takes as a TEXT value."""
    return len(escaped(said).encode())


def language_parameter(tag: str) -> str:
    """`;LANGUAGE=fr`; nothing for a tag that is none or says nothing."""
    return f";LANGUAGE={tag}" if tag != UNDETERMINED and _TAG.fullmatch(tag) else ""


def quoted(said: str) -> str:
    """A parameter value in quotes. Quotes in it are left out: old programs show RFC 6868's `^'` as it is."""
    return '"' + one_line(said).replace('"', "") + '"'


def uri(address: str) -> str | None:
    """A web address as a URI value: absolute, http or https, in ASCII. None for anything else."""
    address = address.strip()
    if cleaned(address) != address or any(letter.isspace() for letter in address):
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return quote(address, safe=_URI_SAFE) if host and parts.scheme.lower() in ("http", "https") else None


def mailto(address: str) -> str | None:
    """An e-mail address as a CAL-ADDRESS; None for one that cannot stand there as it is."""
    return f"mailto:{address}" if _MAIL.fullmatch(address) else None


def utc(moment: datetime) -> str:
    """An instant as DATE-TIME in UTC (section 3.3.5, form 2)."""
    at = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"


def day(date_on: date) -> str:
    """A DATE (section 3.3.4)."""
    return date_on.isoformat().replace("-", "")


def duration(span: timedelta) -> str:
    """A DURATION in minutes (section 3.3.6); negative is before."""
    minutes = int(span.total_seconds() // 60)
    return f"{'-' if minutes < 0 else ''}PT{abs(minutes)}M"


def written(lines: Iterable[str | None]) -> bytes:
    """The lines that are there, folded, each ended by CRLF, in UTF-8."""
    folded = [line if len(line) <= WIDTH and line.isascii() else fold(line) for line in lines if line]
    folded.append("")
    return "\r\n".join(folded).encode()


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, parted between characters as readers see them."""
    octets = line.encode()
    if len(octets) <= WIDTH:
        return line
    pieces, start, width = [], 0, WIDTH
    while len(octets) - start > width:
        end = _cut(octets, start, start + width)
        pieces.append(octets[start:end])
        start, width = end, WIDTH - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode()


def _cut(octets: bytes, start: int, end: int) -> int:
    """The last place to part at, no later than `end`."""
    if octets[end] < 0x80 and octets[end - 1] < 0x80 and octets[end - 1] != 0x5C:
        return end
    while octets[end] & 0xC0 == 0x80:
        end -= 1
    after = octets[end : end + 4].decode(errors="ignore")[0]
    piece = octets[start:end].decode() + after
    place = len(piece) - 1
    while place and joined(piece, place):
        place -= 1
    return start + len(piece[:place].encode()) if place else end


def joined(piece: str, place: int) -> bool:
    """Do the characters before and at `place` belong to one grapheme cluster, or one escape?

    Wider than UAX #29 where that is simpler: not parting is never wrong.
    """
    before, after = piece[place - 1], piece[place]
    if before == "\\" and (place - len(piece[:place].rstrip("\\"))) % 2:
        return True
    if after < "\u0300":
        return before in _PREPENDED
    if before == _ZERO_WIDTH_JOINER or before in _PREPENDED or unicodedata.combining(before) == _VIRAMA:
        return True
    if unicodedata.category(after) in ("Mn", "Mc", "Me"):
        return True
    if after in "\u200c\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if _is_flag_letter(after):
        flags = len(piece[:place]) - len(piece[:place].rstrip(_FLAG_LETTERS))
        return flags % 2 == 1
    return "\u1100" <= after <= "\u11ff" or ("\u1100" <= before <= "\u115f" and "\uac00" <= after <= "\ud7a3")


_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
