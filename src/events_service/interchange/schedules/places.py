"""Rooms, tracks and types of a schedule: told apart by their names, in the order in which they come."""

import re
from collections import Counter
from typing import NamedTuple

from events_service.interchange.counts import read_count
from events_service.interchange.html_markdown import to_name
from events_service.interchange.identities import Identities, usable_id, valid_guid
from events_service.interchange.imported import Reference, Repaired
from events_service.interchange.schedules.elements import RoomElement, ScheduleElements, SessionElement, TrackElement
from events_service.programme.programme import Room, SessionType, Track, Venue

_COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_NO_TRACK = frozenset(("no track", "none", "null", "-"))
_LARGEST_ROOM = 9_999_999
_BREAKS = frozenset(("break", "breaks", "coffee break", "lunch", "lunch break", "pause", "pauses", "kaffeepause"))


class Places(NamedTuple):
    """Records and references, and which of them each session of the file has."""

    venues: tuple[Venue, ...]
    rooms: tuple[Room, ...]
    tracks: tuple[Track, ...]
    types: tuple[SessionType, ...]
    references: tuple[Reference, ...]
    repaired: tuple[Repaired, ...]
    room_uids: list[str | None]
    track_uids: list[str | None]
    type_uids: list[str | None]


def read_places(elements: ScheduleElements, identities: Identities, language: str) -> Places:
    reader = _Reader(elements, identities, language)
    venue = reader.venue()
    room_uids = reader.rooms(venue)
    track_uids = reader.tracks()
    type_uids = [reader.type_of(session) for session in elements.sessions]
    return Places(
        (venue,) if venue else (),
        tuple(reader.made_rooms.values()),
        tuple(reader.made_tracks.values()),
        tuple(reader.made_types.values()),
        tuple(reader.references),
        tuple(reader.repaired),
        room_uids,
        track_uids,
        type_uids,
    )


class _Reader:
    def __init__(self, elements: ScheduleElements, identities: Identities, language: str) -> None:
        self.elements = elements
        self.identities = identities
        self.language = language
        self.made_rooms: dict[str, Room] = {}
        self.made_tracks: dict[tuple[str, str], Track] = {}
        self.made_types: dict[str, SessionType] = {}
        self.tracks_by_name: dict[str, Track] = {}
        self.references: list[Reference] = []
        self.repaired: list[Repaired] = []

    def venue(self) -> Venue | None:
        name = to_name(self.elements.conference.get("venue", ""))
        if not name:
            return None
        city = to_name(self.elements.conference.get("city", ""))
        uid = self.identities.uid("venues", None, name)
        self.references.append(Reference(kind="venues", uid=uid))
        return Venue(uid=uid, name={self.language: name}, city={self.language: city} if city else {})

    def rooms(self, venue: Venue | None) -> list[str | None]:
        """The room of each session. The element it stands in wins over what it says itself."""
        venue_uid = venue.uid if venue else None
        of_element = [self._room(element, venue_uid) for element in self.elements.rooms]
        differing: Counter[tuple[str, str]] = Counter()
        roomless = 0
        uids: list[str | None] = []
        for session in self.elements.sessions:
            room = of_element[session.room] if session.room is not None else None
            said = to_name(session.said("room"))
            if room is None:
                room = self._room(RoomElement(said, id=session.said("room_id")), venue_uid)
            elif said and said.casefold() != room.name[self.language].casefold():
                differing[said, room.name[self.language]] += 1
            uids.append(room.uid if room else None)
            roomless += room is None and session.room is not None
        if roomless and not self.elements.is_ours:
            what = f"sessions that stand in one without a name, and are in no room: {roomless:,}"
            self.repaired.append(Repaired(item="room", what=what))
        for (said, name), times in differing.items():
            what = f"called “{said}” by {times} of its sessions: the room they stand in was taken"
            self.repaired.append(Repaired(item=f"room {name}", what=what))
        return uids

    def _room(self, element: RoomElement, venue_uid: str | None) -> Room | None:
        name = to_name(element.name)
        if not name:
            return None
        known = self.made_rooms.get(name.casefold())
        if known is not None:
            return known
        identifier = usable_id(element.id)
        uid = self.identities.uid("rooms", valid_guid(element.guid), element.guid.strip() or name)
        room = Room(
            uid=uid,
            name={self.language: name},
            venue_uid=venue_uid,
            capacity=read_count(element.capacity, _LARGEST_ROOM),
            position=len(self.made_rooms),
        )
        self.made_rooms[name.casefold()] = room
        self.references.append(
            Reference(kind="rooms", uid=uid, id=identifier, guid=element.guid.strip(), slug=element.slug.strip())
        )
        return room

    def tracks(self) -> list[str | None]:
        for element in self.elements.tracks:
            self._track(element)
        return [self._track_of(session) for session in self.elements.sessions]

    def _track_of(self, session: SessionElement) -> str | None:
        name = session.said("track") or session.said("topic")
        track = self._track(TrackElement(name, slug=session.said("track_slug")))
        return track.uid if track else None

    def _track(self, element: TrackElement) -> Track | None:
        name, slug = to_name(element.name), element.slug.strip()
        folded = name.casefold()
        if not name or folded in _NO_TRACK:
            return None
        nearly = self.made_tracks.get(("", folded)) if slug else self.tracks_by_name.get(folded)
        known = self.made_tracks.get((slug, folded)) or nearly
        if known is not None:
            return known
        uid = self.identities.uid("tracks", None, slug or name)
        track = Track(
            uid=uid, name={self.language: name}, colour=read_colour(element.colour), position=len(self.made_tracks)
        )
        self.made_tracks[slug, folded] = track
        self.tracks_by_name.setdefault(folded, track)
        self.references.append(Reference(kind="tracks", uid=uid, id=usable_id(element.id), slug=slug))
        return track

    def type_of(self, session: SessionElement) -> str | None:
        name = to_name(session.said("type") or session.said("category"))
        if not name:
            return None
        folded = name.casefold()
        if folded not in self.made_types:
            uid = self.identities.uid("types", None, name)
            self.made_types[folded] = SessionType(
                uid=uid,
                name={self.language: name},
                is_break=folded in _BREAKS,
                position=len(self.made_types),
            )
            self.references.append(Reference(kind="types", uid=uid))
        return self.made_types[folded].uid


def read_colour(text: str) -> str | None:
    """A colour as `#rrggbb`, None where the text is none."""
    said = _COLOUR.fullmatch(text.strip())
    if said is None:
        return None
    digits = said[1].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(2 * digit for digit in digits)
