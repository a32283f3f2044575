"""Events in the console: listed with how far they are, and opened by those who may."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from events_service.accounts.models import Role
from events_service.database import Database, DbSession
from events_service.programme import draft
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event, uid_of
from tests.factories.stored_events import ROADS, WATER, create, publish, small_draft
from tests.web.console.site import Browser
from tests.web.reading import Read

SUMMIT = small_draft()


def fill(db: DbSession) -> None:
    """Add the room and the sessions of the summit; one of them has no time yet."""
    before = draft.load(db.connection(), SUMMIT.event.uid)
    waiting = structs.replace(ROADS, start_local=None, end_local=None)
    draft.save(
        db.connection(), before, structs.replace(before.programme, rooms=SUMMIT.rooms, sessions=(waiting, WATER))
    )


@pytest.fixture
def browser(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def test_events_are_listed_before_they_are_published(database: Database, browser: Browser) -> None:
    empty = Read(browser.get("/console/").text)
    assert empty.one("p.none b") == "No events yet"
    assert "Add the first one" in empty.one("p.none")

    database.write_now(create, SUMMIT)

    listed = browser.get("/console/").text
    assert f'href="/console/events/{SUMMIT.event.slug}/"' in listed
    assert "not published yet" in listed


def test_event_shows_what_is_public_of_it(database: Database, browser: Browser) -> None:
    database.write_now(create, SUMMIT)
    assert "not published yet" in browser.get(f"/console/events/{SUMMIT.event.slug}/").text

    database.write_now(publish, SUMMIT.event.uid)

    shown = browser.get(f"/console/events/{SUMMIT.event.slug}/").text
    assert f'href="/en/{SUMMIT.event.slug}/"' in shown
    assert "not published yet" not in shown


def test_event_leads_the_way_to_its_first_publication(database: Database, browser: Browser) -> None:
    page = f"/console/events/{SUMMIT.event.slug}/"
    database.write_now(create, structs.replace(SUMMIT, sessions=(), rooms=()))
    assert Read(browser.get(page).text).all(".work li")[0].startswith("0 Rooms Add the venue and its rooms first")

    database.write_now(fill)

    steps = Read(browser.get(page).text)
    assert steps.all(".work li")[:2] == ["1 Rooms", "2 Sessions"]
    assert steps.all(".work li")[2].startswith("1 Without a time")
    assert steps.all(".work li")[-1].startswith("– not published yet")
    for href in steps.attributes(".work a", "href"):
        assert browser.get(href).status_code == 200


def test_t_authz_1_event_of_others_is_not_there(database: Database, url: str) -> None:
    database.write_now(create, SUMMIT)
    other = structs.replace(make_event(), uid=uid_of("event", "other"), slug="other")
    database.write_now(
        create, structs.replace(SUMMIT, event=other, sessions=(), rooms=(), venues=(), tracks=(), types=())
    )
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=other.uid, now=now()))
    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")

        assert bob.get("/console/events/other/").status_code == 200
        assert SUMMIT.event.slug not in bob.get("/console/").text
        for path in (f"/console/events/{SUMMIT.event.slug}/", "/console/events/nothing/", "/console/events/No/"):
            assert bob.get(path).status_code == 404


def test_event_is_for_who_is_logged_in(url: str) -> None:
    with Browser(base_url=url) as nobody:
        assert nobody.get("/console/events/any/").headers["location"].startswith("/console/login?")
