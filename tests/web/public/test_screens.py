"""Big screens: now and next in a room and in the hall, and what lets them go on without a network."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from events_service.programme.live import Live, Notice
from events_service.programme.programme import SessionOrganizer, SessionStatus
from tests.factories.programme import make_event, make_organization, make_room, make_session, programme_of
from tests.factories.views import event_view
from tests.web.reading import Read, read

ROOM, HALL = "/{lang}/{event}/rooms/{slug}/screen/", "/{lang}/{event}/screen/"
wall = datetime.fromisoformat
DAKHLA, TARFAYA = make_room(name={"en": "Dakhla"}, position=1), make_room(name={"en": "Tarfaya"}, position=2)
ARM = make_organization(short_name={"en": "ARM"})


def of(title: str, start: str, end: str, **changes: Any) -> Any:
    values: dict[str, Any] = {"room_uid": DAKHLA.uid} | changes
    return make_session(
        title={"en": title},
        start_local=wall(f"2018-11-{start}"),
        end_local=wall(f"2018-11-{end}"),
        **values,
    )


WATER = of("Water", "20T09:00", "20T11:00", languages=("fr",), organizers=(SessionOrganizer(ARM.uid),))
OFF = of("Off", "20T11:00", "20T12:00", status=SessionStatus.CANCELLED)
ROADS = of("Roads", "20T12:00", "20T13:00")
TREES = of("Trees", "20T14:00", "20T15:00")
NIGHT = of("Night", "20T23:00", "21T01:00", room_uid=TARFAYA.uid)
TOMORROW = of("Tomorrow", "21T09:00", "21T10:00")
PROGRAMME = programme_of(
    WATER,
    OFF,
    ROADS,
    TREES,
    NIGHT,
    TOMORROW,
    event=make_event(timezone="Africa/Casablanca", languages=("en", "fr")),
    rooms=(DAKHLA, TARFAYA),
    organizations=(ARM,),
)


def at(moment: str, pattern: str = ROOM, language: str = "en", **changes: Any) -> Read:
    """The screen at a moment in UTC; Marrakesh is an hour ahead."""
    parts = {"slug": DAKHLA.slug} if pattern == ROOM else {}
    view = event_view(PROGRAMME, now=wall(f"2018-11-{moment}").replace(tzinfo=UTC), **changes)
    return read(pattern, view, language, None, **parts)


def states(page: Read) -> list[tuple[str, str]]:
    items = page.elements("li[data-start]")
    return [
        (
            str(item.get("class")).split()[0],
            re.sub(r"\s+", " ", item.xpath("string(.//h2|.//p[@class='title'])")).strip(),
        )
        for item in items
    ]


def test_room_shows_what_runs_and_what_is_next_and_holds_the_day() -> None:
    page = at("20T08:30")

    assert page.one("h1") == "Room Dakhla"
    assert page.one("p.clock") == "09:30"
    assert states(page) == [("on", "Water"), ("next", "Off"), ("next", "Roads"), ("later", "Trees")]
    assert page.all("li.on p.facts span") == ["ARM", "French"]
    assert states(at("20T10:00")) == [("past", "Water"), ("on", "Off"), ("next", "Roads"), ("later", "Trees")]


def test_screen_says_when_the_next_session_is_where_nothing_follows_today() -> None:
    page = at("20T18:00")

    assert page.one("section.coming") == "Wednesday 21 November 2018, 09:00Tomorrow"
    assert at("20T08:30").elements("section.coming") == []


def test_session_that_began_yesterday_still_runs() -> None:
    page = at("20T23:30", HALL)

    assert ("on", "Night") in states(page)
    assert page.one("p.clock") == "00:30"


def test_hall_shows_every_room_in_the_organizers_order() -> None:
    page = at("20T08:30", HALL)

    assert page.one("h1") == PROGRAMME.event.title["en"]
    assert page.all("ul.rooms h2") == ["Room Dakhla", "Room Tarfaya"]
    assert states(page)[-1] == ("next", "Night")


def test_notices_of_the_event_and_of_what_runs_or_begins_soon_are_on_the_screen() -> None:
    notices = (
        Notice({"en": "Bus strike"}),
        Notice({"en": "Bring a coat"}, WATER.uid),
        Notice({"en": "Bring a hat"}, TOMORROW.uid),
        Notice({"en": "Over"}, ends_at=datetime(2018, 11, 1, tzinfo=UTC)),
    )

    for pattern in (ROOM, HALL):
        shown = at("20T08:30", pattern, live=Live(1, notices=notices))
        assert shown.all("section.screen-notices p") == ["Bus strike", "Bring a coat"]


def test_screen_loads_itself_again_without_scripts_and_names_its_other_languages() -> None:
    page = at("20T08:30", language="fr")

    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page.text
    assert page.attributes("main", "data-en") == [f"/en/{PROGRAMME.event.slug}/rooms/{DAKHLA.slug}/screen/"]
    assert page.attributes("main", "data-ar") == ["None"]
    assert page.attributes("p.clock", "data-offset") == ["60"]
    assert page.one("p.clock").replace("\u00a0", " ") == "9 h 30"


def test_room_that_is_not_there_has_no_screen() -> None:
    with pytest.raises(AssertionError, match="no page"):
        read(ROOM, event_view(PROGRAMME), slug="nowhere")


@pytest.mark.parametrize(("rooms", "density"), [(3, ""), (12, " crowded"), (30, " full")])
def test_many_rooms_are_set_smaller(rooms: int, density: str) -> None:
    places = tuple(make_room(name={"en": f"R{n}"}, slug=f"r{n}", position=n) for n in range(rooms))
    sessions = [
        structs.replace(of(f"S{n}", "20T09:00", "20T10:00"), room_uid=place.uid) for n, place in enumerate(places)
    ]
    view = event_view(
        programme_of(*sessions, event=PROGRAMME.event, rooms=places), now=datetime(2018, 11, 20, 8, 30, tzinfo=UTC)
    )

    (classes,) = read(HALL, view).attributes("body", "class")

    assert classes == f"screen-page of-hall{density}"
