"""Events in a database: drafts written, releases made, by the acts that commands and pages use."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from events_service.database import DbSession
from events_service.programme import draft
from events_service.programme.programme import Programme, Session
from events_service.programme.release import Plan, plan, release
from tests.factories.drafts import draft_session
from tests.factories.programme import make_room, programme_of, uid_of

AT = datetime(2018, 10, 1, 12, tzinfo=UTC)
HALL = make_room(name={"en": "Hall"}, slug="")
WATER = draft_session("Water", uid=uid_of("session", "water"), code="SOU 84", room_uid=HALL.uid)
ROADS = draft_session("Roads", uid=uid_of("session", "roads"), code="SOU 75")


def small_draft(*sessions: Session, **changes: Any) -> Programme:
    """Two sessions, one of them in the only room."""
    return programme_of(*(sessions or (ROADS, WATER)), **{"rooms": (HALL,)} | changes)


def create(db: DbSession, programme: Programme | None = None) -> str:
    """Write a new event; gives its uid."""
    programme = programme or small_draft()
    draft.create(db.connection(), programme)
    return programme.event.uid


def load(db: DbSession, event_uid: str) -> Programme:
    return draft.load(db.connection(), event_uid).programme


def change(db: DbSession, event_uid: str, record_uid: str, /, **changes: Any) -> Programme:
    """Change one record of the draft, past all checks."""
    before = draft.load(db.connection(), event_uid)

    def parts(name: str) -> tuple[Any, ...]:
        records = getattr(before.programme, name)
        return tuple(structs.replace(r, **changes) if r.uid == record_uid else r for r in records)

    names = ("venues", "rooms", "tracks", "types", "organizations", "people", "sessions", "stands")
    after = structs.replace(before.programme, **{name: parts(name) for name in names})
    if record_uid == event_uid:
        after = structs.replace(after, event=structs.replace(after.event, **changes))
    draft.save(db.connection(), before, after)
    return draft.load(db.connection(), event_uid).programme


def remove_session(db: DbSession, event_uid: str, session_uid: str) -> None:
    before = draft.load(db.connection(), event_uid)
    kept = tuple(session for session in before.programme.sessions if session.uid != session_uid)
    draft.save(db.connection(), before, structs.replace(before.programme, sessions=kept))


def publish(
    db: DbSession, event_uid: str, only: Iterable[str] | None = None, *, hours: int = 0, withdrawn: Iterable[str] = ()
) -> Plan:
    """Release the draft so many hours after the first."""
    at = AT + timedelta(hours=hours)
    planned = plan(db.connection(), event_uid, at, only=only, withdrawn=withdrawn)
    release(db, planned, at=at)
    return planned
