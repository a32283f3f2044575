"""Version 2 of schedule.json: valid under the draft of its schema, and read back as the same sessions."""

import json
import sys
from types import FrameType
from typing import Any

import jsonschema_rs
import pytest
from msgspec import structs

from events_service.addresses import Site
from events_service.interchange.schedules import frab_json, frab_json2, frab_xml
from events_service.interchange.web_links import strict_uri
from events_service.programme.programme import (
    Document,
    PersonRole,
    Programme,
    Recording,
    Session,
    SessionPerson,
    SessionStatus,
)
from tests.factories.programme import (
    make_event,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_track,
    make_type,
    programme_of,
)
from tests.interchange.schedules.test_frab_json import known
from tests.interchange.small_schedules import at
from tests.support.needs import shared_data

SITE = Site("https://events.example")
GUID = "29aecfd7-2e44-4f49-ab86-29b5e0877325"
HALL, WATER, AMINA = make_room(), make_track(), make_person()


def complaints(written: bytes) -> list[str]:
    schema = json.loads(shared_data("schema/schedule2.schema.json").read_bytes())
    problems = jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(json.loads(written))
    return [f"{problem.instance_path}: {problem.message}" for problem in problems]


def schedule(programme: Programme, language: str = "en") -> dict[str, Any]:
    written: dict[str, Any] = json.loads(frab_json2.write(programme, SITE, language))["schedule"]
    return written


def back(*sessions: Session, language: str = "en", **records: Any) -> tuple[Session, ...]:
    """What is read of a programme that was written; the schema's draft holds for it."""
    written = frab_json2.write(programme_of(*sessions, **records), SITE, language)
    assert complaints(written) == []
    return frab_json.read(written).programme.sessions


@pytest.mark.parametrize(
    ("name", "timezone"),
    [("fosdem-2025.xml", None), ("31c3.xml", "Europe/Berlin"), ("debconf17-pentabarf.xml", "America/Toronto")],
)
def test_real_schedule_is_valid_and_comes_back_as_it_was(name: str, timezone: str | None) -> None:
    first = frab_xml.read(shared_data(f"schedule/{name}").read_bytes(), timezone=timezone).programme
    plain = tuple(
        structs.replace(s, documents=tuple(d for d in s.documents if strict_uri(d.url) == d.url))
        for s in first.sessions
    )
    first = structs.replace(first, event=structs.replace(first.event, slug="forum"), sessions=plain)

    written = frab_json2.write(first, SITE, first.event.languages[0])

    assert complaints(written) == []
    assert frab_json2.write(first, SITE, first.event.languages[0]) == written
    again = frab_json.read(written)
    assert (again.repaired, again.skipped) == ((), ())
    assert known(again.programme) == known(first)
    assert {room.uid: room.name for room in again.programme.rooms} == {room.uid: room.name for room in first.rooms}
    event = again.programme.event
    assert (event.start_on, event.end_on, event.day_change) == (
        first.event.start_on,
        first.event.end_on,
        first.event.day_change,
    )


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_programme_of_our_own_is_valid_in_every_language(language: str) -> None:
    assert complaints(frab_json2.write(make_programme(sessions=60), SITE, language)) == []


def test_event_is_said_in_the_words_of_the_draft() -> None:
    workshop = make_type(name={"en": "Workshop"})
    session = make_session(
        uid=GUID,
        slug="water",
        title={"en": "Water", "fr": "Eau"},
        abstract={"en": "Short", "fr": "Bref"},
        room_uid=HALL.uid,
        track_uid=WATER.uid,
        type_uid=workshop.uid,
        languages=("en",),
        people=(SessionPerson(AMINA.uid, PersonRole.MODERATOR),),
        documents=(Document({"en": "Film"}, "https://example.org/film", kind="recording"),),
    )
    programme = programme_of(session, rooms=(HALL,), tracks=(WATER,), types=(workshop,), people=(AMINA,))

    said = schedule(programme)

    assert said["conference"]["days"][0]["date"] == "2018-11-20"
    assert [(room["name"], room["guid"]) for room in said["conference"]["rooms"]] == [("Room 1", HALL.uid)]
    (event,) = said["events"]
    assert event == {
        "guid": GUID,
        "start": "2018-11-20T10:00:00+01:00",
        "end": "2018-11-20T11:00:00+01:00",
        "room": {"guid": HALL.uid},
        "slug": "forum_7-water",
        "url": "https://events.example/en/forum-7/sessions/water/",
        "title": "Water",
        "subtitle": "",
        "track": {"slug": said["conference"]["tracks"][0]["slug"]},
        "type": "WORKSHOP",
        "language": "en",
        "abstract": {"en": "Short", "fr": "Bref"},
        "description": None,
        "participants": [{"guid": AMINA.uid, "name": "Amina Berrada", "role": "MODERATOR"}],
        "links": [{"url": "https://example.org/film", "title": "Film", "type": "MEDIA"}],
        "attachments": [],
        "state": "CONFIRMED",
    }


def test_what_the_draft_has_no_words_for_comes_back_too() -> None:
    kind = make_type(name={"en": "Country group"})
    people = tuple(SessionPerson(person.uid, role) for person, role in ((AMINA, PersonRole.RAPPORTEUR),))
    session = make_session(
        type_uid=kind.uid,
        title={"fr": "Eau"},
        description={"en": "Long", "fr": "Le texte"},
        languages=("fr", "en"),
        people=people,
        status=SessionStatus.TENTATIVE,
        recording=Recording(license="CC0", opt_out=True),
        url="https://source.example/eau",
        end_local=None,
    )

    (again,) = back(session, types=(kind,), people=(AMINA,), language="fr")

    assert (again.title, again.description, again.languages) == ({"fr": "Eau"}, {"fr": "Le texte"}, ("fr", "en"))
    assert (again.start_local, again.end_local) == (session.start_local, None)
    assert (again.room_uid, again.track_uid) == (None, None)
    assert (again.status, again.people, again.recording) == (session.status, people, session.recording)
    assert again.url == session.url


def test_cancelled_session_stays_and_one_without_a_time_does_not() -> None:
    off = make_session(slug="off", status=SessionStatus.CANCELLED)

    again = back(off, make_session(slug="open", start_local=None))

    assert [(session.uid, session.status) for session in again] == [(off.uid, "cancelled")]


def test_break_is_an_event_of_its_own_kind_and_comes_back_whole() -> None:
    lunch = make_type(name={"en": "Lunch break"}, is_break=True)
    session = make_session(
        type_uid=lunch.uid, room_uid=HALL.uid, description={"en": "Soup"}, languages=("en",), end_local=None
    )
    programme = programme_of(session, types=(lunch,), rooms=(HALL,))

    written = frab_json2.write(programme, SITE, "en")

    assert complaints(written) == []
    assert schedule(programme)["events"][0]["type"] == "BREAK"
    again = frab_json.read(written).programme
    assert (again.types[0].name, again.types[0].is_break) == ({"en": "Lunch break"}, True)
    assert [(s.end_local, s.room_uid, s.description) for s in again.sessions] == [(None, HALL.uid, {"en": "Soup"})]


def test_end_in_the_hour_that_comes_twice_is_said_by_its_offset() -> None:
    event = make_event(timezone="Europe/Brussels")
    session = make_session(
        "Europe/Brussels", start_local=at("2018-10-28 02:30"), end_local=at("2018-10-28 02:15"), end_fold=1
    )

    (said,) = schedule(programme_of(session, event=event))["events"]

    assert (said["start"], said["end"]) == ("2018-10-28T02:30:00+02:00", "2018-10-28T02:15:00+01:00")


def test_room_and_track_of_another_program_are_found_by_guid_and_slug() -> None:
    conference = {
        "title": "Forum",
        "rooms": [{"name": "Hall", "guid": GUID}],
        "tracks": [{"name": "Soil and water", "slug": "soil"}],
    }
    event = {
        "title": "Water",
        "start": "2025-02-01T10:00:00+01:00",
        "room": {"guid": GUID},
        "track": {"slug": "soil"},
        "language": "de",
        "abstract": {"en": "Water", "de": "Wasser"},
    }
    document = {"schedule": {"conference": conference, "events": [event]}}

    programme = frab_json.read(json.dumps(document).encode(), timezone="Europe/Berlin").programme

    assert [(room.uid, room.name) for room in programme.rooms] == [(GUID, {"de": "Hall"})]
    assert [track.name for track in programme.tracks] == [{"de": "Soil and water"}]
    (session,) = programme.sessions
    assert (session.room_uid, session.track_uid) == (GUID, programme.tracks[0].uid)
    assert session.abstract == {"de": "Wasser"}


def test_names_are_found_in_time_linear_to_the_file() -> None:
    assert lines_run_to_read(400) < 2.2 * lines_run_to_read(200)


def lines_run_to_read(count: int) -> int:
    """Counted and not timed: as many events, rooms and tracks, and no event in one of those rooms and tracks."""
    rooms = [{"name": f"Room {number}", "guid": f"room-{number}"} for number in range(count)]
    tracks = [{"name": f"Track {number}", "slug": f"track-{number}"} for number in range(count)]
    conference = {"title": "Forum", "rooms": rooms, "tracks": tracks}
    event = {"title": "Water", "start": "2025-02-01T10:00:00+01:00", "room": {"guid": "?"}, "track": {"slug": "?"}}
    data = json.dumps({"schedule": {"conference": conference, "events": [event] * count}}).encode()
    lines = 0

    def count_line(frame: FrameType, happened: str, _: Any) -> Any:
        nonlocal lines
        lines += happened == "line"
        return count_line

    before = sys.gettrace()
    sys.settrace(count_line)
    try:
        frab_json.read(data, timezone="Europe/Berlin")
    finally:
        sys.settrace(before)
    return lines


def test_room_or_track_without_guid_or_slug_is_nobody_s() -> None:
    conference = {"title": "Forum", "rooms": [{"name": "Hall"}], "tracks": [{"name": "Soil"}]}
    event = {"title": "Water", "start": "2025-02-01T10:00:00+01:00", "room": {"guid": ""}, "track": {"color": "#fff"}}
    document = {"schedule": {"conference": conference, "events": [event]}}

    (session,) = frab_json.read(json.dumps(document).encode(), timezone="Europe/Berlin").programme.sessions

    assert (session.room_uid, session.track_uid) == (None, None)
