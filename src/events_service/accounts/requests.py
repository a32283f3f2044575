"""Who makes a request: what routes ask for by `CurrentActor`, `MaybeActor`, `acting(Act.…)` and `ConsoleLogin`."""

import contextlib
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from events_service.accounts import login, tokens
from events_service.accounts.access import Act, Actor, refusal, scope_for
from events_service.accounts.forgery import check_origin
from events_service.accounts.login import Current, SignedIn
from events_service.database import Database, Db
from events_service.errors import Busy, DomainError, Unauthenticated
from events_service.settings import Settings
from events_service.zones import now

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="An API token, `es_…`, made with `events-service token add`."
)
_READING = frozenset(("GET", "HEAD", "OPTIONS"))


class LoginWanted(DomainError):
    """A page of the console without a login: the browser is sent to log in, and back afterwards."""

    status = 303
    slug = "login-wanted"
    title = "Please log in"
    msgid = "Log in to see this page."

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location

    @property
    def headers(self) -> dict[str, str]:
        return {"Location": self.location}


def cookie_name(settings: Settings) -> str:
    """`__Host-` makes browsers insist on https, the whole host and no other one; without https it cannot be had."""
    return "__Host-login" if settings.secure else "login"


def set_cookie(response: Response, settings: Settings, signed_in: SignedIn, moment: datetime) -> None:
    """The browser's part of a login: read by no script, sent to nobody else (T-SES-1, PR-8)."""
    response.set_cookie(
        cookie_name(settings),
        signed_in.cookie,
        max_age=int((signed_in.expires_at - moment).total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def current_login(request: Request, db: Db) -> Current | None:
    """The browser's login, if it has one."""
    state = request.app.state
    found = login.find_login(db, request.cookies.get(cookie_name(state.settings), ""), now())
    if found is not None and now() - found.seen_at >= login.NOTED_EVERY:
        _note(state.database, login.note_seen, found.id)
    return found


def console_login(request: Request, found: Annotated[Current | None, Depends(current_login)]) -> Current:
    """The login of whoever opens a page of the console; LoginWanted where there is none."""
    if found is None:
        site = request.app.state.site
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        wanted = {"next": back} if request.method in _READING else {}
        raise LoginWanted(site.file("console", "login") + (f"?{urlencode(wanted)}" if wanted else ""))
    return found


def maybe_actor(
    request: Request,
    db: Db,
    found: Annotated[Current | None, Depends(current_login)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Actor | None:
    """Whoever the token or the login speaks for; None for the public. A wrong token is refused, not ignored."""
    state = request.app.state
    if "authorization" in request.headers:
        actor = (
            tokens.find_actor(db, state.settings.secret_keys, credentials.credentials, now()) if credentials else None
        )
        if actor is None:
            raise Unauthenticated()
        if tokens.needs_note(db, actor.id, now()):
            _note(state.database, tokens.note_use, actor.id)
        return actor
    if found is None:
        return None
    if request.method not in _READING:
        # A cookie goes along with whatever makes the browser ask; a token does not.
        check_origin(request.headers, state.settings)
    return found.actor


def current_actor(actor: Annotated[Actor | None, Depends(maybe_actor)]) -> Actor:
    """Whoever the token or the login speaks for; Unauthenticated where nobody does."""
    if actor is None:
        raise Unauthenticated()
    return actor


MaybeActor = Annotated[Actor | None, Depends(maybe_actor)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
ConsoleLogin = Annotated[Current, Depends(console_login)]


def acting(act: Act) -> Any:
    """`actor: Annotated[Actor, acting(Act.EDIT_DRAFT)]`: somebody who may do it to an event at least.

    The handler still asks `access.require(actor, act, event_uid)` for the event it is about.
    """

    def dependency(actor: CurrentActor) -> Actor:
        if act not in actor.acts:
            raise refusal(actor, act)
        return actor

    return Security(dependency, scopes=[scope_for(act)])


def _note(database: Database, act: Any, row_id: str) -> None:
    """When it was last used: worth a write now and then, and no refusal where none is possible."""
    with contextlib.suppress(Busy):
        database.write_now(act, row_id, now())
