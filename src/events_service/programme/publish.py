"""What the public may see: private things leave a draft here, before anything is frozen."""

from msgspec import structs

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.programme.programme import Offer, Programme, Session, SessionOrganizer, Visibility
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


def _title_only(session: Session) -> Session:
    """When and where something is, and what it is called."""
    return Session(
        uid=session.uid,
        title=session.title,
        slug=session.slug,
        code=session.code,
        start_local=session.start_local,
        end_local=session.end_local,
        start_fold=session.start_fold,
        end_fold=session.end_fold,
        day_on=session.day_on,
        time_note=session.time_note,
        room_uid=session.room_uid,
        track_uid=session.track_uid,
        type_uid=session.type_uid,
        status=session.status,
        visibility=session.visibility,
        organizers=tuple(SessionOrganizer(link.organization_uid, link.role) for link in session.organizers),
        offer=Offer(),
    )


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
