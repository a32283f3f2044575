"""What is sent for an event as a whole, as the event it makes: names become uids, all else is taken as it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs
from sqlalchemy import Connection

from events_service.directory.contacts import contact_points
from events_service.programme import draft
from events_service.programme.event_inputs import CategoryIn
from events_service.programme.programme import Category, Event, EventOrganization, EventPerson, Offer
from events_service.programme.session_changes import Directory, UnknownName
from events_service.records import find_uid
from events_service.slugs import made_slug


def changed_event(connection: Connection, event: Event, said: Mapping[str, Any]) -> Event:
    """The event with what was said. UnknownName for what there is not."""
    fields = dict(said)
    known = Directory(connection)
    for name in ("languages", "objectives"):
        if name in fields:
            fields[name] = tuple(fields[name])
    if "series" in fields:
        fields["series_uid"] = _series(connection, fields.pop("series"))
    if "contact" in fields:
        fields["contact"] = contact_points(fields["contact"], event.contact, fields.get("country", event.country))
    if "organizations" in fields:
        fields["organizations"] = tuple(
            EventOrganization(known.organization(f"organizations.{number}.organization", link.organization), link.role)
            for number, link in enumerate(fields["organizations"])
        )
    if "people" in fields:
        fields["people"] = tuple(
            EventPerson(known.person(f"people.{number}.person", link.person), link.role, link.title)
            for number, link in enumerate(fields["people"])
        )
    if "offer" in fields:
        fields["offer"] = Offer(**dict(fields["offer"]))
    if "categories" in fields:
        fields["categories"] = _categories(fields["categories"], event.categories)
    return structs.replace(event, **fields)


def _series(connection: Connection, name: str | None) -> str | None:
    found = find_uid(connection, draft.SERIES.table, name) if name else None
    if name and found is None:
        raise UnknownName("series", "series", name)
    return found


def _categories(said: Iterable[CategoryIn], before: Iterable[Category]) -> tuple[Category, ...]:
    """One with a name there was keeps its slug: registrations have it."""
    former = {tuple(sorted(one.name.items())): one.slug for one in before}
    made: list[Category] = []
    for one in said:
        taken = {category.slug for category in made}
        slug = one.slug or former.get(tuple(sorted(one.name.items())), "")
        made.append(
            Category(slug if slug and slug not in taken else made_slug("", one.name, "category", taken), one.name)
        )
    return tuple(made)
