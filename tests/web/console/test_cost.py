"""What the pages of an event cost: as many statements whatever its size, and little work with 2,000 sessions."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs
from sqlalchemy import event
from sqlalchemy.engine import Engine

from events_service.accounts.models import Role
from events_service.database import Database, DbSession
from events_service.programme.part_editing import PARTS
from events_service.programme.programme import Programme
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_programme
from tests.factories.stored_events import create, publish
from tests.support.databases import Templates
from tests.web.console.everything import OWNER, Scene
from tests.web.console.pages import addresses, routes
from tests.web.console.site import Browser, console_site

MOST_SECONDS = 1.0
"""Of work for one page of 2,000 sessions; it is to be ready within 0.3, and machines are busy."""
A_FEW = 4
"""Statements for what a small event has none of; one for each session would be 120 more."""
NOT_HERE = {
    "/console/events/{slug}/paste/taken/{entry}",
    "/console/events/{slug}/notices/{uid}",
}


def made(sessions: int, rooms: int) -> Programme:
    programme = make_programme(sessions, 3, rooms)
    untimed = tuple(structs.replace(session, start_at=None, end_at=None) for session in programme.sessions)
    return structs.replace(programme, sessions=untimed, tombstones=())


def pages(programme: Programme) -> list[tuple[str, str]]:
    """Every page of the event that there is a record for, with its route."""
    scene = Scene(
        {
            "events": (programme.event.slug,),
            "sessions": (programme.sessions[0].uid,),
            "people": (programme.people[0].uid,),
            "rooms": (programme.rooms[0].uid,),
            "day": (programme.event.start_on.isoformat(),),
            "record": ("csv",),
        },
        {name: (getattr(programme, name)[0].uid,) for name in PARTS},
        "",
    )
    of_events = [path for path in routes("GET") if path.startswith("/console/events/{slug}/")]
    return [(path, address) for path in of_events if path not in NOT_HERE for address in addresses(path, scene)]


@contextmanager
def logged_in(templates: Templates, folder: Path, programme: Programme) -> Iterator[Browser]:
    """A site with this event, in public and in preparation, and its owner's browser."""
    url = templates.copy("sqlite", folder)
    database = Database(url, write_wait=60)

    def write(db: DbSession) -> None:
        create(db, programme)
        make_account(db, OWNER, Role.OWNER, now=now())

    database.write_now(write)
    database.write_now(publish, programme.event.uid)
    with console_site(database, url, folder) as address, Browser(base_url=address) as browser:
        browser.log_in(OWNER)
        yield browser
    database.close()


def statements(browser: Browser, programme: Programme) -> dict[str, int]:
    """How many each page sends to the database."""
    sent: list[str] = []
    found: dict[str, int] = {}

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for path, address in pages(programme):
            browser.get(address)
            sent.clear()
            answer = browser.get(address)
            assert answer.status_code < 400, address
            found[path] = max(len(sent), found.get(path, 0))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found


def test_pages_ask_the_database_as_often_whatever_the_size_of_the_event(templates: Templates, tmp_path: Path) -> None:
    counted = []
    for number, programme in enumerate((made(40, 4), made(160, 12))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with logged_in(templates, folder, programme) as browser:
            counted.append(statements(browser, programme))
    few, many = counted

    assert {path: (few[path], number) for path, number in many.items() if number > few[path] + A_FEW} == {}
    assert max(many.values()) <= 40
    assert len(many) >= 25


def test_pages_of_two_thousand_sessions_are_little_work(templates: Templates, tmp_path: Path) -> None:
    programme = made(2000, 60)
    slow = {}
    with logged_in(templates, tmp_path, programme) as browser:
        for _, address in pages(programme):
            took = []
            for _time in range(3):
                begun = time.process_time()
                browser.get(address)
                took.append(time.process_time() - begun)
            if min(took) > MOST_SECONDS:
                slow[address] = min(took)

    assert slow == {}
