"""What a calendar entry shows of a session: where this differs, its SEQUENCE rises (IC-8)."""

from events_service.programme.programme import EventStatus, Programme, Session, SessionStatus

Content = tuple[object, ...]

_UNSHOWN = (EventStatus.ANNOUNCED, EventStatus.CONFIRMED)
"""States of an event of which the entries of its sessions say nothing."""
_UNSHOWN_OF_CANCELLED = (*_UNSHOWN, EventStatus.POSTPONED, EventStatus.CANCELLED)
"""The same for a session that is cancelled or removed: it says so itself, whatever becomes of its event."""


def calendar_contents(programme: Programme) -> dict[str, Content]:
    """Per session and tombstone, by uid, all that calendars say of it, with names instead of references."""
    event = programme.event
    venues = {
        venue.uid: (venue.name, venue.address, venue.city, venue.latitude, venue.longitude)
        for venue in programme.venues
    }
    rooms = {room.uid: (room.name, venues.get(room.venue_uid or "")) for room in programme.rooms}
    names: dict[str, object] = {track.uid: track.name for track in programme.tracks}
    names |= {kind.uid: kind.name for kind in programme.types}
    names |= {body.uid: (body.name, body.short_name, body.contacts) for body in programme.organizations}
    names |= {person.uid: (person.name, person.title) for person in programme.people}

    def content(session: Session) -> Content:
        unshown = _UNSHOWN_OF_CANCELLED if session.status is SessionStatus.CANCELLED else _UNSHOWN
        status = None if event.status in unshown else event.status
        return (
            (event.timezone, event.title, status, event.slug, event.languages),
            (session.slug, session.code, session.title, session.subtitle, session.abstract, session.description),
            (session.start_at, session.end_at, session.status, session.status_note, session.visibility),
            (rooms.get(session.room_uid or ""), session.stream_url),
            names.get(session.track_uid or ""),
            names.get(session.type_uid or ""),
            (session.languages, session.interpretation),
            [(names.get(link.organization_uid), link.role, link.contacts) for link in session.organizers],
            [(names.get(link.person_uid), link.role, link.title, link.to_be_confirmed) for link in session.people],
        )

    return {session.uid: content(session) for session in (*programme.sessions, *programme.tombstones)}


def event_content(programme: Programme) -> Content:
    """What the calendar entry of the event as a whole shows."""
    event = programme.event
    bodies = {body.uid: (body.name, body.short_name) for body in programme.organizations}
    return (
        (event.title, event.theme, event.description, event.status, event.website),
        (event.slug, event.languages, event.parent_uid, event.contact),
        (event.start_on, event.end_on, event.precision, event.timezone, event.city, event.country),
        [(bodies.get(link.organization_uid), link.role) for link in event.organizations],
    )
