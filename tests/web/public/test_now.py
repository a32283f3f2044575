"""What is going on, for readers without scripts."""

from datetime import UTC, datetime

from events_service.programme.programme import SessionStatus
from tests.factories.programme import make_session, make_type, programme_of
from tests.factories.views import event_view
from tests.web.reading import Read, read

PATTERN = "/{lang}/{event}/now/"
wall = datetime.fromisoformat
PAUSE = make_type(name={"en": "Break"}, is_break=True)
SESSIONS = (
    make_session(title={"en": "First"}),
    make_session(title={"en": "Off"}, status=SessionStatus.CANCELLED),
    make_session(title={"en": "Pause"}, start_local=wall("2018-11-20T11:00"), type_uid=PAUSE.uid),
    make_session(title={"en": "Second"}, start_local=wall("2018-11-20T12:00")),
    make_session(title={"en": "Third"}, start_local=wall("2018-11-21T09:00")),
)


def at(moment: str) -> Read:
    """The page at a wall time in Marrakesh, an hour ahead of UTC."""
    now = wall(moment).replace(tzinfo=UTC)
    return read(PATTERN, event_view(programme_of(*SESSIONS, types=(PAUSE,)), now=now))


def test_running_and_next_sessions_are_shown() -> None:
    page = at("2018-11-20T09:30")

    assert page.all("section.part h2") == ["Now", "Next"]
    assert page.all("li.cell h4") == ["First", "Pause", "Second"]
    assert page.all("p.by span") == ["Tuesday 20 November 2018 · 10:30"]


def test_session_is_over_at_its_end() -> None:
    assert at("2018-11-20T10:00").all("li.cell h4") == ["Pause", "Second"]


def test_next_day_is_named_when_it_is_not_today() -> None:
    page = at("2018-11-20T12:00")

    assert page.one("p.lead") == "Nothing is going on at this moment."
    assert page.all("li.cell h4") == ["Third"]
    assert page.all("h3.day-name") == ["Wednesday 21 November 2018"]


def test_end_of_the_event_is_said() -> None:
    page = at("2018-11-22T12:00")

    assert page.one("p.lead") == "This event is over."
    assert page.all("section.part h2") == ["Now"]


def test_page_is_loaded_again_by_its_reader_and_not_listed_by_search_engines() -> None:
    page = at("2018-11-20T09:30")

    assert page.links()["Load this page again"] == "/en/forum-7/now/"
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]
    assert page.elements("input") == []


def test_link_to_it_goes_when_the_event_is_over() -> None:
    programme = programme_of(*SESSIONS)
    during, after = datetime(2018, 11, 22, 22, tzinfo=UTC), datetime(2018, 11, 22, 23, tzinfo=UTC)

    assert "Now and next" in read("/{lang}/{event}/", event_view(programme, now=during)).links()
    assert "Now and next" not in read("/{lang}/{event}/", event_view(programme, now=after)).links()
