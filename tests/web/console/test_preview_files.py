"""Photos and documents that are not public yet, on the pages of a preview and nowhere else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.accounts.access import COMMAND
from events_service.database import Database
from events_service.media import uploads
from events_service.media.names import small_name
from events_service.media.store import Store
from events_service.media.uploads import Taken
from events_service.programme.photos import Photo, set_photo
from events_service.programme.programme import Document, SessionPerson
from events_service.zones import now
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_person, programme_of
from tests.factories.stored_events import WATER, change, create, publish, small_draft
from tests.media import files
from tests.support.read_path import eventually
from tests.web.console.site import Browser

MOST = 10_000_000
PAPER, FOREIGN, UNUSED = (
    uploads.document(sent, MOST) for sent in (files.pdf(), files.docx(), files.picture("PNG", (30, 20)))
)
FACE, OTHER_FACE = (uploads.photo(files.picture(size=size), MOST) for size in ((300, 200), (320, 200)))
AMINA = make_person(photo=f"/media/{FACE.name}", photo_public=True)
SUMMIT = small_draft(people=(AMINA,))
UID, SLUG = SUMMIT.event.uid, SUMMIT.event.slug
ELSEWHERE = make_event(slug="elsewhere")
SESSION = f"en/{SLUG}/sessions/sou-84-water/"


@pytest.fixture
def browser(database: Database, url: str, tmp_path: Path) -> Iterator[Browser]:
    """At a draft with a paper and a speaker's photo; another event's draft has a paper of its own."""
    for taken in (PAPER, FACE, OTHER_FACE, UNUSED, FOREIGN):
        uploads.put(Store(tmp_path), taken)
        owner = ELSEWHERE.uid if taken == FOREIGN else UID
        database.write_now(uploads.keep, taken, owner, "account:alice", "x", now())
    database.write_now(create, SUMMIT)
    edit(database, documents=papers(PAPER), people=(SessionPerson(AMINA.uid),))
    database.write_now(create, programme_of(draft_session("Theirs", documents=papers(FOREIGN)), event=ELSEWHERE))
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def papers(taken: Taken) -> tuple[Document, ...]:
    return (Document({"en": "Paper"}, f"/media/{taken.name}"),)


def edit(database: Database, **changes: Any) -> None:
    database.write_now(lambda db: change(db, UID, WATER.uid, **changes))


def preview(browser: Browser, slug: str = SLUG) -> str:
    """The private link, without the page it opens."""
    page = browser.get(f"/console/events/{slug}/publish").text
    (link,) = set(re.findall(r'value="(http[^"]*/preview/[^"/]+/)', page))
    return str(link)


def shown(link: str) -> list[str]:
    """Of all files there are, those that are served below the link."""
    every = {"paper": PAPER, "foreign": FOREIGN, "unused": UNUSED, "face": FACE, "other face": OTHER_FACE}
    return [said for said, taken in every.items() if httpx.get(f"{link}media/{taken.name}").status_code == 200]


def test_pages_of_a_preview_show_what_is_not_public_yet(browser: Browser, url: str) -> None:
    link = preview(browser)
    page = httpx.get(link + SESSION).text

    paper, face = (re.findall(rf'{name}="([^"]*/media/[^"]+)"', page) for name in ("href", "src"))

    assert [httpx.get(url + path).content for path in paper] == [files.pdf()]
    assert face
    for path in face:
        picture = httpx.get(url + path)
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    for taken in (PAPER, FACE):
        assert httpx.get(f"{url}/media/{taken.name}").status_code == 404


def test_file_of_a_preview_is_as_safe_as_a_public_one_and_kept_by_nobody(browser: Browser) -> None:
    answer = httpx.get(f"{preview(browser)}media/{PAPER.name}")

    fields = {
        "content-type": "application/pdf",
        "content-disposition": "attachment",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
        "x-robots-tag": "noindex, nofollow",
        "referrer-policy": "no-referrer",
    }
    assert {name: answer.headers[name] for name in fields} == fields


def test_t_cap_1_only_what_this_working_version_refers_to_is_served(database: Database, browser: Browser) -> None:
    ours, theirs = preview(browser), preview(browser, "elsewhere")

    assert (shown(ours), shown(theirs)) == (["paper", "face"], ["foreign"])
    for wrong in ("..%2f..%2fevents.sqlite3", f"{'a' * 64}.pdf", PAPER.name.replace(".pdf", ".html"), "x"):
        assert httpx.get(f"{ours}media/{wrong}").status_code == 404
    edit(database, documents=())
    assert shown(ours) == ["face"]


def test_t_cap_1_files_are_gone_with_the_link(browser: Browser) -> None:
    link = preview(browser)
    assert shown(link) == ["paper", "face"]

    browser.submit(f"/console/events/{SLUG}/publish", f"/console/events/{SLUG}/preview/end", {})

    assert shown(link) == []
    assert shown(preview(browser)) == ["paper", "face"]


def test_photo_follows_its_person_s_consent_at_once(database: Database, browser: Browser) -> None:
    link = preview(browser)
    seen = Photo(f"/media/{FACE.name}", public=True)
    assert shown(link) == ["paper", "face"]

    database.write_now(set_photo, COMMAND, AMINA.uid, seen, Photo(seen.reference), now())
    assert shown(link) == ["paper"]
    assert "/media/" not in str(re.findall(r'src="([^"]+)"', httpx.get(link + SESSION).text))

    other = Photo(f"/media/{OTHER_FACE.name}", public=True)
    database.write_now(set_photo, COMMAND, AMINA.uid, Photo(seen.reference), other, now())
    assert shown(link) == ["paper", "other face"]
    assert small_name(OTHER_FACE.name) in httpx.get(link + SESSION).text


def test_what_is_public_already_is_shown_on_pages_of_the_preview_too(database: Database, browser: Browser) -> None:
    database.write_now(publish, ELSEWHERE.uid)

    assert httpx.get(f"{preview(browser)}en/elsewhere/sessions/theirs/").status_code == 200
    eventually(lambda: shown(preview(browser)) == ["paper", "foreign", "face"])
