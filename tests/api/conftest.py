"""A running application with one published event, and tokens for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from events_service.accounts import tokens
from events_service.accounts.access import COMMAND
from events_service.app import Application, create_app
from events_service.database import Database
from events_service.programme.programme import Programme
from events_service.settings import load
from tests.factories.programme import make_programme
from tests.factories.released import freeze_catalogue, publish_event
from tests.support.live_server import address, bound_socket, live_server

SECRET = "5d7e0a4b91c84f6f8a3de2b7f1c06a93"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = ("read", "events:write", "sessions:write", "releases:write")


@pytest.fixture
def database_kind() -> str:
    """One kind will do, where nothing depends on it."""
    return "sqlite"


class Api:
    """The application over HTTP, and whoever asks it."""

    def __init__(self, app: Application, url: str, database: Database, programme: Programme) -> None:
        self.app = app
        self.url = url
        self.database = database
        self.programme = programme
        self.clients: list[httpx.Client] = []

    def token(self, *scopes: str, event_uid: str | None = None) -> str:
        keys = load(None, secret_key=SECRET, base_url=self.url).secret_keys
        name = f"{'-'.join(scopes)} {event_uid} {len(self.clients)}"
        made = self.database.write_now(
            lambda db: tokens.add_token(
                db, keys, COMMAND, name, scopes, NOW, event_uids=[event_uid] if event_uid else None
            )
        )
        return made.text

    def client(self, *scopes: str, event_uid: str | None = None) -> httpx.Client:
        """Somebody with a token of these scopes; without any, the public."""
        headers = {"authorization": f"Bearer {self.token(*scopes, event_uid=event_uid)}"} if scopes else {}
        made = httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=20)
        self.clients.append(made)
        return made


@pytest.fixture
def api(database: Database, database_url: str, tmp_path: Path) -> Iterator[Api]:
    programme = publish_event(database, make_programme(12, slug="forum-7"))
    freeze_catalogue(database)
    sock = bound_socket()
    settings = load(None, base_url=address(sock), secret_key=SECRET, database_url=database_url, data_dir=tmp_path)
    app = create_app(settings, database)
    with live_server(app, sock, proxy_headers=False):
        running = Api(app, settings.base_url, database, programme)
        yield running
        for client in running.clients:
            client.close()


@pytest.fixture
def public(api: Api) -> httpx.Client:
    return api.client()


@pytest.fixture
def editor(api: Api) -> httpx.Client:
    return api.client(*EVERYTHING)
