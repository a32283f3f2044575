"""Proposed sessions into an event's draft: matched with what is there, new records for what is not, all in one act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import Connection, or_, select

from events_service import zones
from events_service.accounts.access import Act, Actor, require
from events_service.catalogue import keeping
from events_service.database import DbSession, new_id
from events_service.directory.directory import ContactKind, ContactPoint, Organization, Person
from events_service.directory.editing import BODIES, PERSONS, Shelf, read_kept
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Conflict, InvalidInput, Sentence
from events_service.interchange.pasting.acquaintance import (
    Acquaintance,
    acquaintance,
    find,
    find_body,
    find_room,
    plain,
)
from events_service.interchange.pasting.beside import lists_beside
from events_service.interchange.pasting.past import note_taken
from events_service.interchange.pasting.phones import dialled
from events_service.interchange.pasting.proposals import Proposal
from events_service.languages import LocalizedText
from events_service.programme import draft
from events_service.programme.draft import Draft
from events_service.programme.editing import locked_event, proposed
from events_service.programme.programme import (
    Programme,
    Room,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionType,
    Track,
    Venue,
)
from events_service.programme.references import of_session
from events_service.programme.validity import same_code
from events_service.records import Records
from events_service.translations import mark
from events_service.zones import now

NO_ROOM = mark("There is no such room. Choose one of those there are; the organizers of the event can add it.")
NO_TRACK = mark("There is no such track. Choose one of those there are; the organizers of the event can add it.")
NO_TYPE = mark("There is no such type. Choose one of those there are; the organizers of the event can add it.")

_NIGHT = "06:00"
"""What ends before this hour, and begins after it, ends the next day."""

R = TypeVar("R", Organization, Person)


class Choice(NamedTuple):
    """A proposal to be taken: as a new session, or as a change of one that is there."""

    number: int
    """Which of those on the page; faults name it."""
    proposal: Proposal
    uid: str = ""
    """Of the session it changes."""
    replaces: Mapping[str, bool] = {}
    """Whether a list takes the place of one that has more in other languages, by its name, where that was asked."""


class Made(NamedTuple):
    """What was made of a choice."""

    uid: str
    code: str
    title: str
    new: bool


class Taken(NamedTuple):
    sessions: tuple[Made, ...]
    records: tuple[tuple[str, str], ...]
    """Kind and name of what was made besides: rooms, organizations, people."""
    entry: str
    """The id of what was written down of it."""


class Faulty(InvalidInput):
    """Some of what was chosen cannot be; `faults` says what, by number and field."""

    slug = "faulty-proposals"
    msgid = "Please check what you entered"

    def __init__(self, faults: dict[tuple[int, str], Sentence]) -> None:
        super().__init__()
        self.faults = faults


class GoneMeanwhile(Conflict):
    slug = "gone-meanwhile"
    msgid = "A session that was to be changed is no longer there. Read the text once more."


def get_acquaintance(connection: Connection, programme: Programme) -> Acquaintance:
    """What is known of an event, and of the directory: all organizations, and the people who are public or its own."""
    table = PEOPLE.table
    people = PEOPLE.read(connection, or_(table.c.published, table.c.owner_event_uid == programme.event.uid))
    bodies = ORGANIZATIONS.read(connection)
    return acquaintance(
        programme, _as_merged(connection, ORGANIZATIONS, bodies), _as_merged(connection, PEOPLE, people)
    )


def _as_merged(connection: Connection, records: Records[R], values: Iterable[R]) -> list[R]:
    """What has been merged into another is known as that."""
    table = records.table
    rows = connection.execute(select(table.c.uid, table.c.same_as_uid).where(table.c.same_as_uid.is_not(None)))
    kept: dict[str, str] = {row.uid: row.same_as_uid for row in rows}
    return [structs.replace(value, uid=kept.get(value.uid, value.uid)) for value in values]


def load_known(connection: Connection, event_uid: str) -> tuple[Programme, Acquaintance]:
    """The working version of an event, and what is known of it."""
    programme = draft.load(connection, event_uid).programme
    return programme, get_acquaintance(connection, programme)


def one_at_a_time(connection: Connection) -> None:
    """What others take at the same moment, into whatever event, is there before this act looks names up."""
    if connection.dialect.name == "postgresql":
        # Only for one another; whoever edits the directory by hand goes on. Always behind the lock of the event.
        connection.exec_driver_sql(f"LOCK TABLE {ORGANIZATIONS.table.name} IN SHARE UPDATE EXCLUSIVE MODE")


def matched(proposals: Sequence[Proposal], programme: Programme) -> tuple[str, ...]:
    """Which session of the draft each proposal is: by a uid of this site's, by its code, else by title and beginning;
    nothing for a new one."""
    there = {session.uid for session in programme.sessions}
    by_code: dict[str, list[str]] = {}
    by_title: dict[tuple[str, str], list[str]] = {}
    for session in programme.sessions:
        by_code.setdefault(same_code(session.code), []).append(session.uid)
        for title in {plain(title) for title in session.title.values()}:
            by_title.setdefault((title, _start_of(session)), []).append(session.uid)
    found: list[str] = []
    taken: set[str] = set()
    for proposal in proposals:
        known = [proposal.uid] if proposal.uid in there else []
        known = known or (by_code.get(same_code(proposal.code), []) if proposal.code else [])
        known = known or by_title.get((plain(proposal.title), f"{proposal.day or ''} {proposal.start}"), [])
        uid = known[0] if len(known) == 1 and known[0] not in taken else ""
        taken.add(uid)
        found.append(uid)
    return tuple(found)


def _start_of(session: Session) -> str:
    if session.start_local:
        return f"{session.start_local:%Y-%m-%d %H:%M}"
    return f"{session.day_on or ''} "


def take(db: DbSession, actor: Actor, event_uid: str, choices: Sequence[Choice]) -> Taken:
    """Take what was chosen into the draft, or nothing of it. Faulty, GoneMeanwhile, DraftChanged."""
    require(actor, Act.EDIT_DRAFT, event_uid)
    connection = db.connection()
    locked_event(connection, event_uid)
    one_at_a_time(connection)
    before = draft.load(connection, event_uid)
    known = get_acquaintance(connection, before.programme)
    adoption = _Adoption(before, known, may_publish=actor.may(Act.RELEASE, event_uid))
    _check(choices, before.programme)
    if not actor.may(Act.EDIT_EVENT, event_uid):
        _check_places(choices, known)
    made = tuple(adoption.adopt(choice) for choice in choices)
    draft.save(connection, before, adoption.programme)
    sessions = [(one.uid, one.new) for one in made]
    _bring_back(db, actor, before.programme, adoption.programme)
    entry = note_taken(db, actor, before.programme, adoption.programme, sessions, adoption.added)
    return Taken(made, tuple((kind, name) for kind, name, _ in adoption.added), entry)


def _bring_back(db: DbSession, actor: Actor, before: Programme, after: Programme) -> None:
    """What was used no more, and is named now, is offered again; as far as they may say so."""
    known = {uid for session in before.sessions for uid in of_session(session)}
    named = {uid for session in after.sessions for uid in of_session(session)} - known
    shelves: tuple[Shelf[Any], ...] = (BODIES, PERSONS)
    for shelf in shelves:
        table = shelf.records.table
        archived = table.c.archived_at.is_not(None)
        for kept in read_kept(db.connection(), shelf, shelf.records.kept_uids(db.connection(), named, archived)):
            if keeping.may_keep(actor, kept):
                keeping.archive_record(db, actor, shelf, kept.value.uid, False, now())


def _check(choices: Iterable[Choice], programme: Programme) -> None:
    faults: dict[tuple[int, str], Sentence] = {}
    codes = {same_code(session.code): session for session in programme.sessions if session.code}
    seen: dict[str, int] = {}
    uids: set[str] = set()
    there = {session.uid: session for session in programme.sessions}
    for choice in choices:
        code = same_code(choice.proposal.code)
        owner = codes.get(code) if code else None
        if owner and owner.uid != choice.uid:
            params = {"code": choice.proposal.code, "title": owner.title}
            faults[choice.number, "code"] = Sentence("“{code}” is already the code of “{title}”.", params)
        elif code and code in seen:
            faults[choice.number, "code"] = Sentence("Two of these sessions have this code.")
        if choice.uid and choice.uid in uids:
            faults[choice.number, "uid"] = Sentence("Two of these would change the same session.")
        if choice.uid in there:
            for name, beside in lists_beside(there[choice.uid], choice.proposal).items():
                if beside.lost and name not in choice.replaces:
                    faults[choice.number, name] = Sentence("Say whether this takes the place of what is there.")
        seen[code] = choice.number
        uids.add(choice.uid)
        for name, local in zip(("start", "end"), _times(choice.proposal), strict=True):
            if local and zones.is_nonexistent(local, programme.event.timezone):
                faults[choice.number, name] = Sentence("The clocks skip this time on that day.")
    if faults:
        raise Faulty(faults)


def _check_places(choices: Iterable[Choice], known: Acquaintance) -> None:
    """Rooms, tracks and types are for the organizers of the event to add: whoever edits sessions names those there are.

    A place is named with a room that is to be made, and with no other.
    """
    faults: dict[tuple[int, str], Sentence] = {}
    for choice in choices:
        p = choice.proposal
        if p.room and not find_room(known, p.room):
            faults[choice.number, "room"] = Sentence(NO_ROOM)
        for name, kind, said, sentence in (
            ("track", known.tracks, p.track, NO_TRACK),
            ("type", known.types, p.type, NO_TYPE),
        ):
            if said and not find(kind, said):
                faults[choice.number, name] = Sentence(sentence)
    if faults:
        raise Faulty(faults)


def _times(p: Proposal) -> tuple[datetime | None, datetime | None]:
    if p.day is None or not p.start:
        return None, None
    start = _at(p.day, p.start)
    end = _at(p.day, p.end) if p.end else None
    return start, end + timedelta(days=1) if end and end < start and p.end < _NIGHT else end


def _at(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    midnight = datetime.combine(day, time())
    return midnight + timedelta(hours=hour, minutes=minute)


class _Adoption:
    """The draft as it becomes, one proposal after the other."""

    def __init__(self, before: Draft, known: Acquaintance, *, may_publish: bool) -> None:
        self.programme = before.programme
        self.known, self.may_publish = known, may_publish
        self.names: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
        """Of records made here, by kind and plain name."""
        self.added: list[tuple[str, str, str]] = []
        """Kind, name and uid of what was made."""

    def adopt(self, choice: Choice) -> Made:
        p = choice.proposal
        before = next((session for session in self.programme.sessions if session.uid == choice.uid), None)
        if choice.uid and before is None:
            raise GoneMeanwhile
        session = self._session(before or Session(new_id(), {}), p, choice.replaces)
        if before:
            session = session if self.may_publish else proposed(before, session)
            sessions = tuple(session if one.uid == session.uid else one for one in self.programme.sessions)
        else:
            session = structs.replace(session, ready=self.may_publish)
            sessions = (*self.programme.sessions, session)
        self.programme = structs.replace(self.programme, sessions=sessions)
        return Made(session.uid, session.code, p.title, before is None)

    def _session(self, s: Session, p: Proposal, replaces: Mapping[str, bool]) -> Session:
        """The session with what the proposal says; what it does not say stays."""
        tag = p.language
        start, end = _times(p)
        said: dict[str, Any] = {"title": _with(s.title, tag, p.title), "code": p.code or s.code}
        if start:
            said |= {
                "start_local": start,
                "end_local": end,
                "start_fold": 0,
                "end_fold": 0,
                "day_on": None,
                "time_note": {},
            }
        elif p.day and s.start_local is None:
            said |= {"day_on": p.day}
        if p.time_note and not start:
            said["time_note"] = _with(s.time_note, tag, p.time_note)
        if p.room:
            said["room_uid"] = self._room(p)
        if p.track:
            said["track_uid"] = self._named("tracks", p.track, tag)
        if p.type:
            said["type_uid"] = self._named("types", p.type, tag)
        for name, texts in (("description", p.description), ("objectives_introduction", p.introduction)):
            if texts:
                said[name] = _with(getattr(s, name), tag, texts)
        for name, beside in lists_beside(s, p).items():
            if not beside.lost or replaces.get(name):
                said[name] = beside.items
        for name in ("languages", "interpretation"):
            if getattr(p, name):
                said[name] = getattr(p, name)
        said["organizers"] = self._organizers(s, p)
        said["people"] = self._people(s, p)
        return structs.replace(s, **said)

    def _room(self, p: Proposal) -> str:
        found = find_room(self.known, p.room) or self.names["rooms"].get(plain(p.room))
        if found:
            return found
        venue = self._named("venues", p.venue, p.language) if p.venue else None
        room = Room(new_id(), {p.language: p.room}, venue_uid=venue, position=len(self.programme.rooms))
        return self._add("rooms", room, p.room)

    def _named(self, kind: str, name: str, tag: str) -> str:
        """The venue, track or type of that name, made where there is none."""
        found = find(getattr(self.known, kind), name) or self.names[kind].get(plain(name))
        return found or self._add(kind, _KINDS[kind](new_id(), {tag: name}), name)

    def _organizers(self, s: Session, p: Proposal) -> tuple[SessionOrganizer, ...]:
        links = list(s.organizers)
        for body in p.organizers:
            whole = f"{body.name} ({body.short_name})" if body.short_name else body.name
            uid = find_body(self.known, body.name, body.short_name) or self.names["organizations"].get(plain(whole))
            if uid is None:
                short = {p.language: body.short_name} if body.short_name else {}
                made = Organization(new_id(), {p.language: body.name}, short_name=short, country=None)
                uid = self._add("organizations", made, whole)
                self.names["organizations"].setdefault(plain(body.name), uid)
            contacts = tuple(
                ContactPoint(ContactKind.PHONE, phone, dialled(phone, self.known.country)) for phone in body.phones
            ) + tuple(ContactPoint(ContactKind.EMAIL, address) for address in body.emails)
            at = next((at for at, link in enumerate(links) if link.organization_uid == uid), None)
            if at is None:
                links.append(SessionOrganizer(uid, body.role, contacts))
            elif contacts:
                links[at] = structs.replace(links[at], contacts=contacts)
        return tuple(links)

    def _people(self, s: Session, p: Proposal) -> tuple[SessionPerson, ...]:
        links = list(s.people)
        for person in p.people:
            uid = find(self.known.people, person.name) or self.names["people"].get(plain(person.name))
            if uid is None:
                uid = self._add("people", Person(new_id(), {p.language: person.name}), person.name)
            at = next((at for at, one in enumerate(links) if one.person_uid == uid and one.role is person.role), None)
            if at is None:
                title: LocalizedText = {p.language: person.title} if person.title else {}
                links.append(SessionPerson(uid, person.role, title, to_be_confirmed=person.to_be_confirmed))
            else:
                title = _with(links[at].title, p.language, person.title) if person.title else links[at].title
                links[at] = structs.replace(links[at], title=title, to_be_confirmed=person.to_be_confirmed)
        return tuple(links)

    def _add(self, kind: str, record: Any, name: str) -> str:
        self.programme = structs.replace(self.programme, **{kind: (*getattr(self.programme, kind), record)})
        self.names[kind][plain(name)] = record.uid
        self.added.append((kind, name, record.uid))
        uid: str = record.uid
        return uid


_KINDS: dict[str, Any] = {
    "venues": Venue,
    "rooms": Room,
    "tracks": Track,
    "types": SessionType,
    "organizations": Organization,
    "people": Person,
}


def _with(text: LocalizedText, tag: str, said: str) -> LocalizedText:
    return {**text, tag: said}
