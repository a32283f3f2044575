"""The first page of an event: the work in its order, each line with its number and the way there."""

import re
from collections.abc import Iterator

import pytest
from msgspec import structs
from sqlalchemy import event as listening

from events_service.accounts import audit
from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme import editing
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_session
from tests.factories.stored_events import WATER, create, publish, small_draft
from tests.web.console.site import Browser

SUMMIT = small_draft()
SLUG, UID = SUMMIT.event.slug, SUMMIT.event.uid
PAGE = f"/console/events/{SLUG}/"
VIEWER = "viewer@example.org"


@pytest.fixture
def browser(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def lines(page: str) -> dict[str, tuple[str, str, str]]:
    """What each line of the work says: number, address and state, by name."""
    found = re.findall(r'<li class="(\w+)"><a href="([^"]*)"><b[^>]*>([^<]*)</b> <span>([^<]*)</span>', page)
    return {name: (number, href.removeprefix(PAGE).replace("&amp;", "&"), state) for state, href, number, name in found}


def test_empty_event_says_where_to_begin(database: Database, browser: Browser) -> None:
    empty = structs.replace(SUMMIT, sessions=(), rooms=(), venues=(), tracks=(), types=())
    database.write_now(create, empty)

    page = browser.get(PAGE).text

    assert lines(page) == {"Rooms": ("0", "parts", "todo"), "Sessions": ("0", "sessions", "todo")}
    for address in ("parts", "parts/venues/new", "paste", "sessions/new"):
        assert f'href="{PAGE}{address}"' in page
        assert browser.get(f"{PAGE}{address}").status_code == 200


def test_each_number_is_that_of_the_page_it_leads_to(database: Database, browser: Browser) -> None:
    sessions = (
        *SUMMIT.sessions,
        structs.replace(WATER, uid=WATER.uid[:-1] + "0", slug="", code="X 1", start_local=None, end_local=None,
                        start_at=None, end_at=None, room_uid=None, ready=False, title={"en": "Untimed"}),
    )  # fmt: skip
    database.write_now(create, structs.replace(SUMMIT, sessions=sessions))

    found = lines(browser.get(PAGE).text)

    assert found["Sessions"] == (str(len(sessions)), "sessions", "done")
    assert found["Without a time"] == ("1", "grid", "todo")
    assert found["Not ready"][0] == str(sum(not one.ready for one in sessions))
    for name, state in (("Without a room", "roomless"), ("Not ready", "waiting")):
        number, href, _ = found[name]
        assert href == f"sessions?state={state}"
        listed = set(re.findall(r"/sessions/([0-9a-f-]{36})\"", browser.get(PAGE + href).text))
        assert len(listed) == int(number)
    for name, severity in (("Conflicts to be solved", "error"), ("Warnings", "warning"), ("Hints", "hint")):
        number, href, _ = found[name]
        assert href == f"conflicts?severity={severity}"
        assert f'<span class="num">{number}</span>' in browser.get(PAGE + href).text
    number, href, _ = found["Titles not translated"]
    assert (href, int(number)) == ("languages", sum(len(one.title) < 3 for one in sessions))


def test_what_was_done_since_the_public_version_waits_to_be_published(database: Database, browser: Browser) -> None:
    database.write_now(create, SUMMIT)
    assert lines(browser.get(PAGE).text)["not published yet"] == ("–", "publish", "todo")
    database.write_now(publish, UID)
    assert lines(browser.get(PAGE).text)["Changed since version 1"] == ("0", "publish", "done")

    browser.submit(f"{PAGE}sessions/{WATER.uid}", f"{PAGE}sessions/{WATER.uid}/delete", {})

    page = browser.get(PAGE).text
    assert lines(page)["Changed since version 1"] == ("1", "publish", "todo")
    assert f'<a href="{PAGE}deleted">Taken out: 1</a>' in page
    assert "deleted the session" in page
    planned = browser.submit(f"{PAGE}publish", f"{PAGE}publish", publishing(browser) | {"at": "2030-01-01T08:00"})
    assert planned.headers["location"].endswith("planned=1")
    assert "Publication is planned for" in browser.get(PAGE).text


def publishing(browser: Browser) -> dict[str, str]:
    version = re.search(r'name="version" value="(\d+)"', browser.get(f"{PAGE}publish").text)
    assert version is not None
    return {"version": version[1], "what": "all"}


def test_viewer_sees_no_way_to_what_is_not_theirs(database: Database, url: str) -> None:
    database.write_now(create, structs.replace(SUMMIT, sessions=()))
    database.write_now(lambda db: make_account(db, VIEWER, Role.VIEWER, event_uid=UID, now=now()))
    with Browser(base_url=url) as viewer:
        viewer.log_in(VIEWER)

        page = viewer.get(PAGE).text

        assert "Lately" not in page
        for address in ("paste", "sessions/new", "access", "deleted"):
            assert f'href="{PAGE}{address}"' not in page
        assert "alice@example.org" not in page


def test_five_more_sessions_and_deeds_are_asked_for_like_one(database: Database, browser: Browser) -> None:
    def add(number: int) -> None:
        session = make_session(slug=f"more-{number}", title={"en": f"More {number}"})
        database.write_now(editing.add_session, UID, session)
        about = f"session:{session.uid}"
        database.write_now(lambda db: audit.note(db, COMMAND, "add_session", about, now(), event_uid=UID))

    def statements() -> int:
        asked: list[object] = []

        def note(*arguments: object) -> None:
            asked.append(arguments[2])

        browser.get(PAGE)
        listening.listen(database._engines.reader, "before_cursor_execute", note)
        assert browser.get(PAGE).status_code == 200
        listening.remove(database._engines.reader, "before_cursor_execute", note)
        return len(asked)

    database.write_now(create, SUMMIT)
    add(0)
    one = min(statements() for _ in range(3))
    for number in range(1, 6):
        add(number)

    assert min(statements() for _ in range(3)) == one
