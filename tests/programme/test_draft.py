"""The draft as rows: what is written is read again, whole, and only what differs is written."""

from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event as listening
from sqlalchemy import func, select

from events_service.database import Database, DbSession, new_id
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.errors import NotFound
from events_service.programme import draft
from events_service.programme.draft import Draft, DraftChanged
from events_service.programme.programme import (
    Alias,
    AliasKind,
    Event,
    Programme,
    Room,
    Session,
    SessionPerson,
    SessionType,
    Stand,
    Track,
    Venue,
)
from events_service.tables import metadata
from tests.factories.drafts import dropped, edited
from tests.factories.maximal import ASSIGNED, filled, in_order, maximal_draft
from tests.factories.programme import make_organization, make_person, make_room

KINDS = ("venues", "rooms", "tracks", "types", "sessions", "stands")


def created(db: DbSession, programme: Programme | None = None) -> Draft:
    programme = programme or maximal_draft()
    draft.create(db.connection(), programme)
    return draft.load(db.connection(), programme.event.uid)


def saved(db: DbSession, before: Draft, after: Programme) -> Draft:
    draft.save(db.connection(), before, after)
    return draft.load(db.connection(), after.event.uid)


def test_maximal_draft_leaves_no_field_at_its_default() -> None:
    """Otherwise the tests below would not see that a field is lost."""
    records: list[Any] = [maximal_draft().event]
    records += [record for kind in (*KINDS, "organizations", "people") for record in getattr(maximal_draft(), kind)]
    required = {"uid", "title", "name", "slug", "timezone", "start_on", "end_on", "holder"}

    for record in records:
        bare = type(record)(**{name: None for name in required if name in record.__struct_fields__})
        for name in set(record.__struct_fields__) - required - ASSIGNED:
            assert getattr(record, name) != getattr(bare, name), f"{type(record).__name__}.{name}"


def test_every_field_is_read_as_it_was_written(db: DbSession) -> None:
    programme = maximal_draft()

    assert created(db, programme) == Draft(programme, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("venues", Venue),
        ("rooms", Room),
        ("tracks", Track),
        ("types", SessionType),
        ("sessions", Session),
        ("stands", Stand),
    ],
)
def test_every_field_is_read_as_it_was_changed(db: DbSession, kind: str, value: type[Any]) -> None:
    before = created(db)
    record = getattr(before.programme, kind)[0]
    other = filled(value, "other", **{f.name: f.default for f in structs.fields(value) if f.name in ASSIGNED})
    references = {name for name in value.__struct_fields__ if name.endswith("uid")} | {"holder"}
    changed = structs.replace(other, **{n: getattr(record, n) for n in references if n in value.__struct_fields__})
    parts = tuple(changed if r.uid == record.uid else r for r in getattr(before.programme, kind))
    after = in_order(structs.replace(before.programme, **{kind: parts}))

    assert saved(db, before, after) == Draft(after, 2)


def test_every_field_of_the_event_is_read_as_it_was_changed(db: DbSession) -> None:
    before = created(db)
    fixed = {f.name: f.default for f in structs.fields(Event) if f.name in ASSIGNED}
    event = filled(
        Event, "other", **fixed | {"uid": before.programme.event.uid, "start_on": before.programme.event.end_on}
    )
    after = structs.replace(before.programme, event=event)

    assert saved(db, before, after) == Draft(after, 2)


def test_parts_added_and_removed(db: DbSession) -> None:
    before = created(db)
    after = structs.replace(
        before.programme,
        sessions=before.programme.sessions[:1],
        rooms=(*before.programme.rooms, make_room(position=2)),
        stands=(),
        tracks=(),
        aliases=(Alias(AliasKind.ROOM, "old-room", before.programme.rooms[0].uid),),
    )
    after = edited(after, after.sessions[0].uid, track_uid=None)

    assert saved(db, before, after).programme == after


def test_links_reordered_and_exchanged(db: DbSession) -> None:
    before = created(db)
    first, second = before.programme.sessions
    after = edited(before.programme, first.uid, people=second.people[::-1], organizers=())
    after = edited(after, second.uid, organizers=first.organizers[::-1])

    assert saved(db, before, after).programme == after


def test_save_writes_nothing_where_nothing_differs(db: DbSession) -> None:
    before = created(db)
    table = draft.SESSIONS.table

    again = saved(db, before, before.programme)

    assert again == Draft(before.programme, 2)
    assert set(db.connection().execute(select(table.c.version)).scalars()) == {1}


def test_save_raises_the_version_of_what_changed_only(db: DbSession) -> None:
    before = created(db)
    changed, untouched = before.programme.sessions
    saved(db, before, edited(before.programme, changed.uid, code="SOU 1"))

    table = draft.SESSIONS.table
    rows = db.connection().execute(select(table.c.uid, table.c.version))
    assert {row.uid: row.version for row in rows} == {changed.uid: 2, untouched.uid: 1}


def test_save_over_a_newer_draft_is_refused_and_writes_nothing(db: DbSession) -> None:
    before = created(db)
    mine = edited(before.programme, before.programme.sessions[0].uid, code="MINE")
    theirs = edited(before.programme, before.programme.sessions[0].uid, code="THEIRS")
    draft.save(db.connection(), before, theirs)

    with pytest.raises(DraftChanged) as refusal:
        draft.save(db.connection(), before, mine)

    assert (refusal.value.status, refusal.value.slug) == (409, "draft-changed")
    assert draft.load(db.connection(), mine.event.uid) == Draft(theirs, 2)


def test_what_others_change_meanwhile_in_shared_records_stays(db: DbSession) -> None:
    before = created(db)
    connection, shared = db.connection(), before.programme
    assert shared.series is not None
    save_people(connection, [structs.replace(person, published=False) for person in shared.people], None)
    save_organizations(connection, [structs.replace(body, published=False) for body in shared.organizations], None)
    draft.save_series(connection, [structs.replace(shared.series, published=False)])

    renamed = edited(
        edited(shared, shared.people[0].uid, name={"en": "New"}), shared.organizations[0].uid, name={"en": "New"}
    )
    series = structs.replace(shared.series, name={"en": "New"})
    after = saved(db, before, structs.replace(renamed, series=series)).programme

    assert after.series == structs.replace(series, published=False)
    for records in ("people", "organizations"):
        expected = [structs.replace(record, published=False) for record in getattr(renamed, records)]
        assert list(getattr(after, records)) == expected


def test_load_an_unknown_event_is_not_found(db: DbSession) -> None:
    with pytest.raises(NotFound):
        draft.load(db.connection(), new_id())


def test_drafts_of_two_events_do_not_meet(db: DbSession) -> None:
    first = created(db)
    event = structs.replace(first.programme.event, uid=new_id(), slug="other")
    other = created(db, Programme(format=1, event=event, series=first.programme.series))

    assert (other.programme.sessions, other.programme.rooms) == ((), ())
    assert draft.load(db.connection(), first.programme.event.uid) == first


def test_directory_is_followed_to_its_end(db: DbSession) -> None:
    leaf = make_organization(name={"en": "Leaf"})
    branch = make_organization(name={"en": "Branch"}, member_uids=(leaf.uid,))
    person = make_person(organization_uid=branch.uid)
    programme = maximal_draft()
    links = {"people": (SessionPerson(person.uid),), "organizers": ()}
    (session, _) = programme.sessions
    programme = structs.replace(programme, sessions=(structs.replace(session, **links),))
    programme = structs.replace(
        programme,
        people=(*programme.people, person),
        organizations=(*programme.organizations, leaf, branch),
    )

    read = created(db, programme).programme

    assert {body.uid for body in read.organizations} >= {leaf.uid, branch.uid}
    assert person in read.people


def test_records_of_the_instance_that_others_changed_meanwhile_stay_changed(db: DbSession) -> None:
    """An import that says nothing new of a person does not undo what the directory was told since."""
    before = created(db)
    person, body = before.programme.people[0], before.programme.organizations[0]
    newer = structs.replace(person, badge_name="Changed meanwhile")
    save_people(db.connection(), [newer], None)
    save_organizations(db.connection(), [structs.replace(body, website="https://new.example")], None)

    saved(db, before, edited(before.programme, before.programme.sessions[0].uid, code="SOU 1"))

    assert PEOPLE.read_uids(db.connection(), [person.uid]) == [newer]
    assert ORGANIZATIONS.read_uids(db.connection(), [body.uid])[0].website == "https://new.example"


def test_deleting_a_session_deletes_its_links(db: DbSession) -> None:
    before = created(db)
    gone = before.programme.sessions[0].uid
    saved(db, before, dropped(before.programme, gone))

    connection = db.connection()
    for name in ("session_organization", "session_person"):
        table = metadata.tables[name]
        assert gone not in connection.execute(select(table.c.session_uid)).scalars().all()


def test_links_of_one_session_alone(db: DbSession) -> None:
    programme = created(db).programme
    session = programme.sessions[0]
    bare = structs.replace(session, people=(), organizers=())

    assert draft.with_links(db.connection(), programme.event.uid, (bare,), only=session.uid) == (session,)


@pytest.mark.parametrize("sessions", [1, 3])
def test_load_asks_as_much_for_one_session_as_for_many(db: DbSession, sessions: int) -> None:
    """Three levels of organizations cost three questions; sessions cost none."""
    programme = maximal_draft()
    more = tuple(structs.replace(programme.sessions[0], uid=new_id(), slug="") for _ in range(sessions))
    event_uid = created(db, structs.replace(programme, sessions=more)).programme.event.uid
    asked: list[str] = []
    connection = db.connection()

    listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
    draft.load(connection, event_uid)

    assert len(asked) == 14


def test_written_programme_is_there_for_other_connections(database: Database) -> None:
    programme = maximal_draft()

    def create(db: DbSession) -> None:
        draft.create(db.connection(), programme)

    database.write_now(create)

    with database.read() as db:
        assert draft.load(db.connection(), programme.event.uid).programme == programme
        assert db.connection().execute(select(func.count()).select_from(draft.SESSIONS.table)).scalar() == 2
