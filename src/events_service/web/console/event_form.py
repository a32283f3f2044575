"""The form of an event as a whole, and an event as that form has it."""

from collections.abc import Mapping
from typing import Any

from events_service.errors import InvalidInput, Sentence
from events_service.programme.programme import Event, EventKind, PersonRole, Precision
from events_service.programme.role_names import PERSON_ROLES
from events_service.translations import mark
from events_service.web.console import fields
from events_service.web.console.clocks import as_typed, typed_moment
from events_service.web.console.editor import Typed
from events_service.web.console.fields import Field, Form, Group, Values, plain_data
from events_service.web.console.session_form import EVENT_ROLES, OFFER_MODES
from events_service.web.console.session_typing import UNKNOWN_OR_NEW, Newcomers, People, contact_of, printed, separated
from events_service.zone_cities import find_zone

_FIRST = (
    Field("title", mark("Title"), fields.TEXTS, required=True),
    Field("start_on", mark("First day"), fields.DAY, required=True),
    Field("end_on", mark("Last day"), fields.DAY, required=True),
    Field(
        "timezone",
        mark("Time zone"),
        fields.named("zones"),
        mark("A city or a country, such as Marrakech; or a zone, such as Africa/Casablanca."),
        required=True,
    ),
    Field("city", mark("City"), fields.TEXTS),
    Field("country", mark("Country"), fields.choice("countries")),
    Field(
        "languages",
        mark("Languages of the programme"),
        fields.choices("languages"),
        mark("Texts are asked for in these; the first is shown where another is missing."),
    ),
)
NEW: Form = (
    Group(
        "event",
        mark("Event"),
        (
            *_FIRST,
            Field("slug", mark("Address of its page"), fields.LINE, mark("Small Latin letters, digits and hyphens.")),
            Field("series", mark("Series"), fields.choice("series")),
        ),
    ),
)
WHOLE: Form = (
    Group(
        "event",
        mark("Event"),
        (
            *_FIRST,
            Field("precision", mark("Known of the days"), fields.choice("precisions"), required=True),
            Field("kind", mark("Kind"), fields.choice("event_kinds"), required=True),
            Field("series", mark("Series"), fields.choice("series")),
            Field("edition", mark("Edition"), fields.NUMBER),
            Field("acronym", mark("Short name in files"), fields.LINE),
            Field("theme", mark("Theme"), fields.TEXTS),
            Field("description", mark("Description"), fields.PROSES),
            Field("objectives", mark("Objectives"), fields.texts_list()),
            Field("website", mark("Website"), fields.WEB_LINK),
            Field("contact", mark("Contact"), fields.LINE, mark("Telephones and addresses, separated by semicolons.")),
            Field("accent", mark("Colour"), fields.COLOUR),
            Field(
                "day_change",
                mark("A day of the programme ends at"),
                fields.HOUR,
                mark("What begins before this hour after midnight belongs to the day before."),
            ),
        ),
    ),
    Group(
        "who",
        mark("Who"),
        (
            Field(
                "organizations",
                mark("Organizations"),
                fields.rows(
                    Field("organization", mark("Organization"), fields.named("organizations")),
                    Field("role", mark("Role"), fields.choice("event_roles"), required=True),
                    Field("new", mark("New"), fields.FLAG),
                ),
            ),
            Field(
                "people",
                mark("People"),
                fields.rows(
                    Field("person", mark("Person"), fields.named("people")),
                    Field("role", mark("Role"), fields.choice("person_roles"), required=True),
                    Field("title", mark("Title at the time"), fields.TEXTS),
                    Field("new", mark("New"), fields.FLAG),
                ),
            ),
        ),
    ),
    Group(
        "registration",
        mark("Registration"),
        (
            Field(
                "offer",
                mark("Registration from the first publication on"),
                fields.parts(
                    Field("mode", mark("Registration"), fields.choice("offer_modes"), required=True),
                    Field("capacity", mark("Number of places"), fields.NUMBER),
                    Field("opens_at", mark("Opens"), fields.WALL_TIME),
                    Field("closes_at", mark("Closes"), fields.WALL_TIME),
                ),
            ),
            Field("confirm_addresses", mark("Addresses are confirmed by a mail"), fields.FLAG),
            Field("approval", mark("Organizers approve each registration"), fields.FLAG),
            Field("categories", mark("Kinds of participants"), fields.texts_list(fields.TEXTS)),
        ),
    ),
)

KINDS = {
    EventKind.SUMMIT: mark("Summit"),
    EventKind.FORUM: mark("Forum"),
    EventKind.ASSISES: mark("Assises"),
    EventKind.COLLOQUIUM: mark("Colloquium"),
    EventKind.TRAINING: mark("Training"),
    EventKind.MEETING: mark("Meeting"),
}
PRECISIONS = {
    Precision.DAY: mark("The days"),
    Precision.MONTH: mark("The month"),
    Precision.YEAR: mark("The year"),
}
CHOICES: dict[str, dict[str, str]] = {
    "event_kinds": {key.value: name for key, name in KINDS.items()},
    "precisions": {key.value: name for key, name in PRECISIONS.items()},
    "event_roles": {key.value: name for key, name in EVENT_ROLES.items()},
    "person_roles": {role.value: PERSON_ROLES[role] for role in PersonRole},
    "offer_modes": {key.value: name for key, name in OFFER_MODES.items()},
}
_PLAIN = (
    *("title", "start_on", "end_on", "timezone", "city", "country", "languages", "precision", "kind", "acronym"),
    *("theme", "description", "objectives", "website", "accent", "day_change", "confirm_addresses", "approval"),
)


def with_zone(typed: Typed) -> Typed:
    """A city that was typed for the time zone, as the zone whose clocks it has."""
    zone = find_zone(typed.values.get("timezone") or "")
    return typed._replace(values=typed.values | {"timezone": zone}) if zone else typed


def values_of(event: Event, known: People) -> Values:
    """The event as its form shows it."""
    offer = event.offer
    return plain_data({name: getattr(event, name) for name in _PLAIN}) | {
        "series": event.series_uid,
        "edition": None if event.edition is None else str(event.edition),
        "contact": printed(event.contact),
        "organizations": [
            {"organization": known.organizations.name(link.organization_uid), "role": link.role.value, "new": False}
            for link in event.organizations
        ],
        "people": [
            {
                "person": known.people.name(link.person_uid),
                "role": link.role.value,
                "title": dict(link.title),
                "new": False,
            }
            for link in event.people
        ],
        "offer": {
            "mode": offer.mode.value,
            "capacity": None if offer.capacity is None else str(offer.capacity),
            "opens_at": as_typed(offer.opens_at, event.timezone) or None,
            "closes_at": as_typed(offer.closes_at, event.timezone) or None,
        },
        "categories": [dict(category.name) for category in event.categories],
    }


def said_of(changed: Mapping[str, Any], event: Event, known: People, new: Newcomers) -> Values:
    """What was changed in the form, as `EventChange` takes it. InvalidInput for names nobody has."""
    said = dict(changed)
    if "contact" in said:
        said["contact"] = [contact_of(one) for one in separated(said["contact"])]
    if "organizations" in said:
        said["organizations"] = [
            {
                "organization": known.organizations.uid(row["organization"] or "")
                or _new(row["organization"], f"organizations.{number}.organization", new.organizations),
                "role": row["role"],
            }
            for number, row in enumerate(said["organizations"])
        ]
    if "people" in said:
        said["people"] = [
            {
                "person": known.people.uid(row["person"] or "")
                or _new(row["person"], f"people.{number}.person", new.people),
                "role": row["role"],
                "title": row["title"],
            }
            for number, row in enumerate(said["people"])
        ]
    if "offer" in said:
        said["offer"] = dict(said["offer"]) | {
            name: typed_moment(said["offer"].get(name) or "", event.timezone, f"offer.{name}")
            for name in ("opens_at", "closes_at")
        }
    if "categories" in said:
        said["categories"] = [{"name": name} for name in said["categories"]]
    return said


def _new(name: str | None, field: str, added: Mapping[str, str]) -> str:
    if field in added:
        return added[field]
    raise InvalidInput(fields={field: Sentence(UNKNOWN_OR_NEW, {"name": name or ""})})
