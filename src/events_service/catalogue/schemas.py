"""What the JSON API answers of records that are kept for all events. Fields may be added within v1, never renamed."""

from events_service.directory.directory import OrganizationKind
from events_service.languages import LocalizedText
from events_service.programme.schemas import DraftContactOut, DraftNameOut, Out


class KeptOut(Out):
    uid: str
    slug: str
    name: LocalizedText
    published: bool
    archived: bool
    etag: str


class KeptOrganizationOut(KeptOut):
    """An organization as its keepers know it. Contacts that are not public are theirs alone."""

    short_name: LocalizedText
    kind: OrganizationKind
    country: str | None
    website: str | None
    description: LocalizedText
    contacts: list[DraftContactOut]
    other_names: list[str]
    countries: list[str]
    members: list[DraftNameOut]


class KeptPersonOut(KeptOut):
    """A person as their keepers know them. Contacts without consent are theirs alone."""

    badge_name: str
    honorific: LocalizedText
    title: LocalizedText
    organization: DraftNameOut | None
    biography: LocalizedText
    contacts: list[DraftContactOut]


class KeptSeriesOut(KeptOut):
    description: LocalizedText
    objectives: list[LocalizedText]
    countries: list[str]
    periodicity: LocalizedText


class KeptOrganizationsOut(Out):
    items: list[KeptOrganizationOut]


class KeptPeopleOut(Out):
    items: list[KeptPersonOut]


class KeptSeriesListOut(Out):
    items: list[KeptSeriesOut]
