"""Files of a session: sent, refused, shown; and the pages that lead to one another."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.stored_events import HALL, WATER, create, small_draft
from tests.media import files
from tests.web.console.site import FIELD, Browser
from tests.web.console.test_sessions import faults, send, session

SUMMIT = small_draft()
EVENT = f"/console/events/{SUMMIT.event.slug}"
ONE = f"{EVENT}/sessions/{WATER.uid}"
PAGE = f"{ONE}/document"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def send_file(browser: Browser, content: bytes | None, **fields: Any) -> httpx.Response:
    token = FIELD.search(browser.get(PAGE).text)
    assert token is not None
    own = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    name = "plan of the hall.png" if content is not None else ""
    said = {"form_token": token[1], "kind": "document"} | {key.replace("__", "."): one for key, one in fields.items()}
    return browser.post(PAGE, data=said, files={"document": (name, content or b"", "image/png")}, headers=own)


def test_file_is_added_and_the_form_of_the_session_keeps_it(database: Database, browser: Browser) -> None:
    sent = send_file(browser, files.picture("PNG"), title__fr="Plan", language="fr")

    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?saved=1")
    *_, added = session(database).documents
    assert (added.title, added.language, added.kind) == ({"fr": "Plan"}, "fr", "document")
    shown = browser.get(PAGE).text
    assert f'href="{added.url}"' in shown
    assert browser.get(added.url).status_code == 200
    kept = send(browser, ONE, {"title.en": "Another title"})
    assert (kept.status_code, faults(kept)) == (303, {})
    again = send(browser, ONE, {"documents.0.title.en": "Plan"})
    assert (again.status_code, faults(again)) == (303, {})
    assert session(database).documents[0].url == added.url


def test_without_a_title_the_file_says_its_name(database: Database, browser: Browser) -> None:
    send_file(browser, files.picture("PNG"))

    assert session(database).documents[-1].title == {SUMMIT.event.languages[0]: "plan of the hall"}


@pytest.mark.parametrize(
    ("content", "fields", "status", "said"),
    [
        (None, {}, 422, "Choose a file."),
        (b"<svg onload=alert(1)>", {"title__fr": "Plan"}, 422, "document-wrong"),
        (b"", {}, 422, "document-wrong"),
        (files.picture("PNG"), {"title__fr": "x" * 300}, 422, "At most 200 characters."),
        (files.picture("PNG"), {"kind": "recording"}, 422, "document-wrong"),
    ],
)
def test_refused_with_a_sentence_and_nothing_is_added(
    database: Database, browser: Browser, content: bytes | None, fields: dict[str, str], status: int, said: str
) -> None:
    refused = send_file(browser, content, **fields)

    assert (refused.status_code, said in refused.text) == (status, True)
    assert session(database).documents == WATER.documents
    if "title__fr" in fields:
        assert f'value="{fields["title__fr"]}"' in refused.text


def test_file_of_elsewhere_cannot_be_named_in_the_form(database: Database, browser: Browser) -> None:
    foreign = f"/media/{'a' * 64}.pdf"

    refused = send(browser, ONE, {"documents.0.title.en": "Plan", "documents.0.url": foreign,
                                  "documents.0.kind": "document"})  # fmt: skip

    assert refused.status_code == 422
    assert "There is no such file here." in refused.text
    assert session(database).documents == WATER.documents


def test_pages_of_a_session_lead_to_one_another(browser: Browser) -> None:
    def follow(page: str, name: str) -> str:
        found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>(?:<[^>]*>|\s)*{name}', browser.get(page).text)
        assert found is not None, name
        href = found[1].replace("&amp;", "&")
        assert browser.get(href).status_code == 200, href
        return href

    assert follow(ONE, "Add a file") == PAGE
    assert follow(PAGE, "Back to the session") == f"{ONE}#documents"
    place = follow(ONE, "Find a room and time")
    assert place == f"{ONE}/place"
    assert f'<a href="{ONE}">' in browser.get(place).text
    history = follow(ONE, "Its history")
    assert history == f"{EVENT}/record?subject=session%3A{WATER.uid}"
    room = f"{EVENT}/parts/rooms/{HALL.uid}"
    assert follow(room, "When the room can be had") == f"{EVENT}/rooms/{HALL.uid}/availability"


def test_viewer_is_led_to_what_is_theirs(database: Database, browser: Browser, url: str) -> None:
    database.write_now(
        lambda db: make_account(db, "bob@example.org", Role.VIEWER, event_uid=SUMMIT.event.uid, now=now())
    )
    with Browser(base_url=url) as viewer:
        viewer.log_in("bob@example.org")

        page = viewer.get(ONE).text

        assert f'href="{ONE}/place"' in page
        assert PAGE not in page
        assert "Its history" not in page
        assert viewer.get(PAGE).status_code == 404
