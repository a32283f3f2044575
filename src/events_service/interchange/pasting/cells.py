"""The cells of a table that was pasted: which mark sets them apart, and which row says what the columns hold."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.labels import Meaning, label_of
from events_service.interchange.pasting.letters import Letters, Line

_RULE = re.compile(r"[-:=+_| ]{3,}")


class Cell(NamedTuple):
    start: int
    end: int


Row = list[Cell]


def is_table(letters: Letters, lines: list[Line]) -> bool:
    """Are most lines rows of cells?"""
    return bool(separator(letters, lines))


def separator(letters: Letters, lines: list[Line]) -> str:
    """What stands between the cells of most lines; nothing where they are no table."""
    for mark, fewest in (("\t", 1), ("|", 2), (";", 2), (",", 3)):
        counts = [letters.said.count(mark, line.start, line.end) for line in lines]
        rows = sum(count >= fewest for count in counts)
        if mark == ";" and rows and len(set(counts)) > 2:
            continue
        if mark in ";," and not (lines and header_of(_cells(letters, lines[0].start, lines[0].end, mark), letters)):
            continue
        if rows and rows * 2 >= len(lines):
            return mark
    return ""


def rows_of(letters: Letters, lines: list[Line], mark: str) -> list[tuple[Line, Row]]:
    """The rows with their cells. A cell in quotation marks may go over several lines."""
    found: list[tuple[Line, Row]] = []
    said, done = letters.said, 0
    for line in lines:
        start = line.start
        if start < done:
            continue
        # A bullet is no part of a table: the row begins where the line does.
        while start > 0 and said[start - 1] != "\n":
            start -= 1
        end = said.find("\n", line.end)
        end = len(said) if end < 0 else end
        cells: Row = []
        at = start
        while at <= end:
            if mark != "|" and said[at : at + 1] == '"' and (closing := _closing(said, at + 1, mark)) >= 0:
                cells.append(trimmed(said, at + 1, closing))
                at = closing + 1
                if at > end:
                    end = said.find("\n", at)
                    end = len(said) if end < 0 else end
                following = said.find(mark, at, end)
            else:
                following = said.find(mark, at, end)
                cells.append(trimmed(said, at, following if following >= 0 else end))
            if following < 0:
                break
            at = following + 1
        done = end
        if mark == "|" and cells and cells[0].start == cells[0].end:
            cells = cells[1:]
        if mark == "|" and cells and cells[-1].start == cells[-1].end:
            cells = cells[:-1]
        if not _RULE.fullmatch(said, start, end):
            found.append((line, cells))
    return found


def _closing(said: str, at: int, mark: str) -> int:
    """Where a quoted cell ends; -1 where it does not."""
    limit = min(len(said), at + 20_000)
    while (at := said.find('"', at, limit)) >= 0:
        if said[at + 1 : at + 2] == '"':
            at += 2
            continue
        return at if said[at + 1 : at + 2] in (mark, "\n", "") else -1
    return -1


def _cells(letters: Letters, start: int, end: int, mark: str) -> Row:
    found, at = [], start
    while (following := letters.said.find(mark, at, end)) >= 0:
        found.append(trimmed(letters.said, at, following))
        at = following + 1
    return [*found, trimmed(letters.said, at, end)]


def trimmed(said: str, start: int, end: int) -> Cell:
    while start < end and said[start].isspace():
        start += 1
    while end > start and said[end - 1].isspace():
        end -= 1
    return Cell(start, end)


def header_of(cells: Row, letters: Letters) -> dict[int, Meaning]:
    """What the columns hold, where a row says so."""
    found: dict[int, Meaning] = {}
    for at, cell in enumerate(cells):
        meaning = (
            label_of(letters.said[cell.start : cell.end].replace("_", " ")) if cell.end - cell.start <= 48 else None
        )
        if meaning:
            found[at] = meaning
    filled = sum(cell.end > cell.start for cell in cells)
    return found if len(found) >= 2 and len(found) * 2 >= filled else {}
