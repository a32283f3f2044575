"""`events-service serve` as processes of its own."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import structs

from events_service.database import Database
from tests.factories.programme import make_event, make_programme, make_session, programme_of
from tests.factories.released import change_session, publish_event
from tests.support.read_path import eventually
from tests.support.serving import get, serving

_PROCESS = re.compile(r'process="(\d+)"')


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_r12_serve_ends_with_0_and_gives_the_database_back(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    publish_event(database, make_programme(5, slug="forum-6"))

    with serving(database_url, tmp_path) as (url, process):
        assert get(url, "/forum-6/calendar.ics")[0] == 200
        assert get(url, "/api/v1/openapi.json")[0] == 200

    assert process.returncode == 0
    assert publish_event(database, programme_of(make_session(), event=make_event())).event.slug == "forum-7"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_name_that_is_no_setting_is_told_at_the_start(database: Database, database_url: str, tmp_path: Path) -> None:
    told = tmp_path / "told"

    with told.open("wb") as stderr, serving(database_url, tmp_path, settings={"EVENTS_SITENAME": "x"}, stderr=stderr):
        pass

    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert [(line["event"], line["setting"]) for line in lines if line["logger"] == "events_service.serving"] == [
        ("There is no such setting", "EVENTS_SITENAME")
    ]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_release_is_public_in_every_process_within_a_second(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    programme = publish_event(database, make_programme(20, slug="forum-7"))

    with (
        serving(database_url, tmp_path, "--workers", "2", "--no-worker") as (url, process),
        ThreadPoolExecutor(4) as threads,
    ):

        def ask(path: str) -> list[str]:
            return list(threads.map(lambda _: get(url, path)[1], range(16)))

        eventually(lambda: len({found for text in ask("/metrics") for found in _PROCESS.findall(text)}) == 2, 20)
        assert all('"release":1' in text for text in ask("/api/v1/events/forum-7/sessions"))

        change_session(
            database,
            programme.event.uid,
            programme.sessions[0].uid,
            lambda session: structs.replace(session, title={"en": "Moved"}),
        )
        took = eventually(lambda: all('"release":2' in text for text in ask("/api/v1/events/forum-7/sessions")))

    assert took < 1.5  # to ask sixteen times over takes its time too
    assert process.returncode == 0
