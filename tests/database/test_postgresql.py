"""What only PostgreSQL does: undo an act for a passing reason, restart, lose the answer to a commit."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError

import psycopg
import pytest
from sqlalchemy import bindparam, make_url, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from events_service.database import (
    Database,
    DatabaseUnreachable,
    DbSession,
    OutcomeUnknown,
    Prepared,
    StorageFailed,
    engines,
)
from events_service.errors import Busy, InvalidInput
from tests.database.things import Thing, add, names
from tests.support.live_server import bound_socket
from tests.support.rehearsal import rehearsing


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


def other_connection(url: str) -> psycopg.Connection:
    """A connection beside the service's."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)


def end_backends(url: str) -> None:
    """What a restart does to every connection that is open."""
    with other_connection(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_limits_hold_in_a_transaction_and_nowhere_else(things: Database) -> None:
    """Set in the transaction they cannot stay behind on a connection that somebody else gets next."""
    asked = text(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
        " current_setting('idle_in_transaction_session_timeout'), current_setting('transaction_isolation'),"
        " current_setting('transaction_read_only')"
    )

    writing = things.write_now(lambda db: tuple(db.execute(asked).one()))
    with things.read() as db:
        reading = tuple(db.execute(asked).one())
    with things._engines.writer.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        outside = driver.execute(str(asked)).fetchone()

    assert writing == ("3s", "10s", "30s", "read committed", "off")
    assert reading == ("3s", "10s", "30s", "repeatable read", "on")
    assert outside == ("0", "0", "0", "read committed", "off")


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "57P01", "08006"])
def test_act_undone_for_a_passing_reason_is_run_again(things: Database, sqlstate: str) -> None:
    runs: list[int] = []

    def act(db: DbSession) -> str:
        runs.append(len(runs))
        add(db, f"run {len(runs)}")
        if len(runs) < 3:
            db.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{sqlstate}'; END $$"))
        return "done"

    assert things.write_now(act) == "done"
    assert names(things) == ["run 3"]


def test_act_is_run_three_times_at_most(things: Database) -> None:
    runs: list[int] = []

    def act(db: DbSession) -> None:
        runs.append(1)
        db.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(Busy):
        things.write_now(act)
    assert len(runs) == 3


def test_act_that_was_a_moment_later_with_the_same_sees_what_is_there(things: Database) -> None:
    """Two look at the same time and find nothing: the database refuses the second, whose next look finds the first."""
    looked = Barrier(2)

    def act(db: DbSession) -> str:
        if db.execute(select(Thing).where(Thing.name == "one")).first() is not None:
            return "there already"
        with suppress(BrokenBarrierError):
            looked.wait(2)
        return add(db, "one")

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(things.write_now, [act, act]), key=len)

    assert names(things) == ["one"]
    assert said[0] == "there already"


def test_act_refused_for_another_reason_is_not_run_again(things: Database) -> None:
    runs: list[int] = []

    def act(db: DbSession) -> None:
        runs.append(1)
        db.execute(text("SELECT 1 / 0"))

    with pytest.raises(SQLAlchemyError, match="division by zero"):
        things.write_now(act)
    assert len(runs) == 1


def test_two_acts_that_wait_for_each_other_both_end(things: Database) -> None:
    """A real deadlock: each holds the row the other wants. PostgreSQL undoes one of them."""
    for name in ("left", "right"):
        things.write_now(add, name)
    both_hold_one = threading.Barrier(2)

    def act(db: DbSession, first: str, second: str) -> None:
        db.execute(update(Thing).where(Thing.name == first).values(count=Thing.count + 1))
        with suppress(threading.BrokenBarrierError):
            both_hold_one.wait(2)
        both_hold_one.abort()
        db.execute(update(Thing).where(Thing.name == second).values(count=Thing.count + 1))

    async def meet() -> None:
        await asyncio.gather(things.write(act, "left", "right"), things.write(act, "right", "left"))

    asyncio.run(meet())

    with things.read() as db:
        assert list(db.execute(select(Thing.count)).scalars()) == [2, 2]


def test_lock_held_too_long_becomes_busy(database_url: str, things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    things.write_now(add, "one")
    monkeypatch.setattr(engines, "_BEGIN_WRITING", engines._BEGIN_WRITING.replace("'3s'", "'100ms'"))

    def act(db: DbSession) -> list[str]:
        return list(db.execute(select(Thing.name).with_for_update()).scalars())

    with other_connection(database_url) as other, other.transaction():
        other.execute("SELECT * FROM thing FOR UPDATE")
        with pytest.raises(Busy):
            things.write_now(act)

    assert things.write_now(act) == ["one"]


def test_statement_that_takes_too_long_becomes_busy(things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_BEGIN_WRITING", engines._BEGIN_WRITING.replace("'10s'", "'100ms'"))

    with pytest.raises(Busy):
        things.write_now(lambda db: db.execute(text("SELECT pg_sleep(5)")).all())


def test_connection_lost_in_the_middle_of_an_act_is_made_good(database_url: str, things: Database) -> None:
    runs: list[int] = []

    def act(db: DbSession) -> str:
        runs.append(1)
        add(db, f"run {len(runs)}")
        if len(runs) == 1:
            end_backends(database_url)
        return add(db, "second row")

    assert things.write_now(act)
    assert names(things) == ["run 2", "second row"]


def test_connection_lost_under_a_prepared_statement_is_made_good(database_url: str, things: Database) -> None:
    runs: list[int] = []
    find = Prepared(select(Thing.name).where(Thing.name == bindparam("name")))

    def act(db: DbSession) -> str:
        runs.append(1)
        if len(runs) == 1:
            end_backends(database_url)
        return f"run {len(runs)} found {find.rows(db, name='one')}"

    assert things.write_now(act) == "run 2 found []"


def test_restart_between_two_acts_goes_unnoticed(database_url: str, things: Database) -> None:
    for number in range(3):
        things.write_now(add, f"thing {number}")
        end_backends(database_url)

    things.write_now(add, "afterwards")

    assert len(things.write_now(lambda db: list(db.execute(select(Thing.name)).scalars()))) == 4


def test_idle_connections_are_asked_before_they_are_used(
    database_url: str, things: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PING_AFTER_SECONDS", 0.0)
    things.write_now(add, "one")
    assert names(things) == ["one"]
    end_backends(database_url)

    assert names(things) == ["one"]


def test_connection_lost_while_reading_becomes_a_refusal(database_url: str, things: Database) -> None:
    things.write_now(add, "one")

    def read_twice() -> None:
        with things.read() as db:
            db.execute(select(Thing.name)).all()
            end_backends(database_url)
            db.execute(select(Thing.name)).all()

    with pytest.raises(DatabaseUnreachable):
        read_twice()

    things.write_now(add, "two")
    assert names(things) == ["one", "two"]


def test_zero_byte_is_refused_where_it_is_looked_for_and_where_it_is_written(things: Database) -> None:
    with pytest.raises(InvalidInput, match="no text can have"), things.read() as db:
        db.execute(select(Thing).where(Thing.name == "a\0b"))
    with pytest.raises(InvalidInput, match="no text can have"):
        things.write_now(add, "a\0b")

    assert names(things) == []


def test_act_that_overlooks_an_error_is_not_acknowledged(things: Database) -> None:
    """PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and without an error."""

    def act(db: DbSession) -> str:
        uid = add(db, "one")
        with suppress(SQLAlchemyError):
            db.execute(text("SELECT 1 / 0"))
        return uid

    with pytest.raises(StorageFailed):
        things.write_now(act)
    assert names(things) == []


def test_plans_of_prepared_statements_are_kept_and_outlive_a_rollback(things: Database) -> None:
    find = Prepared(select(Thing.name).where(Thing.name == bindparam("name")))
    plans = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM thing%'"

    with rehearsing(things) as db:
        assert find.rows(db, name="one") == []
    with rehearsing(things) as db:
        assert find.rows(db, name="two") == []
        kept = db.execute(text(plans)).scalar_one()

    assert kept == 1


@contextmanager
def answers_lost(url: str) -> Iterator[str]:
    """A way to the server on which the answer to COMMIT never arrives (F13)."""
    target = make_url(url)
    with bound_socket() as listener:
        listener.listen()
        threading.Thread(target=_pass_on, args=(listener, (target.host, target.port)), daemon=True).start()
        yield target.set(port=listener.getsockname()[1]).render_as_string(hide_password=False)
        listener.shutdown(socket.SHUT_RDWR)


def _pass_on(listener: socket.socket, server: tuple[str, int]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            far = socket.create_connection(server)
            threading.Thread(target=_pump, args=(far, near), daemon=True).start()
            threading.Thread(target=_pump, args=(near, far, near), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, cut: socket.socket | None = None) -> None:
    """Copy until the end; where `cut` is given, it is shut just before a COMMIT is passed on."""
    with suppress(OSError):
        while data := source.recv(65536):
            if cut is not None and b"COMMIT\0" in data:
                cut.shutdown(socket.SHUT_RDWR)
                target.sendall(data)
                time.sleep(0.2)
                break
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def test_f13_commit_whose_answer_was_lost_is_not_repeated(database_url: str, things: Database) -> None:
    runs: list[int] = []

    def act(db: DbSession) -> str:
        runs.append(1)
        return add(db, "one")

    with answers_lost(database_url) as lossy:
        database = Database(lossy)
        with pytest.raises(OutcomeUnknown) as refused:
            database.write_now(act)
        database.close()
    deadline = time.monotonic() + 5
    while names(things) != ["one"] and time.monotonic() < deadline:
        time.sleep(0.02)

    assert (len(runs), names(things)) == (1, ["one"])
    assert str(refused.value) == (
        "The database went away while this was being saved. Send the same again; it is never done twice."
    )
