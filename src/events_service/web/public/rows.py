"""Sessions in rows, by day: for pages about one room, person or organization."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from events_service import dates
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.public.cards import Card, Cards, Flag
from events_service.web.public.names import unsaid_day
from events_service.web.reader import Reader


class Row(NamedTuple):
    hours: Markup
    href: str
    title: Markup
    meta: list[Markup]
    flags: list[Flag]
    cancelled: bool


class RowDay(NamedTuple):
    title: str | Markup
    rows: list[Row]


def rows_by_day(
    sessions: Iterable[Session], timetable: Timetable, cards: Cards, reader: Reader, *, leave_out: str = ""
) -> list[RowDay]:
    """The sessions in the order given; `leave_out` is the room or track the page is about."""
    days = []
    for on, group in groupby(sessions, key=timetable.day):
        made = [(session, cards.card(session, leave_out=leave_out)) for session in group]
        title = dates.day(on, reader.language) if on else unsaid_day(reader, over=cards.over)
        days.append(RowDay(title, [_row(session, card, reader, over=cards.over) for session, card in made]))
    return days


def _row(session: Session, card: Card, reader: Reader, *, over: bool) -> Row:
    meta = [*card.meta, card.who] if card.who else card.meta
    return Row(_hours(session, card, reader, over=over), card.href, card.title, meta, card.flags, card.cancelled)


def _hours(session: Session, card: Card, reader: Reader, *, over: bool) -> Markup:
    if not card.start:
        unsaid = reader.say("Not recorded") if over else reader.say("To be announced")
        return reader.text(session.time_note) or unsaid
    return times.hours(card.start, card.end, reader.language) if card.end else card.start
