"""A whole paste is taken back, as far as nobody has changed it since."""

from functools import partial
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select

from events_service.accounts.access import COMMAND, ROLES, Actor, Grant
from events_service.accounts.models import AuditEntry, Role
from events_service.catalogue import keeping
from events_service.database import Database
from events_service.directory.editing import BODIES
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Forbidden, NotFound
from events_service.interchange.pasting import adopting, undoing
from events_service.interchange.pasting.adopting import Choice
from events_service.interchange.pasting.past import UNDONE, TakenBack, find_taken_back, get_past, list_past
from events_service.interchange.pasting.reading import read
from events_service.interchange.pasting.undoing import NothingToTakeBack, Why
from events_service.programme import part_editing, restoring
from events_service.programme.programme import Programme, SessionOrganizer
from events_service.zones import now
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, programme_of, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, change, create, load, publish, small_draft
from tests.support.racing import at_once, slow

FORUM = small_draft(event=make_event(languages=("en", "fr"), timezone="Africa/Casablanca"))
EVENT = FORUM.event.uid
TEXT = """SOU 84 - Water again
21 November 2018, 9:30-12:30
Room: Dakhla
Organized by: House of Rivers

SOU 99 - Bridges
22 November 2018, 9:30-12:30
Room: Dakhla
Track: Ways
Speakers: Amina Berrada, Mayor
"""
_entries: Any = AuditEntry.__table__  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def event(database: Database) -> None:
    database.write_now(create, FORUM)


def take(database: Database, text: str = TEXT, event_uid: str = EVENT) -> str:
    """Read a text and take all of it; gives the id of what was written down."""
    with database.read() as db:
        there = load(db, event_uid)
        found = read(text, adopting.get_acquaintance(db.connection(), there)).proposals
    uids = adopting.matched(found, there)
    choices = [Choice(n, p, uid) for n, (p, uid) in enumerate(zip(found, uids, strict=True))]
    return database.write_now(adopting.take, COMMAND, event_uid, choices).entry


def take_back(database: Database, entry: str, actor: Actor = COMMAND) -> None:
    database.write_now(undoing.take_back, actor, EVENT, entry)


def programme(database: Database) -> Programme:
    with database.read() as db:
        return load(db, EVENT)


def became(database: Database, entry: str) -> TakenBack | None:
    with database.read() as db:
        return find_taken_back(db.connection(), EVENT, entry)


def left(database: Database, entry: str) -> list[tuple[str, str]]:
    done = became(database, entry)
    assert done is not None
    return sorted((kind, why) for kind, _, why in done.left)


def offered(database: Database) -> tuple[list[str], list[str]]:
    """Names of the organizations and of the people that are not archived."""
    with database.read() as db:
        organizations, people = (
            [one.name["en"] for one in records.read(db.connection(), records.table.c.archived_at.is_(None))]
            for records in (ORGANIZATIONS, PEOPLE)
        )
    return organizations, people


def sessions(programme: Programme) -> dict[str, Any]:
    return {session.uid: session for session in programme.sessions}


def test_everything_is_as_it_was_before(database: Database) -> None:
    before = programme(database)
    entry = take(database)
    assert len(programme(database).sessions) == 3
    assert offered(database) == (["House of Rivers"], ["Amina Berrada"])

    take_back(database, entry)

    after = programme(database)
    assert structs.replace(after, sessions=()) == structs.replace(before, sessions=())
    assert sessions(after) == sessions(before)
    assert offered(database) == ([], [])
    assert left(database, entry) == []


def test_each_step_is_written_down_and_can_be_undone_itself(database: Database) -> None:
    entry = take(database)
    take_back(database, entry)

    with database.read() as db:
        rows = db.connection().execute(select(_entries).where(_entries.c.id > entry).order_by(_entries.c.id)).all()
        deleted = restoring.list_deleted(db.connection(), EVENT)
    assert [row.act for row in rows] == [
        "archive_organization",
        "archive_person",
        "delete_session",
        "edit_session",
        "delete_room",
        "delete_track",
        UNDONE,
    ]
    assert {row.event_uid for row in rows} == {EVENT}
    assert (rows[3].before["title"], rows[3].after["title"]) == ({"en": "Water again"}, {"en": "Water"})
    for one in sorted(deleted, key=lambda one: one.noun == restoring.SESSION):
        database.write_now(restoring.restore, EVENT, one.entry_id)
    bridges = next(session for session in programme(database).sessions if session.code == "SOU 99")
    assert (bridges.title, len(bridges.people)) == ({"en": "Bridges"}, 1)


def test_twice_is_once(database: Database) -> None:
    entry = take(database)
    take_back(database, entry)
    before = programme(database)

    take_back(database, entry)

    assert programme(database) == before
    with database.read() as db:
        assert [one.taken_back for one in list_past(db.connection(), EVENT, 5)] == [True]


def test_two_press_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = take(database)
    monkeypatch.setattr(undoing, "look_ahead", slow(undoing.look_ahead))

    at_once(*(partial(take_back, database, entry) for _ in range(2)))

    assert sessions(programme(database)) == sessions(FORUM)
    with database.read() as db:
        acts = db.connection().execute(select(_entries.c.act).where(_entries.c.id > entry)).scalars().all()
    assert (acts.count(UNDONE), acts.count("delete_session")) == (1, 1)


def test_what_somebody_has_changed_since_stays_and_is_listed(database: Database) -> None:
    entry = take(database)
    new = next(session.uid for session in programme(database).sessions if session.code == "SOU 99")
    database.write_now(lambda db: change(db, EVENT, new, title={"en": "Bridges and ferries"}))

    with database.read() as db:
        ahead = undoing.look_ahead(db.connection(), COMMAND, EVENT, get_past(db.connection(), EVENT, entry))
    take_back(database, entry)

    after = programme(database)
    assert sessions(after)[WATER.uid] == sessions(FORUM)[WATER.uid]
    assert sessions(after)[new].title == {"en": "Bridges and ferries"}
    assert [room.name["en"] for room in after.rooms] == ["Hall", "Dakhla"]  # it takes place there
    assert left(database, entry) == [
        ("people", "used"),
        ("rooms", "used"),
        ("sessions", "changed"),
        ("tracks", "used"),
    ]
    assert [(one.kind, one.uid, one.why) for one in ahead.left][:1] == [("sessions", new, Why.CHANGED)]
    assert offered(database) == ([], ["Amina Berrada"])


def test_publishing_is_no_change(database: Database) -> None:
    entry = take(database)
    database.write_now(publish, EVENT)

    take_back(database, entry)

    assert left(database, entry) == []
    assert {session.title["en"] for session in programme(database).sessions} == {"Water", "Roads"}


def test_what_others_use_by_now_stays(database: Database) -> None:
    entry = take(database)
    room = next(room.uid for room in programme(database).rooms if room.uid != HALL.uid)
    with database.read() as db:
        (rivers,) = ORGANIZATIONS.read(db.connection())
    database.write_now(lambda db: change(db, EVENT, ROADS.uid, room_uid=room))
    theirs = draft_session("Theirs", uid=uid_of("session", "theirs"), organizers=(SessionOrganizer(rivers.uid),))
    other = programme_of(theirs, event=make_event(slug="other"), organizations=(rivers,))
    database.write_now(create, other)

    take_back(database, entry)

    assert left(database, entry) == [("organizations", "used"), ("rooms", "used")]
    assert sessions(programme(database))[ROADS.uid].room_uid == room
    assert offered(database) == (["House of Rivers"], [])


def test_session_gets_back_what_there_still_is(database: Database) -> None:
    """Its former room is gone, and its former code another's."""
    assert WATER.start_local is not None
    text = f"SOU 85 - Water\n{WATER.start_local:%d/%m/%Y %H:%M}-18:00\nRoom: Dakhla\n"
    entry = take(database, text)
    assert sessions(programme(database))[WATER.uid].code == "SOU 85"
    database.write_now(lambda db: change(db, EVENT, ROADS.uid, code="SOU 84"))
    database.write_now(part_editing.delete_part, EVENT, part_editing.ROOMS, HALL.uid)

    take_back(database, entry)

    water = sessions(programme(database))[WATER.uid]
    assert (water.end_local, water.room_uid, water.code) == (WATER.end_local, None, "SOU 85")


def test_nothing_is_left_to_take_back(database: Database) -> None:
    entry = take(database, "SOU 84 - Water again\n")
    database.write_now(lambda db: change(db, EVENT, WATER.uid, title={"en": "Sea"}))

    with pytest.raises(NothingToTakeBack):
        take_back(database, entry)

    assert became(database, entry) is None


def test_whoever_edits_sessions_alone_takes_back_sessions_alone(database: Database) -> None:
    editor = Actor("account", uid_of("account", "e"), "E", (Grant(ROLES[Role.EDITOR], frozenset({EVENT})),))
    entry = take(database)

    take_back(database, entry, editor)

    after = sessions(programme(database))
    assert (set(after), after[WATER.uid].title, after[WATER.uid].ready) == (set(sessions(FORUM)), WATER.title, False)
    assert left(database, entry) == [(kind, "not_theirs") for kind in ("organizations", "people", "rooms", "tracks")]


def test_only_who_edits_this_event_takes_back_what_was_pasted_here(database: Database) -> None:
    database.write_now(create, programme_of(event=make_event(slug="other"), rooms=()))
    theirs = take(database, TEXT, make_event(slug="other").uid)
    viewer = Actor("account", "x", "X", (Grant(ROLES[Role.VIEWER], frozenset({EVENT})),))

    for entry in (theirs, uid_of("entry", "none"), "x"):
        with pytest.raises(NotFound):
            take_back(database, entry)
    with pytest.raises(Forbidden):
        take_back(database, take(database), viewer)


def test_what_was_archived_is_offered_again_when_it_is_pasted_again(database: Database) -> None:
    take_back(database, take(database))

    take(database)

    assert offered(database) == (["House of Rivers"], ["Amina Berrada"])
    with database.read() as db:
        (rivers,) = ORGANIZATIONS.read(db.connection())
    database.write_now(keeping.archive_record, COMMAND, BODIES, rivers.uid, True, now())
    take(database, "SOU 84 - Water once more\n")
    assert offered(database) == ([], ["Amina Berrada"])  # it was named before
