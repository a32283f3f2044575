"""What can be registered for at this moment, and what a reader is told where something cannot."""

from collections.abc import Collection, Iterable
from typing import Final

from events_service.errors import Conflict
from events_service.programme.live import OfferingState
from events_service.programme.programme import Session, SessionStatus
from events_service.registration.admission import NotOffered, NotYetOpen, RegistrationClosed, SessionCancelled
from events_service.web.participant.choosing import is_over, open_sessions
from events_service.web.views import EventView

_REFUSALS: Final = {OfferingState.NONE: NotOffered, OfferingState.UPCOMING: NotYetOpen}

_FEW = 20


def is_joinable(view: EventView) -> bool:
    """Is there anything to register for? Where the event has places of its own, they come first."""
    if not view.live.admits_newcomers(view.event, view.now):
        return False
    return _own(view) is OfferingState.OPEN or bool(open_sessions(view))


def refusal_of(view: EventView) -> Conflict:
    """Why nobody can register, where nothing is joinable. What opens later counts before what has closed."""
    own = _own(view)
    states = {own} if own is not OfferingState.NONE else {_state(session, view) for session in view.timetable.sessions}
    found = (state for state in (OfferingState.UPCOMING, OfferingState.CLOSED, OfferingState.OPEN) if state in states)
    return _REFUSALS.get(next(found, OfferingState.NONE), RegistrationClosed)(title=view.event.title)


def missed(view: EventView, slugs: Iterable[str]) -> list[Conflict]:
    """Why sessions that were asked for cannot be chosen. One that is full can: there is a waiting list."""
    open_ones = {session.slug for session in open_sessions(view)}
    asked = (view.timetable.session_called(slug) for slug in slugs if slug not in open_ones)
    return [_refusal(session, view) for session in asked if session is not None]


def not_open(view: EventView, asked: Collection[str]) -> list[Conflict]:
    """Why sessions that take registrations at another time are not among those to choose; `asked` are told by `missed`.

    None of many: nobody reads them in a form.
    """
    found = [
        session
        for session in view.timetable.sessions
        if session.slug not in asked
        and session.status is not SessionStatus.CANCELLED
        and not is_over(session, view)
        and _state(session, view) in (OfferingState.UPCOMING, OfferingState.CLOSED)
    ]
    return [_refusal(session, view) for session in found] if len(found) <= _FEW else []


def _refusal(session: Session, view: EventView) -> Conflict:
    if session.status is SessionStatus.CANCELLED:
        return SessionCancelled(title=session.title)
    return _REFUSALS.get(_state(session, view), RegistrationClosed)(title=session.title)


def _own(view: EventView) -> OfferingState:
    return view.live.offering(None).state(view.now, view.event)


def _state(session: Session, view: EventView) -> OfferingState:
    return view.live.to_newcomers(session).state(view.now, view.event, session)
