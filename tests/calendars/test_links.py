"""Links that add to calendars on the web."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.addresses import Site
from events_service.calendars.links import LONGEST, AddLinks, event_links, session_links, subscribe_links
from events_service.languages import INTERFACE_LANGUAGES, cleaned
from events_service.programme.programme import EventStatus, Precision, Session
from tests.calendars.golden import FOLDER, links_of
from tests.calendars.scenery import (
    CANCELLED,
    EVENT,
    FULL,
    SITE,
    TIMETABLE,
    TITLE_ONLY,
    UNTIMED,
    timetable_of,
    with_event,
)


def links(session: Session = FULL, language: str = "en") -> AddLinks:
    found = session_links(session, timetable_of(session), SITE, language)
    assert found is not None
    return found


def query(link: str) -> dict[str, str]:
    found = parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=True)
    assert [name for name, values in found.items() if len(values) > 1] == []
    return {name: values[0] for name, values in found.items()}


def all_of(found: AddLinks) -> tuple[str, ...]:
    return found.google, found.outlook, found.office365, found.yahoo


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_ic_39_ic_40_ic_41_links_are_as_they_were_last_looked_at(language: str) -> None:
    golden = json.loads(Path(FOLDER, f"links.{language}.json").read_text(encoding="utf-8"))

    assert links_of(language) == golden


def test_ic_39_google() -> None:
    link = links().google

    assert link.startswith(
        "https://calendar.google.com/calendar/render?action=TEMPLATE"
        "&text=SOU%2084%20%C2%B7%20Partnering%3B%20to%20last%2C%20together"
        "&dates=20181120T090000Z/20181120T100000Z&details=Three%20towns"
    )
    assert link.endswith(
        "&location=Room%20Dakhla%2C%20Congress%20centre%2C%201%20Garden%20Road%2C%20Marrakesh&ctz=Africa/Casablanca"
    )
    assert query(link)["details"] == (
        "Three towns show what they tried.\n\n– costs, errors\n– and a map (https://maps.example.org/a,b)\n\n"
        "https://events.example.org/en/forum-7/sessions/sou-84-partnering/"
    )


def test_ic_39_google_all_day_ends_on_the_day_after() -> None:
    found = event_links(EVENT, SITE, "en")

    assert found is not None
    assert query(found.google)["dates"] == "20181120/20181123"


def test_ic_40_outlook() -> None:
    found = links()

    assert found.outlook.startswith(
        "https://outlook.live.com/calendar/deeplink/compose?path=/calendar/action/compose&rru=addevent"
        "&startdt=2018-11-20T09:00:00Z&enddt=2018-11-20T10:00:00Z&subject=SOU%2084%20"
    )
    assert found.office365 == found.outlook.replace("outlook.live.com", "outlook.office.com")
    assert "+" not in found.outlook


def test_ic_40_outlook_all_day() -> None:
    found = event_links(EVENT, SITE, "fr")

    assert found is not None
    asked = query(found.outlook)
    assert (asked["startdt"], asked["enddt"], asked["allday"]) == ("2018-11-20", "2018-11-23", "true")


def test_ic_41_yahoo() -> None:
    found, whole = links(), event_links(EVENT, SITE, "en")

    assert found.yahoo.startswith("https://calendar.yahoo.com/?v=60&title=SOU%2084%20")
    asked = query(found.yahoo)
    assert (asked["st"], asked["et"]) == ("20181120T090000Z", "20181120T100000Z")
    assert asked["in_loc"] == "Room Dakhla, Congress centre, 1 Garden Road, Marrakesh"
    assert whole is not None
    asked = query(whole.yahoo)
    assert (asked["st"], asked["et"], asked["dur"]) == ("20181120", "20181122", "allday")


@given(st.text(min_size=1, max_size=3000), st.text(max_size=9000))
def test_ic_41_links_are_short_and_keep_the_page(title: str, description: str) -> None:
    session = structs.replace(FULL, title={"ar": title}, description={"ar": description})

    for language in ("en", "ar"):
        for link in all_of(links(session, language)):
            asked = query(link)
            about = asked.get("details") or asked.get("body") or asked["desc"]
            assert len(link) <= LONGEST < 2000
            assert link.isascii()
            assert not set(link) & set(' +"<>\r\n')
            assert about.endswith("/forum-7/sessions/sou-84-partnering/")
            assert cleaned(about) == about


def test_ic_41_links_hold_no_person() -> None:
    for link in all_of(links()):
        assert "Amina" not in link
        assert "towns%40example.org" not in link


def test_ic_28_links_of_a_title_only_session_hold_no_more() -> None:
    for link in all_of(links(TITLE_ONLY)):
        asked = query(link)
        about = asked.get("details") or asked.get("body") or asked["desc"]
        assert about == "https://events.example.org/en/forum-7/sessions/closed-meeting/"


@pytest.mark.parametrize("session", [UNTIMED, CANCELLED])
def test_session_that_cannot_be_joined_has_no_links(session: Session) -> None:
    assert session_links(session, TIMETABLE, SITE, "en") is None


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_event_that_does_not_take_place_has_no_links(status: EventStatus) -> None:
    assert session_links(FULL, with_event(status=status), SITE, "en") is None
    assert event_links(structs.replace(EVENT, status=status), SITE, "en") is None


def test_event_without_days_has_no_links() -> None:
    assert event_links(structs.replace(EVENT, precision=Precision.YEAR), SITE, "en") is None


def test_ic_16_link_of_a_session_without_an_end_has_the_default_length() -> None:
    endless = structs.replace(FULL, end_at=None, start_at=FULL.start_at and FULL.start_at + timedelta(minutes=30))

    assert query(links(endless).google)["dates"] == "20181120T093000Z/20181120T103000Z"


def test_ic_26_subscribing_keeps_the_address() -> None:
    path = Site("https://example.org/events").file("en", "forum-7", "calendar.ics", query={"room": "a b", "day": "x"})

    found = subscribe_links(Site("https://example.org/events"), path, "Forum & more")

    assert found.copy == "https://example.org/events/en/forum-7/calendar.ics?room=a+b&day=x"
    assert found.webcal == "webcal://example.org/events/en/forum-7/calendar.ics?room=a+b&day=x"
    assert found.google == (
        "https://calendar.google.com/calendar/render"
        "?cid=webcal%3A%2F%2Fexample.org%2Fevents%2Fen%2Fforum-7%2Fcalendar.ics%3Froom%3Da%2Bb%26day%3Dx"
    )
    assert found.outlook == (
        "https://outlook.live.com/calendar/0/addfromweb"
        "?url=webcal%3A%2F%2Fexample.org%2Fevents%2Fen%2Fforum-7%2Fcalendar.ics%3Froom%3Da%2Bb%26day%3Dx"
        "&name=Forum%20%26%20more"
    )
    assert found.office365 == found.outlook.replace("live.com", "office.com")
