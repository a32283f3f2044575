"""The photo of a person: upload, replace, remove, and consent."""

import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme.photos import Photo, get_person, photo_of
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import programme_of
from tests.media import files
from tests.support.read_path import eventually
from tests.support.small_disk import small_disk
from tests.web.console.photos import AMINA, publish, publish_forum
from tests.web.console.site import FIELD, Browser, console_site

PAGE = f"/console/people/{AMINA.uid}/photo"
SESSION = "/en/forum-7/sessions/water-for-all/"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    publish_forum(database)
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.fixture
def browser(url: str) -> Iterator[Browser]:
    with Browser(base_url=url, timeout=30) as browser:
        browser.log_in()
        yield browser


def send(browser: Browser, content: bytes | None = None, **fields: Any) -> httpx.Response:
    """Send the form as the page has it, with a file where one was chosen."""
    page = browser.get(PAGE).text
    token = FIELD.search(page)
    assert token is not None
    hidden = dict(re.findall(r'name="(present|was_public)" value="([^"]*)"', page))
    own = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    name = "amina.png" if content is not None else ""
    file = {"photo": (name, content or b"", "application/octet-stream")}
    return browser.post(PAGE, data=hidden | {"form_token": token[1]} | fields, files=file, headers=own)


def kept(database: Database) -> Photo:
    with database.read() as db:
        return photo_of(get_person(db, AMINA.uid).person)


def kept_files(folder: Path) -> list[Path]:
    return [path for path in (folder / "media").rglob("*") if path.is_file()]


def test_photo_is_shown_to_the_public_only_with_consent_and_once_published(
    browser: Browser, database: Database, url: str, tmp_path: Path
) -> None:
    sent = send(browser, files.picture("PNG", (400, 600)))
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?done=saved")
    photo = kept(database)
    assert (photo.public, len(kept_files(tmp_path))) == (False, 2)
    assert photo.reference is not None
    small = photo.reference.replace(".jpg", "-small.jpg")

    page = browser.get(f"{PAGE}?done=saved").text
    assert "The photo is saved" in page
    assert f'src="{small}" width="192" height="192" alt="Photo of Amina Berrada"' in page
    own = browser.get(photo.reference)
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-cache")
    with httpx.Client(base_url=url, timeout=30) as public:
        assert [public.get(path).status_code for path in (photo.reference, small)] == [404, 404]
        assert small not in public.get(SESSION).text

        assert send(browser, public="1").status_code == 303
        assert public.get(photo.reference).status_code == 404  # agreed to, and not published yet
        publish(database, programme_of())
        eventually(lambda: small in public.get(SESSION).text, 10)
        face = f'<img class="face" src="{small}" width="64" height="64" alt="Photo of Amina Berrada"'
        assert face in public.get(SESSION).text
        assert small in public.get("/en/forum-7/people/amina-berrada/").text
        assert [public.get(path).status_code for path in (photo.reference, small)] == [200, 200]

        assert send(browser).status_code == 303  # no longer agreed to
        assert small not in public.get(SESSION).text
        assert [public.get(path).status_code for path in (photo.reference, small)] == [404, 404]
        assert browser.get(photo.reference).status_code == 200


def test_photo_is_replaced_and_removed(browser: Browser, database: Database) -> None:
    send(browser, files.picture(), public="1")
    first = kept(database)
    send(browser, files.picture(size=(100, 100)), public="1")
    second = kept(database)
    assert first != second
    assert (first.public, second.public) == (True, True)

    removed = send(browser, remove="1")

    assert removed.headers["location"] == f"{PAGE}?done=removed"
    assert kept(database) == Photo()
    assert "No photo yet" in browser.get(PAGE).text


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (files.SVG, 422, "This is no picture that can be taken."),
        (files.GIF_AND_HTML, 422, "This is no picture that can be taken."),
        (files.pdf(), 422, "This is no picture that can be taken."),
        (files.picture()[:300], 422, "This picture is damaged and cannot be read."),
        (files.png_bomb(), 422, "The picture has 20,000 × 20,000 pixels; 30 million in all can be taken."),
        (b"\xff\xd8\xff" + bytes(15_000_000), 413, "The file has 15.0 MB; 10 MB can be taken."),
        (b"", 422, "The file is empty."),
    ],
    ids=["svg", "gif", "pdf", "broken", "bomb", "large", "empty"],
)
def test_file_that_cannot_be_taken_is_refused_beside_its_field(
    browser: Browser, database: Database, tmp_path: Path, content: bytes, status: int, sentence: str
) -> None:
    refused = send(browser, content, public="1")

    assert refused.status_code == status
    assert re.search(rf'<span class="wrong" id="photo-wrong">{re.escape(sentence)}', refused.text)
    assert 'name="public" value="1" checked' in refused.text
    assert (kept(database), kept_files(tmp_path)) == (Photo(), [])


def test_what_no_setting_allows_is_refused_before_it_is_read(browser: Browser) -> None:
    with closing(HTTPConnection(browser.base_url.host, browser.base_url.port, timeout=10)) as connection:
        connection.putrequest("POST", PAGE)
        connection.putheader("Content-Length", "60000001")
        connection.endheaders()

        assert connection.getresponse().status == 413


def test_other_forms_take_no_more_than_before(browser: Browser) -> None:
    page = browser.post("/console/account/password", content=b"x" * 1_000_001)

    assert page.status_code == 413


def test_form_of_another_site_is_refused(browser: Browser, database: Database, tmp_path: Path) -> None:
    foreign = browser.post(
        PAGE, data={"present": ""}, files={"photo": files.picture()}, headers={"Origin": "https://e.org"}
    )
    untold = browser.post(
        PAGE,
        data={"form_token": "00"},
        files={"photo": files.picture()},
        headers={"Origin": str(browser.base_url)[:-1]},
    )

    assert (foreign.status_code, untold.status_code) == (403, 403)
    assert (kept(database), kept_files(tmp_path)) == (Photo(), [])


def test_photo_that_somebody_else_changed_meanwhile_is_told(browser: Browser, database: Database) -> None:
    send(browser, files.picture())
    before = kept(database)
    late = send(browser, files.picture(size=(9, 9)), present="/media/other.jpg")

    assert late.status_code == 412
    assert "Somebody else has changed this since you opened it." in late.text
    assert kept(database) == before


def test_consent_without_a_photo_is_refused(browser: Browser) -> None:
    refused = send(browser, public="1")

    assert refused.status_code == 422
    assert "Choose a photo first" in refused.text


def test_whoever_may_not_change_people_finds_nothing(url: str, database: Database) -> None:
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.EDITOR, now=now()))
    with Browser(base_url=url, timeout=30) as bob:
        assert bob.get(PAGE).status_code == 303
        bob.log_in("bob@example.org")

        assert [bob.get(path).status_code for path in (PAGE, "/console/people/x/photo")] == [404, 404]


def test_full_disk_is_said_beside_the_field_and_leaves_no_half_file(database: Database, database_url: str) -> None:
    publish_forum(database)
    with (
        small_disk("1m") as disk,
        console_site(database, database_url, disk.folder) as url,
        Browser(base_url=url, timeout=30) as browser,
    ):
        browser.log_in()
        disk.fill()
        refused = send(browser, files.picture(size=(400, 400)), public="1")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
        assert 'id="photo-wrong">The file cannot be kept right now' in refused.text
        assert (kept(database), kept_files(disk.folder)) == (Photo(), [])

        disk.free()
        assert send(browser, files.picture(size=(400, 400)), public="1").status_code == 303
        assert len(kept_files(disk.folder)) == 2
