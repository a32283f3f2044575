"""Two records of one person or organization as one: what is kept of each, and what named either names it once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from msgspec import convert, structs, to_builtins

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.interchange.relinking import relinked
from events_service.languages import LocalizedText, folded
from events_service.programme.programme import AgendaItem, Event, Session

R = TypeVar("R", bound=Organization | Person)
V = TypeVar("V")

CHOSEN: Mapping[type, tuple[str, ...]] = {
    Organization: ("name", "short_name", "kind", "country", "website", "description"),
    Person: ("name", "badge_name", "honorific", "title", "organization_uid", "biography", "photo"),
}
"""Fields of which one record's is kept: of texts in each language, where only one says something that."""


def united(kept: R, other: R, take: Collection[str]) -> R:
    """The record that is kept, with the fields of the other that are to be taken, and what it does not say itself.

    Contacts of both are there; one that either keeps private is. Whether the record is published stays.
    """
    changes: dict[str, Any] = {}
    for name in CHOSEN[type(kept)]:
        first, second = (other, kept) if name in take else (kept, other)
        changes[name] = _together(getattr(first, name), getattr(second, name))
    if isinstance(kept, Person) and isinstance(other, Person):
        owner = kept if changes["photo"] == kept.photo else other
        changes["photo_public"] = owner.photo_public
    changes["contacts"] = contacts_of(kept.contacts, other.contacts)
    if isinstance(kept, Organization) and isinstance(other, Organization):
        changes |= _lists(kept, other, changes["name"], changes["short_name"])
    return structs.replace(kept, **changes)


def _together(first: Any, second: Any) -> Any:
    if isinstance(first, dict):
        return {**second, **{tag: said for tag, said in first.items() if said}}
    return first or second


def _lists(kept: Organization, other: Organization, name: LocalizedText, short: LocalizedText) -> dict[str, Any]:
    """All that either is called and has; what it is called by now is no other name."""
    both = (kept, other)
    called = [said for one in both for said in (*one.other_names, *one.name.values(), *one.short_name.values())]
    present = {folded(said) for said in (*name.values(), *short.values())}
    others = {folded(said): said for said in reversed(called) if said and folded(said) not in present}
    return {
        "other_names": tuple(dict.fromkeys(others[folded(said)] for said in called if folded(said) in others)),
        "countries": tuple(dict.fromkeys((*kept.countries, *other.countries))),
        "member_uids": tuple(
            uid for uid in dict.fromkeys((*kept.member_uids, *other.member_uids)) if uid not in (kept.uid, other.uid)
        ),
    }


def contacts_of(first: Iterable[ContactPoint], second: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    """The contacts of both, each once; what one of them keeps private is private."""
    found: dict[tuple[str, str], ContactPoint] = {}
    for one in (*first, *second):
        key = (one.kind, one.e164 or folded(one.printed))
        there = found.setdefault(key, one)
        if there.public and not one.public:
            found[key] = structs.replace(there, public=False)
    return tuple(found.values())


def renamed(value: V, uids: Mapping[str, str]) -> V:
    """The value with each uid in it replaced, wherever it stands."""
    plain = to_builtins(value)
    changed = _renamed(plain, uids)
    return value if changed == plain else convert(changed, type(value))


def _renamed(value: Any, uids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(said, uids) for name, said in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(said, uids) for said in value]
    return uids.get(value, value) if isinstance(value, str) else value


def session_with(session: Session, uids: Mapping[str, str]) -> Session:
    """The session that names the kept record where it named either: in one part, or in one item of its agenda, once."""
    linked: Session = relinked(session, uids)
    if linked == session:
        return session
    named = set(uids.values())
    organizers: dict[Any, Any] = {}
    for link in linked.organizers:
        key = (link.organization_uid, link.role) if link.organization_uid in named else id(link)
        there = organizers.setdefault(key, link)
        if there is not link:
            organizers[key] = structs.replace(there, contacts=contacts_of(there.contacts, link.contacts))
    people: dict[Any, Any] = {}
    for person in linked.people:
        part = (person.person_uid, person.role) if person.person_uid in named else id(person)
        there = people.setdefault(part, person)
        if there is not person:
            people[part] = structs.replace(
                there,
                title={**person.title, **there.title},
                organization_uid=there.organization_uid or person.organization_uid,
                to_be_confirmed=there.to_be_confirmed and person.to_be_confirmed,
            )
    return structs.replace(
        linked,
        organizers=tuple(organizers.values()),
        people=tuple(people.values()),
        agenda=tuple(_item_once(item) for item in linked.agenda),
    )


def event_with(event: Event, uids: Mapping[str, str]) -> Event:
    """The same of an event."""
    linked: Event = relinked(event, uids)
    return structs.replace(
        linked,
        organizations=_once(linked.organizations, lambda link: (link.organization_uid, link.role)),
        people=_once(linked.people, lambda link: (link.person_uid, link.role)),
    )


def _item_once(item: AgendaItem) -> AgendaItem:
    return structs.replace(
        item,
        presenters=_once(item.presenters, lambda one: one),
        organization_uids=tuple(dict.fromkeys(item.organization_uids)),
        items=tuple(_item_once(one) for one in item.items),
    )


def _once(values: Iterable[V], key: Callable[[V], Any]) -> tuple[V, ...]:
    found: dict[Any, V] = {}
    for value in values:
        found.setdefault(key(value), value)
    return tuple(found.values())
