"""Migrations: one head, no drift, one runner, all of it or nothing."""

import shutil
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from alembic import command
from events_service import resources
from events_service.accounts.grants import list_grants
from events_service.accounts.models import Account, ApiToken, Login
from events_service.database import Database, DbSession, UnusableDatabase, migrations, sqlite_file
from events_service.database.migrations import BrokenReferences, config, current_revision, head, migrate, probe_writing
from events_service.tables import metadata
from tests.support.postgresql import Server

PARENT = """
    op.create_table("parent", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("size", sa.Enum(
        "small", "large", name="size", native_enum=False, create_constraint=True), nullable=False))
    op.create_table("child", sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent VALUES (1, 'small')")
    op.execute("INSERT INTO child VALUES (1)")
"""
REBUILD_PARENT = """
    with op.batch_alter_table("parent") as batch:
        batch.add_column(sa.Column("name", sa.String()))
        batch.create_check_constraint("id_positive", "id > 0")
"""


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A database without a table; on SQLite, without a file."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'events.sqlite3'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def scripts(tmp_path: Path) -> Callable[..., Path]:
    """Migrations of the test's own, one for each body, run by the real `env.py`."""

    def write(*bodies: str) -> Path:
        folder = tmp_path / "alembic"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(resources.migrations(), folder, ignore=shutil.ignore_patterns("versions"))
        (folder / "versions").mkdir()
        for number, body in enumerate(bodies, 1):
            (folder / "versions" / f"{number}.py").write_text(
                f"import time\nimport sqlalchemy as sa\nfrom alembic import op\n"
                f'revision = "{number}"\ndown_revision = {repr(str(number - 1)) if number > 1 else None}\n\n\n'
                f"def upgrade() -> None:\n    {body.strip()}\n"
            )
        head.cache_clear()
        return folder

    return write


def tables_of(url: str) -> set[str]:
    database = Database(url)
    with database.read() as db:
        found = set(inspect(db.connection()).get_table_names())
    database.close()
    return found


def revision_of(url: str) -> str | None:
    database = Database(url)
    with database.read() as db:
        found = current_revision(db)
    database.close()
    return found


def value_of(url: str, query: str) -> object:
    database = Database(url)
    with database.read() as db:
        found: object = db.execute(text(query)).scalar_one()
    database.close()
    return found


def test_there_is_one_head_and_it_is_told_without_alembic() -> None:
    known = ScriptDirectory(str(resources.migrations())).get_heads()

    assert known == [head()]


def test_two_heads_are_an_error(scripts: Callable[..., Path]) -> None:
    folder = scripts("pass", "pass")
    second = (folder / "versions" / "2.py").read_text()
    (folder / "versions" / "2b.py").write_text(second.replace('revision = "2"', 'revision = "2b"', 1))

    with pytest.raises(RuntimeError, match="more than one newest revision: 2, 2b"):
        head(folder)


def test_migrating_from_nothing_makes_every_table_and_leaves_no_drift(empty_url: str) -> None:
    migrate(empty_url)

    assert tables_of(empty_url) == {*metadata.tables, "alembic_version"}
    assert revision_of(empty_url) == head()
    command.check(config(empty_url))


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = value_of(database_url, "SELECT version_num FROM alembic_version")

    migrate(database_url)

    assert value_of(database_url, "SELECT version_num FROM alembic_version") == before


def test_database_that_was_never_migrated_has_no_revision(empty_url: str, database_kind: str) -> None:
    if database_kind == "sqlite":
        sqlite_file.make(sqlite_file.path_of(empty_url))

    assert revision_of(empty_url) is None


def test_probe_writes_and_changes_nothing(database: Database) -> None:
    database.write_now(probe_writing)

    with database.read() as db:
        assert current_revision(db) == head()


def test_two_runners_take_turns(processes: ForkServerContext, empty_url: str, scripts: Callable[..., Path]) -> None:
    slow = scripts('op.create_table("a", sa.Column("id", sa.Integer()))', "time.sleep(0.3)", "time.sleep(0.3)")

    runners = [processes.Process(target=migrate, args=(empty_url, "head", slow)) for _ in range(2)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(60)

    assert [runner.exitcode for runner in runners] == [0, 0]
    assert revision_of(empty_url) == "3"


def test_migration_that_fails_is_undone_and_can_be_run_again(
    empty_url: str, database_kind: str, scripts: Callable[..., Path]
) -> None:
    first = 'op.create_table("a", sa.Column("id", sa.Integer()))'
    second = 'op.create_table("b", sa.Column("id", sa.Integer()))'

    with pytest.raises(DBAPIError, match="nothing_of_the_kind"):
        migrate(empty_url, scripts=scripts(first, second + '\n    op.execute("SELECT * FROM nothing_of_the_kind")'))

    kept = {"sqlite": set(), "postgresql": {"a", "alembic_version"}}[database_kind]
    assert tables_of(empty_url) == kept
    migrate(empty_url, scripts=scripts(first, second))
    assert tables_of(empty_url) == {"a", "b", "alembic_version"}


def test_rebuilding_a_table_keeps_what_refers_to_it(empty_url: str, scripts: Callable[..., Path]) -> None:
    migrate(empty_url, scripts=scripts(PARENT, REBUILD_PARENT))

    assert value_of(empty_url, "SELECT count(*) FROM child") == 1


def test_rebuilding_a_table_keeps_its_checks(empty_url: str, scripts: Callable[..., Path]) -> None:
    migrate(empty_url, scripts=scripts(PARENT, REBUILD_PARENT))
    database = Database(empty_url)

    with pytest.raises(DBAPIError, match="ck_parent_size"):
        database.write_now(lambda db: db.execute(text("INSERT INTO parent (id, size) VALUES (2, 'huge')")))
    database.close()


def test_0005_moves_every_role_and_every_token_s_event(empty_url: str) -> None:
    migrate(empty_url, "0004")
    at, event = "2018-11-10T12:00:00.000000+00:00", "018f4d5e-7a10-7c3e-9b1f-000000000001"
    database = Database(empty_url)

    def fill(db: DbSession) -> None:
        for number, (role, of) in enumerate([("owner", None), ("organizer", event), ("viewer", None)], 1):
            said = {"id": f"018f4d5e-7a10-7c3e-9b1f-10000000000{number}", "role": role, "of": of, "at": at}
            db.execute(
                text(
                    "INSERT INTO account (id, created_at, updated_at, email, folded_email, name, password_hash, role, "
                    "event_uid) VALUES (:id, :at, :at, :role, :role, '', 'hash', :role, :of)"
                ),
                said,
            )
            db.execute(
                text(
                    "INSERT INTO api_token (id, created_at, updated_at, name, scopes, event_uid, generation) "
                    "VALUES (:id, :at, :at, :role, '[]', :of, 0)"
                ),
                said,
            )
            db.execute(
                text(
                    "INSERT INTO login (id, created_at, updated_at, account_id, proof_digest, seen_at, expires_at) "
                    "VALUES (:id, :at, :at, :id, '', :at, :at)"
                ),
                said,
            )

    database.write_now(fill)
    database.close()

    migrate(empty_url)

    database = Database(empty_url)
    with database.read() as db:
        accounts = [
            (account.email, [(grant.role.value, grant.event_uid) for grant in list_grants(db, account.id)])
            for account in db.exec(select(Account).order_by(Account.id))
        ]
        tokens = [(token.name, token.event_uids) for token in db.exec(select(ApiToken).order_by(ApiToken.id))]
        logins = len(db.exec(select(Login)).all())
    database.close()
    assert accounts == [
        ("owner", [("owner", None)]),
        ("organizer", [("organizer", event)]),
        ("viewer", [("viewer", None)]),
    ]
    assert tokens == [("owner", None), ("organizer", (event,)), ("viewer", None)]
    assert logins == 3


class TestSqlite:
    @pytest.fixture
    def database_kind(self) -> str:
        return "sqlite"

    def test_with_foreign_keys_on_a_rebuild_deletes_what_refers_to_it(
        self, empty_url: str, scripts: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control: it is switching them off that keeps the rows."""
        monkeypatch.setattr(migrations, "_connect_sqlite", sqlite_file.connect)

        migrate(empty_url, scripts=scripts(PARENT, REBUILD_PARENT))

        assert value_of(empty_url, "SELECT count(*) FROM child") == 0

    def test_migration_that_leaves_broken_references_is_undone(
        self, empty_url: str, scripts: Callable[..., Path]
    ) -> None:
        with pytest.raises(BrokenReferences) as refused:
            migrate(empty_url, scripts=scripts(PARENT, 'op.execute("DELETE FROM parent")'))

        assert str(refused.value) == (
            "The migration would leave 1 rows that refer to nothing, in: child. It was undone."
        )
        assert tables_of(empty_url) == set()

    def test_new_file_is_nobody_elses_to_read_and_says_whose_it_is(self, empty_url: str) -> None:
        migrate(empty_url)

        path = sqlite_file.path_of(empty_url)
        assert oct(path.stat().st_mode & 0o777) == "0o600"
        assert path.read_bytes()[68:72] == b"EVSV"

    def test_database_of_another_program_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "browser.sqlite3"
        with sqlite_file.driver.connect(path) as connection:
            connection.execute("CREATE TABLE cookies (name TEXT)")
        connection.close()

        with pytest.raises(UnusableDatabase) as refused:
            migrate(f"sqlite:///{path}")

        assert str(refused.value) == f"{path} is a database of another program. Choose another file."
