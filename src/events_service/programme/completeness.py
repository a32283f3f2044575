"""Which texts of a programme are missing in which of its event's languages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from events_service.languages import LocalizedText, direction
from events_service.programme.programme import AgendaItem, Programme, Session


class What(StrEnum):
    """A kind of text."""

    EVENT_TITLE = "event-title"
    EVENT_THEME = "event-theme"
    EVENT_DESCRIPTION = "event-description"
    SESSION_TITLE = "session-title"
    SESSION_DESCRIPTION = "session-description"
    SESSION_OBJECTIVES = "session-objectives"
    SESSION_AGENDA = "session-agenda"
    ROOM = "room"
    TRACK = "track"
    VENUE = "venue"
    TYPE = "type"
    ORGANIZATION = "organization"
    PERSON = "person"
    BIOGRAPHY = "biography"


class Asked(NamedTuple):
    """A text that is there, and where it is not."""

    what: What
    uid: str
    """Of the record whose text it is."""
    code: str
    name: LocalizedText
    """What the record is called."""
    missing: tuple[str, ...]
    """Languages of the event in which it is not said."""


class Count(NamedTuple):
    missing: int
    total: int


Counts = Mapping[tuple[What, str], Count]


def texts_of(programme: Programme) -> Iterator[Asked]:
    """Every text that is to be said in all the event's languages, in the order of `What` and of the programme.

    A title or a name always is. A description is where it is said in one language at least: what nobody has written
    is not a translation that is missing. Objectives and an agenda count as one text each, missing where one of their
    lines is. A person's name is the same in languages that are written alike.
    """
    languages = programme.event.languages
    event, sessions = programme.event, programme.sessions

    def asked(what: What, uid: str, code: str, name: LocalizedText, missing: Iterable[str]) -> Asked:
        return Asked(what, uid, code, name, tuple(missing))

    def of_event(what: What, text: LocalizedText, *, always: bool = False) -> Iterator[Asked]:
        if always or any(text.values()):
            yield asked(what, event.uid, "", event.title, _missing(text, languages))

    def of_sessions(what: What, texts: Callable[[Session], tuple[LocalizedText, ...]]) -> Iterator[Asked]:
        for session in sessions:
            found = texts(session)
            if found:
                missing = (tag for tag in languages if any(not text.get(tag) for text in found))
                yield asked(what, session.uid, session.code, session.title, missing)

    yield from of_event(What.EVENT_TITLE, event.title, always=True)
    yield from of_event(What.EVENT_THEME, event.theme)
    yield from of_event(What.EVENT_DESCRIPTION, event.description)
    yield from of_sessions(What.SESSION_TITLE, lambda session: (session.title,))
    yield from of_sessions(What.SESSION_DESCRIPTION, lambda session: _said(session.description))
    yield from of_sessions(What.SESSION_OBJECTIVES, lambda session: session.objectives)
    yield from of_sessions(What.SESSION_AGENDA, lambda session: tuple(_titles(session.agenda)))
    for what, parts in (
        (What.ROOM, programme.rooms),
        (What.TRACK, programme.tracks),
        (What.VENUE, programme.venues),
        (What.TYPE, programme.types),
        (What.ORGANIZATION, programme.organizations),
    ):
        yield from (asked(what, part.uid, "", part.name, _missing(part.name, languages)) for part in parts)
    for person in programme.people:
        written = {direction(tag) for tag, said in person.name.items() if said}
        missing = (tag for tag in _missing(person.name, languages) if direction(tag) not in written)
        yield asked(What.PERSON, person.uid, "", person.name, missing)
    for person in programme.people:
        if any(person.biography.values()):
            yield asked(What.BIOGRAPHY, person.uid, "", person.name, _missing(person.biography, languages))


def counted(texts: Iterable[Asked], languages: Iterable[str]) -> Counts:
    """How many of each kind are missing in each language, of how many; kinds of which there is none are left out."""
    totals: dict[What, int] = {}
    missing: dict[tuple[What, str], int] = {}
    for text in texts:
        totals[text.what] = totals.get(text.what, 0) + 1
        for tag in text.missing:
            missing[text.what, tag] = missing.get((text.what, tag), 0) + 1
    tags = tuple(languages)
    return {(what, tag): Count(missing.get((what, tag), 0), totals[what]) for what in totals for tag in tags}


def _missing(text: LocalizedText, languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(tag for tag in languages if not text.get(tag))


def _said(text: LocalizedText) -> tuple[LocalizedText, ...]:
    return (text,) if any(text.values()) else ()


def _titles(items: Iterable[AgendaItem]) -> Iterator[LocalizedText]:
    """What an agenda says: an item without a title says nothing in any language."""
    for item in items:
        if any(item.title.values()):
            yield item.title
        yield from _titles(item.items)
