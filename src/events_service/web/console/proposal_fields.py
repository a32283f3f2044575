"""The fields of a proposed session: what they are called, what they say, and what will be made for them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from events_service.errors import Sentence
from events_service.interchange.pasting.acquaintance import Acquaintance, find, find_body, find_room
from events_service.interchange.pasting.beside import lists_beside
from events_service.interchange.pasting.labels import What
from events_service.interchange.pasting.listed import Words
from events_service.interchange.pasting.proposals import Proposal
from events_service.interchange.pasting.typed import Faults, proposal_of
from events_service.languages import comma
from events_service.programme.programme import Session
from events_service.programme.role_names import PERSON_ROLES
from events_service.translations import mark
from events_service.web.console.session_form import EVENT_ROLES
from events_service.web.reader import Reader

LABELS: Mapping[str, tuple[str, str]] = {
    "code": (mark("Code"), ""),
    "title": (mark("Title"), ""),
    "language": (mark("Language of the text"), mark("Two letters: en is English, fr French, ar Arabic.")),
    "day": (mark("Day"), ""),
    "start": (mark("Begins"), ""),
    "end": (mark("Ends"), ""),
    "time_note": (mark("Time in words"), mark("Where the hours are not fixed yet: “in the morning”.")),
    "room": (mark("Room"), ""),
    "venue": (mark("Place of a new room"), ""),
    "track": (mark("Track"), ""),
    "type": (mark("Type"), ""),
    "languages": (mark("Languages spoken"), mark("Two letters each: en is English, fr French, ar Arabic.")),
    "interpretation": (mark("Interpretation into"), mark("Two letters each: en is English, fr French, ar Arabic.")),
    "organizers": (
        mark("Organizers"),
        mark("One a line, its short name in brackets, its telephone behind."),
    ),
    "people": (mark("People"), mark("One a line: role, name, title. (TBC) is to be confirmed.")),
    "agenda": (
        mark("Agenda"),
        mark("One point a line, its hours first; with a dash, part of the one above."),
    ),
    "introduction": (mark("What leads to the objectives"), ""),
    "objectives": (mark("Objectives"), mark("One a line.")),
    "questions": (mark("Questions"), mark("One a line.")),
    "description": (mark("Description"), ""),
}
_LONG = {"organizers": 2, "people": 2, "agenda": 4, "objectives": 3, "questions": 2, "description": 5}
NAMED = {"room": "rooms", "track": "tracks", "type": "types", "venue": "venues"}
_SMALL = frozenset(("code", "language", "day", "start", "end", "room", "track", "type", "languages", "interpretation"))
_INPUTS = {"day": "date", "start": "time", "end": "time"}


_WHAT = {
    "start": What.HOURS,
    "end": What.HOURS,
    "time_note": What.HOURS,
    "organizers": What.ORGANIZER,
    "people": What.PERSON,
    "objectives": What.OBJECTIVE,
    "questions": What.QUESTION,
}
"""As what the text of a field is marked, where that has another name."""
_A_LINE = 60
"""Characters that stand side by side in a field of several lines."""


class Field(NamedTuple):
    name: str
    id: str
    label: str
    help: str
    value: str
    kind: str
    rows: int
    list: str
    note: str
    """What will be made for it, or what contradicts itself."""
    fault: str
    small: bool
    what: str
    """As what its text is marked."""
    doubt: bool
    """Does the note say that something may be wrong?"""
    used: bool
    """Has it anything to say? The others are folded away."""


class Loss(NamedTuple):
    """A list that has more in other languages than the one that would take its place."""

    name: str
    id: str
    label: str
    texts: list[Markup]
    """What would be lost."""
    replaces: bool
    """Is it to take its place all the same?"""


def losses_of(
    n: int,
    values: Mapping[str, str],
    there: Session,
    known: Acquaintance,
    reader: Reader,
    chosen: Mapping[str, bool],
) -> Iterator[Loss]:
    """Of the lists of a session that is there, which cannot be put side by side with what was read."""
    proposal = proposal_of(values, known, words_of(reader))[0]
    for name, beside in lists_beside(there, proposal).items():
        if beside.lost:
            yield Loss(
                name=f"s{n}.{name}.as",
                id=f"s{n}.{name}.as",
                label=label_of(name, reader),
                texts=[reader.text(text) for text in beside.lost],
                replaces=chosen.get(name, False),
            )


def words_of(reader: Reader) -> Words:
    """The words between names, as this reader reads them."""
    return Words(
        {role: str(reader.say(name)) for role, name in PERSON_ROLES.items()},
        {role: str(reader.say(name)) for role, name in EVENT_ROLES.items()},
        str(reader.say(mark("Tel."))),
        str(reader.say(mark("TBC"))),
        reader.colon,
        comma(reader.language),
    )


def said_of(sentence: Sentence | None, reader: Reader) -> str:
    return sentence.said_in(reader.language, reader.gettext) if sentence else ""


def label_of(name: str, reader: Reader) -> str:
    return str(reader.say(LABELS[name][0])) if name in LABELS else ""


def field_of(
    n: int,
    name: str,
    values: Mapping[str, str],
    known: Acquaintance,
    reader: Reader,
    faults: Faults,
    doubtful: Sequence[What],
    adds: bool,
) -> Field:
    label, help_ = LABELS[name]
    value = values[name]
    doubt = _doubt(value, known, reader, doubtful) if name == "day" else ""
    return Field(
        name=f"s{n}.{name}",
        id=f"s{n}.{name}",
        label=str(reader.say(label)),
        help=str(reader.say(help_)) if help_ else "",
        value=value,
        kind=_INPUTS.get(name, "text"),
        rows=max(_LONG[name], min(_lines(value), 12)) if name in _LONG else 0,
        list=NAMED.get(name, ""),
        note=doubt or _note(name, value, values, known, reader, adds),
        fault=said_of(faults.get(name), reader),
        small=name in _SMALL,
        what=_WHAT.get(name, name),
        doubt=bool(doubt),
        used=bool(value) or name in ("code", "title", "day", "start", "end", "room") or name in faults,
    )


def _lines(value: str) -> int:
    return sum(1 + len(line) // _A_LINE for line in value.split("\n"))


def _doubt(day: str, known: Acquaintance, reader: Reader, doubtful: Sequence[What]) -> str:
    """What may be wrong with a day."""
    said = []
    if What.DAY in doubtful:
        said.append(reader.say("The weekday in the text is not that of this day."))
    if day and not known.days.first.isoformat() <= day <= known.days.last.isoformat():
        said.append(
            reader.say(
                "The event is from {first} to {last}.",
                first=reader.code(known.days.first.isoformat()),
                last=reader.code(known.days.last.isoformat()),
            )
        )
    return Markup(" ").join(said)


def _note(name: str, value: str, values: Mapping[str, str], known: Acquaintance, reader: Reader, adds: bool) -> str:
    if name in ("room", "track", "type", "venue") and value:
        there = find_room(known, value) if name == "room" else find(getattr(known, NAMED[name]), value)
        if there:
            return ""
        return str(
            reader.say(mark("New: it will be made.") if adds else mark("Not there: choose one of those there are."))
        )
    if name in ("organizers", "people") and value:
        proposal: Proposal = proposal_of(values, known, words_of(reader))[0]
        if name == "organizers":
            new = [b.name for b in proposal.organizers if not find_body(known, b.name, b.short_name)]
        else:
            new = [person.name for person in proposal.people if not find(known.people, person.name)]
        return str(reader.say("New: {names}.", names=reader.commas(new))) if new else ""
    return ""
