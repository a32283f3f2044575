"""The places of one registration as a page tells them, in words."""

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from events_service import dates, zones
from events_service.programme.programme import Session, SessionStatus
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome
from events_service.translations import mark
from events_service.web import times
from events_service.web.public.cards import Cards, cards_of
from events_service.web.reader import Reader
from events_service.web.views import EventView

_STATES = {
    SeatState.HELD: mark("Kept for you"),
    SeatState.OFFERED: mark("Offered to you"),
    SeatState.CONFIRMED: mark("Confirmed"),
    SeatState.CANCELLED: mark("Given back"),
}


class SeatShown(NamedTuple):
    uid: str
    title: Markup
    href: str
    when: Markup
    """Day and hours; that they are to be announced."""
    meta: list[Markup]
    state: Markup
    kind: str
    """A class for the state: empty, `off` or `maybe`."""
    active: bool
    """Can it be given back?"""


def shown_seats(outcome: Outcome, view: EventView, reader: Reader) -> list[SeatShown]:
    """The sessions of a registration in reading order; those that are no longer published come last, nameless."""
    order = {session.uid: number for number, session in enumerate(view.timetable.sessions)}
    seats = sorted(outcome.sessions, key=lambda seat: order.get(seat.session_uid, len(order)))
    cards = cards_of(view, reader)
    return [_shown(seat, outcome.state, view, cards, reader) for seat in seats]


def _shown(seat: SeatOutcome, whole: RegistrationState, view: EventView, cards: Cards, reader: Reader) -> SeatShown:
    session = view.timetable.by_uid.get(seat.session_uid)
    state, kind = _state(seat, session, whole, reader)
    active = seat.state is not SeatState.CANCELLED
    if session is None:
        gone = reader.say("A session that is no longer in the programme")
        return SeatShown(seat.session_uid, gone, "", Markup(""), [], state, kind, active)
    card = cards.card(session)
    return SeatShown(
        seat.session_uid, card.title, card.href, _when(session, view, reader), card.meta, state, kind, active
    )


def _state(seat: SeatOutcome, session: Session | None, whole: RegistrationState, reader: Reader) -> tuple[Markup, str]:
    """The seat's state, joined with that of its session and of the registration it belongs to."""
    if seat.state is not SeatState.CANCELLED and (session is None or session.status is SessionStatus.CANCELLED):
        return reader.say("Cancelled"), "off"
    if seat.state is SeatState.HELD and whole is RegistrationState.EXPIRED:
        return reader.say("No longer kept"), "off"
    if seat.state is SeatState.WAITLISTED:
        if seat.position is None:
            return reader.say("Waiting list"), "maybe"
        return reader.say("Waiting list, number {position}", position=seat.position), "maybe"
    kind = {SeatState.CANCELLED: "off", SeatState.HELD: "maybe"}.get(seat.state, "")
    return reader.say(_STATES[seat.state]), kind


def _when(session: Session, view: EventView, reader: Reader) -> Markup:
    """`Wednesday 21 November, 09:30 to 12:30`."""
    start, end, language = session.start_local, session.end_local, reader.language
    if start is None:
        return reader.text(session.time_note) or reader.say("Time to be announced")
    begins = times.time_tag(start, session.start_at, language)
    hours = times.hours(begins, times.time_tag(end, session.end_at, language), language) if end else begins
    day = Markup('<span class="cap">{}</span>').format(dates.short_day(start.date(), language))
    return reader.commas([day, hours])


def until(moment: datetime | None, view: EventView, reader: Reader) -> Markup:
    """`15:40 on Wednesday 21 November (Dakhla)`: an instant as the event's clocks show it; nothing for None."""
    if moment is None:
        return Markup("")
    local = zones.to_wall(moment, view.event.timezone)
    return reader.say(
        "{time} on {day} ({place})",
        time=times.time_tag(local, moment, reader.language),
        day=dates.short_day(local.date(), reader.language),
        place=times.place(view.event.timezone, view.event.city, reader.language),
    )
