"""What is missing in which language, in the console: counted, listed, led to, taken along."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from msgspec import structs

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.stored_events import HALL, WATER, create, small_draft
from tests.web.console.site import Browser

SUMMIT = small_draft()
SLUG, UID = SUMMIT.event.slug, SUMMIT.event.uid
EVENT = f"/console/events/{SLUG}"
PAGE = f"{EVENT}/languages"
FORMULA = "=cmd()"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    water = structs.replace(WATER, title={"en": FORMULA, "fr": "Eau"})
    hall = structs.replace(HALL, name={"en": "Hall"})
    others = [one for one in SUMMIT.sessions if one.uid != WATER.uid]
    draft = structs.replace(SUMMIT, sessions=(water, *others), rooms=(hall, *SUMMIT.rooms[1:]))
    database.write_now(create, draft)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def test_each_number_leads_to_a_list_and_that_to_the_field(browser: Browser) -> None:
    page = browser.get(PAGE).text
    number = re.search(r'href="([^"]*what=session-title&amp;tag=ar)#missing"[^>]*>(\d+)<', page)
    assert number is not None

    listed = browser.get(number[1].replace("&amp;", "&")).text

    fields = re.findall(rf'href="({EVENT}/sessions/[0-9a-f-]+)#(title\.ar)"', listed)
    assert len(fields) == int(number[2])
    assert (f"{EVENT}/sessions/{WATER.uid}", "title.ar") in fields
    for form, field in fields:
        assert f'id="{field}"' in browser.get(form).text
    assert f'href="{EVENT}/parts/rooms/{HALL.uid}#name.fr"' in browser.get(f"{PAGE}?what=room&tag=fr").text
    assert 'id="name.fr"' in browser.get(f"{EVENT}/parts/rooms/{HALL.uid}").text


def test_what_is_asked_wrongly_lists_nothing(browser: Browser) -> None:
    for query in ("what=nothing&tag=fr", "what=room&tag=de", "what=room&tag=en", "what=room", "tag=fr"):
        answer = browser.get(f"{PAGE}?{query}")
        assert (answer.status_code, 'id="missing"' in answer.text) == (200, False)


def test_t_csv_1_table_has_no_formulas(browser: Browser) -> None:
    answer = browser.get(f"{PAGE}.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["What", "Code", "Name", "Language", "Where"]
    (water,) = (row for row in rows if WATER.uid in row[4] and row[0] == "Titles of sessions")
    assert water[2:4] == [f"'{FORMULA}", "Arabic"]
    assert water[4] == f"{str(browser.base_url).rstrip('/')}{EVENT}/sessions/{WATER.uid}#title.ar"


def test_viewer_reads_numbers_and_is_led_to_no_form_that_is_not_theirs(
    database: Database, browser: Browser, url: str
) -> None:
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.VIEWER, event_uid=UID, now=now()))
    with Browser(base_url=url) as viewer:
        viewer.log_in("bob@example.org")

        listed = viewer.get(f"{PAGE}?what=room&tag=fr").text

        assert 'id="missing"' in listed
        assert f"/parts/rooms/{HALL.uid}" not in listed
