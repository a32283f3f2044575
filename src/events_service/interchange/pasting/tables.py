"""A programme as a table: pasted from a spreadsheet, drawn with bars, or from a workbook. A row is a session."""

import re

from events_service.interchange.pasting import body
from events_service.interchange.pasting.acquaintance import Acquaintance, find
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
from events_service.interchange.pasting.cells import Cell, Row, header_of, rows_of, separator, trimmed
from events_service.interchange.pasting.codes import find_code, is_code
from events_service.interchange.pasting.columns import guess_columns, is_room
from events_service.interchange.pasting.dates import find_days, whole_day
from events_service.interchange.pasting.hours import find_hours, find_note, whole_hours
from events_service.interchange.pasting.labels import FoundLabel, Label, Meaning, What
from events_service.interchange.pasting.letters import Letters, Line, tidy
from events_service.interchange.pasting.looks import look_between
from events_service.interchange.pasting.places import FoundRoom, find_rooms, known_room

_BULLET = re.compile(r"(?:[-*•·]|\d{1,2}[.)])[ \t]+")
_LONGEST_NAME = 40
_EMPTY = frozenset(("", "-", "--", "/", "n/a", "na", "tbd", "x"))


def read_table(letters: Letters, lines: list[Line], known: Acquaintance) -> list[Building]:
    mark = separator(letters, lines)
    rows = rows_of(letters, lines, mark)
    return _Table(letters, rows, known).read()


class _Table:
    def __init__(self, letters: Letters, rows: list[tuple[Line, Row]], known: Acquaintance) -> None:
        self.letters, self.rows, self.known = letters, rows, known
        self.columns: dict[int, Meaning] = {}
        self.context = Context()
        self.heads: list[tuple[int, int, What]] = []
        self.sessions: list[Building] = []
        self.grid: dict[int, Cell] = {}

    def read(self) -> list[Building]:
        if not any(header_of(cells, self.letters) for _, cells in self.rows[:5]):
            self.columns = guess_columns(self.letters, [cells for _, cells in self.rows], self.known)
        for at, (line, cells) in enumerate(self.rows):
            check_count(self.sessions)
            if self._heads_grid(at):
                self.grid = {place: cell for place, cell in enumerate(cells) if cell.end > cell.start}
            else:
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
        header = header_of(cells, self.letters)
        if header:
            self.columns, self.grid = header, {}
            return
        grid = self._grid(cells)
        if grid:
            self.grid = grid
            return
        if self.grid and self._grid_row(cells):
            return
        if len(filled) == 1 and (len(cells) == 1 or len(self.columns) > 1 or self.grid):
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
        label, (start, end), letters = meaning.label, cell, self.letters
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
        return True

    def _has(self, label: Label) -> bool:
        return any(meaning.label is label for meaning in self.columns.values())

    def _part(self, b: Building, meaning: Meaning, cell: Cell, line: Line) -> None:
        """A cell as the part of a session it is; each of its lines, as lines of a text are."""
        at = cell.start
        for raw in self.letters.said[cell.start : cell.end].split("\n"):
            bare = trimmed(self.letters.said, at, at + len(raw))
            at += len(raw) + 1
            if bare.end == bare.start:
                continue
            start = bare.start
            bullet = _BULLET.match(self.letters.said, start, bare.end)
            start = bullet.end() if bullet else start
            inner = Line(start, bare.end, 0, "-" if bullet else "", False)
            hours = next(iter(find_hours(self.letters.key, start, bare.end)), None)
            if meaning.label is Label.AGENDA and hours and hours.start == start:
                first = hours.end
                while first < bare.end and self.letters.key[first] in " :-|.,":
                    first += 1
                body.read_row(b, self.letters, inner, hours, first, bare.end)
                continue
            label = FoundLabel(start, start, meaning, False)
            body.read_label(b, self.letters, label, inner, self.known)

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
            if cell.end > cell.start and is_room(self.letters, cell, self.known)
        }
        filled = sum(cell.end > cell.start for cell in cells[1:])
        first = self._said(cells[0])
        timed = whole_hours(self.letters.key, *cells[0]) is not None if cells[0].end > cells[0].start else False
        return rooms if len(rooms) >= 2 and len(rooms) == filled and not timed and len(first) < 40 else {}

    def _heads_grid(self, at: int) -> bool:
        """Names above columns, with nothing or a word above the hours, and hours below: those are places."""
        cells = self.rows[at][1]
        names = [cell for cell in cells[1:] if cell.end > cell.start]
        if len(names) < 2 or cells[0].end > cells[0].start or header_of(cells, self.letters):
            return False
        if any(cell.end - cell.start > _LONGEST_NAME or find_hours(self.letters.key, *cell) for cell in names):
            return False
        below = [row for _, row in self.rows[at + 1 : at + 3] if sum(cell.end > cell.start for cell in row) > 1]
        return bool(below) and all(
            row[0].end > row[0].start and whole_hours(self.letters.key, *row[0]) is not None for row in below
        )

    def _grid_row(self, cells: Row) -> bool:
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
        return True
