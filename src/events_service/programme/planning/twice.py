"""Conflicts between two sessions: a room, a person, an organization that both of them want."""

from collections.abc import Callable, Iterable, Iterator

from events_service.programme.conflicts import Conflict, ConflictKind, Severity, together
from events_service.programme.planning.plan import Plan, Taken, organizers_of, people_of
from events_service.programme.programme import PersonRole, Session, SessionPerson

Rule = Callable[[Plan, str, Taken, Taken], Conflict | None]
"""What two sessions do to each other that share the room, person or organization of this uid, the earlier one first."""


def room_conflict(plan: Plan, room_uid: str, one: Taken, other: Taken) -> Conflict | None:
    """Both at a time is an error; the room being prepared for one while the other is on, a warning."""
    if other.start < one.end:
        return _conflict(ConflictKind.ROOM, one, other, room_uid)
    if other.set_up < one.end:
        return _conflict(ConflictKind.ROOM, one, other, room_uid, Severity.WARNING)
    return None


def person_conflict(plan: Plan, person_uid: str, one: Taken, other: Taken) -> Conflict | None:
    """In two sessions at a time, or without the time to get from the one to the other.

    Somebody who interprets both is told as an interpreter. Who is still to be confirmed is a warning.
    """
    if other.start < one.end:
        links = parts_of(one.session, person_uid), parts_of(other.session, person_uid)
        interprets = all(link.role is PersonRole.INTERPRETER for part in links for link in part)
        kind = ConflictKind.INTERPRETER if interprets else ConflictKind.PERSON
        unsure = any(all(link.to_be_confirmed for link in part) for part in links)
        return _conflict(kind, one, other, person_uid, Severity.WARNING if unsure else Severity.ERROR)
    if other.start - one.end >= 60 * plan.planning.minutes_between_venues:
        return None
    venues = plan.venue_of(one.session), plan.venue_of(other.session)
    if None in venues or venues[0] == venues[1]:
        return None
    return _conflict(ConflictKind.VENUES, one, other, person_uid, Severity.WARNING)


def organizer_conflict(plan: Plan, organization_uid: str, one: Taken, other: Taken) -> Conflict | None:
    """Two sessions at a time that the same organization organizes: it may have the people for both."""
    if other.start < one.end:
        return _conflict(ConflictKind.ORGANIZER, one, other, organization_uid, Severity.HINT)
    return None


def room_conflicts(plan: Plan) -> Iterator[Conflict]:
    for uid, group in sorted(plan.in_room.items()):
        if len(group) > 1:
            spans = sorted((taken.set_up, taken.end, taken) for taken in group)
            yield from _of_pairs(plan, room_conflict, uid, together(spans))


def person_conflicts(plan: Plan) -> Iterator[Conflict]:
    reach = 60 * plan.planning.minutes_between_venues
    for uid, group in sorted(plan.of_person.items()):
        if len(group) > 1:
            near = together((taken.start, taken.end + reach, taken) for taken in group)
            yield from _of_pairs(plan, person_conflict, uid, near)


def organizer_conflicts(plan: Plan) -> Iterator[Conflict]:
    for uid, group in sorted(plan.of_organization.items()):
        if len(group) > 1:
            near = together((taken.start, taken.end, taken) for taken in group)
            yield from _of_pairs(plan, organizer_conflict, uid, near)


def conflicts_with_others(plan: Plan, taken: Taken) -> Iterator[Conflict]:
    """Those of one session, which may stand in the plan otherwise than it is here."""
    session = taken.session
    shared: list[tuple[Rule, str, Iterable[Taken]]] = []
    if session.room_uid:
        shared.append((room_conflict, session.room_uid, plan.in_room.get(session.room_uid, ())))
    shared += [(person_conflict, uid, plan.of_person.get(uid, ())) for uid in people_of(session)]
    shared += [(organizer_conflict, uid, plan.of_organization.get(uid, ())) for uid in organizers_of(session)]
    for rule, uid, group in shared:
        pairs = ((taken, other) for other in group if other.uid != taken.uid)
        yield from _of_pairs(plan, rule, uid, pairs)


def parts_of(session: Session, person_uid: str) -> list[SessionPerson]:
    """What somebody does in a session."""
    return [link for link in session.people if link.person_uid == person_uid]


def _of_pairs(plan: Plan, rule: Rule, uid: str, pairs: Iterable[tuple[Taken, Taken]]) -> Iterator[Conflict]:
    for one, other in pairs:
        earlier, later = (one, other) if one[:3] < other[:3] else (other, one)
        if conflict := rule(plan, uid, earlier, later):
            yield conflict


def _conflict(
    kind: ConflictKind, one: Taken, other: Taken, with_uid: str, severity: Severity = Severity.ERROR
) -> Conflict:
    return Conflict(kind, (one.uid, other.uid), with_uid, severity)
