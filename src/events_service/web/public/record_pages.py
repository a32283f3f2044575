"""Where an event's records have their pages; empty where they have none, or none any more.

A session has one in each release it is in. All else has one in what is public now, where an earlier release leads too.
"""

from collections.abc import Sequence

from markupsafe import Markup

from events_service.directory.directory import Actor, Organization, Person
from events_service.programme.programme import Room, Session, Track
from events_service.web.public.names import actor_name
from events_service.web.reader import Reader
from events_service.web.views import EventView


def session_page(session: Session, view: EventView, reader: Reader, selection: Sequence[str] = ()) -> str:
    """Its page in the release that is shown; with the reader's selection, which lives in addresses alone."""
    query = {"sessions": ",".join(selection)} if selection else None
    return reader.page(*view.segments, "sessions", session.slug, query=query)


def room_page(room: Room, view: EventView, reader: Reader) -> str:
    return _page("rooms", view.public.rooms.get(room.uid), view, reader)


def track_page(track: Track, view: EventView, reader: Reader) -> str:
    return _page("tracks", view.public.tracks.get(track.uid), view, reader)


def person_page(uid: str, view: EventView, reader: Reader) -> str:
    public = view.public
    return _page("people", public.people.get(uid) if uid in public.named else None, view, reader)


def organization_page(uid: str, view: EventView, reader: Reader) -> str:
    """Its page within the event."""
    public = view.public
    return _page("organizations", public.organizations.get(uid) if uid in public.named else None, view, reader)


def linked_actor(actor: Actor, view: EventView, reader: Reader) -> Markup:
    """The name of whoever it is, an organization's with the way to its page within the event."""
    timetable = view.timetable
    return actor_name(
        actor,
        reader,
        timetable.organizations,
        timetable.people,
        lambda body: organization_page(body.uid, view, reader),
    )


def _page(kind: str, record: Room | Track | Person | Organization | None, view: EventView, reader: Reader) -> str:
    return reader.page(view.event.slug, kind, record.slug) if record and record.slug else ""
