"""What the JSON API takes and answers of planning. Nothing of it is public."""

from typing import Annotated

from pydantic import Field, StringConstraints

from events_service.inputs import In, RequiredWallTime, Uid
from events_service.languages import LocalizedText
from events_service.programme.conflicts import ConflictKind, Severity
from events_service.programme.planning.costs import ReasonKind
from events_service.programme.planning.keeping import LONGEST_WAY, MOST_SPANS
from events_service.programme.planning.sentences import FixKind
from events_service.programme.schemas import DraftNameOut, Out

Key = Annotated[str, StringConstraints(pattern="^[0-9a-f]{24}$")]


class FixOut(Out):
    """Something that can be done about it."""

    act: FixKind
    uid: str
    """Of the session, room or person it is done to."""
    text: LocalizedText


class ConflictOut(Out):
    """A conflict as the draft has it now."""

    id: str
    """The same for the same kind, sessions and room, person or organization."""
    judged_on: str
    """Differs as soon as times, rooms or whatever it depends on have changed."""
    kind: ConflictKind
    severity: Severity
    sessions: list[str]
    """Uids, in the order in which they begin."""
    with_uid: str | None
    """The room, person or organization concerned."""
    languages: list[str]
    text: LocalizedText
    fixes: list[FixOut]
    accepted_before: str | None
    """The reason it was accepted with, before something changed."""


class AcceptedOut(Out):
    """A conflict that is to stay as it is, and why."""

    id: str
    judged_on: str
    kind: ConflictKind
    sessions: list[str]
    with_uid: str | None
    reason: str
    accepted_by: str
    accepted_at: str
    text: LocalizedText
    """Empty where it is no conflict any more."""
    etag: str


class CountsOut(Out):
    error: int
    warning: int
    hint: int


class ConflictsOut(Out):
    items: list[ConflictOut]
    """The gravest first, then by kind, then in order of time."""
    counts: CountsOut
    """Of all that are open, whatever was asked for."""
    cut: bool
    """There are more than are told of some kind."""
    accepted: list[AcceptedOut]


class SessionConflictsOut(Out):
    items: list[ConflictOut]


class ReasonOut(Out):
    kind: ReasonKind
    cost: int
    """0 for what is good about it."""
    text: LocalizedText


class PlaceOut(Out):
    room: DraftNameOut
    start_local: str
    end_local: str
    cost: int
    """0 is as good as can be."""
    reasons: list[ReasonOut]
    """What it costs, the dearest first, then what is good about it."""


class PlacesOut(Out):
    items: list[PlaceOut]
    """The best first."""


class SpanIn(In):
    start_local: RequiredWallTime
    end_local: RequiredWallTime


class AvailabilityIn(In):
    """When they are there; no span at all is always."""

    spans: Annotated[list[SpanIn], Field(max_length=MOST_SPANS)]


class SpanOut(Out):
    start_local: str
    end_local: str


class AvailabilityOut(Out):
    uid: str
    name: LocalizedText
    spans: list[SpanOut]
    etag: str


class PlanningIn(In):
    minutes_between_venues: Annotated[int, Field(ge=0, le=LONGEST_WAY)]


class PlanningOut(Out):
    minutes_between_venues: int
    etag: str


class AcceptIn(In):
    """Which conflict, as it was read, and why it may stay."""

    id: Key
    judged_on: Key
    sessions: Annotated[list[Uid], Field(min_length=1, max_length=2)]
    reason: Annotated[str, Field(max_length=2000)]
