"""The table of jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from events_service.columns import Json, SortedText, UtcDateTime, str_enum
from events_service.database import Record


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRow(Record, table=True):
    __tablename__: ClassVar[str] = "job"
    __table_args__ = (Index(None, "state", "run_at"),)

    kind: str = Field(sa_type=SortedText(100))
    payload: dict[str, Any] = Field(sa_type=Json(dict[str, Any]))
    dedupe_key: str | None = Field(default=None, unique=True, sa_type=SortedText(200))

    state: JobState = Field(default=JobState.QUEUED, sa_type=str_enum(JobState))
    run_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    last_error: str = ""
    again: bool = False
    """Asked for once more while it was running."""
