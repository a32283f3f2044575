"""Tables of contacts, participants, registrations and their seats. Every row carries its event."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from events_service.columns import Json, SortedText, Uid, UtcDateTime, str_enum
from events_service.database import Record


class RegistrationState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class SeatState(StrEnum):
    HELD = "held"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


class ContactRow(Record, table=True):
    """Who gets the mail, and may answer for several participants."""

    __tablename__: ClassVar[str] = "contact"
    __table_args__ = (UniqueConstraint("event_uid", "folded_email"),)

    event_uid: str = Field(foreign_key="event.uid", sa_type=Uid)
    email: str = Field(max_length=320)
    folded_email: str = Field(sa_type=SortedText(320))
    name: str = ""
    locale: str = Field(default="en", max_length=2)


class ParticipantRow(Record, table=True):
    """The person who comes. May have no address, and is reached through the contact."""

    __tablename__: ClassVar[str] = "participant"
    __table_args__ = (UniqueConstraint("contact_id", "folded_name"),)

    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    contact_id: str = Field(foreign_key="contact.id", sa_type=Uid)
    name: str = Field(max_length=300)
    folded_name: str = Field(sa_type=SortedText(300))
    email: str | None = Field(default=None, max_length=320)
    organization: str = Field(default="", max_length=300)
    country: str | None = Field(default=None, max_length=2)


class RegistrationRow(Record, table=True):
    """A participant's claim on an event."""

    __tablename__: ClassVar[str] = "registration"
    __table_args__ = (
        # The last line against a participant registered twice; a duplicate's row takes no place and is not counted.
        Index(
            "uq_registration_active",
            "participant_id",
            unique=True,
            sqlite_where=text("state NOT IN ('cancelled', 'declined', 'expired') AND duplicate_of IS NULL"),
            postgresql_where=text("state NOT IN ('cancelled', 'declined', 'expired') AND duplicate_of IS NULL"),
        ),
        Index(None, "event_uid", "state"),
    )

    event_uid: str = Field(foreign_key="event.uid", sa_type=Uid)
    participant_id: str = Field(foreign_key="participant.id", sa_type=Uid)
    contact_id: str = Field(foreign_key="contact.id", index=True, sa_type=Uid)

    state: RegistrationState = Field(sa_type=str_enum(RegistrationState))
    category: str = Field(default="", max_length=100)
    locale: str = Field(default="en", max_length=2)
    answers: dict[str, str] = Field(default={}, sa_type=Json(dict[str, str]))
    consents: dict[str, bool] = Field(default={}, sa_type=Json(dict[str, bool]))

    duplicate_of: str | None = Field(default=None, sa_type=Uid)
    """The registration that was there already; this row only answers alike and expires."""
    expires_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)
    """When the hold of an unconfirmed registration ends."""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    generation: int = 0
    """Of its secret links; raising it revokes them."""
    changes: int = 0
    """How often its seats changed: added to revisions in its mails and its own feed."""


class SeatRow(SQLModel, table=True):
    """A place in a session, or in the event itself (the empty session uid). `id` is the order of the waiting list."""

    __tablename__: ClassVar[str] = "seat"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_uid"),
        # Places are counted from this alone, without looking at rows.
        Index(None, "event_uid", "session_uid", "state", "held_until", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event_uid: str = Field(foreign_key="event.uid", sa_type=Uid)
    registration_id: str = Field(foreign_key="registration.id", sa_type=Uid)
    session_uid: str = Field(sa_type=SortedText(36))
    state: SeatState = Field(sa_type=str_enum(SeatState))
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """A held place is free again from then on, whether or not anybody has come by. None where somebody has: it is
    no longer a place but a wish, until the address is confirmed after all. A cancelled one with a time is a repeat's:
    it takes nothing, and is told as held until then."""
    promotable: bool = False
    """On the waiting list of a registration whose address is confirmed and which has its place in the event."""
    changed_at: datetime = Field(sa_type=UtcDateTime)


class IdempotencyRow(SQLModel, table=True):
    """The answer to a request that may be sent again (draft-ietf-httpapi-idempotency-key-header-07)."""

    __tablename__: ClassVar[str] = "idempotency"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", sa_type=Uid)
    key: str = Field(primary_key=True, sa_type=SortedText(255))
    """The actor and the key."""
    digest: str = Field(max_length=64)
    """SHA-256 of the body."""
    registration_id: str = Field(sa_type=Uid)
    answer: str
    """The answer as JSON, with references in place of secret links."""
    created_at: datetime = Field(index=True, sa_type=UtcDateTime)
