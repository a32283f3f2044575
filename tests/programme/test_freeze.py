"""What a release takes out of the draft, and what it leaves as it was."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.directory.directory import Actor
from events_service.programme.changes import compare
from events_service.programme.freeze import shown
from events_service.programme.programme import (
    EventStatus,
    Programme,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Stand,
    Venue,
    Visibility,
)
from events_service.programme.references import referenced_by
from tests.factories.drafts import FIRST_RELEASE, History, draft_session, dropped, edited, published
from tests.factories.maximal import maximal_draft
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_track,
    make_venue,
    programme_of,
)

HALL, TENT = make_room(name={"en": "Hall"}), make_room(name={"en": "Tent"}, position=1)
WATER = draft_session("Water", uid="water", room_uid=HALL.uid)
ROADS = draft_session("Roads", uid="roads", room_uid=TENT.uid)


def draft(*sessions: Session, **changes: Any) -> Programme:
    return programme_of(*(sessions or (WATER, ROADS)), **{"rooms": (HALL, TENT)} | changes)


def titles(programme: Programme) -> dict[str, str]:
    return {session.uid: session.title["en"] for session in programme.sessions}


def retitled(working: Programme, **said: str) -> Programme:
    for uid, title in said.items():
        working = edited(working, uid, title={"en": title})
    return working


def test_first_release_takes_all_that_is_ready() -> None:
    public = published(draft(WATER, structs.replace(ROADS, ready=False)))

    assert titles(public) == {"water": "Water"}
    (water,) = public.sessions
    assert (water.slug, water.revision, water.revised_at, water.created_at) == (
        "water",
        0,
        FIRST_RELEASE,
        FIRST_RELEASE,
    )
    assert water.start_at is not None
    assert public.rooms == (HALL, TENT)


def test_full_release_takes_all_that_is_ready_and_leaves_the_rest_as_released() -> None:
    first = draft()
    second = edited(retitled(first, water="Water II", roads="Roads II"), "roads", ready=False)

    assert titles(published(first, second)) == {"water": "Water II", "roads": "Roads"}


def test_what_would_be_shown_differs_from_what_is_public_as_the_release_would() -> None:
    first = make_programme(24, 2, 3)
    untimed = tuple(structs.replace(session, start_at=None, end_at=None) for session in first.sessions)
    as_read = tuple(sorted(untimed, key=lambda session: session.uid))
    first = structs.replace(first, sessions=as_read, tombstones=())
    history = History()
    public = history.publish(first)
    moved, dropped_one, held, renamed = (session.uid for session in untimed[:4])
    later = edited(dropped(first, dropped_one), moved, room_uid=first.rooms[2].uid, code="SOU 99")
    later = edited(edited(later, held, title={"en": "Not yet"}, ready=False), renamed, title={"en": "Renamed"})
    later = edited(edited(later, first.people[0].uid, name={"en": "Amina"}), first.rooms[1].uid, name={"en": "Tent"})
    told = compare(public, shown(later, public))

    assert told == compare(public, history.publish(later))
    assert {change.session_uid for change in told} > {None, moved, dropped_one, renamed}
    assert held not in {change.session_uid for change in told}


def test_session_that_is_not_ready_keeps_the_records_it_was_released_with() -> None:
    """The partner has moved it into the tent and the hall is gone from the draft; nobody has approved of it."""
    speaker = make_person()
    first = draft(structs.replace(WATER, people=(SessionPerson(speaker.uid),)), people=(speaker,))
    second = draft(structs.replace(WATER, room_uid=TENT.uid, ready=False), rooms=(TENT,))

    public = published(first, second)

    assert public.sessions[0].room_uid == HALL.uid
    assert public.rooms == (HALL, TENT)
    assert public.people == (speaker,)


def test_full_release_takes_shared_records() -> None:
    first = draft(tracks=(make_track(uid="track"),))
    second = structs.replace(edited(first, "track", name={"en": "Rivers"}), rooms=(HALL, TENT, make_room(uid="new")))

    public = published(first, second)

    assert [track.name["en"] for track in public.tracks] == ["Rivers"]
    assert [room.uid for room in public.rooms] == [HALL.uid, "new", TENT.uid]


def test_only_takes_the_chosen_session() -> None:
    first = draft()
    history = History()
    history.publish(first)

    public = history.publish(retitled(first, water="Water II", roads="Roads II"), only=["water"])

    assert titles(public) == {"water": "Water II", "roads": "Roads"}


def test_only_makes_a_session_that_was_not_ready_public() -> None:
    history = History()
    history.publish(draft(WATER))

    public = history.publish(draft(WATER, structs.replace(ROADS, ready=False)), only=["roads"])

    assert titles(public) == {"water": "Water", "roads": "Roads"}
    assert all(session.ready for session in public.sessions)


def test_only_a_session_leaves_a_renamed_room_as_it_was() -> None:
    first = draft()
    history = History()
    history.publish(first)
    second = edited(retitled(first, water="Water II"), HALL.uid, name={"en": "SECRET"})

    public = history.publish(second, only=["water"])

    assert public.rooms == (HALL, TENT)
    assert "SECRET" not in msgspec.json.encode(public).decode()


def test_only_a_room_takes_it_and_nothing_else() -> None:
    first = draft()
    history = History()
    history.publish(first)
    second = edited(retitled(first, water="SECRET"), HALL.uid, name={"en": "Great hall"})
    second = edited(second, TENT.uid, name={"en": "SECRET"})

    public = history.publish(second, only=[f"room:{HALL.slug}"])

    assert [room.name["en"] for room in public.rooms] == ["Great hall", "Tent"]
    assert "SECRET" not in msgspec.json.encode(public).decode()


def test_only_event_takes_it_and_nothing_else() -> None:
    first = draft()
    history = History()
    history.publish(first)
    second = structs.replace(retitled(first, water="SECRET"), event=make_event(theme={"en": "Rivers"}))

    public = history.publish(second, only=["event"])

    assert public.event.theme == {"en": "Rivers"}
    assert titles(public) == {"water": "Water", "roads": "Roads"}


def test_only_a_session_leaves_the_event_as_it_was() -> None:
    first = draft()
    history = History()
    history.publish(first)
    second = structs.replace(retitled(first, water="Water II"), event=make_event(theme={"en": "SECRET"}))

    assert history.publish(second, only=["water"]).event.theme == {}


def test_only_takes_new_shared_records_with_all_they_refer_to() -> None:
    body = make_organization(name={"en": "Body"}, member_uids=("member",))
    member = make_organization(uid="member", name={"en": "Member"})
    person = make_person(organization_uid=body.uid)
    venue = Venue("venue", {"en": "Palace"})
    room = make_room(name={"en": "Throne room"}, venue_uid="venue", position=2)
    history = History()
    history.publish(draft(WATER))
    new = structs.replace(ROADS, room_uid=room.uid, people=(SessionPerson(person.uid),))

    second = draft(
        WATER,
        new,
        rooms=(HALL, TENT, room),
        venues=(venue, make_venue()),
        people=(person,),
        organizations=(body, member),
    )
    public = history.publish(second, only=["roads"])

    assert public.rooms == (HALL, TENT, room)
    assert ([venue.uid for venue in public.venues], [person.uid for person in public.people]) == (
        ["venue"],
        [person.uid],
    )
    assert {record.uid for record in public.organizations} == {body.uid, "member"}


def test_only_before_the_first_release_publishes_nothing_else() -> None:
    public = History().publish(draft(), only=["water"])

    assert titles(public) == {"water": "Water"}
    assert public.rooms == (HALL,)
    assert public.event.title == make_event().title


def test_only_a_deleted_session_cancels_it_and_nothing_else() -> None:
    first = draft()
    history = History()
    history.publish(first)

    public = history.publish(dropped(retitled(first, roads="Roads II"), "water"), only=["water"])

    assert titles(public) == {"roads": "Roads"}
    assert [stone.uid for stone in public.tombstones] == ["water"]


def test_only_a_person_who_is_no_longer_to_be_published_takes_them_out_everywhere() -> None:
    person = make_person()
    first = draft(structs.replace(WATER, people=(SessionPerson(person.uid),)), people=(person,))
    history = History()
    history.publish(first)

    public = history.publish(edited(first, person.uid, published=False), only=[f"person:{person.slug}"])

    assert (public.people, public.sessions[0].people) == ((), ())


@pytest.mark.parametrize("ready", [True, False])
def test_unpublished_person_leaves_sessions_that_are_not_ready_too(ready: bool) -> None:
    person = make_person()
    first = draft(
        structs.replace(WATER, people=(SessionPerson(person.uid, title={"en": "President"}),)), people=(person,)
    )
    second = edited(edited(first, "water", ready=ready), person.uid, published=False)

    public = published(first, second)

    assert (public.people, public.sessions[0].people) == ((), ())


@pytest.mark.parametrize("changes", [{"ready": False}, {"visibility": Visibility.BY_INVITATION}])
def test_who_takes_part_only_in_what_is_hidden_stays_hidden(changes: dict[str, Any]) -> None:
    person, body = make_person(name={"en": "SECRET"}), make_organization(name={"en": "SECRET"})
    hidden = draft_session("SECRET", people=(SessionPerson(person.uid),), organizers=(SessionOrganizer(body.uid),))
    hidden = structs.replace(hidden, **changes)

    public = published(draft(WATER, hidden, people=(person,), organizations=(body,)))

    assert "SECRET" not in msgspec.json.encode(public).decode()


def test_deleted_session_leaves_a_tombstone_and_comes_back_with_its_revision() -> None:
    history = History()
    first = draft()
    history.publish(first)

    removed = history.publish(dropped(first, "water"))
    (stone,) = removed.tombstones
    assert (stone.uid, stone.status, stone.revision, stone.revised_at) == (
        "water",
        SessionStatus.CANCELLED,
        1,
        FIRST_RELEASE + timedelta(hours=1),
    )

    unchanged = history.publish(retitled(dropped(first, "water"), roads="Roads II"))
    assert unchanged.tombstones == (stone,)

    back = history.publish(first)
    assert back.tombstones == ()
    assert [(s.slug, s.revision, s.created_at) for s in back.sessions if s.uid == "water"] == [
        ("water", 2, FIRST_RELEASE)
    ]


def test_tombstone_keeps_the_room_it_was_in() -> None:
    first = draft()
    public = published(first, structs.replace(dropped(first, "water"), rooms=(TENT,)))

    assert (public.tombstones[0].room_uid, public.rooms) == (HALL.uid, (HALL, TENT))


def test_tombstone_mentions_nobody_who_is_no_longer_to_be_published() -> None:
    person = make_person()
    link = SessionPerson(person.uid, title={"en": "President"})
    first = draft(structs.replace(WATER, people=(link,)), ROADS, people=(person,))
    second = structs.replace(edited(dropped(first, "water"), person.uid, published=False))

    public = published(first, second)

    assert [stone.people for stone in public.tombstones] == [()]
    assert public.people == ()


def test_session_made_by_invitation_goes_without_a_trace() -> None:
    first = draft()
    public = published(first, edited(first, "water", visibility=Visibility.BY_INVITATION))

    assert titles(public) == {"roads": "Roads"}
    assert public.tombstones == ()


def test_session_made_by_invitation_but_not_ready_stays() -> None:
    first = draft()
    hidden = edited(first, "water", visibility=Visibility.BY_INVITATION, ready=False)

    assert titles(published(first, hidden)) == titles(published(first))


def test_withdrawn_session_goes_wholly_and_its_revision_is_remembered() -> None:
    history = History()
    first = draft()
    history.publish(first)
    history.publish(retitled(first, water="Water II"))

    withdrawn = history.publish(first, withdrawn=["water"])
    assert (titles(withdrawn), withdrawn.tombstones) == ({"roads": "Roads"}, ())
    assert "water" not in msgspec.json.encode(withdrawn).decode()

    history.publish(retitled(dropped(first, "water"), roads="Roads II"))
    back = history.publish(first)
    assert [(s.slug, s.revision) for s in back.sessions if s.uid == "water"] == [("water", 2)]


def test_tombstone_can_be_withdrawn() -> None:
    history = History()
    first = draft()
    history.publish(first)
    history.publish(dropped(first, "water"))

    assert history.publish(dropped(first, "water"), withdrawn=["water"]).tombstones == ()


def test_only_nothing_with_a_withdrawal_takes_just_that_back() -> None:
    history = History()
    first = draft()
    history.publish(first)

    public = history.publish(retitled(first, roads="Roads II"), only=[], withdrawn=["water"])

    assert titles(public) == {"roads": "Roads"}


def test_stands_are_taken_by_a_full_release_only() -> None:
    stand = Stand("stand", Actor(country="SN"), title={"en": "Senegal"})
    history = History()
    history.publish(draft())
    second = draft(stands=(stand,))

    assert history.publish(second, only=["water"]).stands == ()
    assert [s.slug for s in history.publish(second).stands] == ["senegal"]


@pytest.mark.parametrize("status", EventStatus)
def test_event_status_comes_with_a_full_release(status: EventStatus) -> None:
    assert published(draft(), draft(event=make_event(status=status))).event.status == status


def test_same_draft_again_gives_the_same_programme() -> None:
    for working in (draft(), make_programme(60), maximal_draft()):
        first, second = published(working), published(working, working)
        assert second == first


def test_order_of_the_draft_makes_no_difference() -> None:
    history = History()
    first = draft(WATER, ROADS)
    history.publish(first)
    history.publish(edited(first, "water", ready=False))

    assert history.publish(draft(ROADS, WATER), only=["water"]) == history.releases[0]
    assert history.publish(draft(ROADS, WATER, rooms=(TENT, HALL))) == history.releases[0]


def test_everything_a_release_refers_to_is_in_it() -> None:
    history = History()
    working = make_programme(60)
    public = [history.publish(working, only=[session.uid for session in working.sessions[:7]])]
    public.append(history.publish(working))
    public.append(history.publish(dropped(working, working.sessions[3].uid)))

    for programme in public:
        kinds = ("rooms", "venues", "tracks", "types", "people", "organizations")
        present = {record.uid for kind in kinds for record in getattr(programme, kind)}
        assert referenced_by(programme) - present == set()
