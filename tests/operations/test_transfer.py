"""Moving from SQLite to PostgreSQL and back: nothing is lost, and what was given out goes on working."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Connection, select

from events_service import zones
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database
from events_service.errors import DomainError
from events_service.operations import transfer as transferring
from events_service.operations.backup import backup
from events_service.operations.transfer import CannotOpen, NotEmpty, SameDatabase, StillWritten, transfer
from events_service.programme import draft, release
from events_service.programme.programme import Offer, OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application
from events_service.registration.confirmation import confirm
from events_service.registration.models import RegistrationRow, RegistrationState
from events_service.registration.outcome import outcome_of
from events_service.registration.signup import register
from events_service.tables import metadata
from tests.factories.programme import make_event, make_programme
from tests.support.databases import Templates
from tests.support.serving import command

HOLD = timedelta(hours=1)
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def fill(database: Database) -> Timetable:
    """A released event with room for three and four registrations, one of them on the waiting list."""
    event = make_event(offer=Offer(OfferMode.REGISTRATION, 3))
    programme = structs.replace(make_programme(sessions=5), event=event)
    database.write_now(lambda db: draft.create(db.connection(), programme))
    with database.read() as db:
        planned = release.plan(db.connection(), event.uid, zones.now())
    database.write_now(release.release, planned)
    timetable = Timetable(planned.programme)
    for number in range(4):
        application = Application(name=f"Participant {number}", email=f"p{number}@example.org", locale="fr")
        database.write_now(register, timetable, application, zones.now(), hold=HOLD)
    return timetable


def register_late(database: Database, timetable: Timetable) -> None:
    late = Application(name="Late", email="late@example.org", locale="fr")
    database.write_now(register, timetable, late, zones.now(), hold=HOLD)


def while_copying(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do this once the last table has been copied."""
    raised = transferring._raise_sequences

    def then(writing: Connection) -> None:
        act()
        raised(writing)

    monkeypatch.setattr(transferring, "_raise_sequences", then)


def registration_ids(database: Database) -> list[str]:
    table = RegistrationRow.__table__  # type: ignore[attr-defined]
    with database.read() as db:
        return list(db.connection().execute(select(table.c.id).order_by(table.c.id)).scalars())


@pytest.fixture
def target_url(templates: Templates, database_kind: str, tmp_path: Path) -> str:
    """An empty database of the other kind."""
    folder = tmp_path / "target"
    folder.mkdir()
    return templates.copy(OTHER[database_kind], folder)


def test_transfer_carries_every_row_and_goes_on_working(database: Database, database_url: str, target_url: str) -> None:
    timetable = fill(database)
    before = registration_ids(database)
    waiting = before[3]

    copied = transfer(database_url, target_url)

    assert {done.table for done in copied} == set(metadata.tables)
    moved = Database(target_url)
    try:
        assert registration_ids(moved) == before
        assert [current.slug for current in DatabaseSource(moved).current().events] == [timetable.event.slug]
        assert moved.write_now(confirm, timetable, before[0], zones.now()).state is RegistrationState.CONFIRMED
        with moved.read() as db:
            assert outcome_of(db, timetable, waiting).event_position == 1
        late = Application(name="Late", email="late@example.org", locale="ar")
        outcome = moved.write_now(register, timetable, late, zones.now(), hold=HOLD)
        assert outcome.event_position == 2
    finally:
        moved.close()


def test_transfer_beside_a_running_service_is_refused(
    database: Database, database_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = fill(database)
    while_copying(monkeypatch, lambda: register_late(database, timetable))

    with pytest.raises(StillWritten) as refused:
        transfer(database_url, target_url, at_rest=True)

    assert str(refused.value) == (
        "The database was written to while it was copied (outbox_mail): stop the service, then transfer again. "
        "Nothing is in the target."
    )
    monkeypatch.undo()
    rows = {done.table: done.rows for done in transfer(database_url, target_url, at_rest=True)}
    assert rows["registration"] == 5


def test_transfer_sees_that_a_row_has_changed_meanwhile(
    database: Database, database_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = fill(database)
    first = registration_ids(database)[0]
    while_copying(monkeypatch, lambda: database.write_now(confirm, timetable, first, zones.now()))

    with pytest.raises(StillWritten):
        transfer(database_url, target_url, at_rest=True)


def test_backup_beside_a_running_service_is_no_matter(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = fill(database)
    while_copying(monkeypatch, lambda: register_late(database, timetable))

    assert backup(database_url, tmp_path / "backup.zip").rows["registration"] == 4


def test_transfer_into_the_same_database_is_refused_however_it_is_written(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    again = database_url
    if database_url.startswith("sqlite"):
        (tmp_path / "link").symlink_to(database_url.removeprefix("sqlite:///"))
        again = f"sqlite:///{tmp_path / 'link'}"
    else:
        again += ("&" if "?" in again else "?") + "application_name=another"

    for url in (database_url, again):
        with pytest.raises(SameDatabase):
            transfer(database_url, url)


def test_transfer_into_another_database_of_the_same_kind(
    database: Database, database_url: str, database_kind: str, templates: Templates, tmp_path: Path
) -> None:
    fill(database)
    (tmp_path / "target").mkdir()
    target_url = templates.copy(database_kind, tmp_path / "target")

    copied = transfer(database_url, target_url)

    assert {done.table: done.rows for done in copied}["registration"] == 4
    with pytest.raises(NotEmpty):
        transfer(database_url, target_url)


def test_transfer_into_a_database_with_rows_is_refused(database: Database, database_url: str, target_url: str) -> None:
    fill(database)
    transfer(database_url, target_url)

    with pytest.raises(NotEmpty):
        transfer(database_url, target_url)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (
            "mysql://root:secret@127.0.0.1/events",
            "The target must be sqlite:///path/to/file or postgresql+psycopg://user:password@host/name.",
        ),
        (
            "postgresql+psycopg://events:secret@127.0.0.1:1/events",
            "The target database postgresql+psycopg://events:***@127.0.0.1:1/events cannot be opened. "
            "Is it there, and its server running?",
        ),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_transfer_to_what_is_no_database_says_so_without_its_password(
    database: Database, database_url: str, target: str, sentence: str
) -> None:
    with pytest.raises(DomainError) as refused:
        transfer(database_url, target)

    assert str(refused.value) == sentence


def test_transfer_from_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen):
        transfer(f"sqlite:///{tmp_path / 'none.sqlite3'}", f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("name", ["transfer", "restore"])
def test_another_role_makes_the_tables_where_there_is_one(
    database: Database, database_url: str, templates: Templates, tmp_path: Path, name: str
) -> None:
    fill(database)
    target, owner = templates.server.create_apart()

    refused, done = (bring(name, database_url, target, tmp_path, migrating) for migrating in ("", owner))

    arrived = Database(target)
    try:
        assert registration_ids(arrived) == registration_ids(database)
    finally:
        arrived.close()
        templates.drop(target)
    sentence = (
        "The role events may not make or change tables in this database. Name one that may, "
        "with EVENTS_MIGRATION_DATABASE_URL or, for a transfer, with --migration-url.\n"
    )
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", sentence)
    assert (done.returncode, done.stderr) == (0, "")


def bring(name: str, source: str, target: str, folder: Path, migrating: str) -> "subprocess.CompletedProcess[str]":
    """Transfer or restore into the target, whose tables are made at another address if one is given."""
    if name == "transfer":
        return command(source, folder, name, target, *(["--migration-url", migrating] if migrating else []))
    file = folder / f"backup{len(migrating)}.zip"
    backup(source, file)
    return command(target, folder, name, str(file), settings={"EVENTS_MIGRATION_DATABASE_URL": migrating})
