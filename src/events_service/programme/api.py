"""The JSON API of an event and its sessions. What is public is answered from prepared bytes before it comes here."""

from typing import Any

from fastapi import APIRouter, Request

from events_service.errors import NotFound
from events_service.programme import draft_api, moves_api, notice_api, parts_api, public, release_api
from events_service.programme.answers import MOVED, PUBLIC, refusals
from events_service.programme.planning import api as planning_api
from events_service.programme.release_list import releases_json
from events_service.programme.schemas import EventOut, ReleasesOut, SessionOut, SessionsOut
from events_service.programme.states import EventState
from events_service.zones import now

router = APIRouter(prefix="/api/v1")
_public = APIRouter(tags=["public"])


@_public.get("/events/{slug}", response_model=EventOut, responses=PUBLIC | refusals(404, 422))
def show_event(request: Request, slug: str) -> dict[str, Any]:
    """One public event."""
    return public.event_json(_state(request, slug).programme.event, request.app.state.site)


@_public.get("/events/{slug}/sessions", response_model=SessionsOut, responses=PUBLIC | refusals(404, 422))
def list_sessions(request: Request, slug: str) -> dict[str, Any]:
    """Every session of the event in reading order: the whole list, in one answer."""
    state = _state(request, slug)
    return public.sessions_json(state.timetable, state.live, state.release.number, request.app.state.site, now())


@_public.get(
    "/events/{slug}/sessions/{session}", response_model=SessionOut, responses=PUBLIC | MOVED | refusals(404, 422)
)
def show_session(request: Request, slug: str, session: str) -> dict[str, Any]:
    """One session."""
    state = _state(request, slug)
    found = state.timetable.by_slug.get(session)
    if found is None:
        raise NotFound
    return public.session_json(found, state.timetable, state.live, request.app.state.site, now())


@_public.get("/events/{slug}/releases", response_model=ReleasesOut, responses=PUBLIC | refusals(404, 422))
def list_releases(request: Request, slug: str) -> dict[str, Any]:
    """What was published and when, and what that changed, the newest first."""
    return releases_json(_state(request, slug).history)


def _state(request: Request, slug: str) -> EventState:
    found: EventState | None = request.app.state.published.event(slug)
    if found is None:
        raise NotFound
    return found


for part in (
    _public,
    draft_api.router,
    parts_api.router,
    moves_api.router,
    planning_api.router,
    release_api.router,
    notice_api.router,
):
    router.include_router(part)
