"""What is taken of organizations and people, from pages and over the JSON API."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictBool

from events_service.directory.directory import ContactKind, OrganizationKind
from events_service.inputs import Change, Country, In, Line, Name, Proses, Slug, Texts, WebLink

MOST_CONTACTS = 50


class ContactIn(In):
    """One way to reach somebody, as it is to be printed."""

    kind: ContactKind
    printed: Annotated[Line, Field(min_length=1)]
    label: Texts = {}
    public: bool = True


class PersonContactIn(ContactIn):
    """One way to reach a person: public with their consent to just this one."""

    public: StrictBool = False


class OrganizationChange(Change):
    name: Texts = {}
    short_name: Texts = {}
    kind: OrganizationKind = OrganizationKind.OTHER
    country: Country | None = None
    website: WebLink | None = None
    description: Proses = {}
    contacts: Annotated[list[ContactIn], Field(max_length=MOST_CONTACTS)] = []
    other_names: Annotated[list[Annotated[Line, Field(min_length=1)]], Field(max_length=100)] = Field(
        default=[], description="Former names and other spellings, found by search"
    )
    countries: Annotated[list[Country], Field(max_length=250)] = Field(default=[], description="Of a country group")
    members: Annotated[list[Name], Field(max_length=500)] = Field(
        default=[], description="Organizations of a country group, by slug or uid"
    )
    published: StrictBool = True
    archived: StrictBool = Field(default=False, description="Offered and listed no more; what is public stays")


class NewOrganization(OrganizationChange):
    """An organization. Its slug is made from its name where it is left out, and stays."""

    model_config = ConfigDict(json_schema_extra={})

    name: Texts
    slug: Slug = ""
    event: Slug | None = Field(
        default=None, description="Whose organizers keep it; without one, it takes a token for all events"
    )


class PersonChange(Change):
    name: Texts = {}
    badge_name: Line = Field(default="", description="The name in Latin letters")
    honorific: Texts = {}
    title: Texts = {}
    organization: Name | None = None
    biography: Proses = {}
    contacts: Annotated[list[PersonContactIn], Field(max_length=MOST_CONTACTS)] = []
    published: StrictBool = True
    archived: StrictBool = Field(default=False, description="Offered and listed no more; what is public stays")


class NewPerson(PersonChange):
    """A person. Their slug is made from their name where it is left out, and stays."""

    model_config = ConfigDict(json_schema_extra={})

    name: Texts
    slug: Slug = ""
    event: Slug | None = Field(
        default=None, description="Whose organizers keep the record; without one, it takes a token for all events"
    )
