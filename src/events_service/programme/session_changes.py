"""What is sent for a session, as the session it makes: names become uids, all else is taken as it is."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import structs
from sqlalchemy import Connection

from events_service.directory.contacts import contact_points
from events_service.directory.directory import Actor
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import InvalidInput, Sentence
from events_service.programme import draft
from events_service.programme.agenda import former_items
from events_service.programme.programme import (
    AgendaItem,
    Document,
    Internal,
    Offer,
    Session,
    SessionOrganizer,
    SessionPerson,
)
from events_service.programme.references import of_session
from events_service.programme.session_inputs import (
    AgendaItemIn,
    DocumentIn,
    OrganizerIn,
    PersonIn,
    PresenterIn,
    SubItemIn,
)
from events_service.records import Records, find_uid

_PARTS = {"room": "rooms", "track": "tracks", "type": "types"}
_LISTS = ("objectives", "questions", "languages", "interpretation")


class UnknownName(InvalidInput):
    slug = "unknown-name"
    msgid = "There is no {kind} called {name} here."

    def __init__(self, field: str, kind: str, name: str) -> None:
        said = {"kind": kind, "name": name}
        super().__init__(None, fields={field: Sentence(self.msgid, said)}, **said)


def changed(
    connection: Connection, event_uid: str, session: Session, said: Mapping[str, Any], *, only_published: bool
) -> Session:
    """The session with what was said. UnknownName for what there is not.

    `only_published` keeps an actor who is there for one event from people and organizations of others.
    """
    fields = dict(said)
    for name, part in _PARTS.items():
        if name in fields:
            called = fields.pop(name)
            fields[f"{name}_uid"] = find_of_event(connection, event_uid, name, part, called) if called else None
    if "day" in fields:
        fields["day_on"] = fields.pop("day")
    for name in _LISTS:
        if name in fields:
            fields[name] = tuple(fields[name])
    known = Directory(connection, only_published, frozenset(of_session(session)))
    if "organizers" in fields:
        fields["organizers"] = _organizers(known, session, fields["organizers"])
    if "people" in fields:
        fields["people"] = _people(known, session, fields["people"])
    if "agenda" in fields:
        fields["agenda"] = _agenda(known, "agenda", fields["agenda"], session.agenda)
    if "documents" in fields:
        fields["documents"] = _documents(session, fields["documents"])
    if "offer" in fields:
        fields["offer"] = Offer(**dict(fields["offer"]))
    if "internal" in fields:
        fields["internal"] = None if fields["internal"] is None else Internal(**dict(fields["internal"]))
    return structs.replace(session, **fields)


class Directory(NamedTuple):
    """Who can be named: everybody, or whoever is published or named by the session already."""

    connection: Connection
    only_published: bool = False
    before: frozenset[str] = frozenset()

    def organization(self, field: str, name: str) -> str:
        return self._known(ORGANIZATIONS, field, "organization", name)

    def person(self, field: str, name: str) -> str:
        return self._known(PEOPLE, field, "person", name)

    def _known(self, records: Records[Any], field: str, kind: str, name: str) -> str:
        table = records.table
        found = find_uid(self.connection, table, name)
        if found and self.only_published and found not in self.before:
            found = find_uid(self.connection, table, name, table.c.published.is_(True))
        if found is None:
            raise UnknownName(field, kind, name)
        return found


def _organizers(known: Directory, session: Session, said: Sequence[OrganizerIn]) -> tuple[SessionOrganizer, ...]:
    """Who stays keeps the contacts shown for this session, where nothing is said of them."""
    before = {link.organization_uid: link for link in session.organizers}
    made = []
    for number, link in enumerate(said):
        uid = known.organization(f"organizers.{number}.organization", link.organization)
        kept = before.get(uid) or SessionOrganizer(uid)
        contacts = kept.contacts if link.contacts is None else contact_points(link.contacts, kept.contacts)
        made.append(structs.replace(kept, role=link.role, contacts=contacts))
    return tuple(made)


def _people(known: Directory, session: Session, said: Sequence[PersonIn]) -> tuple[SessionPerson, ...]:
    """Who stays keeps the organization they came for, where nothing is said of it."""
    before = {link.person_uid: link for link in session.people}
    made = []
    for number, link in enumerate(said):
        uid = known.person(f"people.{number}.person", link.person)
        kept = before.get(uid) or SessionPerson(uid)
        body = kept.organization_uid
        if "organization" in link.model_fields_set:
            body = known.organization(f"people.{number}.organization", link.organization) if link.organization else None
        made.append(
            structs.replace(
                kept,
                role=link.role,
                title=link.title,
                organization_uid=body,
                to_be_confirmed=link.to_be_confirmed,
            )
        )
    return tuple(made)


def _documents(session: Session, said: Sequence[DocumentIn]) -> tuple[Document, ...]:
    """InvalidInput for a file kept here that the session has not got: files are added where they are sent."""
    had = {document.url for document in session.documents}
    for number, one in enumerate(said):
        if one.url.startswith("/") and one.url not in had:
            raise InvalidInput(fields={f"documents.{number}.url": Sentence("There is no such file here.")})
    return tuple(_document(one) for one in said)


def _agenda(
    known: Directory, field: str, said: Sequence[AgendaItemIn | SubItemIn], before: Sequence[AgendaItem]
) -> tuple[AgendaItem, ...]:
    """An item that was there keeps what it links to, and its documents where nothing is said of them."""
    made = []
    for number, (item, former) in enumerate(zip(said, former_items(said, before), strict=True)):
        own = f"{field}.{number}"
        kept = former or AgendaItem({})
        below = item.items if isinstance(item, AgendaItemIn) else ()
        made.append(
            structs.replace(
                kept,
                title=item.title,
                start=item.start,
                end=item.end,
                presenters=tuple(
                    _presenter(known, f"{own}.presenters.{place}", one) for place, one in enumerate(item.presenters)
                ),
                documents=kept.documents if item.documents is None else tuple(map(_document, item.documents)),
                items=_agenda(known, f"{own}.items", below, kept.items),
            )
        )
    return tuple(made)


def _presenter(known: Directory, field: str, said: PresenterIn) -> Actor:
    named = [name for name in (said.organization, said.person, said.country) if name]
    if len(named) != 1:
        raise InvalidInput(fields={field: Sentence("Name an organization, a person or a country: one of them.")})
    if said.organization:
        return Actor(organization_uid=known.organization(field, said.organization))
    return Actor(person_uid=known.person(field, said.person)) if said.person else Actor(country=said.country)


def _document(said: DocumentIn) -> Document:
    return Document(said.title, said.url, said.language, said.kind)


def find_of_event(connection: Connection, event_uid: str, kind: str, part: str, name: str) -> str:
    """The uid of a room, track, type or venue of the event, by slug or uid; UnknownName."""
    table = draft.OF_EVENT[part].table
    found = find_uid(connection, table, name, table.c.event_uid == event_uid)
    if found is None:
        raise UnknownName(kind, kind, name)
    return found
