"""A zero byte in what is typed or in an address: PostgreSQL has no place for it, and nobody gets a failure."""

from pathlib import Path

import pytest

from events_service.database import Database
from tests.web.console.site import Browser, console_site


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


def test_zero_byte_is_refused_in_a_sentence(database: Database, database_url: str, tmp_path: Path) -> None:
    with console_site(database, database_url, tmp_path) as url, Browser(base_url=url) as visitor:
        at_the_door = visitor.log_in("a\0b@example.org")
        visitor.log_in()
        searched = [visitor.get(f"/console/record?{name}=%00") for name in ("text", "person", "act", "subject")]
        taken = visitor.get("/console/record.csv?text=%00")

    assert [answer.status_code for answer in (at_the_door, *searched, taken)] == [422] * 6
    assert all("no text can have" in answer.text for answer in (at_the_door, *searched, taken))
