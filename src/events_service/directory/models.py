"""Tables of organizations and people. One row is one record of the instance, whatever events it takes part in."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from events_service.columns import Json, Localized, SortedText, Uid, UtcDateTime, str_enum
from events_service.directory.directory import ContactPoint, OrganizationKind
from events_service.languages import LocalizedText
from events_service.zones import now

_CONTACTS = Json(tuple[ContactPoint, ...])
_TEXTS = Json(tuple[str, ...])


class OrganizationRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "organization"
    model_config = {"arbitrary_types_allowed": True}

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    owner_event_uid: str | None = Field(default=None, sa_type=Uid)
    """The event whose editors see its private contacts; None is the instance's."""

    name: LocalizedText = Field(sa_type=Localized)
    short_name: LocalizedText = Field(default={}, sa_type=Localized)
    other_names: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    folded: str = Field(default="", sa_type=SortedText)
    """All its names, for search and sort."""

    kind: OrganizationKind = Field(default=OrganizationKind.OTHER, sa_type=str_enum(OrganizationKind))
    country: str | None = Field(default=None, max_length=2)
    countries: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    member_uids: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    website: str | None = None
    description: LocalizedText = Field(default={}, sa_type=Localized)
    contacts: tuple[ContactPoint, ...] = Field(default=(), sa_type=_CONTACTS)

    published: bool = True
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when it is offered and listed no more; what is public stays as it is."""
    same_as_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    """The record that is kept of the two, where this one has been merged into it."""
    version: int = 1
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PersonRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "person"
    model_config = {"arbitrary_types_allowed": True}

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    owner_event_uid: str | None = Field(default=None, sa_type=Uid)
    organization_uid: str | None = Field(
        default=None, foreign_key="organization.uid", ondelete="SET NULL", index=True, sa_type=Uid
    )

    name: LocalizedText = Field(sa_type=Localized)
    badge_name: str = ""
    folded: str = Field(default="", sa_type=SortedText)

    honorific: LocalizedText = Field(default={}, sa_type=Localized)
    title: LocalizedText = Field(default={}, sa_type=Localized)
    biography: LocalizedText = Field(default={}, sa_type=Localized)
    photo: str | None = None
    photo_public: bool = False
    contacts: tuple[ContactPoint, ...] = Field(default=(), sa_type=_CONTACTS)

    published: bool = True
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when it is offered and listed no more; what is public stays as it is."""
    same_as_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    """The record that is kept of the two, where this one has been merged into it."""
    version: int = 1
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
