"""Pasting in Chromium: a file is dropped on the form, and the text goes along with the fields."""

import pytest
from playwright.sync_api import Page, expect

from events_service.database import Database
from tests.accounts.people import PASSWORD
from tests.factories.programme import make_event
from tests.factories.stored_events import create, small_draft
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL

FORUM = small_draft(event=make_event(languages=("en", "fr"), timezone="Africa/Casablanca"))
PAGE = f"/console/events/{FORUM.event.slug}/paste"
DROP = """([selector, kinds, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  const target = document.querySelector(selector);
  return kinds.map((kind) => {
    const event = new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
    target.dispatchEvent(event);
    return event.defaultPrevented;
  });
}"""
CSV = "Date;Time;Title\n21/11/2018;9:30-12:30;Water for towns\n"


@pytest.fixture
def page(database: Database, url: str, open_page: OpenPage) -> Page:
    database.write_now(create, FORUM)
    page = open_page(viewport={"width": 1280, "height": 700})
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.goto(url + PAGE)
    return page


def test_a_file_dropped_on_the_text_is_the_chosen_file_and_is_read(page: Page) -> None:
    form = page.locator("form.pasting")
    expect(page.locator(".droppable")).to_be_visible()

    assert page.evaluate(DROP, ["#text", ["dragenter", "dragover"], [["p.csv", CSV]]]) == [True, True]
    expect(form).to_have_class("pasting over")
    assert page.evaluate(DROP, ["#text", ["drop"], [["p.csv", CSV], ["q.csv", ""]]]) == [True]

    expect(form).to_have_class("pasting")
    expect(page.locator(".chosen-file")).to_contain_text("One file at a time: \u2068p.csv\u2069 was chosen.")
    expect(page.locator("#file")).to_be_focused()
    page.locator("form.pasting button").click()
    expect(page.locator("[name='s0.title']")).to_have_value("Water for towns")


def test_dropped_words_are_left_to_the_browser(page: Page) -> None:
    assert page.evaluate(DROP, ["#text", ["dragover", "drop"], []]) == [False, False]


def test_the_text_is_in_sight_that_a_field_was_read_from(page: Page) -> None:
    sessions = [f"AB {n} - Title {n}\n21/11/2018 9:30-10:30\nRoom: Hall {n}\n" for n in range(1, 30)]
    page.locator("#text").fill("\n".join(sessions))
    page.locator("form.pasting button").click()
    pane = page.locator(".pasted")
    assert pane.evaluate("pane => pane.scrollTop") == 0

    page.locator("[name='s20.room']").focus()

    mark = page.locator("mark.here")
    expect(mark).to_have_text("21\u00a0Room Hall 21")
    inside = "mark => { const [a, b] = [mark, mark.closest('.pasted')].map((e) => e.getBoundingClientRect()); "
    assert mark.evaluate(inside + "return a.top >= b.top && a.bottom <= b.bottom; }")
    assert page.locator("mark.near").count() == page.locator("mark[data-session='21']").count()
    page.locator("[name='s0.title']").focus()
    expect(page.locator("mark.here")).to_have_text("1\u00a0Title Title 1")
    assert pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth")
