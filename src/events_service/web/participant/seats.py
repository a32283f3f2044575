"""The places of one registration as a page tells them, in words."""

from collections.abc import Iterable
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

_LEAVING = mark("Others move up. Whoever comes back waits at the end of the list.")


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
    give_back: Markup
    """What the button for that says."""
    follows: Markup
    """What comes of pressing it."""
    beside: list[Markup]
    """Titles of others of theirs that take place at the same time."""


def shown_seats(outcome: Outcome, view: EventView, reader: Reader) -> list[SeatShown]:
    """The sessions of a registration in reading order; those that are no longer published come last, nameless."""
    order = {session.uid: number for number, session in enumerate(view.timetable.sessions)}
    seats = sorted(outcome.sessions, key=lambda seat: order.get(seat.session_uid, len(order)))
    cards, others = cards_of(view, reader), _attended(outcome, view)
    return [_shown(seat, outcome.state, view, cards, reader, others) for seat in seats]


def _attended(outcome: Outcome, view: EventView) -> list[Session]:
    """The sessions with a time that they have a place in, or wish for."""
    uids = (seat.session_uid for seat in outcome.sessions if seat.state is not SeatState.CANCELLED)
    found = (view.timetable.by_uid.get(uid) for uid in uids)
    return [session for session in found if session is not None and session.start_at is not None]


def _shown(
    seat: SeatOutcome,
    whole: RegistrationState,
    view: EventView,
    cards: Cards,
    reader: Reader,
    others: Iterable[Session],
) -> SeatShown:
    session = view.timetable.by_uid.get(seat.session_uid)
    state, kind = _state(seat, session, whole, reader)
    active = seat.state is not SeatState.CANCELLED
    waits = seat.state is SeatState.WAITLISTED
    give_back = reader.say("Leave the waiting list") if waits else reader.say("Give this place back")
    follows = reader.say(_LEAVING) if waits else reader.say("It goes to whoever waits for it.")
    if session is None:
        gone = reader.say("A session that is no longer in the programme")
        return SeatShown(seat.session_uid, gone, "", Markup(""), [], state, kind, active, give_back, follows, [])
    card, when = cards.card(session), _when(session, view, reader)
    beside = [cards.card(other).title for other in others if active and _clash(session, other)]
    return SeatShown(
        seat.session_uid, card.title, card.href, when, card.meta, state, kind, active, give_back, follows, beside
    )


def _clash(one: Session, other: Session) -> bool:
    """Are they two, and does each begin before the other ends?"""
    if one.uid == other.uid or one.start_at is None or other.start_at is None:
        return False
    begins = max(one.start_at, other.start_at)
    return all(begins < (session.end_at or session.start_at) for session in (one, other) if session.start_at)


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
    language = reader.language
    if session.start_local is None:
        return reader.text(session.time_note) or reader.say("Time to be announced")
    begins, ends = times.span_tags(session, view.event.timezone, language)
    hours = times.hours(begins, ends, language) if ends else begins
    day = Markup('<span class="cap">{}</span>').format(dates.short_day(session.start_local.date(), language))
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
