"""What the JSON API says of a session."""

import pytest
from msgspec import structs

from events_service.programme.live import Live, Offering
from events_service.programme.programme import EventStatus, OfferMode, SessionStatus
from events_service.programme.public import sessions_json
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_event, make_session, programme_of
from tests.factories.views import NOW, SITE

WATER = make_session(title={"en": "Water"})
ROADS = make_session(title={"en": "Roads"})
OPEN = Live(offerings=tuple(Offering(session.uid, OfferMode.REGISTRATION) for session in (WATER, ROADS)))


@pytest.mark.parametrize(
    ("event", "session", "expected"),
    [
        (EventStatus.CONFIRMED, SessionStatus.CONFIRMED, {"water": "open", "roads": "open"}),
        (EventStatus.CONFIRMED, SessionStatus.CANCELLED, {"water": "closed", "roads": "open"}),
        (EventStatus.POSTPONED, SessionStatus.CONFIRMED, {"water": "closed", "roads": "closed"}),
        (EventStatus.CANCELLED, SessionStatus.CANCELLED, {"water": "closed", "roads": "closed"}),
    ],
)
def test_registration_of_what_does_not_take_place_is_closed(
    event: EventStatus, session: SessionStatus, expected: dict[str, str]
) -> None:
    programme = programme_of(structs.replace(WATER, status=session), ROADS, event=make_event(status=event))

    listed = sessions_json(Timetable(programme), OPEN, 1, SITE, NOW)

    assert {item["slug"]: item["registration"] for item in listed["items"]} == expected
