"""A session while its text is read: what was recognised so far, and where."""

from collections.abc import Sized
from datetime import date

from msgspec import Struct

from events_service.errors import InvalidInput
from events_service.interchange.pasting.dates import FoundDay
from events_service.interchange.pasting.hours import FoundHours
from events_service.interchange.pasting.labels import Label, What
from events_service.interchange.pasting.letters import Letters, Line, tidy
from events_service.interchange.pasting.places import FoundRoom, bare_name
from events_service.interchange.pasting.proposals import ProposedBody, ProposedPerson
from events_service.programme.programme import EventRole, PersonRole

MOST_SESSIONS = 200
"""Of a text, each with its fields to be corrected."""
MOST_IN_A_FILE = 2000
"""Of a schedule or a calendar; many are taken as the file says them."""


class TooMany(InvalidInput):
    slug = "too-many-sessions"
    msgid = "The text has more than {most} sessions. Paste it in parts."


class TooManyInFile(InvalidInput):
    slug = "too-many-sessions"
    msgid = (
        "This file has {count} sessions; {most} at most can be taken here. Whoever runs the service takes it with"
        " the command “events-service import”."
    )


class Entry(Struct):
    """An item of a list as it grows line by line."""

    said: str
    start: str = ""
    end: str = ""
    items: list["Entry"] = []
    indent: int = 0


class Context(Struct):
    """What headings said of the sessions under them."""

    day: date | None = None
    doubtful: bool = False
    hours: tuple[str, str] | None = None
    note: str = ""
    room: str = ""
    track: str = ""
    type: str = ""
    last: str = ""
    """Which of day and room was said last: it is the inner one."""


def check_count(sessions: Sized) -> None:
    """TooMany, long before all is read of a text with thousands."""
    if len(sessions) > 2 * MOST_SESSIONS:
        raise TooMany(most=MOST_SESSIONS)


class Building(Struct):
    """One session. `origin`: what it began with: a code, a title, a row, a label, or hours and a place alone."""

    origin: str
    line: Line | None = None
    code: str = ""
    title: str = ""
    day: date | None = None
    own_day: bool = False
    doubtful: bool = False
    begins: str = ""
    ends: str = ""
    own_hours: bool = False
    note: str = ""
    room: str = ""
    own_room: bool = False
    venue: str = ""
    track: str = ""
    type: str = ""
    languages: list[str] = []
    interpretation: list[str] = []
    bodies: list[ProposedBody] = []
    people: list[ProposedPerson] = []
    agenda: list[Entry] = []
    introduction: str = ""
    objectives: list[Entry] = []
    questions: list[Entry] = []
    paragraphs: list[str] = []
    marks: list[tuple[int, int, What]] = []
    labels: set[Label] = set()
    """Those it was given."""

    section: Label | None = None
    explicit: bool = False
    """Did a label open the section, or the look of its lines?"""
    role: PersonRole | None = None
    body_role: EventRole = EventRole.ORGANIZER
    started: bool = False
    """Has anything come that is not its head?"""
    last_line: Line | None = None
    last_entry: Entry | None = None
    pending: str = ""
    """A line that may introduce the list after it; it is the last paragraph too."""

    @property
    def open_hours(self) -> bool:
        """Is the last point of the agenda hours alone, which what comes belongs to?"""
        last = self.agenda[-1] if self.agenda else None
        return self.section is Label.AGENDA and last is not None and bool(last.start) and not last.said

    @property
    def headed(self) -> bool:
        return bool(self.title or self.code)

    def mark(self, start: int, end: int, what: What) -> None:
        if end > start:
            self.marks.append((start, end, what))


def begin(context: Context, origin: str, line: Line | None = None) -> Building:
    """A session under the headings that stand above it."""
    begins, ends = context.hours or ("", "")
    return Building(
        origin,
        line,
        day=context.day,
        doubtful=context.doubtful,
        begins=begins,
        ends=ends,
        note=context.note,
        room=context.room,
        track=context.track,
        type=context.type,
    )


def set_day(b: Building, found: FoundDay) -> None:
    b.day, b.own_day, b.doubtful = found.day, True, found.doubtful
    b.mark(found.start, found.end, What.DAY)


def set_hours(b: Building, found: FoundHours) -> None:
    b.begins, b.ends, b.own_hours, b.note = found.begins, found.ends, True, ""
    b.mark(found.start, found.end, What.HOURS)


def set_note(b: Building, letters: Letters, start: int, end: int) -> None:
    if not b.begins or not b.own_hours:
        b.note, b.begins, b.ends, b.own_hours = tidy(letters.said[start:end]), "", "", True
        b.mark(start, end, What.HOURS)


def set_room(b: Building, letters: Letters, found: FoundRoom) -> None:
    b.room, b.own_room = bare_name(letters.said[found.first : found.last]), True
    b.mark(found.start, found.last, What.ROOM)


def set_code(b: Building, letters: Letters, start: int, end: int) -> None:
    b.code = tidy(letters.said[start:end])
    b.mark(start, end, What.CODE)


def set_title(b: Building, letters: Letters, start: int, end: int) -> None:
    said = letters.said
    while end > start and (said[end - 1] in " \t\u00a0*_" or (said[end - 1] == ":" and end - start > 1)):
        end -= 1
    while start < end and said[start] in " \t\u00a0*_":
        start += 1
    if (
        said[start:end][:1] in '«“"'
        and said[start:end][-1:] in '»”"'
        and not set('«»“”"') & set(said[start + 1 : end - 1])
    ):
        start, end = start + 1, end - 1
    b.title = tidy(said[start:end])
    b.mark(start, end, What.TITLE)


def add_title(b: Building, letters: Letters, start: int, end: int) -> None:
    """The next line of a title that went on."""
    more = tidy(letters.said[start:end])
    b.title = b.title + more if b.title.endswith("-") and not b.title.endswith(" -") else f"{b.title} {more}"
    b.mark(start, end, What.TITLE)
