"""What is sent for a session, as the session it makes: names become uids, all else is taken as it is."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs
from sqlalchemy import Connection

from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import InvalidInput, Sentence
from events_service.programme import draft
from events_service.programme.programme import Session, SessionOrganizer, SessionPerson
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
    if "organizers" in fields:
        fields["organizers"] = _organizers(connection, session, fields["organizers"], only_published)
    if "people" in fields:
        fields["people"] = _people(connection, session, fields["people"], only_published)
    return structs.replace(session, **fields)


def _organizers(
    connection: Connection, session: Session, said: list[Any], only_published: bool
) -> tuple[SessionOrganizer, ...]:
    """Who stays keeps the contacts shown for this session."""
    before = {link.organization_uid: link for link in session.organizers}
    made = []
    for number, link in enumerate(said):
        field = f"organizers.{number}.organization"
        uid = _known(connection, ORGANIZATIONS, field, "organization", link.organization, only_published, before)
        made.append(structs.replace(before.get(uid) or SessionOrganizer(uid), role=link.role))
    return tuple(made)


def _people(
    connection: Connection, session: Session, said: list[Any], only_published: bool
) -> tuple[SessionPerson, ...]:
    """Who stays keeps the organization they came for."""
    before = {link.person_uid: link for link in session.people}
    made = []
    for number, link in enumerate(said):
        field = f"people.{number}.person"
        uid = _known(connection, PEOPLE, field, "person", link.person, only_published, before)
        kept = before.get(uid) or SessionPerson(uid)
        made.append(structs.replace(kept, role=link.role, title=link.title, to_be_confirmed=link.to_be_confirmed))
    return tuple(made)


def find_of_event(connection: Connection, event_uid: str, kind: str, part: str, name: str) -> str:
    """The uid of a room, track, type or venue of the event, by slug or uid; UnknownName."""
    table = draft.OF_EVENT[part].table
    found = find_uid(connection, table, name, table.c.event_uid == event_uid)
    if found is None:
        raise UnknownName(kind, kind, name)
    return found


def _known(
    connection: Connection,
    records: Records[Any],
    field: str,
    kind: str,
    name: str,
    only_published: bool,
    before: Mapping[str, Any],
) -> str:
    table = records.table
    found = find_uid(connection, table, name)
    if found and only_published and found not in before:
        found = find_uid(connection, table, name, table.c.published.is_(True))
    if found is None:
        raise UnknownName(field, kind, name)
    return found
