"""What organizers decide while they plan: who is there when, how long ways are, which conflicts are to stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.database import DbSession
from events_service.directory.records import PEOPLE
from events_service.errors import InvalidInput, NotFound, PreconditionFailed, Sentence
from events_service.languages import LocalizedText, one_line
from events_service.programme import editing, part_editing
from events_service.programme.conflicts import Conflict
from events_service.programme.models import SessionPersonRow
from events_service.programme.part_editing import ROOMS
from events_service.programme.planning import judging
from events_service.programme.planning.finding import conflicts_of
from events_service.programme.planning.models import AcceptedConflictRow, AvailabilityRow, PlanningRow
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import (
    MINUTES_BETWEEN_VENUES,
    Accepted,
    AvailableKind,
    Span,
)
from events_service.records import find_uid

LONGEST_REASON = 500
LONGEST_WAY = 24 * 60
"""Minutes."""
MOST_SPANS = 500

_links = SessionPersonRow.__table__  # type: ignore[attr-defined]
_people = PEOPLE.table
_planning = PlanningRow.__table__  # type: ignore[attr-defined]
_availability = AvailabilityRow.__table__  # type: ignore[attr-defined]
_accepted = AcceptedConflictRow.__table__  # type: ignore[attr-defined]


class NoSuchConflict(NotFound):
    slug = "no-such-conflict"
    msgid = "This conflict is not there any more."


class Available(NamedTuple):
    """Somebody or something that can be available. `version` 0: nobody has ever said when."""

    uid: str
    name: LocalizedText
    spans: tuple[Span, ...]
    version: int


def get_availability(connection: Connection, event_uid: str, kind: AvailableKind, name: str) -> Available:
    """Of a room of the event, or of somebody who takes part in it, by slug or uid; NotFound."""
    uid, called = _subject(connection, event_uid, kind, name)
    row = connection.execute(
        select(_availability.c.spans, _availability.c.version).where(
            _availability.c.event_uid == event_uid, _availability.c.of_uid == uid
        )
    ).first()
    return Available(uid, called, *(row or ((), 0)))


def list_people(connection: Connection, event_uid: str) -> dict[str, LocalizedText]:
    """Everyone who takes part in the event, by uid."""
    rows = connection.execute(select(_people.c.uid, _people.c.name).where(_taking_part(connection, event_uid)))
    return {row.uid: row.name for row in rows}


def set_availability(
    db: DbSession,
    actor: Actor,
    event_uid: str,
    kind: AvailableKind,
    name: str,
    spans: Sequence[Span],
    version: int,
    now: datetime,
) -> Available:
    """Say when they are there; no span at all is always. PreconditionFailed where `version` is no longer theirs."""
    connection = db.connection()
    editing.locked_event(connection, event_uid)
    before = get_availability(connection, event_uid, kind, name)
    if before.version != version:
        raise PreconditionFailed
    wanted = tuple(sorted(set(spans), key=lambda span: (span.start_local, span.end_local)))
    _check(wanted)
    if wanted == before.spans:
        return before
    values = {"spans": wanted, "version": version + 1}
    where = {"event_uid": event_uid, "of_uid": before.uid}
    if version:
        matching = (_availability.c[column] == value for column, value in where.items())
        connection.execute(update(_availability).where(*matching).values(values))
    else:
        connection.execute(insert(_availability).values({**where, "kind": kind, **values}))
    audit.note(
        db,
        actor,
        "edit_availability",
        f"{kind.value}:{before.uid}",
        now,
        event_uid=event_uid,
        before={"spans": spans_json(before.spans)},
        after={"spans": spans_json(wanted)},
    )
    return before._replace(spans=wanted, version=version + 1)


def get_way(connection: Connection, event_uid: str) -> tuple[int, int]:
    """The minutes it takes between two venues, and the version of that; 0 where nobody has said it."""
    row = connection.execute(
        select(_planning.c.minutes_between_venues, _planning.c.version).where(_planning.c.event_uid == event_uid)
    ).first()
    return (row[0], row[1]) if row else (MINUTES_BETWEEN_VENUES, 0)


def set_way(db: DbSession, actor: Actor, event_uid: str, minutes: int, version: int, now: datetime) -> tuple[int, int]:
    """Say how many minutes it takes between two venues. PreconditionFailed where `version` is no longer the present."""
    connection = db.connection()
    editing.locked_event(connection, event_uid)
    before, current = get_way(connection, event_uid)
    if current != version:
        raise PreconditionFailed
    if not 0 <= minutes <= LONGEST_WAY:
        raise InvalidInput("Enter minutes, from 0 to {most}.", about="minutes_between_venues", most=LONGEST_WAY)
    if minutes == before:
        return before, current
    values = {"minutes_between_venues": minutes, "version": version + 1}
    if version:
        connection.execute(update(_planning).where(_planning.c.event_uid == event_uid).values(values))
    else:
        connection.execute(insert(_planning).values({"event_uid": event_uid, **values}))
    said = ({"minutes_between_venues": number} for number in (before, minutes))
    audit.note(
        db, actor, "edit_planning", f"event:{event_uid}", now, event_uid=event_uid, before=next(said), after=next(said)
    )
    return minutes, version + 1


def find_conflict(plan: Plan, key: str, session_uids: Sequence[str]) -> Conflict:
    """The conflict with this key among those of these sessions; NoSuchConflict."""
    for uid in session_uids:
        session = plan.sessions.get(uid)
        for conflict in conflicts_of(plan, session) if session else ():
            if judging.key(conflict) == key:
                return conflict
    raise NoSuchConflict


def decision(plan: Plan, conflict: Conflict, reason: str, actor: Actor, now: datetime) -> Accepted:
    """What is decided of a conflict as the plan has it; InvalidInput without a reason."""
    said = one_line(reason)
    if not said:
        raise InvalidInput(fields={"reason": Sentence("Say in a few words why this may stay.")})
    if len(said) > LONGEST_REASON:
        raise InvalidInput("At most {most} characters.", about="reason", most=LONGEST_REASON)
    return Accepted(
        key=judging.key(conflict),
        kind=conflict.kind,
        session_uids=conflict.session_uids,
        with_uid=conflict.with_uid,
        judged_on=judging.judged_on(plan, conflict),
        reason=said,
        accepted_by=actor.name,
        accepted_at=now,
    )


def accept(db: DbSession, actor: Actor, event_uid: str, decided: Accepted) -> None:
    """Leave a conflict as it is. What is decided again takes the place of what was decided before.

    It was judged on the plan as read before: where that has changed since, the conflict is open again by itself.
    """
    connection = db.connection()
    editing.locked_event(connection, event_uid)
    where = (_accepted.c.event_uid == event_uid, _accepted.c.key == decided.key)
    before = connection.execute(select(_accepted.c.reason, _accepted.c.judged_on).where(*where)).first()
    if before == (decided.reason, decided.judged_on):
        return
    connection.execute(delete(_accepted).where(*where))
    values = {name: getattr(decided, name) for name in decided.__struct_fields__}
    connection.execute(insert(_accepted).values({"event_uid": event_uid, **values}))
    _note(db, actor, "accept_conflict", event_uid, decided.key, decided.accepted_at, after=_said(decided))


def get_accepted(connection: Connection, event_uid: str, key: str) -> Accepted:
    """One that was accepted; NoSuchConflict."""
    columns = (_accepted.c[name] for name in Accepted.__struct_fields__)
    row = connection.execute(select(*columns).where(_accepted.c.event_uid == event_uid, _accepted.c.key == key)).first()
    if row is None:
        raise NoSuchConflict
    return Accepted(*row)


def take_back(db: DbSession, actor: Actor, event_uid: str, decided: Accepted, now: datetime) -> None:
    """Accept a conflict no longer. PreconditionFailed where something else was decided meanwhile."""
    connection = db.connection()
    editing.locked_event(connection, event_uid)
    where = (_accepted.c.event_uid == event_uid, _accepted.c.key == decided.key)
    if connection.execute(delete(_accepted).where(*where, _accepted.c.judged_on == decided.judged_on)).rowcount != 1:
        raise PreconditionFailed
    _note(db, actor, "take_back_conflict", event_uid, decided.key, now, before=_said(decided))


def spans_json(spans: Sequence[Span]) -> list[dict[str, str]]:
    """As the API shows them and the audit record keeps them."""
    return [
        {name: getattr(span, name).isoformat(timespec="minutes") for name in ("start_local", "end_local")}
        for span in spans
    ]


def _check(spans: Sequence[Span]) -> None:
    if len(spans) > MOST_SPANS:
        raise InvalidInput("At most {most} times.", about="spans", most=MOST_SPANS)
    if any(span.end_local <= span.start_local for span in spans):
        raise InvalidInput("Each time ends after it begins.", about="spans")


def _subject(connection: Connection, event_uid: str, kind: AvailableKind, name: str) -> tuple[str, LocalizedText]:
    if kind is AvailableKind.ROOM:
        room, _ = part_editing.get_part(connection, event_uid, ROOMS, name)
        return room.uid, room.name
    uid = find_uid(connection, _people, name, _taking_part(connection, event_uid)) if name else None
    if uid is None:
        raise NotFound("The working version has nothing called {name}.", name=name)
    called: LocalizedText = connection.execute(select(_people.c.name).where(_people.c.uid == uid)).scalar_one()
    return uid, called


def _taking_part(connection: Connection, event_uid: str) -> ColumnElement[bool]:
    """Of people: in one of its sessions, or in the event as a whole."""
    event = editing.get_event(connection, event_uid)
    in_sessions = select(_links.c.person_uid).where(_links.c.event_uid == event_uid)
    return or_(_people.c.uid.in_(in_sessions), _people.c.uid.in_([link.person_uid for link in event.people]))


def _said(decided: Accepted) -> dict[str, Any]:
    sessions = list(decided.session_uids)
    return {"kind": decided.kind.value, "sessions": sessions, "with": decided.with_uid, "reason": decided.reason}


def _note(
    db: DbSession,
    actor: Actor,
    act: str,
    event_uid: str,
    key: str,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.note(db, actor, act, f"conflict:{key}", now, event_uid=event_uid, before=before, after=after)
