"""The pages of a room and of a track: everything there, by day."""

from markupsafe import Markup

from events_service.programme.programme import Room, Session, Track
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.cards import cards_of
from events_service.web.public.frame import Head, event_page, only_in, reader_of, titled
from events_service.web.public.names import room_name, unmarked
from events_service.web.public.rows import rows_by_day
from events_service.web.reader import Reader
from events_service.web.views import EventView


def render_room(view: EventView, slug: str, language: str) -> str | None:
    """None where there is no such room."""
    room = next((room for room in view.timetable.rooms.values() if room.slug == slug), None)
    if room is None:
        return None
    reader = reader_of(view, language)
    venue = view.timetable.venues.get(room.venue_uid or "")
    address = [reader.text(text) for text in (venue.name, venue.address, venue.city)] if venue else []
    return _page(
        view,
        reader,
        room,
        view.timetable.in_room(room.uid),
        kind="rooms",
        label=reader.say("Room"),
        name=room_name(room.name, reader),
        colour="",
        lines=[
            reader.commas(part for part in address if part),
            reader.say_many("Room for {count}", "Room for {count}", room.capacity) if room.capacity else Markup(""),
            reader.text(room.accessibility),
        ],
    )


def render_track(view: EventView, slug: str, language: str) -> str | None:
    """None where there is no such track."""
    tracks = view.timetable.programme.tracks
    number, track = next(((n, t) for n, t in enumerate(tracks) if t.slug == slug), (0, None))
    if track is None:
        return None
    reader = reader_of(view, language)
    return _page(
        view,
        reader,
        track,
        view.timetable.in_track(track.uid),
        kind="tracks",
        label=reader.say("Track"),
        name=reader.text(track.name),
        colour=f"t{number}",
        lines=[],
    )


def _page(
    view: EventView,
    reader: Reader,
    record: Room | Track,
    sessions: tuple[Session, ...],
    *,
    kind: str,
    label: Markup,
    name: Markup,
    colour: str,
    lines: list[Markup],
) -> str:
    event = view.event
    plain_name = unmarked(name)
    days = rows_by_day(sessions, view.timetable, cards_of(view, reader), reader, leave_out=record.uid)
    feed = reader.file(event.slug, kind, record.slug, "calendar.ics")
    return event_page(
        "public/place.html",
        view,
        reader,
        Head(
            titled(plain_name, reader.plain(event.title)),
            (event.slug, kind, record.slug),
            description=titled(plain_name, reader.plain(event.title)),
            feed=feed,
        ),
        label=label,
        name=name,
        colour=colour,
        lines=[line for line in lines if line],
        count=len(sessions),
        days=days,
        only_in=only_in(reader),
        subscribe=subscribe_drop(feed, titled(plain_name, reader.plain(event.title)), reader),
    )
