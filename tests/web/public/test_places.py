"""The pages of a room and a track."""

from datetime import datetime

from tests.factories.programme import make_room, make_session, make_track, make_venue, programme_of
from tests.factories.views import event_view
from tests.web.reading import read, render

ROOM = "/{lang}/{event}/rooms/{slug}/"
TRACK = "/{lang}/{event}/tracks/{slug}/"
VENUE = make_venue(city={"en": "Marrakesh"})
DAKHLA = make_room(
    name={"en": "Dakhla", "ar": "الداخلة"}, slug="dakhla", venue_uid=VENUE.uid, capacity=1, accessibility={"en": "Lift"}
)
WATER = make_track()
later = datetime.fromisoformat("2018-11-21T09:00")


def test_room_lists_its_sessions_by_day() -> None:
    second = make_session(slug="second", title={"en": "Second"}, start_local=later, room_uid=DAKHLA.uid)
    elsewhere = make_session(slug="elsewhere", title={"en": "Elsewhere"})
    here = make_session(room_uid=DAKHLA.uid, code="SOU 1")
    view = event_view(programme_of(second, here, elsewhere, rooms=(DAKHLA,), venues=(VENUE,)))
    page = read(ROOM, view, slug="dakhla")

    assert page.one("h1") == "Room Dakhla"
    assert page.all("header.head p.by") == [
        "Congress centre, 1 Garden Road, Marrakesh",
        "Room for 1",
        "Lift",
        "2 sessions",
    ]
    assert page.all("section.group h2") == ["Tuesday 20 November 2018", "Wednesday 21 November 2018"]
    assert page.all("ul.rows p.when") == ["10:00 to 11:00", "09:00 to 10:00"]
    assert page.all("ul.rows p.what") == ["Water for all", "Second"]
    assert page.all("ul.rows p.small") == ["SOU 1", ""]
    assert page.attributes("div.panel input", "value") == [
        "https://events.example.org/en/forum-7/rooms/dakhla/calendar.ics"
    ]


def test_arabic_says_room_in_its_own_words() -> None:
    view = event_view(programme_of(make_session(room_uid=DAKHLA.uid), rooms=(DAKHLA,)))

    assert read(ROOM, view, "ar", slug="dakhla").one("h1") == "قاعة الداخلة"


def test_room_keeps_the_blanks_of_its_name_in_the_title() -> None:
    room = make_room(name={"fr": "Salle\u00a012\u202f: l’eau"}, slug="12")
    page = str(render(ROOM, event_view(programme_of(rooms=(room,))), "fr", slug="12"))

    assert "<title>Salle\u00a012\u202f: l’eau · " in page


def test_room_without_sessions_says_so() -> None:
    page = read(ROOM, event_view(programme_of(rooms=(DAKHLA,))), slug="dakhla")

    assert page.one("p.none") == "Nothing is planned here yet."


def test_track_lists_its_sessions_with_rooms() -> None:
    here = make_session(room_uid=DAKHLA.uid, track_uid=WATER.uid)
    no_hours = make_session(slug="b", track_uid=WATER.uid, start_local=None)
    page = read(TRACK, event_view(programme_of(here, no_hours, rooms=(DAKHLA,), tracks=(WATER,))), slug="water")

    assert page.one("h1") == "Water"
    assert page.attributes("h1", "class") == ["long edged t0"]
    assert page.all("ul.rows p.small") == ["Room Dakhla", ""]
    assert page.all("ul.rows p.when") == ["10:00 to 11:00", "To be announced"]


def test_names_that_say_what_they_are_get_no_word_before_them() -> None:
    names = ("Hall 2", "Plenary hall", "Auditorium", "K.1.105")
    rooms = tuple(make_room(name={"en": name}, slug=f"r-{number}") for number, name in enumerate(names))
    view = event_view(programme_of(rooms=rooms))

    assert [read(ROOM, view, slug=room.slug).one("h1") for room in rooms] == list(names)


def test_unknown_room_or_track_has_no_page() -> None:
    view = event_view(programme_of(make_session()))

    assert render(ROOM, view, slug="nothing") is None
    assert render(TRACK, view, slug="nothing") is None
