"""A session as the people who run the day see it: when, where, who answers for it and how to reach them."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.on_the_day import Book
from events_service.programme.programme import PersonRole, Session, SessionStatus, Visibility
from events_service.programme.role_names import PERSON_ROLES
from events_service.programme.timetable import Timetable
from events_service.translations import mark
from events_service.web import times
from events_service.web.public.event_head import PART_TAKEN
from events_service.web.public.names import person_name, room_name, short_name, spoken
from events_service.web.reader import Reader

_FIRST = (
    PersonRole.CHAIR,
    PersonRole.CO_CHAIR,
    PersonRole.MODERATOR,
    PersonRole.FACILITATOR,
    PersonRole.RAPPORTEUR,
    PersonRole.SPEAKER,
    PersonRole.INTERPRETER,
)
"""In which order somebody who looks for whoever is in charge wants to read the roles."""

PRIVATE = {
    Visibility.BY_INVITATION: mark("By invitation"),
    Visibility.TITLE_ONLY: mark("Details are not public"),
}


class Person(NamedTuple):
    """Somebody with a part in a session, and their telephones."""

    name: Markup
    role: Markup
    phones: tuple[ContactPoint, ...]
    to_be_confirmed: bool = False


class Item(NamedTuple):
    """One session on a sheet or on the page of the day."""

    uid: str
    slug: str
    code: str
    title: Markup
    hours: Markup
    flags: list[Markup]
    cancelled: bool
    languages: Markup
    organizers: list[Person]
    people: list[Person]
    interpreters: list[Person]
    public: Markup
    """What the public still reads where that is something else."""


def make_item(session: Session, book: Book, public: Timetable | None, reader: Reader, *, everything: bool) -> Item:
    """`everything` where the reader may see contacts that are not public."""
    roles = sorted(session.people, key=lambda link: _FIRST.index(link.role))
    people: list[Person] = []
    interpreters: list[Person] = []
    for link in roles:
        person = book.timetable.people.get(link.person_uid)
        if person is None:
            continue
        found = Person(
            person_name(person, reader),
            reader.say(PERSON_ROLES[link.role]),
            _phones(book.reach(person.uid, everything=everything)),
            link.to_be_confirmed,
        )
        (interpreters if link.role is PersonRole.INTERPRETER else people).append(found)
    return Item(
        uid=session.uid,
        slug=session.slug,
        code=session.code,
        title=reader.text(session.title) or escape(session.code or session.slug),
        hours=hours_of(session, book.timetable, reader),
        flags=_flags(session, public, reader),
        cancelled=session.status is SessionStatus.CANCELLED,
        languages=spoken(session, reader) if session.languages else Markup(""),
        organizers=_organizers(session, book, reader, everything=everything),
        people=people,
        interpreters=interpreters,
        public=_still_public(session, public, reader),
    )


def hours_of(session: Session, timetable: Timetable, reader: Reader) -> Markup:
    begins, ends = times.span_tags(session, timetable.event.timezone, reader.language)
    if not begins:
        return reader.text(session.time_note) or reader.say("To be announced")
    return times.hours(begins, ends, reader.language) if ends else begins


def _organizers(session: Session, book: Book, reader: Reader, *, everything: bool) -> list[Person]:
    found = []
    for link in session.organizers:
        body = book.timetable.organizations.get(link.organization_uid)
        if body is None:
            continue
        own = [contact for contact in link.contacts if contact.public or everything or body.uid in book.owned]
        contacts = own or book.reach(body.uid, everything=everything)
        found.append(Person(short_name(body, reader), reader.say(PART_TAKEN[link.role]), _phones(contacts)))
    return found


def _phones(contacts: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    return tuple(contact for contact in contacts if contact.kind is ContactKind.PHONE)


def _flags(session: Session, public: Timetable | None, reader: Reader) -> list[Markup]:
    flags = []
    if session.status is SessionStatus.CANCELLED:
        flags.append(reader.say("Cancelled"))
    if session.status is SessionStatus.TENTATIVE:
        flags.append(reader.say("To be confirmed"))
    if session.visibility in PRIVATE:
        flags.append(reader.say(PRIVATE[session.visibility]))
    elif public is None or session.uid not in public.by_uid:
        flags.append(reader.say("Not published"))
    return flags


def _still_public(session: Session, public: Timetable | None, reader: Reader) -> Markup:
    """`Published as: 10:00 to 11:00, Room Dakhla`: only where the working version says something else."""
    shown = public.by_uid.get(session.uid) if public else None
    if shown is None or public is None:
        return Markup("")
    same_time = (shown.start_local, shown.end_local) == (session.start_local, session.end_local)
    if same_time and shown.room_uid == session.room_uid and shown.status is session.status:
        return Markup("")
    parts: list[Markup | str] = []
    if shown.start_local and (session.start_local is None or shown.start_local.date() != session.start_local.date()):
        parts.append(dates.short_day(shown.start_local.date(), reader.language))
    parts.append(hours_of(shown, public, reader))
    room = public.rooms.get(shown.room_uid or "")
    if room:
        parts.append(room_name(room.name, reader))
    if shown.status is SessionStatus.CANCELLED:
        parts.append(reader.say("Cancelled"))
    return reader.say("Published as: {public}", public=reader.commas(parts))
