"""The Programme: one frozen, numbered value that everything public is a function of."""

from datetime import date, datetime
from enum import StrEnum

from events_service.directory.directory import Actor, ContactPoint, Organization, Person, Value
from events_service.languages import LocalizedText

FORMAT = 1
"""The shape of the stored JSON. A change of shape raises it and adds an upcaster in `stored.py`."""


class EventKind(StrEnum):
    SUMMIT = "summit"
    FORUM = "forum"
    ASSISES = "assises"
    COLLOQUIUM = "colloquium"
    TRAINING = "training"
    MEETING = "meeting"


class EventStatus(StrEnum):
    """What was decided. Running and past follow from the clock."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MOVED_ONLINE = "moved_online"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class EventRole(StrEnum):
    ORGANIZER = "organizer"
    CO_HOST = "co_host"
    PARTNER = "partner"
    PATRON = "patron"


class SessionStatus(StrEnum):
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Visibility(StrEnum):
    PUBLIC = "public"
    TITLE_ONLY = "title_only"
    BY_INVITATION = "by_invitation"


class PersonRole(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    RAPPORTEUR = "rapporteur"
    CHAIR = "chair"
    CO_CHAIR = "co_chair"
    FACILITATOR = "facilitator"
    INTERPRETER = "interpreter"


class OfferMode(StrEnum):
    NONE = "none"
    REGISTRATION = "registration"


class Offer(Value):
    """What can be joined and when, as first released; afterwards the offering beside the release decides."""

    mode: OfferMode = OfferMode.NONE
    capacity: int | None = None
    """Places; None is no limit."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Series(Value):
    """What an event is an edition of."""

    uid: str
    name: LocalizedText
    slug: str = ""
    description: LocalizedText = {}
    objectives: tuple[LocalizedText, ...] = ()
    countries: tuple[str, ...] = ()
    periodicity: LocalizedText = {}
    """As stated ("annual"), whatever the editions show."""
    published: bool = True


class EventOrganization(Value):
    organization_uid: str
    role: EventRole = EventRole.ORGANIZER


class EventPerson(Value):
    person_uid: str
    role: PersonRole = PersonRole.CHAIR
    title: LocalizedText = {}


class Category(Value):
    """A kind of participant, defined by the organizer: delegate, press, exhibitor …"""

    slug: str
    name: LocalizedText


class Fact(Value):
    """A figure worth a line of its own: "participants", "more than 6,900"."""

    label: LocalizedText
    value: LocalizedText


class Event(Value):
    uid: str
    slug: str
    title: LocalizedText
    timezone: str
    """IANA name. Every wall time of the programme is read in it."""
    start_on: date
    end_on: date
    """The last day, inclusive."""
    series_uid: str | None = None
    edition: int | None = None
    theme: LocalizedText = {}
    description: LocalizedText = {}
    objectives: tuple[LocalizedText, ...] = ()
    facts: tuple[Fact, ...] = ()
    kind: EventKind = EventKind.MEETING
    city: LocalizedText = {}
    country: str | None = None
    precision: Precision = Precision.DAY
    day_change: str = "00:00"
    """When a conference day ends, `HH:MM` after midnight: talks before it belong to the day before."""
    languages: tuple[str, ...] = ("en", "fr", "ar")
    """Fallback order of its texts; the first is its default language."""
    parent_uid: str | None = None
    announced_by_uid: str | None = None
    """The session that announced it (of another event), or that event."""
    status: EventStatus = EventStatus.CONFIRMED
    organizations: tuple[EventOrganization, ...] = ()
    people: tuple[EventPerson, ...] = ()
    website: str | None = None
    accent: str | None = None
    """`#rrggbb`; text on it is chosen for contrast."""
    contact: tuple[ContactPoint, ...] = ()
    offer: Offer = Offer()
    confirm_addresses: bool = True
    approval: bool = False
    categories: tuple[Category, ...] = ()
    acronym: str = ""
    """Exchange formats' short name of the event."""
    revision: int = 0
    """SEQUENCE of its own calendar entry, assigned by a release as a session's is."""
    revised_at: datetime | None = None
    created_at: datetime | None = None


class Venue(Value):
    uid: str
    name: LocalizedText
    slug: str = ""
    address: LocalizedText = {}
    city: LocalizedText = {}
    latitude: float | None = None
    longitude: float | None = None


class Room(Value):
    uid: str
    name: LocalizedText
    slug: str = ""
    venue_uid: str | None = None
    capacity: int | None = None
    accessibility: LocalizedText = {}
    position: int = 0
    booths: int | None = None
    """Interpreters' booths."""


class Track(Value):
    uid: str
    name: LocalizedText
    slug: str = ""
    colour: str | None = None
    """`#rrggbb`."""
    position: int = 0


class SessionType(Value):
    uid: str
    name: LocalizedText
    slug: str = ""
    is_break: bool = False
    """A break is shown in the programme and left out of calendars."""
    position: int = 0


class SessionOrganizer(Value):
    organization_uid: str
    role: EventRole = EventRole.ORGANIZER
    contacts: tuple[ContactPoint, ...] = ()
    """The contact shown for this session; empty shows the organization's own."""


class SessionPerson(Value):
    person_uid: str
    role: PersonRole = PersonRole.SPEAKER
    title: LocalizedText = {}
    """The title at the time."""
    organization_uid: str | None = None
    to_be_confirmed: bool = False


class Document(Value):
    title: LocalizedText
    url: str
    language: str | None = None
    kind: str = "document"
    """`document`, `link`, `slides` or `recording`."""


class AgendaItem(Value):
    title: LocalizedText
    start: str | None = None
    """Wall time `HH:MM` on the session's day."""
    end: str | None = None
    presenters: tuple[Actor, ...] = ()
    organization_uids: tuple[str, ...] = ()
    agreement_uids: tuple[str, ...] = ()
    fund_uids: tuple[str, ...] = ()
    event_uids: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    items: tuple["AgendaItem", ...] = ()


class Recording(Value):
    """What exchange formats say of recordings."""

    license: str = ""
    opt_out: bool = False


class Internal(Value):
    """What organizers note for themselves. Never released."""

    notes: str = ""
    setup_minutes: int | None = None
    layout: str = ""
    equipment: str = ""
    expected_audience: int | None = None


class Session(Value):
    """One item of the programme; held twice it is two sessions."""

    uid: str
    title: LocalizedText
    slug: str = ""
    code: str = ""
    """As printed: `SOU 84`, `SOU 74a`, `SOU-33`."""
    revision: int = 0
    """SEQUENCE of RFC 5545 section 3.8.7.4, assigned by a release."""
    revised_at: datetime | None = None
    """When a release last changed its calendar content; None in a draft."""
    created_at: datetime | None = None
    """When it was first released; None in a draft."""

    subtitle: LocalizedText = {}
    abstract: LocalizedText = {}
    """A short text above the description. Long texts are Markdown without HTML."""
    description: LocalizedText = {}

    start_local: datetime | None = None
    """Naive wall time in the event's zone; None is "to be announced"."""
    end_local: datetime | None = None
    start_fold: int = 0
    """Which of two equal wall times is meant when clocks go back (PEP 495)."""
    end_fold: int = 0
    start_at: datetime | None = None
    """The instant (UTC) derived by the release; None in a draft."""
    end_at: datetime | None = None
    day_on: date | None = None
    """The day, where it is known before the hours are."""
    time_note: LocalizedText = {}
    """What was said of a time not yet fixed: "in the morning"."""

    room_uid: str | None = None
    track_uid: str | None = None
    type_uid: str | None = None
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    status: SessionStatus = SessionStatus.CONFIRMED
    status_note: LocalizedText = {}
    visibility: Visibility = Visibility.PUBLIC
    ready: bool = True
    stream_url: str | None = None
    url: str | None = None
    """Its page at the source it was imported from."""

    organizers: tuple[SessionOrganizer, ...] = ()
    people: tuple[SessionPerson, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    objectives_introduction: LocalizedText = {}
    objectives: tuple[LocalizedText, ...] = ()
    questions: tuple[LocalizedText, ...] = ()
    documents: tuple[Document, ...] = ()
    recording: Recording | None = None
    country_group_uid: str | None = None
    offer: Offer = Offer()
    internal: Internal | None = None


class Stand(Value):
    uid: str
    holder: Actor
    slug: str = ""
    title: LocalizedText = {}
    content: tuple[LocalizedText, ...] = ()
    place: LocalizedText = {}
    position: int = 0


class AliasKind(StrEnum):
    SESSION = "sessions"
    ROOM = "rooms"
    TRACK = "tracks"
    PERSON = "people"
    ORGANIZATION = "organizations"


class Alias(Value):
    """A former address: whoever asks for it is sent on to the record it now means."""

    kind: AliasKind
    slug: str
    uid: str


class Programme(Value):
    """All that was released of one event. References are by uid; sequences keep the organizers' order.

    A draft has the same shape, with what is private or not ready still in it.
    """

    format: int
    event: Event
    series: Series | None = None
    venues: tuple[Venue, ...] = ()
    rooms: tuple[Room, ...] = ()
    tracks: tuple[Track, ...] = ()
    types: tuple[SessionType, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    sessions: tuple[Session, ...] = ()
    stands: tuple[Stand, ...] = ()
    tombstones: tuple[Session, ...] = ()
    """Sessions removed since they were released, kept so that subscribed calendars learn of it."""
    aliases: tuple[Alias, ...] = ()
    time_rules: str = ""
    """The tz database the instants were derived with."""
