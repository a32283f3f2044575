"""Public pages in Chromium: what a reader does with them, with scripts and without."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec import structs
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.factories.programme import make_programme
from tests.factories.published import MemorySource
from tests.support.browser import OpenPage
from tests.web.browsing import PLACES_LEFT, elsewhere, serving
from tests.web.payloads import PAYLOADS
from tests.web.public.test_session import SOU_84
from tests.web.test_accessibility import ADDRESSES, OPEN_SESSION
from tests.web.test_escaping import poisoned_source

NARROWEST = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
CODE, HOUR = re.compile(r"SOU\s(\d+)"), re.compile(r"^\d\d:\d\d(?=\s?to\b|$)", re.MULTILINE)
SOME_LINES = 20
"""In points: by how much a text that stands higher than the one before begins another column."""
NESTED_AGENDA = "demo-forum/sessions/df-01-opening-the-region-that-does-not-exist-and-all-it-can-teach/"


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_fits_at_320_pixels(public_site: str, open_page: OpenPage, language: str) -> None:
    page = open_page(viewport=NARROWEST)
    wide = {}
    for pattern in (*ADDRESSES, "/{}/day-300/"):
        page.goto(public_site + pattern.format(language))
        if overflow(page):
            wide[pattern] = overflow(page)

    assert wide == {}


def test_selection_is_put_together_and_kept_in_the_address(public_site: str, open_page: OpenPage) -> None:
    page = open_page(public_site + "/en/africities-8/")
    expect(page.get_by_label("In my selection").first).to_be_hidden()

    page.get_by_label("Put together a selection of my own").check()
    page.get_by_label("In my selection").nth(0).check()
    page.get_by_label("In my selection").nth(2).check()
    page.get_by_role("button", name="Show my selection").click()

    expect(page.locator("li.cell h4")).to_have_count(2)
    slugs = [str(box.get_attribute("value")) for box in page.locator("li.cell input").all()]
    assert page.url == f"{public_site}/en/africities-8/?sessions={','.join(slugs)}"
    expect(page.get_by_role("link", name="In your calendar program")).to_have_count(0)
    page.get_by_text("Subscribe to this selection").click()
    address = str(page.get_by_label("Address of this calendar").input_value())
    assert address == f"{public_site}/en/africities-8/calendar.ics?sessions={'%2C'.join(sorted(slugs))}"

    page.locator("section.others input").first.check()
    page.get_by_role("button", name="Update my selection").click()
    expect(page.locator("li.cell h4")).to_have_count(3)


def test_selection_works_without_scripts(public_site: str, open_page: OpenPage) -> None:
    page = open_page(public_site + "/fr/africities-8/", java_script_enabled=False)
    page.get_by_label("Composer ma propre sélection").check()
    page.get_by_label("Dans ma sélection").nth(0).check()
    page.get_by_label("Dans ma sélection").nth(1).check()
    page.get_by_role("button", name="Afficher ma sélection").click()

    expect(page.locator("li.cell h4")).to_have_count(2)
    expect(page.get_by_text("2 sessions")).to_be_visible()


def test_filters_work_without_scripts(public_site: str, open_page: OpenPage) -> None:
    page = open_page(public_site + "/en/forum-60/", java_script_enabled=False, viewport=PHONE)
    page.get_by_label("More filters").check()
    page.get_by_label("Track").select_option(label="Mobility")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("a.chip")).to_have_text("Without Mobility")
    found = page.locator("li.cell").count()
    expect(page.locator("p[role=status]")).to_contain_text(f"{found} sessions")
    page.locator("a.chip").click()
    expect(page.locator("a.chip")).to_have_count(0)


@pytest.mark.parametrize(
    ("moment", "running", "following"),
    [
        # The forum's first slot begins on 20 November 2018 at 9 in Casablanca, an hour ahead of UTC.
        (datetime(2018, 11, 20, 7, 30, tzinfo=UTC), 0, "09:00"),
        (datetime(2018, 11, 20, 8, 10, tzinfo=UTC), 1, "09:50"),
        (datetime(2018, 12, 24, tzinfo=UTC), 0, None),
    ],
)
def test_now_and_next_are_marked(
    public_site: str, open_page: OpenPage, moment: datetime, running: int, following: str | None
) -> None:
    page = open_page()
    page.clock.set_fixed_time(moment)
    page.goto(public_site + "/en/forum-60/")

    expect(page.locator("section.slot.now")).to_have_count(running)
    expect(page.get_by_text("Now", exact=True)).to_have_count(running)
    following_slot = page.locator("section.slot", has=page.get_by_text("Next", exact=True))
    expect(following_slot).to_have_count(1 if following else 0)
    if following:
        expect(following_slot.locator("h3")).to_have_text(following)


def test_places_left_are_asked_for(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/demo-forum/sessions/{OPEN_SESSION}/")

    expect(page.locator("div.acts p")).to_have_text(f"Places left: {PLACES_LEFT}")


def test_places_left_stand_in_the_programme(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/fr/demo-forum/")

    expect(page.locator("p[data-places]").first).to_have_text(f"Places restantes\u202f: {PLACES_LEFT}")


def test_no_page_sets_a_cookie(public_site: str, open_page: OpenPage) -> None:
    page = open_page()
    for pattern in ADDRESSES:
        page.goto(public_site + pattern.format("en"))

    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_what_drops_down_closes_with_escape_and_elsewhere(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/africities-8/sessions/{SOU_84}/")
    summary = page.locator("summary")
    summary.click()
    expect(page.get_by_role("link", name="Google")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Google")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(page.get_by_role("link", name="Google")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_session_is_added_to_the_selection_it_was_opened_from(
    public_site: str, open_page: OpenPage, *, scripts: bool
) -> None:
    page = open_page(f"{public_site}/en/africities-8/?sessions={SOU_84}", java_script_enabled=scripts)
    page.locator("li.cell h4 a").click()
    expect(page.get_by_text("In my selection")).to_be_visible()
    other = page.locator("section:has(h2:text('At the same time')) a").first
    slug = _slug(other)
    other.click()
    page.get_by_role("button", name="Add to my selection").click()

    page.wait_for_url("**/?sessions=*")
    assert unquote(page.url).partition("sessions=")[2].split(",") == [SOU_84, slug]
    expect(page.locator(".cells li.cell")).to_have_count(2)


def test_ticks_outlive_another_day_and_a_search(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/africities-8/")
    days = [str(tab.get_attribute("href")) for tab in page.locator("nav.tabs a[href*='day=']").all()[:2]]
    slugs = []
    for day in days:
        page.goto(f"{public_site}{day}")
        if not page.locator(".choose").is_checked():
            page.locator(".choose").check()
        slugs.append(_slug(page.locator("li.cell h4 a").first))
        page.locator(f"input[name=sessions][value='{slugs[-1]}']").check()
    page.goto(f"{public_site}{days[0]}")
    expect(page.locator(f"input[name=sessions][value='{slugs[0]}']")).to_be_checked()
    page.get_by_role("button", name="Show my selection").click()

    page.wait_for_url("**/?sessions=*")
    assert set(unquote(page.url).partition("sessions=")[2].split(",")) == set(slugs)
    page.goto(f"{public_site}{days[0]}")
    expect(page.locator("input[name=sessions]:checked")).to_have_count(0)


def test_session_begins_a_selection_without_scripts(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/ar/africities-8/sessions/{SOU_84}/", java_script_enabled=False, viewport=PHONE)
    page.get_by_role("button", name="إضافة إلى مختاراتي").click()

    assert page.url == f"{public_site}/ar/africities-8/?sessions={SOU_84}"
    expect(page.locator(".cells li.cell")).to_have_count(1)


def _slug(link: Locator) -> str:
    return str(link.get_attribute("href")).partition("?")[0].rstrip("/").rpartition("/")[2]


def test_address_of_a_calendar_is_copied(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/africities-8/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Subscribe to the calendar").click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{public_site}/en/africities-8/calendar.ics"


def test_act_stays_within_the_thumb_s_reach_on_a_phone(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/demo-forum/sessions/{OPEN_SESSION}/", viewport=PHONE)
    box = page.get_by_role("link", name="Register").bounding_box()

    assert box is not None
    assert PHONE["height"] - 80 < box["y"] + box["height"] <= PHONE["height"]
    assert box["height"] >= 44


def test_keyboard_reaches_the_content_first(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/ar/africities-8/")
    page.keyboard.press("Tab")

    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_print_has_no_navigation_and_fits_two_sheets(public_site: str, open_page: OpenPage, language: str) -> None:
    """A day of 300 sessions, both sides of two sheets of A4."""
    page = open_page(f"{public_site}/{language}/day-300/")
    printed = page.pdf(prefer_css_page_size=True, format="A4")

    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 4
    page.emulate_media(media="print")
    for selector in ("header.mast nav", "form.filters", "div.acts", "label.choose-toggle", "div.bar"):
        expect(page.locator(selector).first).to_be_hidden()


def test_printed_hour_stands_again_in_the_next_column(public_site: str, open_page: OpenPage) -> None:
    """Browsers repeat the head of a table that they may not break, above each part of it."""
    page = open_page(f"{public_site}/en/day-300/")
    codes = {slot.locator("h3").inner_text(): CODE.findall(slot.inner_text()) for slot in page.locator(".slot").all()}
    hour_of = {code: hour for hour, inside in codes.items() for code in inside if HOUR.match(hour)}

    columns = printed_columns(page.pdf(prefer_css_page_size=True, format="A4"))

    headed = [HOUR.findall(column) for column in columns]
    standing = [[hour_of[code] for code in CODE.findall(column) if code in hour_of] for column in columns]
    assert headed == [list(dict.fromkeys(hours)) for hours in standing]
    assert sum(map(len, standing)) == len(hour_of)
    assert sum(map(len, headed)) > len({*hour_of.values()})


def printed_columns(printed: bytes) -> list[str]:
    """What each column says: text goes down the sheet, and up again where the next column or sheet begins."""
    columns = [""]
    for sheet in PdfReader(BytesIO(printed)).pages:
        lowest = 0.0

        def note(text: str, within: list[float], place: list[float], *_: Any) -> None:
            nonlocal lowest
            height = place[5] * within[3] + within[5]
            if text.strip():
                if height > lowest + SOME_LINES:
                    columns.append("")
                lowest = height
            columns[-1] += text

        sheet.extract_text(visitor_text=note)
    return columns


def test_arabic_agenda_within_an_agenda_has_arabic_letters(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/ar/{NESTED_AGENDA}")
    # What style sheets make is text of no element: the accessibility tree says it as it is shown.
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    shown = [str(node["name"]["value"]) for node in tree if node["role"]["value"] == "StaticText"]

    assert page.locator(".steps .steps > li").count() == 2
    assert [text for text in shown if re.fullmatch(r"[\u0621-\u064a]", text)] == ["أ", "ب"]


@pytest.fixture
def long_names() -> Iterator[str]:
    """A crowded day whose organizers' names, two to a session, are too long for a line of a phone."""
    day = make_programme(60, 1, slug="long-names")
    named = tuple(
        structs.replace(b, short_name={"en": f"Union of towns and regions {b.slug}"}) for b in day.organizations
    )
    with serving(MemorySource(structs.replace(day, organizations=tuple(named)))) as url:
        yield url


@pytest.mark.parametrize("language", ["en", "ar"])
def test_names_that_fill_more_than_a_line_are_all_read(long_names: str, open_page: OpenPage, language: str) -> None:
    page = open_page(f"{long_names}/{language}/long-names/", viewport=PHONE)
    lines = page.locator(".many .who").all()

    assert min(line.bounding_box()["height"] for line in lines) > 30  # type: ignore[index]
    for line in lines:
        assert line.evaluate("line => getComputedStyle(line).whiteSpace") == "normal"
        assert line.evaluate("line => line.scrollWidth <= line.clientWidth")


def test_frame_opens_pages_outside_of_itself(public_site: str, open_page: OpenPage) -> None:
    partner = open_page(f"http://{elsewhere(public_site)}/partner")
    frame = partner.frame_locator("iframe")
    frame.get_by_role("link", name="Wednesday").click()
    expect(frame.locator("li.cell h4")).to_have_count(3)

    frame.get_by_role("link", name="Partnering to last").click()
    partner.wait_for_url(f"{public_site}/en/africities-8/sessions/{SOU_84}/")


@pytest.fixture
def poisoned() -> Iterator[str]:
    with serving(poisoned_source("\n\n".join(PAYLOADS))) as url:
        yield url


def test_t_xss_1_nothing_fires_in_a_browser(poisoned: str, open_page: OpenPage) -> None:
    """The guard fails the test where a page breaks its policy or asks another host."""
    page = open_page()
    fired = {}
    for path in (
        "/en/",
        "/ar/",
        "/en/poison/",
        "/ar/poison/",
        "/en/poison/changes/",
        "/en/poison/now/",
        "/embed/en/poison/",
        "/en/?q=poison",
    ):
        page.goto(poisoned + path)
        if page.evaluate("window.__xss") is not None:
            fired[path] = True
    for link in _links(page, poisoned + "/en/poison/"):
        page.goto(link)
        if page.evaluate("window.__xss") is not None:
            fired[link] = True

    assert fired == {}


def _links(page: Page, address: str) -> list[str]:
    page.goto(address)
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main a[href]')].map(a => a.href).filter(h => h.startsWith(location.origin))"
    )
    pages = (link for link in dict.fromkeys(found) if not link.endswith((".ics", ".pdf")) and "register" not in link)
    return list(pages)[:40]
