"""What is taken of venues, rooms, tracks and types, from pages and over the JSON API."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import structs
from pydantic import ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from events_service.inputs import Change, Name, Places, Slug, Texts
from events_service.programme.part_editing import ROOMS, TRACKS, TYPES, VENUES
from events_service.programme.session_changes import find_of_event

Position = Annotated[int, Field(ge=0, le=100_000)]
Colour = Annotated[str, StringConstraints(pattern="^#[0-9A-Fa-f]{6}$")]


class VenueChange(Change):
    name: Texts = {}
    slug: Slug = ""
    address: Texts = {}
    city: Texts = {}
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class RoomChange(Change):
    name: Texts = {}
    slug: Slug = ""
    venue: Name | None = None
    capacity: Places | None = None
    accessibility: Texts = {}
    position: Position = 0
    booths: Annotated[int, Field(ge=0, le=1000)] | None = None


class TrackChange(Change):
    name: Texts = {}
    slug: Slug = ""
    colour: Colour | None = None
    position: Position = 0


class TypeChange(Change):
    name: Texts = {}
    slug: Slug = ""
    is_break: bool = False
    position: Position = 0


class NewVenue(VenueChange):
    model_config = ConfigDict(json_schema_extra={})

    name: Texts


class NewRoom(RoomChange):
    model_config = ConfigDict(json_schema_extra={})

    name: Texts


class NewTrack(TrackChange):
    model_config = ConfigDict(json_schema_extra={})

    name: Texts


class NewType(TypeChange):
    model_config = ConfigDict(json_schema_extra={})

    name: Texts


CHANGES: Mapping[str, type[Change]] = {
    VENUES.name: VenueChange,
    ROOMS.name: RoomChange,
    TRACKS.name: TrackChange,
    TYPES.name: TypeChange,
}
"""By the part they are of."""


def with_said(connection: Connection, event_uid: str, value: Any, said: Mapping[str, Any]) -> Any:
    """The part with what was said; a venue is named by slug or uid. UnknownName for one there is not."""
    fields = dict(said)
    if "venue" in fields:
        called = fields.pop("venue")
        fields["venue_uid"] = find_of_event(connection, event_uid, "venue", "venues", called) if called else None
    return structs.replace(value, **fields)
