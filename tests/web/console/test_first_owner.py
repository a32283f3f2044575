"""A site without accounts: the page that makes the first one, who may use it, and that it is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlmodel import select

from events_service.accounts.first_owner import is_new, setup_code
from events_service.accounts.models import Account
from events_service.app import create_app
from events_service.database import Database
from events_service.settings import load
from tests.support.accessible import COMBINATIONS
from tests.support.browser import OpenPage
from tests.support.live_server import address, bound_socket, live_server
from tests.support.serving import environment, serving
from tests.web.console.site import SECRET, Browser

PAGE = "/console/start"
FIELDS = {"name": "Amina", "email": "amina@example.org", "password": "a better password", "again": "a better password"}
CODE = setup_code(load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys)


@contextmanager
def new_site(database: Database, database_url: str, folder: Path, *, local: bool = False) -> Iterator[str]:
    sock = bound_socket()
    settings = load(None, base_url=address(sock), secret_key=SECRET, database_url=database_url, data_dir=folder)
    with live_server(create_app(settings, database, local=local), sock, proxy_headers=False) as url:
        yield url


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    with new_site(database, database_url, tmp_path) as url:
        yield url


def accounts(database: Database) -> list[str]:
    with database.read() as db:
        return [account.email for account in db.exec(select(Account))]


def test_console_of_a_new_site_leads_to_its_first_account_and_then_no_more(url: str, database: Database) -> None:
    with Browser(base_url=url, follow_redirects=True) as visitor:
        first = visitor.get("/console/")
        assert (first.url.path, "Nobody has an account here yet." in first.text) == (PAGE, True)

        begun = visitor.submit(PAGE, PAGE, FIELDS | {"code": CODE})

        assert (begun.url.path, begun.status_code, "Amina" in begun.text) == ("/console/", 200, True)
        assert accounts(database) == ["amina@example.org"]
    with Browser(base_url=url) as other:
        assert other.get(PAGE).headers["location"] == "/console/login"
        assert "Nobody has an account" not in other.get("/console/login").text
        taken = other.submit("/console/login", PAGE, FIELDS | {"code": CODE, "email": "eve@example.org"})
        assert (taken.status_code, "has its first account already" in taken.text) == (409, True)
    assert accounts(database) == ["amina@example.org"]


@pytest.mark.parametrize("code", ["", "wrong", CODE[:-1], CODE.replace("-", "")[::-1]])
def test_without_the_code_nobody_takes_a_site(url: str, database: Database, code: str) -> None:
    with Browser(base_url=url) as visitor:
        refused = visitor.submit(PAGE, PAGE, FIELDS | {"code": code})

    assert refused.status_code == 422
    assert "This is not the code that the service printed" in refused.text
    assert 'value="amina@example.org"' in refused.text
    assert accounts(database) == []


def test_machine_of_one_s_own_asks_for_no_code_but_where_a_server_stands_in_front(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with new_site(database, database_url, tmp_path, local=True) as url, Browser(base_url=url) as visitor:
        for passed_on in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
            assert 'name="code"' in visitor.get(PAGE, headers={passed_on: "203.0.113.9"}).text
            refused = visitor.submit(PAGE, PAGE, FIELDS, **{passed_on: "203.0.113.9"})
            assert refused.status_code == 422
        assert 'name="code"' not in visitor.get(PAGE).text

        assert visitor.submit(PAGE, PAGE, FIELDS).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "Say how colleagues know you."),
        ({"name": "A" * 201}, "name", "Number of characters: 200 at most."),
        ({"email": "amina"}, "email", "Write your address as name@example.org."),
        ({"password": "short", "again": "short"}, "password", "at least 10 characters"),
        ({"password": "a" * 501, "again": "a" * 501}, "password", "Number of characters: 500 at most."),
        ({"password": "short", "again": "another"}, "password", "at least 10 characters"),
        ({"again": "another"}, "again", "The two passwords differ."),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    url: str, database: Database, changes: dict[str, str], field: str, sentence: str
) -> None:
    with Browser(base_url=url) as visitor:
        refused = visitor.submit(PAGE, PAGE, FIELDS | {"code": CODE} | changes)

    assert refused.status_code == 422
    assert sentence in refused.text.split(f'id="{field}-wrong">')[1].split("<")[0]
    assert f'value="{CODE}"' in refused.text
    assert FIELDS["password"] not in refused.text
    assert accounts(database) == []


def test_t_csrf_1_other_site_makes_no_account(url: str, database: Database) -> None:
    with Browser(base_url=url) as visitor:
        visitor.get(PAGE)
        answers = [
            visitor.submit(PAGE, PAGE, FIELDS | {"code": CODE}, Origin="https://evil.example"),
            visitor.post(PAGE, data=FIELDS | {"code": CODE}, headers={"Origin": url}),
        ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert accounts(database) == []


def test_t_rate_1_codes_cannot_be_tried_without_end(url: str) -> None:
    with Browser(base_url=url) as visitor:
        tries = [visitor.submit(PAGE, PAGE, FIELDS | {"code": "wrong"}).status_code for _ in range(41)]

    assert tries == [422] * 40 + [429]


def test_serve_prints_the_address_with_the_code_until_there_is_an_account(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    code = setup_code(load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys)
    assert environment(database_url, tmp_path, "http://127.0.0.1")["EVENTS_SECRET_KEY"] == SECRET

    for expected in (True, False):
        printed = tmp_path / "printed"
        with printed.open("wb") as stdout, serving(database_url, tmp_path, stdout=stdout) as (url, _):
            if expected:
                with Browser(base_url=url, timeout=60) as visitor:
                    assert visitor.submit(PAGE, PAGE, FIELDS).status_code == 303
        assert (f"{url}/console/start?code={code}" in printed.read_text()) is expected

    with database.read() as db:
        assert not is_new(db)


@pytest.mark.parametrize(("language", "scheme"), COMBINATIONS)
def test_axe_finds_nothing(open_page: OpenPage, url: str, language: str, scheme: str) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    page.goto(f"{url}{PAGE}?code={CODE}")

    violations = Axe().run(page).response["violations"]

    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations] == []
    assert page.locator("#code").input_value() == CODE
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
