"""What sessions stand in: added at the end, ordered, taken out and put back with all that named it."""

from functools import partial

import pytest
from msgspec import structs

from events_service.database import Database, DbSession
from events_service.errors import InvalidInput, PreconditionFailed
from events_service.programme import draft, part_editing
from events_service.programme.part_editing import PARTS, ROOMS, TRACKS, VENUES, PartValue
from events_service.programme.programme import Programme, Session
from tests.factories.drafts import draft_session
from tests.factories.programme import make_room, make_track, make_type, make_venue, programme_of, uid_of
from tests.factories.stored_events import create, load
from tests.support.racing import at_once, slow

PALACE = make_venue()
ROOM = make_room(name={"en": "Dakhla"}, venue_uid=PALACE.uid)
TRACK = make_track()
TYPE = make_type()
PARTS_HERE: dict[str, PartValue] = {"venues": PALACE, "rooms": ROOM, "tracks": TRACK, "types": TYPE}


def whole() -> Programme:
    session = draft_session("Water", room_uid=ROOM.uid, track_uid=TRACK.uid, type_uid=TYPE.uid)
    return programme_of(session, venues=(PALACE,), rooms=(ROOM,), tracks=(TRACK,), types=(TYPE,))


def only_session(db: DbSession, event_uid: str) -> Session:
    (session,) = load(db, event_uid).sessions
    return session


@pytest.mark.parametrize("name", PARTS)
def test_part_taken_out_and_put_back_is_as_it_was(db: DbSession, name: str) -> None:
    event_uid, part = create(db, whole()), PARTS[name]
    before = load(db, event_uid)

    removed = part_editing.delete_part(db, event_uid, part, PARTS_HERE[name].uid)

    gone = load(db, event_uid)
    assert getattr(gone, name) == ()
    assert len(removed.users) == 1
    assert gone != before
    assert part_editing.restore_part(db, event_uid, part, removed) == PARTS_HERE[name]
    assert load(db, event_uid) == before
    assert part_editing.restore_part(db, event_uid, part, removed) == PARTS_HERE[name]
    assert load(db, event_uid) == before


def test_session_moved_meanwhile_stays_where_it_is(db: DbSession) -> None:
    event_uid = create(db, whole())
    removed = part_editing.delete_part(db, event_uid, ROOMS, ROOM.uid)
    tent = part_editing.add_part(
        db, event_uid, ROOMS, make_room(name={"en": "Tent"}, uid=uid_of("room", "tent"), slug="")
    )
    before = draft.load(db.connection(), event_uid)
    moved = structs.replace(before.programme.sessions[0], room_uid=tent.uid)
    draft.save(db.connection(), before, structs.replace(before.programme, sessions=(moved,)))

    part_editing.restore_part(db, event_uid, ROOMS, removed)

    assert only_session(db, event_uid).room_uid == tent.uid


def test_room_put_back_without_its_venue_has_none(db: DbSession) -> None:
    event_uid = create(db, whole())
    removed = part_editing.delete_part(db, event_uid, ROOMS, ROOM.uid)
    part_editing.delete_part(db, event_uid, VENUES, PALACE.uid)

    assert part_editing.restore_part(db, event_uid, ROOMS, removed).venue_uid is None


def test_slug_that_was_taken_meanwhile_gets_a_number(db: DbSession) -> None:
    event_uid = create(db, whole())
    removed = part_editing.delete_part(db, event_uid, ROOMS, ROOM.uid)
    other = make_room(name=ROOM.name, uid=uid_of("room", "other"), slug=ROOM.slug)
    part_editing.add_part(db, event_uid, ROOMS, other)

    back = part_editing.restore_part(db, event_uid, ROOMS, removed)

    assert (back.uid, back.slug) == (ROOM.uid, f"{ROOM.slug}-2")


def test_new_ones_come_last_and_can_be_put_in_another_order(db: DbSession) -> None:
    event_uid = create(db, whole())
    others = [
        part_editing.add_part(db, event_uid, TRACKS, make_track(name={"en": name}, uid=uid_of("track", name), slug=""))
        for name in ("Roads", "Water")
    ]

    def names() -> list[str]:
        return [track.name["en"] for track in part_editing.list_parts(db.connection(), event_uid, TRACKS)]

    first = TRACK.name["en"]
    assert names() == [first, "Roads", "Water"]
    part_editing.order_parts(db, event_uid, TRACKS, [others[1].uid, TRACK.uid])
    assert names() == ["Water", first, "Roads"]


@pytest.mark.parametrize("name", PARTS)
def test_part_without_a_name_and_change_of_an_older_version_are_refused(db: DbSession, name: str) -> None:
    event_uid, part, uid = create(db, whole()), PARTS[name], PARTS_HERE[name].uid

    with pytest.raises(InvalidInput, match="needs a name"):
        part_editing.edit_part(db, event_uid, part, uid, lambda value: structs.replace(value, name={}))
    part_editing.edit_part(db, event_uid, part, uid, lambda value: structs.replace(value, name={"en": "New"}), 1)
    with pytest.raises(PreconditionFailed):
        part_editing.edit_part(db, event_uid, part, uid, lambda value: structs.replace(value, name={"en": "Old"}), 1)
    with pytest.raises(PreconditionFailed):
        part_editing.delete_part(db, event_uid, part, uid, 1)


def test_two_who_move_the_same_up_at_once_move_it_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = tuple(
        make_room(name={"en": name}, uid=uid_of("room", name), slug=name, position=at) for at, name in enumerate("abc")
    )
    event_uid = database.write_now(create, programme_of(rooms=rooms))
    monkeypatch.setattr(part_editing, "list_parts", slow(part_editing.list_parts))
    up = partial(database.write_now, part_editing.move_part_up, event_uid, ROOMS, rooms[2].uid)

    orders = at_once(up, up)

    a, b, c = (room.uid for room in rooms)
    assert sorted(orders, key=lambda order: order.index(c)) == [[c, a, b], [a, c, b]]
    with database.read() as db:
        assert [room.slug for room in load(db, event_uid).rooms] == ["c", "a", "b"]
