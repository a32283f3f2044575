"""What the public may see: private things leave a draft here, before anything is frozen."""

from typing import Any

from msgspec import structs

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.programme.programme import Programme, Session, SessionOrganizer, Visibility
from events_service.programme.references import without


def publish_session(session: Session) -> Session | None:
    """The session as anybody may see it; None where it is by invitation."""
    if session.visibility is Visibility.BY_INVITATION:
        return None
    if session.visibility is Visibility.TITLE_ONLY:
        return _title_only(session)
    organizers = tuple(
        structs.replace(link, contacts=_public(link.contacts)) if link.contacts else link for link in session.organizers
    )
    return structs.replace(session, organizers=organizers, internal=None, ready=True)


def is_public(session: Session) -> bool:
    """Would a release of everything name it?"""
    return session.ready and session.visibility is not Visibility.BY_INVITATION


TITLE_ONLY = (
    *("title", "slug", "code", "status", "visibility", "room_uid", "track_uid", "type_uid"),
    *("start_local", "end_local", "start_fold", "end_fold", "day_on", "time_note"),
)
"""What is public of a session of which only the title is: when and where it is, and what it is called.

Of its organizers it is said who they are.
"""


def _title_only(session: Session) -> Session:
    said: dict[str, Any] = {name: getattr(session, name) for name in TITLE_ONLY}
    organizers = tuple(SessionOrganizer(link.organization_uid, link.role) for link in session.organizers)
    return Session(uid=session.uid, organizers=organizers, **said)


def publish_organization(organization: Organization) -> Organization:
    return structs.replace(organization, contacts=_public(organization.contacts))


def publish_person(person: Person) -> Person:
    """A person's contact points and photo need their consent, each its own."""
    return structs.replace(
        person, contacts=_public(person.contacts), photo=person.photo if person.photo_public else None
    )


def _public(contacts: tuple[ContactPoint, ...]) -> tuple[ContactPoint, ...]:
    return tuple(contact for contact in contacts if contact.public)


def publish(draft: Programme) -> Programme:
    """The draft without anything private: internal notes, contacts without consent, sessions by invitation.

    Sessions that are not ready, and people and organizations not to be published, are left out too, with
    whatever mentions them.
    """
    sessions = (publish_session(session) for session in draft.sessions if session.ready)
    series = draft.series if draft.series and draft.series.published else None
    public = structs.replace(
        draft,
        event=structs.replace(
            draft.event, contact=_public(draft.event.contact), series_uid=series.uid if series else None
        ),
        series=series,
        organizations=tuple(map(publish_organization, draft.organizations)),
        people=tuple(map(publish_person, draft.people)),
        sessions=tuple(session for session in sessions if session),
    )
    return without(public, unpublished(draft))


def unpublished(draft: Programme) -> set[str]:
    """Uids of the people and organizations that are not to be published."""
    return {body.uid for body in draft.organizations if not body.published} | {
        person.uid for person in draft.people if not person.published
    }
