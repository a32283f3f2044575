"""What state a registration is in, as a page says it: a heading, and a sentence where one helps."""

from markupsafe import Markup

from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome
from events_service.translations import mark
from events_service.web.participant.seats import until
from events_service.web.reader import Reader
from events_service.web.views import EventView

HEADINGS = {
    RegistrationState.UNCONFIRMED: mark("One step is left"),
    RegistrationState.PENDING: mark("Awaiting approval"),
    RegistrationState.CONFIRMED: mark("You are registered"),
    RegistrationState.WAITLISTED: mark("You are on the waiting list"),
    RegistrationState.DECLINED: mark("This registration was declined"),
    RegistrationState.CANCELLED: mark("This registration is cancelled"),
    RegistrationState.EXPIRED: mark("Not confirmed in time"),
}
_SENTENCES = {
    RegistrationState.PENDING: mark("The organizers decide, and then write to you."),
    RegistrationState.CONFIRMED: mark("You can give places back here, and add others."),
    RegistrationState.WAITLISTED: mark("We write to you as soon as a place becomes free. There is nothing to do."),
    RegistrationState.DECLINED: mark("The organizers could not take it. Write to them if you have a question."),
    RegistrationState.CANCELLED: mark("The places have been given back. You are welcome to register again."),
    RegistrationState.EXPIRED: mark(
        "Neither places nor turns on waiting lists are kept any longer. Ask again, if you still wish to come."
    ),
}
_CLOSED = {
    RegistrationState.CANCELLED: mark("The places have been given back. Registration is closed now."),
    RegistrationState.EXPIRED: mark("Nothing is kept any longer, and registration is closed now."),
}
"""What is said in place of a sentence that invites to come again."""


def shown_state(outcome: Outcome) -> RegistrationState:
    """Who is registered for sessions alone and waits for all of them is on the waiting list."""
    states = {seat.state for seat in outcome.seats} - {SeatState.CANCELLED}
    waits = outcome.state is RegistrationState.CONFIRMED and states == {SeatState.WAITLISTED}
    return RegistrationState.WAITLISTED if waits else outcome.state


def heading(outcome: Outcome, reader: Reader) -> Markup:
    return reader.say(HEADINGS[shown_state(outcome)])


def kept(outcome: Outcome, view: EventView, reader: Reader) -> Markup:
    """What is kept, or was, until the address is confirmed: places, the turn on waiting lists, or both. Else empty."""
    if outcome.state is not RegistrationState.UNCONFIRMED or outcome.expires_at is None:
        return Markup("")
    over, moment = outcome.expires_at <= view.now, until(outcome.expires_at, view, reader)
    states = {seat.state for seat in outcome.seats}
    holds, waits = SeatState.HELD in states, SeatState.WAITLISTED in states
    if over and holds:
        return reader.say(
            "The places were kept until {moment}. The link still works: it asks for them again.", moment=moment
        )
    if over:
        return reader.say(
            "Your turn on the waiting list was kept until {moment}. The link still works: it asks for a place again.",
            moment=moment,
        )
    if holds and waits:
        return reader.say(
            "Until {moment} the places, and your turn on the waiting list, are kept for you.", moment=moment
        )
    if waits:
        return reader.say(
            "There is no free place at the moment. Until {moment} your turn on the waiting list is kept for you.",
            moment=moment,
        )
    return reader.say("Until {moment} the places are kept for you.", moment=moment)


def sentence(outcome: Outcome, reader: Reader, *, again: bool) -> Markup:
    """What follows from the state; empty while the address is not confirmed. `again`: may they come again?"""
    state = shown_state(outcome)
    sentences = _SENTENCES if again else _SENTENCES | _CLOSED
    said = reader.say(sentences[state]) if state in sentences else Markup("")
    position = outcome.event_position
    if state is RegistrationState.WAITLISTED and position is not None:
        return reader.say("You are number {position} for the event itself.", position=position) + " " + said
    return said
