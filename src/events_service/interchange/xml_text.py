"""XML that a strict parser refuses for its letters alone, made readable: encodings, control characters, entities."""

import codecs
import re
from html.entities import html5
from typing import NamedTuple

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"\A<\?xml[^>]{0,300}\?>")
_USUAL = re.compile(
    r"(?:utf[-_]?(?:8|16|32)|us-ascii|ascii|iso[-_]?8859|latin|l[1-9]$|cp|windows|koi8|mac|big5|gb|euc|shift|iso-2022)",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How `<` looks in encodings that should begin with a mark."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_MOST_RUNS = 200_000
_AMPERSAND = re.compile(r"&(?:#(\d{1,8}|x[0-9a-f]{1,7});|([a-z][a-z0-9]{0,31});)?", re.IGNORECASE)
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ARABIC_SHARE = 0.9


class Mended(NamedTuple):
    text: str
    repairs: tuple[str, ...]


def mended(data: bytes) -> Mended:
    """The file as text a parser can take, and what had to be changed for that, as sentences."""
    text, repairs = _decoded(data)
    text = _DECLARATION.sub("", text.lstrip("\ufeff\x00 \t\r\n"))
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("", text)
        repairs.append("control characters were left out")
    escaped = _with_entities(text)
    if escaped != text:
        text = escaped
        repairs.append("signs such as & that were not written as XML wants were read as themselves")
    return Mended(text, tuple(repairs))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for start, encoding in _UNMARKED:
        if data.startswith(start):
            return data.decode(encoding, "replace"), [f"the encoding is {encoding}, which the file does not say"]
    declared = _declared(data)
    # A declaration that can be read byte by byte is not in what it may declare.
    wide = declared.startswith(("utf-16", "utf-32")) and data.lstrip().startswith(b"<")
    for encoding in dict.fromkeys(("utf-8",) if wide else (declared, "utf-8")):
        try:
            return data.decode(encoding), [] if encoding == declared else [f"the encoding is not {declared} but UTF-8"]
        except UnicodeError:
            continue
    encoding = "windows-1256" if _looks_arabic(data) else "windows-1252"
    return _patched(data, encoding), [
        f"the encoding is not {declared.upper()}: letters that did not fit were read as {encoding.title()}"
    ]


def _patched(data: bytes, encoding: str) -> str:
    """UTF-8 where it is UTF-8, the other encoding where it is not; all in the other where that changes too often."""
    runs = 0

    def fitting(run: re.Match[bytes]) -> bytes:
        nonlocal runs
        runs += 1
        if runs > _MOST_RUNS:
            raise OverflowError
        try:
            run[0].decode("utf-8")
        except UnicodeDecodeError:
            return run[0].decode(encoding, "replace").encode()
        return run[0]

    try:
        return _HIGH_BYTES.sub(fitting, data).decode("utf-8", "replace")
    except OverflowError:
        return data.decode(encoding, "replace")


def _declared(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    said = _DECLARED.search(data[:400])
    name = said[1].decode("ascii") if said else "utf-8"
    try:
        return codecs.lookup(name).name if _USUAL.match(name) else "utf-8"
    except LookupError:
        return "utf-8"


def _looks_arabic(data: bytes) -> bool:
    """Whether the bytes that are not ASCII are Arabic letters of Windows-1256: elsewhere too many would be Latin."""
    high = bytes(byte for byte in data[:200_000] if byte > 0x7F)
    letters = [c for c in high.decode("windows-1256", "replace") if c.isalpha()]
    return sum("\u0600" <= c <= "\u06ff" for c in letters) > _ARABIC_SHARE * len(letters) > 0


def _with_entities(text: str) -> str:
    """Every `&` outside CDATA sections as XML wants it."""
    first, *rest = text.split("<![CDATA[")
    parts = [_AMPERSAND.sub(_entity, first)]
    for part in rest:
        inside, end, behind = part.partition("]]>")
        parts += ("<![CDATA[", inside, end, _AMPERSAND.sub(_entity, behind))
    return "".join(parts)


def _entity(ampersand: re.Match[str]) -> str:
    number, name = ampersand[1], ampersand[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        allowed = code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
        return ampersand[0] if allowed else ""
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return ampersand[0]
    meant = html5.get(f"{name};")
    if meant is None:
        return f"&amp;{name};"
    return meant.replace("&", "&amp;").replace("<", "&lt;")
