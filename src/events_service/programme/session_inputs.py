"""What is taken of a session, from pages and over the JSON API."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from events_service.directory.inputs import ContactIn
from events_service.inputs import (
    Change,
    Country,
    Day,
    In,
    Instant,
    Language,
    Languages,
    Line,
    Name,
    Places,
    Prose,
    Proses,
    Slug,
    Texts,
    WallTime,
    WebLink,
    WebLinkOrKeptFile,
)
from events_service.languages import one_line
from events_service.programme.programme import EventRole, OfferMode, PersonRole, SessionStatus, Visibility

MOST_ITEMS = 200
Hour = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class OrganizerIn(In):
    organization: Name
    role: EventRole = EventRole.ORGANIZER
    contacts: Annotated[list[ContactIn], Field(max_length=20)] | None = Field(
        default=None, description="Shown for this session; an empty list shows the organization’s own"
    )


class PersonIn(In):
    person: Name
    role: PersonRole = PersonRole.SPEAKER
    title: Texts = {}
    organization: Name | None = Field(default=None, description="For whom they come")
    to_be_confirmed: bool = False


class PresenterIn(In):
    """Exactly one of the three."""

    organization: Name | None = None
    person: Name | None = None
    country: Country | None = None


class DocumentIn(In):
    title: Texts
    url: WebLink
    language: Language | None = None
    kind: Annotated[str, StringConstraints(pattern="^[a-z0-9_-]{1,40}$")] = Field(
        default="document", description="`document`, `link`, `slides` or `recording`; files have others"
    )


class SessionDocumentIn(DocumentIn):
    """Also a file that is kept here: one the session has already."""

    url: WebLinkOrKeptFile


class _Item(In):
    title: Texts
    start: Hour | None = Field(default=None, description="Wall time on the session’s day")
    end: Hour | None = None
    presenters: Annotated[list[PresenterIn], Field(max_length=50)] = []
    documents: Annotated[list[DocumentIn], Field(max_length=50)] | None = Field(
        default=None, description="Those the item has, where nothing is said of them"
    )


class SubItemIn(_Item):
    """An item within another."""


class AgendaItemIn(_Item):
    items: Annotated[list[SubItemIn], Field(max_length=MOST_ITEMS)] = []


class OfferIn(In):
    """What can be joined from the first release on; afterwards it is changed beside the release."""

    mode: OfferMode = OfferMode.NONE
    capacity: Places | None = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None


class InternalIn(In):
    """What organizers note for themselves. Never public."""

    notes: Prose = ""
    setup_minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None
    layout: Line = ""
    equipment: Line = ""
    expected_audience: Places | None = None


class SessionChange(Change):
    title: Texts = {}
    subtitle: Texts = {}
    abstract: Proses = {}
    description: Proses = {}
    slug: Slug = ""
    code: Annotated[str, StringConstraints(max_length=64), AfterValidator(one_line)] = ""
    start_local: WallTime = None
    end_local: WallTime = None
    start_fold: Annotated[int, Field(ge=0, le=1)] = 0
    end_fold: Annotated[int, Field(ge=0, le=1)] = 0
    day: Day | None = None
    time_note: Texts = {}
    room: Name | None = None
    track: Name | None = None
    type: Name | None = None
    organizers: Annotated[list[OrganizerIn], Field(max_length=100)] = []
    people: Annotated[list[PersonIn], Field(max_length=200)] = []
    objectives_introduction: Proses = {}
    objectives: Annotated[list[Proses], Field(max_length=100)] = []
    questions: Annotated[list[Proses], Field(max_length=100)] = []
    languages: Languages = []
    interpretation: Languages = []
    status: SessionStatus = SessionStatus.CONFIRMED
    status_note: Texts = {}
    visibility: Visibility = Visibility.PUBLIC
    ready: bool = True
    stream_url: WebLink | None = None
    agenda: Annotated[list[AgendaItemIn], Field(max_length=MOST_ITEMS)] = []
    documents: Annotated[list[SessionDocumentIn], Field(max_length=100)] = []
    offer: OfferIn = OfferIn()
    internal: InternalIn | None = None


class NewSession(SessionChange):
    """A session; without a slug it gets one with its first release."""

    model_config = ConfigDict(json_schema_extra={})

    title: Texts
