"""The table of uploads: what each kept file is, and whose."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from events_service.columns import SortedText, Uid, UtcDateTime, str_enum
from events_service.database import Record


class UploadKind(StrEnum):
    PHOTO = "photo"
    """Of somebody; public only with their consent."""
    PICTURE = "picture"
    DOCUMENT = "document"


class Upload(Record, table=True):
    """One file that one event, or the instance, has been sent. The same file of two events is kept once."""

    __tablename__: ClassVar[str] = "upload"

    name: str = Field(sa_type=SortedText(80), index=True)
    """Digest and ending, under which it is kept and served."""
    kind: UploadKind = Field(sa_type=str_enum(UploadKind))
    content_type: str = Field(max_length=100)
    size: int
    small_digest: str | None = Field(default=None, sa_type=SortedText(64))
    """Of the small picture kept beside it."""
    width: int | None = None
    height: int | None = None

    original_name: str = Field(default="", max_length=200)
    """What the file was called where it came from: shown to organizers, and no part of any path."""
    event_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    """Whose editors see it before it is public; None is the instance's."""
    uploaded_by: str = Field(default="", sa_type=SortedText(100))
    """As audit entries name them."""
    unused_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a look at all records first found none that refers to it."""
