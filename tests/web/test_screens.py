"""Big screens in a browser: they fit, they follow what is published, and they outlive the network."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Page, expect

from events_service import zones
from events_service.database import Database
from events_service.zones import now
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_room
from tests.factories.stored_events import create, publish, small_draft
from tests.support.browser import OpenPage
from tests.web.console.site import console_site

PLACES = ("Africa/Casablanca", "Asia/Tokyo", "America/Los_Angeles")
LONG = "The place of local and regional governments in the partnership between two continents, and what it takes " * 2
ROOMS = tuple(make_room(name={"en": f"Room {n}", "fr": f"Salle {n}"}, slug=f"r{n}", position=n) for n in range(60))


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def daytime() -> tuple[str, datetime]:
    """A place where it is day now, so that what is an hour away is of the same day; and its wall time."""
    found = ((place, zones.to_wall(now(), place)) for place in PLACES)
    return next((place, local.replace(second=0, microsecond=0)) for place, local in found if 5 <= local.hour < 20)


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    """An event today with sixty rooms: in each one session runs and another begins in half an hour."""
    place, local = daytime()
    half = timedelta(minutes=30)
    event = make_event(timezone=place, start_on=local.date(), end_on=local.date(), languages=("en", "fr"))

    def session(name: str, room: Any, start: datetime, long: bool) -> Any:
        title = {"en": LONG if long else name, "fr": f"{name} en français"}
        made = draft_session(f"{name} {room.slug}", start_local=start, end_local=start + 2 * half, room_uid=room.uid)
        return structs.replace(made, title=title)

    sessions = [
        session(name, room, start, room.slug == "r1")
        for room in ROOMS
        for name, start in (("Running", local - half), ("Following", local + half))
    ]
    sessions.append(session("Besides", ROOMS[1], local - half, True))
    database.write_now(create, small_draft(*sessions, event=event, rooms=ROOMS))
    database.write_now(publish, event.uid)
    with console_site(database, database_url, tmp_path) as url:
        yield f"{url}/en/{event.slug}/"


def overflow(page: Page) -> list[int]:
    """By how much anything would have to be scrolled."""
    found: list[int] = page.evaluate(
        "[document.documentElement, document.querySelector('main')].flatMap("
        "box => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth])"
    )
    return found


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("path", ["rooms/r0/screen/", "rooms/r1/screen/", "screen/"])
def test_nothing_on_a_screen_has_to_be_scrolled(
    open_page: OpenPage, url: str, path: str, size: tuple[int, int]
) -> None:
    page = open_page(f"{url}{path}", viewport={"width": size[0], "height": size[1]})

    assert overflow(page) == [0, 0, 0, 0]
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.clock')).fontSize)") > 50


def test_rooms_that_do_not_fit_are_shown_in_turns(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport={"width": 1920, "height": 1080})
    page.clock.install(time=now())
    page.goto(f"{url}screen/")
    seen: set[str] = set()
    for _ in range(8):
        seen |= set(page.locator(".rooms > li:visible h2").all_inner_texts())
        page.clock.run_for(12_000)

    assert seen == {f"Room {n}" for n in range(60)}


def test_screen_goes_on_by_its_own_clock_when_the_network_fails(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport={"width": 1920, "height": 1080})
    begun = now()
    page.clock.install(time=begun)
    page.goto(f"{url}rooms/r0/screen/")
    expect(page.locator("li.on h2")).to_have_text("Running")
    expect(page.locator("li.next h2")).to_have_text("Following")
    expect(page.locator("#lost")).to_be_hidden()

    page.context.set_offline(True)
    page.clock.run_for(31_000)
    expect(page.locator("#lost")).to_be_visible()
    page.clock.fast_forward(32 * 60_000)

    expect(page.locator("li.on h2")).to_have_text("Following")
    expect(page.locator("li.on .word")).to_have_text("Now")
    assert page.locator("li.next").count() == 0
    place, _ = daytime()
    shown = zones.to_wall(begun + timedelta(minutes=32, seconds=31), place)
    expect(page.locator("#clock")).to_have_text(f"{shown:%H:%M}")


def test_screen_changes_its_language_each_time_where_it_is_asked_to(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport={"width": 1920, "height": 1080})
    page.clock.install(time=now())
    page.goto(f"{url}rooms/r0/screen/?rotate")
    said = [page.locator("li.on h2").inner_text()]
    for language in ("fr", "en"):
        page.clock.run_for(31_000)
        page.wait_for_function("language => document.documentElement.lang === language", arg=language)
        said.append(page.locator("li.on h2").inner_text())

    assert said == ["Running", "Running en français", "Running"]
