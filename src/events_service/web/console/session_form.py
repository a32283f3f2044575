"""The form of a session, in the order in which a programme is typed: what, when and where, who, what about."""

from events_service.programme.programme import EventRole, OfferMode, PersonRole, SessionStatus, Visibility
from events_service.programme.role_names import PERSON_ROLES
from events_service.translations import mark
from events_service.web.console import fields
from events_service.web.console.fields import Field, Form, Group

_TITLE = Field("title", mark("Title"), fields.TEXTS, required=True)

WHAT = Group(
    "what",
    mark("What"),
    (
        Field("code", mark("Code"), fields.LINE, mark("As printed: SOU 84.")),
        _TITLE,
        Field("subtitle", mark("Subtitle"), fields.TEXTS),
        Field("type", mark("Type of session"), fields.choice("types")),
        Field("track", mark("Track"), fields.choice("tracks")),
        Field("abstract", mark("In short"), fields.PROSES, mark("Stands above the description.")),
        Field("description", mark("Description"), fields.PROSES, mark("A blank line begins a new paragraph.")),
        Field("languages", mark("Languages spoken"), fields.choices("languages")),
        Field("interpretation", mark("Interpreted into"), fields.choices("languages")),
    ),
)
WHEN = Group(
    "when",
    mark("When and where"),
    (
        Field("start_local", mark("Begins"), fields.WALL_TIME, mark("By the clocks of the event.")),
        Field("end_local", mark("Ends"), fields.WALL_TIME),
        Field("day", mark("Day, while the hours are not known"), fields.DAY),
        Field("time_note", mark("What is known of the time"), fields.TEXTS, mark("Such as “in the morning”.")),
        Field("room", mark("Room"), fields.choice("rooms")),
    ),
)
WHO = Group(
    "who",
    mark("Who"),
    (
        Field(
            "organizers",
            mark("Organizations"),
            fields.rows(
                Field("organization", mark("Organization"), fields.named("organizations")),
                Field("role", mark("Role"), fields.choice("event_roles"), required=True),
                Field("contacts", mark("Contact for this session"), fields.LINE),
                Field("new", mark("New"), fields.FLAG),
            ),
            mark("Telephones and e-mail addresses are separated by semicolons; without any, its own are shown."),
        ),
        Field(
            "people",
            mark("People"),
            fields.rows(
                Field("person", mark("Person"), fields.named("people")),
                Field("role", mark("Role"), fields.choice("person_roles"), required=True),
                Field("organization", mark("For"), fields.named("organizations")),
                Field("title", mark("Title at the time"), fields.TEXTS),
                Field("to_be_confirmed", mark("To be confirmed"), fields.FLAG),
                Field("new", mark("New"), fields.FLAG),
            ),
        ),
    ),
)
ABOUT = Group(
    "about",
    mark("Objectives and agenda"),
    (
        Field("objectives_introduction", mark("What leads to the objectives"), fields.PROSES),
        Field("objectives", mark("Objectives"), fields.texts_list()),
        Field(
            "agenda",
            mark("Agenda"),
            fields.rows(
                Field("title", mark("Item"), fields.TEXTS),
                Field("start", mark("From"), fields.HOUR),
                Field("end", mark("Until"), fields.HOUR),
                Field("presenters", mark("Presented by"), fields.LINE),
                Field("below", mark("Part of the item above"), fields.FLAG),
            ),
            mark("People, organizations or countries, separated by semicolons."),
        ),
        Field("questions", mark("Questions"), fields.texts_list()),
        Field(
            "documents",
            mark("Documents and links"),
            fields.rows(
                Field("title", mark("Title"), fields.TEXTS),
                Field("url", mark("Address"), fields.FILE_OR_LINK),
                Field("language", mark("Language"), fields.choice("languages")),
                Field("kind", mark("Kind"), fields.choice("document_kinds"), required=True),
            ),
        ),
        Field("stream_url", mark("Live stream"), fields.WEB_LINK),
    ),
)
STATE = Group(
    "state",
    mark("State"),
    (
        Field("status", mark("Status"), fields.choice("statuses"), required=True),
        Field("status_note", mark("Why"), fields.TEXTS),
        Field("visibility", mark("Who sees it"), fields.choice("visibilities"), required=True),
        Field("ready", mark("Ready to be published"), fields.FLAG, mark("The next publication takes what is ready.")),
        Field(
            "slug",
            mark("Address of its page"),
            fields.LINE,
            mark("Made from code and title; a former one goes on working."),
        ),
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
    ),
)
INTERNAL = Group(
    "internal",
    mark("For organizers only"),
    (
        Field(
            "internal",
            mark("Never published"),
            fields.parts(
                Field("expected_audience", mark("People expected"), fields.NUMBER),
                Field("setup_minutes", mark("Minutes to set up"), fields.NUMBER),
                Field("layout", mark("Layout of the room"), fields.LINE),
                Field("equipment", mark("Equipment"), fields.LINE),
                Field("notes", mark("Notes"), fields.PROSE),
            ),
        ),
    ),
)

NEW: Form = (WHAT, WHEN, WHO)
"""Of a session that is being added: the rest follows when it is there."""
WHOLE: Form = (WHAT, WHEN, WHO, ABOUT, STATE, INTERNAL)
_OWN_FIELDS = {
    *("title", "subtitle", "abstract", "description", "languages", "people", "objectives_introduction", "objectives"),
    *("agenda", "questions", "documents", "stream_url"),
}
OWN: Form = tuple(
    Group(group.name, group.title, kept)
    for group in WHOLE
    if (kept := tuple(field for field in group.fields if field.name in _OWN_FIELDS))
)
"""Of whoever works on one organization's sessions."""

STATUSES = {
    SessionStatus.TENTATIVE: mark("Tentative"),
    SessionStatus.CONFIRMED: mark("Confirmed"),
    SessionStatus.CANCELLED: mark("Cancelled"),
}
VISIBILITIES = {
    Visibility.PUBLIC: mark("Everybody sees all of it"),
    Visibility.TITLE_ONLY: mark("Everybody sees title, time and place"),
    Visibility.BY_INVITATION: mark("Nobody sees it: by invitation"),
}
OFFER_MODES = {OfferMode.NONE: mark("None"), OfferMode.REGISTRATION: mark("With registration")}
EVENT_ROLES = {
    EventRole.ORGANIZER: mark("Organizer"),
    EventRole.CO_HOST: mark("Co-host"),
    EventRole.PARTNER: mark("Partner"),
    EventRole.PATRON: mark("Patron"),
}
DOCUMENT_KINDS = {
    "document": mark("Document"),
    "link": mark("Link"),
    "slides": mark("Slides"),
    "recording": mark("Recording"),
}
CHOICES: dict[str, dict[str, str]] = {
    "statuses": {key.value: name for key, name in STATUSES.items()},
    "visibilities": {key.value: name for key, name in VISIBILITIES.items()},
    "offer_modes": {key.value: name for key, name in OFFER_MODES.items()},
    "event_roles": {key.value: name for key, name in EVENT_ROLES.items()},
    "person_roles": {role.value: PERSON_ROLES[role] for role in PersonRole},
    "document_kinds": DOCUMENT_KINDS,
}
"""Lists to choose from whose names are ours: value and msgid."""
