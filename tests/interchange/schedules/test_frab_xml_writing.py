"""schedule.xml as written: valid under its schema, the same for the same programme, and read again without loss."""

from datetime import date
from typing import Any

import pytest
from lxml import etree
from msgspec import structs

from events_service.addresses import Site
from events_service.interchange.schedules import frab_xml
from events_service.interchange.schedules.days import written_duration
from events_service.interchange.schedules.numbers import numbered
from events_service.programme.programme import Document, Programme, Recording, Session, SessionPerson, SessionStatus
from tests.factories.programme import make_event, make_person, make_programme, make_room, make_session, programme_of
from tests.interchange.small_schedules import at
from tests.support.needs import shared_data

SITE = Site("https://events.example/base")
BERLIN = "Europe/Berlin"


def complaints(written: bytes) -> list[str]:
    schema = etree.XMLSchema(etree.parse(shared_data("schema/schedule.xml.xsd")))
    schema.validate(etree.fromstring(written))
    return [f"{entry.line}: {entry.message}" for entry in schema.error_log]


def elements(programme: Programme, path: str, language: str = "en") -> list[Any]:
    found: list[Any] = etree.fromstring(frab_xml.write(programme, SITE, language)).xpath(path)
    return found


def by_name(programme: Programme, session: Session) -> Session:
    """The session with its track and type by name: a schedule knows them by nothing else."""
    tracks = {track.uid: str(track.name) for track in programme.tracks}
    types = {kind.uid: str(kind.name) for kind in programme.types}
    track, kind = tracks.get(session.track_uid or ""), types.get(session.type_uid or "")
    return structs.replace(session, track_uid=track, type_uid=kind)


@pytest.mark.parametrize(
    ("name", "timezone"),
    [("fosdem-2025.xml", None), ("31c3.xml", BERLIN), ("debconf17-pentabarf.xml", "America/Toronto")],
)
def test_real_schedule_is_valid_and_comes_back_as_it_was(name: str, timezone: str | None) -> None:
    first = frab_xml.read(shared_data(f"schedule/{name}").read_bytes(), timezone=timezone).programme
    first = structs.replace(first, event=structs.replace(first.event, slug="forum"))
    written = frab_xml.write(first, SITE, "en")
    assert complaints(written) == []
    assert frab_xml.write(first, SITE, "en") == written
    again = frab_xml.read(written)
    second = again.programme
    assert (again.repaired, again.skipped) == ((), ())
    sessions = {session.uid: by_name(second, session) for session in second.sessions}
    for session in first.sessions:
        came_back = sessions.pop(session.uid)
        assert came_back == by_name(first, session)
    assert sessions == {}
    assert {room.uid: (room.name, room.position) for room in second.rooms} == {
        room.uid: (room.name, room.position) for room in first.rooms
    }
    assert {person.uid: person for person in second.people} == {person.uid: person for person in first.people}
    assert [(track.name, track.colour) for track in second.tracks] == [(t.name, t.colour) for t in first.tracks]
    kept = ("title", "timezone", "start_on", "end_on", "day_change", "languages")
    assert [getattr(second.event, field) for field in kept] == [getattr(first.event, field) for field in kept]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_programme_of_our_own_is_valid_in_every_language(language: str) -> None:
    assert complaints(frab_xml.write(make_programme(sessions=60), SITE, language)) == []


def test_programme_without_sessions_is_valid() -> None:
    written = frab_xml.write(programme_of(rooms=(make_room(),)), SITE, "en", version="3")
    assert complaints(written) == []
    assert etree.fromstring(written).findtext("version") == "3"


def test_session_as_it_is_written() -> None:
    programme = programme_of(
        make_session(
            uid="29aecfd7-2e44-4f49-ab86-29b5e0877325",
            slug="water",
            title={"fr": "L’eau & <nous>"},
            subtitle={"fr": "en  deux\x0b lignes"},
            abstract={"fr": "Des *mots*\u202e."},
            room_uid=make_room().uid,
            languages=("ar", "fr"),
            url="https://source.example/1",
            people=(),
            recording=Recording("CC BY 4.0", opt_out=True),
            documents=(
                Document({"fr": "Transparents"}, "https://a.example/s.pdf", kind="slides"),
                Document({"fr": "Page"}, "https://a.example", kind="link"),
            ),
        ),
        rooms=(make_room(),),
        event=make_event(acronym="FORUM 7", languages=("fr",)),
    )
    (event,) = elements(programme, "//event", "fr")
    number = numbered(["29aecfd7-2e44-4f49-ab86-29b5e0877325"])["29aecfd7-2e44-4f49-ab86-29b5e0877325"]
    assert dict(event.attrib) == {"guid": "29aecfd7-2e44-4f49-ab86-29b5e0877325", "id": str(number)}
    assert {child.tag: child.text for child in event if not len(child)} == {
        "room": "Salle 1",
        "title": "L’eau & <nous>",
        "subtitle": "en deux lignes",
        "type": None,
        "date": "2018-11-20T10:00:00+01:00",
        "start": "10:00",
        "duration": "01:00",
        "abstract": "Des *mots*.",
        "slug": "forum_7-water",
        "track": None,
        "persons": None,
        "language": "fr, ar",
        "description": None,
        "url": "https://events.example/base/fr/forum-7/sessions/water/",
        "origin_url": "https://source.example/1",
    }
    assert [dict(link.attrib) for link in event.iter("attachment", "link")] == [
        {"href": "https://a.example/s.pdf", "type": "slides"},
        {"href": "https://a.example"},
    ]
    assert [(part.tag, part.text) for part in event.find("recording")] == [("license", "CC BY 4.0"), ("optout", "true")]


def test_talk_after_midnight_stands_in_the_day_before() -> None:
    night = make_session(start_local=at("2018-11-21 00:30"), title={"en": "Night"})
    day = make_session(start_local=at("2018-11-21 10:00"), title={"en": "Day"})
    programme = programme_of(night, day, event=make_event(day_change="04:00"))
    assert [(d.get("date"), d.get("start"), d.get("end")) for d in elements(programme, "//day")] == [
        ("2018-11-20", "2018-11-20T04:00:00+01:00", "2018-11-21T03:59:00+01:00"),
        ("2018-11-21", "2018-11-21T04:00:00+01:00", "2018-11-22T03:59:00+01:00"),
    ]
    assert [element.text for element in elements(programme, "//day[1]//date")] == ["2018-11-21T00:30:00+01:00"]
    back = frab_xml.read(frab_xml.write(programme, SITE, "en")).programme
    assert back.event.day_change == "04:00"
    assert [session.start_local for session in back.sessions] == [night.start_local, day.start_local]


def test_what_a_schedule_has_no_words_for_is_left_out() -> None:
    programme = programme_of(
        make_session(title={"en": "Cancelled"}, status=SessionStatus.CANCELLED),
        make_session(title={"en": "To be announced"}, start_local=None, day_on=date(2018, 11, 20)),
        make_session(title={"en": "On"}),
    )
    assert [title.text for title in elements(programme, "//event/title")] == ["On"]


def test_numbers_stay_the_same_when_others_come_and_go() -> None:
    few, many = numbered(["a", "b"]), numbered([str(number) for number in range(5000)] + ["a", "b"])
    assert (few["a"], few["b"]) == (many["a"], many["b"])
    assert len(set(many.values())) == 5002
    assert all(0 < number < 2**31 for number in many.values())


@pytest.mark.parametrize(("minutes", "written"), [(0, "00:00"), (45, "00:45"), (1530, "25:30"), (6180, "4:07:00")])
def test_duration_as_the_schema_wants_it(minutes: int, written: str) -> None:
    assert written_duration(minutes) == written


def test_duration_of_days_is_read_as_days_again() -> None:
    long = make_session(end_local=at("2018-11-24 17:00"))
    (back,) = frab_xml.read(frab_xml.write(programme_of(long), SITE, "en")).programme.sessions
    assert back.end_local == long.end_local


def test_markdown_that_shows_html_comes_back_as_it_was() -> None:
    text = "Use <b>tags</b>, `<p>` and &amp;\n\n* item"
    session = make_session(description={"en": text}, abstract={"en": text}, languages=("en",))
    (back,) = frab_xml.read(frab_xml.write(programme_of(session), SITE, "en")).programme.sessions
    assert (back.abstract, back.description) == ({"en": text}, {"en": text})


def test_two_people_of_one_name_stay_two() -> None:
    people = (make_person(slug="a"), make_person(slug="b"))
    sessions = [
        make_session(slug=person.slug, languages=("en",), people=(SessionPerson(person_uid=person.uid),))
        for person in people
    ]
    back = frab_xml.read(frab_xml.write(programme_of(*sessions, people=people), SITE, "en")).programme
    assert [person.uid for person in back.people] == [person.uid for person in people]
