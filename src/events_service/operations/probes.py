"""`/livez`, `/readyz` and `/metrics`."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from events_service.errors import DomainError, NotFound
from events_service.operations.clients import is_near
from events_service.operations.health import Readiness

router = APIRouter(include_in_schema=False)


@router.get("/livez")
async def live() -> Response:
    """The process answers. Restart it where this fails."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Whether requests should come here; the names of what fails, and no more: details are in the log."""
    readiness: Readiness = request.app.state.readiness
    failing = await readiness.failing()
    return JSONResponse({"ready": not failing, "failing": failing}, 503 if failing else 200)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Figures for Prometheus, for this machine and its network alone."""
    peer = request.client.host if request.client else None
    if not is_near(peer) or (request.headers.get("x-forwarded-for") and not request.app.state.settings.trusted_proxies):
        raise NotFound
    # Only who scrapes pays for the library.
    from events_service.operations import metrics as figures  # noqa: PLC0415

    state = request.app.state
    try:
        waiting = await asyncio.to_thread(figures.count_waiting, state.database)
    except DomainError:
        waiting = None
    return Response(
        figures.Figures(state.application, state.freshness, state.application.edge, state.database).text(waiting),
        media_type=figures.CONTENT_TYPE,
    )
