"""What is taken of an event as a whole, from pages and over the JSON API."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from events_service.directory.inputs import ContactIn
from events_service.errors import Sentence
from events_service.inputs import Change, Country, Day, In, Language, Line, Name, Proses, Slug, Texts, WebLink, Zone
from events_service.programme.part_inputs import Colour
from events_service.programme.programme import EventKind, EventRole, EventStatus, PersonRole, Precision
from events_service.programme.session_inputs import Hour, OfferIn


class EventOrganizationIn(In):
    organization: Name
    role: EventRole = EventRole.ORGANIZER


class EventPersonIn(In):
    person: Name
    role: PersonRole = PersonRole.CHAIR
    title: Texts = {}


class CategoryIn(In):
    """A kind of participant. Its slug is made from its name where it is left out."""

    slug: Slug = ""
    name: Texts


class EventChange(Change):
    title: Texts = {}
    theme: Texts = {}
    description: Proses = {}
    timezone: Zone = "UTC"
    start_on: Day = date.min
    end_on: Day = date.min
    precision: Precision = Precision.DAY
    kind: EventKind = EventKind.MEETING
    edition: Annotated[int, Field(ge=1, le=10_000)] | None = None
    city: Texts = {}
    country: Country | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=30)] = ["en", "fr", "ar"]
    status: EventStatus = EventStatus.CONFIRMED
    website: WebLink | None = None
    confirm_addresses: bool = True
    approval: bool = False
    series: Name | None = None
    acronym: Annotated[Line, Field(max_length=40)] = ""
    objectives: Annotated[list[Proses], Field(max_length=100)] = []
    accent: Colour | None = None
    contact: Annotated[list[ContactIn], Field(max_length=20)] = []
    organizations: Annotated[list[EventOrganizationIn], Field(max_length=200)] = []
    people: Annotated[list[EventPersonIn], Field(max_length=200)] = []
    offer: OfferIn = OfferIn()
    categories: Annotated[list[CategoryIn], Field(max_length=50)] = []
    day_change: Hour = "00:00"

    @field_validator("end_on")
    @classmethod
    def _ends_after_it_starts(cls, end_on: date, info: ValidationInfo) -> date:
        """Said beside what else is wrong, where both days are sent."""
        start_on = info.data.get("start_on")
        if start_on is not None and end_on < start_on:
            raise ValueError(Sentence("The event would end before it starts."))
        return end_on


class NewEvent(EventChange):
    """An event, as a draft nobody sees until it is released."""

    model_config = ConfigDict(json_schema_extra={})

    slug: Slug
    title: Texts
    timezone: Zone
    start_on: Day
    end_on: Day
