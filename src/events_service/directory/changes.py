"""An organization or a person with what was said of them: names become uids, telephones what is dialled."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.directory.contacts import contact_points, dialable
from events_service.directory.directory import ContactKind, ContactPoint, Organization, Person
from events_service.directory.inputs import ContactIn
from events_service.directory.records import ORGANIZATIONS
from events_service.errors import InvalidInput, Sentence
from events_service.records import find_uid
from events_service.translations import mark

_UNKNOWN = mark("There is no organization called {name}.")


def changed_organization(connection: Connection, before: Organization, said: Mapping[str, Any]) -> Organization:
    fields = dict(said)
    for name in ("other_names", "countries"):
        if name in fields:
            fields[name] = tuple(dict.fromkeys(fields[name]))
    if "members" in fields:
        uids = (_uid(connection, f"members.{at}", name) for at, name in enumerate(fields.pop("members")))
        fields["member_uids"] = tuple(dict.fromkeys(uids))
    country = fields.get("country", before.country)
    if "contacts" in fields or country != before.country:
        fields["contacts"] = _contacts(fields.get("contacts"), before.contacts, country, country != before.country)
    return structs.replace(before, **fields)


def changed_person(connection: Connection, before: Person, said: Mapping[str, Any]) -> Person:
    fields = dict(said)
    if "organization" in fields:
        called = fields.pop("organization")
        fields["organization_uid"] = _uid(connection, "organization", called) if called else None
    if "contacts" in fields:
        country = _country(connection, fields.get("organization_uid", before.organization_uid))
        fields["contacts"] = _contacts(fields["contacts"], before.contacts, country, moved=False)
    return structs.replace(before, **fields)


def _contacts(
    said: Sequence[ContactIn] | None, before: Sequence[ContactPoint], country: str | None, moved: bool
) -> tuple[ContactPoint, ...]:
    """As said, or as before; dialled as in the country where that is another now."""
    made = tuple(before) if said is None else contact_points(said, before, country)
    if not moved:
        return made
    return tuple(
        structs.replace(one, e164=dialable(one.printed, country))
        if one.kind in (ContactKind.PHONE, ContactKind.FAX)
        else one
        for one in made
    )


def _uid(connection: Connection, field: str, name: str) -> str:
    found = find_uid(connection, ORGANIZATIONS.table, name)
    if found is None:
        raise InvalidInput(fields={field: Sentence(_UNKNOWN, {"name": name})})
    return found


def _country(connection: Connection, organization_uid: str | None) -> str | None:
    table = ORGANIZATIONS.table
    asked = select(table.c.country).where(table.c.uid == organization_uid)
    country: str | None = connection.execute(asked).scalar() if organization_uid else None
    return country
