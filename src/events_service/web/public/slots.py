"""A list of sessions laid out as a timetable: days, slots that begin together, and what has no time yet."""

from collections.abc import Iterable
from datetime import date, datetime
from heapq import heappop, heappush
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from events_service import dates
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.public.cards import Card, Cards
from events_service.web.public.names import unsaid_day, unsaid_time
from events_service.web.reader import Reader


class Hour(NamedTuple):
    """An hour of a day in which something begins: a link to the first slot of it."""

    short: str
    full: str
    """When that slot begins."""
    anchor: str


class Slot(NamedTuple):
    """Sessions that begin at the same moment."""

    anchor: str
    """The id of the first slot of its hour; empty for those after it."""
    start: Markup
    until: Markup
    """When all of them end; empty where they do not end together."""
    end: datetime | None
    cards: list[Card]
    parallel: int
    """How many take place side by side: breaks and cancelled sessions are none."""
    under_way: int
    """How many that began earlier are still going on."""


class Day(NamedTuple):
    on: date | None
    title: str | Markup
    slots: list[Slot]
    hours: list[Hour]
    untimed: list[tuple[Card, Markup]]
    """Sessions whose hours are not fixed, with what was said of them."""
    unsaid: Markup
    """What stands in the rail beside those."""


def lay_out(sessions: Iterable[Session], timetable: Timetable, cards: Cards, reader: Reader) -> list[Day]:
    """Days in order; what has not even a day comes last, under a title of its own."""
    days = []
    for on, group in groupby(sessions, key=timetable.day):
        of_day = list(group)
        timed = [session for session in of_day if session.start_at]
        untimed = [(cards.card(session), reader.text(session.time_note)) for session in of_day if not session.start_at]
        title = dates.day(on, reader.language) if on else unsaid_day(reader, over=cards.over)
        slots = _slots(timed, timetable, cards, reader)
        days.append(Day(on, title, slots, _hours(slots, reader), untimed, unsaid_time(reader, over=cards.over)))
    return days


def _hours(slots: list[Slot], reader: Reader) -> list[Hour]:
    starts = ((slot.anchor, slot.cards[0].start_local) for slot in slots)
    return [
        Hour(dates.hour(start, reader.language), dates.clock(start, reader.language), anchor)
        for anchor, start in starts
        if anchor and start
    ]


def _slots(timed: list[Session], timetable: Timetable, cards: Cards, reader: Reader) -> list[Slot]:
    slots = []
    running: list[datetime] = []
    anchors: set[str] = set()
    for start, group in groupby(timed, key=lambda session: session.start_at):
        together = list(group)
        assert start is not None
        while running and running[0] <= start:
            heappop(running)
        under_way = len(running)
        held = [s for s in together if not timetable.is_break(s) and s.status != "cancelled"]
        for session in held:
            if session.end_at and session.end_at > start:
                heappush(running, session.end_at)
        anchor = hour_anchor(together[0])
        slots.append(_slot(together, cards, reader, len(held), under_way, "" if anchor in anchors else anchor))
        anchors.add(anchor)
    return slots


def hour_anchor(session: Session) -> str:
    """The mark on the programme's page of the hour a session begins in; empty where it has none."""
    return f"{session.start_local:h%Y-%m-%dT%H}" if session.start_local else ""


def _slot(together: list[Session], cards: Cards, reader: Reader, parallel: int, under_way: int, anchor: str) -> Slot:
    made = [cards.card(session) for session in together]
    ends = {(session.end_local, session.end_fold) for session in together}
    end = ends.pop()[0] if len(ends) == 1 else None
    return Slot(
        anchor=anchor,
        start=made[0].start,
        until=times.until(made[0].end, reader.language) if end else Markup(""),
        end=end,
        cards=made,
        parallel=parallel,
        under_way=under_way if parallel else 0,
    )
