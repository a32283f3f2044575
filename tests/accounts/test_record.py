"""The record as it is read, on both databases."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from events_service.accounts import audit, record
from events_service.accounts.access import ROLES, Act, Actor, Grant, everywhere
from events_service.accounts.models import Role
from events_service.accounts.record import Wanted
from events_service.database import Database, DbSession
from events_service.errors import Forbidden
from tests.accounts.people import EVENT, NOW, OTHER_EVENT

ALICE = Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000a", "Alice", everywhere(ROLES[Role.ORGANIZER]))
BOB = Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000b", "bob@example.org", everywhere(ROLES[Role.OWNER]))
WATER = "session:018f4d5e-7a10-7c3e-9b1f-0000000000a1"
ROADS = "session:018f4d5e-7a10-7c3e-9b1f-0000000000a2"


def note(db: DbSession, act: str, subject: str = WATER, *, by: Actor = ALICE, days: int = 0, **said: Any) -> None:
    audit.note(db, by, act, subject, NOW + timedelta(days=days), **{"event_uid": EVENT} | said)


@pytest.fixture
def noted(db: DbSession) -> DbSession:
    note(db, "sign_in", f"account:{BOB.id}", by=BOB, event_uid=None)
    note(db, "add_session", after={"title": {"fr": "L’eau, bien commun"}})
    note(db, "edit_session", days=1, before={"code": ""}, after={"code": "SOU 84"})
    note(db, "edit_session", ROADS, by=BOB, days=2, event_uid=OTHER_EVENT, after={"title": {"en": "Roads 100%"}})
    note(db, "add_account", f"account:{ALICE.id}", by=BOB, days=2, after={"email": "alice@example.org"})
    return db


def acts(db: DbSession, **wanted: Any) -> list[str]:
    return [entry.act for entry in record.find_page(db, Wanted(**wanted)).entries]


def test_everything_is_told_newest_first(noted: DbSession) -> None:
    assert acts(noted) == ["add_account", "edit_session", "edit_session", "add_session", "sign_in"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"event_uids": (EVENT,)}, ["add_account", "edit_session", "add_session"]),
        ({"event_uids": (EVENT, OTHER_EVENT)}, ["add_account", "edit_session", "edit_session", "add_session"]),
        ({"event_uids": ()}, []),
        ({"accounts": False}, ["add_account", "edit_session", "edit_session", "add_session"]),
        ({"actor": BOB.key}, ["add_account", "edit_session", "sign_in"]),
        ({"act": "edit_session"}, ["edit_session", "edit_session"]),
        ({"subject": WATER}, ["edit_session", "add_session"]),
        ({"since": NOW + timedelta(days=2)}, ["add_account", "edit_session"]),
        ({"until": NOW + timedelta(days=1)}, ["add_session", "sign_in"]),
        ({"text": "L'EAU"}, ["add_session"]),
        ({"text": "sou 84"}, ["edit_session"]),
        ({"text": "100%"}, ["edit_session"]),
        ({"text": "100_"}, []),
        ({"text": "alice"}, ["edit_session", "add_session"]),
        ({"text": "sou 84", "named": (ROADS,)}, ["edit_session", "edit_session"]),
        ({"text": "example.org"}, []),
        ({"actor": ALICE.key, "text": "eau", "event_uids": (OTHER_EVENT,)}, []),
    ],
)
def test_filters_hold_together(noted: DbSession, wanted: dict[str, Any], found: list[str]) -> None:
    assert acts(noted, **wanted) == found


def test_pages_follow_one_another_and_end(noted: DbSession) -> None:
    first = record.find_page(noted, Wanted(), limit=2)
    second = record.find_page(noted, Wanted(), first.before, limit=2)
    last = record.find_page(noted, Wanted(), second.before, limit=2)

    assert [len(page.entries) for page in (first, second, last)] == [2, 2, 1]
    assert last.before is None
    assert record.find_page(noted, Wanted(), "no id at all", limit=2) == first


def test_everybody_is_listed_once_under_the_last_name(noted: DbSession) -> None:
    renamed = Actor("account", ALICE.id, "Alice Adam", ALICE.grants)
    note(noted, "edit_session", by=renamed)

    assert [who.name for who in record.list_actors(noted, Wanted())] == ["Alice Adam", "bob@example.org"]
    assert [who.key for who in record.list_actors(noted, Wanted(event_uids=(OTHER_EVENT,)))] == [BOB.key]
    assert record.list_actors(noted, Wanted(event_uids=())) == []
    assert record.list_acts(noted) == ["add_account", "add_session", "edit_session", "sign_in"]


def test_t_oracle_1_nobody_is_listed_for_what_may_not_be_read(noted: DbSession) -> None:
    eve = Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000e", "Eve", ())
    note(noted, "sign_in", f"account:{eve.id}", by=eve, event_uid=None)

    assert [who.name for who in record.list_actors(noted, record.readable(ALICE))] == ["Alice", "bob@example.org"]
    assert [who.name for who in record.list_actors(noted, record.readable(BOB))] == ["Alice", "bob@example.org", "Eve"]


def test_nobody_did_anything_yet(db: DbSession) -> None:
    assert record.list_actors(db, Wanted()) == []
    assert record.list_acts(db) == []


def test_what_is_gone_is_named_as_it_was_last(noted: DbSession) -> None:
    note(noted, "delete_session", before={"title": {"fr": "Le dernier titre"}})

    assert record.former_names(noted, [WATER, ROADS]) == {WATER: {"title": {"fr": "Le dernier titre"}}}


def test_t_authz_2_who_is_there_for_one_event_reads_of_that_alone() -> None:
    limited = Actor("account", ALICE.id, "Alice", (Grant(ROLES[Role.ORGANIZER], frozenset({EVENT})),))
    partner = Actor("account", "x", "Eve", (Grant(ROLES[Role.EDITOR] - {Act.READ_AUDIT}, frozenset({EVENT})),))

    assert record.readable(limited) == Wanted(event_uids=(EVENT,), accounts=False)
    assert record.readable(ALICE) == Wanted(event_uids=None, accounts=False)
    assert record.readable(BOB) == Wanted(event_uids=None, accounts=True)
    assert record.readable(BOB, EVENT) == Wanted(event_uids=(EVENT,), accounts=True)
    with pytest.raises(Forbidden):
        record.readable(limited, OTHER_EVENT)
    with pytest.raises(Forbidden):
        record.readable(partner)


def test_all_of_it_is_read_a_few_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "CHUNK", 2)

    def note_five(db: DbSession) -> None:
        for number in range(5):
            note(db, "edit_session", after={"code": str(number)})

    database.write_now(note_five)

    read = record.chunks(database, Wanted())
    first = next(read)
    database.write_now(lambda db: note(db, "add_session"))
    rest = list(read)

    assert [len(entries) for entries in (first, *rest)] == [2, 2, 1]
    assert [_code(entry) for entries in (first, *rest) for entry in entries] == ["4", "3", "2", "1", "0"]


def _code(entry: Any) -> str:
    return str(entry.after["code"])


def test_lists_of_few_values_are_read_by_an_index(database: Database) -> None:
    """Whatever the number of entries: neither asks for a row of the table itself but the last of each person."""
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "audit_entry" in statement and not statement.startswith("EXPLAIN"):
            asked = f"EXPLAIN {'QUERY PLAN ' if database.one_writing_process else ''}{statement}"
            rows: Iterable[Any] = connection.connection.driver_connection.execute(asked, parameters).fetchall()
            plans.append("\n".join(str(row) for row in rows))

    with database.read() as db:
        connection = db.connection()
        if not database.one_writing_process:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        event.listen(connection, "before_cursor_execute", explain)
        record.list_acts(db)
        record.list_actors(db, Wanted(event_uids=(EVENT,)))
        record.find_page(db, Wanted(event_uids=(EVENT,)))
        record.find_page(db, Wanted(subject=WATER))
        record.find_page(db, Wanted(actor=BOB.key))
        record.find_page(db, Wanted(act="add_room"))
        event.remove(connection, "before_cursor_execute", explain)

    for plan, index in zip(
        plans,
        ("act_id", "event_uid_actor_id", "event_uid_id", "subject_id", "actor_id", "act_id"),
        strict=True,
    ):
        assert f"ix_audit_entry_{index}" in plan
        assert "SCAN audit_entry\n" not in plan
        assert "Seq Scan" not in plan
