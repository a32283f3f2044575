"""What lives beside a release and changes without one: offerings, notices, redactions."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from msgspec import structs

from events_service.directory.directory import Person, Value
from events_service.languages import LocalizedText
from events_service.programme.programme import (
    Event,
    EventPerson,
    EventStatus,
    OfferMode,
    Programme,
    Session,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.references import without

L = TypeVar("L", EventPerson, SessionPerson)

REDACTABLE = frozenset({"contacts", "photo", "biography", "title", "organization", "name"})
"""What of a person can be withdrawn."""


class OfferingState(StrEnum):
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

    def state(self, now: datetime, event: Event, session: Session | None = None) -> OfferingState:
        """Of registration for the session, or for the event itself: closed where that is off."""
        if self.mode is OfferMode.NONE:
            return OfferingState.NONE
        if is_off(event, session):
            return OfferingState.CLOSED
        if self.closes_at is not None and self.closes_at <= max(now, self.opens_at or now):
            return OfferingState.CLOSED
        if self.opens_at is not None and now < self.opens_at:
            return OfferingState.UPCOMING
        return OfferingState.OPEN


def is_off(event: Event, session: Session | None = None) -> bool:
    """Is the event, or this session of it, cancelled, or the event postponed?"""
    if session is not None and session.status is SessionStatus.CANCELLED:
        return True
    return event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED)


class NoticeState(StrEnum):
    UPCOMING = "upcoming"
    SHOWN = "shown"
    OVER = "over"


class Notice(Value):
    """A few words on all pages of an event, or of one session."""

    text: LocalizedText
    session_uid: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def shows(self, now: datetime) -> bool:
        return self.state(now) is NoticeState.SHOWN

    def state(self, now: datetime) -> NoticeState:
        if self.ends_at is not None and self.ends_at <= now:
            return NoticeState.OVER
        return NoticeState.UPCOMING if self.starts_at is not None and now < self.starts_at else NoticeState.SHOWN


class Redaction(Value):
    """A consent withdrawn: this field of this person disappears from every output, old releases too."""

    person_uid: str
    field: str
    """One of REDACTABLE."""
    redacted_at: datetime | None = None
    """When it took effect; None of one that is still to."""
    agreed: str | None = None
    """The one photo they have agreed to since."""


class Live(Value, dict=True):
    """One state of all of it. Prepared bytes are keyed by (release, `version`)."""

    version: int = 0
    offerings: tuple[Offering, ...] = ()
    notices: tuple[Notice, ...] = ()
    redactions: tuple[Redaction, ...] = ()

    def offering(self, session_uid: str | None) -> Offering:
        """The offering of a session, or of the event (None); one of mode `none` where there is not any."""
        return self._offered.get(session_uid) or Offering(session_uid=session_uid)

    @cached_property
    def _offered(self) -> dict[str | None, Offering]:
        """By session: a list of a thousand asks for each of theirs."""
        return {offering.session_uid: offering for offering in self.offerings}

    def admits_newcomers(self, event: Event, now: datetime) -> bool:
        """Is the event's own registration open, or has it none?"""
        return self.offering(None).state(now, event) in (OfferingState.OPEN, OfferingState.NONE)

    def to_newcomers(self, session: Session) -> Offering:
        """The offering of a session as it is to who is not registered: not open before the event itself is, nor after.

        Who is registered may go on choosing among sessions: see `offering`.
        """
        offering, own = self.offering(session.uid), self.offering(None)
        if own.mode is OfferMode.NONE:
            return offering
        opening = [at for at in (offering.opens_at, own.opens_at) if at]
        closing = [at for at in (offering.closes_at, own.closes_at) if at]
        return structs.replace(offering, opens_at=max(opening, default=None), closes_at=min(closing, default=None))

    def open_sessions(
        self, event: Event, sessions: Mapping[str, Session], now: datetime, *, registered: bool = False
    ) -> frozenset[str]:
        """Uids of those of the event's sessions, given by uid, that take registrations at this moment: of newcomers, or
        of who is `registered` already."""
        if not registered and not self.admits_newcomers(event, now):
            return frozenset()
        return frozenset(
            session.uid
            for offering in self.offerings
            if (session := sessions.get(offering.session_uid or ""))
            and offering.state(now, event, session) is OfferingState.OPEN
        )


def redacted(programme: Programme, redactions: tuple[Redaction, ...]) -> Programme:
    """The programme without what was withdrawn. A withdrawn name leaves the person out wholly.

    Sessions whose calendar entries say less by it are as new as it is (docs/adr/0016).
    """
    redactions = standing(redactions, programme.people)
    fields = withdrawn_fields(redactions)
    gone = {uid for uid, withdrawn in fields.items() if "name" in withdrawn}
    left = without(_dated(programme, redactions), gone)
    if not fields.keys() - gone:
        return left
    return structs.replace(
        left,
        event=structs.replace(left.event, people=tuple(_link(link, fields) for link in left.event.people)),
        people=tuple(redacted_person(person, fields) for person in left.people),
        sessions=tuple(_session(session, fields) for session in left.sessions),
        tombstones=tuple(_session(session, fields) for session in left.tombstones),
    )


def _dated(programme: Programme, redactions: Iterable[Redaction]) -> Programme:
    """The programme with sessions revised when a name or a title that their entries showed was last withdrawn."""
    people = {person.uid: person for person in programme.people}
    at = {(one.person_uid, one.field): one.redacted_at for one in redactions if one.person_uid in people}

    def withdrawn_at(link: SessionPerson) -> datetime | None:
        """A title goes unseen where the name is gone already, or where there was none."""
        if link.person_uid not in people or (link.person_uid, "name") in at:
            return at.get((link.person_uid, "name"))
        return at.get((link.person_uid, "title")) if link.title or people[link.person_uid].title else None

    def dated(session: Session) -> Session:
        moments = [moment for link in session.people if (moment := withdrawn_at(link))]
        if not moments or session.revised_at is None:
            return session
        return structs.replace(session, revised_at=max(session.revised_at, *moments))

    if not any(field in ("name", "title") for _, field in at):
        return programme
    return structs.replace(
        programme,
        sessions=tuple(map(dated, programme.sessions)),
        tombstones=tuple(map(dated, programme.tombstones)),
    )


def standing(redactions: Iterable[Redaction], people: Iterable[Person]) -> tuple[Redaction, ...]:
    """Those that hold for these people: not that of a photo where it is the very one they have agreed to since."""
    photos = {person.uid: person.photo for person in people}
    return tuple(one for one in redactions if not one.agreed or photos.get(one.person_uid) != one.agreed)


def withdrawn_fields(redactions: Iterable[Redaction]) -> dict[str, set[str]]:
    """What each person, by uid, has withdrawn."""
    fields: dict[str, set[str]] = {}
    for redaction in redactions:
        fields.setdefault(redaction.person_uid, set()).add(redaction.field)
    return fields


def redacted_person(person: Person, fields: Mapping[str, AbstractSet[str]]) -> Person:
    """The person's record without the fields that were withdrawn; the name stays."""
    without_field: dict[str, dict[str, object]] = {
        "contacts": {"contacts": ()},
        "photo": {"photo": None, "photo_public": False},
        "biography": {"biography": {}},
        "title": {"title": {}, "honorific": {}},
        "organization": {"organization_uid": None},
        "name": {},
    }
    changes: dict[str, object] = {}
    for field in fields.get(person.uid, ()):
        changes |= without_field[field]
    return structs.replace(person, **changes) if changes else person


def _session(session: Session, fields: Mapping[str, AbstractSet[str]]) -> Session:
    if not any(link.person_uid in fields for link in session.people):
        return session
    return structs.replace(session, people=tuple(_link(link, fields) for link in session.people))


def _link(link: L, fields: Mapping[str, AbstractSet[str]]) -> L:
    """The person's part without the title at the time, or the organization they came for."""
    withdrawn = fields.get(link.person_uid, frozenset())
    changes: dict[str, object] = {"title": {}} if "title" in withdrawn else {}
    if "organization" in withdrawn and isinstance(link, SessionPerson):
        changes["organization_uid"] = None
    return structs.replace(link, **changes) if changes else link
