"""When a room or a person is there, typed day by day in the console."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from events_service.database import Database
from events_service.programme.planning.loading import load_planning
from events_service.programme.planning.planning import Span
from events_service.programme.programme import Programme, SessionPerson
from tests.factories.programme import make_person, uid_of
from tests.factories.stored_events import HALL, WATER, create, small_draft
from tests.programme.planning.plans import at
from tests.web.console.site import Browser

AMINA = make_person()
EVENT = "/console/events/forum-7"
LIST = f"{EVENT}/availability"
ROOM = f"{EVENT}/rooms/{HALL.uid}/availability"
PERSON = f"{EVENT}/people/{AMINA.uid}/availability"


@pytest.fixture
def draft(database: Database) -> Programme:
    made = small_draft(structs.replace(WATER, people=(SessionPerson(AMINA.uid),)), people=(AMINA,))
    database.write_now(create, made)
    return made


@pytest.fixture
def browser(url: str, draft: Programme) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def kept(database: Database, draft: Programme) -> dict[str, tuple[Span, ...]]:
    with database.read() as db:
        return dict(load_planning(db.connection(), draft.event.uid).availability)


def test_minister_arrives_at_eleven(database: Database, browser: Browser, draft: Programme) -> None:
    form = browser.get(PERSON).text
    assert "Amina Berrada" in form
    assert "It is never public." in form

    saved = browser.submit(PERSON, PERSON, {"version": "0", "hours-2018-11-20": "11:00-", "away-2018-11-22": "1"})

    assert (saved.status_code, saved.headers["location"]) == (303, f"{PERSON}?saved=1")
    assert kept(database, draft) == {AMINA.uid: (Span(at(11), at(24)), Span(at(24), at(48)))}
    shown = browser.get(f"{PERSON}?saved=1").text
    assert 'value="11:00–"' in shown
    assert 'name="away-2018-11-22" value="1" checked' in shown
    assert "Saved" in shown
    assert "Amina Berrada</bdi> is not there for the whole of" in browser.get(f"{EVENT}/conflicts").text


def test_always_is_what_nobody_said(database: Database, browser: Browser, draft: Programme) -> None:
    browser.submit(ROOM, ROOM, {"version": "0", "hours-2018-11-20": "8-12"})
    assert HALL.uid in kept(database, draft)

    browser.submit(ROOM, ROOM, {"version": "1"})

    assert kept(database, draft) == {}


def test_hours_that_cannot_be_read_stay_as_typed(database: Database, browser: Browser, draft: Programme) -> None:
    refused = browser.submit(ROOM, ROOM, {"version": "0", "hours-2018-11-20": 'noon"<b>', "hours-2018-11-21": "9-12"})

    assert refused.status_code == 422
    assert 'value="noon&#34;&lt;b&gt;"' in refused.text
    assert 'value="9-12"' in refused.text
    assert 'id="hours-2018-11-20-wrong"' in refused.text
    assert "Write hours as" in refused.text
    never = browser.submit(ROOM, ROOM, {"version": "0", **{f"away-2018-11-2{day}": "1" for day in range(3)}})
    assert (never.status_code, "Say at least one time" in never.text) == (422, True)
    assert kept(database, draft) == {}


def test_not_written_over_somebody_elses(database: Database, browser: Browser, draft: Programme) -> None:
    browser.submit(ROOM, ROOM, {"version": "0", "hours-2018-11-20": "8-12"})

    stale = browser.submit(ROOM, ROOM, {"version": "0", "hours-2018-11-20": "14-18"})

    assert stale.status_code == 412
    assert 'value="14-18"' in stale.text
    assert kept(database, draft)[HALL.uid][0] == Span(at(8), at(12))


@pytest.mark.parametrize("uid", ["nothing", uid_of("room", "gone")])
def test_nobody_and_nothing(browser: Browser, uid: str) -> None:
    assert browser.get(f"{EVENT}/rooms/{uid}/availability").status_code == 404
    assert browser.get(f"{EVENT}/people/{uid}/availability").status_code == 404


def test_list_holds_every_room_and_those_of_whom_something_is_said(
    database: Database, browser: Browser, draft: Programme
) -> None:
    before = browser.get(LIST).text
    assert "Everybody is there always" in before
    assert f'href="{ROOM}"' in before

    browser.submit(PERSON, PERSON, {"version": "0", "hours-2018-11-20": "11:00-", "away-2018-11-22": "1"})

    after = browser.get(LIST).text
    assert f'href="{PERSON}"' in after
    assert 'Tuesday 20 November: <bdi dir="ltr">11:00–</bdi>' in after
    assert "Thursday 22 November: Not at all" in after
    assert "Wednesday 21 November" not in after


def test_people_are_found_by_their_names(browser: Browser) -> None:
    assert f'href="{PERSON}"' in browser.get(LIST, params={"q": "BERR"}).text
    assert "Nobody of this name" in browser.get(LIST, params={"q": "<b>"}).text


def test_nobody_takes_part_and_there_are_no_rooms(database: Database, url: str) -> None:
    database.write_now(create, small_draft(structs.replace(WATER, room_uid=None), rooms=()))
    with Browser(base_url=url) as browser:
        browser.log_in()

        shown = browser.get(LIST).text

    assert "Nobody takes part yet" in shown
    assert "No rooms yet" in shown
