"""The same answers from events of 100, 1,000 and 10,000 sessions: a prepared answer knows only its own size."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from msgspec import structs

from bench import fosdem
from bench.figures import Figure
from bench.load import keep_to_core, rates
from bench.starting import serving, wait_for
from events_service import zones
from events_service.catalogue.publish import gather, publish
from events_service.database import Database
from events_service.database.migrations import migrate
from events_service.programme import draft, release
from tests.factories.programme import make_programme

SIZES = (100, 1_000, 10_000)


def figures() -> Iterator[Figure]:
    with ExitStack() as servers:
        pages = [servers.enter_context(_page(size)) for size in SIZES]
        for name, options in (("session page", ()), ("304 of a session page", ("-H", "If-None-Match: *"))):
            small, *larger = rates(pages, *options)
            for size, answers in zip(SIZES[1:], larger, strict=True):
                yield Figure(f"{name} of {size:,} sessions, beside one of {SIZES[0]}", answers, small, "a second", 0.8)


@contextmanager
def _page(size: int) -> Iterator[str]:
    """The address of a session's page in an event of so many."""
    with fosdem.folder() as place:
        url = f"sqlite:///{place / 'events.sqlite3'}"
        migrate(url)
        database = Database(url, write_wait=120)
        event, session = _fill(database, size)
        database.close()
        with serving(url) as (process, address):
            path = f"/en/{event}/sessions/{session}/"
            wait_for(address, path)
            keep_to_core(process)
            yield address + path


def _fill(database: Database, size: int) -> tuple[str, str]:
    """A generated programme, published; the slugs of its event and of one session."""
    programme = make_programme(sessions=size)
    sessions = tuple(structs.replace(session, ready=True) for session in programme.sessions)
    programme = structs.replace(programme, sessions=sessions)
    database.write_now(lambda db: draft.create(db.connection(), programme))
    with database.read() as db:
        planned = release.plan(db.connection(), programme.event.uid, zones.now())
    database.write_now(release.release, planned)
    with database.read() as db:
        catalogue = gather(db.connection(), zones.now())
    database.write_now(publish, catalogue)
    return programme.event.slug, planned.programme.sessions[0].slug
