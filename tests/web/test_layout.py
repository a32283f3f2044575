"""How pages are set in Chromium: on a phone, on a desk and on paper."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import OpenPage
from tests.web.test_accessibility import OPEN_SESSION

PHONE = {"width": 360, "height": 740}
UNDATED = "/en/agreements/partnership-agreement-with-the-ministry-of-the-interior/"


def test_print_leaves_out_what_means_nothing_on_paper(public_site: str, open_page: OpenPage) -> None:
    """Addresses within the site, and places left as they were when somebody pressed print."""
    page = open_page(public_site + "/en/")
    page.emulate_media(media="print")
    printed = "(link) => getComputedStyle(link, '::after').content"

    assert page.locator(".links a[href^='/']").first.evaluate(printed) == "none"
    expect(page.locator(".events > li").first).to_have_css("break-inside", "avoid")
    page.goto(f"{public_site}/en/demo-forum/")
    expect(page.locator("[data-places]").first).to_be_hidden()
    expect(page.locator(".flag.off").first).to_be_visible()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_first_label_of_an_agreement_keeps_off_the_rule(public_site: str, open_page: OpenPage, media: str) -> None:
    page = open_page(public_site + UNDATED, viewport=PHONE)
    page.emulate_media(media=media)  # type: ignore[arg-type]
    rule, label = (page.locator(one).bounding_box() for one in (".sheet > .title", ".who-side h2"))

    assert rule
    assert label
    assert label["y"] - rule["y"] - rule["height"] >= 8


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_navigation_of_an_event_is_one_row_on_a_phone(public_site: str, open_page: OpenPage, language: str) -> None:
    page = open_page(f"{public_site}/{language}/demo-forum/", viewport=PHONE)
    navigation = page.locator(".sub nav")

    assert len({link.bounding_box()["y"] for link in navigation.locator("a").all()}) == 1  # type: ignore[index]
    assert navigation.evaluate("(nav) => nav.scrollWidth - nav.clientWidth") <= 0


def test_four_in_parallel_leave_none_alone(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/demo-forum/")
    four = page.locator(".cells:has(> :nth-child(4):last-child)").first

    for width, columns in ((1440, 4), (1000, 2), (360, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        assert len(str(four.evaluate("(list) => getComputedStyle(list).gridTemplateColumns")).split()) == columns


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_search_says_whole_what_it_finds(public_site: str, open_page: OpenPage, language: str) -> None:
    """However narrow its field becomes, above its button or beside it."""
    page = open_page(f"{public_site}/{language}/")
    field = page.locator(".search input")
    hint = "(field) => { field.value = field.placeholder; return field.scrollWidth - field.clientWidth }"

    cut = {}
    for width in (320, 360, 390, 860, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        cut[width] = field.evaluate(hint)
    assert set(cut.values()) == {0}, cut


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_days_of_an_event_within_a_month_stand_in_one_line(
    public_site: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{public_site}/{language}/", viewport={"width": 1440, "height": 900})
    heights = "(days) => [...new Set(days.map((one) => one.getBoundingClientRect().height))]"

    assert page.locator(".events .when").evaluate_all("(days) => days.length") > 5
    assert len(page.locator(".events .when").evaluate_all(heights)) == 1


def test_hour_on_paper_stands_apart_from_what_follows(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/en/day-300/")
    page.emulate_media(media="print")
    apart = """header => {
        const hour = document.createRange(), beside = header.querySelector(".dots").getBoundingClientRect();
        hour.selectNodeContents(header.querySelector("h3 time"));
        return beside.left - hour.getBoundingClientRect().right;
    }"""

    for head in page.locator(".slot > header:has(.dots)").all():
        assert float(head.evaluate(apart)) >= 2


def test_sentence_of_a_past_event_keeps_off_the_days_in_a_frame(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/embed/en/africities-8/", viewport=PHONE)
    sentence, days = (page.locator(one).bounding_box() for one in ("p.over", "nav.tabs"))

    assert sentence
    assert days
    assert days["y"] - sentence["y"] - sentence["height"] >= 8


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_buttons_of_a_session_take_one_line_each_and_one_together(
    public_site: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{public_site}/{language}/demo-forum/sessions/{OPEN_SESSION}/", viewport=PHONE)
    register, calendar = (page.locator(f".acts {one}").bounding_box() for one in (".btn", "summary"))

    assert register
    assert calendar
    assert (register["y"], register["height"]) == (calendar["y"], calendar["height"])
    assert calendar["height"] < 50


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_navigation_of_an_event_is_whole_in_the_narrowest_window(
    public_site: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{public_site}/{language}/demo-forum/", viewport={"width": 320, "height": 740})

    for link in page.locator(".sub nav a").all():
        box = link.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


def test_command_is_broken_nowhere(public_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{public_site}/fr/start/", viewport=PHONE)
    commands = page.locator(".steps pre")

    assert len({line.bounding_box()["height"] for line in commands.all()}) == 1  # type: ignore[index]
    assert any(line.evaluate("pre => pre.scrollWidth > pre.clientWidth") for line in commands.all())
