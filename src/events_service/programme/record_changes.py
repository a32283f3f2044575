"""What is said otherwise of the people and organizations of a programme, by the fields that readers see."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TypeVar

from events_service.directory.directory import Organization, Person

R = TypeVar("R", Person, Organization)

PERSON_DETAILS = (
    *("name", "badge_name", "honorific", "title", "organization_uid"),
    *("biography", "photo", "contacts"),
)
"""Fields of a person that a change can name."""

ORGANIZATION_DETAILS = (
    *("name", "short_name", "other_names", "kind", "country", "website", "description"),
    *("contacts", "countries", "member_uids"),
)
"""Fields of an organization that a change can name."""


def differing_people(
    before: Iterable[Person], after: Iterable[Person], named: AbstractSet[str]
) -> Iterator[tuple[Person, tuple[str, ...]]]:
    """Those that are in both, with the fields that differ; of those `named` the name is told elsewhere."""
    return _differing(before, after, PERSON_DETAILS, named)


def differing_bodies(
    before: Iterable[Organization], after: Iterable[Organization], named: AbstractSet[str]
) -> Iterator[tuple[Organization, tuple[str, ...]]]:
    """Those that are in both, with the fields that differ; of those `named` the name is told elsewhere."""
    return _differing(before, after, ORGANIZATION_DETAILS, named)


def _differing(
    before: Iterable[R], after: Iterable[R], fields: Iterable[str], named: AbstractSet[str]
) -> Iterator[tuple[R, tuple[str, ...]]]:
    """By uid: who is new or gone shows where they are mentioned."""
    old = {record.uid: record for record in before}
    for record in after:
        last = old.get(record.uid)
        if last is None or last == record:
            continue
        told = {"name"} if record.uid in named else ()
        details = tuple(name for name in fields if name not in told and getattr(last, name) != getattr(record, name))
        if details:
            yield record, details
