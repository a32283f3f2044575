"""The list of events over the JSON API: described here, and answered from prepared bytes before it comes here."""

from typing import Any

from fastapi import APIRouter, Request

from events_service.catalogue.public import events_of
from events_service.programme.answers import PUBLIC, refusals
from events_service.programme.public import events_json
from events_service.programme.schemas import EventsOut

router = APIRouter(prefix="/api/v1", tags=["public"])


@router.get("/events", response_model=EventsOut, responses=PUBLIC | refusals())
def list_events(request: Request) -> dict[str, Any]:
    """Every event that is public, the latest first."""
    state = request.app.state
    return events_json(events_of(state.published.catalogue()), state.site)
