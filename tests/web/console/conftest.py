"""A site for the pages of the console. SQLite alone: the acts behind them are tested on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from events_service.database import Database
from tests.web.console.site import console_site


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    with console_site(database, database_url, tmp_path) as url:
        yield url
