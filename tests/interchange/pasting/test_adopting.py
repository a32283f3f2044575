"""What was chosen of the proposals is in the draft, all of it or nothing."""

from datetime import datetime
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.accounts.access import COMMAND, ROLES, Actor, Grant
from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Forbidden
from events_service.interchange.pasting import adopting
from events_service.interchange.pasting.adopting import Choice, Faulty, GoneMeanwhile, Taken
from events_service.interchange.pasting.past import get_past
from events_service.interchange.pasting.reading import read
from events_service.programme.programme import Programme
from tests.factories.programme import make_event, programme_of, uid_of
from tests.factories.stored_events import ROADS, WATER, create, load, small_draft
from tests.interchange.pasting.test_seeds import seed
from tests.support.racing import at_once, slow

FORUM = small_draft(event=make_event(languages=("en", "fr"), timezone="Africa/Casablanca"))
EVENT = FORUM.event.uid


@pytest.fixture(autouse=True)
def event(database: Database) -> None:
    database.write_now(create, FORUM)


def take(database: Database, text: str, actor: Actor = COMMAND) -> Taken:
    """Read a text and take all of it."""
    with database.read() as db:
        programme = load(db, EVENT)
        known = adopting.get_acquaintance(db.connection(), programme)
    found = read(text, known).proposals
    uids = adopting.matched(found, programme)
    choices = [Choice(n, p, uid) for n, (p, uid) in enumerate(zip(found, uids, strict=True))]
    return database.write_now(lambda db: adopting.take(db, actor, EVENT, choices))


def programme(database: Database) -> Programme:
    with database.read() as db:
        return load(db, EVENT)


def test_sou_84_changes_the_session_that_has_its_code_and_makes_what_it_needs(database: Database) -> None:
    taken = take(database, seed("000"))

    after = programme(database)
    session = next(session for session in after.sessions if session.uid == WATER.uid)
    names = {body.uid: body.name for body in after.organizations}
    room = next(room for room in after.rooms if room.uid == session.room_uid)
    assert [(one.uid, one.new) for one in taken.sessions] == [(WATER.uid, False)]
    assert session.title["en"].startswith("Partnering to last")
    assert session.start_local == datetime(2018, 11, 21, 9, 30)  # noqa: DTZ001  # a wall time
    assert (room.name, session.ready) == ({"en": "Dakhla"}, True)
    assert [(names[o.organization_uid], [c.e164 for c in o.contacts]) for o in session.organizers] == [
        ({"en": "Association Marocaine des Présidents des Conseils Municipaux"}, ["+212537205903"]),
        ({"en": "Association des Régions du Maroc"}, []),
    ]
    assert (len(session.agenda), len(session.objectives), len(session.questions)) == (4, 3, 3)
    with database.read() as db:
        entries = db.connection().execute(select(AuditEntry.act, AuditEntry.subject)).all()  # type: ignore[call-overload]
        taken_then = get_past(db.connection(), EVENT, taken.entry)
    assert sorted({act for act, _ in entries}) == [
        "add_organization",
        "add_room",
        "add_sessions",
        "add_track",
        "edit_session",
    ]
    assert (taken_then.added, taken_then.changed) == ((), (WATER.uid,))
    assert "rooms: Dakhla" in taken_then.records


def test_taking_the_same_twice_makes_nothing_new(database: Database) -> None:
    text = "Wednesday 21 November\n9:30-12:30 Mobility (Room Agadir)\n14:00-15:00 Energy (Room Agadir)\n"
    first = take(database, text)
    before = programme(database)

    second = take(database, text)

    assert [one.new for one in first.sessions] == [True, True]
    assert [one.new for one in second.sessions] == [False, False]
    assert second.records == ()
    assert programme(database).sessions == before.sessions
    assert [room.name for room in before.rooms] == [{"en": "Hall"}, {"en": "Agadir"}]


def test_another_language_stands_beside_the_first(database: Database) -> None:
    take(database, "SOU 75 - Les routes pour tous les territoires\nObjectifs\n1. relier les villes\n2. payer\n")
    take(database, "SOU 75 - Roads for all the territories\nObjectives\n1. link the cities\n2. pay for it\n")

    session = next(session for session in programme(database).sessions if session.uid == ROADS.uid)

    assert session.title == ROADS.title | {
        "fr": "Les routes pour tous les territoires",
        "en": "Roads for all the territories",
    }
    assert session.objectives[0] == {"fr": "relier les villes", "en": "link the cities"}


def test_what_a_partner_takes_waits_for_an_organizer(database: Database) -> None:
    partner = Actor("account", uid_of("account", "p"), "P", (Grant(ROLES[Role.EDITOR], frozenset({EVENT})),))

    take(database, "SOU 84 - Water again\n\nSOU 99 - Something new\n21 November\n9:30-10:30\n", partner)

    ready = {session.code: session.ready for session in programme(database).sessions}
    assert ready == {"SOU 75": True, "SOU 84": False, "SOU 99": False}


def test_faults_are_told_by_session_and_field_and_nothing_is_taken(database: Database) -> None:
    with database.read() as db:
        known = adopting.get_acquaintance(db.connection(), FORUM)
    one, other = read("SOU 84 - A\n21 November 9:30-10:00\n\nAB 2 - B\n21 November 9:30-10:00\n", known).proposals

    with pytest.raises(Faulty) as refusal:
        database.write_now(
            lambda db: adopting.take(db, COMMAND, EVENT, [Choice(0, one), Choice(1, other), Choice(2, replace(other))])
        )

    assert sorted(refusal.value.faults) == [(0, "code"), (2, "code")]
    assert programme(database).sessions == load_sessions(FORUM)
    with pytest.raises(GoneMeanwhile):
        database.write_now(lambda db: adopting.take(db, COMMAND, EVENT, [Choice(0, other, uid_of("session", "gone"))]))
    with pytest.raises(Forbidden):
        database.write_now(
            lambda db: adopting.take(
                db, Actor("account", "x", "X", (Grant(ROLES[Role.VIEWER], frozenset({EVENT})),)), EVENT, []
            )
        )


def load_sessions(programme: Programme) -> tuple[object, ...]:
    return tuple(sorted(programme.sessions, key=lambda session: session.uid))


def test_what_two_events_take_at_once_is_one_organization_and_one_person(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = programme_of(event=make_event(uid=uid_of("event", "other"), slug="other", languages=("en",)), rooms=())
    database.write_now(create, other)
    text = "SOU 91 Rivers\n21 November 2018\nOrganized by: House of Rivers\nSpeakers: Amina Berrada, Mayor\n"
    with database.read() as db:
        found = read(text, adopting.get_acquaintance(db.connection(), load(db, EVENT))).proposals
    choices = [Choice(number, proposal) for number, proposal in enumerate(found)]
    monkeypatch.setattr(adopting, "get_acquaintance", slow(adopting.get_acquaintance))

    taken = at_once(
        *(partial(database.write_now, adopting.take, COMMAND, uid, choices) for uid in (EVENT, other.event.uid))
    )

    assert sorted(len(one.records) for one in taken) == [0, 2]
    with database.read() as db:
        kept = [records.read(db.connection()) for records in (ORGANIZATIONS, PEOPLE)]
    assert [[one.name["en"] for one in records] for records in kept] == [["House of Rivers"], ["Amina Berrada"]]


def test_a_list_takes_the_place_of_other_languages_only_where_that_was_said(database: Database) -> None:
    take(database, "SOU 75 - Roads\nObjectives\n1. join the cities\n2. pay for them\n3. make them last\n")
    with database.read() as db:
        known = adopting.get_acquaintance(db.connection(), programme(database))
    (said,) = read("SOU 75 - Les routes\nObjectifs\n1. relier les villes\n2. payer pour les routes\n", known).proposals

    def objectives_then(**replaces: bool) -> list[object]:
        choice = Choice(0, said, ROADS.uid, replaces)
        database.write_now(lambda db: adopting.take(db, COMMAND, EVENT, [choice]))
        return next(list(session.objectives) for session in programme(database).sessions if session.uid == ROADS.uid)

    with pytest.raises(Faulty) as refusal:
        objectives_then()
    assert list(refusal.value.faults) == [(0, "objectives")]
    assert objectives_then(objectives=False) == [
        {"en": "join the cities"},
        {"en": "pay for them"},
        {"en": "make them last"},
    ]
    assert objectives_then(objectives=True) == [{"fr": "relier les villes"}, {"fr": "payer pour les routes"}]


@pytest.mark.parametrize(
    ("line", "field"), [("Room: Dakhla", "room"), ("Track: Ways", "track"), ("Type: Hearing", "type")]
)
def test_whoever_edits_sessions_alone_adds_no_room_track_or_type(database: Database, line: str, field: str) -> None:
    editor = Actor("account", uid_of("account", "e"), "E", (Grant(ROLES[Role.EDITOR], frozenset({EVENT})),))
    before, text = programme(database), f"SOU 99 - Bridges\n21 November 2018, 9:30-12:30\n{line}\n"

    with pytest.raises(Faulty) as refusal:
        take(database, text, editor)

    assert set(refusal.value.faults) == {(0, field)}
    assert programme(database) == before
    take(database, text)
    take(database, text.replace("SOU 99 - Bridges", "SOU 98 - Ferries"), editor)
    after = programme(database)
    assert [len(getattr(after, f"{name}s")) for name in ("room", "track", "type")] == [
        len(getattr(before, f"{name}s")) + (name == field) for name in ("room", "track", "type")
    ]
    assert len(after.sessions) == len(before.sessions) + 2
