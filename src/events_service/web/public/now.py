"""What is going on now and what is next, for readers without scripts. The one page that asks the clock."""

from datetime import timedelta

from markupsafe import Markup

from events_service import dates, zones
from events_service.programme.programme import Session, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.public.cards import cards_of
from events_service.web.public.frame import Head, event_page, only_in, reader_of, titled, zone_line
from events_service.web.public.slots import lay_out
from events_service.web.reader import Reader
from events_service.web.views import EventView

SECONDS = 30
"""How long the page stays true."""

_SOON = timedelta(hours=12)


def render_now(view: EventView, language: str) -> str:
    reader = reader_of(view, language)
    timetable = view.timetable
    held = [s for s in timetable.sessions if s.start_at and s.status is not SessionStatus.CANCELLED]
    running = [s for s in held if s.start_at and s.start_at <= view.now < (s.end_at or s.start_at)]
    following = _next(held, view)
    cards = cards_of(view, reader)
    return event_page(
        "public/now.html",
        view,
        reader,
        Head(
            titled(str(reader.say("Now and next")), reader.plain(view.event.title)),
            (view.event.slug, "now"),
            indexed=False,
        ),
        section="now",
        zone_line=zone_line(view, reader, [zones.to_wall(view.now, view.event.timezone)]),
        moment=_moment(view, reader),
        running=lay_out(running, timetable, cards, reader),
        following=lay_out(following, timetable, cards, reader),
        soon=bool(following) and (following[0].start_at or view.now) - view.now < _SOON,
        over=bool(held) and not running and not following,
        only_in=only_in(reader),
        state=_state(timetable, reader),
    )


def _next(held: list[Session], view: EventView) -> list[Session]:
    """All that begins up to the next moment at which a session does: a break alone is not what comes next."""
    coming = [session for session in held if session.start_at and session.start_at > view.now]
    starts = [s.start_at for s in coming if s.start_at and not view.timetable.is_break(s)]
    last = min(starts, default=None)
    return [session for session in coming if session.start_at and (last is None or session.start_at <= last)]


def _moment(view: EventView, reader: Reader) -> Markup:
    local = zones.to_wall(view.now, view.event.timezone)
    day = dates.day(local.date(), reader.language)
    return reader.dotted([day, times.time_tag(local, view.now, reader.language)])


def _state(timetable: Timetable, reader: Reader) -> Markup:
    return Markup("") if timetable.sessions else reader.say("The programme will be published here.")
