"""Events and sessions as search engines read them."""

import json
import re
from datetime import date

import pytest

from events_service.interchange.jsonld import FEW, event_document, script, session_document
from events_service.programme.programme import (
    EventOrganization,
    EventRole,
    EventStatus,
    Precision,
    Series,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Visibility,
)
from events_service.programme.timetable import Timetable
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_type,
    make_venue,
    programme_of,
)
from tests.factories.views import SITE

VENUE = make_venue(city={"en": "Marrakesh"}, latitude=31.5, longitude=-7.5)
DAKHLA = make_room(name={"en": "Dakhla"}, slug="dakhla", venue_uid=VENUE.uid, capacity=120)
ARM = make_organization(name={"en": "Association of Regions"}, short_name={"en": "ARM"})
AMINA = make_person(title={"en": "President"})


def test_event_is_told_with_its_sessions() -> None:
    session, pause = make_session(), make_type(is_break=True)
    rest = make_session(slug="rest", type_uid=pause.uid)
    later = make_session(slug="later", start_local=None)
    organizations = (
        EventOrganization(organization_uid=ARM.uid),
        EventOrganization(organization_uid=ARM.uid, role=EventRole.PARTNER),
    )
    event = make_event(description={"en": "Two\ndays."}, organizations=organizations)
    series = Series("s", {"en": "Forums"}, "forums")
    programme = programme_of(session, rest, later, event=event, types=(pause,), organizations=(ARM,), series=series)
    document = event_document(Timetable(programme), SITE, "en", series=series)
    place = {
        "@type": "Place",
        "name": "Marrakesh",
        "address": {"@type": "PostalAddress", "addressLocality": "Marrakesh", "addressCountry": "MA"},
    }

    assert document == {
        "@type": "Event",
        "@id": f"urn:uuid:{event.uid}",
        "name": "Seventh forum",
        "url": "https://events.example.org/en/forum-7/",
        "startDate": "2018-11-20",
        "endDate": "2018-11-22",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "@context": "https://schema.org",
        "description": "Two days.",
        "inLanguage": ["en", "fr", "ar"],
        "organizer": [{"@type": "Organization", "name": "Association of Regions", "alternateName": "ARM"}],
        "superEvent": {"@type": "EventSeries", "name": "Forums", "url": "https://events.example.org/en/series/forums/"},
        "subEvent": [
            {
                "@type": "Event",
                "@id": f"urn:uuid:{session.uid}",
                "name": "Water for all",
                "url": "https://events.example.org/en/forum-7/sessions/water-for-all/",
                "startDate": "2018-11-20T10:00:00+01:00",
                "endDate": "2018-11-20T11:00:00+01:00",
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                "location": place,
            }
        ],
    }


def test_series_that_has_no_page_is_told_without_an_address() -> None:
    programme = programme_of(make_session(), series=Series("s", {"en": "Forums"}, "forums"))

    document = event_document(Timetable(programme), SITE, "en")

    assert document["superEvent"] == {"@type": "EventSeries", "name": "Forums"}


def test_session_of_which_only_the_day_is_known_is_told_with_that() -> None:
    named = make_session(slug="named", start_local=None, day_on=date(2018, 11, 21))
    unknown = make_session(slug="unknown", start_local=None)
    timetable = Timetable(programme_of(named, unknown))

    assert session_document(named, timetable, SITE, "en")["startDate"] == "2018-11-21"
    assert "startDate" not in session_document(unknown, timetable, SITE, "en")
    assert [one["startDate"] for one in event_document(timetable, SITE, "en")["subEvent"]] == ["2018-11-21"]


def test_session_is_told_with_people_and_place() -> None:
    session = make_session(
        room_uid=DAKHLA.uid,
        languages=("fr",),
        abstract={"en": "Short."},
        people=(SessionPerson(AMINA.uid),),
        organizers=(SessionOrganizer(ARM.uid),),
    )
    programme = programme_of(session, rooms=(DAKHLA,), venues=(VENUE,), people=(AMINA,), organizations=(ARM,))
    document = session_document(session, Timetable(programme), SITE, "en")
    address = {
        "@type": "PostalAddress",
        "addressLocality": "Marrakesh",
        "addressCountry": "MA",
        "streetAddress": "1 Garden Road",
    }

    assert document["performer"] == [{"@type": "Person", "name": "Amina Berrada", "jobTitle": "President"}]
    assert document["organizer"] == [
        {"@type": "Organization", "name": "Association of Regions", "alternateName": "ARM"}
    ]
    assert document["inLanguage"] == ["fr"]
    assert document["description"] == "Short."
    assert document["superEvent"]["name"] == "Seventh forum"
    assert document["location"] == {
        "@type": "Place",
        "name": "Room Dakhla",
        "address": address,
        "maximumAttendeeCapacity": 120,
        "containedInPlace": {
            "@type": "Place",
            "name": "Congress centre",
            "address": address,
            "geo": {"@type": "GeoCoordinates", "latitude": 31.5, "longitude": -7.5},
        },
    }


def test_room_without_a_venue_is_in_the_city() -> None:
    session = make_session(room_uid="r")
    room = make_room(uid="r", name={"en": "Dakhla"})
    document = session_document(session, Timetable(programme_of(session, rooms=(room,))), SITE, "en")

    assert document["location"]["name"] == "Room Dakhla"
    assert document["location"]["containedInPlace"]["name"] == "Marrakesh"


def test_room_of_unknown_size_says_nothing_of_it() -> None:
    session = make_session(room_uid="r")
    room = make_room(uid="r", venue_uid=VENUE.uid, capacity=None)
    document = session_document(session, Timetable(programme_of(session, rooms=(room,), venues=(VENUE,))), SITE, "en")

    assert set(document["location"]) == {"@type", "name", "address", "containedInPlace"}


def test_title_only_session_tells_no_more() -> None:
    session = make_session(visibility=Visibility.TITLE_ONLY, organizers=(SessionOrganizer(ARM.uid),))
    document = session_document(session, Timetable(programme_of(session, organizations=(ARM,))), SITE, "en")

    assert "organizer" not in document
    assert "description" not in document


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (EventStatus.CONFIRMED, "EventScheduled"),
        (EventStatus.ANNOUNCED, "EventScheduled"),
        (EventStatus.POSTPONED, "EventPostponed"),
        (EventStatus.CANCELLED, "EventCancelled"),
        (EventStatus.MOVED_ONLINE, "EventMovedOnline"),
    ],
)
def test_status_is_schema_org_s(status: EventStatus, said: str) -> None:
    document = event_document(Timetable(programme_of(make_session(), event=make_event(status=status))), SITE, "en")

    assert document["eventStatus"] == f"https://schema.org/{said}"
    assert document["subEvent"][0]["eventStatus"] == f"https://schema.org/{said}"


def test_event_online_is_at_its_address() -> None:
    document = event_document(Timetable(programme_of(event=make_event(status=EventStatus.MOVED_ONLINE))), SITE, "en")

    assert document["location"] == {"@type": "VirtualLocation", "url": "https://events.example.org/en/forum-7/"}
    assert document["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_cancelled_session_is_cancelled_alone() -> None:
    session = make_session(status=SessionStatus.CANCELLED)
    document = session_document(session, Timetable(programme_of(session)), SITE, "en")

    assert document["eventStatus"] == "https://schema.org/EventCancelled"
    assert document["superEvent"]["eventStatus"] == "https://schema.org/EventScheduled"


@pytest.mark.parametrize(("precision", "said"), [(Precision.MONTH, "2018-11"), (Precision.YEAR, "2018")])
def test_date_is_said_as_far_as_it_is_known(precision: Precision, said: str) -> None:
    document = event_document(Timetable(programme_of(event=make_event(precision=precision))), SITE, "en")

    assert (document["startDate"], document["endDate"]) == (said, said)


def test_large_event_names_no_sessions() -> None:
    assert "subEvent" not in event_document(Timetable(make_programme(FEW + 1)), SITE, "en")


def test_t_xss_2_data_cannot_end_its_element() -> None:
    text = '</script><script>alert(1)</script><!-- & \u2028\u2029 "'
    markup = script({"name": text})
    inner = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', str(markup))

    assert inner
    assert not set(inner[1]) & set("<>&\u2028\u2029")
    assert json.loads(inner[1]) == {"name": text}


def test_blanks_at_which_no_line_breaks_are_kept() -> None:
    session = make_session(title={"fr": "Trois\n axes\u202f: l’«\u202feau\u202f»"})
    document = session_document(session, Timetable(programme_of(session)), SITE, "fr")

    assert document["name"] == "Trois axes\u202f: l’«\u202feau\u202f»"
