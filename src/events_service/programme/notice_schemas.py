"""Notices as the JSON API takes and shows them."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from events_service.inputs import Change, Instant, Name, Tag, without_empty
from events_service.languages import LocalizedText, cleaned
from events_service.programme.live import NoticeState
from events_service.programme.notices import LONGEST
from events_service.programme.schemas import Out

NoticeTexts = Annotated[
    dict[Tag, Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(cleaned)]],
    Field(max_length=30),
    AfterValidator(without_empty),
]


class NoticeChange(Change):
    text: NoticeTexts = {}
    session: Name | None = None
    """By slug or uid; null is the whole event."""
    starts_at: Instant | None = None
    """Null is at once."""
    ends_at: Instant | None = None
    """Null is until somebody ends it."""


class NewNotice(NoticeChange):
    """A few words on all public pages of an event, or of one session."""

    model_config = ConfigDict(json_schema_extra={})

    text: NoticeTexts


class NoticeOut(Out):
    """A few words on the public pages of an event, or of one session."""

    uid: str
    text: LocalizedText
    session: str | None = Field(description="The session's slug, or its uid before its first release; null for all.")
    starts_at: str | None
    ends_at: str | None
    state: NoticeState
    created_at: str
    etag: str


class NoticesOut(Out):
    items: list[NoticeOut]
