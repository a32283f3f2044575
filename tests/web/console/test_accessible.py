"""axe finds nothing on pages of the console while something is under way on them: typed, refused, set up, merged."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.accounts.one_time_codes import SECONDS, code_at
from events_service.database import Database
from events_service.directory.records import save_organizations
from events_service.operations import keeping
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.factories.programme import make_organization, uid_of
from tests.factories.stored_events import create, small_draft
from tests.support.accessible import COMBINATIONS, too_wide, violations
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL, console_site

TWICE = tuple(
    make_organization(uid=uid_of("body", name), slug=name.lower(), name={"en": name, "ar": "جمعية"}, country=country)
    for name, country in (("Once", "MA"), ("Twice", "SN"))
)
SUMMIT = small_draft()
EVENT = f"/console/events/{SUMMIT.event.slug}"
OWNER = "owner@example.org"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    database.write_now(create, SUMMIT)
    database.write_now(lambda db: save_organizations(db.connection(), TWICE, None))
    database.write_now(lambda db: make_account(db, OWNER, Role.OWNER, now=now()))
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.mark.parametrize(("language", "scheme"), COMBINATIONS)
def test_axe_finds_nothing_while_something_is_under_way(
    open_page: OpenPage, database: Database, url: str, language: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme, locale=language, bypass_csp=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = [*violations(page), *too_wide(page, 360)]

    log_in(page, url, EMAIL)
    for query in ("?other=Nobody", "?other=Twice"):
        page.goto(f"{url}/console/organizations/{TWICE[0].uid}/same{query}")
        look(f"same {query}")
    page.goto(f"{url}{EVENT}/settings")
    page.locator("[name='title.en']").fill("Ninth summit")
    page.wait_for_selector(".keeping:not(:empty)")
    look("settings, typed")
    page.goto(f"{url}{EVENT}/settings")
    page.wait_for_selector(".unsaved")
    look("settings, not saved")
    page.goto(f"{url}{EVENT}/notices")
    page.locator("form.wide button").click()
    page.wait_for_selector("#text-wrong")
    look("notice, refused")

    page.goto(f"{url}/console/account/code")
    page.locator("main button").click()
    page.wait_for_selector(".qr svg")
    look("code, set up")
    key = page.locator(".key").inner_text().replace(" ", "")
    page.locator("#code").fill(code_at(base64.b32decode(key), int(now().timestamp()) // SECONDS))
    page.locator("#present").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_selector(".codes")
    look("code, recovery codes")
    page.goto(f"{url}/console/account/code")
    look("code, on")
    page.context.clear_cookies()
    log_in(page, url, EMAIL)
    page.wait_for_url("**/console/login/code*")
    look("login, code")

    page.context.clear_cookies()
    log_in(page, url, OWNER)
    database.write_now(keeping.ask_drill, COMMAND, now())
    page.goto(f"{url}/console/setup")
    look("set-up, drill under way")

    assert found == dict.fromkeys(found, [])


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
