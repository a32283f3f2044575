"""How organizations and people are kept, with slugs that are unique in the instance."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from events_service.directory.directory import Organization, Person
from events_service.directory.models import OrganizationRow, PersonRow
from events_service.languages import folded_all
from events_service.records import Records, with_slugs
from events_service.zones import now


def _organization_row(body: Organization) -> Mapping[str, Any]:
    return {"folded": folded_all(body.short_name, body.name, *body.other_names), "updated_at": now()}


def _person_row(person: Person) -> Mapping[str, Any]:
    return {"folded": folded_all(person.name, person.badge_name), "updated_at": now()}


ORGANIZATIONS = Records(Organization, OrganizationRow, _organization_row)
PEOPLE = Records(Person, PersonRow, _person_row)


def save_organizations(connection: Connection, bodies: Iterable[Organization], owner_event_uid: str | None) -> bool:
    """Insert or update the organizations by uid; one without a slug gets one from its short name."""
    bodies = list(bodies)
    before = ORGANIZATIONS.read_uids(connection, (body.uid for body in bodies))
    after = slugged_organizations(connection, before, bodies)
    return ORGANIZATIONS.save(connection, before, after, {"owner_event_uid": owner_event_uid})


def save_people(connection: Connection, people: Iterable[Person], owner_event_uid: str | None) -> bool:
    """Insert or update the people by uid; one without a slug gets one from the name."""
    people = list(people)
    before = PEOPLE.read_uids(connection, (person.uid for person in people))
    after = slugged_people(connection, before, people)
    return PEOPLE.save(connection, before, after, {"owner_event_uid": owner_event_uid})


def slugged_organizations(
    connection: Connection, before: Iterable[Organization], after: Iterable[Organization]
) -> list[Organization]:
    """The organizations with slugs of their own; `before` are those of them that are kept already."""
    return with_slugs(connection, ORGANIZATIONS, before, after, _named)


def slugged_people(connection: Connection, before: Iterable[Person], after: Iterable[Person]) -> list[Person]:
    """The people with slugs of their own; `before` are those of them that are kept already."""
    return with_slugs(connection, PEOPLE, before, after, _named)


def followed(connection: Connection, uids: Iterable[str]) -> dict[str, str]:
    """Of those that have been merged into another record: which one is kept. Two statements."""
    found: dict[str, str] = {}
    wanted = sorted(set(uids))
    for records in (ORGANIZATIONS, PEOPLE):
        table = records.table
        asked = select(table.c.uid, table.c.same_as_uid).where(
            table.c.uid.in_(wanted), table.c.same_as_uid.is_not(None)
        )
        found |= {row.uid: row.same_as_uid for row in connection.execute(asked)}
    return found


def _named(value: Organization | Person) -> dict[str, str]:
    """What a slug is made from: the short name of an organization, the Latin name of a person."""
    if isinstance(value, Organization):
        return value.short_name or value.name
    return {"en": value.badge_name} if value.badge_name else value.name
