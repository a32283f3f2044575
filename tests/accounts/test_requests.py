"""Tokens and logins on API routes, over HTTP."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from events_service.accounts import passwords, tokens
from events_service.accounts.access import COMMAND, Act, Actor, Scope, require
from events_service.accounts.login import sign_in
from events_service.accounts.models import ApiToken
from events_service.accounts.requests import CurrentActor, MaybeActor, acting
from events_service.addresses import Site
from events_service.database import Database
from events_service.errors import DomainError
from events_service.settings import Settings, load
from events_service.zones import now
from tests.accounts.people import EVENT, OTHER_EVENT, PASSWORD, make_account, password_hash
from tests.support.live_server import address, bound_socket, live_server


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def make_app(database: Database, settings: Settings) -> FastAPI:
    app = FastAPI()
    app.state.database, app.state.settings, app.state.site = database, settings, Site(settings.base_url)

    @app.exception_handler(DomainError)
    def refuse(_request: Request, refusal: DomainError) -> JSONResponse:
        return JSONResponse({"type": refusal.slug}, refusal.status, refusal.headers)

    @app.get("/who")
    def who(actor: MaybeActor) -> str:
        return actor.key.partition(":")[0] if actor else "the public"

    @app.get("/somebody")
    def somebody(actor: CurrentActor) -> str:
        return actor.name

    @app.post("/events/{event_uid}/sessions")
    def add_session(actor: Annotated[Actor, acting(Act.EDIT_DRAFT)], event_uid: str) -> str:
        require(actor, Act.EDIT_DRAFT, event_uid)
        return "added"

    @app.post("/registrations")
    def register(actor: Annotated[Actor, acting(Act.EDIT_REGISTRATIONS)]) -> str:
        return actor.kind

    return app


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    sock = bound_socket()
    url = address(sock)
    sock.close()
    return load(None, base_url=url, secret_key="f3b8c1d7e94a20569c7d1e8b5a3f6047", database_url=database_url)


@pytest.fixture
def url(database: Database, settings: Settings) -> Iterator[str]:
    with live_server(make_app(database, settings)) as url:
        yield url


def token(database: Database, settings: Settings, *scopes: str, event_uid: str | None = None) -> dict[str, str]:
    """The header of a new token."""

    def act(db: object) -> str:
        return tokens.add_token(
            db,  # type: ignore[arg-type]
            settings.secret_keys,
            COMMAND,
            "-".join(scopes) + str(event_uid),
            scopes,
            now(),
            event_uids=[event_uid] if event_uid else None,
        ).text

    return {"Authorization": f"Bearer {database.write_now(act)}"}


@pytest.fixture
def cookie(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The cookie of an organizer who is logged in."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    password_hash.cache_clear()
    database.write_now(lambda db: make_account(db, now=now()))
    begun = asyncio.run(sign_in(database, "alice@example.org", PASSWORD, "", now()))
    yield {"login": begun.cookie}
    password_hash.cache_clear()


def test_public_token_and_login(url: str, database: Database, settings: Settings, cookie: dict[str, str]) -> None:
    header = token(database, settings, "read")

    answers = [
        httpx.get(f"{url}/who").json(),
        httpx.get(f"{url}/who", headers=header).json(),
        httpx.get(f"{url}/who", cookies=cookie).json(),
    ]

    assert answers == ["the public", "token", "account"]


@pytest.mark.parametrize("header", ["Bearer es_wrong", "Bearer", "Basic YTpi", "es_x", "Bearer es_" + "A" * 52, ""])
def test_wrong_token_refused_and_not_ignored(url: str, cookie: dict[str, str], header: str) -> None:
    answer = httpx.get(f"{url}/who", headers={"Authorization": header}, cookies=cookie)

    assert (answer.status_code, answer.json()) == (401, {"type": "unauthenticated"})
    assert answer.headers["www-authenticate"] == "Bearer"


def test_nobody_refused_where_somebody_is_needed(url: str) -> None:
    assert httpx.get(f"{url}/somebody").status_code == 401
    assert httpx.post(f"{url}/registrations").status_code == 401


def test_t_authz_1_token_does_what_its_scopes_say_and_no_more(url: str, database: Database, settings: Settings) -> None:
    answers = {}
    for scope in Scope:
        header = token(database, settings, scope)
        answers[str(scope)] = [
            httpx.post(f"{url}/events/{EVENT}/sessions", headers=header).status_code,
            httpx.post(f"{url}/registrations", headers=header).status_code,
        ]

    assert answers == {
        "read": [403, 403],
        "events:write": [200, 403],
        "sessions:write": [200, 403],
        "releases:write": [403, 403],
        "registrations:read": [403, 403],
        "registrations:write": [403, 200],
    }


def test_t_authz_1_token_of_one_event(url: str, database: Database, settings: Settings) -> None:
    header = token(database, settings, "sessions:write", event_uid=EVENT)

    assert httpx.post(f"{url}/events/{EVENT}/sessions", headers=header).status_code == 200
    refused = httpx.post(f"{url}/events/{OTHER_EVENT}/sessions", headers=header)
    assert (refused.status_code, refused.json()) == (403, {"type": "scope-missing"})


def test_t_csrf_1_cookie_writes_only_from_pages_of_ours(url: str, settings: Settings, cookie: dict[str, str]) -> None:
    def status(**headers: str) -> int:
        return httpx.post(f"{url}/events/{EVENT}/sessions", cookies=cookie, headers=headers).status_code

    assert status(Origin=settings.origin) == 200
    assert status(**{"Sec-Fetch-Site": "same-origin"}) == 200
    assert status() == 403
    assert status(Origin="https://evil.example") == 403
    assert status(**{"Sec-Fetch-Site": "cross-site", "Origin": settings.origin}) == 403


def test_token_needs_no_page_of_ours(url: str, database: Database, settings: Settings) -> None:
    header = token(database, settings, "sessions:write") | {"Origin": "https://partner.example"}

    assert httpx.post(f"{url}/events/{EVENT}/sessions", headers=header).status_code == 200


def test_last_use_of_a_token_noted(url: str, database: Database, settings: Settings) -> None:
    header = token(database, settings, "read")
    before = now()
    httpx.get(f"{url}/somebody", headers=header)

    with database.read() as db:
        (row,) = tokens.list_tokens(db)
    assert row.last_used_at is not None
    assert before <= row.last_used_at <= before + timedelta(minutes=1)

    def used_at() -> object:
        with database.read() as db:
            found = db.get(ApiToken, row.id)
            return found and found.last_used_at

    noted = used_at()
    httpx.get(f"{url}/somebody", headers=header)
    assert used_at() == noted


def test_token_in_the_openapi_document(url: str) -> None:
    document = httpx.get(f"{url}/openapi.json").json()

    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert document["paths"]["/registrations"]["post"]["security"] == [{"token": ["registrations:write"]}]
