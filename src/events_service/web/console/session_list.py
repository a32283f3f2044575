"""Public sessions of an event to choose one from: by day, in the order of the programme."""

from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates
from events_service.programme.programme import Session
from events_service.programme.states import EventState
from events_service.programme.timetable import Timetable
from events_service.web.console.event_desk import EventDesk
from events_service.web.reader import Reader


class SessionGroup(NamedTuple):
    """Sessions of one day, each with its uid."""

    title: str
    sessions: list[tuple[str, str]]


def public_state(desk: EventDesk) -> EventState | None:
    """What is public of the event now; None before it is published."""
    found: EventState | None = desk.request.app.state.published.event(desk.event.slug)
    return found


def public_timetable(desk: EventDesk) -> Timetable | None:
    state = public_state(desk)
    return state.timetable if state else None


def by_day(timetable: Timetable, reader: Reader) -> list[SessionGroup]:
    """All of them; those whose day is not known come last."""
    return [
        SessionGroup(
            dates.day(day, reader.language) if day else str(reader.say("Time to be announced")),
            [(session.uid, plain_label(session, reader)) for session in sessions],
        )
        for day, sessions in groupby(timetable.sessions, key=timetable.day)
    ]


def plain_label(session: Session, reader: Reader) -> str:
    """`09:30 SOU 84 Towards a partnership`: what tells a session from others in a list."""
    clock = dates.clock(session.start_local, reader.language) if session.start_local else ""
    return " ".join(part for part in (clock, session.code, reader.plain(session.title)) if part)


def label_of(session: Session, reader: Reader) -> Markup:
    """`SOU 84 Towards a partnership`."""
    title = reader.text(session.title) or escape(session.slug)
    return Markup("{} {}").format(reader.code(session.code), title) if session.code else title
