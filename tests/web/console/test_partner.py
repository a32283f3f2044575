"""What somebody meets in the console who works on one organization's own sessions: those, and nothing of others'."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.programme import EventRole, Internal, SessionOrganizer
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, uid_of
from tests.factories.stored_events import HALL, create, small_draft
from tests.web.console.site import Browser

SECRET = "Whatonlyorganizersread"
OURS, THEIRS = (make_organization(name={"en": name}) for name in ("House of Waters", "House of Roads"))
OWN = draft_session(
    "Water",
    uid=uid_of("session", "own"),
    code="SOU 84",
    internal=Internal(notes=SECRET),
    organizers=(SessionOrganizer(OURS.uid),),
    room_uid=HALL.uid,
)
FOREIGN = draft_session(
    SECRET,
    uid=uid_of("session", "foreign"),
    code="SOU 75",
    internal=Internal(notes=SECRET),
    organizers=(
        SessionOrganizer(THEIRS.uid, contacts=(ContactPoint(ContactKind.PHONE, SECRET),)),
        SessionOrganizer(OURS.uid, EventRole.PARTNER),
    ),
    room_uid=HALL.uid,
)
SUMMIT = small_draft(OWN, FOREIGN, organizations=(OURS, THEIRS))
EVENT = f"/console/events/{SUMMIT.event.slug}"
WORKING = [f"{EVENT}/sessions", f"{EVENT}/sessions/{OWN.uid}", f"{EVENT}/sessions/{OWN.uid}/document"]
FOR_OTHERS = [
    *(
        "paste",
        "conflicts",
        "grid",
        "grid.json",
        "languages",
        "publish",
        "parts",
        "day",
        "notices",
        "settings",
        "access",
    ),
    *("record", "consents", "availability", "deleted", f"sessions/{OWN.uid}/place"),
]
HREF = re.compile(r'href="(/console/[^"#]*)"')


@pytest.fixture
def partner(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    database.write_now(
        lambda db: make_account(
            db, "p@example.org", Role.EDITOR, event_uid=SUMMIT.event.uid, organization_uid=OURS.uid, now=now()
        )
    )
    with Browser(base_url=url, timeout=30) as browser:
        browser.log_in("p@example.org")
        yield browser


def test_there_is_something_that_could_be_read(database: Database, partner: Browser) -> None:
    with Browser(base_url=partner.base_url, timeout=30) as alice:
        alice.log_in()
        assert SECRET in alice.get(f"{EVENT}/sessions").text
        assert SECRET in alice.get(f"{EVENT}/sessions/{OWN.uid}").text


def test_their_own_sessions_are_theirs_to_work_on_and_nothing_else_is_read(partner: Browser) -> None:
    for page in WORKING:
        answer = partner.get(page)
        assert (page, answer.status_code, SECRET in answer.text) == (page, 200, False)
    answer = partner.get(f"{EVENT}/sessions/{FOREIGN.uid}")
    assert (answer.status_code, SECRET in answer.text) == (404, False)
    assert partner.get(f"{EVENT}/").headers["location"] == f"{EVENT}/sessions"


@pytest.mark.parametrize("page", FOR_OTHERS)
def test_page_of_the_organizers_says_whose_it_is(partner: Browser, page: str) -> None:
    answer = partner.get(f"{EVENT}/{page}", headers={"Accept": "text/html"})

    assert (answer.status_code, SECRET in answer.text) == (404, False)
    assert "This page is for the organizers of the event. What you work on is under “Sessions”." in unescape(
        answer.text
    )


@pytest.mark.parametrize("kind", ["organizations", "people", "series"])
def test_directory_is_for_those_who_work_on_a_whole_event(partner: Browser, kind: str) -> None:
    answer = partner.get(f"/console/{kind}")

    assert answer.status_code == 404
    assert "This page is for those who work on a whole event." in answer.text


def test_event_of_others_is_none_at_all(database: Database, partner: Browser) -> None:
    database.write_now(create, small_draft(draft_session("Theirs"), event=make_event(slug="elsewhere"), rooms=()))

    for slug in ("elsewhere", "nothing"):
        answer = partner.get(f"/console/events/{slug}/paste")
        assert (answer.status_code, "There is nothing at this address" in answer.text) == (404, True)


def test_no_link_leads_them_where_they_may_not_go(partner: Browser) -> None:
    pages, seen = ["/console/", *WORKING], set()
    while pages:
        page = pages.pop()
        seen.add(page)
        answer = partner.get(page, follow_redirects=True)
        assert (page, answer.status_code, SECRET in answer.text) == (page, 200, False)
        pages += sorted({unescape(href) for href in HREF.findall(answer.text)} - seen - set(pages))
    assert len(seen) > 5
