"""The same records under other uids: every reference follows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from msgspec import structs

from events_service.directory.contacts import contacts_of
from events_service.directory.directory import Actor, Organization
from events_service.programme.programme import AgendaItem, Event, Session, Stand
from events_service.programme.references import of_session

V = TypeVar("V")


def relinked(record: Any, uids: Mapping[str, str]) -> Any:
    """The record with each uid in it, its own too, replaced by what `uids` says; others stay."""
    if isinstance(record, Session):
        return _session(record, uids)
    if isinstance(record, Event):
        return _event(record, uids)
    if isinstance(record, Stand):
        return structs.replace(record, uid=uids.get(record.uid, record.uid), holder=_actor(record.holder, uids))
    if isinstance(record, Organization):
        members = tuple(uids.get(uid, uid) for uid in record.member_uids)
        return structs.replace(record, uid=uids.get(record.uid, record.uid), member_uids=members)
    return _linked(record, uids, "uid", "venue_uid", "organization_uid")


def _session(session: Session, uids: Mapping[str, str]) -> Session:
    if all(uids.get(uid, uid) == uid for uid in (session.uid, *of_session(session))):
        return session
    linked: Session = _linked(session, uids, "uid", "room_uid", "track_uid", "type_uid", "country_group_uid")
    return structs.replace(
        linked,
        organizers=_links(session.organizers, uids, "organization_uid"),
        people=_links(session.people, uids, "person_uid", "organization_uid"),
        agenda=_agenda(session.agenda, uids),
    )


def _event(event: Event, uids: Mapping[str, str]) -> Event:
    return structs.replace(
        event,
        uid=uids.get(event.uid, event.uid),
        organizations=_links(event.organizations, uids, "organization_uid"),
        people=_links(event.people, uids, "person_uid"),
    )


def _linked(record: Any, uids: Mapping[str, str], *names: str) -> Any:
    """The record with these fields, as far as it has them, replaced."""
    said = {name: getattr(record, name, None) for name in names}
    changes = {name: uids[uid] for name, uid in said.items() if uid and uids.get(uid, uid) != uid}
    return structs.replace(record, **changes) if changes else record


def _links(values: Iterable[V], uids: Mapping[str, str], *names: str) -> tuple[V, ...]:
    return tuple(_linked(value, uids, *names) for value in values)


def _agenda(items: Iterable[AgendaItem], uids: Mapping[str, str]) -> tuple[AgendaItem, ...]:
    return tuple(
        structs.replace(
            item,
            presenters=tuple(_actor(actor, uids) for actor in item.presenters),
            organization_uids=tuple(uids.get(uid, uid) for uid in item.organization_uids),
            items=_agenda(item.items, uids),
        )
        for item in items
    )


def _actor(actor: Actor, uids: Mapping[str, str]) -> Actor:
    linked: Actor = _linked(actor, uids, "organization_uid", "person_uid")
    return linked


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
