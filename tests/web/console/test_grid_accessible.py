"""axe finds nothing in the grid, whatever it is doing; and nothing that was typed in is run."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec import structs
from playwright.sync_api import Dialog, Page, expect

from events_service.database import Database
from tests.accounts.people import PASSWORD
from tests.factories.programme import make_event
from tests.factories.stored_events import create
from tests.support.browser import OpenPage
from tests.web.console.grid_scenery import AMINA, DAKHLA, SOU_75, SOU_84, WATER, forum, session
from tests.web.console.site import EMAIL
from tests.web.payloads import PAYLOADS

GRID = "/console/events/forum-7/grid"


def log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1440), ("fr", "dark", 360), ("ar", "light", 360), ("ar", "dark", 1440)],
)
def test_axe_finds_nothing(
    database: Database, url: str, open_page: OpenPage, language: str, scheme: str, width: int
) -> None:
    database.write_now(create, forum())
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    log_in(page, url)
    page.goto(url + GRID)
    one = page.locator(f'.block[data-uid="{SOU_75.uid}"]')
    expect(one).to_be_visible()
    found = {"at first": violations(page)}

    one.click()
    found["chosen"] = violations(page)
    one.press("Enter")
    one.press("ArrowUp" if width > 1000 else "ArrowDown")
    found["held"] = violations(page)
    one.press("Escape")
    one.press("s")
    found["swapping"] = violations(page)
    one.press("Escape")
    one.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found["help"] = violations(page)
    page.keyboard.press("Escape")

    assert found == dict.fromkeys(found, [])
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_axe_finds_nothing_in_the_list(database: Database, url: str, open_page: OpenPage) -> None:
    database.write_now(create, forum())
    page = open_page(viewport={"width": 360, "height": 800}, bypass_csp=True)
    log_in(page, url)
    page.route("**/grid.json*", lambda route: route.abort())
    page.goto(url + GRID)
    expect(page.locator(".grid-list")).to_be_visible()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def poisoned(database: Database) -> None:
    """Every payload somewhere in the grid: as a title, a code, a room, a track, a person, a note."""
    sessions = []
    for number, payload in enumerate(PAYLOADS):
        start = f"2018-11-20T{8 + number // 6:02d}:{number % 6}0"
        made = session(f"X {number}", start, start[:-1] + "5", DAKHLA, people=SOU_84.people)
        said = {"title": {"en": payload}, "code": payload[:60]}
        sessions.append(structs.replace(made, **said))
        waiting = {"start_local": None, "end_local": None, "time_note": {"en": payload}}
        sessions.append(structs.replace(session(f"W {number}", start, start, DAKHLA), room_uid=None, **said | waiting))
    database.write_now(
        create,
        forum(
            *sessions,
            rooms=tuple(structs.replace(room, name={"en": PAYLOADS[n]}) for n, room in enumerate(forum().rooms)),
            tracks=(structs.replace(WATER, name={"en": PAYLOADS[4]}),),
            people=(structs.replace(AMINA, name={"en": PAYLOADS[5]}),),
            event=structs.replace(make_event(end_on=forum().event.end_on), title={"en": PAYLOADS[6]}),
        ),
    )


@pytest.mark.usefixtures("poisoned")
def test_t_xss_nothing_fires_in_the_grid(url: str, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    fired: list[str] = []

    def note(dialog: Dialog) -> None:
        fired.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    log_in(page, url)
    page.goto(url + GRID)
    expect(page.locator(".block").first).to_be_visible()
    blocks = page.locator(".block")
    assert blocks.count() > len(PAYLOADS)
    for number in range(0, blocks.count(), 7):
        blocks.nth(number).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
    page.keyboard.press("s")

    assert fired == []
    assert page.locator(".grid script, .grid img, .grid svg, .grid iframe").count() == 0
