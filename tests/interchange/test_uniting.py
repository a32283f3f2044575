"""Two records that are one: everything that named the other names the kept one, in every event."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import json, structs
from sqlalchemy import insert, select, update
from sqlmodel import col

from events_service.accounts import audit
from events_service.accounts.access import COMMAND, ROLES, Act, Actor, Grant, everywhere
from events_service.accounts.grants import Reach, list_grants
from events_service.accounts.models import AuditEntry, Role
from events_service.accounts.roles import give_role
from events_service.database import DbSession
from events_service.directory import editing
from events_service.directory.directory import Actor as Holder
from events_service.directory.directory import ContactKind, ContactPoint, Organization, Person
from events_service.directory.editing import BODIES, PERSONS, Shelf
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.errors import Forbidden
from events_service.interchange.pasting import adopting
from events_service.interchange.pasting.acquaintance import find, find_body
from events_service.interchange.united import ADDED, only_theirs, united
from events_service.interchange.uniting import SameRecord, UnitedAlready, unite
from events_service.partnerships.partnerships import Fund
from events_service.partnerships.records import FUNDS, save_funds
from events_service.programme import queries, restoring
from events_service.programme.answers import differing_fields
from events_service.programme.consents import give_back, withdraw
from events_service.programme.editing import delete_session
from events_service.programme.models import ExternalReferenceRow, RedactionRow
from events_service.programme.planning.models import AvailabilityRow
from events_service.programme.planning.planning import AvailableKind
from events_service.programme.programme import (
    AgendaItem,
    Alias,
    AliasKind,
    EventOrganization,
    EventPerson,
    EventRole,
    PersonRole,
    SessionOrganizer,
    SessionPerson,
    Stand,
)
from events_service.programme.progress import count_changed
from events_service.programme.references import of_session
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import create, load, publish

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903")
SECRET = structs.replace(PHONE, printed="0537-205903", public=False)
MAIL = ContactPoint(ContactKind.EMAIL, "office@towns.example")
KEPT = make_organization(
    uid=uid_of("body", "kept"), slug="towns", name={"en": "Association of Towns"}, contacts=(PHONE,), country="MA"
)
OTHER = make_organization(
    uid=uid_of("body", "other"),
    slug="villes",
    name={"en": "Assoc. of Towns", "fr": "Association des Villes"},
    short_name={"fr": "AV"},
    contacts=(SECRET, MAIL),
    country="FR",
    website="https://towns.example/",
)
AMINA = make_person(uid=uid_of("person", "kept"), slug="amina", name={"en": "Amina Berrada"})
A_B = make_person(
    uid=uid_of("person", "other"),
    slug="a-b",
    name={"en": "A. Berrada", "ar": "أمينة برادة"},
    title={"en": "Mayor"},
    organization_uid=OTHER.uid,
)
BOTH = {"people": (AMINA, A_B), "organizations": (KEPT, OTHER)}


def event_of(slug: str) -> Any:
    """An event that names the other ones wherever it can, and the kept ones beside in its session."""
    item = AgendaItem(
        {"en": "Opening"},
        presenters=(Holder(person_uid=AMINA.uid), Holder(person_uid=A_B.uid), Holder(organization_uid=OTHER.uid)),
        organization_uids=(OTHER.uid, KEPT.uid),
    )
    session = draft_session(
        "Water",
        uid=uid_of(slug, "water"),
        country_group_uid=OTHER.uid,
        organizers=(
            SessionOrganizer(OTHER.uid, contacts=(MAIL,)),
            SessionOrganizer(KEPT.uid),
            SessionOrganizer(OTHER.uid, EventRole.PARTNER),
        ),
        people=(
            SessionPerson(AMINA.uid, to_be_confirmed=True),
            SessionPerson(A_B.uid, title={"en": "Mayor"}, organization_uid=OTHER.uid),
            SessionPerson(A_B.uid, PersonRole.CHAIR),
        ),
        agenda=(item,),
    )
    event = make_event(
        uid=uid_of("event", slug),
        slug=slug,
        organizations=(EventOrganization(OTHER.uid), EventOrganization(KEPT.uid)),
        people=(EventPerson(A_B.uid),),
    )
    stands = (Stand(uid_of(slug, "stand"), Holder(organization_uid=OTHER.uid)),)
    return structs.replace(programme_of(session, event=event, rooms=()), stands=stands, **BOTH)


EVENTS = [event_of(slug) for slug in ("forum", "summit")]


@pytest.fixture
def two_events(db: DbSession) -> DbSession:
    for programme in EVENTS:
        create(db, programme)
    publish(db, EVENTS[0].event.uid)
    return db


def withdrawn(db: DbSession) -> set[tuple[str, str]]:
    return {(one.person_uid, one.field) for one in queries.get_redactions(db.connection())}


def one_of(db: DbSession, shelf: Shelf[Any], take: tuple[str, ...] = (), actor: Actor = COMMAND) -> Any:
    return unite(db, actor, shelf, *uids_of(shelf), take, AT).value


def uids_of(shelf: Shelf[Any]) -> tuple[str, str]:
    return (KEPT.uid, OTHER.uid) if shelf is BODIES else (AMINA.uid, A_B.uid)


def test_working_versions_of_all_events_name_the_kept_organization_once(two_events: DbSession) -> None:
    one_of(two_events, BODIES)

    for programme in EVENTS:
        found = load(two_events, programme.event.uid)
        (session,) = found.sessions
        assert session.organizers == (
            SessionOrganizer(KEPT.uid, contacts=(MAIL,)),
            SessionOrganizer(KEPT.uid, EventRole.PARTNER),
        )
        assert session.country_group_uid == KEPT.uid
        assert [link.organization_uid for link in session.people] == [None, KEPT.uid, None]
        (item,) = session.agenda
        assert item.presenters[2] == Holder(organization_uid=KEPT.uid)
        assert item.organization_uids == (KEPT.uid,)
        assert found.event.organizations == (EventOrganization(KEPT.uid),)
        assert found.stands[0].holder == Holder(organization_uid=KEPT.uid)
        assert Alias(AliasKind.ORGANIZATION, "villes", KEPT.uid) in found.aliases
        assert OTHER.uid not in {body.uid for body in found.organizations}


def test_working_versions_of_all_events_name_the_kept_person_once_in_each_role(two_events: DbSession) -> None:
    one_of(two_events, PERSONS)

    for programme in EVENTS:
        found = load(two_events, programme.event.uid)
        (session,) = found.sessions
        assert session.people == (
            SessionPerson(AMINA.uid, title={"en": "Mayor"}, organization_uid=OTHER.uid),
            SessionPerson(AMINA.uid, PersonRole.CHAIR),
        )
        assert session.agenda[0].presenters[0] == Holder(person_uid=AMINA.uid)
        assert len(session.agenda[0].presenters) == 2
        assert found.event.people == (EventPerson(AMINA.uid),)


def test_what_is_public_follows_with_the_next_publication(two_events: DbSession) -> None:
    uid = EVENTS[0].event.uid
    connection = two_events.connection()
    before = queries.get_release(connection, uid, 1).programme

    one_of(two_events, PERSONS)

    assert queries.get_release(connection, uid, 1).programme == before
    publish(two_events, uid, hours=1)
    public = queries.get_release(connection, uid, 2).programme
    assert [person.uid for person in public.people] == [AMINA.uid]
    assert [link.person_uid for link in public.sessions[0].people] == [AMINA.uid] * 2


def test_record_has_what_was_chosen_of_each_and_what_only_one_says(two_events: DbSession) -> None:
    found: Organization = one_of(two_events, BODIES, ("country",))

    assert found.name == {"en": "Association of Towns", "fr": "Association des Villes"}
    assert found.short_name == {"fr": "AV"}
    assert (found.country, found.website, found.slug) == ("FR", "https://towns.example/", "towns")
    assert found.other_names == ("Assoc. of Towns",)
    assert found.contacts == (structs.replace(PHONE, public=False), MAIL)

    person: Person = one_of(two_events, PERSONS, ("name",))
    assert (person.name, person.title) == ({"en": "A. Berrada", "ar": "أمينة برادة"}, {"en": "Mayor"})
    assert person.organization_uid == KEPT.uid


def test_what_only_an_unpublished_record_says_is_left_out_unless_it_is_asked_for() -> None:
    life = {"en": "Told in confidence.", "fr": "Dit en confidence."}
    number = structs.replace(PHONE, printed="0612 34 56 78", e164="+212612345678")
    public = structs.replace(AMINA, biography={"en": "Engineer."}, contacts=(MAIL,))
    draft = structs.replace(
        A_B, biography=life, photo="/media/a.jpg", photo_public=True, contacts=(number, MAIL), published=False
    )

    found = united(public, draft, ())
    assert found == structs.replace(public, contacts=(MAIL, structs.replace(number, public=False)))
    assert united(public, draft, ("title",)).title == {"en": "Mayor"}
    asked = united(public, draft, ("biography",), ("photo", "title"))
    assert (asked.biography, asked.photo, asked.photo_public) == ({"en": life["en"]}, "/media/a.jpg", True)
    assert (asked.title, asked.name, asked.organization_uid) == ({"en": "Mayor"}, AMINA.name, None)

    assert united(public, structs.replace(draft, published=True), ()).biography == {"en": "Engineer.", "fr": life["fr"]}
    both = united(structs.replace(public, published=False), draft, ())
    assert (both.biography, both.contacts) == ({"en": "Engineer.", "fr": life["fr"]}, found.contacts)


def test_what_an_unpublished_organization_is_called_and_has_is_left_out_unless_it_is_asked_for() -> None:
    member = uid_of("body", "member")
    draft = structs.replace(
        OTHER, published=False, other_names=("Towns’ Club",), countries=("FR",), member_uids=(member, KEPT.uid)
    )

    found = united(KEPT, draft, ("name",), ())
    assert found.name == {"en": "Assoc. of Towns"}
    assert (found.other_names, found.countries, found.member_uids) == (("Association of Towns",), (), ())
    assert (found.short_name, found.website) == ({}, None)
    asked = united(KEPT, draft, (), ADDED[Organization])
    assert asked.other_names == ("Towns’ Club", "Assoc. of Towns")
    assert (asked.countries, asked.member_uids) == (("FR",), (member,))
    assert {name: only_theirs(KEPT, draft, name) for name in ADDED[Organization]} == {
        "name": {"fr": "Association des Villes"},
        "short_name": {"fr": "AV"},
        "kind": None,
        "country": None,
        "website": "https://towns.example/",
        "description": {},
        "other_names": ("Towns’ Club", "Assoc. of Towns", "Association des Villes", "AV"),
        "countries": ("FR",),
        "member_uids": (member,),
    }


def test_unpublished_record_that_becomes_one_with_a_published_one_publishes_nothing(db: DbSession) -> None:
    programme = EVENTS[0]
    draft = structs.replace(A_B, biography={"en": "Told in confidence."}, contacts=(MAIL,), published=False)
    create(db, structs.replace(programme, people=(AMINA, draft)))

    one_of(db, PERSONS)
    publish(db, programme.event.uid)

    (person,) = queries.get_release(db.connection(), programme.event.uid, 1).programme.people
    assert (person.uid, person.biography, person.title, person.contacts) == (AMINA.uid, {}, {}, ())


@pytest.mark.parametrize("shelf", [BODIES, PERSONS])
def test_sessions_that_name_another_record_now_have_changed(two_events: DbSession, shelf: Shelf[Any]) -> None:
    connection, (first, second) = two_events.connection(), EVENTS
    (before_it,) = load(two_events, second.event.uid).sessions
    assert count_changed(connection, first.event.uid) == 0

    unite(two_events, COMMAND, shelf, *uids_of(shelf), (), now())

    assert count_changed(connection, first.event.uid) == 1
    noted = select(col(AuditEntry.subject), col(AuditEntry.before), col(AuditEntry.after)).where(
        col(AuditEntry.act) == "edit_session", col(AuditEntry.event_uid) == second.event.uid
    )
    ((subject, before, after),) = connection.execute(noted).all()
    (after_it,) = load(two_events, second.event.uid).sessions
    told = json.decode(json.encode(differing_fields(before_it, after_it)))
    assert (subject, before, after) == (f"session:{after_it.uid}", *told)
    assert "people" in after


@pytest.mark.parametrize("shelf", [BODIES, PERSONS])
def test_session_that_was_taken_out_comes_back_with_the_kept_record(two_events: DbSession, shelf: Shelf[Any]) -> None:
    uid = EVENTS[1].event.uid
    (session,) = load(two_events, uid).sessions
    delete_session(two_events, uid, session.uid)
    entry = audit.note(
        two_events,
        COMMAND,
        "delete_session",
        f"session:{session.uid}",
        AT,
        event_uid=uid,
        before=restoring.kept(session),
    )
    two_events.flush()
    kept, other = uids_of(shelf)
    one_of(two_events, shelf)

    restoring.restore(two_events, uid, entry)

    (back,) = load(two_events, uid).sessions
    assert kept in of_session(back)
    assert other not in of_session(back)


def test_other_record_is_archived_and_says_where_it_went(two_events: DbSession) -> None:
    one_of(two_events, BODIES)

    connection = two_events.connection()
    other = editing.get_kept(connection, BODIES, OTHER.uid)
    assert (other.archived_at, other.same_as_uid) == (AT, KEPT.uid)
    entries = two_events.exec(
        select(AuditEntry.event_uid, AuditEntry.subject, AuditEntry.after)  # type: ignore[call-overload]
        .where(AuditEntry.act == "merge_organization")
        .order_by(col(AuditEntry.id))
    ).all()
    assert [(event_uid, subject) for event_uid, subject, _ in entries] == [
        *((uid, f"organization:{KEPT.uid}") for uid in sorted(one.event.uid for one in EVENTS)),
        (EVENTS[0].event.uid, f"organization:{KEPT.uid}"),
    ]
    assert all(after["merged"] == OTHER.uid for _, _, after in entries)
    with pytest.raises(UnitedAlready):
        one_of(two_events, BODIES)
    with pytest.raises(SameRecord):
        unite(two_events, COMMAND, BODIES, KEPT.uid, KEPT.uid, (), AT)
    back = editing.archive_record(two_events, BODIES, OTHER.uid, None)[1]
    assert (back.archived_at, back.same_as_uid) == (None, None)


def test_names_of_the_other_are_known_as_the_kept_one_when_a_programme_is_pasted(two_events: DbSession) -> None:
    one_of(two_events, BODIES)
    one_of(two_events, PERSONS)

    known = adopting.get_acquaintance(two_events.connection(), load(two_events, EVENTS[1].event.uid))

    assert find_body(known, "Assoc. of Towns") == find_body(known, "Association of Towns") == KEPT.uid
    assert find(known.people, "A. Berrada") == find(known.people, "Amina Berrada") == AMINA.uid


def test_what_belongs_to_no_event_follows(two_events: DbSession) -> None:
    group = make_organization(uid=uid_of("body", "group"), slug="group", member_uids=(OTHER.uid, KEPT.uid))
    fund = Fund(uid_of("fund", "water"), {"en": "Water fund"}, organizations=(Holder(organization_uid=OTHER.uid),))
    connection = two_events.connection()
    save_organizations(connection, [group], None)
    save_people(connection, [make_person(uid=uid_of("person", "x"), slug="x", organization_uid=OTHER.uid)], None)
    save_funds(connection, [fund])

    one_of(two_events, BODIES)

    (kept_group,) = ORGANIZATIONS.read_uids(connection, [group.uid])
    (employee,) = PEOPLE.read_uids(connection, [uid_of("person", "x")])
    (kept_fund,) = FUNDS.read(connection)
    assert kept_group.member_uids == (KEPT.uid,)
    assert employee.organization_uid == KEPT.uid
    assert kept_fund.organizations == (Holder(organization_uid=KEPT.uid),)


def test_consents_availability_and_origin_follow(two_events: DbSession) -> None:
    connection, (first, second) = two_events.connection(), (one.event.uid for one in EVENTS)
    withdraw(two_events, COMMAND, A_B.uid, "biography", AT)
    for event_uid, of in ((first, A_B), (second, A_B), (second, AMINA)):
        row = {"event_uid": event_uid, "of_uid": of.uid, "kind": AvailableKind.PERSON, "spans": (), "version": 1}
        connection.execute(insert(AvailabilityRow).values(row))
    connection.execute(
        insert(ExternalReferenceRow).values(
            source=f"{first}/x", kind="people", uid=A_B.uid, event_uid=first, id="7", guid="", slug="", imported=""
        )
    )

    one_of(two_events, PERSONS)

    assert withdrawn(two_events) == {(AMINA.uid, "biography"), (A_B.uid, "biography")}
    there = connection.execute(select(AvailabilityRow.event_uid, AvailabilityRow.of_uid)).all()  # type: ignore[call-overload]
    assert sorted(map(tuple, there)) == sorted([(first, AMINA.uid), (second, AMINA.uid)])
    assert list(connection.execute(select(ExternalReferenceRow.uid)).scalars()) == [AMINA.uid]  # type: ignore[call-overload]


def test_what_the_kept_person_withdrew_is_withdrawn_of_the_other_that_is_public(two_events: DbSession) -> None:
    withdraw(two_events, COMMAND, AMINA.uid, "photo", AT)

    one_of(two_events, PERSONS)

    assert withdrawn(two_events) == {(AMINA.uid, "photo"), (A_B.uid, "photo")}


def test_what_is_withdrawn_afterwards_is_withdrawn_of_both_and_given_back_of_both(two_events: DbSession) -> None:
    one_of(two_events, PERSONS)

    withdraw(two_events, COMMAND, AMINA.uid, "name", AT)
    assert withdrawn(two_events) == {(AMINA.uid, "name"), (A_B.uid, "name")}

    give_back(two_events, COMMAND, AMINA.uid, "name", AT)
    assert withdrawn(two_events) == set()


def test_photo_that_was_agreed_to_since_is_not_withdrawn(two_events: DbSession) -> None:
    withdraw(two_events, COMMAND, A_B.uid, "photo", AT)
    two_events.connection().execute(update(RedactionRow).values(agreed="/media/another.jpg"))

    one_of(two_events, PERSONS)

    assert withdrawn(two_events) == {(A_B.uid, "photo")}


def test_who_works_for_the_other_works_for_the_kept_one(two_events: DbSession) -> None:
    account = make_account(two_events, "eve@example.org", Role.EDITOR, organization_uid=OTHER.uid)
    organizer = Actor("account", uid_of("a", "b"), "Alice", everywhere(ROLES[Role.ORGANIZER]))
    with pytest.raises(Forbidden):
        one_of(two_events, BODIES, actor=organizer)

    one_of(two_events, BODIES)

    assert [grant.organization_uid for grant in list_grants(two_events, account.id)] == [KEPT.uid]
    noted = select(col(AuditEntry.act), col(AuditEntry.before), col(AuditEntry.after)).where(
        col(AuditEntry.subject) == f"account:{account.id}", col(AuditEntry.act).in_(("take_role", "give_role"))
    )
    editor = {"role": "editor"}
    assert list(map(tuple, two_events.connection().execute(noted.order_by(col(AuditEntry.id)))))[-2:] == [
        ("take_role", editor | {"organization_uid": OTHER.uid}, None),
        ("give_role", None, editor | {"organization_uid": KEPT.uid}),
    ]


def test_who_worked_for_both_works_for_the_kept_one_once(two_events: DbSession) -> None:
    account = make_account(two_events, "eve@example.org", Role.EDITOR, organization_uid=OTHER.uid)
    give_role(two_events, COMMAND, account.id, Role.EDITOR, Reach(organization_uid=KEPT.uid), AT)
    two_events.flush()

    one_of(two_events, BODIES)

    assert [grant.organization_uid for grant in list_grants(two_events, account.id)] == [KEPT.uid]


def test_t_authz_1_whoever_may_not_change_each_event_it_is_named_in_unites_nothing(two_events: DbSession) -> None:
    first = frozenset({EVENTS[0].event.uid})
    actor = Actor("account", uid_of("a", "b"), "Alice", (Grant(ROLES[Role.ORGANIZER], first),))
    before = [load(two_events, one.event.uid) for one in EVENTS]
    assert actor.may(Act.EDIT_EVENT, EVENTS[0].event.uid)

    for shelf in (BODIES, PERSONS):
        with pytest.raises(Forbidden):
            one_of(two_events, shelf, actor=actor)

    assert [load(two_events, one.event.uid) for one in EVENTS] == before
