"""axe finds nothing on the pages of planning, in three languages, light and dark, and nothing overflows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec import structs

from events_service.database import Database
from events_service.programme.programme import SessionPerson
from tests.accounts.people import PASSWORD
from tests.factories.programme import make_person
from tests.factories.stored_events import HALL, ROADS, WATER, create, small_draft
from tests.support.accessible import COMBINATIONS
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL

AMINA = make_person()
EVENT = "/console/events/forum-7"


@pytest.mark.parametrize(("language", "scheme"), COMBINATIONS)
def test_axe_finds_nothing(open_page: OpenPage, database: Database, url: str, language: str, scheme: str) -> None:
    people = (SessionPerson(AMINA.uid),)
    long = {"en": "Territories and their cooperation " * 4}
    sessions = (structs.replace(one, room_uid=HALL.uid, people=people, title=long) for one in (WATER, ROADS))
    database.write_now(create, small_draft(*sessions, people=(AMINA,)))
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name

    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.goto(f"{url}{EVENT}/conflicts")
    page.locator("details.accept summary").first.click()
    look("open")
    page.locator("details.accept[open] input[name=reason]").fill("Two short talks.")
    page.locator("details.accept[open] button").click()
    look("accepted")
    for path in (
        f"{EVENT}/availability?q=amina",
        f"{EVENT}/sessions/{WATER.uid}/place",
        f"{EVENT}/rooms/{HALL.uid}/availability",
        f"{EVENT}/people/{AMINA.uid}/availability",
    ):
        page.goto(url + path)
        look(path)
    page.locator("input[name='hours-2018-11-20']").fill("noon")
    page.locator("main button").click()
    look("refused")

    assert page.locator(".wrong").count() == 1
    assert found == dict.fromkeys(found, [])


def test_conflict_is_accepted_and_session_moved_with_the_keyboard_alone(
    open_page: OpenPage, database: Database, url: str
) -> None:
    sessions = (structs.replace(one, room_uid=HALL.uid) for one in (WATER, ROADS))
    database.write_now(create, small_draft(*sessions))
    page = open_page()
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")
    page.goto(f"{url}{EVENT}/conflicts?severity=error")

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"no way to {selector}")

    tab_to("details.accept summary")
    page.keyboard.press("Enter")
    tab_to("input[name=reason]")
    page.keyboard.type("Two short talks.")
    page.keyboard.press("Enter")
    page.locator("h2", has_text="Accepted").wait_for()
    page.goto(f"{url}{EVENT}/sessions/{WATER.uid}/place")
    tab_to(".places button")
    page.keyboard.press("Enter")

    page.locator("[role=status]", has_text="Moved").wait_for()
