"""Consents in the console: withdrawn with one press, and gone from the public pages when that answers."""

import re
from collections.abc import Iterator

import httpx
import pytest
from msgspec import structs

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.programme import SessionPerson
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event, make_person
from tests.factories.stored_events import ROADS, WATER, change, create, publish, small_draft
from tests.web.console.site import Browser

AMINA = make_person(name={"en": "Amina Berrada"}, biography={"en": "She planted trees."})
FORUM = small_draft(structs.replace(WATER, people=(SessionPerson(AMINA.uid),)), ROADS, people=(AMINA,))
LIST = f"/console/events/{FORUM.event.slug}/consents"
PAGE = f"/console/people/{AMINA.uid}/consents"


@pytest.fixture
def here(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, FORUM)
    database.write_now(publish, FORUM.event.uid)
    with Browser(base_url=url) as browser:
        browser.log_in()
        browser.submit(PAGE, PAGE, {"field": "photo", "act": "withdraw"})  # the site has looked at what is public
        yield browser


def biography(here: Browser) -> bool:
    with httpx.Client(base_url=here.base_url) as visitor:
        return "She planted trees." in visitor.get(f"/en/{FORUM.event.slug}/people/amina-berrada/").text


def test_what_is_withdrawn_is_gone_at_once_and_comes_back_at_once(here: Browser) -> None:
    assert biography(here)
    assert f'href="{PAGE}"' in here.get(LIST).text

    withdrawn = here.submit(PAGE, PAGE, {"field": "biography", "act": "withdraw"})
    assert (withdrawn.status_code, withdrawn.headers["location"]) == (303, PAGE)
    assert not biography(here)
    assert "Photo, Biography" in here.get(LIST).text

    here.submit(PAGE, PAGE, {"field": "biography", "act": "give_back"})
    assert biography(here)


def test_t_authz_consents_are_for_who_looks_after_the_person(database: Database, here: Browser, url: str) -> None:
    other = make_event(slug="other")
    database.write_now(create, small_draft(event=other, sessions=(), rooms=()))
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.EDITOR, now=now()))
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=other.uid, now=now()))
    for email in ("eve@example.org", "bob@example.org"):
        with Browser(base_url=url) as visitor:
            visitor.log_in(email)

            assert [visitor.get(path).status_code for path in (LIST, PAGE)] == [404, 404]
            sent = visitor.submit("/console/", PAGE, {"field": "biography", "act": "withdraw"})
            assert sent.status_code == 404
    foreign = here.post(PAGE, data={"field": "biography"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert biography(here)


def states(page: str) -> dict[str, str]:
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>.*?</td>\n<td>(.*?)</td>', page, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", said) for name, said in rows}


def test_what_nobody_agreed_to_or_nobody_keeps_is_not_said_to_be_public(database: Database, here: Browser) -> None:
    here.submit(PAGE, PAGE, {"field": "photo", "act": "give_back"})
    assert states(here.get(PAGE).text) == {
        "Photo": "–",
        "Biography": "May be public",
        "Contacts": "–",
        "Title and form of address": "–",
        "Organization": "–",
        "Name, and with it all the rest": "May be public",
    }

    phone = ContactPoint(ContactKind.PHONE, "05 37 20 59 03", public=False)
    photo = {"photo": "https://example.org/amina.jpg", "photo_public": False, "contacts": (phone,)}
    database.write_now(lambda db: change(db, FORUM.event.uid, AMINA.uid, **photo))

    page = here.get(PAGE).text
    said = states(page)
    assert (said["Photo"], said["Contacts"]) == ("Not shown: no consent yet",) * 2
    assert "05 37" not in page


def test_photo_is_a_press_away(here: Browser) -> None:
    photo = f"/console/people/{AMINA.uid}/photo"

    assert f'href="{photo}"' in here.get(PAGE).text
    assert here.get(photo).status_code == 200


def test_person_or_field_that_is_none_is_refused(here: Browser) -> None:
    assert here.get("/console/people/nobody/consents").status_code == 404
    assert here.get(f"/console/people/{WATER.uid}/consents").status_code == 404
    assert here.submit(PAGE, PAGE, {"field": "shoe size", "act": "withdraw"}).status_code == 422
