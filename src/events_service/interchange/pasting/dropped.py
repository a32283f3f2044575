"""A file that somebody drops: what it is, is seen by what it holds."""

from events_service.errors import InvalidInput
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.entries import read_calendar
from events_service.interchange.pasting.proposals import Reading
from events_service.interchange.pasting.reading import read
from events_service.interchange.pasting.structured import read_schedule
from events_service.interchange.pasting.workbooks import is_workbook, text_of

LARGEST = 8_000_000
"""Bytes of a file."""


class FileTooLarge(InvalidInput):
    slug = "file-too-large"
    msgid = "The file is larger than {most} MB. Copy the part you need and paste it."


class NoText(InvalidInput):
    slug = "no-text"
    msgid = "This file is none that can be read here: a text, a workbook (XLSX), a calendar or a schedule."


def read_file(data: bytes, known: Acquaintance, timezone: str) -> Reading:
    """The sessions a file proposes, and the text they stand in where it is one. Refusals of the format it is in."""
    if len(data) > LARGEST:
        raise FileTooLarge(most=LARGEST // 1_000_000)
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_workbook(data):
        return read(text_of(data), known)
    if head[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return read_calendar(data, known, timezone)
    if head.startswith((b"<?xml", b"<schedule", b"{")):
        return read_schedule(data, known, timezone)
    return read(_decoded(data), known)


def _decoded(data: bytes) -> str:
    """Text as editors save it: UTF-8, UTF-16 with its mark, else the Arabic or the Western code page of Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise NoText
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # In Arabic in cp1256 most letters lie above; in French few do.
        high = sum(byte > 127 for byte in data)
        return data.decode("cp1256" if high * 3 > len(data) else "cp1252", "replace")
