"""The forms of organizations, people and series, and the words of their pages."""

from typing import NamedTuple

from events_service.directory.directory import ContactKind
from events_service.directory.editing import BODIES, PERSONS
from events_service.programme.series_editing import SERIES
from events_service.translations import mark, mark_many
from events_service.web.console import fields
from events_service.web.console.fields import Field, Form, Group
from events_service.web.public.participants import KINDS

_NAME = Field("name", mark("Name"), fields.TEXTS, required=True)
_COUNTRIES = mark("Names of countries, separated by semicolons.")
_PUBLISHED = Field(
    "published", mark("May be published"), fields.FLAG, mark("Otherwise no page, calendar or file names it.")
)


class Words(NamedTuple):
    one: str
    many: str
    add: str
    none: str
    hint: str
    number: tuple[str, str]


WORDS = {
    BODIES.name: Words(
        mark("Organization"),
        mark("Organizations"),
        mark("Add an organization"),
        mark("No organizations yet"),
        mark("Those who organize, take part or sign: add the first one; a name is enough to begin with."),
        mark_many("{count} organization", "{count} organizations"),
    ),
    PERSONS.name: Words(
        mark("Person"),
        mark("People"),
        mark("Add a person"),
        mark("Nobody yet"),
        mark("Speakers, chairs, interpreters: add the first one; a name is enough to begin with."),
        mark_many("{count} person", "{count} people"),
    ),
    SERIES.name: Words(
        mark("Series"),
        mark("Series of events"),
        mark("Add a series"),
        mark("No series yet"),
        mark("Events that come again, such as a forum every two years, belong to a series."),
        mark_many("{count} series", "{count} series"),
    ),
}


def _contacts(said: Field, help: str) -> Field:
    columns = (
        Field("kind", mark("Kind"), fields.choice("contact_kinds"), required=True),
        Field("printed", mark("As printed"), fields.LINE),
        Field("label", mark("What it is"), fields.TEXTS),
        said,
    )
    return Field("contacts", mark("Contacts"), fields.rows(*columns), help)


FORMS: dict[str, Form] = {
    BODIES.name: (
        Group(
            "organization",
            mark("Organization"),
            (
                _NAME,
                Field("short_name", mark("Short name"), fields.TEXTS),
                Field("kind", mark("Kind"), fields.choice("kinds"), required=True),
                Field("country", mark("Country"), fields.choice("countries")),
                Field("website", mark("Website"), fields.WEB_LINK),
                Field("description", mark("Description"), fields.PROSES, mark("A blank line begins a new paragraph.")),
                _PUBLISHED,
            ),
        ),
        Group(
            "reach",
            mark("Contacts"),
            (
                _contacts(
                    Field("internal", mark("For organizers only"), fields.FLAG),
                    mark("Shown where the organization is, unless for organizers only."),
                ),
            ),
        ),
        Group(
            "more",
            mark("Other names and members"),
            (
                Field(
                    "other_names",
                    mark("Other names"),
                    fields.rows(Field("name", mark("Name"), fields.LINE)),
                    mark("Former names and other spellings; search finds them."),
                ),
                Field("countries", mark("Countries"), fields.LINE, _COUNTRIES),
                Field(
                    "members",
                    mark("Members"),
                    fields.rows(Field("organization", mark("Organization"), fields.named("organizations"))),
                    mark("Of a group of countries or an association of organizations."),
                ),
            ),
        ),
    ),
    PERSONS.name: (
        Group(
            "person",
            mark("Person"),
            (
                _NAME,
                Field("badge_name", mark("Name in Latin letters"), fields.LINE, mark("For badges and links.")),
                Field("honorific", mark("Form of address"), fields.TEXTS),
                Field("title", mark("Title or office"), fields.TEXTS),
                Field("organization", mark("Organization"), fields.named("organizations")),
                Field("biography", mark("Biography"), fields.PROSES, mark("A blank line begins a new paragraph.")),
                _PUBLISHED,
            ),
        ),
        Group(
            "reach",
            mark("Contacts"),
            (
                _contacts(
                    Field("public", mark("They agree that it is public"), fields.FLAG),
                    mark("Each is shown only where the person agrees to it; without, it is for organizers only."),
                ),
            ),
        ),
    ),
    SERIES.name: (
        Group(
            "series",
            mark("Series"),
            (
                _NAME,
                Field("periodicity", mark("How often"), fields.TEXTS, mark("Such as “every two years”.")),
                Field("description", mark("Description"), fields.PROSES, mark("A blank line begins a new paragraph.")),
                Field("objectives", mark("Objectives"), fields.texts_list()),
                Field("countries", mark("Countries"), fields.LINE, _COUNTRIES),
                _PUBLISHED,
            ),
        ),
    ),
}

_SLUG = Field(
    "slug", mark("Address of its page"), fields.LINE, mark("Made from the name where it is left empty, and stays.")
)
_KEEPER = Field(
    "keeper",
    mark("Kept by the organizers of"),
    fields.choice("events"),
    mark("They change the record, and read its private contacts."),
)


def new_form(name: str, *, everywhere: bool) -> Form:
    """Of a record that is being added. Whoever works at some events alone chooses one of them to keep it."""
    first, *others = FORMS[name]
    keeper = Field(_KEEPER.name, _KEEPER.label, _KEEPER.kind, _KEEPER.help, required=not everywhere)
    besides = (_SLUG,) if name == SERIES.name else (keeper, _SLUG)
    return (Group(first.name, first.title, (*first.fields, *besides)), *others)


CONTACT_KINDS = {
    ContactKind.PHONE: mark("Telephone"),
    ContactKind.FAX: mark("Fax"),
    ContactKind.EMAIL: mark("E-mail"),
    ContactKind.WEB: mark("Website"),
    ContactKind.ADDRESS: mark("Address"),
}
CHOICES: dict[str, dict[str, str]] = {
    "contact_kinds": {key.value: name for key, name in CONTACT_KINDS.items()},
    "kinds": {key.value: name for key, name in KINDS.items()},
}
"""Lists to choose from whose names are ours: value and msgid."""
