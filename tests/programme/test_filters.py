from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.programme.filters import NAMES, Filters, find_sessions, read_filters, values_of
from events_service.programme.programme import Alias, AliasKind, SessionOrganizer, SessionPerson
from events_service.programme.timetable import Timetable
from tests.factories.programme import (
    FIRST_DAY,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    make_type,
    programme_of,
)

ROOM, TRACK, KIND, BODY, PERSON = make_room(), make_track(), make_type(), make_organization(), make_person()
WATER = make_session(
    room_uid=ROOM.uid,
    track_uid=TRACK.uid,
    type_uid=KIND.uid,
    organizers=(SessionOrganizer(BODY.uid),),
    people=(SessionPerson(PERSON.uid),),
    languages=("fr",),
    interpretation=("ar",),
)
ROADS = make_session(title={"en": "Roads for all"}, languages=("en",))
WASTE = make_session(title={"en": "Waste"}, start_local=WATER.start_local and WATER.start_local + timedelta(days=1))
TIMETABLE = Timetable(
    programme_of(
        WATER, ROADS, WASTE, rooms=(ROOM,), tracks=(TRACK,), types=(KIND,), organizations=(BODY,), people=(PERSON,)
    )
)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [ROADS, WATER, WASTE]),
        ({"day": FIRST_DAY.isoformat()}, [ROADS, WATER]),
        ({"day": "2018-11-30"}, []),
        ({"day": "tomorrow"}, []),
        ({"room": ROOM.slug}, [WATER]),
        ({"track": TRACK.slug}, [WATER]),
        ({"type": KIND.slug}, [WATER]),
        ({"organization": BODY.slug}, [WATER]),
        ({"person": PERSON.slug}, [WATER]),
        ({"language": "fr"}, [WATER]),
        ({"language": "ar"}, [WATER]),
        ({"language": "pt"}, []),
        ({"q": "FOR all"}, [ROADS, WATER]),
        ({"q": "all roads"}, [ROADS]),
        ({"q": "all rivers"}, []),
        ({"sessions": ("waste", "roads-for-all", "unknown")}, [ROADS, WASTE]),
        ({"room": ROOM.slug, "language": "en"}, []),
        ({"q": "for", "day": FIRST_DAY.isoformat(), "sessions": ("waste", "water-for-all")}, [WATER]),
        *(({name: "unknown"}, []) for name in ("room", "track", "type", "organization", "person")),
    ],
)
def test_find_sessions_that_pass_every_filter(filters: dict[str, Any], found: list[Any]) -> None:
    order = [session for session in TIMETABLE.sessions if session in found]

    assert list(find_sessions(TIMETABLE, Filters(**filters))) == order
    assert len(order) == len(found)


def test_read_filters_takes_no_control_characters() -> None:
    assert read_filters({"q": "\u202ewater\x1b"}) == Filters(q="water")


def test_read_filters_ignores_what_it_does_not_know() -> None:
    assert read_filters({"utm_source": "mail", "fbclid": "x"}) == Filters()
    assert not read_filters({"utm_source": "mail"})


def test_read_filters_takes_each_known_name() -> None:
    query = {name: f" {name} " for name in NAMES}

    assert read_filters(query) == Filters(**{n: n for n in NAMES if n != "sessions"}, sessions=("sessions",))


def test_read_filters_of_a_selection_in_any_order_is_the_same() -> None:
    assert read_filters({"sessions": "b, a,,b"}) == read_filters({"sessions": "a,b"}) == Filters(sessions=("a", "b"))


def test_read_filters_is_bounded() -> None:
    filters = read_filters({"q": "x" * 5000, "sessions": ",".join(f"s{n:04}" for n in range(5000))})

    assert (len(filters.q), len(filters.sessions)) == (200, 200)


def test_query_says_what_is_set_in_one_order() -> None:
    filters = Filters(q="eau", day="2018-11-21", sessions=("a", "b"))

    assert list(filters.query().items()) == [("day", "2018-11-21"), ("q", "eau"), ("sessions", "a,b")]
    assert read_filters(filters.query()) == filters
    assert (bool(filters), bool(Filters()), Filters().query()) == (True, False, {})


def test_every_filter_has_a_name() -> None:
    assert tuple(field.name for field in structs.fields(Filters)) == NAMES


@pytest.mark.parametrize(
    ("kind", "uid", "filters"),
    [
        (AliasKind.SESSION, WATER.uid, {"sessions": ("former",)}),
        (AliasKind.ROOM, ROOM.uid, {"room": "former"}),
        (AliasKind.TRACK, TRACK.uid, {"track": "former"}),
        (AliasKind.ORGANIZATION, BODY.uid, {"organization": "former"}),
        (AliasKind.PERSON, PERSON.uid, {"person": "former"}),
    ],
)
def test_former_slug_still_means_the_record(kind: AliasKind, uid: str, filters: dict[str, Any]) -> None:
    renamed = Timetable(structs.replace(TIMETABLE.programme, aliases=(Alias(kind, "former", uid),)))

    assert find_sessions(renamed, Filters(**filters).present(renamed)) == (WATER,)
    assert find_sessions(TIMETABLE, Filters(**filters).present(TIMETABLE)) == ()


def test_values_are_those_that_find_something() -> None:
    room, track, kind = make_room(), make_track(), make_type()
    body, person = make_organization(), make_person()
    session = make_session(
        room_uid=room.uid,
        track_uid=track.uid,
        type_uid=kind.uid,
        languages=("fr",),
        interpretation=("ar",),
        organizers=(SessionOrganizer(organization_uid=body.uid),),
        people=(SessionPerson(person_uid=person.uid),),
    )
    programme = programme_of(
        session, rooms=(room,), tracks=(track,), types=(kind,), organizations=(body,), people=(person,)
    )

    assert values_of(Timetable(programme)) == {
        ("day", "2018-11-20"),
        ("room", "room-1"),
        ("track", "water"),
        ("type", "open-session"),
        ("language", "fr"),
        ("language", "ar"),
        ("organization", "association-of-towns"),
        ("person", "amina-berrada"),
    }
