"""What organizers decide while they plan is kept, once for each event, and never over somebody else's decision."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event as listening
from sqlalchemy import select

from events_service.accounts.access import COMMAND
from events_service.accounts.models import AuditEntry
from events_service.database import DbSession
from events_service.errors import InvalidInput, NotFound, PreconditionFailed
from events_service.programme.conflicts import ConflictKind
from events_service.programme.planning import judging, keeping
from events_service.programme.planning.finding import find
from events_service.programme.planning.keeping import NoSuchConflict
from events_service.programme.planning.loading import load_plan, load_planning
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted, AvailableKind, Planning, Span
from events_service.programme.programme import EventPerson, Internal, SessionOrganizer, SessionPerson
from events_service.programme.publish import publish as published_of
from tests.factories.programme import make_event, make_organization, make_person, make_room, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, change, create, load, small_draft
from tests.programme.planning.plans import at, there

NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
AMINA, GUEST = make_person(), make_person(name={"en": "Karim"})
ARM = make_organization()
MORNING = there((8, 12))
ROOM, PERSON = AvailableKind.ROOM, AvailableKind.PERSON


def create_planned(db: DbSession) -> str:
    """Two sessions at once with the same person, in two rooms."""
    other = make_room(name={"en": "Other"}, slug="", uid=uid_of("room", "other"))
    links: dict[str, Any] = {
        "people": (SessionPerson(AMINA.uid),),
        "organizers": (SessionOrganizer(ARM.uid),),
    }
    sessions = structs.replace(WATER, **links), structs.replace(ROADS, room_uid=other.uid, **links)
    event = make_event(people=(EventPerson(GUEST.uid),))
    return create(
        db, small_draft(*sessions, event=event, rooms=(HALL, other), people=(AMINA, GUEST), organizations=(ARM,))
    )


def set_spans(db: DbSession, uid: str, kind: AvailableKind, name: str, spans: tuple[Span, ...], version: int) -> int:
    return keeping.set_availability(db, COMMAND, uid, kind, name, spans, version, NOW).version


def notes(db: DbSession) -> list[tuple[str, str, Any, Any]]:
    entries = db.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()
    return [(entry.act, entry.subject, entry.before, entry.after) for entry in entries]


def accept_first(db: DbSession, uid: str, reason: str = "She opens  one and closes the other.") -> Accepted:
    plan = load_plan(db.connection(), uid)
    decided = keeping.decision(plan, find(plan).conflicts[0], reason, COMMAND, NOW)
    keeping.accept(db, COMMAND, uid, decided)
    return decided


def test_plan_holds_what_conflicts_depend_on(db: DbSession) -> None:
    uid = create_planned(db)
    internal = Internal(notes="Flowers", setup_minutes=30, expected_audience=200)
    change(db, uid, WATER.uid, internal=internal, languages=("fr",), interpretation=("en",))

    plan = load_plan(db.connection(), uid)

    whole = load(db, uid)
    water = plan.sessions[WATER.uid]
    assert (water.internal, water.languages, water.interpretation) == (internal, ("fr",), ("en",))
    assert [one[:4] for one in plan.taken] == [one[:4] for one in Plan(whole).taken]
    assert (plan.rooms, plan.event) == ({room.uid: room for room in whole.rooms}, whole.event)
    assert {uid: person.name for uid, person in plan.people.items()} == {AMINA.uid: AMINA.name}
    assert {uid: body.name for uid, body in plan.organizations.items()} == {ARM.uid: ARM.name}
    assert find(plan) == find(Plan(whole))


def test_nothing_said_is_the_usual(db: DbSession) -> None:
    uid = create_planned(db)

    assert load_planning(db.connection(), uid) == Planning()
    assert keeping.get_way(db.connection(), uid) == (15, 0)
    assert keeping.get_availability(db.connection(), uid, ROOM, HALL.uid) == (HALL.uid, HALL.name, (), 0)


def test_availability_of_a_room_and_a_person(db: DbSession) -> None:
    uid = create_planned(db)

    set_spans(db, uid, ROOM, HALL.uid, MORNING, 0)
    set_spans(db, uid, PERSON, AMINA.slug, there((14, 15), (11, 12)), 0)

    assert load_planning(db.connection(), uid).availability == {HALL.uid: MORNING, AMINA.uid: there((11, 12), (14, 15))}
    conflicts = find(load_plan(db.connection(), uid)).conflicts
    assert [each.with_uid for each in conflicts if each.kind is ConflictKind.UNAVAILABLE] == [AMINA.uid, AMINA.uid]
    assert notes(db)[0] == (
        "edit_availability",
        f"room:{HALL.uid}",
        {"spans": []},
        {"spans": [{"start_local": "2018-11-20T08:00", "end_local": "2018-11-20T12:00"}]},
    )


def test_availability_is_not_written_over_another(db: DbSession) -> None:
    uid = create_planned(db)

    assert set_spans(db, uid, ROOM, HALL.uid, MORNING, 0) == 1
    with pytest.raises(PreconditionFailed):
        set_spans(db, uid, ROOM, HALL.uid, (), 0)
    assert set_spans(db, uid, ROOM, HALL.uid, MORNING, 1) == 1
    assert set_spans(db, uid, ROOM, HALL.uid, (), 1) == 2

    assert load_planning(db.connection(), uid).availability == {}
    assert len(notes(db)) == 2


def test_availability_is_of_one_event(db: DbSession) -> None:
    uid = create_planned(db)
    other = create(
        db,
        small_draft(
            structs.replace(WATER, uid=uid_of("session", "x"), room_uid=None),
            rooms=(),
            event=make_event(slug="other"),
            people=(),
        ),
    )

    set_spans(db, uid, PERSON, AMINA.uid, MORNING, 0)

    assert load_planning(db.connection(), other) == Planning()
    with pytest.raises(NotFound):
        keeping.get_availability(db.connection(), other, PERSON, AMINA.uid)
    with pytest.raises(NotFound):
        set_spans(db, other, ROOM, HALL.uid, MORNING, 0)


def test_availability_of_whoever_takes_part_in_the_event_itself(db: DbSession) -> None:
    uid = create_planned(db)

    assert keeping.get_availability(db.connection(), uid, PERSON, GUEST.uid).name == GUEST.name


@pytest.mark.parametrize("spans", [there((12, 12)), there((12, 11)), tuple(Span(at(n), at(n + 1)) for n in range(501))])
def test_availability_that_cannot_be_is_refused(db: DbSession, spans: tuple[Span, ...]) -> None:
    uid = create_planned(db)

    with pytest.raises(InvalidInput) as refusal:
        set_spans(db, uid, ROOM, HALL.uid, spans, 0)

    assert list(refusal.value.fields) == ["spans"]
    assert load_planning(db.connection(), uid) == Planning()


def test_availability_is_in_nothing_public(db: DbSession) -> None:
    uid = create_planned(db)
    before = published_of(load(db, uid))

    set_spans(db, uid, PERSON, AMINA.uid, MORNING, 0)
    accept_first(db, uid)

    assert published_of(load(db, uid)) == before


def test_minutes_between_venues(db: DbSession) -> None:
    uid = create_planned(db)

    assert keeping.set_way(db, COMMAND, uid, 30, 0, NOW) == (30, 1)
    with pytest.raises(PreconditionFailed):
        keeping.set_way(db, COMMAND, uid, 20, 0, NOW)
    assert keeping.set_way(db, COMMAND, uid, 0, 1, NOW) == (0, 2)

    assert load_planning(db.connection(), uid).minutes_between_venues == 0
    assert [note[2:] for note in notes(db)] == [
        ({"minutes_between_venues": 15}, {"minutes_between_venues": 30}),
        ({"minutes_between_venues": 30}, {"minutes_between_venues": 0}),
    ]


@pytest.mark.parametrize("minutes", [-1, 24 * 60 + 1])
def test_way_that_cannot_be_is_refused(db: DbSession, minutes: int) -> None:
    uid = create_planned(db)

    with pytest.raises(InvalidInput):
        keeping.set_way(db, COMMAND, uid, minutes, 0, NOW)


def test_accepted_with_a_reason_until_it_is_taken_back(db: DbSession) -> None:
    uid = create_planned(db)

    decided = accept_first(db, uid)

    plan = load_plan(db.connection(), uid)
    judged = judging.judge(plan, find(plan).conflicts)
    assert [one for _, one in judged.accepted] == [decided]
    assert (decided.reason, decided.accepted_by) == ("She opens one and closes the other.", "command line")
    keeping.take_back(db, COMMAND, uid, keeping.get_accepted(db.connection(), uid, decided.key), NOW)
    assert load_planning(db.connection(), uid).accepted == ()
    kept = {
        "kind": "person",
        "sessions": list(decided.session_uids),
        "with": AMINA.uid,
        "reason": "She opens one and closes the other.",
    }
    assert notes(db) == [
        ("accept_conflict", f"conflict:{decided.key}", None, kept),
        ("take_back_conflict", f"conflict:{decided.key}", kept, None),
    ]


def test_accepted_again_takes_the_place_of_the_first(db: DbSession) -> None:
    uid = create_planned(db)
    accept_first(db, uid)
    accept_first(db, uid)
    change(db, uid, WATER.uid, start_local=at(10.5))

    again = accept_first(db, uid, "Half an hour is enough.")

    assert load_planning(db.connection(), uid).accepted == (again,)
    assert len(notes(db)) == 2


def test_accepted_is_taken_back_only_as_it_is(db: DbSession) -> None:
    uid = create_planned(db)
    decided = accept_first(db, uid)

    with pytest.raises(PreconditionFailed):
        keeping.take_back(db, COMMAND, uid, structs.replace(decided, judged_on="0" * 24), NOW)
    keeping.take_back(db, COMMAND, uid, decided, NOW)
    with pytest.raises(NoSuchConflict):
        keeping.get_accepted(db.connection(), uid, decided.key)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_accepting_takes_a_reason(db: DbSession, reason: str) -> None:
    uid = create_planned(db)

    with pytest.raises(InvalidInput) as refusal:
        accept_first(db, uid, reason)

    assert list(refusal.value.fields) == ["reason"]


def test_conflict_is_found_by_its_key(db: DbSession) -> None:
    uid = create_planned(db)
    plan = load_plan(db.connection(), uid)
    conflict = find(plan).conflicts[0]

    assert keeping.find_conflict(plan, judging.key(conflict), conflict.session_uids) == conflict
    with pytest.raises(NoSuchConflict):
        keeping.find_conflict(plan, "0" * 24, (*conflict.session_uids, uid_of("session", "gone")))


@pytest.mark.parametrize("sessions", [1, 3])
def test_plan_asks_as_much_for_one_session_as_for_many(db: DbSession, sessions: int) -> None:
    links: dict[str, Any] = {"people": (SessionPerson(AMINA.uid),), "organizers": (SessionOrganizer(ARM.uid),)}
    several = (structs.replace(WATER, uid=uid_of("session", str(n)), code="", **links) for n in range(sessions + 1))
    uid = create(db, small_draft(*several, people=(AMINA,), organizations=(ARM,)))
    asked: list[str] = []
    connection = db.connection()

    listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
    load_plan(connection, uid)

    assert len(asked) == 13
