"""Names: organizations, people, countries, rooms and languages, said the same way everywhere."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from events_service import zones
from events_service.directory.directory import Actor, ContactPoint, Organization, Person
from events_service.languages import LocalizedText, folded
from events_service.media.names import photo_in, small_name
from events_service.programme.programme import Event, Session, SessionStatus
from events_service.programme.room_names import ROOM, says_what_it_is
from events_service.programme.timetable import Timetable
from events_service.web.reader import Reader
from events_service.web.views import EventView

_STATES = {
    SessionStatus.CANCELLED: {"en": "cancell?ed", "fr": "annulée?s?", "ar": "(?:ملغى|ملغي|ملغاة|أُ?لغيت|أُ?لغي)"},
    SessionStatus.TENTATIVE: {
        "en": "to be confirmed",
        "fr": "à confirmer",
        "ar": "(?:في انتظار التأكيد|قيد التأكيد|غير مؤكدة?)",
    },
}
"""How organizers begin a note with the word that stands above it already: a pattern per language."""

_TAG = re.compile("<[^>]*>")

Address = Callable[[Organization], str]
"""The path of its page; empty where it has none."""


class Body(NamedTuple):
    """An organization as a list shows it: short name over full name, and how to reach it."""

    name: Markup
    full: Markup
    href: str
    role: Markup
    contacts: tuple[ContactPoint, ...] = ()


class Named(NamedTuple):
    """A person as a list shows them."""

    name: Markup
    href: str
    role: Markup
    position: Markup
    """Title and organization."""
    to_be_confirmed: bool = False
    photo: str = ""
    """The path of the small one; empty where there is none to show."""


def body_of(
    body: Organization, reader: Reader, href: str, role: Markup, contacts: tuple[ContactPoint, ...] = ()
) -> Body:
    short = reader.plain(body.short_name)
    name = Markup("<bdi>{}</bdi>").format(short) if short else reader.text(body.name)
    full = reader.text(body.name) if short and folded(short) != folded(reader.plain(body.name)) else Markup("")
    return Body(name, full, href, role, contacts or body.contacts)


def photo_path(person: Person, view: EventView) -> str:
    """The path of the small photo; empty without one kept here, and without consent.

    An earlier release shows it as long as the present one does.
    """
    present = view.public.people.get(person.uid)
    name = photo_in(person.photo) if person.photo_public else None
    if name is None or present is None or present.photo != person.photo:
        return ""
    return view.site.file("media", small_name(name))


def person_name(person: Person, reader: Reader) -> Markup:
    """`Dr Amina Berrada`: the honorific before the name."""
    name = reader.text(person.name)
    honorific = reader.text(person.honorific)
    return Markup("{} {}").format(honorific, name) if honorific else name


def position_of(title: LocalizedText, body: Organization | None, reader: Reader) -> Markup:
    """`President, Association of Regions of Morocco`."""
    parts = (reader.text(title), reader.text(body.name) if body else Markup(""))
    return reader.commas(part for part in parts if part)


def actor_name(
    actor: Actor,
    reader: Reader,
    organizations: Mapping[str, Organization],
    people: Mapping[str, Person],
    organization_address: Address,
) -> Markup:
    """The name of whoever it is, linked where there is a page; empty where nobody public is meant."""
    if actor.organization_uid and actor.organization_uid in organizations:
        body = organizations[actor.organization_uid]
        return linked(full_name(body, reader), organization_address(body))
    if actor.person_uid and actor.person_uid in people:
        return person_name(people[actor.person_uid], reader)
    return Markup("{}").format(reader.country(actor.country)) if actor.country else Markup("")


def linked(name: Markup, href: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, name) if href else name


def unmarked(said: Markup) -> str:
    """The words without their marks, and with the blanks at which no line breaks, which `striptags` would widen."""
    return Markup(_TAG.sub("", said)).unescape()


def full_name(body: Organization, reader: Reader) -> Markup:
    """`Association of Regions of Morocco (ARM)`."""
    name, short = reader.text(body.name), reader.plain(body.short_name)
    if not short or folded(short) == folded(reader.plain(body.name)):
        return name
    return Markup("{} (<bdi>{}</bdi>)").format(name, short)


def actor_names(
    actors: Iterable[Actor],
    reader: Reader,
    organizations: Mapping[str, Organization],
    people: Mapping[str, Person],
    organization_address: Address,
) -> Markup:
    """All of them, `A, B and C`."""
    names = (actor_name(actor, reader, organizations, people, organization_address) for actor in actors)
    return reader.listed(name for name in names if name)


def room_name(name: LocalizedText, reader: Reader) -> Markup:
    """`Room Dakhla`, as calendars say it, with the marks of the name's language."""
    if says_what_it_is(reader.plain(name)):
        return reader.text(name)
    return reader.say(ROOM, name=reader.text(name))


def status_note(session: Session, reader: Reader) -> Markup:
    """Why it is as it is, without the word for that, which is said already: `Cancelled: the speaker is ill.`"""
    words = _STATES.get(session.status, {})
    return reader.text({tag: _without(words.get(tag), said) for tag, said in session.status_note.items()})


def _without(word: str | None, note: str) -> str:
    if word is None:
        return note
    rest = re.sub(rf"^\s*{word}\s*(?:[:.–—-]\s*|$)", "", note, flags=re.IGNORECASE)
    return rest[:1].upper() + rest[1:]


def is_past(event: Event, now: datetime) -> bool:
    """Is its last day over, by its own clocks?"""
    return zones.to_wall(now, event.timezone).date() > event.end_on


def unsaid_day(reader: Reader, *, over: bool) -> Markup:
    """The title over sessions without a day. `over`: the event is past, and nobody will announce anything."""
    return reader.say("Day not recorded") if over else reader.say("Day to be announced")


def unsaid_time(reader: Reader, *, over: bool) -> Markup:
    return reader.say("Time not recorded") if over else reader.say("Time to be announced")


def track_class(uid: str | None, timetable: Timetable) -> str:
    """The class that carries the track's colour in the event's style sheet; empty without a track."""
    return next((f"t{number}" for number, track in enumerate(timetable.programme.tracks) if track.uid == uid), "")


def short_name(body: Organization, reader: Reader) -> Markup:
    """`ARM`: the short name where there is one."""
    if not body.short_name:
        return reader.text(body.name)
    return Markup("<bdi>{}</bdi>").format(reader.plain(body.short_name))


def spoken_briefly(session: Session, reader: Reader) -> Markup:
    """`French, interpreted`: for lists."""
    names = reader.commas(reader.name_of_language(tag) for tag in session.languages)
    return reader.say("{languages}, interpreted", languages=names) if session.interpretation else names


def spoken(session: Session, reader: Reader) -> Markup:
    """`French, with interpretation into English and Arabic`."""
    names = reader.listed(reader.name_of_language(tag) for tag in session.languages)
    if not session.interpretation:
        return names
    into = reader.listed(reader.name_of_language(tag) for tag in session.interpretation)
    return reader.say("{languages}, with interpretation into {others}", languages=names, others=into)
