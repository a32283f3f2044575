"""API tokens in the console: made and shown once, listed, and revoked."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import structs

from events_service.accounts import tokens
from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.settings import load
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event, uid_of
from tests.factories.stored_events import create, small_draft
from tests.web.console.site import SECRET, Browser, console_site

PAGE = "/console/tokens"
SUMMIT = small_draft().event
OTHER = structs.replace(make_event(), uid=uid_of("event", "other"), slug="other", title={"en": "Another event"})


@pytest.fixture
def alice(database: Database, url: str) -> Iterator[Browser]:
    """An organizer of everything."""
    database.write_now(create)
    database.write_now(create, structs.replace(small_draft(), event=OTHER, sessions=(), rooms=()))
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


@pytest.fixture
def bob(database: Database, url: str, alice: Browser) -> Iterator[Browser]:
    """An organizer of the summit."""
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=SUMMIT.uid, now=now()))
    with Browser(base_url=url) as browser:
        browser.log_in("bob@example.org")
        yield browser


def make(browser: Browser, **fields: Any) -> httpx.Response:
    sent = {"name": "Partner", "scopes": ["read"], "where": "some", "events": [SUMMIT.slug], "expires_at": ""}
    return browser.submit(PAGE, PAGE, sent | fields)


def token_in(answer: httpx.Response) -> str:
    (text,) = re.findall(r'value="(es_[^"]+)"', answer.text)
    return str(text)


def asked(url: str, token: str, slug: str = SUMMIT.slug) -> int:
    return httpx.get(f"{url}/api/v1/events/{slug}/draft", headers={"Authorization": f"Bearer {token}"}).status_code


def test_token_is_shown_once_and_works_where_it_may(alice: Browser, url: str) -> None:
    assert "No application has a token" in alice.get(f"{PAGE}?lang=en").text

    made = make(alice)

    assert made.status_code == 200
    assert "no-store" in made.headers["cache-control"]
    token = token_in(made)
    assert [asked(url, token), asked(url, token, "other"), asked(url, token + "x")] == [200, 404, 401]
    listed = alice.get(PAGE).text
    assert "Partner" in listed
    assert token not in listed
    assert token not in alice.get("/console/record").text


def test_token_of_several_events_and_of_all(alice: Browser, url: str) -> None:
    several = token_in(make(alice, events=[SUMMIT.slug, "other"]))
    everything = token_in(make(alice, name="All", where="all", events=[]))

    assert [asked(url, several), asked(url, several, "other")] == [200, 200]
    assert [asked(url, everything), asked(url, everything, "other")] == [200, 200]


@pytest.mark.parametrize(("zone", "at"), [("UTC", "2031-01-02T00:00"), ("Pacific/Auckland", "2031-01-01T11:00")])
def test_token_works_to_the_end_of_its_last_day(
    database: Database, database_url: str, tmp_path: Path, zone: str, at: str
) -> None:
    """By the clocks of the installation."""
    database.write_now(create)
    with console_site(database, database_url, tmp_path, timezone=zone) as url, Browser(base_url=url) as browser:
        browser.log_in()
        make(browser, expires_at="2031-01-01")
        listed = browser.get(f"{PAGE}?lang=en").text

    with database.read() as db:
        (token,) = tokens.list_tokens(db)
    assert token.expires_at == datetime.fromisoformat(f"{at}+00:00")
    assert "End of 1 January 2031" in listed


def test_last_day_there_is_is_no_day_to_end_on(alice: Browser) -> None:
    assert make(alice, expires_at="9999-12-31").status_code == 422


def test_token_without_an_end_says_so(alice: Browser) -> None:
    make(alice)

    listed = alice.get(f"{PAGE}?lang=en").text

    assert "Only when revoked" in listed
    assert "Not used yet" in listed
    assert "never" not in listed


def test_token_is_revoked_on_a_page_that_asks_first(alice: Browser, url: str) -> None:
    token = token_in(make(alice))
    (page,) = re.findall(rf'href="({PAGE}/[0-9a-f-]+/revoke)"', alice.get(PAGE).text)

    asking = alice.get(page)
    assert (asking.status_code, asked(url, token)) == (200, 200)
    done = alice.submit(page, page, {})

    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    assert asked(url, token) == 401
    assert "Partner" not in alice.get(PAGE).text
    told = alice.get("/console/record?act=revoke_token&lang=en").text
    assert "revoked the API token" in told


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"name": " "}, "name", "Give the token a name"),
        ({"scopes": []}, "scopes", "Name at least one scope."),
        ({"scopes": ["everything"]}, "scopes", "There is no scope “everything”"),
        ({"events": []}, "events", "Choose one event at least."),
        ({"events": [SUMMIT.slug, "nowhere"]}, "events", "Choose one event at least."),
        ({"expires_at": "tomorrow"}, "expires_at", "Give the day as year-month-day"),
        ({"expires_at": "2018-11-21"}, "expires_at", "still to come"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(alice: Browser, fields: dict[str, Any], name: str, sentence: str) -> None:
    refused = make(alice, **{"name": "Kept as typed"} | fields)

    assert refused.status_code == 422
    assert re.search(rf'id="{name}-wrong">[^<]*{sentence}', refused.text)
    assert "Kept as typed" in refused.text or name == "name"
    assert 'value="es_' not in refused.text
    assert "/revoke" not in alice.get(PAGE).text


def test_second_token_of_a_name_is_refused_at_the_name(alice: Browser) -> None:
    make(alice)

    refused = make(alice)

    assert refused.status_code == 409
    assert 'id="name-wrong">There is a token called “Partner” already' in refused.text


def test_t_authz_1_nobody_gives_what_they_have_not(bob: Browser, url: str, database: Database) -> None:
    page = bob.get(PAGE).text
    assert "All events, also those to come" not in page
    assert "Another event" not in page

    assert make(bob, where="all").status_code == 403
    assert make(bob, events=["other"]).status_code == 422
    assert asked(url, token_in(make(bob))) == 200


def test_t_authz_2_tokens_of_others_are_not_there(bob: Browser, url: str, database: Database) -> None:
    keys = {}

    def add(name: str, events: list[str] | None) -> str:
        settings = load(None, base_url=url, secret_key=SECRET)
        made = database.write_now(
            tokens.add_token, settings.secret_keys, COMMAND, name, ["read"], now(), event_uids=events
        )
        keys[name] = made.text
        return made.id

    ids = [add("Of the other", [OTHER.uid]), add("Of both", [OTHER.uid, SUMMIT.uid]), add("Of all", None)]

    page = bob.get(PAGE).text
    assert not any(name in page for name in keys)
    for token_id in (*ids, "nothing", uid_of("token", "none")):
        path = f"{PAGE}/{token_id}/revoke"
        assert bob.get(path).status_code == 404
        assert bob.submit(PAGE, path, {}).status_code == 404
    assert [asked(url, text, "other") for text in keys.values()] == [200, 200, 200]


def test_tokens_are_for_organizers(database: Database, url: str, alice: Browser) -> None:
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.EDITOR, event_uid=SUMMIT.uid, now=now()))
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        assert eve.get(PAGE).status_code == 403
        assert PAGE not in eve.get("/console/").text
        assert eve.submit("/console/", PAGE, {"name": "x", "scopes": "read"}).status_code == 403


def test_t_csrf_1_form_of_another_site_makes_no_token(alice: Browser, url: str) -> None:
    refused = alice.post(PAGE, data={"name": "x", "scopes": "read"}, headers={"Origin": "https://evil.example"})

    assert refused.status_code == 403
    assert "/revoke" not in alice.get(PAGE).text


def test_token_that_is_over_says_so(alice: Browser, database: Database, url: str) -> None:
    def add(db: Any) -> None:
        keys = load(None, base_url=url, secret_key=SECRET).secret_keys
        began = now() - timedelta(days=9)
        tokens.add_token(db, keys, COMMAND, "Old", ["read"], began, expires_at=began + timedelta(days=1))

    database.write_now(add)

    assert '<span class="mark failed">Over</span>' in alice.get(f"{PAGE}?lang=en").text
