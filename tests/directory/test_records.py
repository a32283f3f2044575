"""Organizations and people, with slugs that are unique in the instance and names that search finds."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select

from events_service.database import DbSession, new_id
from events_service.directory.directory import Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.zones import now
from tests.factories.maximal import filled, uid
from tests.factories.programme import make_organization, make_person


def test_every_field_of_an_organization_is_kept(db: DbSession) -> None:
    body = filled(Organization, "body", uid=uid("body"))

    assert save_organizations(db.connection(), [body], None)

    assert ORGANIZATIONS.read(db.connection()) == [body]


def test_every_field_of_a_person_is_kept(db: DbSession) -> None:
    body = make_organization(uid=uid("organizations-1"))
    person = filled(Person, "person", uid=uid("person"))
    save_organizations(db.connection(), [body], None)

    assert save_people(db.connection(), [person], None)

    assert PEOPLE.read(db.connection()) == [person]


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"short_name": {"fr": "AMPCC"}}, "ampcc"),
        ({"short_name": {"ar": "الجمعية"}}, "s-00000000"),
        ({}, "association-of-towns"),
        ({"slug": "chosen"}, "chosen"),
    ],
)
def test_slug_of_an_organization_is_its_short_name_first(db: DbSession, changes: dict[str, Any], slug: str) -> None:
    body = make_organization(**{"uid": "00000000-0000-4000-8000-000000000000", "slug": ""} | changes)

    save_organizations(db.connection(), [body], None)

    assert [kept.slug for kept in ORGANIZATIONS.read(db.connection())] == [slug]


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"name": {"ar": "أمينة"}, "badge_name": "Amina Berrada"}, "amina-berrada"),
        ({"name": {"fr": "Amina Berrada"}}, "amina-berrada"),
        ({"name": {"ar": "أمينة"}}, "s-00000000"),
    ],
)
def test_slug_of_a_person_is_their_name_in_latin_letters(db: DbSession, changes: dict[str, Any], slug: str) -> None:
    save_people(db.connection(), [make_person(uid="00000000-0000-4000-8000-000000000000", slug="", **changes)], None)

    assert [kept.slug for kept in PEOPLE.read(db.connection())] == [slug]


def test_two_people_of_one_name_have_two_slugs(db: DbSession) -> None:
    save_people(db.connection(), [make_person(uid=new_id(), slug="")], None)
    save_people(db.connection(), [make_person(uid=new_id(), slug="")], None)

    assert sorted(kept.slug for kept in PEOPLE.read(db.connection())) == ["amina-berrada", "amina-berrada-2"]


def test_saved_again_nothing_is_written(db: DbSession) -> None:
    body, person = make_organization(slug=""), make_person(slug="")
    save_organizations(db.connection(), [body], None)
    save_people(db.connection(), [person], None)

    assert not save_organizations(db.connection(), [body], None)
    assert not save_people(db.connection(), [person], None)


def test_changed_record_keeps_its_slug_and_its_owner(db: DbSession) -> None:
    first, other = new_id(), new_id()
    save_organizations(db.connection(), [make_organization(uid=uid("body"), slug="")], first)
    renamed = make_organization(uid=uid("body"), name={"en": "Union"}, slug="")

    assert save_organizations(db.connection(), [renamed], other)

    table = ORGANIZATIONS.table
    row = db.connection().execute(select(table)).one()
    assert (row.slug, row.name, row.owner_event_uid, row.version) == (
        "association-of-towns",
        {"en": "Union"},
        first,
        2,
    )
    assert now() - row.updated_at < timedelta(minutes=1)


def test_names_are_folded_for_search(db: DbSession) -> None:
    body = make_organization(
        name={"fr": "Élus", "ar": "الجماعة"}, short_name={"fr": "AMPCC"}, other_names=("Conseils communaux",)
    )
    person = make_person(name={"fr": "Élodie"}, badge_name="ELODIE B.")
    save_organizations(db.connection(), [body], None)
    save_people(db.connection(), [person], None)

    connection = db.connection()
    assert connection.execute(select(ORGANIZATIONS.table.c.folded)).scalar() == (
        "ampcc elus الجماعه conseils communaux"
    )
    assert connection.execute(select(PEOPLE.table.c.folded)).scalar() == "elodie elodie b."


def test_person_stays_when_the_organization_goes(db: DbSession) -> None:
    body = make_organization()
    person = make_person(organization_uid=body.uid)
    save_organizations(db.connection(), [body], None)
    save_people(db.connection(), [person], None)

    table = ORGANIZATIONS.table
    db.connection().execute(table.delete())

    assert PEOPLE.read(db.connection()) == [structs.replace(person, organization_uid=None)]
