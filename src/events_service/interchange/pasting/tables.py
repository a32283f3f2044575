"""A programme as a table: pasted from a spreadsheet, drawn with bars, or from a workbook. A row is a session."""

import re
from collections import Counter
from typing import NamedTuple

from events_service.interchange.language_names import read_languages
from events_service.interchange.pasting import body
from events_service.interchange.pasting.acquaintance import Acquaintance, find, find_body
from events_service.interchange.pasting.bodies import looks_like_body
from events_service.interchange.pasting.building import (
    Building,
    Context,
    begin,
    check_count,
    set_code,
    set_day,
    set_hours,
    set_note,
    set_room,
    set_title,
)
from events_service.interchange.pasting.codes import find_code, is_code
from events_service.interchange.pasting.dates import find_days, whole_day
from events_service.interchange.pasting.hours import find_hours, find_note, whole_hours
from events_service.interchange.pasting.labels import FoundLabel, Label, Meaning, What, label_of
from events_service.interchange.pasting.letters import Letters, Line, tidy
from events_service.interchange.pasting.looks import look_between
from events_service.interchange.pasting.places import FoundRoom, find_rooms, known_room

_RULE = re.compile(r"[-:=+_| ]{3,}")
_EMPTY = frozenset(("", "-", "--", "/", "n/a", "na", "tbd", "x"))


class Cell(NamedTuple):
    start: int
    end: int


Row = list[Cell]


def is_table(letters: Letters, lines: list[Line]) -> bool:
    """Are most lines rows of cells?"""
    apart = _separator(letters, lines)
    return bool(apart)


def _separator(letters: Letters, lines: list[Line]) -> str:
    for mark, fewest in (("\t", 1), ("|", 2), (";", 2), (",", 3)):
        counts = [letters.said.count(mark, line.start, line.end) for line in lines]
        rows = sum(count >= fewest for count in counts)
        if mark == ";" and rows and len(set(counts)) > 2:
            continue
        if mark in ";," and not (lines and _header(_cells(letters, lines[0].start, lines[0].end, mark), letters)):
            continue
        if rows and rows * 2 >= len(lines):
            return mark
    return ""


def read_table(letters: Letters, lines: list[Line], known: Acquaintance) -> list[Building]:
    mark = _separator(letters, lines)
    rows = _rows(letters, lines, mark)
    return _Table(letters, rows, known).read()


def _rows(letters: Letters, lines: list[Line], mark: str) -> list[tuple[Line, Row]]:
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
                cells.append(_trimmed(said, at + 1, closing))
                at = closing + 1
                if at > end:
                    end = said.find("\n", at)
                    end = len(said) if end < 0 else end
                following = said.find(mark, at, end)
            else:
                following = said.find(mark, at, end)
                cells.append(_trimmed(said, at, following if following >= 0 else end))
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
        found.append(_trimmed(letters.said, at, following))
        at = following + 1
    return [*found, _trimmed(letters.said, at, end)]


def _trimmed(said: str, start: int, end: int) -> Cell:
    while start < end and said[start].isspace():
        start += 1
    while end > start and said[end - 1].isspace():
        end -= 1
    return Cell(start, end)


def _header(cells: Row, letters: Letters) -> dict[int, Meaning]:
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


class _Table:
    def __init__(self, letters: Letters, rows: list[tuple[Line, Row]], known: Acquaintance) -> None:
        self.letters, self.rows, self.known = letters, rows, known
        self.columns: dict[int, Meaning] = {}
        self.context = Context()
        self.heads: list[tuple[int, int, What]] = []
        self.sessions: list[Building] = []
        self.grid: dict[int, Cell] = {}

    def read(self) -> list[Building]:
        if not any(_header(cells, self.letters) for _, cells in self.rows[:5]):
            self.columns = self._guessed()
        for line, cells in self.rows:
            check_count(self.sessions)
            self._row(line, cells)
        return self.sessions

    def _said(self, cell: Cell) -> str:
        return tidy(self.letters.said[cell.start : cell.end])

    def _row(self, line: Line, cells: Row) -> None:
        filled = [
            (at, cell)
            for at, cell in enumerate(cells)
            if self._said(cell).casefold() not in _EMPTY or self._said(cell) == "x"
        ]
        if not filled:
            return
        header = _header(cells, self.letters)
        if header:
            self.columns, self.grid = header, {}
            return
        grid = self._grid(cells)
        if grid:
            self.grid = grid
            return
        if self.grid and self._grid_row(line, cells):
            return
        if len(filled) == 1 and (len(cells) == 1 or len(self.columns) > 1):
            self._heading(filled[0][1])
            return
        self._session(line, cells)

    # A row under a heading

    def _heading(self, cell: Cell) -> None:
        key, known = self.letters.key, self.known
        day = next(iter(find_days(key, cell.start, cell.end, known.days)), None)
        rooms = find_rooms(self.letters, cell.start, cell.end, known)
        said = self._said(cell)
        if day:
            self.context.day, self.context.doubtful = day.day, day.doubtful
            self.heads.append((day.start, day.end, What.DAY))
        if rooms:
            self.context.room = tidy(self.letters.said[rooms[0].first : rooms[0].last])
            self.heads.append((rooms[0].first, rooms[0].last, What.ROOM))
        elif known_room(self.letters, cell.start, cell.end, known):
            self.context.room = said
            self.heads.append((cell.start, cell.end, What.ROOM))
        elif not day and find(known.tracks, said):
            self.context.track = said
            self.heads.append((cell.start, cell.end, What.TRACK))
        elif not day and find_code(self.letters, cell.start, cell.end, known.prefixes):
            b = self._begin()
            self._titled(b, cell)

    def _begin(self) -> Building:
        b = begin(self.context, "row")
        b.marks.extend(self.heads)
        self.heads = []
        self.sessions.append(b)
        return b

    def _session(self, line: Line, cells: Row) -> None:
        before = self.sessions[-1] if self.sessions else None
        b = begin(self.context, "row")
        b.marks.extend(self.heads)
        left: list[Cell] = []
        for at, cell in enumerate(cells):
            if cell.end > cell.start and self._said(cell).casefold() not in _EMPTY:
                meaning = self.columns.get(at)
                if meaning is None or not self._cell(b, meaning, cell, line):
                    left.append(cell)
        self._carry(b)
        for cell in left:
            self._unheaded(b, cell)
        if not b.headed:
            if before is not None and b.marks and not (b.own_day or b.own_hours or b.own_room):
                # A row that only goes on with the one above it.
                before.bodies.extend(b.bodies)
                before.people.extend(b.people)
                before.agenda.extend(b.agenda)
                before.objectives.extend(b.objectives)
                before.paragraphs.extend(b.paragraphs)
                before.marks.extend(b.marks)
            elif b.own_day or b.own_room:
                self.heads.extend(mark for mark in b.marks if mark[2] in (What.DAY, What.ROOM))
            return
        self.heads = []
        self.sessions.append(b)

    def _carry(self, b: Building) -> None:
        """Cells that were joined with those above are empty: the day goes on."""
        if b.own_day:
            self.context.day, self.context.doubtful = b.day, b.doubtful
        else:
            b.day, b.doubtful = self.context.day, self.context.doubtful

    def _cell(self, b: Building, meaning: Meaning, cell: Cell, line: Line) -> bool:
        """Take a cell for what its column holds; False where it is not that."""
        label, (start, end), letters, key = meaning.label, cell, self.letters, self.letters.key
        if label is Label.TITLE:
            self._titled(b, cell)
        elif label is Label.CODE:
            if end - start > 64:
                return False
            set_code(b, letters, start, end)
        elif label in (Label.DAY, Label.WHEN, Label.HOURS, Label.STARTS, Label.ENDS):
            return self._time(b, label, cell)
        elif label is Label.ROOM or (label is Label.VENUE and not self._has(Label.ROOM)):
            rooms = find_rooms(letters, start, end, self.known)
            whole = rooms and rooms[0].start <= start and rooms[0].last >= end
            set_room(b, letters, rooms[0] if whole else FoundRoom(start, end, start, end))
        elif label is Label.VENUE:
            b.venue = self._said(cell)
            b.mark(start, end, What.VENUE)
        elif label is Label.TRACK:
            b.track = self._said(cell)
            b.mark(start, end, What.TRACK)
        elif label is Label.TYPE:
            b.type = self._said(cell)
            b.mark(start, end, What.TYPE)
        elif label is Label.PHONE and not b.bodies:
            b.labels.add(Label.PHONE)
            return False
        else:
            self._part(b, meaning, cell, line)
        _ = key
        return True

    def _has(self, label: Label) -> bool:
        return any(meaning.label is label for meaning in self.columns.values())

    def _part(self, b: Building, meaning: Meaning, cell: Cell, line: Line) -> None:
        """A cell as the part of a session it is; each of its lines, as lines of a text are."""
        at = cell.start
        for number, raw in enumerate(self.letters.said[cell.start : cell.end].split("\n")):
            trimmed = _trimmed(self.letters.said, at, at + len(raw))
            at += len(raw) + 1
            if trimmed.end == trimmed.start:
                continue
            start = trimmed.start
            bullet = re.compile(r"(?:[-*•·]|\d{1,2}[.)])[ \t]+").match(self.letters.said, start, trimmed.end)
            start = bullet.end() if bullet else start
            inner = Line(start, trimmed.end, 0, "-" if bullet else "", False)
            hours = next(iter(find_hours(self.letters.key, start, trimmed.end)), None)
            if meaning.label is Label.AGENDA and hours and hours.start == start:
                first = hours.end
                while first < trimmed.end and self.letters.key[first] in " :-|.,":
                    first += 1
                body.read_row(b, self.letters, inner, hours, first, trimmed.end)
                continue
            word = self.letters.key[start:start]
            label = FoundLabel(start, start, meaning, False, word)
            body.read_label(b, self.letters, label, inner, self.known)
            _ = number

    def _time(self, b: Building, label: Label, cell: Cell) -> bool:
        key, known = self.letters.key, self.known
        start, end = cell
        day = whole_day(key, start, end, known.days) if label is not Label.ENDS else None
        day = day or (next(iter(find_days(key, start, end, known.days)), None) if label is not Label.ENDS else None)
        if day:
            set_day(b, day)
        taken = day is not None
        for first, last in [(start, day.start), (day.end, end)] if day else [(start, end)]:
            single = label in (Label.STARTS, Label.ENDS)
            found = whole_hours(key, first, last, single=single) or next(
                iter(find_hours(key, first, last, labelled=label is not Label.DAY)), None
            )
            if found and label is Label.ENDS:
                b.ends = found.ends or found.begins
                b.mark(found.start, found.end, What.HOURS)
            elif found:
                set_hours(b, found)
            elif (note := find_note(key, first, last)) is not None:
                set_note(b, self.letters, note.start, note.end)
            else:
                continue
            return True
        return taken

    def _titled(self, b: Building, cell: Cell) -> None:
        line = Line(cell.start, cell.end, 0, "", False)
        look = look_between(self.letters, line, cell.start, cell.end, self.known)
        if look.code and not b.code:
            set_code(b, self.letters, look.code.start, look.code.end)
            set_title(b, self.letters, look.code.after, look.last if look.last > look.code.after else cell.end)
        else:
            set_title(b, self.letters, cell.start, cell.end)

    def _unheaded(self, b: Building, cell: Cell) -> None:
        """A cell in a column nobody named: what it looks like, else a part of the description."""
        key, letters, known = self.letters.key, self.letters, self.known
        day = whole_day(key, *cell, known.days)
        hours = whole_hours(key, *cell)
        said = self._said(cell)
        if day and not b.own_day:
            set_day(b, day)
        elif hours and not b.own_hours:
            set_hours(b, hours)
        elif not b.code and is_code(said):
            set_code(b, letters, *cell)
        elif not b.title and any(letter.isalpha() for letter in said) and not self.columns:
            self._titled(b, cell)
        elif not b.own_room and (known_room(letters, *cell, known) or find_rooms(letters, *cell, known)):
            rooms = find_rooms(letters, *cell, known)
            set_room(b, letters, rooms[0] if rooms else FoundRoom(*cell, *cell))
        else:
            self._part(b, Meaning(Label.DESCRIPTION), cell, Line(*cell, 0, "", False))

    # Hours down, rooms across

    def _grid(self, cells: Row) -> dict[int, Cell]:
        """The rooms at the heads of the columns, where that is what stands there."""
        rooms = {
            at: cell
            for at, cell in enumerate(cells[1:], 1)
            if cell.end > cell.start and (known_room(self.letters, *cell, self.known) or self._whole_room(cell))
        }
        filled = sum(cell.end > cell.start for cell in cells[1:])
        first = self._said(cells[0])
        timed = whole_hours(self.letters.key, *cells[0]) is not None if cells[0].end > cells[0].start else False
        return rooms if len(rooms) >= 2 and len(rooms) == filled and not timed and len(first) < 40 else {}

    def _whole_room(self, cell: Cell) -> bool:
        return any(
            room.start == cell.start and room.end == cell.end for room in find_rooms(self.letters, *cell, self.known)
        )

    def _grid_row(self, line: Line, cells: Row) -> bool:
        hours = whole_hours(self.letters.key, *cells[0]) if cells[0].end > cells[0].start else None
        if hours is None:
            return False
        for at, cell in enumerate(cells):
            if at in self.grid and cell.end > cell.start and self._said(cell).casefold() not in _EMPTY:
                b = self._begin()
                set_hours(b, hours)
                room = self.grid[at]
                rooms = find_rooms(self.letters, *room, self.known)
                set_room(b, self.letters, rooms[0] if rooms else FoundRoom(*room, *room))
                self._titled(b, cell)
        _ = line
        return True

    # Columns without headings

    def _guessed(self) -> dict[int, Meaning]:
        """What each column holds, by what most of its cells look like."""
        width = max((len(cells) for _, cells in self.rows), default=0)
        votes: dict[int, Counter[Label]] = {at: Counter() for at in range(width)}
        lengths: dict[int, list[int]] = {at: [] for at in range(width)}
        for _, cells in self.rows:
            if sum(cell.end > cell.start for cell in cells) < 2:
                continue
            for at, cell in enumerate(cells):
                if cell.end > cell.start:
                    votes[at][self._looks(cell)] += 1
                    lengths[at].append(cell.end - cell.start)
        found: dict[int, Meaning] = {}
        for at, count in votes.items():
            label, most = next(iter(count.most_common(1)), (Label.OTHER, 0))
            if label is not Label.OTHER and most * 2 >= count.total():
                found[at] = Meaning(label)
        self._pair(found)
        open_ = [at for at in range(width) if at not in found and lengths[at]]
        coded = [at for at in open_ if sum(votes[at].values()) and self._codes(at)]
        longest = max(
            open_,
            key=lambda at: (at in coded, sum(lengths[at]) / len(lengths[at]) if at not in coded else 0),
            default=None,
        )
        if longest is not None and not any(meaning.label is Label.TITLE for meaning in found.values()):
            # Of long columns the first is the title, what is much longer describes it.
            usual = {at: sum(lengths[at]) / len(lengths[at]) for at in open_}
            title = (
                longest
                if coded
                else next((at for at in open_ if usual[at] >= 12 and usual[at] * 8 >= usual[longest]), longest)
            )
            found[title] = Meaning(Label.TITLE)
            rest = [at for at in open_ if at > title and usual[at] < 30]
            if rest and not any(meaning.label in (Label.ROOM, Label.VENUE) for meaning in found.values()):
                found[rest[0]] = Meaning(Label.ROOM)
        return found

    def _codes(self, at: int) -> bool:
        cells = [cells[at] for _, cells in self.rows if at < len(cells) and cells[at].end > cells[at].start]
        return sum(find_code(self.letters, *cell, self.known.prefixes) is not None for cell in cells) * 2 > len(cells)

    def _pair(self, found: dict[int, Meaning]) -> None:
        """Two columns of hours are beginnings and ends."""
        timed = [at for at, meaning in found.items() if meaning.label is Label.STARTS]
        for number, at in enumerate(timed):
            found[at] = Meaning((Label.STARTS, Label.ENDS)[min(number, 1)])

    def _looks(self, cell: Cell) -> Label:
        key, known, said = self.letters.key, self.known, self._said(cell)
        hours = whole_hours(key, *cell)
        if hours:
            return Label.HOURS if hours.ends else Label.STARTS
        if whole_day(key, *cell, known.days):
            return Label.DAY
        days, timed = find_days(key, *cell, known.days), find_hours(key, *cell)
        if days and timed and len(said) < 60:
            return Label.WHEN
        if is_code(said):
            return Label.CODE
        if known_room(self.letters, *cell, known) or self._whole_room(cell):
            return Label.ROOM
        if find(known.tracks, said):
            return Label.TRACK
        if find(known.types, said):
            return Label.TYPE
        if find_body(known, said) or (looks_like_body(self.letters, *cell, known) and said.endswith(")")):
            return Label.ORGANIZERS
        if len(said) < 40 and (languages := read_languages(said)).tags and not languages.unknown and len(said) > 1:
            return Label.LANGUAGES
        if len(said) > 400:
            return Label.DESCRIPTION
        return Label.OTHER
