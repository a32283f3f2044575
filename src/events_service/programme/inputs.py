"""What is taken of releases and of what can be joined."""

from typing import Annotated

from pydantic import Field, StringConstraints

from events_service.inputs import In, Instant, Places, Texts
from events_service.programme.programme import EventStatus, OfferMode

_Chosen = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewRelease(In):
    """What to publish: all that is ready, `only` what is named, or a `status` and nothing else."""

    note: Texts = {}
    only: Annotated[list[_Chosen], Field(max_length=1000)] | None = Field(
        default=None,
        description="Sessions by slug, code or uid; `room:SLUG`, `person:SLUG` …; `event` for all that is said of it",
        examples=[["sou-84"], ["room:dakhla"]],
    )
    status: EventStatus | None = Field(
        default=None,
        description="Postpone, cancel or restore the event, or move it online, with nothing else of the draft. "
        "Takes the scope `events:write` too, and no `only`.",
    )


class OfferingIn(In):
    """What can be joined. A capacity of null is no limit."""

    mode: OfferMode
    capacity: Places | None = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    etag: Annotated[str, Field(max_length=200, description="As it was answered: what counts is If-Match.")] = ""
