"""A small event with everything calendars can say, and ways to look into what they say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import structs

from events_service.addresses import Site
from events_service.calendars.whole_event import Stamp
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.directory.directory import Actor, ContactKind, ContactPoint
from events_service.partnerships.partnerships import Activity, Agreement, Party
from events_service.programme.programme import (
    Event,
    EventOrganization,
    Precision,
    Programme,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Visibility,
)
from events_service.programme.timetable import Timetable
from tests.factories.programme import (
    RELEASED_AT,
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    make_type,
    make_venue,
    programme_of,
    uid_of,
)

wall = datetime.fromisoformat

SITE = Site("https://events.example.org", "Events")
STAMP = Stamp(revised_at=RELEASED_AT, sequence=3, created_at=RELEASED_AT - timedelta(days=30))
MADE_AT = datetime(2018, 11, 2, 9, 30, tzinfo=UTC)

EVENT = make_event(
    accent="#1f6f8b",
    theme={"en": "Water; roads, and “the rest”"},
    organizations=(EventOrganization(organization_uid=uid_of("organization", "at")),),
    contact=(ContactPoint(kind=ContactKind.EMAIL, printed="forum@example.org"),),
)
VENUE = make_venue(
    name={"en": "Congress centre", "fr": "Palais des congrès"},
    address={"en": "1 Garden Road"},
    city={"en": "Marrakesh", "fr": "Marrakech", "ar": "مراكش"},
    latitude=31.6225,
    longitude=-7.9898,
)
ROOM = make_room(name={"en": "Dakhla", "fr": "Dakhla", "ar": "الداخلة"}, slug="dakhla", venue_uid=VENUE.uid)
OTHER_ROOM = make_room(name={"en": "Room 2"})
TRACK = make_track()
OPEN = make_type()
BREAK = make_type(name={"en": "Break"}, is_break=True)
TOWNS = make_organization(
    name={"en": 'Association of "towns"', "fr": "Association des villes"},
    slug="at",
    short_name={"en": "AT"},
    contacts=(
        ContactPoint(kind=ContactKind.EMAIL, printed="towns@example.org"),
        ContactPoint(kind=ContactKind.PHONE, printed="05 37 20 59 03"),
        ContactPoint(kind=ContactKind.PHONE, printed="06 00 00 00 00", public=False),
    ),
)
REGIONS = make_organization(name={"en": "Regions"}, slug="regions")
AMINA = make_person(title={"en": "President, AT"})

FULL = make_session(
    code="SOU 84",
    title={"en": "Partnering; to last, together", "fr": "Un partenariat durable", "ar": "شراكة تدوم: 3 مدن (و2 جهات)"},
    slug="sou-84-partnering",
    revision=2,
    revised_at=RELEASED_AT + timedelta(days=1),
    description={
        "en": "Three *towns* show what they tried.\n\n- costs, errors\n- and [a map](https://maps.example.org/a,b)",
        "ar": "ثلاث مدن تعرض ما جربته.",
    },
    room_uid=ROOM.uid,
    track_uid=TRACK.uid,
    type_uid=OPEN.uid,
    languages=("fr",),
    interpretation=("en", "ar"),
    stream_url="https://video.example.org/live?room=1",
    organizers=(
        SessionOrganizer(organization_uid=TOWNS.uid),
        SessionOrganizer(organization_uid=REGIONS.uid),
    ),
    people=(SessionPerson(person_uid=AMINA.uid), SessionPerson(person_uid=uid_of("person", "gone"))),
)
TENTATIVE = make_session(
    title={"en": "Night buses"}, room_uid=OTHER_ROOM.uid, status=SessionStatus.TENTATIVE, people=FULL.people
)
CANCELLED = make_session(
    title={"en": "Market halls"},
    room_uid=ROOM.uid,
    status=SessionStatus.CANCELLED,
    status_note={"en": "The speaker is ill."},
    revision=1,
    start_local=wall("2018-11-21T09:30"),
)
SECRET = "nobody may read this"
TITLE_ONLY = make_session(
    title={"en": "Closed meeting"},
    visibility=Visibility.TITLE_ONLY,
    description={"en": SECRET},
    status_note={"en": SECRET},
    stream_url="https://video.example.org/secret",
    organizers=FULL.organizers,
    start_local=wall("2018-11-21T12:00"),
)
COFFEE = make_session(title={"en": "Coffee"}, type_uid=BREAK.uid, start_local=wall("2018-11-21T11:00"))
UNTIMED = make_session(title={"en": "Small harbours"}, start_local=None, day_on=EVENT.start_on)
REMOVED = make_session(
    title={"en": "Rivers"},
    room_uid=ROOM.uid,
    status=SessionStatus.CANCELLED,
    revision=4,
    revised_at=RELEASED_AT + timedelta(days=9),
    organizers=FULL.organizers[:1],
    start_local=wall("2018-11-22T09:00"),
)

PROGRAMME = programme_of(
    FULL,
    TENTATIVE,
    CANCELLED,
    TITLE_ONLY,
    COFFEE,
    UNTIMED,
    event=EVENT,
    venues=(VENUE,),
    rooms=(ROOM, OTHER_ROOM),
    tracks=(TRACK,),
    types=(OPEN, BREAK),
    organizations=(TOWNS, REGIONS),
    people=(AMINA,),
    tombstones=(REMOVED,),
)
TIMETABLE = Timetable(PROGRAMME)

SERIES = Series(uid=uid_of("series", "forum"), name={"en": "Forum"}, slug="forum")
EARLIER = make_event(slug="forum-6", title={"fr": "Sixième forum"}, series_uid=SERIES.uid, start_on=date(2017, 5, 2))
VAGUE = make_event(slug="forum-9", title={"en": "Ninth forum"}, series_uid=SERIES.uid, precision=Precision.MONTH)
AGREEMENT = Agreement(
    uid=uid_of("agreement", "a"),
    kind={"en": "Agreement"},
    title={"en": "Water together"},
    slug="water-together",
    parties=(Party(actor=Actor(organization_uid=TOWNS.uid)),),
    event_uids=(EARLIER.uid,),
    activities=(Activity(text={"en": "A session"}, session_uids=(FULL.uid,)),),
)
CATALOGUE = Catalogue(
    format=FORMAT,
    frozen_at=RELEASED_AT,
    series=(SERIES,),
    events=(structs.replace(EVENT, series_uid=SERIES.uid), EARLIER, VAGUE),
    organizers={EVENT.uid: TOWNS.name},
    organizations=(TOWNS, REGIONS),
    agreements=(AGREEMENT,),
)
STAMPS = {event.uid: STAMP for event in CATALOGUE.events}


def timetable_of(*sessions: Session, event: Event = EVENT, **changes: Any) -> Timetable:
    """The small event with other sessions and no tombstones."""
    return Timetable(structs.replace(PROGRAMME, **{"sessions": sessions, "event": event, "tombstones": ()} | changes))


def with_event(**changes: Any) -> Timetable:
    programme: Programme = structs.replace(PROGRAMME, event=structs.replace(EVENT, **changes))
    return Timetable(programme)


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def line(body: bytes, name: str) -> str | None:
    """The one line of a property; None where there is none."""
    found = [each for each in unfolded(body) if each.startswith((f"{name}:", f"{name};"))]
    assert len(found) < 2
    return found[0] if found else None


def value(body: bytes, name: str) -> str | None:
    """What stands after the parameters of a property without quoted ones."""
    found = line(body, name)
    return found.partition(":")[2] if found else None


def uids(body: bytes) -> list[str]:
    """UIDs of the entries in a calendar, in their order."""
    inside = body.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    return [entry.partition("UID:")[2].partition("\r\n")[0] for entry in inside]
