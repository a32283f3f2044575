"""Planning over the JSON API: what collides, where there is a place, who is there when, and what is to stay."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from events_service.database import DbSession
from events_service.errors import PreconditionFailed
from events_service.inputs import Name, WallTime
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    IfMatch,
    created,
    refusals,
    with_etag,
)
from events_service.programme.conflicts import Severity
from events_service.programme.desk import Desk, EditingEvent, Reading, checked_name
from events_service.programme.moving import placed
from events_service.programme.planning import judging, keeping, planning_json
from events_service.programme.planning.finding import conflicts_of, find
from events_service.programme.planning.keeping import Available
from events_service.programme.planning.loading import load_plan
from events_service.programme.planning.places import MOST, Wish, best_places, not_before
from events_service.programme.planning.planning import AvailableKind, Span
from events_service.programme.planning.schemas import (
    AcceptedOut,
    AcceptIn,
    AvailabilityIn,
    AvailabilityOut,
    ConflictsOut,
    Key,
    PlacesOut,
    PlanningIn,
    PlanningOut,
    SessionConflictsOut,
)
from events_service.zones import now

router = APIRouter(prefix="/events/{slug}/draft", tags=["draft"])
Json = dict[str, Any]

_Minutes = Annotated[int, Query(ge=5, le=24 * 60, description="How long; without it, as long as it is now")]
_Start = Annotated[WallTime, Query(description="Where it would begin; without it, where it begins now")]
_End = Annotated[WallTime, Query(description="Without it, it keeps its length")]


@router.get(
    "/conflicts",
    response_model=ConflictsOut,
    responses={
        200: {
            "description": "A page of conflicts, the gravest first",
            "headers": {
                "Link": {"description": "The next page, `rel=next`, where there is one", "schema": {"type": "string"}}
            },
        },
        **READING,
    },
)
def list_conflicts(
    response: Response,
    desk: Reading,
    severity: Severity | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="How many the pages before had")] = 0,
) -> Json:
    """Everything in the draft that collides, a page at a time, and what of it was accepted; follow `Link`."""
    plan = load_plan(desk.db.connection(), desk.event_uid)
    found = find(plan)
    judged = judging.judge(plan, found.conflicts)
    open_ones = [each for each in judged.open if severity in (None, each.severity)]
    shown = open_ones[after : after + limit]
    if len(open_ones) > after + limit:
        query = {"limit": str(limit), "after": str(after + limit)} | ({"severity": severity.value} if severity else {})
        following = desk.site.file("api", "v1", "events", desk.slug, "draft", "conflicts", query=query)
        response.headers["Link"] = f'<{desk.site.url(following)}>; rel="next"'
    return {
        "items": [
            planning_json.conflict_json(plan, each, judged.changed.get(judging.key(each)) if judged.changed else None)
            for each in shown
        ],
        "counts": planning_json.counts(judged.open),
        "cut": found.cut,
        "accepted": planning_json.all_accepted_json(plan, judged),
    }


@router.post(
    "/conflicts/accepted",
    status_code=201,
    response_model=AcceptedOut,
    responses=created("The conflict, accepted") | ADDING | refusals(412),
    dependencies=[JSON_ALONE],
)
def accept_conflict(response: Response, desk: EditingEvent, wanted: AcceptIn) -> Json:
    """Leave a conflict as it is, with a reason, until something of it changes. 412 where that has happened already."""
    plan = load_plan(desk.db.connection(), desk.event_uid)
    conflict = keeping.find_conflict(plan, wanted.id, wanted.sessions)
    if judging.judged_on(plan, conflict) != wanted.judged_on:
        raise PreconditionFailed
    decided = keeping.decision(plan, conflict, wanted.reason, desk.actor, now())
    desk.write(lambda db: keeping.accept(db, desk.actor, desk.event_uid, decided))
    response.headers["ETag"] = planning_json.accepted_etag(decided)
    response.headers["Location"] = desk.path("draft", "conflicts", "accepted", decided.key)
    return planning_json.accepted_json(decided, plan, conflict)


@router.delete("/conflicts/accepted/{conflict}", status_code=204, responses=refusals(401, 403, 404, 412, 422, 428))
def take_back_conflict(
    desk: EditingEvent, expected: IfMatch, conflict: Annotated[Key, Path(description="The conflict's id")]
) -> None:
    """Accept a conflict no longer."""

    def act(db: DbSession) -> None:
        decided = keeping.get_accepted(db.connection(), desk.event_uid, conflict)
        expected.check(planning_json.accepted_etag(decided))
        keeping.take_back(db, desk.actor, desk.event_uid, decided, now())

    desk.write(act)


@router.get("/sessions/{session}/conflicts", response_model=SessionConflictsOut, responses=READING)
def list_conflicts_of_session(
    desk: Reading,
    session: str,
    start_local: _Start = None,
    end_local: _End = None,
    room: Annotated[Name | None, Query(description="Where it would be; without it, where it is now")] = None,
) -> Json:
    """What would collide if the session were somewhere else; without a time and a room, what collides now."""
    plan = load_plan(desk.db.connection(), desk.event_uid)
    found = plan.session_called(checked_name(session))
    said: dict[str, Any] = {"start_local": start_local} if start_local else {}
    said |= {"end_local": end_local} if end_local else {}
    said |= {"room_uid": plan.room_called(room).uid} if room else {}
    moved = plan.with_session(placed(found, said)) if said else plan
    conflicts = conflicts_of(moved, moved.sessions[found.uid])
    return {"items": [planning_json.conflict_json(moved, each) for each in conflicts]}


@router.get("/sessions/{session}/places", response_model=PlacesOut, responses=READING)
def list_places(
    desk: Reading,
    session: str,
    day: Annotated[date | None, Query(description="Only on this day")] = None,
    room: Annotated[Name | None, Query(description="Only in this room")] = None,
    minutes: _Minutes | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = MOST,
) -> Json:
    """The best free rooms and times for a session, the best first, each with what speaks for it and what it costs."""
    plan = load_plan(desk.db.connection(), desk.event_uid)
    found = plan.session_called(checked_name(session))
    room_uid = plan.room_called(room).uid if room else None
    places = best_places(plan, found, Wish(day, room_uid, minutes, not_before(plan, now())), limit)
    return {"items": [planning_json.place_json(plan, found, place) for place in places]}


@router.get("/planning", response_model=PlanningOut, responses=with_etag("What is planned with") | READING)
def show_planning(response: Response, desk: Reading) -> Json:
    """What the event plans with: the minutes it takes from one venue to another."""
    return _with_etag(response, _planning_json(desk, *keeping.get_way(desk.db.connection(), desk.event_uid)))


@router.put(
    "/planning",
    response_model=PlanningOut,
    responses=with_etag("What is planned with now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_planning(response: Response, desk: EditingEvent, expected: IfMatch, wanted: PlanningIn) -> Json:
    """Say how many minutes it takes from one venue to another."""

    def act(db: DbSession) -> Json:
        minutes, version = keeping.get_way(db.connection(), desk.event_uid)
        expected.check(_planning_json(desk, minutes, version)["etag"])
        kept = keeping.set_way(db, desk.actor, desk.event_uid, wanted.minutes_between_venues, version, now())
        return _planning_json(desk, *kept)

    return _with_etag(response, desk.write(act))


@router.get("/rooms/{room}/availability", response_model=AvailabilityOut, responses=with_etag() | READING)
def show_room_availability(response: Response, desk: Reading, room: str) -> Json:
    """When a room can be had; without times, always."""
    return _show(response, desk, AvailableKind.ROOM, room)


@router.put(
    "/rooms/{room}/availability",
    response_model=AvailabilityOut,
    responses=with_etag("As it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_room_availability(
    response: Response, desk: EditingEvent, expected: IfMatch, room: str, wanted: AvailabilityIn
) -> Json:
    """Say when a room can be had."""
    return _edit(response, desk, expected, AvailableKind.ROOM, room, wanted)


@router.get("/people/{person}/availability", response_model=AvailabilityOut, responses=with_etag() | READING)
def show_person_availability(response: Response, desk: EditingEvent, person: str) -> Json:
    """When somebody who takes part is there; without times, always. For those alone who may change it."""
    return _show(response, desk, AvailableKind.PERSON, person)


@router.put(
    "/people/{person}/availability",
    response_model=AvailabilityOut,
    responses=with_etag("As it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_person_availability(
    response: Response, desk: EditingEvent, expected: IfMatch, person: str, wanted: AvailabilityIn
) -> Json:
    """Say when somebody is there. It is never public."""
    return _edit(response, desk, expected, AvailableKind.PERSON, person, wanted)


def _show(response: Response, desk: Desk, kind: AvailableKind, name: str) -> Json:
    found = keeping.get_availability(desk.db.connection(), desk.event_uid, kind, checked_name(name))
    return _with_etag(response, planning_json.availability_json(found))


def _edit(
    response: Response, desk: Desk, expected: Any, kind: AvailableKind, name: str, wanted: AvailabilityIn
) -> Json:
    spans = [Span(span.start_local, span.end_local) for span in wanted.spans]

    def act(db: DbSession) -> Available:
        before = keeping.get_availability(db.connection(), desk.event_uid, kind, checked_name(name))
        expected.check(planning_json.availability_etag(before))
        return keeping.set_availability(db, desk.actor, desk.event_uid, kind, before.uid, spans, before.version, now())

    return _with_etag(response, planning_json.availability_json(desk.write(act)))


def _planning_json(desk: Desk, minutes: int, version: int) -> Json:
    return planning_json.planning_json(desk.event_uid, minutes, version)


def _with_etag(response: Response, shown: Json) -> Json:
    response.headers["ETag"] = shown["etag"]
    return shown
