"""What lives beside a release and changes without one: offerings, notices, redactions."""

from datetime import datetime
from enum import StrEnum

from msgspec import structs

from events_service.directory.directory import Person, Value
from events_service.languages import LocalizedText
from events_service.programme.programme import OfferMode, Programme, Session


class RegistrationState(StrEnum):
    """As shown. Never "full": places left are live, and a full session still has a waiting list."""

    NONE = "none"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class Offering(Value):
    """What can be joined: one session, or the event itself where `session_uid` is None."""

    session_uid: str | None = None
    mode: OfferMode = OfferMode.NONE
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    version: int = 1

    def state(self, now: datetime) -> RegistrationState:
        if self.mode is OfferMode.NONE:
            return RegistrationState.NONE
        if self.opens_at is not None and now < self.opens_at:
            return RegistrationState.UPCOMING
        if self.closes_at is not None and now >= self.closes_at:
            return RegistrationState.CLOSED
        return RegistrationState.OPEN


class Notice(Value):
    """A few words on all pages of an event, or of one session."""

    text: LocalizedText
    session_uid: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def shows(self, now: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)


class Redaction(Value):
    """A consent withdrawn: this field of this person disappears from every output, old releases too."""

    person_uid: str
    field: str
    """`contacts`, `photo`, `biography`, `title`, `organization` or `name`."""


class Live(Value):
    """One state of all of it. Prepared bytes are keyed by (release, `version`)."""

    version: int = 0
    offerings: tuple[Offering, ...] = ()
    notices: tuple[Notice, ...] = ()
    redactions: tuple[Redaction, ...] = ()

    def offering(self, session_uid: str | None) -> Offering:
        """The offering of a session, or of the event (None); one of mode `none` where there is not any."""
        for offering in self.offerings:
            if offering.session_uid == session_uid:
                return offering
        return Offering(session_uid=session_uid)


def redacted(programme: Programme, redactions: tuple[Redaction, ...]) -> Programme:
    """The programme without what was withdrawn. A withdrawn name leaves the person out wholly."""
    if not redactions:
        return programme
    fields: dict[str, set[str]] = {}
    for redaction in redactions:
        fields.setdefault(redaction.person_uid, set()).add(redaction.field)
    gone = {uid for uid, withdrawn in fields.items() if "name" in withdrawn}
    people = tuple(
        _without(person, fields.get(person.uid, set())) for person in programme.people if person.uid not in gone
    )
    return _replace_people(programme, people, fields, gone)


def _without(person: Person, withdrawn: set[str]) -> Person:
    changes: dict[str, object] = {}
    if "contacts" in withdrawn:
        changes["contacts"] = ()
    if "photo" in withdrawn:
        changes |= {"photo": None, "photo_public": False}
    if "biography" in withdrawn:
        changes["biography"] = {}
    if "title" in withdrawn:
        changes |= {"title": {}, "honorific": {}}
    if "organization" in withdrawn:
        changes["organization_uid"] = None
    return structs.replace(person, **changes) if changes else person


def _replace_people(
    programme: Programme, people: tuple[Person, ...], fields: dict[str, set[str]], gone: set[str]
) -> Programme:
    def kept(session: Session) -> Session:
        if not any(link.person_uid in fields for link in session.people):
            return session
        links = []
        for link in session.people:
            withdrawn = fields.get(link.person_uid, set())
            if link.person_uid in gone:
                continue
            if "title" in withdrawn:
                link = structs.replace(link, title={})
            if "organization" in withdrawn:
                link = structs.replace(link, organization_uid=None)
            links.append(link)
        return structs.replace(session, people=tuple(links))

    event = structs.replace(
        programme.event, people=tuple(p for p in programme.event.people if p.person_uid not in gone)
    )
    return structs.replace(
        programme,
        event=event,
        people=people,
        sessions=tuple(kept(session) for session in programme.sessions),
        tombstones=tuple(kept(session) for session in programme.tombstones),
    )
