"""`Prepared` gives what `db.execute()` gives, and takes a fraction of its time."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import IntegrityError

from events_service.database import Database, DbSession, Prepared
from tests.database.things import Note, Size, Thing, add, how_many, make_table

ADD = Prepared(
    insert(Thing).values(
        {name: bindparam(name) for name in ("id", "name", "slug", "title", "notes", "starts_local", "made_at")}
    )
)
ADD_NAMED = Prepared(insert(Thing).values(name=bindparam("name")).returning(Thing.id, Thing.size, Thing.made_at))
COLUMNS = select(
    Thing.id, Thing.name, Thing.slug, Thing.count, Thing.size, Thing.title, Thing.notes, Thing.starts_local,
    Thing.made_at,
)  # fmt: skip
EVERYTHING = Prepared(COLUMNS.order_by(Thing.name))
RAISE = Prepared(
    update(Thing).where(Thing.name == bindparam("called"), Thing.size == Size.SMALL).values(count=Thing.count + 1)
)

VALUES: dict[str, Any] = {
    "id": "01a201bd-16de-7551-9f6e-591b9b914be7",
    "name": "one",
    "slug": "first",
    "title": {"ar": "جلسة", "en": "100 % of it"},
    "notes": [Note("a"), Note("b", weight=2)],
    "starts_local": datetime.fromisoformat("2026-11-21T09:30:00"),
    "made_at": datetime(2026, 11, 21, 8, 30, 0, 5, tzinfo=UTC),
}


@pytest.fixture
def things(db: DbSession) -> DbSession:
    make_table(db)
    return db


def test_values_go_in_and_come_out_as_with_execute(things: DbSession) -> None:
    ADD.run(things, **VALUES)

    (row,) = EVERYTHING.rows(things)

    assert row._asdict() == {**VALUES, "count": 0, "size": Size.SMALL}
    assert tuple(row) == tuple(things.execute(COLUMNS).one())


def test_defaults_of_columns_apply(things: DbSession) -> None:
    row = ADD_NAMED.first(things, name="one")

    assert (len(row.id), row.size, row.made_at.tzinfo) == (36, Size.SMALL, UTC)


def test_defaults_on_update_apply(things: DbSession) -> None:
    ADD.run(things, **VALUES)

    RAISE.run(things, called="one")

    assert EVERYTHING.first(things).made_at > VALUES["made_at"]


def test_values_fixed_in_the_statement_stay(things: DbSession) -> None:
    ADD.run(things, **VALUES)
    add(things, "two", size=Size.LARGE)

    assert [RAISE.run(things, called=name) for name in ("one", "two", "three")] == [1, 0, 0]
    assert things.execute(select(Thing.count).order_by(Thing.name)).scalars().all() == [1, 0]


def test_first_and_scalar_are_none_without_a_row(things: DbSession) -> None:
    assert EVERYTHING.rows(things) == []
    assert EVERYTHING.first(things) is None
    assert EVERYTHING.scalar(things) is None
    assert Prepared(select(func.count()).select_from(Thing)).scalar(things) == 0


def test_parameter_may_stand_in_two_places(things: DbSession) -> None:
    add(things, "one", slug="two")
    add(things, "two", slug="three")
    either = Prepared(select(Thing.name).where(or_(Thing.name == bindparam("x"), Thing.slug == bindparam("x"))))

    assert sorted(row.name for row in either.rows(things, x="two")) == ["one", "two"]


def test_run_many_executes_once_for_each(things: DbSession) -> None:
    many = Prepared(insert(Thing).values(name=bindparam("name"), slug=bindparam("slug")))

    many.run_many(things, ({"name": f"thing {number}", "slug": "s"} for number in range(5)))
    many.run_many(things, [])

    assert how_many(things) == 5


def test_on_conflict_is_one_statement_for_both_databases(things: DbSession) -> None:
    new = insert_or(Thing).values(name=bindparam("name"), count=1)
    upsert = Prepared(
        new.on_conflict_do_update(index_elements=["name"], set_={"count": Thing.count + 1}).returning(Thing.count)
    )

    assert [upsert.scalar(things, name="one") for _ in range(3)] == [1, 2, 3]


def test_what_the_orm_has_not_written_yet_is_seen(things: DbSession) -> None:
    things.add(Thing(name="pending"))

    assert [row.name for row in EVERYTHING.rows(things)] == ["pending"]


def test_refusal_of_the_database_is_an_integrity_error(things: DbSession) -> None:
    ADD_NAMED.run(things, name="one")

    with pytest.raises(IntegrityError), things.begin_nested():
        ADD_NAMED.run(things, name="one")

    assert how_many(things) == 1


def test_savepoint_undoes_it_too(things: DbSession) -> None:
    ADD_NAMED.run(things, name="before")
    with suppress(LookupError), things.begin_nested():
        ADD_NAMED.run(things, name="inside")
        raise LookupError
    ADD_NAMED.run(things, name="after")

    assert [row.name for row in EVERYTHING.rows(things)] == ["after", "before"]


def test_error_does_not_show_values(things: DbSession) -> None:
    ADD_NAMED.run(things, name="Amina")

    with pytest.raises(IntegrityError) as refused:
        ADD_NAMED.run(things, name="Amina")

    assert "INSERT INTO thing" in str(refused.value)
    assert "Amina" not in str(refused.value).partition("[SQL")[2]


def test_missing_and_unknown_values_are_named(things: DbSession) -> None:
    with pytest.raises(TypeError, match="no value for name"):
        ADD_NAMED.run(things)
    with pytest.raises(TypeError, match="not in the statement: colour, height"):
        ADD_NAMED.run(things, name="one", height=2, colour="red")


def test_list_in_in_is_refused(things: DbSession) -> None:
    with pytest.raises(TypeError, match="a list in IN changes the text"):
        Prepared(select(Thing.id).where(Thing.name.in_(["a", "b"]))).rows(things)


def test_reading_session_runs_it_too(database: Database) -> None:
    database.write_now(make_table)
    database.write_now(add, "one")

    with database.read() as reading:
        assert EVERYTHING.first(reading).name == "one"


KINDS = Table(
    "kinds",
    MetaData(),
    Column("number", BigInteger),
    Column("share", Float),
    Column("yes", Boolean),
    Column("day", Date),
    Column("bytes", LargeBinary),
    Column("words", String),
)


@pytest.mark.parametrize(
    "values",
    [
        (1, 0.1, True, date(2026, 11, 21), b"\0\xff'\\", "l'été à 100 %\n\\x41 \U0001f600"),
        (2**62, -1e300, False, date(9999, 12, 31), b"", ""),
        (-(2**62), 0.0, True, date(1, 1, 1), bytes(range(256)) * 40, "ج" * 5000),
        (None, None, None, None, None, None),
    ],
)
def test_every_kind_of_value_arrives_as_it_was(db: DbSession, values: tuple[Any, ...]) -> None:
    """Through one statement: what it was first run with must not bind what comes later."""
    KINDS.create(db.connection())
    add_kinds, all_kinds = Prepared(insert(KINDS)), Prepared(select(KINDS))
    first = (7, 1.5, False, date(2000, 1, 1), b"a", "a")

    for each in (first, values):
        add_kinds.run(db, **dict(zip(KINDS.columns.keys(), each, strict=True)))

    assert [tuple(row) for row in all_kinds.rows(db)] == [first, values]
    assert db.execute(select(KINDS)).all() == [first, values]


class TestSpeed:
    """On SQLite, where the database itself takes least."""

    @pytest.fixture
    def database_kind(self) -> str:
        return "sqlite"

    def test_prepared_is_several_times_faster(self, things: DbSession) -> None:
        add(things, "one")
        prepared = Prepared(COLUMNS.where(Thing.name == bindparam("name")))

        usual = _seconds(lambda: things.execute(COLUMNS.where(Thing.name == "one")).all())
        fast = _seconds(lambda: prepared.rows(things, name="one"))

        assert usual / fast > 4


def _seconds(call: Any) -> float:
    """The best of ten times a hundred calls."""
    return min(_hundred(call) for _ in range(10))


def _hundred(call: Any) -> float:
    start = time.perf_counter()
    for _ in range(100):
        call()
    return time.perf_counter() - start
