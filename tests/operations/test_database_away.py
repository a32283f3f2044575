"""R16: what is public stays so when the database goes away, also what nobody had asked for before."""

from pathlib import Path

import pytest

from events_service.database import Database
from tests.registration.crowd import publish_forum
from tests.support.databases import Templates
from tests.support.read_path import eventually
from tests.support.serving import get, serving

PAGES = (
    "/en/",
    "/en/forum-7/",
    "/fr/forum-7/",
    "/embed/fr/forum-7/",
    "/forum-7/calendar.ics",
    "/api/v1/events",
    "/api/v1/events/forum-7",
    "/api/v1/events/forum-7/sessions",
)


@pytest.fixture
def database_kind() -> str:
    """Only a server of its own goes away."""
    return "postgresql"


def test_pages_nobody_had_asked_for_are_there_without_the_database(
    database_url: str, templates: Templates, tmp_path: Path
) -> None:
    database = Database(database_url)
    publish_forum(database)
    database.close()

    with serving(database_url, tmp_path, "--no-worker") as (url, _):
        eventually(lambda: " 1.0\n" in get(url, "/metrics")[1].partition("\nevents_in_memory{")[2][:40], 20)
        templates.drop(database_url)
        answers = {page: get(url, page)[0] for page in PAGES}
        ready, _ = get(url, "/readyz")

    assert answers == dict.fromkeys(PAGES, 200)
    assert ready == 503
