"""The page of the day: what runs and what is next in each room, and how to reach who answers for it."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from time import monotonic, sleep

import pytest
from msgspec import structs

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.programme import PersonRole, SessionOrganizer, SessionPerson, SessionStatus, Visibility
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, make_room
from tests.factories.stored_events import change, create, publish, small_draft
from tests.web.console.site import Browser

DAY = date(2018, 11, 21)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2018, 11, 21, hour, minute)  # noqa: DTZ001  a wall time


EVENT = make_event(timezone="Africa/Casablanca", start_on=DAY, end_on=DAY)
DAKHLA, TARFAYA = make_room(name={"en": "Dakhla"}, position=1), make_room(name={"en": "Tarfaya"}, position=2)
AMPCC = make_organization(
    name={"fr": "Association"},
    short_name={"fr": "AMPCC"},
    contacts=(ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903"),),
)
AMINA = make_person(
    name={"en": "Amina Berrada"},
    contacts=(ContactPoint(ContactKind.PHONE, "06 11 22 33 44", "+212611223344", public=False),),
)
OMAR = make_person(name={"en": "Omar Alami"})
WATER = draft_session(
    "Water",
    code="SOU 84",
    start_local=at(9),
    end_local=at(11),
    room_uid=DAKHLA.uid,
    organizers=(SessionOrganizer(AMPCC.uid),),
    people=(SessionPerson(OMAR.uid, PersonRole.INTERPRETER), SessionPerson(AMINA.uid, PersonRole.CHAIR)),
)
ROADS = draft_session("Roads", start_local=at(12), end_local=at(13), room_uid=DAKHLA.uid)
TREES = draft_session("Trees", start_local=at(14), end_local=at(15), room_uid=DAKHLA.uid)
SECRET = draft_session(
    "The minister", start_local=at(9), end_local=at(10), room_uid=TARFAYA.uid, visibility=Visibility.BY_INVITATION
)
FORUM = small_draft(
    WATER, ROADS, TREES, SECRET, event=EVENT, rooms=(DAKHLA, TARFAYA), people=(AMINA, OMAR), organizations=(AMPCC,)
)
PAGE = f"/console/events/{EVENT.slug}/day"


@pytest.fixture
def here(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, FORUM)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def rooms(here: Browser, moment: str, **query: str) -> dict[str, list[str]]:
    """Titles by room in the order of the page, each after `Now` or `Next`."""
    shown = here.get(PAGE, params={"at": moment, **query})
    assert shown.status_code == 200
    found: dict[str, list[str]] = {}
    for section in re.findall(r"<section><h2>(.*?)</section>", shown.text, re.DOTALL):
        name, _, rest = section.partition("</h2>")
        found[re.sub("<[^>]*>", "", name)] = [
            re.sub("<[^>]*>", "", part).strip()
            for part in re.findall(r'<h3[^>]*>.*?</h3>|<p class="what">.*?</p>', rest)
        ]
    return found


def wait_for(here: Browser, words: str) -> None:
    """Until the public reads this: what others publish is seen within a second or so."""
    until = monotonic() + 30
    while words not in here.get(f"/en/{EVENT.slug}/").text:
        assert monotonic() < until
        sleep(0.1)


def test_each_room_shows_what_runs_and_what_is_next(here: Browser) -> None:
    assert rooms(here, "2018-11-21T09:30") == {
        "Room Dakhla": ["Now", "Water", "Next", "Roads"],
        "Room Tarfaya": ["Now", "The minister"],
    }
    assert rooms(here, "2018-11-21T11:00") == {"Room Dakhla": ["Next", "Roads"]}
    assert rooms(here, "2018-11-21T09:30", room=TARFAYA.slug) == {"Room Tarfaya": ["Now", "The minister"]}


def test_cancelled_session_stands_before_what_is_next(database: Database, here: Browser) -> None:
    database.write_now(change, EVENT.uid, ROADS.uid, status=SessionStatus.CANCELLED)

    assert rooms(here, "2018-11-21T11:30") == {"Room Dakhla": ["Next", "Roads", "Trees"]}


def test_who_answers_for_a_session_is_one_tap_away(here: Browser) -> None:
    shown = here.get(PAGE, params={"at": "2018-11-21T09:30"}).text

    assert re.findall(r'href="tel:([^"]*)"', shown) == ["+212537205903", "+212611223344"]
    names = [shown.index(name) for name in ("AMPCC", "Amina Berrada", "Omar Alami")]
    assert names == sorted(names)


def test_private_telephone_is_not_for_viewers_where_it_is_another_s(
    database: Database, here: Browser, url: str
) -> None:
    foreign = structs.replace(
        FORUM,
        event=make_event(slug="other"),
        rooms=(),
        sessions=(structs.replace(WATER, uid=ROADS.uid[:-1] + "f", room_uid=None),),
    )
    database.write_now(create, foreign)
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.VIEWER, now=now()))
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")

        own = eve.get(PAGE, params={"at": "2018-11-21T09:30"}).text
        others = eve.get("/console/events/other/day", params={"at": "2018-11-21T09:30"}).text

    assert "06 11 22 33 44" in own
    assert "Amina Berrada" in others
    assert "06 11 22 33 44" not in others
    assert "06 11 22 33 44" in here.get("/console/events/other/day", params={"at": "2018-11-21T09:30"}).text


def test_what_the_public_still_reads_and_what_changed_late_is_said(database: Database, here: Browser) -> None:
    database.write_now(publish, EVENT.uid)
    database.write_now(change, EVENT.uid, WATER.uid, room_uid=TARFAYA.uid)
    wait_for(here, "Version 1")

    differing = here.get(PAGE, params={"at": "2018-11-21T09:30"}).text
    assert re.findall(r'<p class="differs">(.*?)</p>', differing)[0].endswith("Room Dakhla")

    database.write_now(publish, EVENT.uid, hours=1)
    wait_for(here, "Version 2")
    told = here.get(PAGE, params={"at": "2018-10-01T15:00"}).text
    assert "Late changes" not in here.get(PAGE, params={"at": "2018-11-21T09:30"}).text
    assert re.findall(r"<p>(Another room: .*?)</p>", told) == [
        "Another room: <del>Room Dakhla</del> <ins>Room Tarfaya</ins>"
    ]


def test_day_that_is_shown_instead_of_today_is_named(here: Browser) -> None:
    words = "Nothing is planned today. This is Wednesday 21 November 2018."

    assert words in here.get(PAGE, params={"at": "2018-11-10T09:30"}).text
    assert words not in here.get(PAGE, params={"at": "2018-11-21T08:00"}).text


def test_page_loads_itself_again_unless_it_is_left_as_it_is(here: Browser) -> None:
    assert here.get(PAGE).headers["refresh"] == "60"
    for query in ({"still": "1"}, {"at": "2018-11-21T09:30"}):
        assert "refresh" not in here.get(PAGE, params=query).headers


def test_moment_that_is_none_is_said_beside_its_field(here: Browser) -> None:
    shown = here.get(PAGE, params={"at": "now"})

    assert re.findall(r'id="at-wrong">([^<]*)<', shown.text) == ["Write a date and a time as 2026-11-21 09:30."]


def test_empty_event_says_what_the_page_will_show(database: Database, here: Browser) -> None:
    database.write_now(create, small_draft(event=make_event(slug="empty"), sessions=(), rooms=()))

    assert "Nothing has a day yet" in here.get("/console/events/empty/day").text
