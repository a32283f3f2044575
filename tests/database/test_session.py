"""What acts and routes may do with the session they are given."""

from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from events_service.database import Database, DbSession, StorageFailed, engines
from events_service.database.database import WRITE_THREADS
from events_service.errors import Busy
from tests.database.things import Thing, add, names
from tests.support.rehearsal import rehearsing


def test_act_cannot_commit(things: Database) -> None:
    def act(db: DbSession) -> None:
        add(db, "one")
        db.commit()

    with pytest.raises(RuntimeError, match="write\\(\\) commits when the act returns"):
        things.write_now(act)
    assert names(things) == []


def test_act_cannot_roll_back(things: Database) -> None:
    def act(db: DbSession) -> None:
        add(db, "one")
        db.rollback()

    with pytest.raises(RuntimeError, match="raise to undo the whole act"):
        things.write_now(act)
    assert names(things) == []


def test_act_may_undo_a_part_of_itself(things: Database) -> None:
    things.write_now(add, "taken")

    def act(db: DbSession) -> str:
        add(db, "before")
        try:
            with db.begin_nested():
                add(db, "taken")
        except IntegrityError:
            add(db, "instead")
        return "done"

    assert things.write_now(act) == "done"
    assert names(things) == ["before", "instead", "taken"]


def test_act_that_overlooks_a_refusal_is_undone(things: Database) -> None:
    things.write_now(add, "taken")

    def act(db: DbSession) -> None:
        add(db, "before")
        with suppress(IntegrityError):
            add(db, "taken")

    with pytest.raises((PendingRollbackError, StorageFailed)):
        things.write_now(act)
    assert names(things) == ["taken"]


def test_what_an_act_left_unflushed_is_written(things: Database) -> None:
    things.write_now(lambda db: db.add(Thing(name="one")))

    assert names(things) == ["one"]


def test_values_of_a_row_outlive_the_act(things: Database) -> None:
    def act(db: DbSession) -> Thing:
        thing = Thing(name="one")
        db.add(thing)
        return thing

    assert things.write_now(act).name == "one"


def test_after_commit_is_called_when_the_writes_can_be_seen(things: Database) -> None:
    seen: list[list[str]] = []

    def act(db: DbSession) -> None:
        db.after_commit(lambda: seen.append(names(things)))
        add(db, "one")

    things.write_now(act)

    assert seen == [["one"]]


def test_after_commit_is_not_called_for_an_act_that_failed(things: Database) -> None:
    seen: list[str] = []

    def act(db: DbSession) -> None:
        db.after_commit(lambda: seen.append("called"))
        raise LookupError

    with pytest.raises(LookupError):
        things.write_now(act)
    assert seen == []


def test_after_commit_that_fails_harms_nobody(things: Database, caplog: pytest.LogCaptureFixture) -> None:
    def act(db: DbSession) -> str:
        db.after_commit(lambda: 1 // 0)
        return add(db, "one")

    assert things.write_now(act)
    assert names(things) == ["one"]
    assert [record.message for record in caplog.records] == ["after_commit failed"]


def test_reading_session_cannot_write(things: Database) -> None:
    with pytest.raises(RuntimeError, match="this session only reads"), things.read() as db:
        add(db, "one")
    assert names(things) == []


def test_reading_session_sees_one_state(things: Database) -> None:
    things.write_now(add, "one")
    with things.read() as db:
        before = list(db.execute(select(Thing.name)).scalars())
        things.write_now(add, "two")
        after = list(db.execute(select(Thing.name)).scalars())

    assert (before, after) == (["one"], ["one"])


def test_reading_sessions_beyond_the_pool_are_refused_in_time(
    database_url: str, things: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "POOL_SECONDS", 0.1)
    small = Database(database_url, read_threads=1)
    with ExitStack() as held:
        for _ in range(1 if small.one_writing_process else 1 + WRITE_THREADS):
            names_of(held.enter_context(small.read()))
        with pytest.raises(Busy), small.read() as one_too_many:
            names_of(one_too_many)
    with small.read() as free_again:
        assert names_of(free_again) == []
    small.close()


def names_of(db: DbSession) -> list[str]:
    return list(db.execute(select(Thing.name)).scalars())


def test_rehearsal_leaves_nothing_behind(things: Database) -> None:
    with rehearsing(things) as db:
        add(db, "one")
        seen = list(db.execute(select(Thing.name)).scalars())

    assert (seen, names(things)) == (["one"], [])


def test_rehearsal_of_an_act_that_fails_leaves_nothing_behind(things: Database) -> None:
    things.write_now(add, "taken")

    with rehearsing(things) as db:
        add(db, "one")
        with pytest.raises(IntegrityError):
            add(db, "taken")

    assert names(things) == ["taken"]
