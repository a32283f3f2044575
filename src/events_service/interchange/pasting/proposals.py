"""What was read: sessions as they are proposed, and where in the text each part of them was recognised."""

from datetime import date

from events_service.directory.directory import Value
from events_service.interchange.pasting.labels import What
from events_service.programme.programme import EventRole, PersonRole


class Mark(Value):
    """A part of the pasted text, what it was recognised as, and for which of the sessions."""

    start: int
    end: int
    what: What
    session: int


class ProposedBody(Value):
    """An organization with what is printed beside it."""

    name: str
    short_name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    role: EventRole = EventRole.ORGANIZER


class ProposedPerson(Value):
    name: str
    title: str = ""
    role: PersonRole = PersonRole.SPEAKER
    to_be_confirmed: bool = False


class ProposedItem(Value):
    """A point of an agenda. A span of hours alone has the points below it for its content."""

    title: str
    start: str = ""
    end: str = ""
    items: tuple["ProposedItem", ...] = ()


class Proposal(Value):
    """One session as it was read; what was not said is empty."""

    title: str = ""
    code: str = ""
    language: str = "en"
    """The language it is written in."""
    day: date | None = None
    start: str = ""
    """`HH:MM` by the event's clocks."""
    end: str = ""
    time_note: str = ""
    """What was said of a time in words only: `morning`."""
    room: str = ""
    venue: str = ""
    track: str = ""
    type: str = ""
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    organizers: tuple[ProposedBody, ...] = ()
    people: tuple[ProposedPerson, ...] = ()
    agenda: tuple[ProposedItem, ...] = ()
    introduction: str = ""
    objectives: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    description: str = ""
    doubtful: tuple[What, ...] = ()
    """What contradicts itself, such as a weekday that is not that of its date."""
    uid: str = ""
    """The session a file of this site's was written out of."""


class Reading(Value):
    """A text as it was read."""

    text: str
    proposals: tuple[Proposal, ...] = ()
    marks: tuple[Mark, ...] = ()
    """In the order of the text; no two overlap."""
    left: tuple[str, ...] = ()
    """The lines, or parts of them, that no session took."""
