"""Conflicts of a session with what is known of its event, room and people, whatever else is on."""

from collections.abc import Iterator

from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning.plan import Plan, Taken, people_of
from events_service.programme.planning.twice import parts_of
from events_service.programme.programme import Session, SessionStatus


def conflicts_alone(plan: Plan, session: Session, taken: Taken | None) -> Iterator[Conflict]:
    """What is wrong with one session by itself, and when it is on; nothing where it is cancelled."""
    if session.status is SessionStatus.CANCELLED:
        return
    yield from _capacity(plan, session)
    yield from _booths(plan, session)
    yield from _languages(plan, session)
    yield from _translation(plan, session)
    if taken:
        yield from _outside_days(plan, taken)
        yield from _unavailable(plan, taken)


def interpreted_into(session: Session) -> set[str]:
    """The languages that need a booth: those interpreted into that are not spoken anyway."""
    return {*map(_primary, session.interpretation)} - {*map(_primary, session.languages)}


def _outside_days(plan: Plan, taken: Taken) -> Iterator[Conflict]:
    start = taken.session.start_local
    if start and not plan.opens <= start < plan.closes:
        yield Conflict(ConflictKind.OUTSIDE_DAYS, (taken.uid,))


def _unavailable(plan: Plan, taken: Taken) -> Iterator[Conflict]:
    """The room only for preparing it, and people who are still to be confirmed, are warnings."""
    if not plan.available:
        return
    kind, uids, session = ConflictKind.UNAVAILABLE, (taken.uid,), taken.session
    room = session.room_uid
    if room in plan.available and not plan.is_available(room, taken.set_up, taken.end):
        on = plan.is_available(room, taken.start, taken.end)
        yield Conflict(kind, uids, room, Severity.WARNING if on else Severity.ERROR)
    for person in people_of(session):
        if person in plan.available and not plan.is_available(person, taken.start, taken.end):
            unsure = all(link.to_be_confirmed for link in parts_of(session, person))
            yield Conflict(kind, uids, person, Severity.WARNING if unsure else Severity.ERROR)


def _booths(plan: Plan, session: Session) -> Iterator[Conflict]:
    """One booth for each language. A room of which nobody said how many booths it has, has enough."""
    room = plan.rooms.get(session.room_uid or "") if session.interpretation else None
    if room and room.booths is not None and len(into := interpreted_into(session)) > room.booths:
        yield Conflict(ConflictKind.BOOTHS, (session.uid,), room.uid, Severity.WARNING, tuple(sorted(into)))


def _capacity(plan: Plan, session: Session) -> Iterator[Conflict]:
    expected = session.internal.expected_audience if session.internal else None
    room = plan.rooms.get(session.room_uid or "") if expected else None
    if expected and room and room.capacity is not None and expected > room.capacity:
        yield Conflict(ConflictKind.CAPACITY, (session.uid,), room.uid, Severity.WARNING)


def _languages(plan: Plan, session: Session) -> Iterator[Conflict]:
    """A session for everybody has to reach every language of the event; any other at least one of them.

    A workshop in French at an event in three languages is as it should be, a workshop in Portuguese without an
    interpreter is not. Where nobody said what is spoken, nothing is known to be missing.
    """
    if not session.languages or plan.is_break(session):
        return
    heard = {*map(_primary, session.languages), *map(_primary, session.interpretation)}
    missing = tuple(tag for tag in plan.event.languages if _primary(tag) not in heard)
    everybody = session.type_uid in plan.for_everybody
    if missing and (everybody or len(missing) == len(plan.event.languages)):
        yield Conflict(ConflictKind.LANGUAGES, (session.uid,), None, Severity.WARNING, missing)


def _translation(plan: Plan, session: Session) -> Iterator[Conflict]:
    missing = tuple(tag for tag in plan.event.languages if not session.title.get(tag))
    if missing:
        yield Conflict(ConflictKind.TRANSLATION, (session.uid,), None, Severity.HINT, missing)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
