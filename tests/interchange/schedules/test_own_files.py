"""A schedule of ours back in its own event: it says what is there already, and nothing is in doubt."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from events_service.addresses import Site
from events_service.interchange.comparing import Here, compare
from events_service.interchange.schedules import frab_json, frab_json2, frab_xml
from events_service.programme.programme import Document, Programme
from tests.factories.drafts import draft_session, published
from tests.factories.programme import make_event, programme_of, uid_of

SITE = Site("https://events.example")
SECOND = SimpleNamespace(write=frab_json2.write, read=frab_json.read)
FORMATS = pytest.mark.parametrize("schedules", [frab_xml, frab_json, SECOND], ids=["xml", "json", "json2"])

OPEN = draft_session("Open", uid=uid_of("session", "open"), slug="open", end_local=None)
TALK = draft_session("Talk", uid=uid_of("session", "talk"), slug="talk", url="https://source.example/talk")
EVENT = make_event(languages=("en",))


def written(schedules: Any, draft: Programme) -> bytes:
    made: bytes = schedules.write(published(draft), SITE, "en")
    return made


@FORMATS
def test_session_without_an_end_comes_back_without_one(schedules: Any) -> None:
    draft = programme_of(OPEN, event=EVENT)

    (session,) = schedules.read(written(schedules, draft)).programme.sessions

    assert (session.start_local, session.end_local) == (OPEN.start_local, None)


@FORMATS
def test_session_of_many_days_comes_back_as_long(schedules: Any) -> None:
    assert OPEN.start_local is not None
    exhibition = structs.replace(OPEN, end_local=OPEN.start_local + timedelta(hours=101, minutes=30))
    draft = programme_of(exhibition, event=make_event(languages=("en",), end_on=EVENT.start_on + timedelta(days=5)))

    (session,) = schedules.read(written(schedules, draft)).programme.sessions

    assert session.end_local == exhibition.end_local


@FORMATS
def test_page_of_ours_is_no_source(schedules: Any) -> None:
    draft = programme_of(OPEN, TALK, event=EVENT)

    sessions = schedules.read(written(schedules, draft)).programme.sessions

    assert {session.uid: session.url for session in sessions} == {OPEN.uid: None, TALK.uid: TALK.url}


@FORMATS
def test_own_schedule_changes_no_session_and_is_in_no_doubt(schedules: Any) -> None:
    draft = programme_of(OPEN, TALK, event=EVENT)

    comparison = compare(schedules.read(written(schedules, draft), language="en"), Here(draft, "source"))

    assert comparison.programme.sessions == draft.sessions
    assert comparison.conflicts == ()


@FORMATS
@pytest.mark.parametrize("kinds", [("slides", "link"), ("link", "slides", "document"), ("recording",), ()])
def test_documents_come_back_in_their_order(schedules: Any, kinds: tuple[str, ...]) -> None:
    named = tuple(
        Document({"en": f"{kind} {n}"}, f"https://source.example/{n}", kind=kind) for n, kind in enumerate(kinds)
    )
    draft = programme_of(structs.replace(OPEN, documents=named), event=EVENT)

    (session,) = schedules.read(written(schedules, draft)).programme.sessions

    assert [one.url for one in session.documents] == [one.url for one in named]
