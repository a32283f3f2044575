"""What is planned with beside the draft: never in a Programme, and never public."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from events_service.directory.directory import Value
from events_service.programme.conflicts import ConflictKind

MINUTES_BETWEEN_VENUES = 15
"""What it takes to get from one venue to another, where an event does not say it."""


class AvailableKind(StrEnum):
    ROOM = "room"
    PERSON = "person"


class Span(Value):
    """From one wall time of the event's zone to another."""

    start_local: datetime
    end_local: datetime


class Accepted(Value):
    """A conflict that is to stay, as long as it is what it was when somebody decided so."""

    key: str
    """Which conflict: see `judging.key`."""
    kind: ConflictKind
    session_uids: tuple[str, ...]
    with_uid: str | None
    judged_on: str
    """What it was then: see `judging.judged_on`."""
    reason: str
    accepted_by: str
    """The name of who decided."""
    accepted_at: datetime


class Planning(Value):
    """`availability` is by the uid of a room or person; who is not in it, or has no span, is there always."""

    availability: Mapping[str, tuple[Span, ...]] = {}
    accepted: tuple[Accepted, ...] = ()
    minutes_between_venues: int = MINUTES_BETWEEN_VENUES
