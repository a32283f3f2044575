"""The part of the application that is routed: the JSON API, registration, the console.

FastAPI and its routes take as long to load as everything else together, so public pages are answered before
they are; `app.py` loads this when somebody asks for it, or soon after the start.
"""

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from events_service import __version__
from events_service.accounts.requests import LoginWanted
from events_service.addresses import Site
from events_service.catalogue import api as catalogue_api
from events_service.catalogue import keeping_api
from events_service.errors import DomainError
from events_service.faults import invalid_input
from events_service.interchange import uniting_api
from events_service.media.store import Store
from events_service.operations import previews, setup_pages
from events_service.operations.edge import LARGEST_BODY
from events_service.operations.openapi import describe
from events_service.programme import api as programme_api
from events_service.programme.public_media import PublicMedia
from events_service.registration import api as registration
from events_service.registration.office import make_office
from events_service.registration.places import Places
from events_service.web import api_docs, media
from events_service.web.console import routes as console
from events_service.web.console.keeping import log_in_first
from events_service.web.participant import routes as participant

if TYPE_CHECKING:
    from events_service.app import Application

_ANSWERED = (DomainError, RequestValidationError, HTTPException, ClientDisconnect, Exception)


def make_routes(application: "Application", site: Site) -> FastAPI:
    """All routes. They find in `request.app.state`: settings, site, database, published, freshness, places, store,
    public_media, office and the application."""

    def refuse(request: Request, error: Exception) -> Response:
        if isinstance(error, RequestValidationError):
            if isinstance(error.body, dict):
                request.state.language = error.body.get("locale")
            error = invalid_input(error.errors())
        return application.refusals.response(request.scope, error)

    async def log_in(request: Request, error: LoginWanted) -> Response:
        return await log_in_first(request, error) or refuse(request, error)

    handlers: dict[Any, Any] = dict.fromkeys(_ANSWERED, refuse) | {LoginWanted: log_in}
    api = FastAPI(
        title=site.name,
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
        exception_handlers=handlers,
    )
    api.state.application, api.state.site = application, site
    api.state.settings, api.state.database = application.settings, application.database
    api.state.published, api.state.freshness = application.published, application.freshness
    api.state.places = Places(application.database)
    api.state.store = Store(application.settings.data_dir)
    api.state.public_media = PublicMedia(application.published)
    api.state.previews = previews.Previews()
    api.state.office = make_office(application.database, application.settings)
    of_events = (catalogue_api.router, keeping_api.router, uniting_api.router, programme_api.router)
    for router in (
        console.router,
        setup_pages.router,
        *of_events,
        api_docs.router,
        media.router,
        registration.router,
        participant.router,
        previews.router,
    ):
        api.include_router(router)
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]
    return api
