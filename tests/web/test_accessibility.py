"""axe finds nothing, in three languages, in light and in dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import OpenPage
from tests.web.public.test_session import SOU_84

MOU = "memorandum-of-understanding-between-dgct-arm-and-the-british-embassy"
OPEN_SESSION = "df-02-two-budgets-one-street-residents-who-vote-on-what-is-built"
FIRST_OF_CONGRESS = "sou-1-rethinking-public-gardens"
ADDRESSES = (
    "/{}/",
    "/{}/?q=arm",
    "/{}/africities-8/",
    "/{}/forum-aict-7/",
    f"/{{}}/africities-8/sessions/{SOU_84}/",
    "/{}/demo-forum/",
    "/{}/demo-forum/?q=volcano",
    f"/{{}}/demo-forum/?sessions={OPEN_SESSION}",
    f"/{{}}/demo-forum/sessions/{OPEN_SESSION}/",
    "/{}/demo-forum/people/karim-fictif/",
    "/{}/africities-8/organizations/ampcc/",
    "/{}/demo-forum/rooms/argan/",
    "/{}/demo-forum/now/",
    "/{}/demo-forum/screen/",
    "/{}/demo-forum/rooms/argan/screen/",
    "/{}/forum-60/",
    "/{}/day-300/",
    "/{}/forum-60/changes/",
    "/{}/congress-160/?q=e",
    "/{}/congress-160/releases/1/",
    f"/{{}}/congress-160/releases/1/sessions/{FIRST_OF_CONGRESS}/",
    "/{}/organizations/arm/",
    "/{}/series/africities/",
    f"/{{}}/agreements/{MOU}/",
    "/{}/nothing/here/",
    "/embed/{}/demo-forum/",
    "/{}/start/",
    "/api/v1/docs?lang={}",
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("en", "light", DESK), ("fr", "light", PHONE), ("ar", "dark", PHONE)],
)
def test_axe_finds_nothing(
    public_site: str, open_page: OpenPage, language: str, scheme: str, viewport: dict[str, int]
) -> None:
    page = open_page(bypass_csp=True, color_scheme=scheme, viewport=viewport)
    found: dict[str, list[str]] = {}
    for pattern in ADDRESSES:
        page.goto(public_site + pattern.format(language))
        results = Axe().run(page, options=_OPTIONS)
        violations = results.response["violations"]
        if violations:
            found[pattern] = [
                f"{one['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
                for one in violations
                for node in one["nodes"][:3]
            ]

    assert found == {}


def test_axe_finds_nothing_in_what_drops_down(public_site: str, open_page: OpenPage) -> None:
    page = open_page(public_site + "/en/demo-forum/", bypass_csp=True, viewport=DESK)
    page.click(".choose-toggle")
    page.click("summary")

    assert Axe().run(page, options=_OPTIONS).response["violations"] == []
