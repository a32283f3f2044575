"""How far a programme is on its way from rooms to readers: what there is, and what is still to be done."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from events_service.accounts.models import AuditEntry
from events_service.database import first_id
from events_service.programme.conflicts import Conflict, Severity
from events_service.programme.models import EventRow, ReleaseRow
from events_service.programme.programme import Programme, Session, SessionStatus

_entries = AuditEntry.__table__  # type: ignore[attr-defined]
_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]
_PUBLISHED = frozenset({"event", "session", "room", "venue", "track", "type", "stand"})
_ACTS = frozenset({"add", "edit", "delete", "restore", "move", "order", "cancel", "import"})


class Progress(NamedTuple):
    """Numbers of a working version."""

    rooms: int
    sessions: int
    unscheduled: int
    """Without an hour, but for those that are cancelled."""
    roomless: int
    untranslated: int
    """Their title is missing in a language of the event."""
    waiting: int
    """Not ready."""
    errors: int
    warnings: int
    hints: int


def progress_of(programme: Programme, conflicts: Iterable[Conflict]) -> Progress:
    """The numbers of a working version with its open conflicts."""
    sessions = programme.sessions
    held = [session for session in sessions if session.status is not SessionStatus.CANCELLED]
    grave = Counter(conflict.severity for conflict in conflicts)
    return Progress(
        rooms=len(programme.rooms),
        sessions=len(sessions),
        unscheduled=sum(session.start_local is None for session in held),
        roomless=sum(session.room_uid is None for session in held),
        untranslated=sum(_untranslated(session, programme.event.languages) for session in sessions),
        waiting=sum(not session.ready for session in sessions),
        errors=grave[Severity.ERROR],
        warnings=grave[Severity.WARNING],
        hints=grave[Severity.HINT],
    )


def count_changed(connection: Connection, event_uid: str) -> int:
    """How many sessions, rooms and the like somebody has changed since the version that is public; two statements.

    Whether that changes what is public, the page that publishes says: this does not compare.
    """
    public: datetime | None = connection.execute(
        select(_releases.c.released_at)
        .join(_events, _events.c.uid == _releases.c.event_uid)
        .where(_releases.c.event_uid == event_uid, _releases.c.number == _events.c.release_number)
    ).scalar()
    if public is None:
        return 0
    since = _entries.c.id >= first_id(public), _entries.c.created_at > public
    asked = select(_entries.c.subject, _entries.c.act).distinct().where(_entries.c.event_uid == event_uid, *since)
    return len({subject for subject, act in connection.execute(asked).all() if _is_of_programme(subject, act)})


def _is_of_programme(subject: str, act: str) -> bool:
    return subject.partition(":")[0] in _PUBLISHED and act.partition("_")[0] in _ACTS


def _untranslated(session: Session, languages: tuple[str, ...]) -> bool:
    return any(not session.title.get(tag) for tag in languages)
