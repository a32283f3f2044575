"""Kept files over HTTP: who gets them, and as what."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.media import uploads
from events_service.media.store import Store
from events_service.media.uploads import Taken
from events_service.programme.programme import Document
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event
from tests.media import files
from tests.web.console.photos import publish_forum
from tests.web.console.site import Browser, console_site

MOST = 10_000_000
EVENT = make_event().uid
OTHER_EVENT = "98df0618-23fb-5f72-9446-a12c50883911"
PAPER, PLAN, DRAFT = (uploads.document(sent, MOST) for sent in (files.pdf(), files.picture("PNG"), files.docx()))


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A site with a published paper and a published plan, and a draft that is for one event's editors."""
    store = Store(tmp_path)
    for taken in (PAPER, PLAN, DRAFT):
        uploads.put(store, taken)
        database.write_now(uploads.keep, taken, EVENT, "account:alice", "x", now())
    publish_forum(database, *(Document({"en": "Paper"}, path(taken)) for taken in (PAPER, PLAN)))
    for name, event_uid in (("ours", EVENT), ("theirs", OTHER_EVENT)):
        database.write_now(partial(make_account, event_uid=event_uid), f"{name}@example.org", Role.VIEWER, now=now())
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.fixture
def public(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client


def path(taken: Taken) -> str:
    return f"/media/{taken.name}"


def test_document_is_saved_and_never_run(public: httpx.Client) -> None:
    answer = public.get(path(PAPER))

    assert (answer.status_code, answer.content) == (200, files.pdf())
    fields = {
        "content-type": "application/pdf",
        "content-disposition": "attachment",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "cache-control": "public, max-age=31536000, s-maxage=60, immutable",
        "etag": f'"{PAPER.name}"',
    }
    assert {name: answer.headers[name] for name in fields} == fields
    assert public.get(path(PAPER), headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    head = public.head(path(PAPER))
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(files.pdf())))


def test_picture_is_shown_as_what_it_is(public: httpx.Client) -> None:
    answer = public.get(path(PLAN))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "content-disposition" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]


def test_document_of_a_draft_is_for_those_who_may_read_it(public: httpx.Client, url: str) -> None:
    assert public.get(path(DRAFT)).status_code == 404
    found = {}
    for name in ("alice", "ours", "theirs"):
        with Browser(base_url=url, timeout=30) as browser:
            browser.log_in(f"{name}@example.org")
            answer = browser.get(path(DRAFT))
            found[name] = (answer.status_code, answer.headers["cache-control"])

    kept = (200, "private, no-cache")
    assert found == {"alice": kept, "ours": kept, "theirs": (404, "no-store")}


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fevents.sqlite3",
        "%2e%2e/events.sqlite3",
        "..%5cevents.sqlite3",
        "%2fetc%2fpasswd",
        "C:%5cx",
        f"{'a' * 64}.jpg",
        f"{PAPER.name}%00",
        f"{PAPER.name}/..",
        PAPER.name.replace(".pdf", ".html"),
        PAPER.name.replace(".pdf", ".jpg"),
        "",
    ],
)
def test_nothing_else_is_served(public: httpx.Client, name: str) -> None:
    answer = public.get(f"/media/{name}")

    assert answer.status_code == 404
    assert b"SQLite" not in answer.content


def test_file_that_is_gone_is_not_there(public: httpx.Client, tmp_path: Path) -> None:
    Store(tmp_path).path(PAPER.name).unlink()

    assert public.get(path(PAPER)).status_code == 404


def test_pages_and_programs_find_documents(public: httpx.Client, url: str) -> None:
    page = public.get("/en/forum-7/sessions/water-for-all/").text
    told = public.get("/api/v1/events/forum-7/sessions").json()["items"][0]["documents"]

    assert f'href="{path(PAPER)}"' in page
    assert [document["url"] for document in told] == [f"{url}{path(PAPER)}", f"{url}{path(PLAN)}"]
    for schedule in ("schedule.xml", "schedule.json", "schedule2.json"):
        assert f"{url}{path(PAPER)}" in public.get(f"/forum-7/{schedule}").text.replace("\\/", "/")
