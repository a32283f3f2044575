"""What an actor may change of a session, and whose sessions somebody works on who is there for one organization."""

from msgspec import structs
from sqlalchemy import Select, select

from events_service.accounts.access import Act, Actor
from events_service.errors import Forbidden
from events_service.programme.editing import proposed
from events_service.programme.models import SessionOrganizationRow
from events_service.programme.programme import EventRole, Session

_links = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_ORGANIZING = (EventRole.ORGANIZER, EventRole.CO_HOST)

CONTENT = {
    *("title", "subtitle", "abstract", "description", "objectives_introduction", "objectives", "questions", "agenda"),
    *("people", "languages", "documents", "stream_url", "ready"),
}
"""What an organization types into its sessions. When and where it takes place, with whom, and what it is called in
print is for the organizers of the event to say."""


class NotTheirsToPublish(Forbidden):
    slug = "not-yours-to-publish"
    msgid = "Only whoever may publish can say that a session is ready."


class NotTheirsToChange(Forbidden):
    slug = "not-yours-to-change"
    msgid = "Time, place, organizers and code of a session are changed by the organizers of the event."


def organizers_of(session: Session) -> frozenset[str]:
    """The organizations whose session it is: partners and patrons are named with it, and do not organize it."""
    return frozenset(link.organization_uid for link in session.organizers if link.role in _ORGANIZING)


def may_session(actor: Actor, act: Act, event_uid: str, session: Session) -> bool:
    """May they do it to this session, as a session of the event or of their organization?"""
    return actor.may_session(act, event_uid, organizers_of(session))


def shown_to(actor: Actor, event_uid: str, session: Session) -> Session:
    """The session as this actor may read it: what organizers note for themselves is for those of the whole event."""
    return session if actor.may(Act.READ_DRAFT, event_uid) else structs.replace(session, internal=None)


def permitted(actor: Actor, event_uid: str, before: Session, after: Session, *, says_ready: bool) -> Session:
    """The changed session as this actor may make it: what others than organizers change waits until it is ready.

    They say that in an act of its own, once they have typed everything: `says_ready`, and nothing else changed.
    Raises Forbidden, NotTheirsToChange or NotTheirsToPublish.
    """
    if not may_session(actor, Act.EDIT_DRAFT, event_uid, before):
        raise Forbidden
    if actor.may(Act.RELEASE, event_uid):
        return after
    if not actor.may(Act.EDIT_DRAFT, event_uid) and changed_fields(before, after) - CONTENT:
        raise NotTheirsToChange
    if not says_ready:
        return proposed(before, after)
    if not may_session(actor, Act.SAY_READY, event_uid, before):
        raise NotTheirsToPublish
    if changed_fields(before, after) - {"ready"}:
        raise NotTheirsToPublish("Save what you changed first. Then say that the session is ready.")
    return after


def changed_fields(before: Session, after: Session) -> set[str]:
    """The fields in which two sessions differ."""
    return {name for name in Session.__struct_fields__ if getattr(before, name) != getattr(after, name)}


def uids_of(event_uid: str, organizations: frozenset[str]) -> Select[tuple[str]]:
    """The sessions of the event that one of these organizes."""
    return select(_links.c.session_uid).where(
        _links.c.event_uid == event_uid,
        _links.c.organization_uid.in_(organizations),
        _links.c.role.in_(_ORGANIZING),
    )
