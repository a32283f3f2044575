"""A running site with an organizer, and a browser of a few lines."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher

from events_service.accounts import passwords
from events_service.accounts.accounts import get_account
from events_service.accounts.links import make_link, reference_of
from events_service.accounts.models import LinkPurpose, Role
from events_service.app import create_app
from events_service.database import Database, DbSession
from events_service.secret_links import make_token
from events_service.settings import load
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account, password_hash
from tests.support.live_server import address, bound_socket, live_server

SECRET = "f3b8c1d7e94a20569c7d1e8b5a3f6047"
EMAIL = "alice@example.org"
FIELD = re.compile(r'name="form_token" value="([0-9a-f]*)"')


class Browser(httpx.Client):
    """Sends what a browser sends with a form, and keeps cookies."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"timeout": 30} | settings)

    def submit(self, page: str, action: str, fields: dict[str, Any], **headers: str) -> httpx.Response:
        """Open a page and send one of its forms, with the token found there."""
        token = FIELD.search(self.get(page).text)
        assert token is not None
        own = {"Origin": str(self.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        return self.post(action, data={"form_token": token[1]} | fields, headers=own | headers)

    def log_in(self, email: str = EMAIL, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return self.submit("/console/login", "/console/login", {"email": email, "password": password} | fields)


@contextmanager
def console_site(database: Database, database_url: str, folder: Path, **settings: Any) -> Iterator[str]:
    """A site; gives its address. Hashes are quick: what they cost is tested elsewhere."""
    usual, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobodys.cache_clear()
    password_hash.cache_clear()
    try:
        database.write_now(lambda db: make_account(db, EMAIL, Role.ORGANIZER, now=now()))
        sock = bound_socket()
        chosen = {
            "base_url": address(sock),
            "secret_key": SECRET,
            "database_url": database_url,
            "data_dir": folder,
            "mail_from": "office@example.org",
        } | settings
        with live_server(create_app(load(None, **chosen), database), sock, proxy_headers=False) as url:
            yield url
    finally:
        passwords._hasher = usual
        passwords._nobodys.cache_clear()
        password_hash.cache_clear()


def mailed_tokens(database: Database, email: str) -> dict[LinkPurpose, str]:
    """A link of each purpose as it would be mailed to the account now."""

    def make(db: DbSession) -> dict[LinkPurpose, str]:
        account = get_account(db, email)
        return {
            purpose: make_token(keys, reference_of(make_link(db, account, purpose, now()))) for purpose in LinkPurpose
        }

    keys = load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys
    return database.write_now(make)
