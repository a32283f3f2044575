"""Conflicts of a large draft, those of one session that is being moved, and the best free places for one."""

from collections.abc import Iterator

from msgspec import structs

from bench.figures import Figure, seconds
from events_service.programme.planning.finding import conflicts_of, find
from events_service.programme.planning.places import best_places
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Planning, Span
from events_service.programme.programme import Internal
from tests.factories.programme import make_programme, make_venue

_SESSIONS, _ROOMS = 2000, 60
_ALL, _ONE, _PLACES = 150, 5, 100
"""Milliseconds."""


def figures() -> Iterator[Figure]:
    plan = _plan()
    programme, planning = plan.programme, plan.planning
    moved = programme.sessions[::100]
    plan.in_room, plan.of_person, plan.of_organization, plan.available  # noqa: B018  made once for many questions
    yield _figure("all conflicts, with laying the draft out", seconds(lambda: find(Plan(programme, planning))), _ALL)
    one = seconds(lambda: [conflicts_of(plan, session) for session in moved]) / len(moved)
    yield _figure("conflicts of one session", one, _ONE)
    places = seconds(lambda: [best_places(plan, session) for session in moved]) / len(moved)
    yield _figure("best free places of a session", places, _PLACES)


def _figure(name: str, taken: float, allowed: float) -> Figure:
    return Figure(name, 1000 * taken, allowed, "ms", 1, at_least=False)


def _plan() -> Plan:
    """Two venues, booths, set-up times, an audience for each session, and two hundred people who come and go."""
    programme = make_programme(_SESSIONS, days=4, rooms=_ROOMS)
    palace = make_venue(slug="palace", name={"en": "Palace"})
    rooms = tuple(
        structs.replace(room, booths=number % 3, venue_uid=palace.uid if number % 2 else room.venue_uid)
        for number, room in enumerate(programme.rooms)
    )
    sessions = tuple(
        structs.replace(
            session,
            internal=Internal(setup_minutes=15 if number % 5 == 0 else None, expected_audience=20 + number % 280),
        )
        for number, session in enumerate(programme.sessions)
    )
    times = tuple(Span(s.start_local, s.end_local) for s in sessions[:: _ROOMS * 2] if s.start_local and s.end_local)
    planning = Planning({person.uid: times for person in programme.people[:200]})
    changes = {"venues": (*programme.venues, palace), "rooms": rooms, "sessions": sessions}
    return Plan(structs.replace(programme, **changes), planning)
