"""Events made and changed in the console, out of nothing or of an earlier edition."""

from collections.abc import Iterator
from typing import Any

import pytest

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme.draft import save_series
from events_service.programme.programme import Event, Programme, Series
from events_service.programme.queries import find_event_uid
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.maximal import maximal_draft
from tests.factories.programme import uid_of
from tests.factories.stored_events import create, load, small_draft
from tests.web.console.site import Browser
from tests.web.console.test_sessions import faults, fields_of, send

SUMMIT = small_draft()
NEW = "/console/new-event"
SETTINGS = f"/console/events/{SUMMIT.event.slug}/settings"
TYPED = {
    "title.en": "Ninth forum",
    "start_on": "2027-03-01",
    "end_on": "2027-03-03",
    "timezone": "Africa/Casablanca",
    "country": "MA",
    "languages": ["fr", "en"],
}


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def draft_of(database: Database, slug: str) -> Programme:
    with database.read() as db:
        uid = find_event_uid(db.connection(), slug)
        assert uid is not None
        return load(db, uid)


def event(database: Database) -> Event:
    return draft_of(database, SUMMIT.event.slug).event


def test_event_is_made_out_of_nothing(database: Database, browser: Browser) -> None:
    sent = browser.submit(NEW, NEW, TYPED)

    assert sent.headers["location"] == "/console/events/ninth-forum/"
    made = draft_of(database, "ninth-forum")
    assert (made.event.title, made.event.languages, made.event.country) == ({"en": "Ninth forum"}, ("fr", "en"), "MA")
    assert made.sessions == ()
    assert "Ninth forum" in browser.get("/console/").text


def test_event_is_made_out_of_an_earlier_edition(database: Database, browser: Browser) -> None:
    browser.submit(NEW, NEW, TYPED | {"copy": SUMMIT.event.uid, "keep": ["sessions", "places"]})

    made = draft_of(database, "ninth-forum")
    assert {session.title["en"] for session in made.sessions} == {"Roads", "Water"}
    assert {session.start_local.date().isoformat() for session in made.sessions if session.start_local} == {
        "2027-03-01"
    }
    assert [room.name["en"] for room in made.rooms] == ["Hall"]
    assert not any(session.ready for session in made.sessions)


@pytest.mark.parametrize("city", ["Marrakech", "مراكش", "maroc", "Africa/Casablanca"])
def test_city_says_whose_clocks_are_meant(database: Database, browser: Browser, city: str) -> None:
    sent = browser.submit(NEW, NEW, TYPED | {"timezone": city})

    assert sent.status_code == 303
    assert draft_of(database, "ninth-forum").event.timezone == "Africa/Casablanca"
    assert '<option value="Marrakech">' in browser.get(NEW).text


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"title.en": ""}, "title", "This is missing."),
        ({"end_on": "2027-02-01"}, "end_on", "would end before"),
        ({"start_on": ""}, "start_on", "This is missing."),
        ({"timezone": "Mars/Base"}, "timezone", "There is no such time zone"),
        ({"slug": "api"}, "slug", "is an address of this site"),
        ({"slug": "A B"}, "slug", "not written as it has to be"),
        ({"copy": "no event"}, "", "no such event to copy"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    browser: Browser, typed: dict[str, Any], name: str, sentence: str
) -> None:
    refused = browser.submit(NEW, NEW, TYPED | {"city.en": "Fès"} | typed)

    assert refused.status_code == 422
    assert sentence in (faults(refused).get(name, "") if name else refused.text)
    assert 'value="Fès"' in refused.text


def test_days_in_the_wrong_order_are_told_with_what_else_is_wrong(browser: Browser) -> None:
    sent = browser.submit(NEW, NEW, TYPED | {"end_on": "2027-02-01", "timezone": "Nowhere/At all"})

    assert sent.status_code == 422
    assert sorted(faults(sent)) == ["end_on", "timezone"]


def test_address_of_another_event_is_refused(browser: Browser) -> None:
    refused = browser.submit(NEW, NEW, TYPED | {"slug": SUMMIT.event.slug})

    assert refused.status_code == 409
    assert "There is an event called" in refused.text


def test_form_that_nobody_touched_changes_nothing(database: Database, browser: Browser) -> None:
    whole = maximal_draft(slug="maximal")
    database.write_now(create, whole)
    before = draft_of(database, "maximal")

    sent = send(browser, "/console/events/maximal/settings", {})

    assert (sent.status_code, faults(sent)) == (303, {})
    assert draft_of(database, "maximal") == before


def test_everything_is_typed_and_written(database: Database, browser: Browser) -> None:
    typed = {
        "theme.ar": "الماء",
        "edition": "7",
        "contact": "05 37 20 59 03; office@example.org",
        "accent": "#0b6e4f",
        "organizations.0.organization": "AMPCC",
        "organizations.0.role": "co_host",
        "organizations.0.new": "1",
        "people.0.person": "Aminata Diop",
        "people.0.role": "chair",
        "people.0.new": "1",
        "offer.mode": "registration",
        "offer.capacity": "300",
        "categories.0.en": "Press",
        "approval": "1",
    }

    sent = send(browser, SETTINGS, typed)

    assert (sent.status_code, faults(sent)) == (303, {})
    after = event(database)
    assert (after.theme, after.edition, after.accent) == ({"ar": "الماء"}, 7, "#0b6e4f")
    assert [contact.kind.value for contact in after.contact] == ["phone", "email"]
    assert ([link.role for link in after.organizations], len(after.people)) == (["co_host"], 1)
    assert (after.offer.capacity, after.approval) == (300, True)
    assert [(one.slug, one.name) for one in after.categories] == [("press", {"en": "Press"})]


def test_two_people_change_one_event_and_nothing_is_lost(database: Database, browser: Browser) -> None:
    opened = browser.get(SETTINGS).text
    send(browser, SETTINGS, {"theme.en": "Theirs"})

    assert send(browser, SETTINGS, {"city.en": "Fes"}, opened).status_code == 303
    assert send(browser, SETTINGS, {"theme.en": "Mine"}, opened).status_code == 409

    after = event(database)
    assert (after.theme["en"], after.city["en"]) == ("Theirs", "Fes")


def test_t_authz_1_editor_of_an_event_changes_neither_it_nor_makes_one(
    database: Database, browser: Browser, url: str
) -> None:
    uid = SUMMIT.event.uid
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.EDITOR, event_uid=uid, now=now()))
    fields = dict(fields_of(browser.get(SETTINGS).text))
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        assert (eve.get(SETTINGS).status_code, eve.get(NEW).status_code) == (404, 403)
        assert eve.submit("/console/", SETTINGS, fields | {"theme.en": "Eve"}).status_code == 404
        assert eve.submit("/console/", NEW, TYPED).status_code == 403
    assert event(database) == SUMMIT.event


def test_organizer_of_a_series_adds_its_next_edition_and_nothing_else(
    database: Database, browser: Browser, url: str
) -> None:
    own, other = (Series(uid_of("series", name), {"en": name.title()}, name) for name in ("forum", "summit"))
    database.write_now(lambda db: save_series(db.connection(), [own, other]))
    database.write_now(lambda db: make_account(db, "olga@example.org", Role.ORGANIZER, series_uid=own.uid, now=now()))
    with Browser(base_url=url) as olga:
        olga.log_in("olga@example.org")
        assert f'href="{NEW}"' in olga.get("/console/").text
        form = olga.get(NEW).text
        assert own.uid in form
        assert other.uid not in form

        for series in ("", other.uid):
            refused = olga.submit(NEW, NEW, TYPED | {"series": series})
            assert (refused.status_code, faults(refused)) == (
                422,
                {"series": "Choose one of the series that you organize."},
            )
        made = olga.submit(NEW, NEW, TYPED | {"series": own.uid})

        assert made.headers["location"] == "/console/events/ninth-forum/"
        assert olga.get("/console/events/ninth-forum/settings").status_code == 200
    assert draft_of(database, "ninth-forum").event.series_uid == own.uid
