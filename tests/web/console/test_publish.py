"""Publishing from the console: looked at, chosen, now or at a time, taken back; and the preview before it."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec import structs
from sqlalchemy import select

from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database, DbSession
from events_service.programme import draft, timed_release
from events_service.programme.models import EventRow
from events_service.programme.programme import EventStatus, Internal, Programme, Session, SessionPerson
from events_service.programme.queries import get_release
from events_service.registration.models import (
    ContactRow,
    ParticipantRow,
    RegistrationRow,
    RegistrationState,
    SeatRow,
    SeatState,
)
from events_service.zones import now, to_wall
from tests.accounts.people import make_account
from tests.factories.programme import make_person, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, change, create, publish, small_draft
from tests.web.console.site import Browser

AMINA = make_person(uid=uid_of("person", "amina"), slug="amina", name={"en": "Amina Exemple"})
SUMMIT = small_draft()
UID, SLUG = SUMMIT.event.uid, SUMMIT.event.slug
PAGE = f"/console/events/{SLUG}/publish"
_events = EventRow.__table__  # type: ignore[attr-defined]


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def send(browser: Browser, action: str = PAGE, **fields: Any) -> httpx.Response:
    """Fill in a form of the page as it is now."""
    (version,) = re.findall(r'name="version" value="(\d+)"', browser.get(PAGE).text) or ["0"]
    return browser.submit(PAGE, action, {"version": version, "what": "all"} | fields)


def public(database: Database) -> tuple[int, Programme | None]:
    with database.read() as db:
        connection = db.connection()
        number = connection.execute(select(_events.c.release_number).where(_events.c.uid == UID)).scalar_one()
        return number, get_release(connection, UID, number).programme if number else None


def titles(database: Database) -> set[str]:
    programme = public(database)[1]
    return {session.title["en"] for session in programme.sessions} if programme else set()


def edit(database: Database, uid: str, **changes: Any) -> None:
    database.write_now(lambda db: change(db, UID, uid, **changes))


def test_first_publication_shows_what_is_public_from_now_on(database: Database, browser: Browser, url: str) -> None:
    assert "The first publication" in browser.get(PAGE).text

    sent = send(browser, **{"note.en": "Here it is"})

    assert sent.headers["location"] == f"{PAGE}?published=1"
    assert sent.headers["clear-site-data"] == '"cache"'
    assert titles(database) == {"Water", "Roads"}
    assert "Water" in httpx.get(f"{url}/en/{SLUG}/").text
    shown = browser.get(f"{PAGE}?published=1").text
    assert "Version 1 is published" in shown
    assert "Here it is" in shown
    assert "Nothing to publish" in shown


def test_changes_are_told_in_words_and_one_room_is_published_alone(database: Database, browser: Browser) -> None:
    database.write_now(publish, UID)
    edit(database, WATER.uid, room_uid=None)
    edit(database, ROADS.uid, title={"en": "Streets"})
    page = browser.get(PAGE).text
    assert "Another room" in page
    assert "New title" in page

    send(browser, what="chosen", only=[WATER.uid])

    number, programme = public(database)
    assert (number, titles(database)) == (2, {"Water", "Roads"})
    assert programme is not None
    assert {s.room_uid for s in programme.sessions} == {None}


def test_what_is_not_ready_waits_until_it_is_chosen(database: Database, browser: Browser) -> None:
    database.write_now(publish, UID)
    edit(database, WATER.uid, title={"en": "Rivers"}, ready=False)
    assert "Not ready" in browser.get(PAGE).text

    assert send(browser).status_code == 409
    assert titles(database) == {"Water", "Roads"}
    send(browser, what="chosen", only=[WATER.uid])
    assert titles(database) == {"Rivers", "Roads"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Described differently: Biography, Photo"),
        ("fr", "Biographie, Photo"),
        ("ar", "السيرة، الصورة"),
    ],
)
def test_person_who_is_described_differently_is_named_and_published(
    database: Database, browser: Browser, language: str, words: str
) -> None:
    spoken = structs.replace(WATER, people=(SessionPerson(AMINA.uid),))
    database.write_now(with_people, spoken)
    database.write_now(publish, UID)
    edit(database, AMINA.uid, biography={"en": "Born"}, photo="p", photo_public=True)

    page = html.unescape(" ".join(re.sub("<[^>]*>", "", browser.get(f"{PAGE}?lang={language}").text).split()))
    assert "Amina Exemple" in page
    assert words in page.replace("\u00a0", " ")
    alone: dict[str, Any] = {"what": "chosen", "only": [f"person:{AMINA.uid}"]}
    send(browser, **({} if language == "en" else alone))

    programme = public(database)[1]
    assert programme is not None
    assert [(one.biography, one.photo) for one in programme.people] == [({"en": "Born"}, "p")]
    assert "Nothing to publish" in browser.get(f"{PAGE}?lang=en").text


def with_people(db: DbSession, session: Session) -> None:
    before = draft.load(db.connection(), UID)
    sessions = tuple(session if one.uid == session.uid else one for one in before.programme.sessions)
    draft.save(db.connection(), before, structs.replace(before.programme, sessions=sessions, people=(AMINA,)))


def test_first_publication_offers_each_session_and_counts_what_is_held_back(
    database: Database, browser: Browser
) -> None:
    edit(database, ROADS.uid, ready=False)
    page = browser.get(PAGE).text
    assert "1 session is ready." in page
    assert "1 session is not ready and is held back." in page
    assert set(re.findall(r'name="only" value="([^"]+)"', page)) == {WATER.uid, ROADS.uid}

    send(browser, what="chosen", only=[ROADS.uid])

    assert titles(database) == {"Roads"}


def test_first_publication_of_nothing_that_is_ready_is_refused(database: Database, browser: Browser) -> None:
    for session in (WATER, ROADS):
        edit(database, session.uid, ready=False)

    assert "Nothing is ready" in send(browser).text
    assert public(database)[0] == 0


def test_draft_changed_meanwhile_is_looked_at_again(database: Database, browser: Browser) -> None:
    (version,) = re.findall(r'name="version" value="(\d+)"', browser.get(PAGE).text)
    edit(database, WATER.uid, title={"en": "Rivers"})

    refused = browser.submit(PAGE, PAGE, {"version": version, "what": "all"})

    assert refused.status_code == 409
    assert "Look at the changes again" in html.unescape(refused.text)
    assert public(database)[0] == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"what": "chosen"}, "Tick what is to be published."),
        ({"only": [WATER.uid]}, "You ticked some of it: choose that, or take the ticks away."),
        ({"what": "chosen", "only": ["nothing"]}, "has nothing called nothing"),
        ({"at": "2018-01-01T09:00"}, "This time has passed."),
        ({"at": "some day"}, "Write a date and a time"),
    ],
)
def test_what_cannot_be_published_says_why(
    database: Database, browser: Browser, fields: dict[str, Any], sentence: str
) -> None:
    database.write_now(publish, UID)
    edit(database, WATER.uid, title={"en": "Rivers"})

    refused = send(browser, **{"note.en": "Typed"} | fields)

    assert refused.status_code in (404, 422)
    assert sentence in html.unescape(refused.text)
    assert public(database)[0] == 1


def test_publication_at_a_time_is_planned_given_up_and_done(database: Database, browser: Browser) -> None:
    at = now() + timedelta(hours=2)
    wall = f"{to_wall(at, SUMMIT.event.timezone):%Y-%m-%dT%H:%M}"
    assert send(browser, at=wall).headers["location"] == f"{PAGE}?planned=1"
    assert "Planned for" in browser.get(PAGE).text
    assert send(browser, at=wall).status_code == 409
    browser.submit(PAGE, f"{PAGE}/give-up", {})
    assert "Planned for" not in browser.get(PAGE).text

    send(browser, at=wall)
    with database.read() as db:
        assert timed_release.find_timed(db.connection(), UID) is not None
        (by,) = (
            db.connection()
            .execute(
                select(AuditEntry.actor).where(AuditEntry.act == "plan_release").distinct()  # type: ignore[call-overload]
            )
            .scalars()
        )
    payload = {"event_uid": UID, "only": None, "note": {"en": "At last"}, "by": by.partition(":")[2], "by_name": "A"}
    timed_release.publish_timed(database, payload, at)
    timed_release.publish_timed(database, payload, at)

    assert public(database)[0] == 1


def test_going_back_publishes_an_earlier_version_again(database: Database, browser: Browser) -> None:
    database.write_now(publish, UID)
    edit(database, WATER.uid, title={"en": "Rivers"})
    send(browser)
    assert titles(database) == {"Rivers", "Roads"}

    ask = f"{PAGE}/return?number=1"
    assert f'href="{ask}"' in browser.get(PAGE).text
    asked = browser.get(f"{ask}&lang=en")

    assert (asked.status_code, public(database)[0]) == (200, 2)
    assert "Go back to version 1?" in asked.text
    assert "<del>Rivers</del> → <ins>Water</ins>" in asked.text
    stale = browser.submit(ask, f"{PAGE}/return", {"number": "1", "public": "1"})
    assert (stale.status_code, public(database)[0]) == (409, 2)
    assert "Version 2 has been published meanwhile" in stale.text
    done = browser.submit(ask, f"{PAGE}/return", {"number": "1", "public": "2"})
    assert done.headers["location"] == f"{PAGE}?published=3"
    assert (public(database)[0], titles(database)) == (3, {"Water", "Roads"})
    nothing = browser.get(f"{PAGE}/return?number=3&lang=en")
    assert "Nothing is ready that is not published already" in nothing.text
    assert "Publish version 3 again" not in nothing.text
    for number in ("99", "x", "-1", "1" * 30):
        assert browser.submit(PAGE, f"{PAGE}/return", {"number": number}).status_code == 404
        assert browser.get(f"{PAGE}/return?number={number}").status_code == 404


def test_who_is_told_is_counted_for_each_session(database: Database, browser: Browser) -> None:
    database.write_now(publish, UID)
    for name, sessions in (("a", (WATER.uid, ROADS.uid)), ("b", (WATER.uid,)), ("c", ())):
        database.write_now(add_registration, name, sessions)
    edit(database, WATER.uid, title={"en": "Rivers"})
    edit(database, ROADS.uid, title={"en": "Ways"})

    for page in (PAGE, f"{PAGE}/return?number=1"):
        if page != PAGE:
            send(browser)
        words = " ".join(re.sub("<[^>]*>", " ", browser.get(page).text).split())
        assert "2 registrations have places in what changes" in words
        assert f"{WATER.code} {'Rivers' if page == PAGE else 'Water'}: 2 registrations" in words
        assert ": 1 registration" in words


def add_registration(db: DbSession, name: str, sessions: Iterable[str]) -> None:
    contact = ContactRow(event_uid=UID, email=f"{name}@example.org", folded_email=f"{name}@example.org")
    db.add(contact)
    db.flush()
    participant = ParticipantRow(event_uid=UID, contact_id=contact.id, name=name, folded_name=name)
    db.add(participant)
    db.flush()
    ours: dict[str, Any] = {"event_uid": UID, "participant_id": participant.id, "contact_id": contact.id}
    row = RegistrationRow(**ours, state=RegistrationState.CONFIRMED)
    db.add(row)
    db.flush()
    seat: dict[str, Any] = {
        "event_uid": UID,
        "registration_id": row.id,
        "state": SeatState.CONFIRMED,
        "changed_at": now(),
    }
    db.add_all(SeatRow(**seat, session_uid=uid) for uid in sessions)


def test_status_is_published_alone(database: Database, browser: Browser) -> None:
    database.write_now(publish, UID)
    edit(database, WATER.uid, title={"en": "Rivers"})

    browser.submit(PAGE, f"{PAGE}/status", {"status": "postponed"})

    _, programme = public(database)
    assert programme is not None
    assert (programme.event.status, titles(database)) == (EventStatus.POSTPONED, {"Water", "Roads"})
    assert browser.submit(PAGE, f"{PAGE}/status", {"status": "nonsense"}).status_code == 422


def test_t_authz_1_only_who_may_publish_publishes(database: Database, browser: Browser, url: str) -> None:
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.EDITOR, now=now()))
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        assert "What would change" in eve.get(PAGE).text
        for action in (
            PAGE,
            f"{PAGE}/return",
            f"{PAGE}/status",
            f"{PAGE}/give-up",
            f"/console/events/{SLUG}/preview/end",
        ):
            assert eve.submit(PAGE, action, {"number": "1", "status": "cancelled"}).status_code == 404
    assert public(database)[0] == 0


def link_of(browser: Browser) -> str:
    (link,) = set(re.findall(r'value="(http[^"]*/preview/[^"]+)"', browser.get(PAGE).text))
    return str(link)


def test_preview_shows_the_public_pages_of_the_draft_to_who_has_the_link(
    database: Database, browser: Browser, url: str
) -> None:
    edit(database, ROADS.uid, ready=False)
    link = link_of(browser)

    page = httpx.get(link)

    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "etag" not in page.headers
    assert all(said in page.text for said in ("Water", "Roads", "Preview: the working version"))
    inside = re.findall(r'href="([^"]*/sessions/[^"]+/)"', page.text)
    assert inside
    assert all(path.startswith("/preview/") for path in inside)
    assert httpx.get(url + inside[0]).status_code == 200
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text):
        assert httpx.get(url + sheet).headers["content-type"].startswith("text/css")
    assert httpx.get(f"{url}/en/{SLUG}/").status_code == 404
    edit(database, WATER.uid, title={"en": "Rivers"})
    assert "Rivers" in httpx.get(link).text


def test_event_without_sessions_is_not_said_to_be_public(database: Database, url: str) -> None:
    database.write_now(create, structs.replace(SUMMIT, sessions=()))
    with Browser(base_url=url) as browser:
        browser.log_in()

        page = browser.get(PAGE).text

    assert "The public sees all" not in page
    assert "Nothing to publish yet" in page
    assert f'href="/console/events/{SLUG}/paste"' in page


def test_preview_says_that_it_was_not_published(browser: Browser) -> None:
    page = httpx.get(link_of(browser)).text

    assert "A preview that was not published" in page
    assert "Preview: the working version as it would be published." in page
    assert "Version 1, published" not in page


def test_preview_of_a_published_event_differs_from_what_is_public(
    database: Database, browser: Browser, url: str
) -> None:
    send(browser)
    edit(database, WATER.uid, title={"en": "Rivers"})

    assert "Rivers" in httpx.get(link_of(browser)).text
    assert "Rivers" not in httpx.get(f"{url}/en/{SLUG}/").text


def test_t_cap_1_preview_that_was_ended_or_guessed_opens_nothing(browser: Browser, url: str) -> None:
    link = link_of(browser)
    browser.submit(PAGE, f"/console/events/{SLUG}/preview/end", {})

    assert httpx.get(link).status_code == 404
    assert httpx.get(link_of(browser)).status_code == 200
    token = link.split("/preview/")[1].split("/")[0]
    for wrong in ("x", "A" * len(token), token[:-1] + ("A" if token[-1] != "A" else "B")):
        assert httpx.get(f"{url}/preview/{wrong}/en/{SLUG}/").status_code == 404
    assert httpx.post(link_of(browser)).status_code == 405


def test_preview_has_no_internal_notes(database: Database, browser: Browser) -> None:
    edit(database, WATER.uid, internal=Internal(notes="Not for the public"))

    link = link_of(browser)
    for path in ("", "sessions/sou-84-water/", "rooms/hall/"):
        assert "Not for the public" not in httpx.get(link + path).text
    assert HALL.name["en"] in httpx.get(link).text
