"""The people and organizations an event is made of, as frozen values."""

from enum import StrEnum
from typing import dataclass_transform

from msgspec import Struct

from events_service.languages import LocalizedText


@dataclass_transform(frozen_default=True)
class Value(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A frozen value: compared by content, written as JSON without its defaults."""


class ContactKind(StrEnum):
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"


class ContactPoint(Value):
    """One way to reach somebody, as printed, with its dialable form."""

    kind: ContactKind
    printed: str
    e164: str | None = None
    """`+212537205903` for a telephone whose country is known (ITU-T E.164)."""
    label: LocalizedText = {}
    public: bool = True
    """False keeps it out of everything released. A person's needs their consent first."""


class OrganizationKind(StrEnum):
    ASSOCIATION = "association"
    GOVERNMENT = "government"
    LOCAL_GOVERNMENT = "local_government"
    EMBASSY = "embassy"
    UNIVERSITY = "university"
    FOUNDATION = "foundation"
    COMPANY = "company"
    INTERNATIONAL = "international"
    COUNTRY_GROUP = "country_group"
    OTHER = "other"


class Organization(Value):
    """A body with a name. A country group is one too: it has countries and members and meets across events."""

    uid: str
    name: LocalizedText
    slug: str = ""
    short_name: LocalizedText = {}
    kind: OrganizationKind = OrganizationKind.OTHER
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    website: str | None = None
    description: LocalizedText = {}
    contacts: tuple[ContactPoint, ...] = ()
    other_names: tuple[str, ...] = ()
    """Former names and other spellings, found by search."""
    countries: tuple[str, ...] = ()
    member_uids: tuple[str, ...] = ()
    published: bool = True


class Person(Value):
    """Somebody named in a programme or an agreement."""

    uid: str
    name: LocalizedText
    slug: str = ""
    badge_name: str = ""
    """The name in Latin letters."""
    honorific: LocalizedText = {}
    title: LocalizedText = {}
    organization_uid: str | None = None
    biography: LocalizedText = {}
    photo: str | None = None
    photo_public: bool = False
    contacts: tuple[ContactPoint, ...] = ()
    published: bool = True


class Actor(Value):
    """Whoever can hold a stand, present, or be bound by a commitment: exactly one of the three is set."""

    organization_uid: str | None = None
    person_uid: str | None = None
    country: str | None = None
