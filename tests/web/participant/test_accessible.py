"""axe finds nothing on participants' pages, in three languages; and no text of anybody becomes more than text."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from events_service.languages import one_line
from tests.support.browser import OpenPage
from tests.web.participant.conftest import Visitor
from tests.web.payloads import PAYLOADS
from tests.web.test_accessibility import DESK, PHONE
from tests.web.test_browser import overflow

_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def found(page: Page) -> list[str]:
    violations = Axe().run(page, options=_OPTIONS).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"][:3]]


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"), [("en", "light", DESK), ("fr", "dark", PHONE), ("ar", "light", PHONE)]
)
def test_axe_finds_nothing(
    visitor: Visitor, open_page: OpenPage, language: str, scheme: str, viewport: dict[str, int]
) -> None:
    page = open_page(bypass_csp=True, color_scheme=scheme, viewport=viewport)
    base, event = visitor.site.url, visitor.site.event
    receipt = visitor.register("Amina", 0, 1).headers["location"].replace("/en/", f"/{language}/")
    answers = {}

    for path in (f"/{language}/{event}/register/", receipt, visitor.manage("Amina", language)):
        page.goto(base + path)
        for opened in page.locator("details").all():
            opened.evaluate("element => element.open = true")
        answers[path] = [*found(page), *(["too wide"] if overflow(page) else [])]
    page.locator("button[value=confirm]").click()
    page.locator("details").first.evaluate("element => element.open = true")
    answers["confirmed"] = found(page)
    page.goto(f"{base}/{language}/{event}/register/")
    page.locator("[name=name]").fill("Amina")
    page.locator("form.registering button").last.click()
    page.locator("#refused").wait_for()
    answers["refused"] = [*found(page), *([] if page.evaluate("document.activeElement.id") == "refused" else ["focus"])]

    assert {path: faults for path, faults in answers.items() if faults} == {}


def test_t_xss_1_no_text_becomes_more_than_text(visitor: Visitor, open_page: OpenPage) -> None:
    page = open_page()
    fired = []
    for number, payload in enumerate(PAYLOADS):
        said = one_line(payload)
        visitor.send(
            visitor.form,
            {"name": f"{number} {said}", "email": f"p{number}@example.org", "organization": said, "sessions": []},
        )
        page.goto(visitor.site.url + visitor.manage(f"{number} {said}"))
        refused = visitor.send(visitor.form, {"name": said, "email": said, "contact_name": said}, 422)
        page.set_content(refused.text)
        if page.evaluate("window.__xss"):
            fired.append(payload)

    assert fired == []
