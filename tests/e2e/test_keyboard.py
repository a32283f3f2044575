"""The daily round of an organizer without a mouse: log in, correct a session, move it, publish it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from events_service.database import Database
from tests.accounts.people import PASSWORD
from tests.e2e.organizer import PATIENCE
from tests.factories.stored_events import create, publish
from tests.support.browser import OpenPage
from tests.web.console.grid_scenery import SOU_75, forum, place_of
from tests.web.console.site import EMAIL, console_site

FOCUSED = """async (back) => {
  const at = document.activeElement, before = window.before, style = getComputedStyle(at);
  if (at === before) return {name: '', faults: []};
  window.before = at;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const seen = () => {
    const box = at.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
    return Boolean(over && (at.contains(over) || over.contains(at) || over.closest('label')?.control === at));
  };
  for (let frames = 0; frames < 60 && !seen(); frames += 1) await frame();
  const wanted = back ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  const faults = [];
  if (!seen()) faults.push('is not to be seen');
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('is not marked');
  if (before && !(before.compareDocumentPosition(at) & wanted)) faults.push('is out of order');
  return {name: at.textContent.trim().slice(0, 40) || at.name || at.id || at.tagName, faults};
}"""
"""What has the focus, and what is wrong with it: it is to be seen, marked, and next as a reader reads. A field of
several parts, such as a date, has it several times."""


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    with console_site(database, database_url, tmp_path) as url:
        yield url


class Keys:
    """A keyboard, and what is to be seen of where it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []

    def go_to(self, wanted: Locator, most: int = 60, *, back: bool = False) -> None:
        """Tab after tab."""
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            at = self.page.evaluate(FOCUSED, back)
            self.faults += [f"{self.page.url}: {at['name']} {fault}" for fault in at["faults"]]
            if wanted.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"{wanted} is not reached with {most} tabs")

    def skip(self) -> None:
        """Past what stands above every page, with the first thing one comes to."""
        self.go_to(self.page.get_by_role("link", name="Skip to the content"), 1)
        self.page.keyboard.press("Enter")

    def follow(self, wanted: Locator, most: int = 60, *, back: bool = False) -> None:
        self.go_to(wanted, most, back=back)
        self.page.keyboard.press("Enter")


def test_session_is_corrected_moved_and_published_with_keys_alone(
    database: Database, url: str, open_page: OpenPage
) -> None:
    database.write_now(create, forum())
    database.write_now(publish, forum().event.uid)
    page = open_page(viewport={"width": 1280, "height": 800}, locale="en")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/console/events/forum-7/")
    keys, link = Keys(page), page.get_by_role("link")
    areas = page.get_by_role("navigation", name="Forum")

    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(EMAIL)
    keys.go_to(page.get_by_label("Password"), 1)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(areas).to_be_visible()
    keys.follow(areas.get_by_role("link", name="Sessions"))
    expect(page.locator("h1")).to_have_text("Sessions")
    keys.skip()
    keys.follow(link.filter(has_text="SOU 75"), 20)
    expect(page.locator("h1")).to_contain_text("SOU 75")
    keys.skip()
    keys.go_to(page.get_by_role("group", name="Title (in one language at least)").get_by_label("English"), 10)
    page.keyboard.press("End")
    page.keyboard.type(", corrected")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    keys.follow(areas.get_by_role("link", name="Timetable"), 20, back=True)
    block = page.get_by_role("application").get_by_role("button", name="SOU 75")
    expect(block).to_be_visible()
    keys.skip()
    keys.go_to(page.get_by_role("application").get_by_role("button").first, 12)
    page.keyboard.press("ArrowRight")
    expect(block).to_be_focused()
    for key in ("Enter", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert place_of(database, SOU_75) == ("20 10:00", "20 11:00", "hall")

    page.reload()
    keys.follow(areas.get_by_role("link", name="Publish"), 20, back=True)
    expect(page.get_by_role("listitem").filter(has_text="SOU 75").first).to_be_visible()
    keys.skip()
    keys.follow(page.get_by_role("button", name="Publish", exact=True), 20)
    expect(page.get_by_text("Version 2 is published")).to_be_visible()
    assert keys.faults == []
