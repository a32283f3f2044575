"""The page that tells what was taken of a paste, and its button that takes all of it back."""

from collections.abc import Iterator
from functools import partial
from html import unescape

import pytest
from sqlalchemy import Engine, event

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.logs import request_id
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.stored_events import WATER, change, create
from tests.web.console.site import Browser
from tests.web.console.test_paste import FORUM, PAGE, TEXT, fields, programme, read

BUTTON = "Take all of it back"


@pytest.fixture
def here(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, FORUM)
    with Browser(base_url=url, timeout=30) as browser:
        browser.log_in()
        yield browser


def take(here: Browser, text: str = TEXT) -> str:
    """Paste it and take all of it; the page that follows."""
    return str(here.submit(PAGE, f"{PAGE}/take", fields(read(here, text))).headers["location"])


def titles(database: Database) -> list[str]:
    return sorted(str(next(iter(session.title.values()))) for session in programme(database).sessions)


def test_all_of_it_is_taken_back_and_the_page_says_so(database: Database, here: Browser) -> None:
    before = titles(database)
    page = take(here)
    assert BUTTON in here.get(page).text

    answer = here.submit(page, f"{page}/undo", {})

    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = here.get(page).text
    assert "1 session was taken out." in shown
    assert '<bdi>Dakhla</bdi> <span class="sort">Room</span>' in shown
    assert BUTTON not in shown
    assert titles(database) == before
    assert here.submit(page, f"{page}/undo", {}).status_code == 303
    assert "(taken back)" in here.get(PAGE).text
    assert "Les villes" in here.get(f"/console/events/{FORUM.event.slug}/deleted").text
    assert "took back what had been pasted into" in unescape(
        here.get(f"/console/events/{FORUM.event.slug}/record").text
    )


def test_what_was_changed_since_is_listed_before_and_after(database: Database, here: Browser) -> None:
    page = take(here)
    database.write_now(lambda db: change(db, FORUM.event.uid, WATER.uid, title={"en": "<b>Sea</b>"}))

    ahead = here.get(page).text
    here.submit(page, f"{page}/undo", {})
    done = here.get(page).text

    for text, words in ((ahead, "This stays as it is:"), (done, "This stayed as it was:")):
        assert words in text
        assert f'sessions/{WATER.uid}">&lt;b&gt;Sea&lt;/b&gt;</a> (changed since)' in text
    assert "<b>Sea" in str(titles(database))


def test_nothing_is_offered_where_nothing_can_be_taken_back(database: Database, here: Browser) -> None:
    page = take(here, "SOU 84 - Water again\n21/11/2018 9:30-10:30\n")
    database.write_now(lambda db: change(db, FORUM.event.uid, WATER.uid, title={"en": "Sea"}))

    assert BUTTON not in here.get(page).text
    assert here.submit(page, f"{page}/undo", {}).status_code == 409


def test_pages_of_pastes_are_found_again_and_nobody_else_s(database: Database, here: Browser) -> None:
    page = take(here)
    assert f'href="{page}"' in here.get(PAGE).text

    for role, event_uid in ((Role.VIEWER, FORUM.event.uid), (Role.ORGANIZER, WATER.uid)):
        name = f"{role}@example.org"
        database.write_now(partial(make_account, event_uid=event_uid), name, role, now=now())
        with Browser(base_url=here.base_url) as other:
            other.log_in(name)
            assert other.get(page).status_code == 404
            assert other.submit("/console/account", f"{page}/undo", {}).status_code == 404
    assert len(programme(database).sessions) == 3


def test_cost_does_not_grow_with_what_was_pasted(here: Browser, request: pytest.FixtureRequest) -> None:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if request_id.get():
            sent.append(statement)

    def cost(page: str) -> int:
        sent.clear()
        assert here.get(page).status_code == 200
        return len(sent)

    request.addfinalizer(lambda: event.remove(Engine, "before_cursor_execute", note))
    event.listen(Engine, "before_cursor_execute", note)

    one = take(here, "AB 1 - One\n21/11/2018 9:30-10:30\nSalle : Un\nOrganisateur : Maison des eaux\n")
    text = "".join(
        f"CD {n} - Title {n}\n21/11/2018 9:30-10:30\nSalle : Salle {n}\nOrganisateur : Maison {n}\n\n" for n in range(5)
    )
    many = take(here, text)

    assert 1 < cost(one) == cost(many)
    here.submit(one, f"{one}/undo", {})
    here.submit(many, f"{many}/undo", {})
    assert cost(one) == cost(many)
