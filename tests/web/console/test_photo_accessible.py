"""axe finds nothing to object to on the page of a photo, in three languages, light and dark, narrow and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload

from events_service.database import Database
from tests.accounts.people import PASSWORD
from tests.media import files
from tests.support.accessible import COMBINATIONS
from tests.support.browser import OpenPage
from tests.web.console.photos import AMINA, publish_forum
from tests.web.console.site import EMAIL, console_site

PAGE = f"/console/people/{AMINA.uid}/photo"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    publish_forum(database)
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.mark.parametrize(("language", "scheme"), COMBINATIONS)
def test_photo_is_sent_by_keyboard_and_axe_finds_nothing(
    open_page: OpenPage, url: str, language: str, scheme: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.goto(url + PAGE)
    look("none")
    chosen: FilePayload = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": files.SVG}
    page.locator("#photo").set_input_files(chosen)
    page.locator("#photo").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#photo-wrong")
    assert page.locator("[name=public]").is_checked()
    look("refused")
    picture: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": files.picture("PNG", (400, 500))}
    page.locator("#photo").set_input_files(picture)
    page.locator("main form button").first.click()
    page.wait_for_selector("img.photo")
    look("saved")

    assert found == dict.fromkeys(("none", "refused", "saved"), [])
    page.wait_for_function("document.querySelector('img.photo').naturalWidth == 192")
