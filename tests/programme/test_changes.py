from datetime import date, datetime
from typing import Any

import pytest
from msgspec import structs

from events_service.directory.directory import Actor, Organization, Person
from events_service.programme.changes import (
    EVENT_DETAILS,
    SESSION_DETAILS,
    SHARED_DETAILS,
    Change,
    ChangeKind,
    Moment,
    compare,
)
from events_service.programme.programme import (
    Event,
    EventStatus,
    Programme,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Stand,
    Visibility,
)
from events_service.programme.record_changes import ORGANIZATION_DETAILS, PERSON_DETAILS
from events_service.programme.visible_changes import visible_changes
from tests.factories.drafts import edited
from tests.factories.maximal import ASSIGNED, filled
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_track,
    programme_of,
)

TITLE = {"en": "Water", "ar": "الماء"}
AMINA, KARIM = make_person(name={"en": "Amina", "ar": "أمينة"}), make_person(name={"en": "Karim"})
HALL, TENT = make_room(name={"en": "Hall"}), make_room(name={"en": "Tent"}, position=1)
BODY = make_organization(name={"fr": "Association"})
WATER = make_session(
    uid="water",
    slug="water",
    code="SOU 84",
    title=TITLE,
    room_uid=HALL.uid,
    people=(SessionPerson(AMINA.uid),),
    organizers=(SessionOrganizer(BODY.uid),),
)
BEFORE = programme_of(
    WATER, rooms=(HALL, TENT), tracks=(make_track(uid="track"),), people=(AMINA, KARIM), organizations=(BODY,)
)
CANCELLED = SessionStatus.CANCELLED


def change(kind: ChangeKind, **said: Any) -> Change:
    return Change(kind, session_uid="water", slug="water", code="SOU 84", **{"title": TITLE} | said)


def changes(uid: str = "water", **said: Any) -> list[Change]:
    return list(compare(BEFORE, edited(BEFORE, uid, **said)))


def test_first_release_has_nothing_to_compare() -> None:
    assert compare(None, BEFORE) == ()


def test_same_programme_has_no_changes() -> None:
    programme = make_programme(60)

    assert compare(programme, programme) == ()


def test_added_and_removed() -> None:
    empty = structs.replace(BEFORE, sessions=())

    assert compare(empty, BEFORE) == (change(ChangeKind.ADDED),)
    assert compare(BEFORE, empty) == (change(ChangeKind.REMOVED),)


def test_what_is_hidden_since_is_not_told() -> None:
    water, roads, lakes = (make_session(title={"en": name}) for name in ("Water", "Roads", "Lakes"))
    speaks = Change(ChangeKind.PEOPLE, water.uid, before={"en": "Amina"}, after={"en": "Youssef"})
    changes = (
        Change(ChangeKind.EVENT, details=("theme",)),
        speaks,
        Change(ChangeKind.RETITLED, water.uid, before={"en": "Rivers"}),
        Change(ChangeKind.ADDED, lakes.uid, title={"en": "SECRET"}),
        Change(ChangeKind.CANCELLED, roads.uid),
    )
    title = structs.replace(water, visibility=Visibility.TITLE_ONLY)

    assert visible_changes(changes, programme_of(water, lakes, tombstones=(roads,))) == changes
    assert visible_changes(changes, programme_of(title, tombstones=(roads,))) == (
        changes[0],
        structs.replace(speaks, before={}, after={}),
        changes[2],
        changes[4],
    )


def test_back_from_being_removed_is_restored() -> None:
    removed = structs.replace(BEFORE, sessions=(), tombstones=BEFORE.sessions)

    assert compare(removed, BEFORE) == (change(ChangeKind.RESTORED),)


def test_cancelled_and_restored() -> None:
    cancelled = edited(BEFORE, "water", status=CANCELLED)

    assert compare(BEFORE, cancelled) == (change(ChangeKind.CANCELLED),)
    assert compare(cancelled, BEFORE) == (change(ChangeKind.RESTORED),)


def test_tentative_is_told_as_a_detail() -> None:
    assert changes(status=SessionStatus.TENTATIVE) == [change(ChangeKind.TEXT, details=("status",))]


def test_cancelled_with_a_reason_is_told_once() -> None:
    assert changes(status=CANCELLED, status_note={"en": "The speaker is ill."}) == [change(ChangeKind.CANCELLED)]


def test_moved_in_time() -> None:
    start, end = datetime.fromisoformat("2018-11-21T14:00"), datetime.fromisoformat("2018-11-21T15:00")

    assert changes(start_local=start, end_local=end) == [
        change(
            ChangeKind.MOVED_TIME,
            from_time=Moment(WATER.start_local, WATER.end_local),
            to_time=Moment(start, end),
        )
    ]


def test_moved_within_the_hour_that_comes_twice_says_which_is_meant() -> None:
    start, end = datetime.fromisoformat("2018-10-28T02:15"), datetime.fromisoformat("2018-10-28T02:45")

    (moved,) = changes(start_local=start, end_local=end, end_fold=1)

    assert (moved.from_time, moved.to_time) == (Moment(WATER.start_local, WATER.end_local), Moment(start, end, 0, 1))


def test_time_taken_back() -> None:
    (moved,) = changes(start_local=None, end_local=None, start_at=None, end_at=None)

    assert (moved.kind, moved.to_time) == (ChangeKind.MOVED_TIME, Moment())


@pytest.mark.parametrize(
    ("why", "fold", "timezone"),
    [("time_rules", 0, "Africa/Casablanca"), ("fold", 1, "Africa/Casablanca"), ("timezone", 1, "Europe/Paris")],
)
def test_moved_by_what_its_wall_time_means(why: str, fold: int, timezone: str) -> None:
    moved = edited(BEFORE, "water", start_at=WATER.end_at, start_fold=fold)
    moved = structs.replace(moved, event=structs.replace(moved.event, timezone=timezone))

    assert [c for c in compare(BEFORE, moved) if c.session_uid] == [change(ChangeKind.MOVED_TIME, details=(why,))]


def test_moved_to_another_room() -> None:
    assert changes(room_uid=TENT.uid) == [change(ChangeKind.MOVED_ROOM, before={"en": "Hall"}, after={"en": "Tent"})]
    assert changes(room_uid=None) == [change(ChangeKind.MOVED_ROOM, before={"en": "Hall"})]


def test_room_of_another_name_is_one_change_and_moves_nobody() -> None:
    renamed = edited(BEFORE, HALL.uid, name={"en": "Great hall"})

    told = Change(ChangeKind.RENAMED_ROOM, title=BEFORE.event.title, before={"en": "Hall"}, after={"en": "Great hall"})
    assert compare(BEFORE, renamed) == (told,)
    assert compare(BEFORE, edited(renamed, HALL.uid, capacity=80)) == (
        Change(ChangeKind.EVENT, title=BEFORE.event.title, details=("rooms",)),
        told,
    )


def test_room_made_anew_under_the_same_name_moves_nobody() -> None:
    again = structs.replace(HALL, uid="again")
    moved = edited(structs.replace(BEFORE, rooms=(again, TENT)), WATER.uid, room_uid="again")

    assert compare(BEFORE, moved) == ()


def test_retitled() -> None:
    after = {"en": "Rivers", "ar": "الأنهار"}

    assert changes(title=after) == [change(ChangeKind.RETITLED, title=after, before=TITLE, after=after)]


def test_people_by_their_names_in_every_language() -> None:
    assert changes(people=(SessionPerson(AMINA.uid), SessionPerson(KARIM.uid), SessionPerson("not published"))) == [
        change(
            ChangeKind.PEOPLE,
            before={"en": "Amina", "ar": "أمينة"},
            after={"en": "Amina, Karim", "ar": "أمينة، Karim"},
        )
    ]
    assert changes(people=()) == [change(ChangeKind.PEOPLE, before={"en": "Amina", "ar": "أمينة"})]


def test_person_with_another_role_or_name() -> None:
    (role,) = changes(people=(SessionPerson(AMINA.uid, to_be_confirmed=True),))
    (name,) = changes(AMINA.uid, name={"en": "Amina B."})

    assert (role.kind, role.before == role.after) == (ChangeKind.PEOPLE, True)
    assert (name.kind, name.after) == (ChangeKind.PEOPLE, {"en": "Amina B."})


def test_organizers() -> None:
    assert changes(organizers=()) == [change(ChangeKind.ORGANIZERS, before={"fr": "Association"})]
    assert changes(BODY.uid, name={"fr": "Union"}) == [
        change(ChangeKind.ORGANIZERS, before={"fr": "Association"}, after={"fr": "Union"})
    ]


@pytest.mark.parametrize("name", [name for name in SESSION_DETAILS if name != "status"])
def test_detail_of_a_session_is_named(name: str) -> None:
    said = getattr(filled(Session, "other"), name)

    expected = {"code": said} if name == "code" else {}
    assert changes(**{name: said}) == [structs.replace(change(ChangeKind.TEXT, details=(name,)), **expected)]


@pytest.mark.parametrize("status", [status for status in EventStatus if status is not BEFORE.event.status])
def test_what_became_of_the_event_is_told_apart(status: EventStatus) -> None:
    event = structs.replace(BEFORE.event, status=status, theme={"en": "Water"})

    assert compare(BEFORE, structs.replace(BEFORE, event=event)) == (
        Change(ChangeKind.EVENT, title=event.title, status=status),
        Change(ChangeKind.EVENT, title=event.title, details=("theme",)),
    )


@pytest.mark.parametrize("name", EVENT_DETAILS)
def test_detail_of_the_event_is_named(name: str) -> None:
    event = structs.replace(BEFORE.event, **{name: getattr(filled(Event, "other"), name)})
    event = structs.replace(BEFORE.event, timezone="Europe/Paris") if name == "timezone" else event
    event = structs.replace(BEFORE.event, country="SN") if name == "country" else event

    assert compare(BEFORE, structs.replace(BEFORE, event=event)) == (
        Change(ChangeKind.EVENT, title=event.title, details=(name,)),
    )


def test_shared_records_that_are_other_than_they_were() -> None:
    after = structs.replace(
        edited(edited(BEFORE, "track", colour="#123456"), HALL.uid, capacity=80),
        series=Series("series", {"en": "Forum"}),
        stands=(Stand("stand", Actor(country="SN")),),
    )

    assert compare(BEFORE, after) == (
        Change(ChangeKind.EVENT, title=BEFORE.event.title, details=("series", "rooms", "tracks", "stands")),
    )


def test_shared_record_that_is_new_or_gone_shows_in_its_sessions() -> None:
    assert compare(BEFORE, structs.replace(BEFORE, rooms=(HALL,), tracks=())) == ()
    assert compare(structs.replace(BEFORE, rooms=(HALL,)), BEFORE) == ()


def test_event_first_then_sessions_in_their_order_and_removed_ones_last() -> None:
    sessions = [make_session(uid=uid, slug=uid) for uid in ("gone", "same", "changed")]
    before = programme_of(*sessions)
    after = programme_of(
        make_session(uid="new", slug="new"),
        sessions[1],
        structs.replace(sessions[2], title=TITLE, room_uid="nowhere", status=CANCELLED, start_local=None),
        event=make_event(end_on=date(2018, 12, 1)),
    )

    assert [(c.session_uid, c.kind.value) for c in compare(before, after)] == [
        (None, "event"),
        ("new", "added"),
        ("changed", "cancelled"),
        ("changed", "moved_time"),
        ("changed", "retitled"),
        ("gone", "removed"),
    ]


# What differs without being told: it follows from something that is, is told by itself, or is nothing to read.
SESSION_TOLD = {"title", "start_local", "end_local", "start_at", "end_at", "start_fold", "end_fold", "room_uid"}
SESSION_TOLD |= {"people", "organizers"}
SESSION_SILENT = ASSIGNED | {"uid", "slug", "ready", "offer", "internal"}
EVENT_SILENT = {"uid", "slug", "series_uid", "accent", "offer", "acronym"}
PROGRAMME_SILENT = {"format", "event", "organizations", "people", "sessions", "tombstones", "aliases", "time_rules"}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Session, {*SESSION_DETAILS, *SESSION_TOLD, *SESSION_SILENT}),
        (Event, {*EVENT_DETAILS, "status", *EVENT_SILENT, *ASSIGNED}),
        (Programme, {*SHARED_DETAILS, *PROGRAMME_SILENT}),
        (Person, {*PERSON_DETAILS, "uid", "slug", "published", "photo_public"}),
        (Organization, {*ORGANIZATION_DETAILS, "uid", "slug", "published"}),
    ],
)
def test_every_field_is_told_or_kept_silent_on_purpose(kind: type[Any], told: set[str]) -> None:
    assert {field.name for field in structs.fields(kind)} - told == set()


def test_person_and_organization_are_told_by_their_names_of_now_and_only_what_is_still_said() -> None:
    after = edited(edited(BEFORE, AMINA.uid, biography={"en": "Born"}, photo="p"), BODY.uid, website="https://a.test")
    changes = compare(BEFORE, after)
    assert [(one.kind, one.record_uid, one.details) for one in changes] == [
        (ChangeKind.PERSON, AMINA.uid, ("biography", "photo")),
        (ChangeKind.ORGANIZATION, BODY.uid, ("website",)),
    ]

    present = edited(edited(after, AMINA.uid, name={"en": "A."}, photo=None), BODY.uid, website=None)

    (left,) = visible_changes(changes, present)
    assert (left.title, left.details) == ({"en": "A."}, ("biography",))
    assert visible_changes(changes, structs.replace(present, people=())) == ()
