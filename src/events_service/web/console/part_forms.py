"""The forms of venues, rooms, tracks and types, and how their lists speak of them."""

from typing import Any, NamedTuple

from markupsafe import Markup

from events_service.programme.part_editing import ROOMS, TRACKS, TYPES, VENUES
from events_service.programme.programme import Room, SessionType, Track, Venue
from events_service.translations import mark
from events_service.web.console import fields
from events_service.web.console.editor import plain
from events_service.web.console.fields import Field, Form, Group, Values
from events_service.web.reader import Reader

_NAME = Field("name", mark("Name"), fields.TEXTS, required=True)
_ADDRESS = Field("slug", mark("Address of its page"), fields.LINE, mark("Small Latin letters, digits and hyphens."))


class Words(NamedTuple):
    one: str
    many: str
    add: str
    none: str


WORDS = {
    VENUES.name: Words(mark("Venue"), mark("Venues"), mark("Add a venue"), mark("The buildings where sessions are.")),
    ROOMS.name: Words(mark("Room"), mark("Rooms"), mark("Add a room"), mark("Sessions are put into rooms.")),
    TRACKS.name: Words(
        mark("Track"), mark("Tracks"), mark("Add a track"), mark("Subjects that run through the programme.")
    ),
    TYPES.name: Words(
        mark("Type of session"), mark("Types of session"), mark("Add a type"), mark("Plenary, workshop, break …")
    ),
}

FORMS: dict[str, Form] = {
    VENUES.name: (
        Group(
            "venue",
            mark("Venue"),
            (
                _NAME,
                Field("address", mark("Address"), fields.TEXTS),
                Field("city", mark("City"), fields.TEXTS),
                Field("latitude", mark("Latitude"), fields.NUMBER, mark("In degrees, such as 31.62; for maps.")),
                Field("longitude", mark("Longitude"), fields.NUMBER),
            ),
        ),
    ),
    ROOMS.name: (
        Group(
            "room",
            mark("Room"),
            (
                _NAME,
                Field("venue", mark("Venue"), fields.choice("venues")),
                Field("capacity", mark("Number of places"), fields.NUMBER),
                Field("booths", mark("Interpreters’ booths"), fields.NUMBER),
                Field("accessibility", mark("Accessibility"), fields.TEXTS, mark("Steps, lift, induction loop …")),
                _ADDRESS,
            ),
        ),
    ),
    TRACKS.name: (Group("track", mark("Track"), (_NAME, Field("colour", mark("Colour"), fields.COLOUR), _ADDRESS)),),
    TYPES.name: (
        Group(
            "type",
            mark("Type of session"),
            (
                _NAME,
                Field(
                    "is_break", mark("This is a break"), fields.FLAG, mark("Shown in the programme, not in calendars.")
                ),
            ),
        ),
    ),
}


def values_of(value: Any, part: str) -> Values:
    """A part as its form shows it."""
    made = plain(value, FORMS[part])
    return made | {"venue": value.venue_uid} if isinstance(value, Room) else made


def facts(value: Any, reader: Reader) -> Markup:
    """What a list says of one besides its name."""
    if isinstance(value, Room):
        said = [reader.say_many("{count} place", "{count} places", value.capacity)] if value.capacity else []
        booths = [reader.say_many("{count} booth", "{count} booths", value.booths)] if value.booths else []
        return reader.dotted([*said, *booths])
    if isinstance(value, Venue):
        return reader.dotted(filter(None, (reader.text(value.address), reader.text(value.city))))
    if isinstance(value, Track):
        return _swatch(value.colour, reader) if value.colour else Markup("")
    if isinstance(value, SessionType) and value.is_break:
        return reader.say("Break")
    return Markup("")


def _swatch(colour: str, reader: Reader) -> Markup:
    """The colour itself: nobody knows one by its number."""
    return Markup(
        '<svg class="swatch" role="img" aria-label="{}" viewBox="0 0 2 1"><rect width="2" height="1" fill="{}"/></svg>'
    ).format(reader.say(mark("Colour")), colour)
