"""Typed text in Chromium: kept while it is typed, offered when one comes back, never lost with the login."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import delete

from events_service.accounts.models import Login
from events_service.database import Database
from tests.accounts.people import PASSWORD
from tests.factories.stored_events import WATER, create, load, small_draft
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL
from tests.web.console.test_keeping import ONE, kept
from tests.web.console.test_sessions import session

SUMMIT = small_draft()
EVENT = f"/console/events/{SUMMIT.event.slug}"
TYPED = "Water for every town"
KEPT = "What you typed is kept, and not saved yet."


def log_in(page: Page) -> None:
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()


@pytest.fixture
def page(database: Database, url: str, open_page: OpenPage) -> Page:
    """The form of a session, for somebody who is logged in."""
    database.write_now(create, SUMMIT)
    page = open_page()
    page.set_default_timeout(30_000)
    page.goto(f"{url}/console/login")
    log_in(page)
    page.goto(url + ONE)
    return page


def title(page: Page) -> str:
    return page.locator("[name='title.en']").input_value()


def log_out_elsewhere(database: Database) -> None:
    database.write_now(lambda db: db.exec(delete(Login)))


def test_typed_closed_opened_again_and_taken_up(page: Page, database: Database, url: str) -> None:
    page.locator("[name='title.en']").fill(TYPED)
    expect(page.locator(".keeping")).to_have_text(KEPT)
    page.goto(f"{url}/console/")

    page.goto(url + ONE)
    assert title(page) == WATER.title["en"]
    page.get_by_role("button", name="Take it up").click()

    assert title(page) == TYPED
    page.get_by_role("button", name="Save").last.click()
    page.wait_for_url("**?saved=1")
    assert session(database).title["en"] == TYPED
    expect(page.locator(".unsaved")).to_have_count(0)
    assert kept(database) == {}


def test_left_at_once_it_is_kept(page: Page, url: str) -> None:
    page.locator("[name='title.en']").fill(TYPED)
    page.goto(f"{url}/console/")

    page.goto(url + ONE)

    expect(page.locator(".unsaved")).to_be_visible()


def test_saved_at_once_nothing_is_offered(page: Page, database: Database, url: str) -> None:
    page.locator("[name='title.en']").fill(TYPED)
    page.get_by_role("button", name="Save").last.click()
    page.wait_for_url("**?saved=1")

    page.goto(url + ONE)
    page.wait_for_timeout(300)

    expect(page.locator(".unsaved")).to_have_count(0)
    assert title(page) == TYPED
    assert kept(database) == {}


def test_one_saved_after_another_neither_is_offered_nor_disturbed(page: Page, database: Database, url: str) -> None:
    for name in ("Agadir", "Menara", "Dakhla"):
        page.goto(f"{url}{EVENT}/parts")
        page.get_by_role("link", name="Add a room").click()
        page.locator("[name='name.en']").fill(name)
        page.wait_for_timeout(700)

        expect(page.locator(".unsaved")).to_have_count(0)
        assert page.locator("[name='name.en']").input_value() == name
        page.get_by_role("button", name="Save").last.click()
        page.wait_for_url("**/parts")

    assert kept(database) == {}
    with database.read() as db:
        rooms = {room.name.get("en") for room in load(db, SUMMIT.event.uid).rooms}
    assert {"Agadir", "Menara", "Dakhla"} <= rooms


def test_what_could_not_be_sent_is_offered_and_what_is_typed_meanwhile_stays(page: Page, url: str) -> None:
    page.locator("[name='title.en']").fill(TYPED)
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").last.click(no_wait_after=True)
    page.wait_for_timeout(500)
    page.context.set_offline(False)

    page.goto(url + ONE)
    page.locator("[name='subtitle.en']").fill("Typed at once")

    expect(page.locator(".unsaved")).to_be_visible()
    assert (title(page), page.locator("[name='subtitle.en']").input_value()) == (WATER.title["en"], "Typed at once")


def test_more_than_a_browser_sends_when_a_page_is_left_waits_in_its_tab(page: Page, url: str) -> None:
    page.locator("[name='description.en']").fill("Water for every town. " * 4000)
    page.goto(f"{url}/console/")

    page.goto(url + ONE)

    expect(page.locator(".unsaved")).to_be_visible()


def test_login_that_has_ended_loses_nothing(page: Page, database: Database, url: str) -> None:
    log_out_elsewhere(database)
    page.locator("[name='title.en']").fill(TYPED)
    expect(page.locator(".keeping")).to_contain_text("You are no longer logged in.")
    assert kept(database) == {}

    page.locator(".keeping a").click()
    log_in(page)

    expect(page.locator(".unsaved")).to_be_visible()
    page.get_by_role("button", name="Take it up").click()
    assert title(page) == TYPED


def test_logged_in_anew_in_another_tab_typing_and_saving_go_on(page: Page, database: Database, url: str) -> None:
    log_out_elsewhere(database)
    other = page.context.new_page()
    other.goto(f"{url}/console/login")
    log_in(other)
    other.wait_for_url("**/console/")

    page.locator("[name='title.en']").fill(TYPED)
    expect(page.locator(".keeping")).to_have_text(KEPT)
    page.get_by_role("button", name="Save").last.click()

    page.wait_for_url("**?saved=1")
    assert session(database).title["en"] == TYPED


def test_without_a_connection_it_waits_in_the_browser(page: Page, database: Database) -> None:
    page.context.set_offline(True)
    page.locator("[name='title.en']").fill(TYPED)
    expect(page.locator(".keeping")).to_contain_text("There is no connection.")

    page.context.set_offline(False)

    expect(page.locator(".keeping")).to_have_text(KEPT)
    assert kept(database)["title.en"] == TYPED


def button(page: Page, act: str, value: str) -> Locator:
    return page.locator(f"button[name={act}][value='{value}']")


def test_rows_are_added_moved_and_taken_out_by_keys_alone(page: Page, database: Database) -> None:
    page.locator("[name='questions.0.en']").fill("Who pays?")
    button(page, "more", "questions").press("Enter")
    expect(page.locator("[name='questions.1.en']")).to_be_focused()
    page.keyboard.type("Who owns it?")
    button(page, "more", "questions").press("Enter")
    page.locator("[name='questions.2.en']").fill("Who drinks?")

    button(page, "up", "questions.2").press("Enter")
    expect(button(page, "up", "questions.1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(page, "gone", "questions.0")).to_be_focused()
    expect(button(page, "up", "questions.0")).to_be_hidden()
    expect(button(page, "up", "questions.1")).to_have_text(re.compile("2$"))
    button(page, "gone", "questions.2").press("Enter")
    expect(button(page, "gone", "questions.1")).to_be_focused()
    expect(page.locator("#questions .typed-rows > li")).to_have_count(2)

    page.get_by_role("button", name="Save").last.click()
    page.wait_for_url("**?saved=1")
    assert [one["en"] for one in session(database).questions] == ["Who drinks?", "Who pays?"]
