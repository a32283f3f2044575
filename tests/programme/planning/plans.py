"""Plans of a few sessions on the first day, said in hours."""

from datetime import datetime, timedelta
from typing import Any

from events_service.programme.conflicts import Conflict
from events_service.programme.planning.finding import find
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Planning, Span
from events_service.programme.programme import Internal, PersonRole, Session, SessionPerson
from tests.factories.programme import FIRST_DAY, make_event, make_room, make_session, make_venue, programme_of

DAY = datetime.combine(FIRST_DAY, datetime.min.time())
CENTRE, PALACE = (make_venue(uid=name, slug=name, name={"en": name}) for name in ("centre", "palace"))
HALL, ROOM, TENT = (
    make_room(uid=name, slug=name, name={"en": name}, venue_uid=venue.uid, capacity=capacity, booths=booths)
    for name, venue, capacity, booths in (
        ("hall", CENTRE, 500, 2),
        ("room", CENTRE, 50, 0),
        ("tent", PALACE, None, None),
    )
)
EVENT = make_event(languages=("en",))
"""In one language, so that no title is missing."""


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def held(
    name: str, start: float | None, end: float | None = None, room: str | None = "hall", **changes: Any
) -> Session:
    """A session from and to an hour of the first day."""
    values: dict[str, Any] = {
        "uid": name,
        "title": {"en": name},
        "start_local": None if start is None else at(start),
        "end_local": None if end is None else at(end),
        "room_uid": room,
    }
    return make_session(**values | changes)


def with_people(*uids: str, role: PersonRole = PersonRole.SPEAKER, unsure: bool = False) -> dict[str, Any]:
    return {"people": tuple(SessionPerson(uid, role, to_be_confirmed=unsure) for uid in uids)}


def set_up(minutes: int) -> dict[str, Any]:
    return {"internal": Internal(setup_minutes=minutes)}


def there(*hours: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(at(start), at(end)) for start, end in hours)


def plan_of(*sessions: Session, planning: Planning | None = None, **changes: Any) -> Plan:
    parts = {"event": EVENT, "rooms": (HALL, ROOM, TENT), "venues": (CENTRE, PALACE)} | changes
    return Plan(programme_of(*sessions, **parts), planning)


def found(plan: Plan) -> list[tuple[str, str, tuple[str, ...], str | None]]:
    """Severity, kind, sessions and with whom or what."""
    return [said(conflict) for conflict in find(plan).conflicts]


def said(conflict: Conflict) -> tuple[str, str, tuple[str, ...], str | None]:
    return conflict.severity.value, conflict.kind.value, conflict.session_uids, conflict.with_uid
