"""Every console page of an event with 2,000 sessions in 60 rooms, and the record of 100,000 deeds: the median time of
a page, one request after the other."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from sqlalchemy import insert

from bench import fosdem
from bench.figures import Figure, once
from bench.starting import serving, wait_for
from events_service.accounts.disclosure import words_of
from events_service.accounts.models import AuditEntry
from events_service.database import Database, DbSession, new_id
from events_service.database.migrations import migrate
from events_service.programme.programme import Programme
from events_service.zones import now
from tests.web.console import large_event
from tests.web.console.everything import OWNER
from tests.web.console.site import Browser

SESSIONS, ROOMS, ENTRIES = 2_000, 60, 100_000
READY = 300
"""Milliseconds."""
ROUNDS = 5
SHOWN = 5
"""Pages that have a figure of their own: the slowest."""


def figures() -> Iterator[Figure]:
    with _site() as (browser, programme):
        took = sorted(
            ((_milliseconds(browser, page), page) for _, page in large_event.pages(programme) if not _is_file(page)),
            reverse=True,
        )
        for number, (taken, page) in enumerate(took[:SHOWN]):
            which = f"slowest of {len(took)} pages of an event" if number == 0 else "next"
            name = page.replace(programme.event.slug, "…").replace(programme.sessions[0].uid, "…")
            yield _figure(f"{which}: {name}", taken)
        for what, asked in {"": "", ", searched": "?text=water+board", ", searched in vain": "?text=zzzz"}.items():
            yield _figure(f"record of {ENTRIES:,} deeds{what}", _milliseconds(browser, f"/console/record{asked}"))


def _is_file(page: str) -> bool:
    """What is saved, in pieces as they are made, and not looked at."""
    return page.endswith("/record.csv")


def _figure(name: str, taken: float) -> Figure:
    return Figure(name, taken, READY, "ms", 1, at_least=False)


def _milliseconds(browser: Browser, page: str) -> float:
    """The median, after one that does not count."""

    def get() -> None:
        assert browser.get(page).status_code == 200, page

    get()
    return statistics.median(once(get) for _ in range(ROUNDS)) * 1000


@contextmanager
def _site() -> Iterator[tuple[Browser, Programme]]:
    """A server of such an event, and the browser of somebody who may see all of it."""
    with fosdem.folder() as place:
        url = f"sqlite:///{place / 'events.sqlite3'}"
        migrate(url)
        database = Database(url, write_wait=120)
        programme = database.write_now(large_event.write, SESSIONS, ROOMS)
        database.write_now(_tell, programme)
        database.close()
        with serving(url) as (_, address), Browser(base_url=address) as browser:
            wait_for(address)
            browser.log_in(OWNER)
            yield browser, programme


def _tell(db: DbSession, programme: Programme) -> None:
    """Fill up the record: months of work on the event by twenty people."""
    chance, at = Random(0), now() - timedelta(days=100)
    rows = []
    for number in range(ENTRIES):
        session = chance.choice(programme.sessions)
        before, after = {"title": session.title}, {"title": session.title, "code": session.code}
        who = f"Organizer {chance.randrange(20)}"
        rows.append(
            {
                "id": new_id(),
                "created_at": at + timedelta(seconds=80 * number),
                "actor": f"account:{who}",
                "actor_name": who,
                "act": "edit_session",
                "event_uid": programme.event.uid,
                "subject": f"session:{session.uid}",
                "before": before,
                "after": after,
                "words": words_of(who, before, after),
            }
        )
    db.connection().execute(insert(AuditEntry), rows)
