"""The programme as a page for frames."""

from datetime import UTC, datetime

import pytest

from events_service.embed.page import PAGES
from events_service.programme.filters import read_filters
from events_service.programme.live import Live, Notice
from events_service.programme.programme import EventStatus
from events_service.programme.reading.policies import Kind
from tests.factories.programme import make_event, make_programme, make_session, programme_of
from tests.factories.views import demo_view, event_view
from tests.web.reading import Read


def shown(view: object, language: str = "en", query: dict[str, str] | None = None) -> Read:
    (page,) = PAGES
    return Read(page.render(view, {}, language, read_filters(query or {})))


def test_frame_has_no_head_and_its_links_leave_it() -> None:
    page = shown(demo_view("africities-8"))

    assert page.elements("header.mast") == []
    assert page.attributes("base", "target") == ["_top"]
    assert page.one("h1") == "Africities 8"
    assert page.attributes("nav.tabs a", "target") == ["_self"] * 3
    assert page.attributes("nav.tabs a", "href")[1] == "/embed/en/africities-8/?day=2018-11-21"
    assert page.elements("input") == []


def test_frame_shows_what_its_filters_find_and_leads_to_the_same_view() -> None:
    page = shown(demo_view("africities-8"), query={"room": "dakhla"})

    assert len(page.all("li.cell h4")) == 1
    assert page.links()["Show the whole programme"] == "/en/africities-8/?room=dakhla"


def test_frame_of_a_large_event_shows_one_day() -> None:
    page = shown(event_view(make_programme(200, 3)))

    assert len(page.all("section.day h2")) == 1


def test_hours_of_a_crowded_day_are_found_within_the_frame() -> None:
    page = shown(event_view(make_programme(60, 1)))
    hours = page.attributes("nav.hours a", "href")

    assert hours
    assert hours == [f"#{anchor}" for anchor in page.attributes("section.slot", "id") if anchor != "None"]
    assert page.attributes("nav.hours a", "target") == ["_self"] * len(hours)


def test_frame_says_when_it_finds_nothing() -> None:
    page = shown(event_view(programme_of(make_session())), query={"q": "volcano"})

    assert page.one("p.none") == "Nothing found"


def test_frame_is_arabic_from_right_to_left() -> None:
    page = shown(demo_view("africities-8"), "ar")

    assert page.attributes("html", "dir") == ["rtl"]
    assert page.says("كل الأوقات بتوقيت مراكش، UTC+01:00")


def test_frame_may_be_shown_by_anybody() -> None:
    (page,) = PAGES

    assert (page.pattern, page.kind) == ("/embed/{lang}/{event}/", Kind.EMBED)


def test_frame_shows_the_event_s_notices_and_no_session_s() -> None:
    session = make_session()
    strike = Notice({"en": "Bus strike on Tuesday", "fr": "Grève des bus mardi"})
    live = Live(1, notices=(strike, Notice({"en": "Bring a coat"}, session.uid)))
    view = event_view(programme_of(session), live=live)

    assert shown(view).all("section.notices p") == ["Bus strike on Tuesday"]
    assert shown(view, "fr").all("section.notices p") == ["Grève des bus mardi"]
    assert shown(event_view(programme_of(session))).elements("section.notices") == []


def test_frame_of_a_past_event_says_that_it_is_over() -> None:
    view = event_view(programme_of(make_session()), now=datetime(2018, 12, 1, tzinfo=UTC))

    assert shown(view).one("p.over") == "This event took place from 20 to 22 November 2018."
    assert shown(event_view(programme_of(make_session()))).elements("p.over") == []


@pytest.mark.parametrize(
    ("status", "language", "said", "off"),
    [
        (EventStatus.CANCELLED, "en", "CancelledThis event will not take place.", True),
        (EventStatus.POSTPONED, "fr", "ReportéLes nouvelles dates seront publiées ici.", True),
        (EventStatus.MOVED_ONLINE, "ar", "عن بعدينعقد هذا الحدث عن بعد لا في قاعاته.", False),
    ],
)
def test_frame_says_that_the_event_does_not_take_place_as_planned(
    status: EventStatus, language: str, said: str, off: bool
) -> None:
    page = shown(event_view(programme_of(make_session(), event=make_event(status=status))), language)

    assert page.one("p.state") == said
    assert bool(page.elements("p.state.off")) is off
    assert shown(event_view(programme_of(make_session()))).elements("p.state") == []
