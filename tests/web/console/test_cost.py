"""What the pages of an event cost: as many statements whatever its size. How long they take is in docs/figures.md."""

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from events_service.database import Database
from events_service.logs import request_id
from tests.support.databases import Templates
from tests.support.read_path import eventually
from tests.web.console.everything import OWNER
from tests.web.console.large_event import pages, write
from tests.web.console.site import Browser, console_site

SMALL, LARGE = (11, 2), (81, 8)
"""Sessions and rooms."""
MOST = 30
"""Statements of one page."""


def statements(url: str, folder: Path, size: tuple[int, int]) -> dict[str, int]:
    """How many each page of an event sends to the database. What is done besides is of no request, and not counted."""
    sent: list[str] = []
    found: dict[str, int] = {}

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if request_id.get():
            sent.append(statement)

    database = Database(url, write_wait=60)
    programme = database.write_now(write, *size)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with console_site(database, url, folder) as address, Browser(base_url=address) as browser:
            browser.log_in(OWNER)
            # From now on what is public is known, and no page has to read it first.
            eventually(lambda: browser.get(f"/en/{programme.event.slug}/").status_code == 200)
            for path, page in pages(programme):
                sent.clear()
                answer = browser.get(page)
                assert answer.status_code == 200, page
                found[path] = max(found.get(path, 0), len(sent))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        database.close()
    return found


def test_pages_ask_the_database_as_often_whatever_the_size_of_the_event(templates: Templates, tmp_path: Path) -> None:
    counted = []
    for name, size in (("small", SMALL), ("large", LARGE)):
        folder = tmp_path / name
        folder.mkdir()
        counted.append(statements(templates.copy("sqlite", folder), folder, size))
    small, large = counted

    assert {path: (small[path], number) for path, number in large.items() if number > small[path]} == {}
    assert {path: number for path, number in large.items() if number > MOST} == {}
    assert len(large) >= 25
    assert min(large.values()) > 1
