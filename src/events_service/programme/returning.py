"""Going back to an earlier release, without bringing back what may no longer be seen."""

from collections.abc import Collection, Iterable

from msgspec import structs

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.programme.programme import Programme, Session, Visibility
from events_service.programme.publish import publish_session, unpublished
from events_service.programme.references import without
from events_service.programme.settling import with_tombstones


def restored(former: Programme, previous: Programme, draft: Programme, released: Collection[str]) -> Programme:
    """What `former` published, to be settled after `previous`. `released` are the uids of all that was ever public.

    Records unpublished since, contacts and photos whose consent is gone, and sessions withdrawn or made less
    visible since, stay as hidden as they are now. The event's status stays too: that is decided by itself.
    """
    shown = {session.uid for session in (*previous.sessions, *previous.tombstones)}
    withdrawn = set(released) - shown
    visibility = {session.uid: session.visibility for session in draft.sessions if session.ready}
    sessions = (_as_visible(s, visibility.get(s.uid)) for s in former.sessions if s.uid not in withdrawn)
    people = {person.uid: person for person in draft.people}
    bodies = {body.uid: body for body in draft.organizations}
    candidate = structs.replace(
        former,
        event=structs.replace(former.event, status=previous.event.status),
        sessions=tuple(session for session in sessions if session),
        people=tuple(_with_consent(person, people.get(person.uid)) for person in former.people),
        organizations=tuple(_reachable(body, bodies.get(body.uid)) for body in former.organizations),
        tombstones=previous.tombstones,
        aliases=tuple(dict.fromkeys((*previous.aliases, *former.aliases))),
    )
    return without(with_tombstones(candidate, previous, by_invitation(draft)), unpublished(draft))


def by_invitation(draft: Programme) -> set[str]:
    """Uids of sessions that are ready to be seen by nobody."""
    return {s.uid for s in draft.sessions if s.ready and s.visibility is Visibility.BY_INVITATION}


def _as_visible(session: Session, now: Visibility | None) -> Session | None:
    """The session, or as much of it as may be seen now; as it was where the draft says nothing that is ready."""
    if now is None or now is Visibility.PUBLIC:
        return session
    return publish_session(structs.replace(session, visibility=now))


def _with_consent(then: Person, now: Person | None) -> Person:
    """The person without contacts and a photo that are not public any more."""
    if now is None:
        return then
    person = structs.replace(then, contacts=_still_public(then.contacts, now.contacts))
    return person if now.photo_public else structs.replace(person, photo=None, photo_public=False)


def _reachable(then: Organization, now: Organization | None) -> Organization:
    return then if now is None else structs.replace(then, contacts=_still_public(then.contacts, now.contacts))


def _still_public(then: Iterable[ContactPoint], now: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    public = [contact for contact in now if contact.public]
    return tuple(contact for contact in then if contact in public)
