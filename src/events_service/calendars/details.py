"""What calendars say of a session in the reader's language: title, place, description.

Only what `programme.calendar_content` compares may appear here: an entry never changes without its SEQUENCE, but
for what somebody withdrew, which dates it anew (docs/adr/0016).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from events_service.addresses import Site, quoted
from events_service.calendars.lines import joined, text_octets, uri
from events_service.calendars.prose import beginning, plain
from events_service.calendars.words import filled, labelled, labelled_many, language_name, word
from events_service.directory.directory import ContactPoint, Organization
from events_service.languages import LocalizedText, choose, comma, direction, one_line, text_in
from events_service.programme.kinds import kind_and_track
from events_service.programme.programme import (
    Event,
    EventStatus,
    PersonRole,
    Room,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Venue,
    Visibility,
)
from events_service.programme.room_names import say_room
from events_service.programme.timetable import Timetable
from events_service.translations import mark, mark_many

CUT = 300
"""Characters of a description in a feed of many entries (IC-25)."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_LANGUAGES = mark_many("Language: {names}", "Languages: {names}")
_ORGANIZERS = mark_many("Organized by: {names}", "Organized by several: {names}")
_ROLES = {
    PersonRole.SPEAKER: mark_many("Speaker: {names}", "Speakers: {names}"),
    PersonRole.MODERATOR: mark_many("Moderator: {names}", "Moderators: {names}"),
    PersonRole.RAPPORTEUR: mark_many("Rapporteur: {names}", "Rapporteurs: {names}"),
    PersonRole.CHAIR: mark_many("Chair: {names}", "Chairs: {names}"),
    PersonRole.CO_CHAIR: mark_many("Co-chair: {names}", "Co-chairs: {names}"),
    PersonRole.FACILITATOR: mark_many("Facilitator: {names}", "Facilitators: {names}"),
    PersonRole.INTERPRETER: mark_many("Interpreter: {names}", "Interpreters: {names}"),
}


def isolated(said: str, language: str) -> str:
    """The text kept in order inside a text of the other direction (IC-33); as it is for left-to-right readers."""
    return f"{_FIRST_STRONG_ISOLATE}{said}{_POP_ISOLATE}" if direction(language) == "rtl" else said


def sentence(msgid: str, language: str, title: str, tag: str) -> str:
    """A title in a pattern such as `Cancelled: {title}`, isolated where their directions differ."""
    if direction(tag) != direction(language):
        title = f"{_FIRST_STRONG_ISOLATE}{title}{_POP_ISOLATE}"
    return filled(msgid, language, title=title)


def is_open(session: Session) -> bool:
    """May more than title, time and place be said?"""
    return session.visibility is Visibility.PUBLIC


def heading(session: Session, timetable: Timetable, language: str) -> tuple[str, str]:
    """Code and title, and the language they are in; never empty, which some programs take for an error."""
    said, tag = choose(session.title, language, timetable.event.languages)
    code, title = one_line(session.code), one_line(said)
    if not code or title.startswith(code):
        return title or event_title(timetable.event, language), tag
    return f"{isolated(code, tag)} · {title}" if title else code, tag


def event_title(event: Event, language: str) -> str:
    """The title of an event on one line, or its slug where it has none."""
    return one_line(text_in(event.title, language, event.languages)) or event.slug


def place(session: Session, timetable: Timetable, language: str) -> tuple[str, str]:
    """Room, venue, address and city on one line, and the language of the first (IC-29)."""
    if timetable.event.status is EventStatus.MOVED_ONLINE:
        return word(mark("Online"), language), language
    room, venue = room_and_venue(session, timetable)
    fallback = timetable.event.languages
    named = [say_room(room.name, language, fallback)] if room else []
    if venue:
        named += [choose(text, language, fallback) for text in (venue.name, venue.address, venue.city)]
    said: list[str] = []
    tag = language
    for words, its_tag in named:
        words = one_line(words)
        if words and not any(words in before.split(", ") for before in said):
            tag = tag if said else its_tag
            said.append(words)
    return _listed(said, tag), tag


def _listed(parts: Iterable[str], language: str) -> str:
    """Those that are not empty, parted by the comma of the language."""
    return comma(language).join(filter(None, parts))


def room_and_venue(session: Session, timetable: Timetable) -> tuple[Room | None, Venue | None]:
    room = timetable.rooms.get(session.room_uid or "")
    return room, timetable.venues.get(room.venue_uid or "") if room else None


def categories(session: Session, timetable: Timetable, language: str) -> list[str]:
    """Track, type, and the languages spoken, as tags (IC-31)."""
    kind, track = kind_and_track(session, timetable)
    names = [one_line(text_in(one.name, language, timetable.event.languages)) for one in (track, kind) if one]
    return list(dict.fromkeys(filter(None, (*names, *map(one_line, session.languages)))))


def stream(session: Session) -> str | None:
    """Where it can be followed, if that is public and an address."""
    return uri(session.stream_url) if session.stream_url and is_open(session) else None


def page(session: Session, timetable: Timetable, site: Site, language: str) -> str:
    """The canonical page: the session's, or the event's once the session is no more."""
    home = _home(site, language, timetable.event.slug)
    return f"{home}sessions/{quoted(session.slug)}/" if session.uid in timetable.by_uid else home


@lru_cache(256)
def _home(site: Site, language: str, slug: str) -> str:
    return site.url(site.path(language, slug))


def description(session: Session, timetable: Timetable, link: str, language: str) -> tuple[str, str]:
    """All that is said of it, in plain text and ending in the link to its page, and the language of its main text."""
    body, tag = main_text(session, timetable, language)
    before, after = around(session, timetable, language)
    about = event_title(timetable.event, language)
    return "\n\n".join(filter(None, (*before, body, *after, f"{about}\n{link}"))), tag


def around(session: Session, timetable: Timetable, language: str) -> tuple[list[str], list[str]]:
    """What is said before and after the main text, in paragraphs of plain text; some are empty."""
    before = [_state(session, timetable, language), _kind(session, timetable, language)]
    if not is_open(session):
        return before, []
    link = stream(session)
    return before, [
        _people(session, timetable, language),
        _organizers(session, timetable, language),
        _spoken(session, language),
        labelled(mark("Online"), link, language) if link else "",
    ]


def sources(session: Session, timetable: Timetable, language: str) -> list[tuple[str, str]]:
    """Subtitle, abstract and description as Markdown, each with its language."""
    if not is_open(session):
        return []
    texts = (session.subtitle, session.abstract, session.description)
    return [choose(text, language, timetable.event.languages) for text in texts if text]


def short_description(session: Session, timetable: Timetable, link: str, language: str, octets: int) -> tuple[str, str]:
    """Who speaks and what about, cut at 300 characters and at `octets` of a TEXT value, and the link."""
    body, tag = main_text(session, timetable, language, enough=2 * CUT)
    blocks = [_state(session, timetable, language)]
    if is_open(session):
        blocks.append(_people(session, timetable, language, titles=False))
    blocks.append(body)
    said = cut("\n\n".join(filter(None, blocks)), CUT, octets - len(link) - len("\\n\\n"))
    return f"{said}\n\n{link}" if said else link, tag


def cut(said: str, characters: int, octets: int, size: Callable[[str], int] = text_octets) -> str:
    """The beginning of a text, to the end of a word, marked with an ellipsis; whole if it fits in both measures."""

    def fits(part: str) -> bool:
        return len(part) <= characters and size(part) <= octets

    if not said or fits(said):
        return said
    if octets <= 0:
        return ""
    part = said[:characters]
    measured = size(part)
    if measured > octets:
        part = part[: octets * len(part) // measured + 1]
    if " " in said[:characters]:
        while " " in part:
            part = part.rpartition(" ")[0].rstrip()
            if part and fits(part + "…"):
                return part + "…"
        return ""
    # A script without spaces, or one very long word: between characters as readers see them.
    ends = range(min(len(part), len(said) - 1), 0, -1) if octets >= size("…") else ()
    return next((said[:end] + "…" for end in ends if not joined(said, end) and fits(said[:end] + "…")), "")


def main_text(session: Session, timetable: Timetable, language: str, enough: int = 1 << 30) -> tuple[str, str]:
    """The main text, as much of it as it takes to have `enough` characters, and the language of its beginning."""
    read = beginning if enough <= 2 * CUT else plain
    parts: list[str] = []
    tag = language
    for source, its_tag in sources(session, timetable, language):
        words = read(source[:enough]) if enough > 0 else ""
        if words:
            tag = tag if parts else its_tag
            parts.append(words)
            enough -= len(words)
    return "\n\n".join(parts), tag


def _state(session: Session, timetable: Timetable, language: str) -> str:
    """What was decided of it, where that is not "it takes place"."""
    note = one_line(text_in(session.status_note, language, timetable.event.languages)) if is_open(session) else ""
    state = word(mark("To be confirmed"), language) if session.status is SessionStatus.TENTATIVE else ""
    return "\n".join(filter(None, (state, note)))


def _kind(session: Session, timetable: Timetable, language: str) -> str:
    named = kind_and_track(session, timetable)
    names = (one_line(text_in(one.name, language, timetable.event.languages)) for one in named if one)
    return " · ".join(filter(None, names))


def _people(session: Session, timetable: Timetable, language: str, *, titles: bool = True) -> str:
    """A line for each role: who has it, in the organizers' order."""
    roles: dict[PersonRole, list[str]] = {}
    for link in session.people:
        who = _person(link, timetable, language, titles)
        if who:
            roles.setdefault(link.role, []).append(who)
    separator = "؛ " if direction(language) == "rtl" else "; "
    lines = (labelled_many(_ROLES[role], len(who), separator.join(who), language) for role, who in roles.items())
    return "\n".join(lines)


def _person(link: SessionPerson, timetable: Timetable, language: str, titles: bool) -> str:
    person = timetable.people.get(link.person_uid)
    if person is None:
        return ""
    said = _reader(timetable, language)
    name = said(person.name)
    if link.to_be_confirmed:
        name = f"{name} ({word(mark('To be confirmed'), language).lower()})"
    return _listed((name, said(link.title or person.title) if titles else ""), language)


def _organizers(session: Session, timetable: Timetable, language: str) -> str:
    lines = [organizer_line(*found, timetable, language) for found in organizers(session, timetable)]
    lines = [line for line in lines if line]
    return "\n".join((labelled_many(_ORGANIZERS, len(lines), "", language).rstrip(), *lines)) if lines else ""


def organizers(session: Session, timetable: Timetable) -> Iterator[tuple[SessionOrganizer, Organization]]:
    """The organizations of a session that are published, in order."""
    for link in session.organizers:
        body = timetable.organizations.get(link.organization_uid)
        if body is not None:
            yield link, body


def organizer_line(link: SessionOrganizer, body: Organization, timetable: Timetable, language: str) -> str:
    """`Association of towns (AT), 05 37 20 59 03`: name, short name and the contacts shown for this session."""
    printed = filter(None, (one_line(contact.printed) for contact in shown_contacts(link, body)))
    ways = (isolated(said, language) for said in printed)
    return _listed((full_name(body, timetable, language), *ways), language)


def full_name(body: Organization, timetable: Timetable, language: str) -> str:
    said = _reader(timetable, language)
    name, short = said(body.name), said(body.short_name)
    return f"{name} ({isolated(short, language)})" if name and short and short != name else name or short


def shown_contacts(link: SessionOrganizer, body: Organization) -> Iterable[ContactPoint]:
    """The session's own contacts, else the organization's; published ones only."""
    return (contact for contact in link.contacts or body.contacts if contact.public)


def _spoken(session: Session, language: str) -> str:
    spoken, interpreted = (
        [name for tag in tags if (name := language_name(one_line(tag), language))]
        for tags in (session.languages, session.interpretation)
    )
    lines = []
    if spoken:
        lines.append(labelled_many(_LANGUAGES, len(spoken), _listed(spoken, language), language))
    if interpreted:
        lines.append(labelled(mark("Interpretation into"), _listed(interpreted, language), language))
    return "\n".join(lines)


def _reader(timetable: Timetable, language: str) -> Callable[[LocalizedText], str]:
    return lambda text: one_line(text_in(text, language, timetable.event.languages)) if text else ""
