"""What all that reads a text line by line stands on: its lines, the sessions begun, the headings above them."""

import re

from events_service.interchange.pasting.acquaintance import Acquaintance, find
from events_service.interchange.pasting.bodies import abbreviates, are_acronyms, find_bodies, looks_like_body
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
from events_service.interchange.pasting.labels import Label, What
from events_service.interchange.pasting.letters import Letters, Line, pieces, tidy
from events_service.interchange.pasting.looks import Look, look_at
from events_service.interchange.pasting.mails import parts, without_mail
from events_service.interchange.pasting.places import FoundRoom, bare_name, find_rooms, known_room
from events_service.interchange.pasting.prose import unwrapped

KIND = re.compile(
    r"\b(?:Sessions?|SESSIONS?|Tracks?|Parcours|Axe|Segment|Strand|sessions|جلسات|الجلسات|محور|المحور|جلسة)\b"
)
_JOINED = re.compile(r" (?:et|and|&) ")
_BAR = re.compile(r"[ ]?[|\t]|[ ]{3,}")
LONGEST_TITLE = 300
_AHEAD = 3


class Ground:
    """The sessions that were begun, and what headings said of those to come."""

    def __init__(self, letters: Letters, lines: list[Line], known: Acquaintance) -> None:
        letters, lines = unwrapped(letters, without_mail(letters, lines), known)
        self.letters, self.known = letters, known
        self.lines = [part for line in lines for part in parts(letters, line)]
        self.looks = [look_at(letters, line, known) for line in self.lines]
        self.sessions: list[Building] = []
        self.context = Context()
        self.heads: list[tuple[int, int, What]] = []
        """Marks of headings, which go to the first session under them."""
        self.current: Building | None = None

    def _begin(self, origin: str, line: Line | None) -> Building:
        b = begin(self.context, origin, line)
        b.marks.extend(self.heads)
        self.heads = []
        self.sessions.append(b)
        check_count(self.sessions)
        self.current = b
        return b

    def _set_facts(self, b: Building, look: Look) -> None:
        for day in look.days[:1]:
            set_day(b, day)
        for day in look.days[1:]:
            b.mark(day.start, day.end, What.DAY)
        if look.hours:
            set_hours(b, look.hours)
        elif look.note:
            set_note(b, self.letters, look.note.start, look.note.end)
        if look.room:
            set_room(b, self.letters, look.room)

    def _title(self, b: Building, first: int, last: int, *, placed: bool = False) -> None:
        """A title, and in cells behind it what else a line says: `Title | Dakhla | AMPCC`."""
        letters = self.letters
        cells = pieces(letters.said, first, last, _BAR)
        if len(cells) < 2:
            set_title(b, letters, first, self._bracketed(b, first, last, placed=placed))
            return
        for here, there in cells:
            short = there - here <= 40 and letters.said[here:there].count(" ") <= 3
            if not b.title:
                set_title(b, letters, here, there)
            elif looks_like_body(letters, here, there, self.known) and not known_room(letters, here, there, self.known):
                for found in find_bodies(letters, here, there, self.known):
                    b.bodies.append(found.body)
                    b.mark(found.start, found.end, What.ORGANIZER)
            elif not b.own_room and short:
                set_room(b, letters, FoundRoom(here, there, here, there))
            else:
                b.paragraphs.append(tidy(letters.said[here:there]))
                b.mark(here, there, What.DESCRIPTION)

    def _bracketed(self, b: Building, first: int, last: int, *, placed: bool) -> int:
        """Where a title ends before `(Room Menara, Hotel)`, or, `placed` behind hours and a place, before `(AMPCC)`."""
        letters = self.letters
        opening = letters.said.rfind("(", first, last)
        if opening <= first or letters.said[last - 1] != ")":
            return last
        inner, end = opening + 1, last - 1
        rooms = find_rooms(letters, inner, end, self.known)
        if rooms and rooms[0].start == inner and not b.own_room:
            set_room(b, letters, rooms[0])
            behind = tidy(letters.said[rooms[0].last : end]).strip(" ,،-")
            if behind:
                b.venue = behind
                b.mark(rooms[0].last, end, What.VENUE)
            return opening
        said = _JOINED.sub(", ", letters.said[inner:end])
        parts = [part.strip() for part in re.split("[,;/،؛]", said)]
        title = letters.said[first:opening]
        if placed and are_acronyms(said) and not any(abbreviates(part, title) for part in parts):
            for found in find_bodies(letters, inner, end, self.known):
                b.bodies.append(found.body)
                b.mark(found.start, found.end, What.ORGANIZER)
            return opening
        return last

    def _behind(self, b: Building, first: int, last: int) -> None:
        """What stands behind day and hours: a place, organizations in brackets."""
        letters = self.letters
        opening = letters.key.find("(", first, last)
        place = (first, opening if opening >= 0 else last)
        for here, there in pieces(letters.said, *place, _BAR):
            while here < there and letters.key[here] in ".;:|-":
                here += 1
            if letters.said[here:there].strip() and not b.own_room:
                start = here + len(letters.said[here:there]) - len(letters.said[here:there].lstrip())
                set_room(b, letters, FoundRoom(start, there, start, there))
        if opening >= 0:
            closing = letters.key.find(")", opening, last)
            for found in find_bodies(letters, opening + 1, closing if closing > 0 else last, self.known):
                b.bodies.append(found.body)
                b.mark(found.start, found.end, What.ORGANIZER)

    def _fill(self, b: Building, look: Look) -> None:
        assert look.line
        if look.code:
            set_code(b, self.letters, look.code.start, look.code.end)
        self._set_facts(b, look)
        if look.words[1] > look.words[0]:
            b.type = tidy(self.letters.said[slice(*look.words)]).strip(" -–:")
            b.mark(*look.words, What.TYPE)
        first, last = look.first, look.last
        if look.rest[1] > look.rest[0]:
            self._behind(b, *look.rest)
        if last > first:
            placed = bool(look.opens and look.code and look.room and look.room.start < look.code.start)
            self._title(b, first, last, placed=placed)
        b.last_line = look.line

    def _begins_next(self, at: int) -> bool:
        """Does the next line begin a session, or give the hours of one?"""
        look = self.looks[at] if at < len(self.looks) else None
        return look is not None and (look.code is not None or (look.opens and look.hours is not None))

    def _heading(self, look: Look) -> None:
        """A day or a room above several sessions. The outer of the two takes the inner one away."""
        context = self.context
        context.hours, context.note = None, ""
        if look.days:
            day = look.days[0]
            if context.last == "room" and context.day is not None and context.room:
                context.room = ""
            context.day, context.doubtful, context.last = day.day, day.doubtful, "day"
            self.heads.extend((day.start, day.end, What.DAY) for day in look.days)
        if look.room:
            context.room, context.last = bare_name(self.letters.said[look.room.first : look.room.last]), "room"
            self.heads.append((look.room.start, look.room.last, What.ROOM))

    def _to_context(self, b: Building) -> None:
        """What was taken for a session's head heads those that follow."""
        self.sessions.remove(b)
        self.heads.extend(mark for mark in b.marks if mark not in self.heads)
        if b.own_day:
            self.context.day, self.context.doubtful, self.context.last = b.day, b.doubtful, "day"
        if b.own_room:
            self.context.room, self.context.last = b.room, "room"
        self.context.track, self.context.type = b.track, b.type
        self.context.hours, self.context.note = None, ""
        self.current = None

    def _slot(self, look: Look) -> None:
        """Hours above one session or several."""
        self._heading(look)
        self.context.hours = (look.hours.begins, look.hours.ends) if look.hours else None
        self.context.note = (
            tidy(self.letters.said[look.note.start : look.note.end]) if look.note and not look.hours else ""
        )
        fact = look.hours or look.note
        if fact:
            self.heads.append((fact.start, fact.end, What.HOURS))
        self._begin("slot", None)

    def _in_agenda(self, look: Look) -> bool:
        b = self.current
        if b is None or not b.headed:
            return False
        if b.section is Label.AGENDA and b.explicit:
            return True
        if b.origin == "row":
            further = b.line is not None and (
                look.line.indent > b.line.indent or (bool(look.line.bullet) and not b.line.bullet)
            )
            return further and self._contains(look)
        if b.begins and not self._contains(look):
            return False
        return b.started or bool(b.begins) or not look.hours or not look.hours.ends

    def _contains(self, look: Look) -> bool:
        """Are the hours of a line within the session's, and not the same?"""
        b = self.current
        if b is None or look.hours is None or not b.begins:
            return b is not None and not b.begins
        begins, ends = look.hours.begins, look.hours.ends or look.hours.begins
        return b.begins <= begins and ends <= (b.ends or "24:00") and (begins, ends) != (b.begins, b.ends)

    def _facts_follow(self, at: int, line: Line, *, near: bool = False) -> bool:
        b = self.current
        for ahead, look in enumerate(self.looks[at + 1 : at + 1 + (2 if near else _AHEAD)]):
            if look.code and not look.label:
                return False
            label = look.label.means.label if look.label else None
            if look.bare and (look.hours or look.note or (look.days and not self._begins_next(at + 2 + ahead))):
                # Within a session these may be a point of its agenda.
                return b is None or not b.headed or bool(look.days) or not self._in_agenda(look)
            if label in (Label.DAY, Label.HOURS, Label.WHEN, Label.STARTS):
                return True
            if label in (Label.ROOM, Label.VENUE, Label.CODE) and (b is None or b.own_room or bool(b.room)):
                return True
            if look.bare and look.room and (b is None or b.own_room) and not self._begins_next(at + 2 + ahead):
                return True
            if (
                near
                and not (look.label and label in (Label.TYPE, Label.TRACK))
                and ahead == 0
                and look.line.after_blank
            ):
                return False
            if look.label and label not in (Label.TYPE, Label.TRACK, Label.ORGANIZERS, Label.PEOPLE, Label.LANGUAGES):
                return False
            if not look.label and look.line.end - look.line.start > 160:
                return False
        return False

    def _in_section(self) -> bool:
        b = self.current
        return (
            b is not None
            and b.explicit
            and b.section in (Label.AGENDA, Label.PEOPLE, Label.OBJECTIVES, Label.QUESTIONS)
        )

    def _prose(self, line: Line) -> bool:
        return line.end - line.start > LONGEST_TITLE or self.letters.said[line.end - 1] in ".!?؟"

    def _kind(self, line: Line) -> bool:
        """May this be the name of a group of sessions?"""
        said = self.letters.said
        return (
            line.end - line.start < 90
            and not said[line.start].islower()
            and said[line.end - 1] not in ".:;,?!"
            and KIND.search(said, line.start, line.end) is not None
        )

    def _named(self, line: Line) -> bool:
        said = tidy(self.letters.said[line.start : line.end])
        return bool(find(self.known.tracks, said) or find(self.known.types, said))
