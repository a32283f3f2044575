"""A workbook (XLSX, ECMA-376) as the text one gets by copying its cells: lines of cells with tabs between them."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from events_service.errors import InvalidInput
from events_service.interchange.pasting.letters import LONGEST

LARGEST = 20 * 1024 * 1024
"""Bytes of what is packed in it."""
MOST_PARTS = 500
MOST_RATIO = 100
"""How much smaller than its content a file may be. Tables of texts come to about ten."""
_MOST_SHEETS, _MOST_ROWS, _MOST_CELLS = 20, 3000, 60


class UnreadableWorkbook(InvalidInput):
    slug = "unreadable-workbook"
    msgid = "This file cannot be read as a workbook. Save it as XLSX, or copy its cells and paste them."


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and b"xl/" in data


def text_of(data: bytes) -> str:
    """Every sheet that says something; UnreadableWorkbook."""
    _check(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_sheet(sheet) for sheet in book.worksheets[:_MOST_SHEETS]]
        book.close()
    except Exception as error:
        # Whatever is wrong in a stranger's file, openpyxl says it with errors of many kinds.
        raise UnreadableWorkbook from error
    return "\n".join(filter(None, sheets))[: LONGEST + 1]


def _check(data: bytes) -> None:
    """Refuse what would unpack to much more than it is, before anything is unpacked."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableWorkbook from error
    size = sum(part.file_size for part in parts)
    small = size > MOST_RATIO * max(len(data), 1) or any(
        part.file_size > MOST_RATIO * max(part.compress_size, 1024) for part in parts
    )
    if len(parts) > MOST_PARTS or size > LARGEST or small:
        raise UnreadableWorkbook("The workbook unpacks to more than can be read here.")


def _sheet(sheet: Any) -> str:
    lines: list[str] = []
    for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_CELLS, values_only=True):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append("\t".join(cells))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    said = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if any(mark in said for mark in "\t\n\r"):
        return '"' + said.replace('"', '""').replace("\r\n", "\n").replace("\t", " ") + '"'
    return said
