"""Every page of the console, found by its routes, with long texts: axe finds nothing, and nothing is cut or pushed out.

In three languages, light and dark, at 320 CSS pixels (a phone, or a desk at 400 %) and at 640 (a desk at 200 %).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from events_service.database import Database
from events_service.settings import load
from tests.accounts.people import PASSWORD
from tests.support.accessible import COMBINATIONS, too_wide, violations
from tests.support.browser import OpenPage
from tests.support.databases import Templates
from tests.web.console.everything import OWNER, SLUG, Scene, fill, saying
from tests.web.console.pages import addresses, routes
from tests.web.console.site import SECRET, console_site

LONG = "Coopération décentralisée et développement territorial durable des collectivités"
LINK = "https://www.example.org/coopération-décentralisée/développement-territorial-durable-des-collectivités"
NOT_HERE = {"/console/login/openid", "/console/login/openid/back", "/console/mail/{mail_id}/html"}
"""Not there without somebody else's accounts to log in with; and what stands in a frame of another page."""
OF_THE_SAME_NAME = "landmark-unique"
"""All people here have one name."""
DOORS = ("/console/login", "/console/reset", "/console/invitation", "/console/start")
FURTHER = (
    "/console/?archived=1",
    "/console/people?q=nothing",
    "/console/accounts?text=nobody-of-that-name",
    "/console/record?since=never&text=nothing",
    "/console/login/link?sent=1",
    "/console/reset/gone",
    "/console/events/{slug}/day?at=never",
    "/console/events/{slug}/day?still=1",
    "/console/events/{slug}/languages?what=session-title&tag=ar",
    "/console/events/{slug}/availability?q=coop",
)
"""Pages as they are when there is nothing to show, or when something else is asked for."""


def lengthened(value: Any) -> Any:
    return LONG if isinstance(value, str) else saying(value, LONG, "SOU-{}", LINK)


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    folder = tmp_path_factory.mktemp("everything")
    url = templates.copy("sqlite", folder)
    database = Database(url)
    keys = load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys
    scene = database.write_now(fill, keys, lengthened)
    with console_site(database, url, folder, rate_limits=False) as address:
        yield address, scene
    database.close()


@pytest.mark.parametrize(("language", "scheme"), COMBINATIONS)
def test_axe_finds_nothing_and_all_of_it_fits(
    open_page: OpenPage, site: tuple[str, Scene], language: str, scheme: str
) -> None:
    url, scene = site
    visitor = open_page(color_scheme=scheme, locale=language, bypass_csp=True)
    page = open_page(f"{url}/console/login", color_scheme=scheme, locale=language, bypass_csp=True)
    page.locator("#email").fill(OWNER)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(f"{url}/console/")
    found: dict[str, list[str]] = {}
    looked = 0
    for path in (*routes("GET"), *FURTHER):
        for address in addresses(path.replace("{slug}", SLUG), scene)[:1] if path not in NOT_HERE else ():
            browser = visitor if path.startswith(DOORS) else page
            if not shown(browser, url + address):
                continue
            looked += 1
            judged = [one for one in violations(browser) if not one.startswith(OF_THE_SAME_NAME)]
            found[address] = [*judged, *too_wide(browser, 320), *too_wide(browser, 640)]

    assert {address: faults for address, faults in found.items() if faults} == {}
    assert looked > 60


def shown(page: Page, address: str) -> bool:
    """Whether there is a page at the address, now open with all that can be unfolded; files are for other tests."""
    kind = page.request.head(address).headers.get("content-type", "")
    if not kind.startswith("text/html"):
        return False
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    return True
