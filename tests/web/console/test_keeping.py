"""What is typed and not saved: kept, offered, taken up, forgotten; and carried over the end of a login."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlmodel import delete

from events_service.accounts import kept_text
from events_service.accounts.accounts import get_account
from events_service.accounts.kept_text import LARGEST
from events_service.accounts.models import Login
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.factories.stored_events import HALL, WATER, create, small_draft
from tests.web.console.site import EMAIL, Browser
from tests.web.console.test_paste import fields as fields_in
from tests.web.console.test_second_step import code_of, set_up
from tests.web.console.test_sessions import fields_of, send, session

SUMMIT = small_draft()
ONE = f"/console/events/{SUMMIT.event.slug}/sessions/{WATER.uid}"
ROOM = f"/console/events/{SUMMIT.event.slug}/parts/rooms/{HALL.uid}"
KEEP, FORGET = "/console/kept-text", "/console/kept-text/forget"
OFFER = "You typed something here that was not saved"
BOB = "bob@example.org"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def typed_into(browser: Browser, page: str, **changes: str) -> list[tuple[str, str]]:
    """The fields of a form after somebody has typed."""
    fields = [(name, value) for name, value in fields_of(browser.get(page).text) if name != "form_token"]
    said = {name.replace("__", "."): value for name, value in changes.items()}
    return [(name, said.get(name, value)) for name, value in fields]


def keep(browser: Browser, page: str, fields: list[tuple[str, str]], **headers: str) -> httpx.Response:
    return browser.submit(page, KEEP, {"address": page, "typed": json.dumps(fields)}, **headers)


def kept(database: Database, page: str = ONE, email: str = EMAIL) -> dict[str, str]:
    with database.read() as db:
        found = kept_text.find_kept(db, get_account(db, email).id, page)
        return dict(found.fields) if found else {}


def log_out_elsewhere(database: Database) -> None:
    database.write_now(lambda db: db.exec(delete(Login)))


def test_what_was_typed_is_offered_taken_up_and_saved(database: Database, browser: Browser) -> None:
    typed = typed_into(browser, ONE, title__en="Water for every town")

    answer = keep(browser, ONE, typed)

    assert (answer.status_code, answer.content) == (204, b"")
    assert session(database).title == WATER.title
    assert OFFER in browser.get(ONE).text
    shown = browser.submit(ONE, ONE, {"take_up": "1"})
    assert shown.status_code == 200
    assert ("title.en", "Water for every town") in fields_of(shown.text)
    assert OFFER not in shown.text
    assert session(database).title == WATER.title
    assert send(browser, ONE, {}, shown.text).status_code == 303
    assert session(database).title["en"] == "Water for every town"
    assert kept(database) == {}
    assert OFFER not in browser.get(ONE).text


@pytest.mark.parametrize("page", ["/console/organizations/new", "/console/people/new", "/console/series/new"])
def test_forms_of_the_directory_keep_what_is_typed(browser: Browser, page: str) -> None:
    fields = typed_into(browser, page, name__en="Typed and left")

    keep(browser, page, fields)

    opened = browser.get(page).text
    assert "data-keeping=" in opened
    assert OFFER in opened
    shown = browser.submit(page, page, {"take_up": "1"}).text
    assert ("name.en", "Typed and left") in fields_of(shown)
    assert send(browser, page, {}, shown).status_code == 303
    assert OFFER not in browser.get(page).text


def test_note_for_readers_is_kept_until_it_is_published(database: Database, browser: Browser) -> None:
    page = f"/console/events/{SUMMIT.event.slug}/publish"
    fields = typed_into(browser, page, note__en="Rooms have changed")

    keep(browser, page, fields)

    opened = browser.get(page).text
    assert "data-keeping=" in opened
    assert OFFER in opened
    shown = browser.submit(page, page, {"take_up": "1"}).text
    assert ("note.en", "Rooms have changed") in fields_of(shown)
    assert send(browser, page, {"at": ""}, shown).status_code == 303
    assert kept(database, page) == {}


PASTED = "Water for all\nWednesday 21 November 2018, 09:30 to 12:30\nRoom Dakhla"


@pytest.mark.parametrize(
    ("page", "field", "words"),
    [
        (f"/console/events/{SUMMIT.event.slug}/notices", "text-en", "The bus leaves at five"),
        (
            f"/console/events/{SUMMIT.event.slug}/rooms/{HALL.uid}/availability",
            f"hours-{SUMMIT.event.start_on}",
            "09:00-12:30",
        ),
        (f"/console/events/{SUMMIT.event.slug}/paste", "text", PASTED),
    ],
)
def test_forms_of_any_kind_keep_what_is_typed(
    database: Database, browser: Browser, page: str, field: str, words: str
) -> None:
    fields = typed_into(browser, page)
    assert "base" in dict(fields)
    keep(browser, page, fields)
    assert OFFER not in browser.get(page).text

    keep(browser, page, [(name, words if name == field else value) for name, value in fields])

    opened = browser.get(page).text
    assert "data-keeping=" in opened
    assert "data-editor" in opened
    assert OFFER in opened
    shown = browser.submit(page, page, {"take_up": "1"})
    assert shown.status_code == 200
    assert (field, words) in [(name, value.lstrip("\n")) for name, value in fields_of(shown.text)]
    assert "data-sent" in shown.text
    assert kept(database, page)[field] == words
    done = send(browser, page, {}, shown.text)
    if page.endswith("paste"):
        done = browser.submit(page, f"{page}/take", fields_in(done.text))
    assert done.status_code == 303
    assert kept(database, page) == {}


def test_taken_up_it_merges_with_what_others_wrote_meanwhile(database: Database, browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE, title__en="Water for every town"))
    other = Browser(base_url=browser.base_url)
    database.write_now(lambda db: make_account(db, BOB, now=now()))
    other.log_in(BOB)
    send(other, ONE, {"code": "SOU 99"})

    shown = browser.submit(ONE, ONE, {"take_up": "1"})
    send(browser, ONE, {}, shown.text)

    found = session(database)
    assert (found.code, found.title["en"]) == ("SOU 99", "Water for every town")
    other.close()


def test_refused_form_forgets_nothing(database: Database, browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE, title__en="Water for every town"))

    refused = send(browser, ONE, {"code": "x" * 500})

    assert refused.status_code == 422
    assert kept(database)["title.en"] == "Water for every town"


def test_saving_another_form_forgets_nothing(database: Database, browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE, title__en="Water for every town"))

    assert send(browser, ROOM, {"capacity": "70"}).status_code == 303

    assert kept(database)["title.en"] == "Water for every town"


def test_it_is_forgotten_where_it_is_not_wanted(database: Database, browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE, title__en="Water for every town"))

    answer = browser.submit(ONE, FORGET, {"address": ONE})

    assert (answer.status_code, answer.headers["location"]) == (303, ONE)
    assert kept(database) == {}
    assert browser.submit(ONE, ONE, {"take_up": "1"}).status_code == 404
    assert session(database).title == WATER.title


def test_forgetting_leads_nowhere_else(browser: Browser) -> None:
    answer = browser.submit(ONE, FORGET, {"address": "https://elsewhere.example/"})

    assert answer.headers["location"] == "/console/"


def test_what_the_form_says_anyway_is_not_offered(browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE))

    assert OFFER not in browser.get(ONE).text


def test_nobody_else_is_offered_it(database: Database, browser: Browser) -> None:
    keep(browser, ONE, typed_into(browser, ONE, title__en="Water for every town"))
    database.write_now(lambda db: make_account(db, BOB, now=now()))

    with Browser(base_url=browser.base_url) as other:
        other.log_in(BOB)

        assert OFFER not in other.get(ONE).text
        assert other.submit(ONE, ONE, {"take_up": "1"}).status_code == 404


def test_new_event_is_kept_too(database: Database, browser: Browser) -> None:
    page = "/console/new-event"
    keep(browser, page, typed_into(browser, page, title__en="Eighth forum"))
    assert OFFER in browser.get(page).text

    shown = browser.submit(page, page, {"take_up": "1"})

    assert ("title.en", "Eighth forum") in fields_of(shown.text)
    more = {"title.en": "Eighth forum", "timezone": "Africa/Casablanca"}
    made = send(browser, page, more | {"start_on": "2018-11-20", "end_on": "2018-11-21"}, shown.text)
    assert made.status_code == 303
    assert kept(database, page) == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"address": ONE, "typed": "[]"}, 204),
        ({"address": ONE, "typed": "no JSON"}, 422),
        ({"address": ONE, "typed": '[["title.en", 7]]'}, 422),
        ({"address": ONE}, 422),
        ({"address": "/console/" + "x" * 400, "typed": "[]"}, 422),
        ({"address": "https://elsewhere.example/console/", "typed": "[]"}, 422),
        ({"address": f"{ONE}?saved=1", "typed": "[]"}, 422),
        ({"address": ONE, "typed": json.dumps([["title.en", "x" * LARGEST]])}, 413),
    ],
)
def test_only_what_was_typed_into_forms_here_is_kept(
    database: Database, browser: Browser, fields: dict[str, Any], status: int
) -> None:
    assert browser.submit(ONE, KEEP, fields).status_code == status
    assert kept(database) == {}


def test_t_csrf_1_nothing_is_kept_that_another_site_sends(database: Database, browser: Browser) -> None:
    answer = keep(browser, ONE, [("title.en", "Ours")], **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert kept(database) == {}


def after_the_end(database: Database, browser: Browser, **headers: str) -> httpx.Response:
    """The form is sent after the login has ended."""
    fields = dict(fields_of(browser.get(ONE).text)) | {"title.en": "Water for every town"}
    log_out_elsewhere(database)
    own = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return browser.post(ONE, data=fields, headers=own | headers)


def carried(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page of logging in."""
    found = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', answer.text))
    return {
        name: value.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&") for name, value in found.items()
    }


def test_form_sent_after_the_login_has_ended_is_offered_after_logging_in(database: Database, browser: Browser) -> None:
    asked = after_the_end(database, browser)

    assert asked.status_code == 401
    assert "What you typed is not lost" in asked.text
    wrong = browser.post(
        "/console/login", data=carried(asked) | {"email": EMAIL, "password": "no"}, headers=own(browser)
    )
    assert wrong.status_code == 401
    entered = browser.post(
        "/console/login", data=carried(wrong) | {"email": EMAIL, "password": PASSWORD}, headers=own(browser)
    )
    assert (entered.status_code, entered.headers["location"]) == (303, ONE)
    assert session(database).title == WATER.title
    assert OFFER in browser.get(ONE).text
    shown = browser.submit(ONE, ONE, {"take_up": "1"})
    send(browser, ONE, {}, shown.text)
    assert session(database).title["en"] == "Water for every town"


def test_it_is_carried_through_the_second_step(database: Database, browser: Browser) -> None:
    secret, _ = set_up(browser)
    asked = after_the_end(database, browser)

    code = browser.post(
        "/console/login", data=carried(asked) | {"email": EMAIL, "password": PASSWORD}, headers=own(browser)
    )
    assert "Enter the code" in code.text
    assert kept(database) == {}
    wrong = browser.post("/console/login/code", data=carried(code) | {"code": "000000"}, headers=own(browser))
    fields = carried(wrong) | {"code": code_of(secret)}
    entered = browser.post("/console/login/code", data=fields, headers=own(browser))

    assert (entered.status_code, entered.headers["location"]) == (303, ONE)
    assert kept(database)["title.en"] == "Water for every town"


def test_t_csrf_1_form_of_another_site_is_carried_nowhere(database: Database, browser: Browser) -> None:
    asked = after_the_end(database, browser, **{"Sec-Fetch-Site": "cross-site"})

    assert (asked.status_code, asked.headers["location"]) == (303, "/console/login")


def test_other_forms_sent_without_a_login_lead_to_logging_in(database: Database, browser: Browser) -> None:
    log_out_elsewhere(database)

    answer = browser.post(f"{ONE}/delete", data={"form_token": "x"}, headers=own(browser))

    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")


def test_form_of_an_earlier_login_is_offered_again(database: Database, browser: Browser) -> None:
    """Logged in anew in another tab: the token of the form is not of this login."""
    fields = dict(fields_of(browser.get(ONE).text)) | {"title.en": "Water for every town"}
    log_out_elsewhere(database)
    browser.log_in()

    answer = browser.post(ONE, data=fields, headers=own(browser))

    assert (answer.status_code, answer.headers["location"]) == (303, ONE)
    assert session(database).title == WATER.title
    assert OFFER in browser.get(ONE).text
    foreign = browser.post(ONE, data=fields, headers=own(browser) | {"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def own(browser: Browser) -> dict[str, str]:
    return {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
