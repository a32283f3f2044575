"""A participant's own calendar: confirmed sessions block time, those waited for do not (IC-21)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from events_service.addresses import Site
from events_service.calendars.header import Header, calendar
from events_service.calendars.order import calendar_order
from events_service.calendars.vevent import Seat as CalendarSeat
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.whole_event import Stamp, event_lines, is_dated
from events_service.languages import one_line, text_in
from events_service.programme.organizing import organizer_name
from events_service.programme.programme import Event
from events_service.programme.timetable import Timetable
from events_service.registration.models import SeatState
from events_service.registration.own import Own
from events_service.registration.seats import EVENT_PLACE, Seat

_SHOWN = (SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITLISTED, SeatState.CANCELLED)
"""What is only held is not theirs yet."""


def personal_feed(own: Own, timetable: Timetable, site: Site, language: str) -> bytes:
    """The sessions in order of start and uid; the event itself, all day, where there is none with a time.

    It holds nobody's name or address, nor its own: calendars are shown and passed on (IC-27, IC-28). What was
    given back or cancelled stays, as cancelled, so that calendars that had it learn of it.
    """
    event = timetable.event
    entries = list(_sessions(own, timetable, site, language)) or list(_event(own, timetable, site, language))
    header = Header(
        key=f"{own.row.id}:feed",
        name=one_line(text_in(event.title, language, event.languages)),
        page=site.url(site.path(language, event.slug)),
        timezone=event.timezone,
        refreshed=True,
    )
    return calendar(entries, header)


def stamp_of(event: Event, otherwise: datetime) -> Stamp:
    """How an event's own entry is numbered and dated: by its releases, as in its public feed."""
    return Stamp(event.revised_at or otherwise, event.revision, event.created_at)


def _sessions(own: Own, timetable: Timetable, site: Site, language: str) -> Iterator[bytes]:
    had = {seat.session_uid: seat for seat in own.seats if seat.state in _SHOWN}
    every = (*timetable.sessions, *timetable.programme.tombstones)
    for session in calendar_order(session for session in every if session.uid in had):
        seat = had[session.uid]
        revised = session.revised_at or seat.changed_at
        yield vevent_lines(session, timetable, site, language, seat=_entry(seat, own.row, revised))


def _event(own: Own, timetable: Timetable, site: Site, language: str) -> Iterator[bytes]:
    seat = next((seat for seat in own.seats if seat.session_uid == EVENT_PLACE and seat.state in _SHOWN), None)
    if seat is not None and is_dated(timetable.event):
        stamp = stamp_of(timetable.event, seat.changed_at)
        entry = _entry(seat, own.row, stamp.revised_at)
        yield event_lines(timetable.event, stamp, organizer_name(timetable.programme), site, language, seat=entry)


def _entry(seat: Seat, row: Any, revised_at: datetime) -> CalendarSeat:
    """A change of the seat is a change of the entry: SEQUENCE rises, and DTSTAMP is not before it."""
    return CalendarSeat(
        changes=row.changes,
        waiting=seat.state is SeatState.WAITLISTED,
        cancelled=seat.state is SeatState.CANCELLED,
        made_at=max(revised_at, seat.changed_at),
    )
