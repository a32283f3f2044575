"""A schedule as its file says it, before anything is made of it: one shape for XML and JSON."""

from msgspec import Struct, field


class PersonElement(Struct):
    name: str
    id: str = ""
    guid: str = ""
    slug: str = ""
    role: str = ""
    biography: str = ""


class LinkElement(Struct):
    """`kind` is the list it stood in: `link`, `attachment` or `recording`."""

    kind: str
    href: str
    title: str = ""
    type: str = ""


class RoomElement(Struct):
    name: str
    id: str = ""
    guid: str = ""
    slug: str = ""
    capacity: str = ""


class TrackElement(Struct):
    name: str
    id: str = ""
    slug: str = ""
    colour: str = ""


class DayElement(Struct):
    date: str = ""
    start: str = ""
    end: str = ""
    index: str = ""


class SessionElement(Struct):
    """`fields` holds what the file says under one of the names of SESSION_FIELDS, unchanged."""

    fields: dict[str, str]
    people: list[PersonElement] = field(default_factory=list)
    links: list[LinkElement] = field(default_factory=list)
    day: int | None = None
    """Which of the file's days it stands in."""
    room: int | None = None
    """Which of the file's room elements it stands in."""

    def said(self, name: str) -> str:
        return self.fields.get(name, "")


class ScheduleElements(Struct):
    conference: dict[str, str] = field(default_factory=dict)
    days: list[DayElement] = field(default_factory=list)
    rooms: list[RoomElement] = field(default_factory=list)
    """A room stands here once for each day it is named on."""
    tracks: list[TrackElement] = field(default_factory=list)
    sessions: list[SessionElement] = field(default_factory=list)
    language: str = ""
    is_ours: bool = False
    """Written by this software: texts are Markdown already, three-part durations begin with days, none is no end."""


SESSION_FIELDS = {
    "id": "id",
    "guid": "guid",
    "code": "code",
    "slug": "slug",
    "title": "title",
    "subtitle": "subtitle",
    "abstract": "abstract",
    "description": "description",
    "day": "day",
    "date": "date",
    "start": "start",
    "start_time": "start",
    "starttime": "start",
    "duration": "duration",
    "length": "duration",
    "end": "end",
    "end_time": "end",
    "endtime": "end",
    "room": "room",
    "location": "room",
    "track": "track",
    "topic": "topic",
    "type": "type",
    "category": "category",
    "language": "language",
    "lang": "language",
    "url": "url",
    "full_conf_url": "url",
    "conf_url": "relative_url",
    "origin_url": "origin_url",
    "status": "status",
    "state": "status",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "license": "license",
    "optout": "optout",
    "opt_out": "optout",
    "do_not_record": "optout",
}
"""What formats call the fields of a session, and what they are called here."""

RECORDING_FIELDS = frozenset(("video_download_url", "video_url", "recording_url", "video"))
BODY_FIELDS = frozenset(("abstract", "description"))
"""Long texts: the only fields that may hold markup."""
