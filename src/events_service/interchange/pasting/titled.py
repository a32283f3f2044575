"""Lines of plain text: titles, headings, and all that belongs to a session."""

from events_service.interchange.pasting import body
from events_service.interchange.pasting.acquaintance import find
from events_service.interchange.pasting.bodies import looks_like_body
from events_service.interchange.pasting.building import (
    Building,
    add_title,
    set_room,
)
from events_service.interchange.pasting.dates import find_days
from events_service.interchange.pasting.ground import LONGEST_TITLE, Ground
from events_service.interchange.pasting.labels import Label, What
from events_service.interchange.pasting.letters import Line, tidy
from events_service.interchange.pasting.looks import Look
from events_service.interchange.pasting.places import FoundRoom

_FACTS = frozenset((Label.DAY, Label.HOURS, Label.STARTS, Label.WHEN, Label.ROOM, Label.VENUE, Label.CODE))
_LONGEST_PLACE = 50
_BINDING = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "to",
        "in",
        "a",
        "an",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "et",
        "pour",
        "en",
        "au",
        "aux",
        "à",
        "sur",
        "dans",
        "par",
        "with",
        "on",
        "l'",
    ]
)


class Titled(Ground):
    """Takes what nothing announces."""

    def _text(self, at: int, look: Look) -> None:
        line, b = look.line, self.current
        if self._dates_what_follows(at, look):
            self.current = None
            day = find_days(self.letters.key, line.start, line.end, self.known.days)[-1]
            self._heading(look._replace(days=(day,), room=None))
            return
        if b is not None and b.code and not b.title and not b.started and line.end - line.start < LONGEST_TITLE:
            self._title(b, line.start, line.end)
            b.last_line = line
            return
        if b is not None and not b.headed:
            if self._is_heading(at, line) and self._heading_text(line):
                return
            b.line = line
            if look.closes and look.timed:
                self._fill(b, look)
            else:
                self._title(b, line.start, line.end)
            b.last_line = line
            return
        if b is not None and self._is_place(b, at, line):
            set_room(b, self.letters, FoundRoom(line.start, line.end, line.start, line.end))
            b.last_line = line
            return
        if b is not None and self._goes_on(b, at, line):
            add_title(b, self.letters, line.start, line.end)
            b.last_line = line
            return
        kind = self._kind(line)
        if (
            kind
            and line.after_blank
            and (b is None or b.section is Label.OTHER)
            and self._heads_session(at, line)
            and self._heading_text(line)
        ):
            return
        if self._begins_by_title(at, look):
            if look.closes and (look.timed or look.room):
                self._fill(self._begin("title", line), look)
            else:
                b = self._begin("title", line)
                self._title(b, line.start, line.end)
                b.last_line = line
            return
        after = b is None or line.after_blank
        if (
            after
            and (b is None or b.started or b.begins)
            and self._heads_session(at, line)
            and self._heading_text(line)
        ):
            return
        if b is not None and not b.track and not b.started and not b.day and not b.begins and not line.bullet:
            words = tidy(self.letters.said[line.start : line.end])
            if find(self.known.tracks, words) or (self._kind(line) and words.count(" ") < 8):
                b.track = words
                b.mark(line.start, line.end, What.TRACK)
                return
        if b is not None:
            if b.section is Label.OTHER and b.explicit:
                return
            body.read_line(b, self.letters, line, self.known)

    def _dates_what_follows(self, at: int, look: Look) -> bool:
        """`Programme of Wednesday 21 November`, above rows."""
        line = look.line
        if line.end - line.start > 100 or line.bullet or look.hours or not self._begins_next(at + 1):
            return False
        if self.current and self.current.headed and not line.after_blank:
            return False
        days = find_days(self.letters.key, line.start, line.end, self.known.days)
        return (
            bool(days) and days[-1].end - days[-1].start > 9 and self.letters.key[line.start : line.end].count(" ") < 10
        )

    def _goes_on(self, b: Building, at: int, line: Line) -> bool:
        """Is this the second line of a title?"""
        before = b.last_line
        if before is None or line.after_blank or line.bullet or b.started or b.bodies or not b.title:
            return False
        if self.letters.said[before.start : before.end].find(b.title[:20]) < 0 and not b.title.endswith(
            tidy(self.letters.said[before.start : before.end])[-20:]
        ):
            return False
        if before.end - before.start < 45 or line.end - line.start > 120 or self.letters.said[line.end - 1] == ".":
            return False
        first = self.letters.said[line.start]
        if (
            first.islower()
            or b.title.endswith((":", ",", "-", "،"))
            or b.title.rsplit(" ", 1)[-1].casefold() in _BINDING
        ):
            return True
        following = self.looks[at + 1] if at + 1 < len(self.looks) else None
        facts = following and (following.bare or (following.label and following.label.means.label in _FACTS))
        return bool(facts) and not looks_like_body(self.letters, line.start, line.end, self.known) and not b.own_hours

    def _is_place(self, b: Building, at: int, line: Line) -> bool:
        """A short name between the head of a session and the names of organizations, or the next session."""
        said = tidy(self.letters.said[line.start : line.end])
        if (
            not (b.headed and b.begins and not b.room and not b.started and not b.bodies)
            or line.after_blank
            or line.bullet
            or len(said) > _LONGEST_PLACE
            or said.split(" (")[0].count(" ") > 2
            or not (said[0].isupper() or said[0].isdigit() or said[0] > "\u0600")
            or said[-1] in ".,:;!?؟،؛"
            or looks_like_body(self.letters, line.start, line.end, self.known)
        ):
            return False
        following = self.looks[at + 1] if at + 1 < len(self.looks) else None
        if following is None or following.code or following.opens:
            return True
        if following.line.after_blank:
            return bool(following.bare or following.label)
        inner = following.line
        return looks_like_body(self.letters, inner.start, inner.end, self.known)

    def _begins_by_title(self, at: int, look: Look) -> bool:
        """A line of text above hours, a day or a room is the title of a session."""
        line, b = look.line, self.current
        if line.end - line.start > LONGEST_TITLE or self.letters.said[line.end - 1] in ".;:،؛,":
            return False
        if not any(letter.isalpha() for letter in self.letters.said[line.start : line.end]):
            return False
        if b is None:
            return self._facts_follow(at, line)
        same = b.line is not None and line.indent <= b.line.indent and bool(line.bullet) == bool(b.line.bullet)
        if b.origin == "slot" and same and line.bullet and b.section is None:
            return True
        if (
            not (line.after_blank or b.section is Label.OTHER)
            or not (b.begins or b.day or b.note)
            or (line.bullet and not same)
        ):
            return False
        return self._facts_follow(at, line, near=True)

    def _is_heading(self, at: int, line: Line) -> bool:
        return self._named(line) and self._begins_next(at + 1)

    def _heads_session(self, at: int, line: Line) -> bool:
        """Does a session follow at once, of which this may be the track?"""
        if line.end - line.start > 100 or line.bullet:
            return False
        for look in self.looks[at + 1 : at + 3]:
            if look.code or (look.label and look.label.means.label in (Label.TITLE, Label.CODE)):
                return True
            if look.opens and look.hours:
                return True
            if not (look.bare and (look.days or look.room)):
                titled = look is self.looks[at + 1] and not look.label and not look.bare
                return bool(titled and self._kind(line)) and self._facts_follow(at + 1, look.line)
        return False

    def _heading_text(self, line: Line) -> bool:
        """A track or a type above sessions; whatever else stands there is left."""
        said = tidy(self.letters.said[line.start : line.end]).strip("*_: ")
        self.current = None
        if find(self.known.tracks, said):
            self.context.track = said
            self.heads.append((line.start, line.end, What.TRACK))
        elif find(self.known.types, said):
            self.context.type = said
            self.heads.append((line.start, line.end, What.TYPE))
        elif self._kind(line) and len(said.split()) <= 8:
            self.context.track = said
            self.heads.append((line.start, line.end, What.TRACK))
        return True
