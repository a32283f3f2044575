"""axe finds nothing to object to on the pages for the day itself, and none is wider than a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec import structs

from events_service.accounts.access import COMMAND
from events_service.database import Database
from events_service.programme import notices
from events_service.programme.live import Notice
from tests.accounts.people import PASSWORD
from tests.factories.programme import make_event
from tests.factories.stored_events import WATER, create, publish, small_draft
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL, console_site

LONG = structs.replace(
    WATER, title={"en": "A session whose title is as long as those that ministries like to give " * 3}
)
FORUM = small_draft(LONG, event=make_event(languages=("fr", "en")))
BELOW = f"/console/events/{FORUM.event.slug}"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    database.write_now(create, FORUM)
    database.write_now(publish, FORUM.event.uid)
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_axe_finds_nothing(open_page: OpenPage, database: Database, url: str, language: str, scheme: str) -> None:
    posted = database.write_now(
        notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "Shuttle", "ar": "الحافلة"}, WATER.uid)
    )
    old = database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "Bus strike"}))
    database.write_now(notices.end_notice, COMMAND, FORUM.event.uid, old.uid)
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (name, width) == (name, 0)

    start = WATER.start_local
    assert start is not None
    moments = [f"/day?at={start:%Y-%m-%dT%H:%M}", "/day?at=never", "/day?still=1"]
    for path in (*moments, "/notices", f"/notices/{posted.uid}"):
        page.goto(url + BELOW + path)
        look(path)
    page.locator("form.wide textarea").first.evaluate("area => area.removeAttribute('maxlength')")
    for area in page.locator("form.wide textarea").all():
        area.fill("")
    page.locator("form.wide button").click()
    page.wait_for_load_state()
    assert page.locator("#text-wrong").count() == 1
    look("refused")

    assert found == dict.fromkeys(found, [])
