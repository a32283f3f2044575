"""Sheets to print: what stands on them, and that each begins on a page of its own."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs
from pypdf import PdfReader

from events_service.database import Database
from events_service.programme.programme import Internal, SessionStatus
from tests.accounts.people import PASSWORD
from tests.factories.stored_events import change, create, publish
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL, Browser, console_site
from tests.web.console.test_day import DAKHLA, EVENT, FORUM, OMAR, ROADS, SECRET, TARFAYA, WATER

BELOW = f"/console/events/{EVENT.slug}/day"
INTERNAL = Internal(
    notes="The minister comes through the garden",
    setup_minutes=40,
    layout="U shape",
    equipment="2 microphones",
    expected_audience=80,
)
SPOKEN = {"languages": ("fr",), "interpretation": ("en", "ar")}
PLAN = structs.replace(
    FORUM,
    sessions=(
        structs.replace(WATER, internal=INTERNAL, **SPOKEN),
        structs.replace(ROADS, **SPOKEN),
        *FORUM.sessions[2:],
    ),
    rooms=(structs.replace(DAKHLA, booths=3, capacity=120), TARFAYA),
)


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    database.write_now(create, PLAN)
    database.write_now(publish, EVENT.uid)
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.fixture
def here(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html))


def test_door_sheets_show_what_is_published_and_nothing_else(database: Database, here: Browser) -> None:
    database.write_now(change, EVENT.uid, ROADS.uid, title={"en": "Not yet public"})

    shown = words(here.get(f"{BELOW}/2018-11-21/doors").text)

    assert "Room Dakhla" in shown
    assert "09:00 to 11:00" in shown
    assert "French, with interpretation into English and Arabic" in shown
    for hidden in ("Not yet public", "The minister", "garden", "Room Tarfaya", "06 11 22 33 44"):
        assert hidden not in shown
    assert "Nothing is published in any room" in here.get(f"{BELOW}/2018-11-22/doors").text


def test_run_sheets_say_who_is_to_be_confirmed(database: Database, here: Browser) -> None:
    people = [structs.replace(WATER.people[0], to_be_confirmed=True)]
    database.write_now(change, EVENT.uid, WATER.uid, people=people)

    page = here.get(f"{BELOW}/2018-11-21/rooms?lang=ar")

    assert page.status_code == 200
    assert "، في انتظار التأكيد" in words(page.text)


def test_run_sheets_show_the_working_version_with_what_is_internal(database: Database, here: Browser) -> None:
    database.write_now(change, EVENT.uid, ROADS.uid, status=SessionStatus.CANCELLED)

    shown = words(here.get(f"{BELOW}/2018-11-21/rooms").text)

    for said in (
        "Room for 120",
        "3 interpreters’ booths",
        "Set up from 08:20 40 minutes",
        "U shape",
        "80 people",
        "2 microphones",
        "The minister comes through the garden",
        "Amina Berrada",
        "06 11 22 33 44",
        "Omar Alami",
        "By invitation",
        "Cancelled",
    ):
        assert said in shown, said
    only = words(here.get(f"{BELOW}/2018-11-21/rooms", params={"room": TARFAYA.uid}).text)
    assert SECRET.title["en"] in only
    assert "Room Dakhla" not in only


def test_each_interpreter_has_a_sheet_and_what_nobody_interprets_is_listed(here: Browser) -> None:
    shown = here.get(f"{BELOW}/interpreters").text

    sheets = re.findall(r"<h2><bdi>(.*?)</bdi></h2>(.*?)</article>", shown, re.DOTALL)
    assert [name for name, _ in sheets] == [OMAR.name["en"], "Nobody yet"]
    assert [WATER.title["en"] in sheet for _, sheet in sheets] == [True, False]
    assert [ROADS.title["en"] in sheet for _, sheet in sheets] == [False, True]
    assert "Room Dakhla" in sheets[0][1]
    assert "<td>3</td>" in sheets[0][1]


@pytest.mark.parametrize("path", ["doors", "rooms"])
def test_day_that_is_none_is_refused(here: Browser, path: str) -> None:
    assert here.get(f"{BELOW}/soon/{path}").status_code == 422


def test_sheets_are_for_who_may_see_the_working_version(url: str) -> None:
    with Browser(base_url=url) as nobody:
        for path in ("2018-11-21/doors", "2018-11-21/rooms", "interpreters"):
            assert nobody.get(f"{BELOW}/{path}").headers["location"].startswith("/console/login?")


def test_every_sheet_begins_on_a_page_of_its_own(database: Database, open_page: OpenPage, url: str) -> None:
    database.write_now(change, EVENT.uid, SECRET.uid, visibility="public")
    database.write_now(publish, EVENT.uid, hours=1)
    page = open_page(locale="en")
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    printed: dict[str, list[str]] = {}
    sizes = {}
    for path in ("2018-11-21/doors", "2018-11-21/doors?paper=a3", "2018-11-21/rooms", "interpreters"):
        page.goto(f"{url}{BELOW}/{path}")
        pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
        printed[path] = [sheet.extract_text() for sheet in pdf.pages]
        sizes[path] = round(pdf.pages[0].mediabox.width / 72 * 25.4)

    assert {path: len(pages) for path, pages in printed.items()} == dict.fromkeys(printed, 2)
    for path in ("2018-11-21/doors", "2018-11-21/doors?paper=a3", "2018-11-21/rooms"):
        assert ["Room Dakhla" in text for text in printed[path]] == [True, False]
        assert ["Room Tarfaya" in text for text in printed[path]] == [False, True]
    assert not any("Print this page" in text for pages in printed.values() for text in pages)
    assert sizes == {
        "2018-11-21/doors": 210,
        "2018-11-21/doors?paper=a3": 297,
        "2018-11-21/rooms": 210,
        "interpreters": 210,
    }
