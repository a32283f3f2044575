"""The calendar file that goes with a mail (RFC 5546 section 3.2.1; IC-34 to IC-36)."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import structs

from events_service.addresses import Site
from events_service.calendars.header import Header, calendar
from events_service.calendars.order import calendar_order
from events_service.calendars.vevent import Seat, vevent_lines
from events_service.calendars.whole_event import Stamp, event_lines, is_dated
from events_service.programme.organizing import organizer_name
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable

METHOD = "PUBLISH"
"""The `method` parameter of the mail's part must say the same (RFC 6047 section 2.4)."""

Organizer = tuple[str, str]
"""Name and address of who answers for it: the service's own, never a console user's."""


def invitation(
    seats: Iterable[tuple[Session, Seat]],
    timetable: Timetable,
    site: Site,
    language: str,
    *,
    made_at: datetime,
    organizer: Organizer,
    event: tuple[Stamp, Seat] | None = None,
) -> bytes | None:
    """A participant's sessions in one file; None where none of them has a time yet.

    UIDs are those of the public feeds, SEQUENCE is the session's revision plus `seat.changes`. A seat that is
    cancelled, or whose session is, says STATUS:CANCELLED. `made_at` is fixed when the mail is queued, so that it
    is the same file however often it is sent. `event` adds the event itself, for who registered for no session.
    """
    entries = []
    if event is not None and is_dated(timetable.event):
        stamp, seat = event
        own = structs.replace(seat, made_at=made_at, organizer=organizer)
        runs = organizer_name(timetable.programme)
        entries.append(event_lines(timetable.event, stamp, runs, site, language, seat=own))
    taken = {session.uid: (session, seat) for session, seat in seats}
    for session in calendar_order(session for session, _ in taken.values()):
        own = structs.replace(taken[session.uid][1], made_at=made_at, organizer=organizer)
        entries.append(vevent_lines(session, timetable, site, language, seat=own))
    if not entries:
        return None
    header = Header(
        key=f"{timetable.event.uid}:invitation",
        timezone=timetable.event.timezone,
        method=METHOD,
    )
    return calendar(entries, header)
