"""The pages of a person and of an organization within an event."""

from msgspec import structs

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import ContactKind, ContactPoint, OrganizationKind
from events_service.programme.programme import (
    EventOrganization,
    EventPerson,
    EventRole,
    PersonRole,
    SessionOrganizer,
    SessionPerson,
)
from events_service.web.records import Records
from tests.factories.programme import make_event, make_organization, make_person, make_session, programme_of
from tests.factories.views import event_view
from tests.web.reading import read, render

PERSON = "/{lang}/{event}/people/{slug}/"
ORGANIZATION = "/{lang}/{event}/organizations/{slug}/"
ARM = make_organization(
    name={"en": "Association of Regions"},
    short_name={"en": "ARM"},
    slug="arm",
    country="MA",
    website="https://www.arm.example/",
    contacts=(ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903"),),
)


def test_person_has_roles_position_and_sessions() -> None:
    amina = make_person(
        title={"en": "President"},
        organization_uid=ARM.uid,
        biography={"en": "Born **by the sea**."},
        badge_name="A. Berrada",
        contacts=(ContactPoint(ContactKind.EMAIL, "amina@example.org"),),
    )
    chaired = make_session(code="A 2", people=(SessionPerson(amina.uid, PersonRole.CHAIR),))
    spoken = make_session(slug="b", code="A 1", title={"en": "B"}, people=(SessionPerson(amina.uid),))
    view = event_view(programme_of(chaired, spoken, people=(amina,), organizations=(ARM,)))
    page = read(PERSON, view, slug="amina-berrada")

    assert page.one("h1") == "Amina Berrada"
    assert page.one("p.crumbs") == "Speaker, Chair"
    assert page.one("p.theme") == "President, Association of Regions"
    assert page.one("strong") == "by the sea"
    assert page.links()["amina@example.org"] == "mailto:amina@example.org"
    assert page.all("ul.rows p.what") == ["B", "Water for all"]
    assert page.says("A. Berrada")


def test_organization_has_contacts_and_sessions_and_leads_to_its_other_events() -> None:
    session = make_session(organizers=(SessionOrganizer(ARM.uid),))
    view = event_view(
        programme_of(session, organizations=(ARM,)), records=Records(Catalogue(format=1, organizations=(ARM,)))
    )
    page = read(ORGANIZATION, view, slug="arm")

    assert page.one("h1") == "Association of Regions (ARM)"
    assert page.one("p.crumbs") == "Association · Morocco"
    assert page.links()["05 37 20 59 03"] == "tel:+212537205903"
    assert page.links()["arm.example"] == "https://www.arm.example/"
    assert page.links()["Its other events and its agreements"] == "/en/organizations/arm/"
    assert page.all("ul.rows p.what") == ["Water for all"]


def test_country_group_lists_the_sessions_it_meets_in() -> None:
    group = make_organization(
        name={"en": "Morocco group"},
        slug="group",
        kind=OrganizationKind.COUNTRY_GROUP,
        countries=("MA", "FR"),
        member_uids=(ARM.uid,),
    )
    meeting = make_session(country_group_uid=group.uid)
    page = read(ORGANIZATION, event_view(programme_of(meeting, organizations=(group, ARM))), slug="group")

    assert page.one("p.crumbs") == "Country group"
    assert page.all("dl.figures div") == ["CountriesMorocco and France", "MembersAssociation of Regions (ARM)"]
    assert page.all("ul.rows p.what") == ["Water for all"]


def test_organization_without_sessions_offers_no_calendar() -> None:
    event = make_event(organizations=(EventOrganization(ARM.uid, EventRole.PARTNER),))
    page = read(ORGANIZATION, event_view(programme_of(make_session(), event=event, organizations=(ARM,))), slug="arm")

    assert page.elements("details") == []


def test_person_and_organization_that_only_a_removed_session_names_have_no_page() -> None:
    amina, karim = make_person(), make_person(name={"en": "Karim"}, slug="karim", organization_uid=ARM.uid)
    removed = make_session(people=(SessionPerson(amina.uid), SessionPerson(karim.uid)))
    programme = programme_of(make_session(), tombstones=(removed,), people=(amina, karim), organizations=(ARM,))
    pages = (PERSON, "amina-berrada"), (PERSON, "karim"), (ORGANIZATION, "arm")
    opened = structs.replace(programme.event, people=(EventPerson(karim.uid, PersonRole.SPEAKER),))

    assert [render(kind, event_view(programme), slug=slug) for kind, slug in pages] == [None, None, None]
    view = event_view(structs.replace(programme, event=opened))
    assert [bool(render(kind, view, slug=slug)) for kind, slug in pages] == [False, True, True]


def test_unknown_person_or_organization_has_no_page() -> None:
    view = event_view(programme_of(make_session()))

    assert render(PERSON, view, slug="nobody") is None
    assert render(ORGANIZATION, view, slug="nothing") is None
