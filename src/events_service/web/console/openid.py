"""Logging in with an account elsewhere, where the site has a provider for that."""

import base64

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts import openid
from events_service.accounts.limits import Try, allow, network_of
from events_service.accounts.login import PER_NETWORK
from events_service.accounts.openid import Departure, OpenIdFailed, Provider
from events_service.errors import DomainError, NotFound, RateLimited
from events_service.settings import Settings
from events_service.translations import mark
from events_service.web.console.door import client_of, door_page, enter, visit_of
from events_service.web.console.frame import reader_of
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_SECONDS = 600
_LONGEST = 1000
"""Characters of a page's address: with more a browser might keep nothing at all."""


@router.get("/console/login/openid")
async def depart(request: Request) -> Response:
    """To the provider; what comes back is believed in this browser alone, which also keeps the page it wants."""
    settings, wanted = request.app.state.settings, request.query_params.get("next", "")[:_LONGEST]
    provider = _provider(request)
    try:
        await _count(request, "openid")
        url, kept = await openid.depart(provider)
    except (OpenIdFailed, RateLimited) as refusal:
        return _refused(request, refusal, wanted)
    response = RedirectResponse(url, 303)
    response.set_cookie(
        _cookie(settings),
        ".".join((kept.state, kept.nonce, kept.verifier, base64.urlsafe_b64encode(wanted.encode()).decode("ascii"))),
        max_age=_SECONDS,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/console/login/openid/back")
async def arrive(request: Request) -> Response:
    """Back from the provider. Without what this browser kept nothing happens, so no scanner can use it up."""
    state, asked, moment = request.app.state, request.query_params, now()
    provider, (kept, wanted) = _provider(request), _kept(request)
    try:
        if kept is None:
            raise OpenIdFailed
        await _count(request, "openid-back")
        person = await openid.arrive(provider, kept, asked.get("state", ""), asked.get("code", ""), moment)
        begun = await state.database.write(
            openid.sign_in_as,
            person,
            state.settings.oidc_domains,
            moment,
            locale=reader_of(request).language,
            **visit_of(request),
        )
    except (OpenIdFailed, RateLimited) as refusal:
        response = _refused(request, refusal, wanted)
    else:
        response = enter(request, begun, moment, wanted)
    settings = state.settings
    response.delete_cookie(_cookie(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return response


def _provider(request: Request) -> Provider:
    """The site's provider; NotFound where it has none."""
    settings, site = request.app.state.settings, request.app.state.site
    if not settings.oidc_issuer:
        raise NotFound
    openid.check_installed()
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    back = site.url(site.file("console", "login", "openid", "back"))
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, back)


def _kept(request: Request) -> tuple[Departure | None, str]:
    """What this browser kept, and the page it wanted; None where it kept nothing, or something else."""
    parts = request.cookies.get(_cookie(request.app.state.settings), "").split(".")
    if len(parts) != len(msgspec.structs.fields(Departure)) + 1:
        return None, ""
    *kept, wanted = parts
    try:
        return Departure(*kept), base64.urlsafe_b64decode(wanted).decode()
    except ValueError:
        return None, ""


async def _count(request: Request, what: str) -> None:
    """RateLimited where one network asks too often: each try asks the provider."""
    state = request.app.state
    if state.settings.rate_limits:
        await allow(state.database, [Try(f"{what}:{network_of(client_of(request))}", PER_NETWORK)], now())


def _refused(request: Request, refusal: DomainError, wanted: str) -> Response:
    return door_page(request, "console/login.html", mark("Log in"), refusal, next_page=wanted, email="")


def _cookie(settings: Settings) -> str:
    return "__Host-openid" if settings.secure else "openid"
