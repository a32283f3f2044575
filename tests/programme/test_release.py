"""Releases in the database: numbered, whole or not at all, remembered for ever."""

import hashlib
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import Connection, select, update

from events_service import zones
from events_service.database import Database, DbSession, new_id
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.directory.records import save_people
from events_service.errors import NotFound
from events_service.jobs.models import JobRow
from events_service.programme import draft, editing, jobs, queries, time_rules
from events_service.programme.changes import Change, ChangeKind
from events_service.programme.models import EventRow, ReleasedSessionRow, ReleaseRow
from events_service.programme.programme import (
    Alias,
    AliasKind,
    EventStatus,
    Internal,
    Programme,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Visibility,
)
from events_service.programme.release import (
    AlreadyReleased,
    NothingToRelease,
    NotReleased,
    Plan,
    plan,
    plan_return,
    plan_status,
    plan_time_rules,
    release,
)
from events_service.programme.session_names import FEW
from events_service.programme.settling import SessionTimeNonexistent
from events_service.programme.time_rules import follow_time_rules
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import (
    AT,
    HALL,
    ROADS,
    WATER,
    change,
    create,
    load,
    publish,
    remove_session,
    small_draft,
)
from tests.support.old_rules import rules_of_2025

_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]
_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]
_jobs = JobRow.__table__  # type: ignore[attr-defined]


def titles(programme: Programme) -> dict[str, str]:
    return {session.uid: session.title["en"] for session in programme.sessions}


def public(db: DbSession, uid: str) -> Programme:
    number = db.connection().execute(select(_events.c.release_number).where(_events.c.uid == uid)).scalar_one()
    return queries.get_release(db.connection(), uid, number).programme


def counts(db: DbSession) -> tuple[int, int, int]:
    connection = db.connection()
    return tuple(len(connection.execute(select(table)).all()) for table in (_releases, _released, _jobs))  # type: ignore[return-value]


def test_first_release_is_number_one_and_kept_whole(db: DbSession) -> None:
    uid = create(db)
    planned = plan(db.connection(), uid, AT, note={"en": "First programme"})

    assert release(db, planned, "amina") == 1

    kept = queries.get_release(db.connection(), uid, 1)
    assert (kept.programme, kept.changes) == (planned.programme, ())
    assert kept.info == queries.ReleaseInfo(1, AT, {"en": "First programme"}, planned.digest)
    row = db.connection().execute(select(_releases)).one()
    assert (row.released_by, row.time_rules) == ("amina", zones.rules_version())
    assert hashlib.sha256(zlib.decompress(row.payload)).hexdigest() == row.digest


def test_release_makes_the_event_public_and_counts_the_draft_as_changed(db: DbSession) -> None:
    uid = create(db)
    assert queries.list_current(db.connection()) == []

    publish(db, uid)

    assert queries.list_current(db.connection()) == [queries.Current(uid, "forum-7", 1, 1)]
    row = db.connection().execute(select(_events)).one()
    assert (row.modified_at, row.time_rules, row.draft_version) == (AT, zones.rules_version(), 2)


@pytest.mark.parametrize(("applied", "expected"), [(2, 2), (1, 1), (0, 1)])
def test_release_is_last_modified_when_it_is_applied_and_never_earlier_than_before(
    db: DbSession, applied: int, expected: int
) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    planned = plan(db.connection(), uid, AT)
    db.connection().execute(update(_events).values(modified_at=AT + timedelta(hours=1)))

    release(db, planned, at=AT + timedelta(hours=applied))

    modified_at = db.connection().execute(select(_events.c.modified_at)).scalar_one()
    assert modified_at == AT + timedelta(hours=expected)


def test_release_asks_for_what_others_do_about_it(db: DbSession) -> None:
    uid = create(db)

    publish(db, uid)

    midnight = datetime(2018, 10, 1, 23, tzinfo=UTC)
    rows = db.connection().execute(select(_jobs.c.kind, _jobs.c.payload, _jobs.c.run_at).order_by(_jobs.c.kind))
    assert [tuple(row) for row in rows] == [
        (jobs.CATALOGUE, {}, AT),
        (jobs.LIVE, {"event_uid": uid}, midnight),
        (jobs.PROMOTE, {"event_uid": uid, "session_uid": ""}, AT),
    ]


def test_second_release_tells_what_changed(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})

    publish(db, uid, hours=1)

    kept = queries.get_release(db.connection(), uid, 2)
    assert [(c.kind, c.slug, c.before) for c in kept.changes] == [
        (ChangeKind.RETITLED, "sou-84-water", {"en": "Water"})
    ]
    assert [(info.number, changes) for info, changes in queries.list_releases(db.connection(), uid)] == [
        (2, kept.changes),
        (1, ()),
    ]


def test_earlier_releases_stay_as_they_were(db: DbSession) -> None:
    uid = create(db)
    first = publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, hours=1)
    remove_session(db, uid, WATER.uid)
    publish(db, uid, hours=2)

    assert queries.get_release(db.connection(), uid, 1).programme == first.programme
    assert titles(queries.get_release(db.connection(), uid, 2).programme)[WATER.uid] == "Rivers"
    with pytest.raises(NotFound):
        queries.get_release(db.connection(), uid, 4)


def test_nothing_to_release(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Not ready"}, ready=False)
    change(db, uid, ROADS.uid, internal=Internal(notes="Nobody sees this"))

    for only in (None, [], ["SOU 75"]):
        with pytest.raises(NothingToRelease):
            plan(db.connection(), uid, AT + timedelta(hours=1), only=only)


def test_nothing_to_release_names_what_is_not_ready_in_the_reader_s_language(db: DbSession) -> None:
    many = [draft_session(f"Talk {number:02}", uid=uid_of("session", str(number))) for number in range(FEW + 1)]
    uid = create(db, small_draft(WATER, *many))
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers\n", "fr": "Fleuves"}, ready=False)

    with pytest.raises(NothingToRelease) as one:
        plan(db.connection(), uid, AT + timedelta(hours=1))
    with pytest.raises(NothingToRelease) as chosen:
        plan(db.connection(), uid, AT + timedelta(hours=1), only=["talk-01"])
    for session in many:
        change(db, uid, session.uid, ready=False)
    with pytest.raises(NothingToRelease) as all_of_them:
        plan(db.connection(), uid, AT + timedelta(hours=1))

    sentence = "Nothing is ready that is not published already."
    assert str(one.value) == f"{sentence} Held back as not ready: SOU 84 Rivers."
    assert "SOU 84 Fleuves" in one.value.sentence.said_in("fr")
    assert str(chosen.value) == sentence
    assert str(all_of_them.value).startswith(f"{sentence} Held back as not ready: ")
    assert str(all_of_them.value).endswith(" … (+2).")


def test_release_says_what_it_holds_back(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"}, ready=False)
    change(db, uid, ROADS.uid, title={"en": "Paths"})

    whole = plan(db.connection(), uid, AT + timedelta(hours=1))
    chosen = plan(db.connection(), uid, AT + timedelta(hours=1), only=["SOU 75"])
    taken_back = plan(db.connection(), uid, AT + timedelta(hours=1), withdrawn=[WATER.uid])

    assert [session.title for session in whole.held_back] == [{"en": "Rivers"}]
    assert chosen.held_back == taken_back.held_back == ()


def test_event_by_its_slug(db: DbSession) -> None:
    uid = create(db)

    assert queries.get_event_uid(db.connection(), "forum-7") == uid
    with pytest.raises(NotFound, match="no event called nowhere"):
        queries.get_event_uid(db.connection(), "nowhere")


def test_unknown_event_is_not_found(db: DbSession) -> None:
    for ask in (plan, plan_time_rules):
        with pytest.raises(NotFound):
            ask(db.connection(), new_id(), AT)


def test_release_of_chosen_sessions_makes_them_ready(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    for session in (WATER, ROADS):
        change(db, uid, session.uid, title={"en": "Proposed"}, ready=False)

    publish(db, uid, only=["SOU 84"], hours=1)

    assert titles(public(db, uid)) == {WATER.uid: "Proposed", ROADS.uid: "Roads"}
    assert {s.uid: s.ready for s in load(db, uid).sessions} == {WATER.uid: True, ROADS.uid: False}


def test_release_of_a_room_alone(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, HALL.uid, name={"en": "Great hall"})
    change(db, uid, WATER.uid, title={"en": "Not this"})

    planned = publish(db, uid, only=["room:hall"], hours=1)

    assert [c.kind for c in planned.changes] == [ChangeKind.RENAMED_ROOM]
    assert {s.uid: s.revision for s in public(db, uid).sessions} == {WATER.uid: 1, ROADS.uid: 0}
    assert titles(public(db, uid))[WATER.uid] == "Water"


def test_refused_release_writes_nothing(db: DbSession) -> None:
    event = make_event(timezone="Europe/Paris", start_on=date(2018, 3, 25))
    uid = create(db, small_draft(event=event))
    change(db, uid, WATER.uid, start_local=datetime.fromisoformat("2018-03-25T02:30"), end_local=None)

    with pytest.raises(SessionTimeNonexistent):
        publish(db, uid)

    assert counts(db) == (0, 0, 0)


def test_slugs_are_fixed_in_the_draft(db: DbSession) -> None:
    uid = create(db, small_draft(ROADS, structs.replace(WATER, ready=False)))
    publish(db, uid)
    assert {s.uid: s.slug for s in load(db, uid).sessions} == {ROADS.uid: "sou-75-roads", WATER.uid: ""}
    assert load(db, uid).rooms[0].slug == "hall"

    change(db, uid, ROADS.uid, title={"en": "Streets"})
    change(db, uid, WATER.uid, ready=True)
    publish(db, uid, hours=1)

    assert {s.slug for s in load(db, uid).sessions} == {"sou-75-roads", "sou-84-water"}


def test_slug_that_had_to_get_a_number_is_fixed_in_the_draft(db: DbSession) -> None:
    uid = create(db, small_draft(structs.replace(ROADS, slug="x"), structs.replace(WATER, slug="x")))

    publish(db, uid)

    slugs = {s.uid: s.slug for s in public(db, uid).sessions}
    assert sorted(slugs.values()) == ["x", "x-2"]
    assert {s.uid: s.slug for s in load(db, uid).sessions} == slugs


def test_slug_chosen_for_a_session_that_is_not_ready_waits_in_the_draft(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, slug="rivers", ready=False)
    change(db, uid, ROADS.uid, title={"en": "Streets"})

    publish(db, uid, hours=1)

    assert {s.slug for s in public(db, uid).sessions} == {"sou-84-water", "sou-75-roads"}
    assert {s.slug for s in load(db, uid).sessions} == {"rivers", "sou-75-roads"}


def test_rename_leaves_an_alias_in_programme_and_draft(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, slug="rivers")

    publish(db, uid, hours=1)
    alias = Alias(AliasKind.SESSION, "sou-84-water", WATER.uid)
    assert public(db, uid).aliases == load(db, uid).aliases == (alias,)

    change(db, uid, WATER.uid, slug="sou-84-water")
    publish(db, uid, hours=2)
    alias = Alias(AliasKind.SESSION, "rivers", WATER.uid)
    assert public(db, uid).aliases == load(db, uid).aliases == (alias,)


def test_import_compared_before_a_release_is_not_written_over_it(db: DbSession) -> None:
    """It would take the slugs away again."""
    uid = create(db)
    before = draft.load(db.connection(), uid)
    publish(db, uid)

    with pytest.raises(draft.DraftChanged):
        draft.save(db.connection(), before, before.programme)


def test_deleted_session_is_cancelled_and_comes_back(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    remove_session(db, uid, WATER.uid)
    publish(db, uid, hours=1)
    assert [(s.uid, s.revision, s.status) for s in public(db, uid).tombstones] == [
        (WATER.uid, 1, SessionStatus.CANCELLED)
    ]

    editing.add_session(db, uid, WATER)
    publish(db, uid, hours=2)

    assert public(db, uid).tombstones == ()
    assert {s.uid: (s.slug, s.revision) for s in public(db, uid).sessions}[WATER.uid] == ("sou-84-water", 2)


def test_withdrawn_session_goes_wholly_and_does_not_come_back_by_itself(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, hours=1)

    publish(db, uid, only=[], withdrawn=[WATER.uid], hours=2)
    assert (titles(public(db, uid)), public(db, uid).tombstones) == ({ROADS.uid: "Roads"}, ())
    change(db, uid, ROADS.uid, title={"en": "Streets"})
    publish(db, uid, hours=3)
    assert titles(public(db, uid)) == {ROADS.uid: "Streets"}

    publish(db, uid, only=["SOU 84"], hours=4)
    assert {s.uid: (s.slug, s.revision) for s in public(db, uid).sessions}[WATER.uid] == ("sou-84-water", 2)


def test_slug_of_a_withdrawn_session_is_taken_for_ever(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    remove_session(db, uid, WATER.uid)
    publish(db, uid, withdrawn=[WATER.uid], hours=1)
    editing.add_session(db, uid, draft_session("Water", uid=new_id(), code="SOU 84"))

    publish(db, uid, hours=2)

    assert {s.slug for s in public(db, uid).sessions} == {"sou-75-roads", "sou-84-water-2"}


def test_highest_revision_is_remembered_of_every_session(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, hours=1)

    rows = db.connection().execute(select(_released.c.uid, _released.c.revision))
    assert {row.uid: row.revision for row in rows} == {WATER.uid: 1, ROADS.uid: 0}


def test_same_plan_twice_is_refused_the_second_time(db: DbSession) -> None:
    uid = create(db)
    planned = publish(db, uid)
    before = counts(db)

    with pytest.raises(AlreadyReleased) as refusal:
        release(db, planned)

    assert str(refusal.value) == "Version 1 has been published meanwhile. Look at the changes again."
    assert (refusal.value.status, counts(db)) == (409, before)


def test_two_plans_race_and_one_is_published(database: Database) -> None:
    uid = database.write_now(create)
    database.write_now(publish, uid)
    database.write_now(change, uid, WATER.uid, title={"en": "Rivers"})
    with database.read() as db:
        planned = [
            plan(db.connection(), uid, AT + timedelta(hours=1), note={"en": note}) for note in ("first", "second")
        ]
    together = threading.Barrier(2)

    def race(one: Plan) -> str:
        together.wait(5)
        try:
            database.write_now(release, one)
        except AlreadyReleased:
            return "refused"
        return one.note["en"]

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(race, planned))

    assert answers.count("refused") == 1
    with database.read() as db:
        kept = queries.list_releases(db.connection(), uid)
    assert [(info.number, info.note) for info, _ in kept] == [
        (2, {"en": next(note for note in answers if note != "refused")}),
        (1, {}),
    ]


def test_draft_edited_between_plan_and_release_is_not_published(db: DbSession) -> None:
    uid = create(db)
    planned = plan(db.connection(), uid, AT)
    editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, title={"en": "Too late"}))

    release(db, planned)

    assert titles(public(db, uid))[WATER.uid] == "Water"
    assert titles(load(db, uid))[WATER.uid] == "Too late"


# Status acts -------------------------------------------------------------------------------------------------------


def decide(db: DbSession, uid: str, status: EventStatus, hours: int = 1) -> Plan:
    planned = plan_status(db.connection(), uid, status, AT + timedelta(hours=hours))
    release(db, planned)
    return planned


@pytest.mark.parametrize("status", [EventStatus.POSTPONED, EventStatus.CANCELLED, EventStatus.MOVED_ONLINE])
def test_status_is_published_at_once_and_nothing_else_of_the_draft(db: DbSession, status: EventStatus) -> None:
    uid = create(db)
    first = publish(db, uid).programme
    change(db, uid, WATER.uid, title={"en": "Unfinished"})
    change(db, uid, uid, theme={"en": "Unfinished"})
    editing.add_session(db, uid, draft_session("Unfinished", uid=new_id()))

    planned = decide(db, uid, status)

    now = public(db, uid)
    assert (now.event.status, now.event.theme, titles(now)) == (status, {}, titles(first))
    assert {session.revision for session in now.sessions} == {1}
    assert now.event.revision == 1
    assert planned.changes == (Change(ChangeKind.EVENT, title=now.event.title, status=status),)
    assert load(db, uid).event.status is status
    assert titles(load(db, uid))[WATER.uid] == "Unfinished"


def test_status_restored(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    decide(db, uid, EventStatus.CANCELLED)

    decide(db, uid, EventStatus.CONFIRMED, hours=2)

    assert public(db, uid).event.status is EventStatus.CONFIRMED
    assert {session.revision for session in public(db, uid).sessions} == {2}


def test_removed_session_stays_as_it_is_when_its_event_is_postponed_and_restored(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    remove_session(db, uid, WATER.uid)
    (stone,) = publish(db, uid, hours=1).programme.tombstones

    for hours, status in enumerate((EventStatus.POSTPONED, EventStatus.CANCELLED, EventStatus.CONFIRMED), 2):
        decide(db, uid, status, hours=hours)

        assert public(db, uid).tombstones == (stone,)
        assert public(db, uid).sessions[0].revision == hours - 1


def test_status_it_has_already_is_nothing_to_release(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)

    with pytest.raises(NothingToRelease):
        decide(db, uid, EventStatus.CONFIRMED)


def test_status_of_an_event_that_is_not_public_is_refused(db: DbSession) -> None:
    uid = create(db)

    with pytest.raises(NotReleased):
        plan_status(db.connection(), uid, EventStatus.CANCELLED, AT)
    with pytest.raises(NotReleased):
        plan_return(db.connection(), uid, 1, AT)


def test_release_of_a_session_leaves_the_status_in_the_draft(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, uid, status=EventStatus.ANNOUNCED)
    change(db, uid, WATER.uid, title={"en": "Rivers"})

    publish(db, uid, only=["SOU 84"], hours=1)

    assert load(db, uid).event.status is EventStatus.ANNOUNCED
    assert public(db, uid).event.status is EventStatus.CONFIRMED


# Going back --------------------------------------------------------------------------------------------------------


def test_going_back_is_a_new_release_and_leaves_the_draft(db: DbSession) -> None:
    uid = create(db)
    first = publish(db, uid).programme
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, hours=1)

    planned = plan_return(db.connection(), uid, 1, AT + timedelta(hours=2), note={"en": "Back"})
    assert release(db, planned) == 3

    assert titles(public(db, uid)) == titles(first)
    assert {s.uid: s.revision for s in public(db, uid).sessions} == {WATER.uid: 2, ROADS.uid: 0}
    assert titles(load(db, uid))[WATER.uid] == "Rivers"
    assert queries.get_release(db.connection(), uid, 3).info.note == {"en": "Back"}


def test_going_back_reads_people_as_the_directory_has_them_now(db: DbSession) -> None:
    amina, omar = make_person(), make_person(name={"en": "Omar Alami"})
    water = structs.replace(WATER, people=(SessionPerson(amina.uid), SessionPerson(omar.uid)))
    uid = create(db, small_draft(water, ROADS, people=(amina, omar)))
    publish(db, uid)
    change(db, uid, WATER.uid, people=())
    publish(db, uid, hours=1)
    save_people(db.connection(), [structs.replace(amina, published=False)], None)

    release(db, plan_return(db.connection(), uid, 1, AT + timedelta(hours=2)))

    assert [person.uid for person in public(db, uid).people] == [omar.uid]
    assert [[link.person_uid for link in s.people] for s in public(db, uid).sessions if s.people] == [[omar.uid]]


def test_going_back_to_what_is_public_is_nothing_to_release(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)

    with pytest.raises(NothingToRelease):
        plan_return(db.connection(), uid, 1, AT + timedelta(hours=1))
    with pytest.raises(NotFound):
        plan_return(db.connection(), uid, 7, AT + timedelta(hours=1))


# Time rules --------------------------------------------------------------------------------------------------------

MOROCCO = make_event(slug="forum-2026", start_on=date(2026, 11, 20))
WALL = datetime.fromisoformat("2026-11-21T09:30")


@pytest.fixture
def rules_of_last_year(tmp_path: Path) -> Iterator[None]:
    """Until a test loads those of today."""
    zones.load_rules(rules_of_2025(tmp_path / "zones"))
    yield
    zones.load_rules()


def morocco() -> Programme:
    water = structs.replace(WATER, start_local=WALL, end_local=WALL + timedelta(hours=3))
    untimed = structs.replace(ROADS, start_local=None, end_local=None)
    return small_draft(water, untimed, event=MOROCCO)


@pytest.mark.usefixtures("rules_of_last_year")
def test_new_time_rules_under_a_live_event(database: Database) -> None:
    uid = database.write_now(create, morocco())
    database.write_now(publish, uid)
    database.write_now(change, uid, WATER.uid, title={"en": "Unfinished"})

    zones.load_rules()
    assert follow_time_rules(database) == ["forum-2026"]

    with database.read() as db:
        before, after = (queries.get_release(db.connection(), uid, number) for number in (1, 2))
        assert titles(load(db, uid))[WATER.uid] == "Unfinished"
    old, new = (next(s for s in p.sessions if s.uid == WATER.uid) for p in (before.programme, after.programme))
    rules = zones.rules_version()
    assert (new.start_local, new.title) == (WALL, {"en": "Water"})
    assert (old.start_at, new.start_at) == (
        datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )
    assert (old.revision, new.revision) == (0, 1)
    assert [s.revision for s in after.programme.sessions if s.uid == ROADS.uid] == [0]
    assert (before.programme.time_rules, after.programme.time_rules) == ("2025b", rules)
    assert after.info.note["en"] == f"Time rules {rules}"
    assert [(c.kind, c.session_uid, c.details) for c in after.changes] == [
        (ChangeKind.MOVED_TIME, WATER.uid, ("time_rules",))
    ]


@pytest.mark.usefixtures("rules_of_last_year")
def test_time_rules_are_followed_once(database: Database) -> None:
    uid = database.write_now(create, morocco())
    database.write_now(publish, uid)
    zones.load_rules()

    assert (follow_time_rules(database), follow_time_rules(database)) == (["forum-2026"], [])


@pytest.mark.usefixtures("rules_of_last_year")
def test_event_that_cannot_be_read_keeps_no_other_from_following_time_rules(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken = database.write_now(create, programme_of(event=make_event(slug="a-broken-one")))
    uid = database.write_now(create, morocco())
    for event_uid in (broken, uid):
        database.write_now(publish, event_uid)
    spoilt = update(_releases).where(_releases.c.event_uid == broken).values(payload=b"spoilt")
    database.write_now(lambda db: db.connection().execute(spoilt).rowcount)
    zones.load_rules()

    assert follow_time_rules(database) == ["forum-2026"]

    said = [record.getMessage() for record in caplog.records if record.exc_info]
    assert said == ["An event could not be checked against new time rules"]


@pytest.mark.usefixtures("rules_of_last_year")
def test_event_that_new_rules_do_not_move_is_remembered_as_checked(database: Database) -> None:
    uid = database.write_now(create)
    database.write_now(publish, uid)
    database.write_now(create, structs.replace(morocco(), sessions=(), rooms=()))
    zones.load_rules()

    assert follow_time_rules(database) == []

    with database.read() as db:
        rows = db.connection().execute(select(_events.c.slug, _events.c.release_number, _events.c.time_rules))
        assert {row.slug: (row.release_number, row.time_rules) for row in rows} == {
            "forum-7": (1, zones.rules_version()),
            "forum-2026": (0, ""),
        }


@pytest.mark.usefixtures("rules_of_last_year")
def test_time_rules_after_another_release_came_first_have_nothing_to_do(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody publishes between plan and release: by the rules in use, so nothing is left to follow."""
    uid = database.write_now(create, morocco())
    database.write_now(publish, uid)
    database.write_now(change, uid, WATER.uid, title={"en": "Rivers"})
    zones.load_rules()

    def overtaken(connection: Connection, event_uid: str, now: datetime) -> Plan | None:
        planned = plan_time_rules(connection, event_uid, now)
        database.write_now(publish, event_uid, hours=1)
        return planned

    monkeypatch.setattr(time_rules, "plan_time_rules", overtaken)

    assert follow_time_rules(database) == []
    with database.read() as db:
        assert queries.list_current(db.connection())[0].release == 2


def test_time_rules_that_are_in_use_move_nothing(db: DbSession) -> None:
    uid = create(db)
    assert plan_time_rules(db.connection(), uid, AT) is None
    publish(db, uid)

    assert plan_time_rules(db.connection(), uid, AT) is None


# Secrets -----------------------------------------------------------------------------------------------------------


def secret_draft() -> Programme:
    """The word SECRET in everything that must not be published, and once in what is, to see that it is looked for."""
    hidden = ContactPoint(ContactKind.PHONE, "SECRET", public=False)
    secret: dict[str, Any] = {"en": "SECRET"}
    person = make_person(contacts=(hidden,), photo="SECRET.jpg")
    nobody = make_person(uid=uid_of("person", "nobody"), slug="nobody", name=secret, published=False)
    body = make_organization(contacts=(hidden,))
    no_body = make_organization(uid=uid_of("organization", "none"), slug="none", name=secret, published=False)
    links: dict[str, Any] = {
        "people": (SessionPerson(person.uid), SessionPerson(nobody.uid, title=secret)),
        "organizers": (SessionOrganizer(body.uid, contacts=(hidden,)), SessionOrganizer(no_body.uid)),
        "internal": Internal(notes="SECRET"),
    }
    return small_draft(
        structs.replace(WATER, **links),
        structs.replace(ROADS, title=secret, ready=False),
        draft_session("SECRET", uid=new_id(), visibility=Visibility.BY_INVITATION),
        draft_session("Closed", uid=new_id(), visibility=Visibility.TITLE_ONLY, description=secret),
        event=make_event(contact=(hidden,)),
        people=(person, nobody),
        organizations=(body, no_body),
        rooms=(HALL,),
    )


def test_no_secret_is_in_any_released_byte(db: DbSession) -> None:
    uid = create(db, secret_draft())
    publish(db, uid)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, only=["SOU 84"], hours=1)
    decide(db, uid, EventStatus.POSTPONED, hours=2)
    release(db, plan_return(db.connection(), uid, 1, AT + timedelta(hours=3)))

    rows = db.connection().execute(select(_releases)).all()
    texts = [zlib.decompress(part).decode() for row in rows for part in (row.payload, row.changes)]

    assert len(rows) == 4
    assert [text.count("SECRET") for text in texts] == [0] * 8
    assert any("Amina Berrada" in text for text in texts)
