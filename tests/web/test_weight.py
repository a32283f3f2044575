"""How much a reader on 50 kbit/s has to wait for: bytes as they are sent, style included."""

import pytest

from events_service.programme.reading.representations import compress
from events_service.web.assets import assets
from events_service.web.stylesheet import event_stylesheet
from tests.factories.programme import make_programme
from tests.factories.views import demo_view, event_view
from tests.web.public.test_session import SOU_84
from tests.web.reading import render

ONE_DAY_OF_300 = 60_000
ONE_SESSION = 15_000


def sent(text: object, coding: str) -> int:
    """Bytes of a text, or of an asset, in a content coding."""
    assert isinstance(text, str)
    smaller = compress(text.encode(), coding)
    return len(smaller) if smaller is not None else len(text.encode())


def style(coding: str) -> int:
    return sent(assets()["site.css"].content.decode(), coding)


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_day_of_three_hundred_sessions(language: str, coding: str) -> None:
    view = event_view(make_programme(300, 1, rooms=30))
    page = render("/{lang}/{event}/", view, language)
    colours = event_stylesheet(view.event, view.timetable.programme.tracks)

    assert sent(page, coding) + style(coding) + sent(colours, coding) <= ONE_DAY_OF_300


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_session_page(language: str, coding: str) -> None:
    page = render("/{lang}/{event}/sessions/{slug}/", demo_view("africities-8"), language, slug=SOU_84)

    assert sent(page, coding) + style(coding) <= ONE_SESSION


def test_screen_of_a_hall_with_three_hundred_sessions_in_thirty_rooms() -> None:
    programme = make_programme(300, 1, rooms=30)
    view = event_view(programme, now=programme.sessions[0].start_at)
    page = render("/{lang}/{event}/screen/", view, "en")

    assert sent(page, "br") + sent(assets()["screen.css"].content.decode(), "br") + style("br") <= ONE_DAY_OF_300


def test_scripts_are_a_trifle() -> None:
    assert sent(assets()["page.js"].content.decode(), "br") <= 2_500
    assert sent(assets()["screen.js"].content.decode(), "br") <= 2_500
