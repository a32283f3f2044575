"""Files that something refers to stay; what nobody needs goes, and not at once."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select, update

from events_service.database import Database
from events_service.directory.records import PEOPLE
from events_service.media import uploads
from events_service.media.models import Upload
from events_service.media.store import Store
from events_service.media.uploads import Taken
from events_service.operations.uploads import clean, list_missing, list_wanted
from events_service.programme.editing import edit_session
from events_service.programme.programme import Document
from events_service.zones import now
from tests.factories.programme import make_event
from tests.media import files
from tests.web.console.photos import AMINA, publish, publish_forum

MOST = 10_000_000
EVENT = make_event().uid
DAY = timedelta(days=1)
PHOTO = uploads.photo(files.picture(), MOST)
PAPER, PLAN = (uploads.document(sent, MOST) for sent in (files.pdf(), files.picture("PNG")))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def keep(database: Database, store: Store, taken: Taken) -> str:
    """An upload of two days ago."""
    uploads.put(store, taken)
    for name in store.names():
        age(store, name)
    return database.write_now(uploads.keep, taken, EVENT, "account:alice", "x", now())


def age(store: Store, name: str) -> None:
    long_ago = (now() - 2 * DAY).timestamp()
    os.utime(store.path(name), (long_ago, long_ago))


def kept(database: Database, store: Store) -> tuple[set[str], set[str]]:
    """Names of rows and of files."""
    with database.read() as db:
        return set(db.connection().execute(select(Upload.__table__.c.name)).scalars()), set(store.names())  # type: ignore[attr-defined]


def use_photo(database: Database, said: str | None) -> None:
    table = PEOPLE.table
    statement = update(table).where(table.c.uid == AMINA.uid).values(photo=said, photo_public=True)
    database.write_now(lambda db: db.connection().execute(statement))


def test_photo_in_use_stays_and_goes_thirty_days_after_its_last_use(database: Database, store: Store) -> None:
    publish_forum(database)
    use_photo(database, keep(database, store, PHOTO))
    everything = kept(database, store)
    assert [len(each) for each in everything] == [1, 2]

    for days in (1, 40, 100):
        clean(database, store, now() + days * DAY)
        assert kept(database, store) == everything

    use_photo(database, None)
    clean(database, store, now() + 100 * DAY)
    clean(database, store, now() + 129 * DAY)
    assert kept(database, store) == everything
    clean(database, store, now() + 131 * DAY)
    assert kept(database, store) == (set(), set())


def test_photo_used_again_meanwhile_begins_anew(database: Database, store: Store) -> None:
    publish_forum(database)
    said = keep(database, store, PHOTO)
    clean(database, store, now())
    use_photo(database, said)
    clean(database, store, now() + 20 * DAY)
    use_photo(database, None)

    clean(database, store, now() + 40 * DAY)

    assert PHOTO.name in kept(database, store)[0]


def test_document_that_only_an_earlier_version_has_stays(database: Database, store: Store) -> None:
    said = keep(database, store, PAPER)
    forum = publish_forum(database, Document({"en": "Paper"}, said))
    session = forum.sessions[0].uid
    database.write_now(edit_session, EVENT, session, lambda session: structs.replace(session, documents=()))
    publish(database, forum)

    for days in (1, 40, 80):
        clean(database, store, now() + days * DAY)

    assert kept(database, store) == ({PAPER.name}, {PAPER.name})


def test_file_that_no_upload_is_of_goes_once_it_is_a_day_old(database: Database, store: Store) -> None:
    said = keep(database, store, PAPER)
    publish_forum(database, Document({"en": "Paper"}, said))
    uploads.put(store, PLAN)

    clean(database, store, now())
    assert kept(database, store)[1] == {PAPER.name, PLAN.name}

    age(store, PLAN.name)
    clean(database, store, now())
    assert kept(database, store)[1] == {PAPER.name}


def test_what_is_missing_or_damaged_is_found(database: Database, store: Store) -> None:
    for taken in (PHOTO, PAPER, PLAN):
        keep(database, store, taken)
    with database.read() as db:
        wanted = list_wanted(db.connection())
    assert (len(wanted), list_missing(wanted, store)) == (4, [])

    store.path(PAPER.name).unlink()
    store.path(PLAN.name).write_bytes(b"damaged")

    assert list_missing(wanted, store) == sorted([PAPER.name, PLAN.name])


def test_empty_installation_has_nothing_to_clean(database: Database, store: Store) -> None:
    clean(database, store, datetime(2030, 1, 1, tzinfo=UTC))

    assert not store.folder.exists()
