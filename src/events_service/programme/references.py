"""Which records a programme refers to."""

from collections.abc import Iterable, Iterator

from events_service.directory.directory import Actor
from events_service.programme.programme import AgendaItem, Programme, Session


def referenced_by(programme: Programme) -> set[str]:
    """Uids of all rooms, venues, tracks, types, organizations and people its event, sessions and stands name."""
    uids = set(_of_event(programme))
    for session in (*programme.sessions, *programme.tombstones):
        uids.update(of_session(session))
    for stand in programme.stands:
        uids.update(_of_actor(stand.holder))
    uids.update(room.venue_uid for room in programme.rooms if room.uid in uids and room.venue_uid)
    for person in programme.people:
        if person.uid in uids and person.organization_uid:
            uids.add(person.organization_uid)
    for body in programme.organizations:
        if body.uid in uids:
            uids.update(body.member_uids)
    return uids


def _of_event(programme: Programme) -> Iterator[str]:
    yield from (link.organization_uid for link in programme.event.organizations)
    yield from (link.person_uid for link in programme.event.people)


def of_session(session: Session) -> Iterator[str]:
    for uid in (session.room_uid, session.track_uid, session.type_uid, session.country_group_uid):
        if uid:
            yield uid
    yield from (link.organization_uid for link in session.organizers)
    for person in session.people:
        yield person.person_uid
        if person.organization_uid:
            yield person.organization_uid
    yield from _of_agenda(session.agenda)


def _of_agenda(items: Iterable[AgendaItem]) -> Iterator[str]:
    for item in items:
        yield from item.organization_uids
        for actor in item.presenters:
            yield from _of_actor(actor)
        yield from _of_agenda(item.items)


def _of_actor(actor: Actor) -> Iterator[str]:
    if actor.organization_uid:
        yield actor.organization_uid
    if actor.person_uid:
        yield actor.person_uid
