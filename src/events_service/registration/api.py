"""Registering over HTTP, and the places that are left."""

from hashlib import sha256
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from events_service.accounts.access import Act, Actor, require, scope_for
from events_service.accounts.requests import cookie_name, current_login, maybe_actor
from events_service.programme.answers import PUBLIC, json_alone, refusals
from events_service.programme.reading.negotiation import joined, matches
from events_service.programme.timetable import Timetable
from events_service.registration import reception
from events_service.registration.facts import facts_of
from events_service.registration.links import feed_path, manage_path
from events_service.registration.models import SeatState
from events_service.registration.outcome import Outcome, SeatOutcome
from events_service.registration.places import Places
from events_service.registration.public_event import public_event
from events_service.registration.requests import RegistrationCreate, application_of, digest_of
from events_service.registration.schemas import AvailabilityPublic, RegistrationPublic

router = APIRouter(prefix="/api/v1/events/{slug}", tags=["registration"])

_JSON = "application/json"
_bearer = HTTPBearer(auto_error=False, scheme_name="token")
_Responses = dict[int | str, dict[str, Any]]
_REGISTERED: _Responses = {201: {"description": "Registered", "model": RegistrationPublic}}
_REGISTERED |= refusals(401, 403, 404, 409, 413, 415, 422, 429)
_LEFT: _Responses = PUBLIC | {200: {**PUBLIC[200], "description": "Places left", "model": AvailabilityPublic}}
_LEFT |= refusals(404, 422)


async def asking(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Actor | None:
    """Who registers somebody; None for the public, at no cost. What is not JSON is refused before anything else."""
    json_alone(request)
    if "authorization" not in request.headers and cookie_name(request.app.state.settings) not in request.cookies:
        return None
    return await run_in_threadpool(_known, request, credentials)


def _known(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Actor | None:
    with request.app.state.database.read() as db:
        return maybe_actor(request, db, current_login(request, db), credentials)


@router.post(
    "/registrations",
    status_code=201,
    response_model=None,
    responses=_REGISTERED,
    summary="Register somebody",
    openapi_extra={"security": [{}]},
)
async def create_registration(
    slug: str,
    asked: RegistrationCreate,
    request: Request,
    actor: Annotated[Actor | None, Security(asking, scopes=[scope_for(Act.EDIT_REGISTRATIONS)])],
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            max_length=200,
            pattern=r"^[\x21-\x7e]*$",
            description="Makes it safe to send the same request again: within a day it has the effect of once.",
        ),
    ] = "",
) -> Response:
    """Without a token the registration counts once its address is confirmed by the button behind the mailed link.
    With a token of scope `registrations:write` it is confirmed at once.

    The same participant again gets an answer of the same shape, and the existing link goes to the address by mail.
    """
    state = request.app.state
    request.state.language = asked.locale
    event = await public_event(state.published, slug)
    if actor is not None:
        require(actor, Act.EDIT_REGISTRATIONS, event.event_uid)
    application = application_of(asked, event.timetable)
    outcome = await reception.take(
        request, event.timetable, application, key=key, digest=digest_of(asked) if key else "", actor=actor
    )
    answer = answered(outcome, event.timetable)
    if actor is not None:
        site, keys = state.site, state.settings.secret_keys
        answer |= {
            "manage_url": site.url(manage_path(site, keys, outcome)),
            "feed_url": site.url(feed_path(site, keys, outcome)),
        }
    return Response(msgspec.json.encode(answer), 201, media_type=_JSON)


def answered(outcome: Outcome, timetable: Timetable) -> dict[str, Any]:
    """The registration as the API tells it, its sessions in reading order."""
    order = facts_of(timetable).place_in_order
    answer: dict[str, Any] = {"id": outcome.id, "state": outcome.state}
    sessions = []
    for seat in sorted(outcome.seats, key=lambda seat: order(seat.session_uid)):
        if seat.session_uid:
            sessions.append({"slug": seat.slug} | _told(seat))
        else:
            answer["event"] = _told(seat)
    return answer | {"sessions": sessions}


def _told(seat: SeatOutcome) -> dict[str, Any]:
    told: dict[str, Any] = {"state": seat.state}
    return told | {"position": seat.position} if seat.state is SeatState.WAITLISTED else told


@router.get(
    "/availability",
    response_model=None,
    responses=_LEFT,
    summary="Places left",
)
async def read_availability(
    slug: str,
    request: Request,
    _tag: Annotated[str, Header(alias="If-None-Match", description="ETag of the answer before; 304 if it holds")] = "",
) -> Response:
    """As of at most two seconds ago. What decides is the moment of registering."""
    state = request.app.state
    event = await public_event(state.published, slug)
    body = await reception.places_of(request).of(event.timetable)
    tag = f'"{sha256(body).hexdigest()}"'
    fields = {"ETag": tag, "Cache-Control": f"public, max-age={Places.SECONDS}"}
    if matches(joined(request.headers.getlist("if-none-match")), tag.encode()):
        return Response(status_code=304, headers=fields)
    return Response(body, media_type=_JSON, headers=fields)
