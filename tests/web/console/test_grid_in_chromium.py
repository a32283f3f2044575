"""Sessions moved in Chromium: by pointer, by keys alone, by finger; against others, without a connection."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Locator, Page, expect

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme.programme import Programme, Session
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.factories.programme import make_event, programme_of
from tests.factories.stored_events import create
from tests.support.browser import OpenPage
from tests.web.console.grid_scenery import (
    DAKHLA,
    HALL,
    LAAYOUNE,
    LATER,
    SOU_60,
    SOU_75,
    SOU_84,
    WAITING,
    WALL,
    forum,
    move_elsewhere,
    place_of,
    session,
)
from tests.web.console.site import EMAIL

GRID = "/console/events/forum-7/grid"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
ROW, ROOM = 6, 152
"""Pixels of five minutes and of a room, in the usual size."""

OpenGrid = Callable[..., Page]


@pytest.fixture
def open_grid(database: Database, url: str, open_page: OpenPage) -> OpenGrid:
    """`open_grid(**options)` opens the grid of the forum, for somebody who is logged in."""

    def open_(email: str = EMAIL, query: str = "", draft: Programme | None = None, **options: Any) -> Page:
        database.write_now(create, draft or forum())
        page = open_page(f"{url}/console/login", **{"viewport": DESK} | options)
        page.locator("#email").fill(email)
        page.locator("#password").fill(PASSWORD)
        page.locator("main button").click()
        page.goto(url + GRID + query)
        expect(page.locator(".block").first).to_be_visible()
        return page

    return open_


def block(page: Page, of: Session) -> Locator:
    return page.locator(f'.block[data-uid="{of.uid}"]')


def waits(page: Page, of: Session) -> Locator:
    return page.locator(f'.waits[data-uid="{of.uid}"]')


def said(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.locator(".grid > [aria-live]")


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_have_text("Saved")


def drag(page: Page, source: Locator, rooms: int = 0, rows: int = 0, *, low: bool = False, drop: bool = True) -> None:
    """By so many rooms and rows; from its lower edge where that is meant."""
    source.scroll_into_view_if_needed()
    box = source.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if low else 20)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(x + rooms * ROOM * step / 4, y + rows * ROW * step / 4)
    if drop:
        page.mouse.up()


def test_session_is_dragged_to_another_room_and_time(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()

    drag(page, block(page, SOU_75), rooms=2, rows=-6)

    expect(said(page)).to_have_text("SOU 75 moved to Hall, 09:30\u00a0to\u00a010:30")
    expect(block(page, SOU_75)).to_contain_text("09:30\u00a0to\u00a010:30")
    saved(page)
    assert place_of(database, SOU_75) == ("20 09:30", "20 10:30", "hall")


def test_lower_edge_makes_a_session_longer(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()

    drag(page, block(page, SOU_75), rows=7, low=True)

    saved(page)
    assert place_of(database, SOU_75) == ("20 10:00", "20 11:35", "laayoune")


def test_what_is_in_the_way_is_said_while_one_drags(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()

    drag(page, block(page, SOU_60), rooms=-2, rows=-18, drop=False)

    expect(page.locator(".found-here")).to_have_text(
        "Room Dakhla is taken by SOU 84 · Amina Berrada is in SOU 84 at that time"
    )
    expect(block(page, SOU_60)).to_have_class(re.compile(r"\bbad\b"))
    page.keyboard.press("Escape")
    expect(block(page, SOU_60)).to_contain_text("12:00\u00a0to\u00a013:00")
    page.mouse.up()
    assert place_of(database, SOU_60) == ("20 12:00", "20 13:00", "agadir")


def test_session_taken_by_another_changes_places_with_it(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    drag(page, block(page, SOU_60), rooms=-1, rows=-24)
    expect(page.locator(".clashes")).to_have_text("Conflicts on this day: 3")

    page.get_by_role("button", name="Swap with SOU 75").click()

    expect(said(page)).to_have_text("SOU 60 and SOU 75 have changed places")
    saved(page)
    assert place_of(database, SOU_60) == ("20 10:00", "20 11:00", "laayoune")
    assert place_of(database, SOU_75) == ("20 12:00", "20 13:00", "agadir")


def test_tray_takes_a_session_and_gives_it_back(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()

    block(page, SOU_75).drag_to(page.locator(".tray h2"))

    expect(waits(page, SOU_75)).to_be_visible()
    saved(page)
    assert place_of(database, SOU_75) == (None, None, None)
    box = block(page, SOU_60).bounding_box()
    assert box is not None
    waits(page, SOU_75).hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + ROOM, box["y"] + 30)
    page.mouse.move(box["x"] + 20 + ROOM, box["y"] + 1)
    page.mouse.up()
    saved(page)
    assert place_of(database, SOU_75) == ("20 12:00", "20 13:00", "hall")


def test_day_is_changed_by_holding_a_session_over_its_tab(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    drag(page, block(page, SOU_75), drop=False)
    tab = page.locator(".tabs a").nth(1).bounding_box()
    ground = page.locator(".board").bounding_box()
    assert tab is not None
    assert ground is not None
    page.mouse.move(tab["x"] + 20, tab["y"] + 20)
    expect(block(page, LATER)).to_be_visible()

    page.mouse.move(ground["x"] + 80 + 3 * ROOM, ground["y"] + 200)
    page.mouse.up()

    saved(page)
    start, _, room = place_of(database, SOU_75)
    assert (start or "")[:2] == "21"
    assert room == "hall"
    assert page.url.endswith("?day=2018-11-21")


def test_everything_is_done_with_keys_alone(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    block(page, SOU_84).focus()
    press = page.keyboard.press

    press("ArrowRight")
    expect(block(page, SOU_75)).to_be_focused()
    press("Enter")
    expect(said(page)).to_contain_text("SOU 75 picked up.")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Control+ArrowDown", "Shift+ArrowDown"):
        press(key)
    expect(said(page)).to_have_text("Hall, 11:10\u00a0to\u00a012:15. No conflict")
    assert place_of(database, SOU_75)[2] == "laayoune"
    press("Enter")
    expect(said(page)).to_have_text("SOU 75 moved to Hall, 11:10\u00a0to\u00a012:15")
    expect(block(page, SOU_75)).to_be_focused()
    saved(page)
    assert place_of(database, SOU_75) == ("20 11:10", "20 12:15", "hall")

    press("Enter")
    press("ArrowLeft")
    press("Escape")
    expect(said(page)).to_have_text("SOU 75 is back at Hall, 11:10\u00a0to\u00a012:15")

    press("p")
    expect(said(page)).to_have_text("SOU 75 taken out of the timetable")
    expect(waits(page, SOU_75)).to_be_focused()
    saved(page)
    assert place_of(database, SOU_75) == (None, None, None)
    press("Control+z")
    expect(said(page)).to_have_text("Undone: SOU 75 is back at Hall, 11:10\u00a0to\u00a012:15")
    expect(block(page, SOU_75)).to_be_focused()
    saved(page)
    assert place_of(database, SOU_75) == ("20 11:10", "20 12:15", "hall")

    press("s")
    press("ArrowLeft")
    expect(block(page, SOU_60)).to_be_focused()
    press("s")
    expect(said(page)).to_have_text("SOU 75 and SOU 60 have changed places")
    saved(page)
    assert place_of(database, SOU_75) == ("20 12:00", "20 13:05", "agadir")
    assert place_of(database, SOU_60) == ("20 11:10", "20 12:10", "hall")


def test_keys_take_a_session_to_the_next_day(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    block(page, SOU_75).focus()

    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    expect(page.locator(".tabs [aria-current]")).to_contain_text("21 November")
    page.keyboard.press("Enter")

    saved(page)
    assert place_of(database, SOU_75) == ("21 10:00", "21 11:00", "laayoune")


def test_what_waits_is_placed_with_keys(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    waits(page, WAITING).focus()

    page.keyboard.press("Enter")
    expect(block(page, WAITING)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    saved(page)
    start, end, room = place_of(database, WAITING)
    assert room == "laayoune"
    assert start is not None
    assert end is not None


def test_help_lists_the_keys_and_gives_the_focus_back(open_grid: OpenGrid) -> None:
    page = open_grid()
    block(page, SOU_75).focus()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Moving sessions with the keyboard")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(block(page, SOU_75)).to_be_focused()


@pytest.fixture
def phone(open_grid: OpenGrid) -> Page:
    return open_grid(viewport=PHONE, has_touch=True)


@pytest.fixture
def touch(phone: Page) -> Callable[..., None]:
    """`touch("touchMove", (x, y))`: what a finger does."""
    cdp = phone.context.new_cdp_session(phone)

    def send(kind: str, *points: tuple[float, float]) -> None:
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    return send


def test_finger_that_rests_on_a_session_drags_it(phone: Page, touch: Callable[..., None], database: Database) -> None:
    block(phone, SOU_75).scroll_into_view_if_needed()
    box = block(phone, SOU_75).bounding_box()
    assert box is not None
    x, y = box["x"] + 30, box["y"] + 10
    board = phone.locator(".board")

    touch("touchStart", (x, y))
    phone.wait_for_timeout(600)
    expect(block(phone, SOU_75)).to_have_class(re.compile(r"\bheld\b"))
    before = board.evaluate("board => board.scrollTop")
    for step in range(1, 6):
        touch("touchMove", (x, y + 3 * ROW * step / 5))
    lines = block(phone, SOU_75).evaluate(
        "block => [...block.querySelectorAll('.from-to, .says')]"
        ".map(line => line.getBoundingClientRect().x - block.getBoundingClientRect().x)"
    )
    assert [0 < start < 20 for start in lines] == [True, True]
    assert not phone.get_by_role("button", name="Later", exact=True).is_visible()
    touch("touchEnd")

    saved(phone)
    assert board.evaluate("board => board.scrollTop") == before
    assert place_of(database, SOU_75) == ("20 10:15", "20 11:15", "laayoune")


def test_finger_that_moves_at_once_scrolls(phone: Page, touch: Callable[..., None], database: Database) -> None:
    box = phone.locator(".board").bounding_box()
    assert box is not None
    phone.locator(".board").scroll_into_view_if_needed()
    phone.wait_for_timeout(100)
    before = phone.locator(".board").evaluate("board => board.scrollTop")
    held = block(phone, SOU_84).bounding_box()
    assert held is not None
    x, y = held["x"] + 40, held["y"] + 60
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y - step * 12))
    touch("touchEnd")
    phone.wait_for_timeout(700)

    assert phone.locator(".board").evaluate("board => board.scrollTop") > before
    assert place_of(database, SOU_84)[0] == "20 09:00"


def test_buttons_move_what_is_chosen(phone: Page, database: Database) -> None:
    block(phone, SOU_75).tap()
    bar = phone.locator(".deck").bounding_box()
    assert bar is not None
    assert (bar["y"] > 300, round(bar["y"] + bar["height"])) == (True, PHONE["height"])
    chosen = block(phone, SOU_75).bounding_box()
    assert chosen is not None
    assert chosen["y"] + 60 <= bar["y"]

    for name in ("Later", "Later", "Next room", "Longer", "Leave it here"):
        phone.get_by_role("button", name=name, exact=True).tap()

    saved(phone)
    assert place_of(database, SOU_75) == ("20 10:10", "20 11:15", "agadir")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_hours_have_the_height_of_the_window(open_grid: OpenGrid) -> None:
    page = open_grid(viewport={"width": 1280, "height": 800})

    hours = page.evaluate("(document.querySelector('.board').clientHeight - 47) / 72")

    assert hours > 5.5
    assert page.evaluate("document.querySelector('.grid').getBoundingClientRect().bottom") <= 800


def test_what_waits_says_its_time_in_the_reader_s_language(open_grid: OpenGrid) -> None:
    note = {"en": "In the morning", "fr": "Le matin"}
    waiting = session("SOU 98", "2018-11-20T09:00", "2018-11-20T12:00", HALL)
    waiting = structs.replace(waiting, start_local=None, end_local=None, room_uid=None, time_note=note)
    page = open_grid(draft=forum(waiting), locale="fr")

    expect(page.locator(f'.waits[data-uid="{waiting.uid}"]')).to_contain_text("Le matin")


def test_bars_of_a_phone_are_one_row_each_and_begin_at_the_page(phone: Page) -> None:
    for bar in (".sub nav", ".of-event .parts"):
        box = phone.locator(bar).bounding_box()
        here = phone.locator(f"{bar} [aria-current]").bounding_box()
        assert box is not None
        assert here is not None
        assert box["height"] < 56
        assert 0 <= here["x"] <= PHONE["width"] - here["width"]


def test_rooms_run_from_the_right_in_arabic(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid(query="?lang=ar")
    dakhla, laayoune = (block(page, one).bounding_box() for one in (SOU_84, SOU_75))
    assert dakhla is not None
    assert laayoune is not None
    assert laayoune["x"] < dakhla["x"]

    block(page, SOU_75).focus()
    for key in ("Enter", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".saved")).to_have_text("تم الحفظ")
    assert place_of(database, SOU_75)[2] == "agadir"
    drag(page, block(page, SOU_75), rooms=1)
    expect(said(page)).to_contain_text("نُقلت")
    expect(page.locator(".saved")).to_have_text("تم الحفظ")
    assert place_of(database, SOU_75)[2] == "laayoune"


def test_move_of_somebody_else_is_not_overwritten(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    move_elsewhere(
        database, SOU_75, room_uid=HALL.uid, start_local=WALL("2018-11-20T15:00"), end_local=WALL("2018-11-20T16:00")
    )

    drag(page, block(page, SOU_75), rows=6)
    asked = page.get_by_role("dialog", name="Somebody else has changed SOU 75 meanwhile")
    expect(asked).to_contain_text("It is now here: Hall, Tuesday 20 November, 15:00\u00a0to\u00a016:00")
    expect(asked).to_contain_text("You moved it here: Room Laayoune, Tuesday 20 November, 10:30\u00a0to\u00a011:30")
    asked.get_by_role("button", name="Leave it as it is now").click()

    expect(block(page, SOU_75)).to_contain_text("15:00\u00a0to\u00a016:00")
    saved(page)
    assert place_of(database, SOU_75) == ("20 15:00", "20 16:00", "hall")


def test_move_is_made_all_the_same_where_one_wants_it(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    move_elsewhere(database, SOU_75, room_uid=HALL.uid)

    drag(page, block(page, SOU_75), rows=6)
    page.get_by_role("button", name="Move it all the same").click()

    saved(page)
    assert place_of(database, SOU_75) == ("20 10:30", "20 11:30", "laayoune")


def test_text_that_somebody_else_changed_is_nobody_s_loss(open_grid: OpenGrid, database: Database) -> None:
    """A move is asked about, too, when only the title has changed: it was based on another state."""
    page = open_grid()
    move_elsewhere(database, SOU_75, title={"en": "Bridges"})

    drag(page, block(page, SOU_75), rows=6)
    page.get_by_role("button", name="Move it all the same").click()

    saved(page)
    expect(block(page, SOU_75)).to_contain_text("Bridges")
    assert place_of(database, SOU_75) == ("20 10:30", "20 11:30", "laayoune")


def test_move_without_a_connection_is_sent_when_it_is_back(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    page.context.set_offline(True)

    drag(page, block(page, SOU_75), rooms=2)
    drag(page, block(page, SOU_60), rows=6)
    expect(page.locator(".saved")).to_contain_text("Not saved yet: the connection is gone.")
    assert place_of(database, SOU_75)[2] == "laayoune"
    page.context.set_offline(False)

    saved(page)
    assert place_of(database, SOU_75) == ("20 10:00", "20 11:00", "hall")
    assert place_of(database, SOU_60) == ("20 12:30", "20 13:30", "agadir")


def test_move_that_was_not_saved_is_offered_again(open_grid: OpenGrid, database: Database, url: str) -> None:
    page = open_grid()
    page.context.set_offline(True)
    drag(page, block(page, SOU_75), rooms=2)
    expect(page.locator(".saved")).to_contain_text("Not saved yet")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.context.set_offline(False)

    page.goto(url + GRID)
    expect(page.locator(".notes")).to_contain_text("SOU 75")
    page.get_by_role("button", name="Save them now").click()

    saved(page)
    assert place_of(database, SOU_75)[2] == "hall"


def test_whoever_is_logged_out_meanwhile_is_told_so(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    page.context.clear_cookies()

    drag(page, block(page, SOU_75), rooms=2)

    expect(page.locator(".saved")).to_contain_text("you are no longer logged in")
    expect(page.locator(".saved a")).to_have_attribute("href", re.compile(r"/console/login\?next=.*grid"))
    assert place_of(database, SOU_75)[2] == "laayoune"


def test_what_others_moved_is_seen(open_grid: OpenGrid, database: Database) -> None:
    page = open_grid()
    move_elsewhere(
        database, SOU_75, room_uid=HALL.uid, start_local=WALL("2018-11-20T15:00"), end_local=WALL("2018-11-20T16:00")
    )

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(block(page, SOU_75)).to_contain_text("15:00\u00a0to\u00a016:00")
    expect(said(page)).to_have_text("Others have moved sessions: what you see is up to date.")


def test_size_is_remembered(open_grid: OpenGrid) -> None:
    page = open_grid()
    before = block(page, SOU_75).bounding_box()

    page.get_by_role("button", name="Larger").click()
    larger = block(page, SOU_75).bounding_box()
    page.reload()
    expect(block(page, SOU_75)).to_be_visible()

    assert before is not None
    assert larger is not None
    assert larger["height"] > before["height"]
    assert block(page, SOU_75).evaluate("block => block.offsetHeight") == round(larger["height"])


def test_editor_s_move_waits_for_an_organizer(open_grid: OpenGrid, database: Database) -> None:
    database.write_now(lambda db: make_account(db, "eddy@example.org", Role.EDITOR, now=now()))
    page = open_grid("eddy@example.org")

    drag(page, block(page, SOU_75), rooms=2)

    saved(page)
    assert place_of(database, SOU_75)[2] == "hall"
    page.reload()
    expect(block(page, SOU_75)).to_contain_text("not ready")


def test_viewer_moves_nothing(open_grid: OpenGrid, database: Database) -> None:
    database.write_now(lambda db: make_account(db, "vera@example.org", Role.VIEWER, now=now()))
    page = open_grid("vera@example.org")

    drag(page, block(page, SOU_75), rooms=2)
    block(page, SOU_75).click()

    expect(block(page, SOU_75)).to_contain_text("10:00\u00a0to\u00a011:00")
    expect(page.locator(".deck button:visible")).to_have_count(0)
    expect(page.get_by_role("link", name="Open")).to_be_visible()
    assert place_of(database, SOU_75) == ("20 10:00", "20 11:00", LAAYOUNE.slug)


def test_list_is_shown_where_the_script_fails(database: Database, url: str, open_page: OpenPage) -> None:
    database.write_now(create, forum())
    page = open_page(f"{url}/console/login", viewport=DESK)
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.route("**/grid.json*", lambda route: route.abort())

    page.goto(url + GRID)

    expect(page.locator(".grid-list")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.get_by_role("link", name="SOU 84")).to_be_visible()


def test_what_the_server_finds_is_shown_after_saving(open_grid: OpenGrid) -> None:
    page = open_grid()

    drag(page, block(page, SOU_60), rows=-18)

    saved(page)
    expect(page.locator(".found-here")).to_contain_text("Amina Berrada is wanted twice")
    expect(block(page, SOU_84)).to_have_class(re.compile(r"\bbad\b"))
    block(page, SOU_75).click()
    expect(page.locator(".found-here")).to_have_text("No conflict")


def test_session_is_opened_with_a_key(open_grid: OpenGrid) -> None:
    page = open_grid()
    block(page, SOU_75).focus()

    page.keyboard.press("o")

    page.wait_for_url(f"**/console/events/forum-7/sessions/{SOU_75.uid}")
    expect(page.locator("h1")).to_contain_text("SOU 75")


def test_what_cannot_be_is_as_it_was_and_says_why(open_grid: OpenGrid, database: Database) -> None:
    """In Paris there is no half past two on the night when clocks go forward."""
    night = make_event(start_on=date(2019, 3, 31), end_on=date(2019, 3, 31), timezone="Europe/Paris")
    early = session("SOU 1", "2019-03-31T03:30", "2019-03-31T04:00", DAKHLA)
    page = open_grid(draft=programme_of(early, event=night, rooms=(DAKHLA,)))
    block(page, early).focus()

    for key in ("Enter", "Control+ArrowUp", "Enter"):
        page.keyboard.press(key)

    expect(page.get_by_role("alert")).to_contain_text("This was not saved, and is as it was before:")
    expect(block(page, early)).to_contain_text("03:30\u00a0to\u00a004:00")
    assert place_of(database, early) == ("31 03:30", "31 04:00", "dakhla")
