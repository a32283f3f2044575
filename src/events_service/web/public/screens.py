"""Big screens: what is on now and next in one room, or in all of them, to be read from across a hall.

The page holds the whole day, so that a screen whose network fails goes on telling the truth from its own clock.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates, zones
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.programme import EventStatus, Room, Session, SessionStatus
from events_service.programme.timetable import MOMENT, Timetable, day_change
from events_service.web import times
from events_service.web.public.event_head import state_of
from events_service.web.public.frame import Head, page, reader_of, style_path, titled
from events_service.web.public.names import person_name, room_name, short_name, spoken_briefly, unmarked
from events_service.web.reader import Reader
from events_service.web.views import EventView

SECONDS = 30
"""How long the page stays true; a screen asks for it again as often."""

_LONG, _LONGER = 70, 130
"""Characters of a title that is set smaller, and smaller still."""
_NAMED = 3
_CROWDED, _FULL = 8, 20
"""So many rooms at most in large rows, and in rows of middling size."""
_SOON = timedelta(hours=3)
"""In a room where nothing runs, the hall tells of what begins within this."""


class Shown(NamedTuple):
    """A session as a screen has it. `when` is `on`, `next`, `later` or `past`."""

    when: str
    start: int
    end: int
    """Seconds since 1970."""
    hours: Markup
    begins: Markup
    title: Markup
    size: str
    facts: list[Markup]
    cancelled: bool


class Row(NamedTuple):
    """A room in the hall."""

    name: Markup
    sessions: list[Shown]


def render_room_screen(view: EventView, slug: str, language: str) -> str | None:
    """None where there is no such room."""
    room = next((room for room in view.timetable.rooms.values() if room.slug == slug), None)
    if room is None:
        return None
    reader = reader_of(view, language)
    sessions = view.timetable.in_room(room.uid)
    shown = _shown(_today(sessions, view), view, reader)
    coming = next((s for s in sessions if s.start_at and s.start_at > view.now and not _is_off(s)), None)
    return _page(
        "public/room_screen.html",
        view,
        reader,
        (view.event.slug, "rooms", room.slug, "screen"),
        room_name(room.name, reader),
        sessions,
        shown=shown,
        coming=_coming(coming, view, reader) if coming and not _any(shown, "on", "next") else None,
        venue=_venue(room, view.timetable, reader),
    )


def render_hall_screen(view: EventView, language: str) -> str:
    reader, timetable = reader_of(view, language), view.timetable
    rows = [
        Row(room_name(room.name, reader), shown)
        for uid, room in timetable.rooms.items()
        if (shown := _shown(_today(timetable.in_room(uid), view), view, reader, named=False))
    ]
    without_room = [s for s in timetable.sessions if s.room_uid is None]
    if everywhere := _shown(_today(without_room, view), view, reader, named=False):
        rows.append(Row(Markup("–"), everywhere))
    busy = sum(_any(row.sessions, "on", "next") for row in rows)
    coming = next((s for s in timetable.sessions if s.start_at and s.start_at > view.now and not _is_off(s)), None)
    return _page(
        "public/hall_screen.html",
        view,
        reader,
        (view.event.slug, "screen"),
        reader.text(view.event.title),
        timetable.sessions,
        rows=rows,
        density="full" if busy > _FULL else "crowded" if busy > _CROWDED else "",
        coming=_coming(coming, view, reader) if coming and not busy else None,
    )


def _page(
    template: str,
    view: EventView,
    reader: Reader,
    segments: tuple[str, ...],
    title: Markup,
    sessions: Iterable[Session],
    **values: object,
) -> str:
    local = zones.to_wall(view.now, view.event.timezone)
    name = unmarked(title)
    about = {session.uid for session in sessions if _is_near(session, view.now)}
    state = state_of(view.event, view.now, reader)
    return page(
        template,
        reader,
        Head(
            titled(name, reader.plain(view.event.title)) if name != reader.plain(view.event.title) else name,
            segments,
            indexed=False,
        ),
        event=view.event,
        style=style_path(view),
        seconds=SECONDS,
        screen_title=title,
        clock=times.time_tag(local, view.now, reader.language),
        day=dates.day(local.date(), reader.language),
        offset=_offset(view),
        french=reader.language == "fr",
        state=state if view.event.status is not EventStatus.ANNOUNCED else None,
        notices=[
            reader.text(notice.text)
            for notice in view.live.notices
            if notice.shows(view.now) and (notice.session_uid is None or notice.session_uid in about)
        ],
        others=[(tag, view.site.path(tag, *segments)) for tag in view.event.languages if tag in INTERFACE_LANGUAGES],
        **values,
    )


def _offset(view: EventView) -> int:
    """Minutes by which the event's clocks are ahead of UTC now: a screen's own time zone may be another."""
    local = zones.to_wall(view.now, view.event.timezone)
    return round((local - view.now.replace(tzinfo=None)).total_seconds() / 60)


def _today(sessions: Iterable[Session], view: EventView) -> list[Session]:
    """Those of this conference day, and what began on the one before and still runs."""
    today = _day_of(view)
    return [
        session
        for session in sessions
        if session.start_at and (view.timetable.day(session) == today or _runs(session, view.now))
    ]


def _day_of(view: EventView) -> date:
    return (zones.to_wall(view.now, view.event.timezone) - day_change(view.event)).date()


def _shown(sessions: list[Session], view: EventView, reader: Reader, *, named: bool = True) -> list[Shown]:
    """All of a room's day. What begins next begins together; a cancelled session does not stand for what is next."""
    following = next((s.start_at for s in sessions if s.start_at and s.start_at > view.now and not _is_off(s)), None)
    found = []
    for _, group in groupby(sessions, key=lambda session: session.start_at):
        for session in group:
            start, end = session.start_at, _end(session)
            if start is None:
                continue
            if start <= view.now:
                when = "on" if view.now < end else "past"
            else:
                when = "next" if following is None or start <= following else "later"
            found.append(_one(session, when, view.timetable, reader, named=named))
    return found


def _one(session: Session, when: str, timetable: Timetable, reader: Reader, *, named: bool) -> Shown:
    begins, ends = times.span_tags(session, timetable.event.timezone, reader.language)
    title = reader.text(session.title) or escape(session.code or session.slug)
    length = len(reader.plain(session.title))
    cancelled = _is_off(session)
    facts = [reader.say("Cancelled")] if cancelled else []
    if named and not cancelled:
        facts += [
            _people(session, timetable, reader),
            spoken_briefly(session, reader) if session.languages else Markup(""),
        ]
    assert session.start_at is not None
    return Shown(
        when,
        int(session.start_at.timestamp()),
        int(_end(session).timestamp()),
        times.hours(begins, ends, reader.language) if ends else begins,
        begins,
        title,
        "longer" if length > _LONGER else "long" if length > _LONG else "",
        [fact for fact in facts if fact],
        cancelled,
    )


def _people(session: Session, timetable: Timetable, reader: Reader) -> Markup:
    """Who organizes it, else who speaks: few enough to be read in passing."""
    bodies = (timetable.organizations.get(link.organization_uid) for link in session.organizers)
    people = (timetable.people.get(link.person_uid) for link in session.people)
    names = [short_name(body, reader) for body in bodies if body] or [person_name(p, reader) for p in people if p]
    more = [reader.say_many("{count} more", "{count} more", len(names) - _NAMED)] if len(names) > _NAMED + 1 else []
    return reader.commas([*names[:_NAMED], *more] if more else names)


def _coming(session: Session, view: EventView, reader: Reader) -> tuple[Markup, Markup]:
    """The moment and the title of what comes next, where that is not today."""
    assert session.start_local is not None
    begins, _ = times.span_tags(session, view.event.timezone, reader.language)
    day = dates.day(session.start_local.date(), reader.language)
    return reader.commas([day, begins]), reader.text(session.title)


def _venue(room: Room, timetable: Timetable, reader: Reader) -> Markup:
    venue = timetable.venues.get(room.venue_uid or "")
    return reader.text(venue.name) if venue else Markup("")


def _any(shown: list[Shown], *states: str) -> bool:
    return any(one.when in states for one in shown)


def _is_off(session: Session) -> bool:
    return session.status is SessionStatus.CANCELLED


def _end(session: Session) -> datetime:
    assert session.start_at is not None
    return session.end_at if session.end_at and session.end_at > session.start_at else session.start_at + MOMENT


def _runs(session: Session, now: datetime) -> bool:
    return session.start_at is not None and session.start_at <= now < _end(session)


def _is_near(session: Session, now: datetime) -> bool:
    """Does it run, or begin soon? Notices of such a session stand on its screens."""
    return session.start_at is not None and session.start_at - _SOON <= now < _end(session)
