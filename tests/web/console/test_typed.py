"""What comes with a form of the console and was not made by it: refused, or left out, and never a failure."""

import json
from collections.abc import Iterator

import pytest

from events_service.database import Database
from tests.factories.stored_events import HALL, WATER, create, small_draft
from tests.web.console.site import Browser

SUMMIT = small_draft()
PAGES = f"/console/events/{SUMMIT.event.slug}"
FORMS = (f"{PAGES}/parts/rooms/{HALL.uid}", f"{PAGES}/sessions/{WATER.uid}", f"{PAGES}/settings")
ODD: tuple[object, ...] = (5, "x", None, True, [], [5], {}, {"en": 5}, {"en": {}}, [{"en": []}])


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("odd", ODD)
def test_what_a_record_was_may_be_anything(browser: Browser, page: str, odd: object) -> None:
    names = ("title", "name", "slug", "languages", "agenda", "people", "objectives", "offer", "ready", "capacity")
    typed = {"title.en": "Other", "name.en": "Other", "languages": ["en", "fr"], "people.0.role": "speaker"}

    sent = browser.submit(page, page, {"base": json.dumps(dict.fromkeys(names, odd))} | typed)

    assert sent.status_code in (303, 409, 422)


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("chosen", ["", ".", "nothing", "nothing.en", "slug", "slug.en", "name.en.en", "title.xx"])
def test_what_was_chosen_may_be_anything(browser: Browser, page: str, chosen: str) -> None:
    sent = browser.submit(page, page, {"base": "{}", f"chosen.{chosen}": "theirs", "title.en": "Other"})

    assert sent.status_code in (303, 409, 422)


@pytest.mark.parametrize("base", ["[", "[]", "[" * 100_000, '{"title":' + "[" * 5000 + "]" * 5000 + "}"])
def test_what_is_no_record_is_refused(browser: Browser, base: str) -> None:
    assert browser.submit(FORMS[0], FORMS[0], {"base": base}).status_code == 422
