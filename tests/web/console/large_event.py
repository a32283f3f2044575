"""An event of any size in the middle of the work on it, and every page of its console: for what pages cost."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import structs

from events_service.accounts import audit
from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import DbSession
from events_service.programme import draft, restoring
from events_service.programme.live import Notice
from events_service.programme.notices import add_notice
from events_service.programme.part_editing import PARTS
from events_service.programme.planning import keeping
from events_service.programme.planning.planning import AvailableKind, Span
from events_service.programme.programme import Programme, Session
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_programme
from tests.factories.stored_events import create, publish
from tests.web.console.everything import OWNER, Scene
from tests.web.console.pages import addresses, routes

DAYS = 3
_EACH = 5
"""One of so many sessions was changed since it was published."""
_FEW = 10
"""One of so many was taken out, and one of so many has what stands beside a session."""
_MOST = 30
"""Of what stands beside: a notice, somebody who works there, and speakers who come and go."""
_NOT_HERE = {
    "/console/events/{slug}/paste/taken/{entry}",
    "/console/events/{slug}/notices/{uid}",
}
"""Pages of what this event has not got."""


def write(db: DbSession, sessions: int, rooms: int) -> Programme:
    """Published once, then worked on; gives what the draft became. OWNER owns the installation."""
    made = make_programme(sessions, DAYS, rooms)
    untimed = tuple(structs.replace(session, start_at=None, end_at=None) for session in made.sessions)
    gone, kept = untimed[::_FEW], [session for number, session in enumerate(untimed) if number % _FEW]
    first = structs.replace(made, sessions=untimed, tombstones=())
    create(db, first)
    publish(db, first.event.uid)
    before = draft.load(db.connection(), first.event.uid)
    after = structs.replace(before.programme, sessions=_changed(kept))
    draft.save(db.connection(), before, after)
    for session in kept[::_EACH]:
        _note(db, after, "edit_session", session, {"code": session.code}, {"code": f"{session.code}b"})
    for session in gone:
        _note(db, after, "delete_session", session, restoring.kept(session))
    _surround(db, after)
    return after


def pages(programme: Programme) -> Iterator[tuple[str, str]]:
    """Every page of the event, with its route; of those that many records have, the one of the first."""
    scene = Scene(
        {
            "events": (programme.event.slug,),
            "sessions": (programme.sessions[0].uid,),
            "people": (programme.people[0].uid,),
            "rooms": (programme.rooms[0].uid,),
            "day": (programme.event.start_on.isoformat(),),
            "record": ("csv",),
        },
        {name: (getattr(programme, name)[0].uid,) for name in PARTS},
        "",
    )
    for path in routes("GET"):
        if path.startswith("/console/events/{slug}/") and path not in _NOT_HERE:
            for address in addresses(path, scene):
                yield path, address


def _changed(sessions: list[Session]) -> tuple[Session, ...]:
    """Some have another code and begin later, while another is still there."""
    later = timedelta(minutes=5)
    return tuple(
        session
        if number % _EACH
        else structs.replace(
            session,
            code=f"{session.code}b",
            start_local=session.start_local + later if session.start_local else None,
            end_local=session.end_local + later if session.end_local else None,
        )
        for number, session in enumerate(sessions)
    )


def _surround(db: DbSession, programme: Programme) -> None:
    """What stands beside sessions."""
    at, event = now(), programme.event
    make_account(db, OWNER, Role.OWNER, now=at)
    some = programme.sessions[::_FEW][:_MOST]
    for number, session in enumerate(some):
        make_account(db, f"guest-{number}@example.org", Role.EDITOR, event_uid=event.uid, now=at)
        add_notice(db, COMMAND, event.uid, Notice({"en": "Bus strike"}, session_uid=session.uid, starts_at=at))
    speakers = dict.fromkeys(link.person_uid for session in some for link in session.people)
    for uid in speakers:
        spans = [_morning(event.start_on)]
        keeping.set_availability(db, COMMAND, event.uid, AvailableKind.PERSON, uid, spans, 0, at)


def _morning(day: date) -> Span:
    return Span(datetime.combine(day, time(9)), datetime.combine(day, time(12)))


def _note(
    db: DbSession,
    programme: Programme,
    act: str,
    session: Session,
    before: dict[str, object],
    after: dict[str, object] | None = None,
) -> None:
    subject = f"session:{session.uid}"
    audit.note(db, COMMAND, act, subject, now(), event_uid=programme.event.uid, before=before, after=after)
