"""The timetable of the console with 2,000 sessions in 60 rooms, in Chromium: when a move is on screen and when saved.

A move is on screen with the frame after the one that the key or the pointer asked for; it is saved when the page says
so. Nine of ten moves are as fast as is said or faster; of pages it is the median.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import structs
from playwright.sync_api import Page

from bench import fosdem
from bench.figures import Figure
from bench.starting import serving, wait_for
from events_service.accounts import passwords
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import add_account
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.database.migrations import migrate
from events_service.programme import draft
from events_service.zones import now
from tests.factories.programme import make_programme
from tests.support.browser import running_browser

SESSIONS, ROOMS, DAYS = 2_000, 60, 3
MOVES = 20
ON_SCREEN, SAVED, READY = 100, 300, 300
"""Milliseconds."""
EMAIL, PASSWORD = "bench@example.org", "a password for the benchmark"

_WATCH = """() => {
  window.shown = [];
  const watch = () => {
    const asked = performance.now();
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => window.shown.push(performance.now() - asked);
      port2.postMessage(0);
    });
  };
  for (const kind of ['keydown', 'pointermove', 'pointerup']) addEventListener(kind, watch, true);
  window.saves = [];
  let sent = 0;
  new MutationObserver(([{target}]) => {
    const {state} = target.dataset;
    if (state === 'saving' && !sent) sent = performance.now();
    if (state === 'saved' && sent) { window.saves.push(performance.now() - sent); sent = 0; }
  }).observe(document.querySelector('.saved'), {attributes: true});
}"""


def figures() -> Iterator[Figure]:
    what = f"{SESSIONS:,} sessions in {ROOMS} rooms"
    with _grid() as (page, address):
        for name, path in (("page", "grid"), ("data", "grid.json")):
            took = statistics.median(_milliseconds(page, f"{address}/{path}") for _ in range(5))
            yield _figure(f"{name} of the timetable, {what}", took, READY)
        page.goto(f"{address}/grid")
        page.wait_for_selector(".block")
        page.evaluate(_WATCH)
        for name, move in (("key", _by_keys), ("pointer", _by_pointer)):
            shown, saved = _moved(page, move)
            yield _figure(f"move by {name} on screen, {what}", shown, ON_SCREEN)
            yield _figure(f"move by {name} saved, {what}", saved, SAVED)


def _figure(name: str, took: float, most: int) -> Figure:
    return Figure(name, took, most, "ms", 1, at_least=False)


def _moved(page: Page, move: Callable[[Page, bool], None]) -> tuple[float, float]:
    """What nine of ten do not exceed, there and back in turn after one move that does not count."""
    move(page, False)
    page.evaluate("window.shown = []; window.saves = []")
    for number in range(MOVES):
        move(page, number % 2 == 0)
    shown, saves = page.evaluate("window.shown"), page.evaluate("window.saves")
    assert len(saves) == MOVES
    return _nine_of_ten(shown), _nine_of_ten(saves)


def _nine_of_ten(times: list[float]) -> float:
    return statistics.quantiles(times, n=10)[-1]


def _by_keys(page: Page, back: bool) -> None:
    before = page.evaluate("window.saves.length")
    page.locator(".block").nth(100).focus()
    for key in ("Enter", *(("ArrowUp", "ArrowLeft") if back else ("ArrowDown", "ArrowRight")), "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    _wait_until_saved(page, before)


def _by_pointer(page: Page, back: bool) -> None:
    before = page.evaluate("window.saves.length")
    block = page.locator(".chosen")
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 15
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y + (-3 if back else 3) * step)
    page.mouse.up()
    _wait_until_saved(page, before)


def _wait_until_saved(page: Page, before: int) -> None:
    page.wait_for_function("before => window.saves.length > before", arg=before)
    page.wait_for_timeout(100)


def _milliseconds(page: Page, address: str) -> float:
    begun = time.perf_counter()
    answer = page.context.request.get(address)
    answer.body()
    assert answer.ok
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _grid() -> Iterator[tuple[Page, str]]:
    """A browser that is logged in, and where the event's pages are."""
    with fosdem.folder() as place:
        url = f"sqlite:///{place / 'events.sqlite3'}"
        migrate(url)
        database = Database(url, write_wait=120)
        slug = _fill(database)
        database.close()
        with serving(url) as (_, address), running_browser() as browser:
            wait_for(address)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/console/login")
            page.locator("#email").fill(EMAIL)
            page.locator("#password").fill(PASSWORD)
            page.locator("main button").click()
            page.wait_for_url(f"{address}/console/")
            yield page, f"{address}/console/events/{slug}"


def _fill(database: Database) -> str:
    """A draft, and somebody who may move its sessions."""
    programme = make_programme(SESSIONS, DAYS, ROOMS)
    sessions = tuple(structs.replace(session, start_at=None, end_at=None) for session in programme.sessions)
    programme = structs.replace(programme, sessions=sessions, tombstones=())
    database.write_now(lambda db: draft.create(db.connection(), programme))
    secret = passwords.hashed(PASSWORD)
    database.write_now(lambda db: add_account(db, COMMAND, EMAIL, secret, Role.ORGANIZER, now()))
    return programme.event.slug
