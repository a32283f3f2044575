"""Editing verbs: one record at a time, checked, counted, never over somebody else's change."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.database import Database, DbSession, new_id
from events_service.directory.records import save_organizations, save_people
from events_service.errors import DomainError, InvalidInput, NotFound, PreconditionFailed
from events_service.programme import draft, editing, part_editing
from events_service.programme.part_editing import ROOMS
from events_service.programme.programme import (
    Event,
    Programme,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.validity import CodeTaken, EndBeforeStart, SlugTaken, UnknownReference
from events_service.zones import NonexistentTime
from tests.factories.drafts import draft_session
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    make_track,
    make_type,
    make_venue,
    programme_of,
    uid_of,
)
from tests.factories.stored_events import HALL, ROADS, WATER, create, load, publish, small_draft

WALL = datetime.fromisoformat
NOWHERE = uid_of("nothing", "nowhere")


def versions(db: DbSession, event_uid: str) -> int:
    return draft.load(db.connection(), event_uid).version


def retitled(session: Session) -> Session:
    return structs.replace(session, title={"en": "Rivers"})


def test_edit_session_by_uid_and_by_slug(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)

    first = editing.edit_session(db, uid, WATER.uid, retitled)
    second = editing.edit_session(db, uid, "sou-84-water", lambda s: structs.replace(s, code="SOU 85"))

    assert (first[0].title, first[1]) == ({"en": "Rivers"}, 2)
    assert (second[0].title, second[0].code, second[1]) == ({"en": "Rivers"}, "SOU 85", 3)
    assert editing.get_session(db.connection(), uid, WATER.uid) == second


def test_edit_session_by_a_slug_that_looks_like_a_uid(db: DbSession) -> None:
    slug = new_id()
    uid = create(db, small_draft(structs.replace(WATER, slug=slug), ROADS))

    edited = editing.edit_session(db, uid, slug, retitled)

    assert (edited[0].uid, edited[0].title) == (WATER.uid, {"en": "Rivers"})


def test_edit_raises_the_version_of_the_draft(db: DbSession) -> None:
    uid = create(db)

    editing.edit_session(db, uid, WATER.uid, retitled)

    assert versions(db, uid) == 2


def test_edit_that_changes_nothing_writes_nothing(db: DbSession) -> None:
    uid = create(db)

    assert editing.edit_session(db, uid, WATER.uid, lambda session: session)[1] == 1
    assert part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda room: room) == (HALL, 1)
    assert versions(db, uid) == 1


def test_edit_leaves_what_else_is_in_the_draft(db: DbSession) -> None:
    person, body = make_person(), make_organization()
    links: dict[str, Any] = {"people": (SessionPerson(person.uid),), "organizers": (SessionOrganizer(body.uid),)}
    whole = small_draft(ROADS, structs.replace(WATER, **links), people=(person,), organizations=(body,))
    uid = create(db, whole)
    before = load(db, uid)

    editing.edit_session(db, uid, WATER.uid, retitled)

    assert load(db, uid) == structs.replace(
        before, sessions=tuple(retitled(s) if s.uid == WATER.uid else s for s in before.sessions)
    )


def test_edit_people_and_organizers(db: DbSession) -> None:
    person, body = make_person(), make_organization()
    uid = create(db)
    save_people(db.connection(), [person], None)
    save_organizations(db.connection(), [body], None)
    links: dict[str, Any] = {
        "people": (SessionPerson(person.uid, organization_uid=body.uid),),
        "organizers": (SessionOrganizer(body.uid),),
        "country_group_uid": body.uid,
    }

    session, _ = editing.edit_session(db, uid, WATER.uid, lambda session: structs.replace(session, **links))

    assert editing.get_session(db.connection(), uid, WATER.uid)[0] == session
    assert session.people == links["people"]


@pytest.mark.parametrize("version", [None, 1])
def test_edit_from_the_present_version_is_taken(db: DbSession, version: int | None) -> None:
    uid = create(db)

    assert editing.edit_session(db, uid, WATER.uid, retitled, version)[1] == 2
    assert part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda r: structs.replace(r, capacity=9), version)[1] == 2


def test_edit_from_an_older_version_is_refused(db: DbSession) -> None:
    uid = create(db)
    editing.edit_session(db, uid, WATER.uid, retitled)
    part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda room: structs.replace(room, capacity=80))
    before = load(db, uid)

    with pytest.raises(PreconditionFailed):
        editing.edit_session(db, uid, WATER.uid, lambda session: structs.replace(session, code="LOST"), 1)
    with pytest.raises(PreconditionFailed):
        part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda room: structs.replace(room, capacity=1), 1)
    with pytest.raises(PreconditionFailed):
        editing.delete_session(db, uid, WATER.uid, 1)

    assert load(db, uid) == before


def test_t_race_10_two_organizers_edit_one_session(database: Database) -> None:
    """Both have read version 1 and press save at once: one is told to look again, and nothing is lost."""
    uid = database.write_now(create)
    together = threading.Barrier(2)

    def save(code: str) -> str:
        together.wait(5)
        try:
            database.write_now(
                editing.edit_session, uid, WATER.uid, lambda session: structs.replace(session, code=code), 1
            )
        except PreconditionFailed:
            return "refused"
        return code

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(save, ("FIRST", "SECOND")))

    assert answers.count("refused") == 1
    with database.read() as db:
        session, version = editing.get_session(db.connection(), uid, WATER.uid)
    assert (session.code, version) == (next(code for code in answers if code != "refused"), 2)


def test_edits_of_different_sessions_at_once_are_all_kept(database: Database) -> None:
    sessions = [draft_session(f"Session {number}", uid=new_id()) for number in range(8)]
    uid = database.write_now(create, small_draft(*sessions))

    def save(session: Session) -> None:
        database.write_now(editing.edit_session, uid, session.uid, retitled)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(save, sessions))

    with database.read() as db:
        read = draft.load(db.connection(), uid)
    assert read.version == 9
    assert {session.title["en"] for session in read.programme.sessions} == {"Rivers"}


def test_add_and_delete_a_session(db: DbSession) -> None:
    uid = create(db)
    new = draft_session("New", uid=new_id())

    assert editing.add_session(db, uid, new) == new
    editing.delete_session(db, uid, WATER.uid, 1)

    assert {session.uid for session in load(db, uid).sessions} == {ROADS.uid, new.uid}
    assert versions(db, uid) == 3


def test_add_and_edit_a_room(db: DbSession) -> None:
    uid = create(db)
    room = make_room(name={"en": "Tent"}, slug="tent")

    part_editing.add_part(db, uid, ROOMS, room)
    edited, version = part_editing.edit_part(db, uid, ROOMS, "tent", lambda r: structs.replace(r, capacity=80), 1)

    assert (edited, version) == (structs.replace(room, capacity=80, position=1), 2)
    assert part_editing.get_part(db.connection(), uid, ROOMS, room.uid) == (edited, 2)


@pytest.mark.parametrize("name", ["nowhere", NOWHERE, "", "SOU 84"])
def test_unknown_name_is_not_found(db: DbSession, name: str) -> None:
    uid = create(db)

    with pytest.raises(NotFound):
        editing.get_session(db.connection(), uid, name)
    with pytest.raises(NotFound):
        part_editing.edit_part(db, uid, ROOMS, name, lambda room: room)


@pytest.mark.parametrize("uid", [NOWHERE, "forum-7", ""])
def test_unknown_event_is_not_found(db: DbSession, uid: str) -> None:
    create(db)

    for ask in (
        lambda: editing.get_event(db.connection(), uid),
        lambda: editing.get_session(db.connection(), uid, WATER.uid),
        lambda: editing.edit_session(db, uid, WATER.uid, retitled),
        lambda: editing.add_session(db, uid, draft_session(uid=new_id())),
        lambda: part_editing.add_part(db, uid, ROOMS, make_room()),
    ):
        with pytest.raises(NotFound):
            ask()


def test_session_of_another_event_is_not_found(db: DbSession) -> None:
    create(db)
    other = create(db, programme_of(event=make_event(slug="other")))

    with pytest.raises(NotFound):
        editing.edit_session(db, other, WATER.uid, retitled)


def refused(db: DbSession, uid: str, **changes: Any) -> DomainError:
    before = load(db, uid)
    with pytest.raises(DomainError) as refusal:
        editing.edit_session(db, uid, WATER.uid, lambda session: structs.replace(session, **changes))
    assert load(db, uid) == before
    assert versions(db, uid) == 1
    return refusal.value


@pytest.mark.parametrize(
    ("start", "end"),
    [("2018-11-20T10:00", "2018-11-20T09:59"), (None, "2018-11-20T10:00")],
)
def test_end_before_start_is_refused(db: DbSession, start: str | None, end: str) -> None:
    refusal = refused(db, create(db), start_local=start and WALL(start), end_local=WALL(end))

    assert isinstance(refusal, EndBeforeStart)
    assert (refusal.status, str(refusal)) == (422, "“Water” would end before it begins.")


def test_end_at_the_start_is_allowed(db: DbSession) -> None:
    uid = create(db)

    editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, end_local=s.start_local))


def test_night_in_which_clocks_go_back_is_measured_in_instants(db: DbSession) -> None:
    """From the first 02:30 to the second is an hour; from the second to the first is refused."""
    event = make_event(timezone="Europe/Paris", start_on=date(2018, 10, 28))
    uid = create(db, small_draft(event=event))
    night = WALL("2018-10-28T02:30")
    times: dict[str, Any] = {"start_local": night, "end_local": night}

    assert isinstance(refused(db, uid, **times, start_fold=1, end_fold=0), EndBeforeStart)
    editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, **times, end_fold=1))


@pytest.mark.parametrize("name", ["start_local", "end_local"])
def test_wall_time_that_does_not_exist_is_refused(db: DbSession, name: str) -> None:
    event = make_event(timezone="Europe/Paris", start_on=date(2018, 3, 25))
    uid = create(db, small_draft(event=event))
    times = {"start_local": WALL("2018-03-25T01:00"), "end_local": WALL("2018-03-25T04:00")}

    refusal = refused(db, uid, **times | {name: WALL("2018-03-25T02:30")})

    assert isinstance(refusal, NonexistentTime)
    assert str(refusal) == "The clocks in Europe/Paris never show 2018-03-25 02:30: they are put forward over it."


@pytest.mark.parametrize("title", [{}, {"en": ""}])
def test_session_without_a_title_is_refused(db: DbSession, title: dict[str, str]) -> None:
    assert refused(db, create(db), title=title).status == 422


def test_code_that_is_too_long_is_refused(db: DbSession) -> None:
    uid = create(db)

    assert isinstance(refused(db, uid, code="x" * 65), InvalidInput)
    assert editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, code="x" * 64))[1] == 2


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("room", {"room_uid": NOWHERE}),
        ("room", {"room_uid": "dakhla"}),
        ("track", {"track_uid": NOWHERE}),
        ("type", {"type_uid": NOWHERE}),
        ("organization", {"country_group_uid": NOWHERE}),
        ("organization", {"organizers": (SessionOrganizer(NOWHERE),)}),
        ("person", {"people": (SessionPerson(NOWHERE),)}),
        ("person", {"people": (SessionPerson("amina"),)}),
    ],
)
def test_reference_to_what_is_not_there_is_refused(db: DbSession, kind: str, changes: dict[str, Any]) -> None:
    refusal = refused(db, create(db), **changes)

    assert isinstance(refusal, UnknownReference)
    assert str(refusal).startswith(f"There is no {kind} with the uid ")


def test_person_of_an_unknown_organization_is_refused(db: DbSession) -> None:
    person = make_person()
    uid = create(db)
    save_people(db.connection(), [person], None)

    refusal = refused(db, uid, people=(SessionPerson(person.uid, organization_uid=NOWHERE),))

    assert isinstance(refusal, UnknownReference)


@pytest.mark.parametrize("kind", ["room", "track", "type"])
def test_records_of_another_event_are_refused(db: DbSession, kind: str) -> None:
    uid = create(db)
    room, track, type_ = make_room(name={"en": "Elsewhere"}), make_track(), make_type()
    create(db, programme_of(event=make_event(slug="other"), rooms=(room,), tracks=(track,), types=(type_,)))
    theirs = {"room": room.uid, "track": track.uid, "type": type_.uid}[kind]

    assert isinstance(refused(db, uid, **{f"{kind}_uid": theirs}), UnknownReference)


@pytest.mark.parametrize("slug", ["Water", "a/b", "../b", "a b", "é"])
def test_slug_that_is_no_address_is_refused(db: DbSession, slug: str) -> None:
    assert isinstance(refused(db, create(db), slug=slug), InvalidInput)


def test_slug_of_another_session_is_refused(db: DbSession) -> None:
    uid = create(db, small_draft(structs.replace(ROADS, slug="roads"), WATER))

    refusal = refused(db, uid, slug="roads")

    assert isinstance(refusal, SlugTaken)
    assert (refusal.status, str(refusal)) == (409, "“roads” is the address of something else in this event, or was.")


@pytest.mark.parametrize("code", ["SOU 84", "sou84", " Sou  84 "])
def test_code_of_another_session_is_refused_and_names_it(db: DbSession, code: str) -> None:
    uid = create(db)

    with pytest.raises(CodeTaken) as refused:
        editing.edit_session(db, uid, ROADS.uid, lambda s: structs.replace(s, code=code))
    with pytest.raises(CodeTaken):
        editing.add_session(db, uid, draft_session("Rivers", code=code))

    assert (refused.value.status, str(refused.value)) == (409, f"“{code}” is already the code of “Water”.")
    assert {session.code for session in load(db, uid).sessions} == {"SOU 84", "SOU 75"}


def test_code_is_written_otherwise_by_its_own_session_and_many_have_none(db: DbSession) -> None:
    uid = create(db)

    respelt, _ = editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, code="sou 84"))
    for title in ("Rivers", "Lakes"):
        editing.add_session(db, uid, draft_session(title, code=""))

    assert respelt.code == "sou 84"


def test_session_that_came_with_a_code_twice_can_be_edited(db: DbSession) -> None:
    twice = structs.replace(ROADS, code=WATER.code)
    uid = create(db, small_draft(WATER, twice))

    assert editing.edit_session(db, uid, twice.uid, retitled)[0].code == WATER.code
    assert editing.edit_session(db, uid, twice.uid, lambda s: structs.replace(s, code="SOU 75"))[0].code == "SOU 75"


def test_former_slugs_are_refused_to_others_and_free_to_their_own(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    editing.edit_session(db, uid, ROADS.uid, lambda s: structs.replace(s, slug="streets"))
    publish(db, uid, hours=1)

    with pytest.raises(SlugTaken):
        editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, slug="sou-75-roads"))
    with pytest.raises(SlugTaken):
        editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, slug="streets"))
    editing.edit_session(db, uid, ROADS.uid, lambda s: structs.replace(s, slug="sou-75-roads"))


def test_slug_of_a_withdrawn_session_is_refused(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    editing.delete_session(db, uid, ROADS.uid)
    publish(db, uid, hours=1, withdrawn=[ROADS.uid])

    with pytest.raises(SlugTaken):
        editing.edit_session(db, uid, WATER.uid, lambda s: structs.replace(s, slug="sou-75-roads"))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"name": {}}, InvalidInput),
        ({"name": {"en": ""}}, InvalidInput),
        ({"capacity": -1}, InvalidInput),
        ({"venue_uid": NOWHERE}, UnknownReference),
        ({"slug": "No"}, InvalidInput),
        ({"slug": "tent"}, SlugTaken),
    ],
)
def test_room_that_cannot_be_is_refused(db: DbSession, changes: dict[str, Any], kind: type[DomainError]) -> None:
    tent = make_room(name={"en": "Tent"}, slug="tent")
    uid = create(db, small_draft(rooms=(HALL, tent)))

    with pytest.raises(kind):
        part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda room: structs.replace(room, **changes))
    with pytest.raises(kind):
        part_editing.add_part(db, uid, ROOMS, structs.replace(make_room(name={"en": "New"}), **changes))


def test_former_slug_of_a_room_is_refused_to_others(db: DbSession) -> None:
    tent = make_room(name={"en": "Tent"}, slug="tent")
    uid = create(db, small_draft(rooms=(HALL, tent)))
    publish(db, uid)
    part_editing.edit_part(db, uid, ROOMS, tent.uid, lambda room: structs.replace(room, slug="marquee"))
    publish(db, uid, hours=1)

    with pytest.raises(SlugTaken):
        part_editing.edit_part(db, uid, ROOMS, HALL.uid, lambda room: structs.replace(room, slug="tent"))
    editing.edit_session(db, uid, WATER.uid, lambda session: structs.replace(session, slug="tent"))


def test_room_in_a_venue_of_another_event_is_refused(db: DbSession) -> None:
    venue = make_venue()
    create(db, programme_of(event=make_event(slug="other"), venues=(venue,)))
    uid = create(db)

    with pytest.raises(UnknownReference):
        part_editing.add_part(db, uid, ROOMS, make_room(venue_uid=venue.uid))


def test_schedule_and_unschedule() -> None:
    start, end = WALL("2018-11-21T09:30"), WALL("2018-11-21T12:30")
    announced = structs.replace(
        WATER, start_local=None, end_local=None, day_on=date(2018, 11, 21), time_note={"en": "in the morning"}
    )

    scheduled = editing.schedule(announced, start, end, "room")
    assert scheduled == structs.replace(
        announced, start_local=start, end_local=end, room_uid="room", day_on=None, time_note={}
    )

    twice = structs.replace(scheduled, start_fold=1, end_fold=1)
    assert editing.unschedule(twice) == structs.replace(
        scheduled, start_local=None, end_local=None, day_on=date(2018, 11, 21)
    )
    assert editing.unschedule(announced) == announced


def test_move_and_cancel() -> None:
    assert editing.move(WATER, "other") == structs.replace(WATER, room_uid="other")
    assert editing.cancel(WATER) == structs.replace(WATER, status=SessionStatus.CANCELLED)


def test_schedule_again_forgets_which_of_two_equal_times_was_meant() -> None:
    twice = structs.replace(WATER, start_fold=1, end_fold=1)
    start = WALL("2018-11-21T09:30")

    scheduled = editing.schedule(twice, start, start + timedelta(hours=1), None)

    assert (scheduled.start_fold, scheduled.end_fold) == (0, 0)


def test_get_event_as_the_draft_has_it(db: DbSession) -> None:
    uid = create(db)

    event: Event = editing.get_event(db.connection(), uid)

    programme: Programme = load(db, uid)
    assert event == programme.event
