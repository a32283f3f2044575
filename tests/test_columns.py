"""Each column type: what comes back, what is refused, how it sorts, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from events_service.database import DbSession
from tests.database.things import Note, Size, Thing, add, make_table

UID = "01a201bd-16de-7551-9f6e-591b9b914be7"


@pytest.fixture
def things(db: DbSession) -> DbSession:
    make_table(db)
    return db


def kept(db: DbSession, column: Any, value: Any) -> Any:
    """A value after its way into the database and back."""
    add(db, "one", **{column.key: value})
    return db.execute(select(column)).scalar_one()


def stored(db: DbSession, column: str) -> Any:
    """What the database itself shows."""
    return db.execute(text(f"SELECT {column} FROM thing")).scalar_one()


def in_order(db: DbSession, column: Any, values: list[Any]) -> list[Any]:
    db.execute(insert(Thing), [{"name": str(number), column.key: value} for number, value in enumerate(values)])
    return list(db.execute(select(column).order_by(column)).scalars())


def test_uid_is_text_in_python_and_in_the_database(things: DbSession) -> None:
    assert kept(things, Thing.id, UID) == UID
    assert stored(things, "id") == UID


@pytest.mark.parametrize("value", ["", "not-a-uuid", UID.upper(), UID.replace("-", ""), "{" + UID[1:]])
def test_uid_in_another_form_is_refused(things: DbSession, value: str) -> None:
    with pytest.raises(StatementError, match="not a UUID in its canonical form"):
        add(things, "one", id=value)


def test_wall_time_comes_back_naive(things: DbSession) -> None:
    wall = datetime.fromisoformat("2026-11-21T09:30:00")

    assert kept(things, Thing.starts_local, wall) == wall
    assert stored(things, "starts_local") == "2026-11-21T09:30:00"


def test_wall_time_with_a_zone_is_refused(things: DbSession) -> None:
    with pytest.raises(StatementError, match="a wall time carries no zone of its own"):
        add(things, "one", starts_local=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


def test_wall_times_sort_by_time(things: DbSession) -> None:
    times = [datetime.fromisoformat(day) for day in ("0001-01-01", "2026-11-21T09:30", "2026-11-21T10", "9999-12-31")]

    assert in_order(things, Thing.starts_local, [times[2], times[0], times[3], times[1]]) == times


def test_instant_comes_back_in_utc(things: DbSession) -> None:
    instant = datetime(2026, 11, 21, 10, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))

    back = kept(things, Thing.made_at, instant)

    assert (back, back.tzinfo) == (instant, UTC)


def test_instant_without_a_zone_is_refused(things: DbSession) -> None:
    with pytest.raises(StatementError, match="an instant is aware"):
        add(things, "one", made_at=datetime.fromisoformat("2026-11-21T09:30:00"))


def test_instant_comes_back_in_utc_whatever_the_server_thinks(things: DbSession) -> None:
    instant = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    add(things, "one", made_at=instant)
    if things.dialect.name == "postgresql":
        things.execute(text("SET LOCAL TIME ZONE 'Asia/Kathmandu'"))

    back = things.execute(select(Thing.made_at)).scalar_one()

    assert (back, back.tzinfo) == (instant, UTC)


def test_instants_sort_by_time_whatever_their_fractions(things: DbSession) -> None:
    second = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    times = [second + timedelta(microseconds=micro) for micro in (0, 1, 500_000, 999_999)]

    assert in_order(things, Thing.made_at, [times[2], times[3], times[0], times[1]]) == times


def test_enum_comes_back_as_its_member(things: DbSession) -> None:
    assert kept(things, Thing.size, Size.LARGE) is Size.LARGE
    assert stored(things, "size") == "large"


def test_enum_of_another_value_is_refused_by_the_database(things: DbSession) -> None:
    statement = text(f"INSERT INTO thing (id, name, count, size, made_at) VALUES ('{UID}', 'a', 0, 'huge', :now)")

    with pytest.raises(IntegrityError, match="ck_thing_size"):
        things.execute(statement, {"now": "2026-11-21 10:30:00+00:00"})


def test_localized_text_keeps_the_order_it_was_given_in(things: DbSession) -> None:
    title = {"fr": "Séance", "ar": "جلسة", "en": "Session"}

    back = kept(things, Thing.title, title)

    assert list(back.items()) == list(title.items())
    assert stored(things, "title") == '{"fr":"Séance","ar":"جلسة","en":"Session"}'


def test_json_comes_back_as_the_type_it_was_declared_with(things: DbSession) -> None:
    notes = [Note("first"), Note("second", weight=3)]

    assert kept(things, Thing.notes, notes) == notes


def test_json_without_a_value_is_null(things: DbSession) -> None:
    assert kept(things, Thing.notes, None) is None
    assert stored(things, "notes") is None


def test_json_of_another_shape_is_refused_when_read(things: DbSession) -> None:
    add(things, "one")
    things.execute(text("""UPDATE thing SET notes = '[{"weight": 2}]'"""))

    with pytest.raises(msgspec.ValidationError, match="missing required field `text`"):
        things.execute(select(Thing.notes)).scalar_one()


def test_sorted_text_is_in_order_of_code_points(things: DbSession) -> None:
    """PostgreSQL's locales would put `a-c` after `ab` and `B` after `a`."""
    assert in_order(things, Thing.slug, ["ab", "é", "B", "a", "a-c", "1", "ج"]) == [
        "1",
        "B",
        "a",
        "a-c",
        "ab",
        "é",
        "ج",
    ]
