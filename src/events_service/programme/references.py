"""Which records a programme refers to, and the programme without some of them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import structs

from events_service.directory.directory import Actor, Organization, Person
from events_service.programme.programme import AgendaItem, Event, Programme, Room, Session


def referenced_by(programme: Programme) -> set[str]:
    """Uids of all rooms, venues, tracks, types, organizations and people its event, sessions and stands name.

    Also of what those refer to in turn, as far as the programme has them: the venue of a room, the
    organization of a person, the members of an organization.
    """
    records: dict[str, Room | Person | Organization] = {room.uid: room for room in programme.rooms}
    records |= {person.uid: person for person in programme.people}
    records |= {body.uid: body for body in programme.organizations}
    uids = _of_programme(programme)
    waiting = list(uids)
    while waiting:
        further = set(of_record(records.get(waiting.pop()))) - uids
        uids |= further
        waiting += further
    return uids


def _of_programme(programme: Programme) -> set[str]:
    uids = {link.organization_uid for link in programme.event.organizations}
    uids |= {link.person_uid for link in programme.event.people}
    for session in (*programme.sessions, *programme.tombstones):
        uids.update(of_session(session))
    for stand in programme.stands:
        uids.update(of_actor(stand.holder))
    return uids


def of_record(record: Room | Person | Organization | None) -> Iterator[str]:
    """Uids of what a room, a person or an organization refers to."""
    if isinstance(record, Organization):
        yield from record.member_uids
    elif isinstance(record, Person) and record.organization_uid:
        yield record.organization_uid
    elif isinstance(record, Room) and record.venue_uid:
        yield record.venue_uid


def of_session(session: Session) -> list[str]:
    """Uids of all the records a session names."""
    uids = [session.room_uid, session.track_uid, session.type_uid, session.country_group_uid]
    uids += [link.organization_uid for link in session.organizers]
    for person in session.people:
        uids += person.person_uid, person.organization_uid
    uids += _of_agenda(session.agenda)
    return [uid for uid in uids if uid]


def _of_agenda(items: Iterable[AgendaItem]) -> Iterator[str]:
    for item in items:
        yield from item.organization_uids
        for actor in item.presenters:
            yield from of_actor(actor)
        yield from _of_agenda(item.items)


def of_actor(actor: Actor) -> Iterator[str]:
    if actor.organization_uid:
        yield actor.organization_uid
    if actor.person_uid:
        yield actor.person_uid


def without(programme: Programme, hidden: AbstractSet[str]) -> Programme:
    """The programme as if these people and organizations did not exist: neither they nor any mention of them."""
    if not hidden:
        return programme
    return structs.replace(
        programme,
        event=_event_without(programme.event, hidden),
        people=tuple(record_without(person, hidden) for person in programme.people if person.uid not in hidden),
        organizations=tuple(record_without(body, hidden) for body in programme.organizations if body.uid not in hidden),
        sessions=tuple(_session_without(session, hidden) for session in programme.sessions),
        tombstones=tuple(_session_without(session, hidden) for session in programme.tombstones),
        stands=tuple(stand for stand in programme.stands if hidden.isdisjoint(of_actor(stand.holder))),
    )


def record_without(record: Any, hidden: AbstractSet[str]) -> Any:
    """A record without any mention of these people and organizations."""
    if isinstance(record, Session):
        return _session_without(record, hidden)
    if isinstance(record, Event):
        return _event_without(record, hidden)
    if isinstance(record, Person):
        return structs.replace(record, organization_uid=_unless(record.organization_uid, hidden))
    if isinstance(record, Organization):
        return structs.replace(record, member_uids=tuple(uid for uid in record.member_uids if uid not in hidden))
    return record


def only_referenced(programme: Programme) -> Programme:
    """Without people and organizations that nothing public mentions: who is in a hidden session stays hidden."""
    wanted = referenced_by(programme)
    return structs.replace(
        programme,
        people=tuple(person for person in programme.people if person.uid in wanted),
        organizations=tuple(body for body in programme.organizations if body.uid in wanted),
    )


def _event_without(event: Event, hidden: AbstractSet[str]) -> Event:
    return structs.replace(
        event,
        organizations=tuple(link for link in event.organizations if link.organization_uid not in hidden),
        people=tuple(link for link in event.people if link.person_uid not in hidden),
    )


def _session_without(session: Session, hidden: AbstractSet[str]) -> Session:
    if hidden.isdisjoint(of_session(session)):
        return session
    return structs.replace(
        session,
        country_group_uid=_unless(session.country_group_uid, hidden),
        organizers=tuple(link for link in session.organizers if link.organization_uid not in hidden),
        people=tuple(
            structs.replace(link, organization_uid=_unless(link.organization_uid, hidden))
            for link in session.people
            if link.person_uid not in hidden
        ),
        agenda=_agenda_without(session.agenda, hidden),
    )


def _agenda_without(items: Iterable[AgendaItem], hidden: AbstractSet[str]) -> tuple[AgendaItem, ...]:
    return tuple(
        structs.replace(
            item,
            presenters=tuple(actor for actor in item.presenters if hidden.isdisjoint(of_actor(actor))),
            organization_uids=tuple(uid for uid in item.organization_uids if uid not in hidden),
            items=_agenda_without(item.items, hidden),
        )
        for item in items
    )


def _unless(uid: str | None, hidden: AbstractSet[str]) -> str | None:
    return None if uid in hidden else uid
