"""A text of lines taken apart into sessions: what begins one, what heads several, and what belongs to none."""

import re

from events_service.interchange.pasting import body
from events_service.interchange.pasting.building import (
    Building,
    set_room,
)
from events_service.interchange.pasting.codes import find_code
from events_service.interchange.pasting.ground import KIND, LONGEST_TITLE
from events_service.interchange.pasting.hours import find_note
from events_service.interchange.pasting.labelled import Labelled
from events_service.interchange.pasting.labels import Label, What
from events_service.interchange.pasting.letters import tidy
from events_service.interchange.pasting.looks import Look
from events_service.interchange.pasting.places import FoundRoom
from events_service.interchange.pasting.prose import read_told, tells
from events_service.interchange.pasting.titled import Titled

_RULE = re.compile(r"[-=_*~#.•·─━+ ]{3,}")


class Blocks(Labelled, Titled):
    """Reads line after line."""

    def read(self) -> list[Building]:
        for at, look in enumerate(self.looks):
            self._read(at, look)
        return [b for b in self.sessions if b.headed or b.marks]

    def _read(self, at: int, look: Look) -> None:
        line, b = look.line, self.current
        if _RULE.fullmatch(self.letters.key, line.start, line.end):
            if b and b.headed and b.started:
                self.current = None
            return
        if look.label:
            self._label(at, look)
        elif not look.bare and not line.bullet and tells(self.letters, line, self.known):
            read_told(self._begin("told", line), self.letters, line, self.known)
        elif look.code and self._begins_by_code(at, look):
            self._coded(look)
        elif self._names_room(look) and b:
            self._set_facts(b, look)
            if look.room:
                b.venue = tidy(self.letters.said[look.first : look.last])
                b.mark(look.first, look.last, What.VENUE)
            else:
                set_room(b, self.letters, FoundRoom(look.first, look.last, look.first, look.last))
            b.last_line = line
        elif look.closes and look.hours and self._heads_slot(at, look):
            self.current = None
            self._slot(look)
        elif look.bare and (look.days or look.hours or look.room or look.note):
            self._facts(at, look)
        elif self._is_row(look):
            self._row(look)
        elif look.hours and b and look.opens and self._in_agenda(look):
            body.read_row(b, self.letters, line, look.hours, look.code.start if look.code else look.first, look.last)
        elif look.opens and look.days and not look.hours and not self._prose(line):
            self._dated(at, look)
        elif (
            look.closes
            and look.timed
            and line.end - line.start < LONGEST_TITLE
            and not self._in_section()
            and not look.opens
        ):
            self._row(look)
        else:
            self._text(at, look)

    def _names_room(self, look: Look) -> bool:
        """`Wed 21 Nov | 09:30 - 12:30 | Dakhla`, under a title: what is left is a place."""
        b = self.current
        if (
            b is None
            or not b.headed
            or b.own_hours
            or b.own_room
            or b.started
            or not (look.opens and look.hours)
            or look.code
        ):
            return False
        before = self.letters.key[max(0, look.first - 3) : look.first]
        left = tidy(self.letters.said[look.first : look.last])
        return (
            look.last > look.first
            and left.count(" ") < 4
            and any(mark in before for mark in "|,;·-@")
            and not find_code(self.letters, look.first, look.last, self.known.prefixes)
        )

    def _heads_slot(self, at: int, look: Look) -> bool:
        """`Morning sessions (9:30 – 12:30)`, above several."""
        words = self.letters.key[look.first : look.last]
        general = KIND.search(self.letters.said[look.first : look.last]) or find_note(words, 0, len(words))
        return bool(general) and words.count(" ") < 4 and self._begins_next(at + 1)

    def _begins_by_code(self, at: int, look: Look) -> bool:
        b = self.current
        if b is None or not b.headed or look.code is None:
            return True
        if b.section is Label.OTHER:
            return self._timed_before_code(at + 1) or look.timed
        if look.code.weak and b.open_hours and not look.timed:
            return False
        if look.code.weak and (b.started or look.hours) and self._contains(look) and b.origin != "row":
            return False
        if b.explicit and look.line.bullet and not look.timed and b.section is not Label.DESCRIPTION:
            prefix = re.match(r"[^\W\d]*", self.letters.key[look.code.start : look.code.end])
            return bool(prefix and b.code and b.code.casefold().startswith(prefix[0]))
        return True

    def _timed_before_code(self, at: int) -> bool:
        for look in self.looks[at : at + 8]:
            if look.code and not look.label:
                return False
            if (
                look.timed
                or look.days
                or (look.label and look.label.means.label in (Label.WHEN, Label.HOURS, Label.DAY))
            ):
                return True
        return False

    def _coded(self, look: Look) -> None:
        b = self.current
        if (
            b
            and b.origin == "slot"
            and b.title
            and not b.code
            and not b.started
            and b.title.count(" ") < 3
            and not b.own_room
        ):
            # `9:30`, `Dakhla`, `SOU 84`, each on a line: what was taken for a title is the place.
            b.room, b.own_room, b.title = b.title, True, ""
            b.marks = [(start, end, What.ROOM if what is What.TITLE else what) for start, end, what in b.marks]
        if b is None or b.headed or b.started:
            b = self._begin("row" if look.hours and look.opens else "code", look.line)
        b.line = b.line or look.line
        self._fill(b, look)

    def _row(self, look: Look) -> None:
        b = self.current
        if b is not None and not b.headed:
            # Hours, or a place, above a row with hours of its own head more than one session.
            self._to_context(b)
            b = None
        b = self._begin("row", look.line)
        self._fill(b, look)

    def _among_rows(self) -> bool:
        """`Morning   Mobility`, below a day or among rows with hours."""
        b = self.current
        return b.origin == "row" if b else self.context.day is not None

    def _is_row(self, look: Look) -> bool:
        b = self.current
        if not (look.opens and look.hours):
            noted = look.note is not None and look.note.start == look.line.start and not look.days and not look.bare
            return noted and self._among_rows()
        if b is None or not b.headed:
            return True
        return not self._in_agenda(look)

    def _facts(self, at: int, look: Look) -> None:
        b = self.current
        if b is not None and self._ends(b, at, look):
            assert look.hours
            b.ends = look.hours.begins
            b.mark(look.hours.start, look.hours.end, What.HOURS)
            b.last_line = look.line
            return
        if b is not None and self._takes(b, at, look):
            self._set_facts(b, look)
            b.last_line = look.line
            return
        coming = self.looks[at + 1] if at + 1 < len(self.looks) else None
        heads = coming is not None and coming.code is not None and not coming.code.weak
        if b is not None and b.headed and look.hours and not look.days and not heads and self._in_agenda(look):
            body.read_row(b, self.letters, look.line, look.hours, 0, 0)
            return
        if b is not None and b.headed and look.note and not look.hours and not look.days and not look.room:
            self._text(at, look)
            return
        if b is not None and not b.headed and not look.timed:
            self._to_context(b)
        self.current = None
        if look.timed:
            self._slot(look)
        else:
            self._heading(look)

    def _ends(self, b: Building, at: int, look: Look) -> bool:
        """`09:30` on one line and `12:30` on the next: when it begins and when it ends."""
        before = self.looks[at - 1] if at else None
        return (
            before is not None
            and look.hours is not None
            and before.hours is not None
            and all(one.bare and one.hours and not one.hours.ends and not one.days for one in (before, look))
            and not look.line.after_blank
            and b.begins == before.hours.begins < look.hours.begins
            and not b.ends
            and not b.started
        )

    def _takes(self, b: Building, at: int, look: Look) -> bool:
        """Are these facts of the session that was begun?"""
        same_day = any(day.day == b.day for day in look.days)
        own_hours = b.own_hours or (b.origin == "slot" and bool(b.begins))
        if (look.days and b.own_day and not same_day) or (look.timed and own_hours and b.headed):
            return False
        if look.room and b.own_room and not look.timed and not look.days:
            return False
        if look.days and not b.own_day and not same_day and (b.day or b.origin == "row") and self._begins_next(at + 1):
            return False
        if look.days and b.origin == "row" and look.line.after_blank and not same_day:
            return False
        missing = (
            (look.timed and not b.begins and not b.note)
            or (look.days and b.day is None)
            or (look.room is not None and not b.room)
        )
        if b.started and not missing:
            return False
        if b.started and b.section is Label.AGENDA and look.timed and not look.days:
            return False
        heading = look.line.after_blank and not look.timed and self._begins_next(at + 1)
        return not (heading and (bool(b.begins) or b.origin == "row"))

    def _dated(self, at: int, look: Look) -> None:
        """A day and words: a heading above what follows, or a session of that day."""
        if self._in_section() or (
            self.current and self.current.headed and not look.line.after_blank and self.current.started
        ):
            self._text(at, look)
        elif look.line.bullet or (look.note and not self._begins_next(at + 1)):
            self._row(look)
        elif self._facts_follow(at, look.line):
            self._text(at, look)
        elif self._begins_next(at + 1) or not self.current:
            self.current = None
            self._heading(look)
        else:
            self._text(at, look)
