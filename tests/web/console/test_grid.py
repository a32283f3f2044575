"""The page of the grid without scripts, and what its script is given."""

import json
from collections.abc import Iterator

import pytest
from msgspec import structs

from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme.planning import keeping
from events_service.programme.planning.planning import AvailableKind, Span
from events_service.web.console.grid_words import WORDS
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event, programme_of, uid_of
from tests.factories.stored_events import change, create
from tests.web.console.grid_scenery import (
    AMINA,
    DAKHLA,
    LATER,
    SOU_60,
    SOU_84,
    WAITING,
    WALL,
    forum,
    move_elsewhere,
)
from tests.web.console.site import Browser
from tests.web.reading import Read

GRID, CONFLICTS = "/console/events/forum-7/grid", "/console/events/forum-7/grid-conflicts.json"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, forum())
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def test_day_is_a_list_by_room_where_there_are_no_scripts(browser: Browser) -> None:
    page = browser.get(GRID).text

    read = Read(page)
    assert read.all(".grid-list h3") == ["Room Dakhla", "Room Laayoune", "Room Agadir", "Not scheduled"]
    assert read.attributes(".grid-list a[href]", "href")[0] == f"/console/events/forum-7/sessions/{SOU_84.uid}/place"
    assert WAITING.uid in page
    assert LATER.uid not in page
    assert LATER.uid in browser.get(f"{GRID}?day=2018-11-21").text
    assert SOU_84.uid in browser.get(f"{GRID}?day=nonsense").text


def test_grid_opens_on_the_first_day_with_sessions(database: Database, url: str) -> None:
    late = make_event(start_on=WALL("2018-11-18").date(), end_on=WALL("2018-11-24").date())
    database.write_now(create, structs.replace(forum(), event=late))
    with Browser(base_url=url) as browser:
        browser.log_in()

        assert Read(browser.get(GRID).text).one(".tabs [aria-current]") == "Tuesday 20 November"


def test_days_of_different_years_are_told_with_theirs(database: Database, url: str) -> None:
    turn = make_event(start_on=WALL("2018-12-31").date(), end_on=WALL("2019-01-01").date())
    database.write_now(create, structs.replace(forum(), event=turn, sessions=()))
    with Browser(base_url=url) as browser:
        browser.log_in()

        tabs = Read(browser.get(GRID).text).all(".tabs a")

    assert tabs == ["Monday 31 December 2018", "Tuesday 1 January 2019"]


def test_places_of_a_room_are_told_as_arabic_counts(database: Database, browser: Browser) -> None:
    database.write_now(lambda db: change(db, make_event().uid, DAKHLA.uid, capacity=60))

    rooms = browser.get(f"{GRID}.json", headers={"accept-language": "ar"}).json()["rooms"]

    assert rooms[0]["seats"] == "60 مقعدا"


def test_script_is_given_what_it_needs(browser: Browser) -> None:
    answer = browser.get(f"{GRID}.json", headers={"accept-language": "fr"})

    data = answer.json()
    assert answer.headers["content-encoding"] == "gzip"
    assert (data["version"], data["days"], data["opens"], data["closes"]) == (
        1,
        ["2018-11-20", "2018-11-21"],
        "2018-11-20",
        "2018-11-21",
    )
    assert [room["name"] for room in data["rooms"]][:2] == ["Salle Dakhla", "Salle Laayoune"]
    by_code = {session["code"]: session for session in data["sessions"]}
    assert by_code["SOU 84"] == {
        "uid": SOU_84.uid,
        "etag": f'"{SOU_84.uid}-1"',
        "code": "SOU 84",
        "title": "Talk SOU 84",
        "lang": "en",
        "start": "2018-11-20T09:00",
        "end": "2018-11-20T12:00",
        "room": 0,
        "track": 0,
        "people": [0],
    }
    assert data["people"] == [{"name": "Amina Berrada"}]
    assert "start" not in by_code["SOU 99"]


def test_script_is_told_who_is_there_when(database: Database, browser: Browser) -> None:
    spans = (
        Span(WALL("2018-11-20T11:00"), WALL("2018-11-20T13:00")),
        Span(WALL("2018-11-20T13:00"), WALL("2018-11-20T18:00")),
    )
    event_uid, kind = make_event().uid, AvailableKind.PERSON
    database.write_now(keeping.set_availability, COMMAND, event_uid, kind, AMINA.uid, spans, 0, now())

    (person,) = browser.get(f"{GRID}.json").json()["people"]
    assert person["available"] == [["2018-11-20T11:00", "2018-11-20T18:00"]]


def test_nothing_is_sent_while_nothing_changes(database: Database, browser: Browser) -> None:
    assert browser.get(f"{GRID}.json?since=1").status_code == 204

    move_elsewhere(database, SOU_60, room_uid=DAKHLA.uid)

    answer = browser.get(f"{GRID}.json?since=1")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)


def test_words_of_the_script_stand_in_the_page_in_its_language(browser: Browser) -> None:
    page = Read(browser.get(GRID, headers={"accept-language": "ar"}).text)

    words = json.loads(page.one("#grid-words"))
    assert words.keys() == WORDS.keys()
    assert words["undo"] == "تراجع"


def test_tracks_have_their_colours(browser: Browser) -> None:
    sheet = browser.get(f"{GRID}.css")

    assert sheet.headers["content-type"].startswith("text/css")
    assert ".t0{--track:" in sheet.text
    assert "--accent" not in sheet.text


def test_event_without_sessions_says_what_comes(database: Database, url: str) -> None:
    database.write_now(create, programme_of())
    with Browser(base_url=url) as browser:
        browser.log_in()

        assert "No sessions on this day" in browser.get(GRID).text


def test_t_authz_1_whoever_only_reads_is_offered_no_moves(database: Database, browser: Browser, url: str) -> None:
    database.write_now(lambda db: make_account(db, "vera@example.org", Role.VIEWER, now=now()))
    with Browser(base_url=url) as vera:
        vera.log_in("vera@example.org")

        page = vera.get(GRID).text
        assert SOU_84.code in page
        assert "data-moves" not in page
        assert "/place" not in page
        assert "data-moves" in browser.get(GRID).text


def test_t_authz_1_grid_of_another_event_is_not_there(database: Database, browser: Browser, url: str) -> None:
    other = structs.replace(make_event(), uid=uid_of("event", "other"), slug="other")
    database.write_now(create, programme_of(event=other))
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=other.uid, now=now()))
    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")

        for suffix in ("", ".json", ".css"):
            assert bob.get(GRID + suffix).status_code == 404
            assert bob.get("/console/events/other/grid" + suffix).status_code == 200


def test_script_is_told_what_the_server_finds_on_a_day(database: Database, browser: Browser) -> None:
    move_elsewhere(database, SOU_60, start_local=SOU_84.start_local, end_local=SOU_84.end_local)

    found, other = (browser.get(f"{CONFLICTS}?day={day}").json()["found"] for day in ("2018-11-20", "2018-11-21"))

    (person,) = found
    assert [each["kind"] for each in browser.get("/api/v1/events/forum-7/draft/conflicts").json()["items"]] != [
        "person"
    ]
    assert set(person["uids"]) == {SOU_60.uid, SOU_84.uid}
    assert "Amina Berrada is wanted twice" in person["text"]
    assert other == []


def test_script_is_not_told_what_somebody_accepted(database: Database, browser: Browser) -> None:
    move_elsewhere(database, SOU_60, start_local=SOU_84.start_local, end_local=SOU_84.end_local)
    listed = browser.get("/api/v1/events/forum-7/draft/conflicts").json()["items"]
    (conflict,) = (each for each in listed if each["kind"] == "person")
    sent = {
        "id": conflict["id"],
        "judged_on": conflict["judged_on"],
        "sessions": conflict["sessions"],
        "reason": "Fine",
    }
    accepted = browser.post(
        "/api/v1/events/forum-7/draft/conflicts/accepted",
        json=sent,
        headers={"origin": str(browser.base_url).rstrip("/"), "sec-fetch-site": "same-origin"},
    )

    assert accepted.status_code == 201
    assert browser.get(f"{CONFLICTS}?day=2018-11-20").json() == {"found": []}
