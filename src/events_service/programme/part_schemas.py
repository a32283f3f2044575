"""What the JSON API answers of venues, rooms, tracks and types of a draft."""

from events_service.languages import LocalizedText
from events_service.programme.schemas import Out


class DraftVenueOut(Out):
    uid: str
    slug: str
    name: LocalizedText
    address: LocalizedText
    city: LocalizedText
    latitude: float | None
    longitude: float | None
    etag: str


class DraftVenuesOut(Out):
    items: list[DraftVenueOut]


class DraftRoomOut(Out):
    uid: str
    slug: str
    name: LocalizedText
    venue: str | None
    """The uid of its venue."""
    capacity: int | None
    accessibility: LocalizedText
    position: int
    booths: int | None
    etag: str


class DraftRoomsOut(Out):
    items: list[DraftRoomOut]


class DraftTrackOut(Out):
    uid: str
    slug: str
    name: LocalizedText
    colour: str | None
    position: int
    etag: str


class DraftTracksOut(Out):
    items: list[DraftTrackOut]


class DraftTypeOut(Out):
    uid: str
    slug: str
    name: LocalizedText
    is_break: bool
    position: int
    etag: str


class DraftTypesOut(Out):
    items: list[DraftTypeOut]
