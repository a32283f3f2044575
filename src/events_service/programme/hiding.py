"""An earlier programme without what has been hidden since: pure. Going back to one and reading one share it."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from msgspec import structs

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.programme.programme import Programme, Session, Visibility
from events_service.programme.publish import publish_session
from events_service.programme.references import only_referenced, without

_STRICTER = (Visibility.PUBLIC, Visibility.TITLE_ONLY, Visibility.BY_INVITATION)
_BY_RELEASES = ("revision", "revised_at", "created_at", "start_at", "end_at")
"""What a release gives a session, which says no more than its title and its hours."""


class Directory(NamedTuple):
    """Records of people and organizations as they are now, by uid."""

    people: Mapping[str, Person]
    organizations: Mapping[str, Organization]

    def hides(self, *programmes: Programme) -> set[str]:
        """Uids of the programmes' people and organizations that are not to be published, or are no longer there."""
        people = (person.uid for programme in programmes for person in programme.people)
        bodies = (body.uid for programme in programmes for body in programme.organizations)
        return pick_hidden(people, _published(self.people)) | pick_hidden(bodies, _published(self.organizations))


def pick_hidden(uids: Iterable[str], published: AbstractSet[str]) -> set[str]:
    """Those of the people or organizations that are not to be published, or are no longer there.

    Earlier programmes and the history of them share this rule.
    """
    return {*uids} - published


def _published(records: Mapping[str, Person] | Mapping[str, Organization]) -> set[str]:
    return {uid for uid, record in records.items() if record.published}


def as_hidden_as(present: Programme, former: Programme, directory: Directory) -> Programme:
    """`former` without what is hidden now, `present` being what is public.

    What `present` neither has nor remembers as cancelled was withdrawn, or is by invitation. People and
    organizations unpublished since are left out, contacts and photos whose consent is gone too.
    """
    visibility = {session.uid: session.visibility for session in (*present.sessions, *present.tombstones)}
    shown = structs.replace(
        former,
        sessions=limited(former.sessions, visibility, Visibility.BY_INVITATION),
        tombstones=limited(former.tombstones, visibility, Visibility.BY_INVITATION),
        people=tuple(_with_consent(person, directory.people.get(person.uid)) for person in former.people),
        organizations=tuple(_reachable(body, directory.organizations.get(body.uid)) for body in former.organizations),
    )
    return only_referenced(without(shown, directory.hides(former)))


def limited(
    sessions: Iterable[Session], visibility: Mapping[str, Visibility], otherwise: Visibility
) -> tuple[Session, ...]:
    """As much of the sessions as both they and `visibility` let anybody see; `otherwise` for those it does not name."""
    seen = (_limited(session, visibility.get(session.uid, otherwise)) for session in sessions)
    return tuple(session for session in seen if session)


def _limited(session: Session, visibility: Visibility) -> Session | None:
    strictest = max(session.visibility, visibility, key=_STRICTER.index)
    if strictest is session.visibility:
        return session
    public = publish_session(structs.replace(session, visibility=strictest))
    return public and structs.replace(public, **{name: getattr(session, name) for name in _BY_RELEASES})


def _with_consent(then: Person, now: Person | None) -> Person:
    """The person without contacts and a photo that are not public any more."""
    person = structs.replace(then, contacts=_still_public(then.contacts, now.contacts if now else ()))
    return person if now and now.photo_public else structs.replace(person, photo=None, photo_public=False)


def _reachable(then: Organization, now: Organization | None) -> Organization:
    return structs.replace(then, contacts=_still_public(then.contacts, now.contacts if now else ()))


def _still_public(then: Iterable[ContactPoint], now: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    public = [contact for contact in now if contact.public]
    return tuple(contact for contact in then if contact in public)
