"""Agreements and what follows from them, as frozen values."""

from datetime import date
from enum import StrEnum

from events_service.directory.directory import Actor, Value
from events_service.languages import LocalizedText
from events_service.programme.programme import Document, Precision


class Party(Value):
    actor: Actor
    role: LocalizedText = {}


class Signatory(Value):
    """Who signed for a party. A witness may be collective: then only the title says who."""

    person_uid: str | None = None
    title: LocalizedText = {}
    party: Actor | None = None
    witness: bool = False


class CommitmentKind(StrEnum):
    OBLIGATION = "obligation"
    OPTION = "option"


class Commitment(Value):
    text: LocalizedText
    kind: CommitmentKind = CommitmentKind.OBLIGATION
    actors: tuple[Actor, ...] = ()
    """Who is bound, or may act; empty is all parties."""
    beneficiaries: tuple[LocalizedText, ...] = ()
    condition: LocalizedText = {}
    mechanism: LocalizedText = {}
    due_on: date | None = None
    """None is continuing."""
    session_type: str = ""
    """Slug of the kind of session it will be kept by: `training`, `hearing`, `study-meeting` …"""


class Activity(Value):
    text: LocalizedText
    session_uids: tuple[str, ...] = ()
    event_uids: tuple[str, ...] = ()


class Framework(Value):
    """The plan an agreement carries out, from the plan down to its component."""

    plan: LocalizedText
    axis: LocalizedText = {}
    component: LocalizedText = {}


class ActionPlan(Value):
    """A plan that is announced may have no content yet."""

    title: LocalizedText = {}
    items: tuple[LocalizedText, ...] = ()


class Source(Value):
    title: LocalizedText
    publisher: str = ""
    published_on: date | None = None
    precision: Precision = Precision.DAY
    language: str | None = None
    url: str | None = None


class Agreement(Value):
    uid: str
    kind: LocalizedText
    """As printed: "Mémorandum d'Entente"."""
    title: LocalizedText
    slug: str = ""
    purpose: LocalizedText = {}
    scope: LocalizedText = {}
    signed_on: date | None = None
    precision: Precision = Precision.DAY
    signed_note: LocalizedText = {}
    """What else was said of the date: "a Wednesday"."""
    place: LocalizedText = {}
    city: LocalizedText = {}
    framework: Framework | None = None
    fields: tuple[LocalizedText, ...] = ()
    """Fields of cooperation."""
    parties: tuple[Party, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    objectives: tuple[LocalizedText, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    activities: tuple[Activity, ...] = ()
    action_plan: ActionPlan | None = None
    outputs: tuple[LocalizedText, ...] = ()
    beneficiaries: tuple[LocalizedText, ...] = ()
    event_uids: tuple[str, ...] = ()
    """Events it was signed at or refers to."""
    documents: tuple[Document, ...] = ()
    sources: tuple[Source, ...] = ()
    published: bool = True


class RecommendationState(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    CARRIED_OVER = "carried_over"


class Recommendation(Value):
    uid: str
    event_uid: str
    text: LocalizedText
    session_uid: str | None = None
    owner: Actor | None = None
    due_on: date | None = None
    state: RecommendationState = RecommendationState.OPEN
    published: bool = True


class Fund(Value):
    uid: str
    name: LocalizedText
    slug: str = ""
    description: LocalizedText = {}
    organizations: tuple[Actor, ...] = ()
    """Who pays in or runs it."""
    projects: tuple[LocalizedText, ...] = ()
    published: bool = True
