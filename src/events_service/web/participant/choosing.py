"""The sessions that can be joined now, as a list to choose from."""

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from events_service import dates
from events_service.programme.programme import Session
from events_service.web import times
from events_service.web.public.cards import Cards, cards_of
from events_service.web.reader import Reader
from events_service.web.views import EventView

MOST = 100
"""More than these nobody reads in a form: then only what was chosen in the programme is listed."""


class Choice(NamedTuple):
    value: str
    title: Markup
    hours: Markup
    meta: list[Markup]
    left: Markup
    """Places left; that it is full; nothing where there is no limit."""
    chosen: bool


class ChoiceDay(NamedTuple):
    title: str | Markup
    choices: list[Choice]


class Choosing(NamedTuple):
    """What there is to choose. `more` where the programme has others."""

    days: list[ChoiceDay]
    more: bool


def choosing(
    view: EventView,
    reader: Reader,
    places: Mapping[str, Any],
    chosen: Collection[str] = (),
    without: Collection[str] = (),
) -> Choosing:
    """The open sessions in reading order, `chosen` by slug among them, those of the uids `without` left out.

    `places` is what the API says of places left, by slug.
    """
    open_ones = [session for session in open_sessions(view) if session.uid not in without]
    shown = open_ones if len(open_ones) <= MOST else [session for session in open_ones if session.slug in chosen]
    cards = cards_of(view, reader)
    days = []
    for on, group in groupby(shown, key=view.timetable.day):
        title = dates.day(on, reader.language) if on else reader.say("Day to be announced")
        days.append(ChoiceDay(title, [_choice(session, cards, reader, places, chosen) for session in group]))
    return Choosing(days, len(shown) < len(open_ones))


def open_sessions(view: EventView) -> list[Session]:
    """What somebody who is registered, or may register, can choose at this moment: what is not over."""
    open_now = view.live.open_sessions(view.event, view.timetable.by_uid, view.now, registered=True)
    return [session for session in view.timetable.sessions if session.uid in open_now and not is_over(session, view)]


def is_over(session: Session, view: EventView) -> bool:
    end = session.end_at or session.start_at
    return end is not None and end <= view.now


def _choice(
    session: Session, cards: Cards, reader: Reader, places: Mapping[str, Any], chosen: Collection[str]
) -> Choice:
    card = cards.card(session)
    hours = times.hours(card.start, card.end, reader.language) if card.start and card.end else card.start
    return Choice(
        value=session.slug,
        title=card.title,
        hours=hours or reader.text(session.time_note) or reader.say("Time to be announced"),
        meta=card.meta,
        left=_left(places.get(session.slug, {}).get("remaining"), reader),
        chosen=session.slug in chosen,
    )


def _left(remaining: int | None, reader: Reader) -> Markup:
    if remaining is None:
        return Markup("")
    return (
        reader.say("Places left: {count}", count=remaining) if remaining else reader.say("Full: join the waiting list")
    )
