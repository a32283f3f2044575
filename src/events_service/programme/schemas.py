"""What the JSON API answers of events and sessions. Fields may be added within v1, never renamed or removed."""

from pydantic import BaseModel, ConfigDict, Field

from events_service.directory.directory import ContactKind
from events_service.languages import LocalizedText
from events_service.programme.changes import ChangeKind
from events_service.programme.live import OfferingState
from events_service.programme.programme import (
    EventKind,
    EventRole,
    EventStatus,
    OfferMode,
    PersonRole,
    Precision,
    SessionStatus,
    Visibility,
)


class Out(BaseModel):
    """An answer. It says all it may hold, so that a column that is added does not leak."""

    model_config = ConfigDict(extra="forbid")


class EventOut(Out):
    slug: str
    uid: str
    title: LocalizedText
    theme: LocalizedText
    edition: int | None
    kind: EventKind
    city: LocalizedText
    country: str | None
    start_on: str
    end_on: str
    """The last day, inclusive."""
    precision: Precision
    timezone: str
    languages: list[str]
    status: EventStatus
    url: str


class EventsOut(Out):
    items: list[EventOut]


class NamedOut(Out):
    slug: str
    name: LocalizedText


class ContactOut(Out):
    kind: ContactKind
    printed: str
    e164: str | None


class OrganizationOut(Out):
    slug: str | None
    name: LocalizedText
    short_name: LocalizedText


class OrganizerOut(OrganizationOut):
    role: EventRole
    contacts: list[ContactOut]


class PersonOut(Out):
    slug: str | None
    name: LocalizedText
    role: PersonRole
    title: LocalizedText
    organization: OrganizationOut | None
    to_be_confirmed: bool


class PresenterOut(Out):
    name: LocalizedText
    country: str | None


class AgendaItemOut(Out):
    title: LocalizedText
    start: str | None
    end: str | None
    presenters: list[PresenterOut]
    organizations: list[OrganizationOut]
    items: list["AgendaItemOut"]


class DocumentOut(Out):
    title: LocalizedText
    url: str
    language: str | None
    kind: str


class SessionOut(Out):
    """A released session. `start` and `end` are RFC 3339 with the offset of the event's clocks; null is "to be
    announced"."""

    slug: str
    code: str
    uid: str
    revision: int
    status: SessionStatus = Field(
        description="The session's own. Where the whole event is cancelled or postponed its status alone says so, and "
        "calendars show every session as cancelled."
    )
    title: LocalizedText
    subtitle: LocalizedText
    abstract: LocalizedText
    description: LocalizedText
    start: str | None
    end: str | None
    start_local: str | None
    end_local: str | None
    day: str | None
    timezone: str
    room: NamedOut | None
    track: NamedOut | None
    type: NamedOut | None
    organizers: list[OrganizerOut]
    people: list[PersonOut]
    agenda: list[AgendaItemOut]
    objectives_introduction: LocalizedText
    objectives: list[LocalizedText]
    questions: list[LocalizedText]
    documents: list[DocumentOut]
    parallel: list[str]
    languages: list[str]
    interpretation: list[str]
    capacity: int | None
    registration: OfferingState
    url: str


class SessionsOut(Out):
    items: list[SessionOut]
    release: int


class ReleaseOut(Out):
    number: int
    note: LocalizedText
    released_at: str
    digest: str = Field(description="SHA-256 of all that was published, in hexadecimal digits.")


class MomentOut(Out):
    """Wall times by the event's clocks; null is to be announced."""

    start_local: str | None
    end_local: str | None


class ChangeOut(Out):
    """One thing that was changed: of a session, person or organization; of the event and its rooms, `uid` is null."""

    kind: ChangeKind
    uid: str | None
    session: str | None = Field(description="The session's slug at that time.")
    title: LocalizedText
    before: LocalizedText = Field(description="What room, title, people or organizers were called; else empty.")
    after: LocalizedText
    from_time: MomentOut | None = Field(description="In a moved time, unless the same hours mean other instants.")
    to_time: MomentOut | None
    details: list[str] = Field(description="Names of the fields that differ, where the kind does not say it.")
    status: EventStatus | None = Field(description="What the event has become, where that was changed.")


class ReleaseInListOut(ReleaseOut):
    what: list[ChangeOut] = Field(
        description="Everything that differs from the release before; nothing in the first one."
    )


class ReleasesOut(Out):
    items: list[ReleaseInListOut]


class NewReleaseOut(ReleaseOut):
    changes: int
    """How many things differ from the release before; in the first one every session does."""
    sessions: int
    """How many sessions the programme has now."""


class DraftNameOut(Out):
    """A record of the draft. It has a slug from its first release at the latest; its uid names it before."""

    uid: str
    slug: str
    name: LocalizedText


class DraftContactOut(Out):
    kind: ContactKind
    printed: str
    e164: str | None
    label: LocalizedText
    public: bool


class DraftOrganizerOut(Out):
    organization: DraftNameOut
    role: EventRole
    contacts: list[DraftContactOut]


class DraftPersonOut(Out):
    person: DraftNameOut
    role: PersonRole
    title: LocalizedText
    organization: DraftNameOut | None
    to_be_confirmed: bool


class DraftPresenterOut(Out):
    organization: DraftNameOut | None
    person: DraftNameOut | None
    country: str | None


class DraftDocumentOut(Out):
    title: LocalizedText
    url: str
    language: str | None
    kind: str


class DraftAgendaItemOut(Out):
    title: LocalizedText
    start: str | None
    end: str | None
    presenters: list[DraftPresenterOut]
    documents: list[DraftDocumentOut]
    items: list["DraftAgendaItemOut"]


class DraftOfferOut(Out):
    mode: OfferMode
    capacity: int | None
    opens_at: str | None
    closes_at: str | None


class DraftInternalOut(Out):
    """What organizers note for themselves; left out for whoever works on one organization’s sessions."""

    notes: str
    setup_minutes: int | None
    layout: str
    equipment: str
    expected_audience: int | None


class DraftEventOrganizationOut(Out):
    organization: DraftNameOut
    role: EventRole


class DraftEventPersonOut(Out):
    person: DraftNameOut
    role: PersonRole
    title: LocalizedText


class DraftCategoryOut(Out):
    slug: str
    name: LocalizedText


class DraftEventOut(Out):
    """An event as its organizers are preparing it."""

    uid: str
    slug: str
    acronym: str
    title: LocalizedText
    theme: LocalizedText
    description: LocalizedText
    objectives: list[LocalizedText]
    timezone: str
    day_change: str
    start_on: str
    end_on: str
    precision: Precision
    kind: EventKind
    edition: int | None
    city: LocalizedText
    country: str | None
    languages: list[str]
    status: EventStatus
    website: str | None
    accent: str | None
    series: DraftNameOut | None
    organizations: list[DraftEventOrganizationOut]
    people: list[DraftEventPersonOut]
    contact: list[DraftContactOut]
    offer: DraftOfferOut
    categories: list[DraftCategoryOut]
    confirm_addresses: bool
    approval: bool
    release: int
    """The number of the public release; 0 is none yet."""
    etag: str


class DraftSessionOut(Out):
    """A session as its organizers are preparing it. Wall times are those of the event's clocks."""

    uid: str
    slug: str
    code: str
    title: LocalizedText
    subtitle: LocalizedText
    abstract: LocalizedText
    description: LocalizedText
    start_local: str | None
    end_local: str | None
    start_fold: int
    end_fold: int
    day: str | None
    time_note: LocalizedText
    room: DraftNameOut | None
    track: DraftNameOut | None
    type: DraftNameOut | None
    organizers: list[DraftOrganizerOut]
    people: list[DraftPersonOut]
    objectives_introduction: LocalizedText
    objectives: list[LocalizedText]
    questions: list[LocalizedText]
    languages: list[str]
    interpretation: list[str]
    status: SessionStatus
    status_note: LocalizedText
    visibility: Visibility
    ready: bool
    stream_url: str | None
    agenda: list[DraftAgendaItemOut]
    documents: list[DraftDocumentOut]
    offer: DraftOfferOut
    internal: DraftInternalOut | None
    etag: str


class DraftSessionsOut(Out):
    items: list[DraftSessionOut]


class OfferingOut(Out):
    mode: OfferMode
    capacity: int | None
    opens_at: str | None
    closes_at: str | None
    etag: str
