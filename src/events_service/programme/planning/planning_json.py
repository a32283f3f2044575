"""Planning as the JSON API shows it."""

from collections.abc import Iterable
from typing import Any

from events_service.programme.answers import etag
from events_service.programme.conflicts import Conflict, Severity
from events_service.programme.draft_json import wall
from events_service.programme.planning import judging
from events_service.programme.planning.judging import Judged
from events_service.programme.planning.keeping import Available, spans_json
from events_service.programme.planning.places import Place
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted
from events_service.programme.planning.reasons import reason_text
from events_service.programme.planning.sentences import Fix, fix_text, fixes, sentence
from events_service.programme.programme import Session

Json = dict[str, Any]


def conflict_json(plan: Plan, conflict: Conflict, before: Accepted | None = None) -> Json:
    return {
        "id": judging.key(conflict),
        "judged_on": judging.judged_on(plan, conflict),
        "kind": conflict.kind,
        "severity": conflict.severity,
        "sessions": list(conflict.session_uids),
        "with_uid": conflict.with_uid,
        "languages": list(conflict.languages),
        "text": sentence(plan, conflict),
        "fixes": [_fix_json(plan, fix) for fix in fixes(plan, conflict)],
        "accepted_before": before.reason if before else None,
    }


def accepted_json(decided: Accepted, plan: Plan | None = None, conflict: Conflict | None = None) -> Json:
    return {
        "id": decided.key,
        "judged_on": decided.judged_on,
        "kind": decided.kind,
        "sessions": list(decided.session_uids),
        "with_uid": decided.with_uid,
        "reason": decided.reason,
        "accepted_by": decided.accepted_by,
        "accepted_at": decided.accepted_at.isoformat().replace("+00:00", "Z"),
        "text": sentence(plan, conflict) if plan and conflict else {},
        "etag": accepted_etag(decided),
    }


def accepted_etag(decided: Accepted) -> str:
    return f'"{decided.key}-{decided.judged_on}"'


def all_accepted_json(plan: Plan, judged: Judged) -> list[Json]:
    """Those that hold, then those that something has changed of since, then those that are no conflicts any more."""
    return [
        *(accepted_json(decided, plan, conflict) for conflict, decided in judged.accepted),
        *(accepted_json(decided) for decided in (*judged.changed.values(), *judged.settled)),
    ]


def counts(conflicts: Iterable[Conflict]) -> dict[str, int]:
    found = [conflict.severity for conflict in conflicts]
    return {severity.value: found.count(severity) for severity in Severity}


def place_json(plan: Plan, session: Session, place: Place) -> Json:
    room = plan.rooms[place.room_uid]
    return {
        "room": {"uid": room.uid, "slug": room.slug, "name": room.name},
        "start_local": wall(place.start_local),
        "end_local": wall(place.end_local),
        "cost": place.cost,
        "reasons": [
            {"kind": reason.kind, "cost": reason.cost, "text": reason_text(plan, session, place, reason)}
            for reason in place.reasons
        ],
    }


def availability_json(found: Available) -> Json:
    return {"uid": found.uid, "name": found.name, "spans": spans_json(found.spans), "etag": availability_etag(found)}


def availability_etag(found: Available) -> str:
    return etag(f"availability-{found.uid}", found.version)


def planning_json(event_uid: str, minutes: int, version: int) -> Json:
    return {"minutes_between_venues": minutes, "etag": etag(f"planning-{event_uid}", version)}


def _fix_json(plan: Plan, fix: Fix) -> Json:
    return {"act": fix.kind, "uid": fix.uid, "text": fix_text(plan, fix)}
