"""What the read path reads: the current release of each event, earlier ones, and the Catalogue."""

from datetime import timedelta
from typing import Any

from msgspec import structs
from sqlalchemy import delete
from sqlalchemy import event as listening

from events_service.accounts.access import COMMAND
from events_service.catalogue.catalogue import Catalogue
from events_service.catalogue.publish import gather
from events_service.catalogue.publish import publish as publish_catalogue
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database, DbSession, new_id
from events_service.directory.directory import Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.programme.live import Notice, Redaction
from events_service.programme.notices import add_notice
from events_service.programme.offering import redact
from events_service.programme.programme import Event, EventPerson, SessionOrganizer, SessionPerson, Visibility
from events_service.programme.source import Current, Listing, LoadedCatalogue
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, programme_of
from tests.factories.stored_events import AT, ROADS, WATER, change, create, publish, remove_session, small_draft

HOUR = timedelta(hours=1)
AMINA, YOUSSEF = {"en": "Amina Berrada"}, {"en": "Youssef Alami"}


def open_to(*people: Person) -> Event:
    return make_event(people=tuple(EventPerson(person.uid) for person in people))


def freeze(db: DbSession) -> Catalogue:
    catalogue = gather(db.connection(), AT)
    publish_catalogue(db, catalogue)
    return catalogue


def test_nothing_is_public_before_the_first_release(database: Database) -> None:
    uid = database.write_now(create)
    source = DatabaseSource(database)

    assert source.current() == Listing((), 0)
    assert (source.load_event(uid), source.load_event(new_id())) == (None, None)
    assert source.load_catalogue() is None


def test_current_release_with_what_lives_beside_it(database: Database) -> None:
    uid = database.write_now(create)
    planned = database.write_now(publish, uid)
    source = DatabaseSource(database)

    assert source.current() == Listing((Current(uid, "forum-7", 1, 1, AT),), 0)
    loaded = source.load_event(uid)
    assert loaded is not None
    assert (loaded.programme, loaded.live.version) == (planned.programme, 1)
    assert (loaded.released.number, loaded.released.note, loaded.released.released_at) == (1, {}, AT)

    database.write_now(add_notice, COMMAND, uid, Notice({"en": "The shuttle leaves at 8."}))
    again = source.load_event(uid)
    assert again is not None
    assert (again.current.live_version, len(again.live.notices)) == (2, 1)
    assert again.current.modified_at > AT


def test_earlier_release_has_the_live_state_of_now(database: Database) -> None:
    uid = database.write_now(create)
    first = database.write_now(publish, uid)
    database.write_now(change, uid, WATER.uid, title={"en": "Rivers"})
    second = database.write_now(publish, uid, hours=1)
    database.write_now(add_notice, COMMAND, uid, Notice({"en": "New"}))
    source = DatabaseSource(database)

    earlier = source.load_release(uid, 1)

    assert earlier is not None
    assert (earlier.programme, earlier.released.number) == (first.programme, 1)
    assert (earlier.current.release, len(earlier.live.notices)) == (2, 1)
    assert (source.load_release(uid, 3), source.load_release(new_id(), 1)) == (None, None)
    assert [(note.number, note.changes) for note in source.load_history(uid)] == [(2, second.changes), (1, ())]


def test_earlier_release_shows_nothing_that_is_hidden_now(database: Database) -> None:
    amina, youssef, omar = (make_person(name={"en": name}) for name in ("Amina", "Youssef", "Omar"))
    speaks = [structs.replace(WATER, people=(SessionPerson(amina.uid), SessionPerson(omar.uid))), ROADS]
    gone = [draft_session(name, people=(SessionPerson(youssef.uid),)) for name in ("Lakes", "Seas")]
    titled = draft_session("Ports", description={"en": "SECRET"})
    draft = small_draft(*speaks, *gone, titled, people=(amina, youssef, omar))
    uid = database.write_now(create, draft)
    database.write_now(publish, uid)
    database.write_now(change, uid, gone[0].uid, visibility=Visibility.BY_INVITATION)
    database.write_now(change, uid, titled.uid, visibility=Visibility.TITLE_ONLY)
    database.write_now(change, uid, WATER.uid, people=())
    database.write_now(remove_session, uid, ROADS.uid)
    database.write_now(publish, uid, withdrawn=[gone[1].uid], hours=1)
    database.write_now(lambda db: save_people(db.connection(), [structs.replace(amina, published=False)], None))

    earlier = DatabaseSource(database).load_release(uid, 1)

    assert earlier is not None
    assert {session.title["en"]: session.description for session in earlier.programme.sessions} == {
        "Water": {},
        "Roads": {},
        "Ports": {},
    }
    assert [person.name["en"] for person in earlier.programme.people] == ["Omar"]
    assert [[link.person_uid for link in s.people] for s in earlier.programme.sessions if s.people] == [[omar.uid]]


def test_history_names_nobody_who_withdrew_their_name(database: Database) -> None:
    amina, youssef = make_person(), make_person(name={"en": "Youssef Alami"})
    speakers = [(SessionPerson(amina.uid),), (SessionPerson(youssef.uid),), (), (SessionPerson(youssef.uid),)]
    uid = database.write_now(create, small_draft(WATER, ROADS, people=(amina, youssef), event=open_to(youssef)))
    database.write_now(publish, uid)
    for hours, people in enumerate(speakers, 1):
        database.write_now(change, uid, WATER.uid, people=people)
        database.write_now(publish, uid, hours=hours)
    source = DatabaseSource(database)
    said = [(c.before, c.after) for note in source.load_history(uid) for c in note.changes]
    assert said == [({}, YOUSSEF), (YOUSSEF, {}), (AMINA, YOUSSEF), ({}, AMINA)]

    database.write_now(redact, Redaction(amina.uid, "name"))

    said = [(c.before, c.after) for note in source.load_history(uid) for c in note.changes]
    assert said == [({}, YOUSSEF), (YOUSSEF, {}), ({}, {}), ({}, {})]


def test_history_names_nobody_who_is_not_to_be_published_any_more(database: Database) -> None:
    amina, youssef = make_person(), make_person(name={"en": "Youssef Alami"})
    arm = make_organization(name={"en": "Regions"})
    uid = database.write_now(create, small_draft(WATER, ROADS, people=(amina, youssef), organizations=(arm,)))
    database.write_now(publish, uid)
    steps: list[dict[str, Any]] = [
        {"people": (SessionPerson(amina.uid),)},
        {"people": (SessionPerson(youssef.uid),)},
        {"organizers": (SessionOrganizer(arm.uid),)},
        {"organizers": (), "people": ()},
        {"people": (SessionPerson(youssef.uid),)},
    ]
    for hours, changes in enumerate(steps, 1):
        database.write_now(change, uid, WATER.uid, **changes)
        database.write_now(publish, uid, hours=hours)

    def told() -> list[Any]:
        notes = reversed(DatabaseSource(database).load_history(uid))
        return [(one.kind.value, one.before, one.after) for note in notes for one in note.changes or ()]

    regions = {"en": "Regions"}
    assert told() == [
        ("people", {}, AMINA),
        ("people", AMINA, YOUSSEF),
        ("organizers", {}, regions),
        ("people", YOUSSEF, {}),
        ("organizers", regions, {}),
        ("people", {}, YOUSSEF),
    ]

    database.write_now(lambda db: save_people(db.connection(), [structs.replace(amina, published=False)], None))

    assert told() == [
        ("people", {}, {}),
        ("people", {}, {}),
        ("organizers", {}, regions),
        ("people", YOUSSEF, {}),
        ("organizers", regions, {}),
        ("people", {}, YOUSSEF),
    ]

    database.write_now(lambda db: save_organizations(db.connection(), [structs.replace(arm, published=False)], None))

    assert [one for one in told() if one[0] == "organizers"] == [("organizers", {}, {})] * 2
    assert told()[-1] == ("people", {}, YOUSSEF)


SPEAKER, HOST = make_person(), make_organization()
SOMEBODY: dict[str, Any] = {"people": (SessionPerson(SPEAKER.uid),), "organizers": (SessionOrganizer(HOST.uid),)}
NOBODY: dict[str, Any] = {"people": (), "organizers": ()}


def test_history_names_nobody_who_is_no_longer_there(database: Database) -> None:
    """As an earlier version, of which only the name would be left."""
    uid = database.write_now(create, small_draft(WATER, ROADS, people=(SPEAKER,), organizations=(HOST,)))
    for hours, changes in enumerate((NOBODY, SOMEBODY, NOBODY)):
        database.write_now(change, uid, WATER.uid, **changes)
        database.write_now(publish, uid, hours=hours)
    source = DatabaseSource(database)

    def forget(db: DbSession) -> None:
        for table in (PEOPLE.table, ORGANIZATIONS.table):
            db.connection().execute(delete(table))

    database.write_now(forget)

    earlier = source.load_release(uid, 2)
    assert earlier is not None
    assert (earlier.programme.people, earlier.programme.organizations) == ((), ())
    said = [(c.kind.value, c.before, c.after) for note in source.load_history(uid) for c in note.changes]
    assert said == [("people", {}, {}), ("organizers", {}, {})] * 2


def test_history_reads_each_release_once_however_many_are_hidden(database: Database) -> None:
    """For both who speaks and who organizes; and only the new one after a release."""
    event, records = make_event(uid=new_id()), {"people": (SPEAKER,), "organizations": (HOST,)}
    uid = database.write_now(create, small_draft(WATER, ROADS, event=event, **records))
    database.write_now(lambda db: save_people(db.connection(), [make_person(uid=new_id(), published=False)], None))
    for hours, changes in enumerate((NOBODY, SOMEBODY, NOBODY)):
        database.write_now(change, uid, WATER.uid, **changes)
        database.write_now(publish, uid, hours=hours)
    asked: list[int] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "payload" in statement:
            asked.append(len(parameters) - 1)

    def payloads_read() -> list[int]:
        asked.clear()
        DatabaseSource(database).load_history(uid)
        return asked.copy()

    listening.listen(database._engines.reader, "before_cursor_execute", note)
    counted = [payloads_read(), payloads_read()]
    database.write_now(change, uid, WATER.uid, **SOMEBODY)
    database.write_now(publish, uid, hours=9)
    counted += [payloads_read(), payloads_read()]
    listening.remove(database._engines.reader, "before_cursor_execute", note)

    assert counted == [[3], [], [1], []]


def test_events_by_slug_and_drafts_not_at_all(database: Database) -> None:
    second = database.write_now(create, programme_of(event=make_event(slug="zebra")))
    first = database.write_now(create, programme_of(event=make_event(slug="aardvark")))
    database.write_now(create, programme_of(event=make_event(slug="draft")))
    for uid in (second, first):
        database.write_now(publish, uid)

    assert [current.slug for current in DatabaseSource(database).current().events] == ["aardvark", "zebra"]


def test_catalogue_that_is_public(database: Database) -> None:
    uid = database.write_now(create)
    database.write_now(publish, uid)
    catalogue = database.write_now(freeze)
    source = DatabaseSource(database)

    assert source.load_catalogue() == LoadedCatalogue(1, catalogue, AT)
    assert source.current().catalogue == 1
    assert [event.uid for event in catalogue.events] == [uid]
    assert structs.replace(catalogue, events=()) == Catalogue(format=1, frozen_at=AT)
