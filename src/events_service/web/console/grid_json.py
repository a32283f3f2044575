"""The grid for the script of its page: names in the reader's language, people and rooms by number, nothing empty."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from events_service.languages import LocalizedText, choose
from events_service.programme.answers import etag
from events_service.programme.grid import Busy, Grid
from events_service.programme.planning.planning import Span
from events_service.programme.programme import Event, SessionStatus
from events_service.programme.room_names import say_room
from events_service.programme.timetable import day_change
from events_service.web.reader import Reader

Json = dict[str, Any]


def grid_json(grid: Grid, event: Event, days: Iterable[date], reader: Reader) -> Json:
    rooms = {room.uid: number for number, room in enumerate(grid.rooms)}
    tracks = {track.uid: number for number, track in enumerate(grid.tracks)}
    people = {uid: number for number, uid in enumerate(grid.people)}
    bodies = {uid: number for number, uid in enumerate(grid.bodies)}
    venues = {venue.uid: _text(venue.name, reader) for venue in grid.venues}
    there = {uid: _joined(spans) for uid, spans in grid.planning.availability.items() if spans}
    numbers = rooms, tracks, people, bodies
    return {
        "version": grid.version,
        "days": [day.isoformat() for day in days],
        "opens": event.start_on.isoformat(),
        "closes": event.end_on.isoformat(),
        "dayChange": int(day_change(event).total_seconds()) // 60,
        "betweenVenues": grid.planning.minutes_between_venues,
        "rooms": [
            _filled(
                uid=room.uid,
                name=say_room(room.name, reader.language, reader.fallback)[0],
                venue=venues.get(room.venue_uid or "", "") if len(venues) > 1 else "",
                venueUid=room.venue_uid,
                places=room.capacity,
                seats=str(reader.say_many("{count} place", "{count} places", room.capacity)) if room.capacity else "",
                available=there.get(room.uid),
            )
            for room in grid.rooms
        ],
        "tracks": [_text(track.name, reader) for track in grid.tracks],
        "people": [_filled(name=_text(name, reader), available=there.get(uid)) for uid, name in grid.people.items()],
        "bodies": [{"name": _text(name, reader)} for name in grid.bodies.values()],
        "sessions": [_session(one, numbers, grid.breaks, reader) for one in grid.sessions],
    }


def _session(session: Busy, numbers: tuple[Mapping[str, int], ...], breaks: frozenset[str], reader: Reader) -> Json:
    rooms, tracks, people, bodies = numbers
    title, tag = choose(session.title, reader.language, reader.fallback)
    internal = session.internal
    return _filled(
        uid=session.uid,
        etag=etag(session.uid, session.version),
        name=session.slug,
        code=session.code,
        title=title,
        lang="" if tag == reader.language else tag,
        start=_wall(session.start_local),
        end=_wall(session.end_local),
        folds=[session.start_fold, session.end_fold] if session.start_fold or session.end_fold else None,
        day=session.day_on.isoformat() if session.day_on else None,
        note=session.time_note,
        room=rooms.get(session.room_uid or ""),
        track=tracks.get(session.track_uid or ""),
        people=[people[uid] for uid in session.people if uid in people],
        bodies=[bodies[uid] for uid in session.bodies if uid in bodies],
        setup=internal.setup_minutes if internal else None,
        audience=internal.expected_audience if internal else None,
        cancelled=session.status is SessionStatus.CANCELLED,
        unready=not session.ready,
        pause=session.type_uid in breaks,
    )


def _joined(spans: Iterable[Span]) -> list[list[str | None]]:
    """From and to, in order; those that touch are one."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted((span.start_local, span.end_local) for span in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return [[_wall(start), _wall(end)] for start, end in joined]


def _filled(**members: Any) -> Json:
    """Without what is empty: the script knows what that means. A zero is a number and stays."""
    return {name: value for name, value in members.items() if value or (value == 0 and value is not False)}


def _text(text: LocalizedText, reader: Reader) -> str:
    return choose(text, reader.language, reader.fallback)[0]


def _wall(local: datetime | None) -> str | None:
    return local.isoformat(timespec="minutes") if local else None
