"""Tables of the working draft, and of what was released from it.

Columns bear the names of the fields of the frozen values, so that `draft.py` can read one as the other.
What is edited and shown only with its session (agenda, objectives, documents) is a JSON column of its values.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from events_service.columns import Json, Localized, SortedText, Uid, UtcDateTime, WallTime, str_enum
from events_service.directory.directory import Actor, ContactPoint
from events_service.languages import LocalizedText
from events_service.programme.programme import (
    AgendaItem,
    AliasKind,
    Category,
    Document,
    EventKind,
    EventOrganization,
    EventPerson,
    EventRole,
    EventStatus,
    Fact,
    Internal,
    Offer,
    OfferMode,
    PersonRole,
    Precision,
    Recording,
    SessionStatus,
    Visibility,
)
from events_service.zones import now

_TEXTS = Json(tuple[str, ...])
_LOCALIZED_LIST = Json(tuple[LocalizedText, ...])


class _Table(SQLModel):
    model_config = {"arbitrary_types_allowed": True}


class SeriesRow(_Table, table=True):
    __tablename__: ClassVar[str] = "series"

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    folded: str = Field(default="", sa_type=SortedText)
    """All its names, for search and sort."""
    description: LocalizedText = Field(default={}, sa_type=Localized)
    objectives: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    countries: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    periodicity: LocalizedText = Field(default={}, sa_type=Localized)
    published: bool = True
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when it is offered and listed no more; what is public stays as it is."""
    version: int = 1


class EventRow(_Table, table=True):
    """An event's draft, and which of its releases is public."""

    __tablename__: ClassVar[str] = "event"

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    series_uid: str | None = Field(default=None, foreign_key="series.uid", index=True, sa_type=Uid)
    edition: int | None = None
    acronym: str = ""

    title: LocalizedText = Field(sa_type=Localized)
    theme: LocalizedText = Field(default={}, sa_type=Localized)
    description: LocalizedText = Field(default={}, sa_type=Localized)
    objectives: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    facts: tuple[Fact, ...] = Field(default=(), sa_type=Json(tuple[Fact, ...]))
    kind: EventKind = Field(default=EventKind.MEETING, sa_type=str_enum(EventKind))
    website: str | None = None
    accent: str | None = Field(default=None, max_length=7)
    contact: tuple[ContactPoint, ...] = Field(default=(), sa_type=Json(tuple[ContactPoint, ...]))

    city: LocalizedText = Field(default={}, sa_type=Localized)
    country: str | None = Field(default=None, max_length=2)
    timezone: str
    start_on: date
    end_on: date
    precision: Precision = Field(default=Precision.DAY, sa_type=str_enum(Precision))
    day_change: str = Field(default="00:00", max_length=5)
    languages: tuple[str, ...] = Field(default=("en", "fr", "ar"), sa_type=_TEXTS)

    parent_uid: str | None = Field(default=None, sa_type=Uid)
    announced_by_uid: str | None = Field(default=None, sa_type=Uid)
    status: EventStatus = Field(default=EventStatus.CONFIRMED, sa_type=str_enum(EventStatus))
    organizations: tuple[EventOrganization, ...] = Field(default=(), sa_type=Json(tuple[EventOrganization, ...]))
    people: tuple[EventPerson, ...] = Field(default=(), sa_type=Json(tuple[EventPerson, ...]))

    offer: Offer = Field(default=Offer(), sa_type=Json(Offer))
    confirm_addresses: bool = True
    approval: bool = False
    categories: tuple[Category, ...] = Field(default=(), sa_type=Json(tuple[Category, ...]))

    draft_version: int = 1
    """Rises with every change of the draft, so that what was computed from an older one is not written."""
    release_number: int = 0
    """The public release; 0 is none yet."""
    live_version: int = 0
    modified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the public last saw something new; None before the first release."""
    time_rules: str = ""
    """The tz database its public release was last checked against."""
    preview_generation: int = 0
    """Raised to end the links to its preview that were given away."""
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when it is listed no more; what is public stays as it is."""

    __table_args__ = (CheckConstraint("start_on <= end_on", name="ends_after_start"),)


class VenueRow(_Table, table=True):
    __tablename__: ClassVar[str] = "venue"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    address: LocalizedText = Field(default={}, sa_type=Localized)
    city: LocalizedText = Field(default={}, sa_type=Localized)
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1


class RoomRow(_Table, table=True):
    __tablename__: ClassVar[str] = "room"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    venue_uid: str | None = Field(default=None, foreign_key="venue.uid", ondelete="SET NULL", sa_type=Uid)
    capacity: int | None = None
    accessibility: LocalizedText = Field(default={}, sa_type=Localized)
    booths: int | None = None
    position: int = 0
    version: int = 1


class TrackRow(_Table, table=True):
    __tablename__: ClassVar[str] = "track"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    colour: str | None = Field(default=None, max_length=7)
    position: int = 0
    version: int = 1


class SessionTypeRow(_Table, table=True):
    __tablename__: ClassVar[str] = "session_type"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    is_break: bool = False
    position: int = 0
    version: int = 1


class SessionRow(_Table, table=True):
    __tablename__: ClassVar[str] = "session"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    """Empty until it is first released, unless somebody chose it."""
    code: str = Field(default="", sa_type=SortedText(64))

    title: LocalizedText = Field(sa_type=Localized)
    subtitle: LocalizedText = Field(default={}, sa_type=Localized)
    abstract: LocalizedText = Field(default={}, sa_type=Localized)
    description: LocalizedText = Field(default={}, sa_type=Localized)

    start_local: datetime | None = Field(default=None, sa_type=WallTime)
    end_local: datetime | None = Field(default=None, sa_type=WallTime)
    start_fold: int = 0
    end_fold: int = 0
    day_on: date | None = None
    time_note: LocalizedText = Field(default={}, sa_type=Localized)

    room_uid: str | None = Field(default=None, foreign_key="room.uid", ondelete="SET NULL", index=True, sa_type=Uid)
    track_uid: str | None = Field(default=None, foreign_key="track.uid", ondelete="SET NULL", sa_type=Uid)
    type_uid: str | None = Field(default=None, foreign_key="session_type.uid", ondelete="SET NULL", sa_type=Uid)
    country_group_uid: str | None = Field(
        default=None, foreign_key="organization.uid", ondelete="SET NULL", sa_type=Uid
    )
    languages: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    interpretation: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)

    status: SessionStatus = Field(default=SessionStatus.CONFIRMED, sa_type=str_enum(SessionStatus))
    status_note: LocalizedText = Field(default={}, sa_type=Localized)
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_type=str_enum(Visibility))
    ready: bool = True
    stream_url: str | None = None
    url: str | None = None

    agenda: tuple[AgendaItem, ...] = Field(default=(), sa_type=Json(tuple[AgendaItem, ...]))
    objectives_introduction: LocalizedText = Field(default={}, sa_type=Localized)
    objectives: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    questions: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    documents: tuple[Document, ...] = Field(default=(), sa_type=Json(tuple[Document, ...]))
    recording: Recording | None = Field(default=None, sa_type=Json(Recording))
    offer: Offer = Field(default=Offer(), sa_type=Json(Offer))
    internal: Internal | None = Field(default=None, sa_type=Json(Internal))

    version: int = 1

    __table_args__ = (Index("ix_session_event_uid_start_local", "event_uid", "start_local"),)


class SessionOrganizationRow(_Table, table=True):
    """An organization's part in a session, in the order of the programme."""

    __tablename__: ClassVar[str] = "session_organization"

    session_uid: str = Field(primary_key=True, foreign_key="session.uid", ondelete="CASCADE", sa_type=Uid)
    position: int = Field(primary_key=True)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    organization_uid: str = Field(foreign_key="organization.uid", index=True, sa_type=Uid)
    role: EventRole = Field(default=EventRole.ORGANIZER, sa_type=str_enum(EventRole))
    contacts: tuple[ContactPoint, ...] = Field(default=(), sa_type=Json(tuple[ContactPoint, ...]))


class SessionPersonRow(_Table, table=True):
    """A person's part in a session, in the order of the programme."""

    __tablename__: ClassVar[str] = "session_person"

    session_uid: str = Field(primary_key=True, foreign_key="session.uid", ondelete="CASCADE", sa_type=Uid)
    position: int = Field(primary_key=True)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    person_uid: str = Field(foreign_key="person.uid", index=True, sa_type=Uid)
    role: PersonRole = Field(default=PersonRole.SPEAKER, sa_type=str_enum(PersonRole))
    title: LocalizedText = Field(default={}, sa_type=Localized)
    organization_uid: str | None = Field(default=None, foreign_key="organization.uid", ondelete="SET NULL", sa_type=Uid)
    to_be_confirmed: bool = False


class StandRow(_Table, table=True):
    __tablename__: ClassVar[str] = "stand"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(default="", sa_type=SortedText(100))
    holder: Actor = Field(sa_type=Json(Actor))
    title: LocalizedText = Field(default={}, sa_type=Localized)
    content: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    place: LocalizedText = Field(default={}, sa_type=Localized)
    position: int = 0
    version: int = 1


class ExternalReferenceRow(_Table, table=True):
    """Where a record came from."""

    __tablename__: ClassVar[str] = "external_reference"

    source: str = Field(primary_key=True, sa_type=SortedText(64))
    """The event's uid and the format: never a file name or an address."""
    kind: str = Field(primary_key=True, sa_type=SortedText(16))
    """Of record; `elsewhere.KIND` where `imported` is what was public of it elsewhere."""
    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    id: str = ""
    guid: str = ""
    slug: str = ""
    imported: str = ""
    """The last imported values of its record, as JSON: what is not different there is not written again."""


class ReleaseRow(_Table, table=True):
    """One released Programme, for ever."""

    __tablename__: ClassVar[str] = "release"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", sa_type=Uid)
    number: int = Field(primary_key=True)
    format: int
    digest: str = Field(max_length=64)
    """SHA-256 of the JSON, in hexadecimal."""
    payload: bytes = Field(sa_type=LargeBinary)
    """The Programme as JSON, compressed (zlib)."""
    changes: bytes = Field(sa_type=LargeBinary)
    """Its Changes from the release before, as JSON, compressed."""
    time_rules: str = ""
    """The tz database its instants were derived with."""
    note: LocalizedText = Field(default={}, sa_type=Localized)
    released_at: datetime = Field(sa_type=UtcDateTime)
    released_by: str = ""


class ReleasedSessionRow(_Table, table=True):
    """A session that was public once: its slug is taken for ever, its revision never falls."""

    __tablename__: ClassVar[str] = "released_session"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    slug: str = Field(sa_type=SortedText(100))
    revision: int

    __table_args__ = (UniqueConstraint("event_uid", "slug"),)


class AliasRow(_Table, table=True):
    """A former slug within an event. It answers 308 to the record's present address."""

    __tablename__: ClassVar[str] = "alias"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", sa_type=Uid)
    kind: AliasKind = Field(primary_key=True, sa_type=str_enum(AliasKind))
    slug: str = Field(primary_key=True, sa_type=SortedText(100))
    uid: str = Field(sa_type=Uid)


class OfferingRow(_Table, table=True):
    """What can be joined; admission locks this row. The event itself has the empty session uid."""

    __tablename__: ClassVar[str] = "offering"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", sa_type=Uid)
    session_uid: str = Field(primary_key=True, sa_type=SortedText(36))
    mode: OfferMode = Field(default=OfferMode.NONE, sa_type=str_enum(OfferMode))
    capacity: int | None = None
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspended: bool = False
    """The released session is cancelled or gone: nobody joins or is promoted, until it is back."""
    version: int = 1

    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity_not_negative"),)


class NoticeRow(_Table, table=True):
    __tablename__: ClassVar[str] = "notice"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    session_uid: str | None = Field(default=None, sa_type=Uid)
    text: LocalizedText = Field(sa_type=Localized)
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class RedactionRow(_Table, table=True):
    """A consent withdrawn, for every event the person takes part in."""

    __tablename__: ClassVar[str] = "redaction"

    person_uid: str = Field(primary_key=True, sa_type=Uid)
    field: str = Field(primary_key=True, sa_type=SortedText(32))
    redacted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    agreed: str | None = None
    """The one photo they have agreed to since."""
