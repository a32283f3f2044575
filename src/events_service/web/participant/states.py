"""What state a registration is in, as a page says it: a heading, and a sentence where one helps."""

from markupsafe import Markup

from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome
from events_service.translations import mark
from events_service.web.reader import Reader

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
    RegistrationState.EXPIRED: mark("The places are no longer kept. Ask for them again, if you still wish to come."),
}


def shown_state(outcome: Outcome) -> RegistrationState:
    """Who is registered for sessions alone and waits for all of them is on the waiting list."""
    states = {seat.state for seat in outcome.seats} - {SeatState.CANCELLED}
    waits = outcome.state is RegistrationState.CONFIRMED and states == {SeatState.WAITLISTED}
    return RegistrationState.WAITLISTED if waits else outcome.state


def heading(outcome: Outcome, reader: Reader) -> Markup:
    return reader.say(HEADINGS[shown_state(outcome)])


def sentence(outcome: Outcome, reader: Reader) -> Markup:
    """What follows from the state; empty while the address is not confirmed."""
    state = shown_state(outcome)
    said = reader.say(_SENTENCES[state]) if state in _SENTENCES else Markup("")
    position = outcome.event_position
    if state is RegistrationState.WAITLISTED and position is not None:
        return reader.say("You are number {position} for the event itself.", position=position) + " " + said
    return said
