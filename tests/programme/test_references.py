import msgspec
from msgspec import structs

from events_service.programme.programme import SessionPerson, Stand
from events_service.programme.references import referenced_by, without
from tests.factories.maximal import maximal_draft, uid
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_venue,
    programme_of,
)

KINDS = ("venues", "rooms", "tracks", "types", "organizations", "people")


def test_referenced_by_finds_every_kind_of_reference() -> None:
    draft = maximal_draft()

    found = referenced_by(draft)

    assert found == {
        *(uid(f"{kind}-1") for kind in KINDS),
        uid("organizations-2"),
        uid("people-2"),
    }


def test_referenced_by_follows_what_records_refer_to_in_whatever_order_they_stand() -> None:
    venue, leaf = make_venue(), make_organization(name={"en": "Leaf"})
    branch = make_organization(name={"en": "Branch"}, member_uids=(leaf.uid,))
    root = make_organization(name={"en": "Root"}, member_uids=(branch.uid,))
    person, room = make_person(organization_uid=root.uid), make_room(venue_uid=venue.uid)
    session = make_session(room_uid=room.uid, people=(SessionPerson(person.uid),))

    for bodies in ((leaf, branch, root), (root, branch, leaf)):
        programme = programme_of(session, venues=(venue,), rooms=(room,), people=(person,), organizations=bodies)
        assert referenced_by(programme) == {r.uid for r in (venue, room, person, root, branch, leaf)}


def test_referenced_by_ends_where_organizations_are_members_of_one_another() -> None:
    one, other = make_organization(name={"en": "One"}), make_organization(name={"en": "Other"})
    circle = (
        structs.replace(one, member_uids=(other.uid,)),
        structs.replace(other, member_uids=(one.uid,)),
    )
    session = make_session(country_group_uid=one.uid)

    assert referenced_by(programme_of(session, organizations=circle)) == {one.uid, other.uid}


def test_referenced_by_reads_tombstones() -> None:
    room = make_room()
    programme = programme_of(tombstones=(make_session(room_uid=room.uid),), rooms=(room,))

    assert referenced_by(programme) == {room.uid}


def test_without_leaves_no_mention() -> None:
    draft = maximal_draft()
    programme = structs.replace(draft, tombstones=draft.sessions)
    hidden = {uid("people-1"), uid("people-2"), uid("organizations-1"), uid("organizations-2")}
    text = msgspec.json.encode(programme).decode()
    assert all(name in text for name in hidden)

    left = without(programme, hidden)

    # An alias is an address, and goes with its record when the programme is settled.
    text = msgspec.json.encode(structs.replace(left, aliases=())).decode()
    assert [name for name in hidden if name in text] == []
    assert len(left.sessions) == len(programme.sessions)
    assert left.stands == ()


def test_without_keeps_all_else() -> None:
    programme = maximal_draft()

    assert without(programme, set()) is programme
    assert without(programme, {"nobody"}) == programme


def test_without_keeps_stands_of_others_and_countries_that_present() -> None:
    draft = maximal_draft()
    person, body = draft.sessions[0].agenda[0].presenters[1], draft.sessions[0].agenda[0].presenters[0]
    other = Stand(uid="stand", holder=body)
    programme = structs.replace(draft, event=make_event(), stands=(*draft.stands, other))

    left = without(programme, {uid("people-1")})

    assert len(left.stands) == 3
    assert person not in left.sessions[0].agenda[0].presenters
    assert [actor.country for actor in left.sessions[0].agenda[0].presenters] == [None, "SN"]
    assert [person.organization_uid for person in left.people] == [uid("organizations-1")]
