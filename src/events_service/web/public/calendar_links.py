"""The ways to get something into a calendar, as lists of links with names."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from events_service.calendars.links import session_links, subscribe_links
from events_service.calendars.whole_event import is_dated
from events_service.programme.programme import Event, Session
from events_service.programme.timetable import Timetable
from events_service.translations import mark
from events_service.web.reader import Reader

Link = tuple[str | Markup, str, bool]
"""Name, address, and whether it is ours or a calendar program's own."""


class Drop(NamedTuple):
    """What drops down: links, an address to copy, and a sentence below."""

    label: Markup
    links: list[Link]
    copy: str = ""
    note: Markup = Markup("")


def add_drop(session: Session, timetable: Timetable, reader: Reader) -> Drop | None:
    """Ways to add one session; None where it has no time or will not take place."""
    links = session_links(session, timetable, reader.site, reader.language)
    if links is None:
        return None
    file = reader.file(timetable.event.slug, "sessions", session.slug, "calendar.ics")
    return Drop(
        reader.say("Add to calendar"),
        [
            (reader.say("Calendar file (.ics)"), file, True),
            ("Google", links.google, False),
            ("Outlook.com", links.outlook, False),
            ("Microsoft 365", links.office365, False),
            ("Yahoo", links.yahoo, False),
        ],
    )


def subscribe_link(timetable: Timetable, reader: Reader) -> str:
    """The address that subscribes to the whole event, for a link that stands alone."""
    event = timetable.event
    feed = reader.file(event.slug, "calendar.ics")
    return subscribe_links(reader.site, feed, reader.plain(event.title)).webcal


def has_entries(timetable: Timetable) -> bool:
    """Is there anything in the event's feed? Sessions with hours, or the event itself as whole days."""
    return any(session.start_at for session in timetable.sessions) or is_dated(timetable.event)


def subscribe_drop(
    feed: str, name: str, reader: Reader, label: Markup | None = None, events: Iterable[Event] = ()
) -> Drop:
    """Ways to subscribe to the feed at a path made by `Site.file`.

    `events` are those that are shown beside it as a whole: where one of them has no day yet it is not in the
    feed, and that is said.
    """
    links = subscribe_links(reader.site, feed, name)
    notes = [reader.say("Changes arrive by themselves. Some calendars look for them only every few hours.")]
    if not all(map(is_dated, events)):
        missing = mark("An event whose days are not known yet joins this calendar once they are.")
        notes.append(reader.say(missing))
    return Drop(
        label or reader.say("Subscribe"),
        [
            (reader.say("In your calendar program"), links.webcal, True),
            ("Google", links.google, False),
            ("Outlook.com", links.outlook, False),
            ("Microsoft 365", links.office365, False),
        ],
        copy=links.copy,
        note=Markup(" ").join(notes),
    )
