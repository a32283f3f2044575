"""Consents withdrawn and given back: every event's pages follow at once, and the record says who did it."""

import pytest
from msgspec import structs
from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from events_service.accounts.access import COMMAND
from events_service.accounts.models import AuditEntry
from events_service.database import Database, DbSession, new_id
from events_service.errors import InvalidInput, NotFound
from events_service.jobs.models import JobRow
from events_service.programme import consents, jobs, queries
from events_service.programme.consents import get_consents, give_back, list_consents, withdraw
from events_service.programme.models import EventRow
from events_service.programme.photos import Photo, set_photo
from events_service.programme.programme import SessionPerson
from events_service.zones import now
from tests.factories.programme import make_event, make_person
from tests.factories.stored_events import ROADS, WATER, create, publish, small_draft
from tests.support.racing import at_once, slow

AMINA, OMAR = (make_person(name={"en": name}) for name in ("Amina Berrada", "Omar Alami"))
FORUM = small_draft(
    structs.replace(WATER, people=(SessionPerson(AMINA.uid), SessionPerson(OMAR.uid))), ROADS, people=(AMINA, OMAR)
)
_events = EventRow.__table__  # type: ignore[attr-defined]


def live_version(db: DbSession, uid: str) -> int:
    version: int = db.connection().execute(select(_events.c.live_version).where(_events.c.uid == uid)).scalar_one()
    return version


def noted(db: DbSession) -> list[tuple[str, object, object]]:
    entries = db.exec(select_rows(AuditEntry).order_by(col(AuditEntry.id))).all()
    return [(entry.act, entry.before, entry.after) for entry in entries]


def test_what_is_withdrawn_and_given_back_changes_every_event_and_is_noted(db: DbSession) -> None:
    uid = create(db, FORUM)
    publish(db, uid)
    at, before = now(), live_version(db, uid)

    withdraw(db, COMMAND, AMINA.uid, "photo", at)
    withdraw(db, COMMAND, AMINA.uid, "photo", at)
    assert {one.field for one in queries.get_redactions(db.connection())} == {"photo"}
    assert live_version(db, uid) == before + 1

    give_back(db, COMMAND, AMINA.uid, "photo", at)
    give_back(db, COMMAND, AMINA.uid, "photo", at)

    assert queries.get_redactions(db.connection()) == ()
    assert live_version(db, uid) == before + 2
    assert noted(db) == [
        ("withdraw_consent", {"withdrawn": []}, {"withdrawn": ["photo"]}),
        ("give_back_consent", {"withdrawn": ["photo"]}, {"withdrawn": []}),
    ]
    kinds = db.exec(select_rows(JobRow.kind)).all()
    assert jobs.CATALOGUE in kinds


def test_field_or_person_that_cannot_be_withdrawn_is_refused(db: DbSession) -> None:
    create(db, FORUM)

    for act in (withdraw, give_back):
        with pytest.raises(InvalidInput):
            act(db, COMMAND, AMINA.uid, "shoe size", now())
        with pytest.raises(NotFound):
            act(db, COMMAND, new_id(), "photo", now())
    assert noted(db) == []


def test_everybody_who_takes_part_is_listed_with_what_they_withdrew(db: DbSession) -> None:
    create(db, FORUM)
    create(db, small_draft(event=make_event(slug="other"), sessions=(), rooms=()))
    withdraw(db, COMMAND, OMAR.uid, "name", now())

    found = list_consents(db.connection(), FORUM.event)

    assert {one.person.uid: list(one.withdrawn) for one in found} == {AMINA.uid: [], OMAR.uid: ["name"]}
    assert {one.owner_event_uid for one in found} == {FORUM.event.uid}
    assert get_consents(db.connection(), OMAR.uid) in found


def test_photo_agreed_to_anew_is_not_withdrawn_and_can_be_withdrawn_again(db: DbSession) -> None:
    create(db, FORUM)
    first, second = (f"/media/{letter * 64}.jpg" for letter in "ab")
    set_photo(db, COMMAND, AMINA.uid, Photo(), Photo(first, public=True), now())
    withdraw(db, COMMAND, AMINA.uid, "photo", now())
    assert list(get_consents(db.connection(), AMINA.uid).withdrawn) == ["photo"]
    set_photo(db, COMMAND, AMINA.uid, Photo(first, public=True), Photo(second, public=True), now())

    assert get_consents(db.connection(), AMINA.uid).withdrawn == {}
    assert {person.uid: gone for person, _, gone in list_consents(db.connection(), FORUM.event)} == {
        AMINA.uid: {},
        OMAR.uid: {},
    }
    give_back(db, COMMAND, AMINA.uid, "photo", now())  # not withdrawn: the first photo stays hidden
    assert [one.agreed for one in queries.get_redactions(db.connection())] == [second]

    withdraw(db, COMMAND, AMINA.uid, "photo", now())

    assert [one.agreed for one in queries.get_redactions(db.connection())] == [None]
    assert list(get_consents(db.connection(), AMINA.uid).withdrawn) == ["photo"]


def test_who_withdraws_at_the_same_moment_is_waited_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = database.write_now(create, FORUM)
    database.write_now(publish, uid)
    with database.read() as db:
        before = live_version(db, uid)
    monkeypatch.setattr(consents, "get_consents", slow(consents.get_consents))
    at = now()

    outcomes = at_once(
        *(
            lambda field=field: database.write_now(withdraw, COMMAND, AMINA.uid, field, at)
            for field in ("photo", "photo", "biography")
        )
    )

    assert outcomes == [None, None, None]
    with database.read() as db:
        assert live_version(db, uid) == before + 2
        (first, said_first), (second, said_second) = [(one[1], one[2]) for one in noted(db)]
    assert (first, second) == ({"withdrawn": []}, said_first)
    assert said_second == {"withdrawn": ["biography", "photo"]}
