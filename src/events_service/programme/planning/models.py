"""Tables of what is planned with beside the draft. No release reads them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from events_service.columns import Json, SortedText, Uid, UtcDateTime, str_enum
from events_service.programme.conflicts import ConflictKind
from events_service.programme.planning.planning import MINUTES_BETWEEN_VENUES, AvailableKind, Span


class _Table(SQLModel):
    model_config = {"arbitrary_types_allowed": True}


class PlanningRow(_Table, table=True):
    """What an event plans with, where it is not the usual."""

    __tablename__: ClassVar[str] = "planning"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", ondelete="CASCADE", sa_type=Uid)
    minutes_between_venues: int = MINUTES_BETWEEN_VENUES
    version: int = 1

    __table_args__ = (CheckConstraint("minutes_between_venues >= 0", name="minutes_not_negative"),)


class AvailabilityRow(_Table, table=True):
    """When a room or a person is there during one event. Of a person it is private: it is in no public output."""

    __tablename__: ClassVar[str] = "availability"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", ondelete="CASCADE", sa_type=Uid)
    of_uid: str = Field(primary_key=True, sa_type=Uid)
    kind: AvailableKind = Field(sa_type=str_enum(AvailableKind))
    spans: tuple[Span, ...] = Field(default=(), sa_type=Json(tuple[Span, ...]))
    version: int = 1


class AcceptedConflictRow(_Table, table=True):
    """A conflict somebody decided to leave as it is. Taken back it is deleted; the audit record keeps both."""

    __tablename__: ClassVar[str] = "accepted_conflict"

    event_uid: str = Field(primary_key=True, foreign_key="event.uid", ondelete="CASCADE", sa_type=Uid)
    key: str = Field(primary_key=True, sa_type=SortedText(24))
    kind: ConflictKind = Field(sa_type=str_enum(ConflictKind))
    session_uids: tuple[str, ...] = Field(sa_type=Json(tuple[str, ...]))
    with_uid: str | None = Field(default=None, sa_type=Uid)
    judged_on: str = Field(sa_type=SortedText(24))
    reason: str
    accepted_by: str
    accepted_at: datetime = Field(sa_type=UtcDateTime)
