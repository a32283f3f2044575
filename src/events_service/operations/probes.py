"""`/livez`, `/readyz` and `/metrics`: answered without routes, so that they answer while those are loaded."""

import asyncio
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from events_service.database import Database
from events_service.errors import DomainError, NotFound
from events_service.operations.clients import Network, is_near
from events_service.operations.edge import Edge
from events_service.operations.health import Readiness
from events_service.programme.reading.freshness import Freshness
from events_service.programme.reading.path import ReadPath

PATHS = frozenset(("/livez", "/readyz", "/metrics"))


class Probes:
    """Answers those who watch the process."""

    def __init__(
        self,
        readiness: Readiness,
        database: Database,
        freshness: Freshness,
        trusted_proxies: Sequence[Network],
        measured: Callable[[], tuple[ReadPath, Edge]],
    ) -> None:
        self._readiness = readiness
        self._database = database
        self._freshness = freshness
        self._trusted_proxies = trusted_proxies
        self._measured = measured

    async def answer(self, path: str, request: Request) -> Response:
        """The answer at one of `PATHS`. Raises NotFound where it is for others to see."""
        if path == "/livez":
            return PlainTextResponse("ok\n")
        if path == "/readyz":
            failing = await self._readiness.failing()
            return JSONResponse({"ready": not failing, "failing": failing}, 503 if failing else 200)
        return await self._metrics(request)

    async def _metrics(self, request: Request) -> Response:
        """Figures for Prometheus, for this machine and its network alone."""
        peer = request.client.host if request.client else None
        if not is_near(peer) or (request.headers.get("x-forwarded-for") and not self._trusted_proxies):
            raise NotFound
        # Only who scrapes pays for the library.
        from events_service.operations import metrics  # noqa: PLC0415

        try:
            waiting = await asyncio.to_thread(metrics.count_waiting, self._database)
        except DomainError:
            waiting = None
        path, edge = self._measured()
        figures = metrics.Figures(path, self._freshness, edge, self._database)
        return Response(figures.text(waiting), media_type=metrics.CONTENT_TYPE)
