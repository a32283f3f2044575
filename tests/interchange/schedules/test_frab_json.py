"""schedule.json read as leniently as schedule.xml, and written as its schema wants it."""

import json
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from msgspec import structs

from events_service.addresses import Site
from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported
from events_service.interchange.schedules import frab_json, frab_xml
from events_service.interchange.schedules.days import hours_and_minutes
from events_service.interchange.web_links import strict_uri
from events_service.programme.programme import Document, Programme, Session
from tests.factories.programme import make_programme
from tests.interchange.small_schedules import at
from tests.support.needs import shared_data

SITE = Site("https://events.example")
GUID = "29aecfd7-2e44-4f49-ab86-29b5e0877325"


def read(*events: dict[str, Any], **conference: Any) -> Imported:
    said = {
        "title": "Forum",
        "days": [{"date": "2025-02-01", "index": 1, "rooms": {"Hall": list(events)}}],
    } | conference
    return frab_json.read(json.dumps({"schedule": {"conference": said}}).encode(), timezone="Europe/Berlin")


def complaints(written: bytes) -> list[str]:
    validator = jsonschema_rs.validator_for(json.loads(shared_data("schema/schedule.schema.json").read_bytes()))
    return [f"{problem.instance_path}: {problem.message}" for problem in validator.iter_errors(json.loads(written))]


@pytest.mark.parametrize(
    ("name", "sessions", "rooms", "people"),
    [("camp2019.frab.json", 79, 2, 90), ("democon.pretalx.json", 36, 2, 27), ("invalid-example.json", 1, 1, 1)],
)
def test_real_schedule_arrives_whole(name: str, sessions: int, rooms: int, people: int) -> None:
    imported = frab_json.read(shared_data(f"schedule/{name}").read_bytes())
    programme = imported.programme
    assert (len(programme.sessions), len(programme.rooms), len(programme.people)) == (sessions, rooms, people)
    assert imported.skipped == ()
    assert all(session.start_local and session.end_local and session.room_uid for session in programme.sessions)


def test_timetable_of_submissions_arrives_whole() -> None:
    """By day, minute of the day and room: 68 talks on two days, 8 sprints on the two days before, 5 breaks."""
    imported = frab_json.read(shared_data("schedule/pyconfr-2024.json").read_bytes(), timezone="Europe/Paris")

    programme = imported.programme
    opening = next(s for s in programme.sessions if s.start_local == at("2024-11-02 09:00"))
    breaks = {kind.uid for kind in programme.types if kind.is_break}
    assert (opening.title, opening.end_local) == ({"fr": "Accueil / Welcome"}, at("2024-11-02 09:30"))
    assert len([s for s in programme.sessions if s.start_local and s.start_local >= at("2024-11-02 00:00")]) == 68 + 5
    assert len(programme.sessions) == 68 + 5 + 8
    assert [s.title for s in programme.sessions if s.type_uid in breaks][:2] == [
        {"fr": "Petit-déjeuner"},
        {"fr": "Déjeuner"},
    ]
    assert (len(programme.rooms), programme.rooms[0].name, programme.rooms[0].capacity) == (11, {"fr": "GAM"}, 300)
    assert (programme.event.start_on, programme.event.end_on) == (date(2024, 10, 31), date(2024, 11, 3))
    assert imported.skipped == ()


@pytest.mark.parametrize("cell", [{"title": None}, {"1": None}, {"1": {"slot": 7, "speakers": [None]}}, None, []])
def test_timetable_with_nothing_in_a_cell_is_read_all_the_same(cell: Any) -> None:
    kept = {"1": {"code": "A", "title": {"en": "Kept"}}}
    document = {"schedule": {"2024-11-02": {"540": cell, "x": kept}}, "rooms": [7]}

    programme = frab_json.read(json.dumps(document).encode(), timezone="Europe/Paris", language="en").programme

    assert {"en": "Kept"} in [session.title for session in programme.sessions]


@pytest.mark.parametrize("schedule", [{}, {"2024": {}}, {"lectures": []}])
def test_schedule_in_no_known_shape_is_refused_as_that(schedule: Any) -> None:
    with pytest.raises(frab_json.UnknownSchedule):
        frab_json.read(json.dumps({"schedule": schedule}).encode(), timezone="Europe/Paris")


def test_session_as_it_is_said() -> None:
    event = {
        "id": 7,
        "guid": GUID,
        "title": "Water &amp; air",
        "subtitle": None,
        "date": "2025-02-01T10:00:00+01:00",
        "start": "10:00",
        "duration": "00:45",
        "track": "Soil",
        "type": "Talk",
        "language": "de",
        "abstract": "<p>One</p>",
        "recording_license": "CC0",
        "do_not_record": True,
        "persons": [{"id": 3, "public_name": "Ana", "biography": "Knows."}, "Bob"],
        "links": [{"url": "www.example.org", "title": "Page"}, "https://example.org/x"],
        "attachments": [{"url": "https://example.org/s.pdf", "title": "S", "type": "slides"}],
    }
    imported = read(event)
    (session,) = imported.programme.sessions
    assert (session.uid, session.title, session.abstract) == (GUID, {"de": "Water & air"}, {"de": "One"})
    assert (session.start_local, session.end_local) == (at("2025-02-01 10:00"), at("2025-02-01 10:45"))
    assert [(person.name, person.biography) for person in imported.programme.people] == [
        ({"de": "Ana"}, {"de": "Knows."}),
        ({"de": "Bob"}, {}),
    ]
    assert session.documents == (
        Document({"de": "Page"}, "http://www.example.org", kind="link"),
        Document({"de": "example.org/x"}, "https://example.org/x", kind="link"),
        Document({"de": "S"}, "https://example.org/s.pdf", kind="slides"),
    )
    assert session.recording is not None
    assert (session.recording.license, session.recording.opt_out) == ("CC0", True)


def test_second_version_s_list_of_events_is_read() -> None:
    event = {
        "guid": GUID,
        "title": {"fr": "Eau", "en": "Water"},
        "start": "2025-02-01T10:00:00+01:00",
        "end": "2025-02-01T11:30:00+01:00",
        "room": {"name": "Hall", "guid": GUID},
        "participants": [{"name": "Ana", "role": "MODERATOR"}],
        "state": "CANCELED",
    }
    document = {"schedule": {"conference": {"title": "Forum"}, "events": [event]}}
    programme = frab_json.read(json.dumps(document).encode(), timezone="Europe/Berlin").programme
    (session,) = programme.sessions
    assert (session.title, session.start_local, session.end_local) == (
        {"en": "Water"},
        at("2025-02-01 10:00"),
        at("2025-02-01 11:30"),
    )
    assert (session.status, session.people[0].role) == ("cancelled", "moderator")
    assert [room.name for room in programme.rooms] == [{"en": "Hall"}]
    assert programme.event.start_on == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "This is not JSON: Input data was truncated."),
        (b"[]", "This is not a schedule: there is no “schedule” in it."),
        (b'{"schedule": []}', "This is not a schedule: there is no “schedule” in it."),
        (
            b'{"schedule": {"days": []}}',
            "The file names no time zone. Say which one its times are in, such as --timezone Africa/Casablanca.",
        ),
        (b"[" * 4_000_001, "The file holds more than 4,000,000 values."),
        (b" " * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
    ],
)
def test_file_that_cannot_be_read_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        frab_json.read(data)
    assert str(refusal.value) == sentence


def test_number_of_any_length_is_no_number() -> None:
    endless = "9" * 5000
    talk = {"guid": GUID, "title": "Water", "day": endless, "duration": endless, "id": endless, "start": endless}
    rooms = [{"name": "Hall", "capacity": endless}, {"name": "Room", "capacity": "0080"}]
    conference = {"title": "Forum", "start": "2025-02-01", "end": "2025-02-01", "rooms": rooms}
    document = {"schedule": {"conference": conference, "events": [talk]}}

    imported = frab_json.read(json.dumps(document).encode(), timezone="Europe/Berlin")

    assert [room.capacity for room in imported.programme.rooms] == [None, 80]
    assert [session.start_local for session in imported.programme.sessions] == [None]


def test_deeply_nested_lists_are_refused() -> None:
    with pytest.raises(InvalidInput, match="This is not JSON"):
        frab_json.read(b"[" * 100_000)


def known(programme: Programme) -> dict[str, Session]:
    """Sessions by uid, with track and type by name, and documents in no order."""
    tracks = {track.uid: str(track.name) for track in programme.tracks}
    types = {kind.uid: str(kind.name) for kind in programme.types}
    return {
        s.uid: structs.replace(
            s,
            track_uid=tracks.get(s.track_uid or ""),
            type_uid=types.get(s.type_uid or ""),
            documents=tuple(sorted(s.documents, key=str)),
            url=None,
        )
        for s in programme.sessions
    }


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
    written = frab_json.write(first, SITE, "en")
    assert complaints(written) == []
    assert frab_json.write(first, SITE, "en") == written
    again = frab_json.read(written)
    assert (again.repaired, again.skipped) == ((), ())
    assert known(again.programme) == known(first)
    assert {room.uid: room.name for room in again.programme.rooms} == {room.uid: room.name for room in first.rooms}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_programme_of_our_own_is_valid_in_every_language(language: str) -> None:
    assert complaints(frab_json.write(make_programme(sessions=60), SITE, language)) == []


@pytest.mark.parametrize(("minutes", "written"), [(0, "00:00"), (45, "00:45"), (1530, "25:30"), (6180, "103:00")])
def test_duration_as_the_schema_wants_it(minutes: int, written: str) -> None:
    assert hours_and_minutes(minutes) == written
