"""The page of an organization across events."""

from datetime import date, datetime

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor, ContactKind, ContactPoint, OrganizationKind
from events_service.partnerships.partnerships import Agreement, Commitment, Party, Signatory
from events_service.programme.programme import EventOrganization, EventRole, SessionOrganizer
from tests.factories.programme import make_event, make_organization, make_session, programme_of
from tests.factories.views import catalogue_view, demo_catalogue_view
from tests.web.reading import read, render

PATTERN = "/{lang}/organizations/{slug}/"
ARM = make_organization(
    name={"en": "Association of Regions"},
    short_name={"en": "ARM"},
    slug="arm",
    country="MA",
    contacts=(ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903"),),
)
GROUP = make_organization(
    name={"en": "Morocco group"}, slug="group", kind=OrganizationKind.COUNTRY_GROUP, member_uids=(ARM.uid,)
)


def agreement(slug: str, **values: object) -> Agreement:
    fixed: dict[str, object] = {"uid": slug, "kind": {"en": "Accord"}, "title": {"en": slug}, "slug": slug}
    return Agreement(**fixed | values)  # type: ignore[arg-type]


def test_organization_has_its_events_with_roles_and_all_its_sessions() -> None:
    role = EventOrganization(organization_uid=ARM.uid, role=EventRole.CO_HOST)
    first = programme_of(
        make_session(organizers=(SessionOrganizer(ARM.uid),)),
        event=make_event(slug="first", title={"en": "First"}, organizations=(role,)),
        organizations=(ARM,),
    )
    later = make_event(slug="second", title={"en": "Second"}, start_on=date(2019, 3, 1))
    talk = make_session(
        title={"en": "Meeting"}, country_group_uid=GROUP.uid, start_local=datetime.fromisoformat("2019-03-01T09:00")
    )
    second = programme_of(talk, event=later, organizations=(GROUP,))
    catalogue = Catalogue(format=1, organizations=(ARM, GROUP), events=(first.event, second.event))
    page = read(PATTERN, catalogue_view(catalogue, first, second), slug="arm")

    assert page.one("h1") == "Association of Regions (ARM)"
    assert page.all("section.at-event h2") == ["First"]
    assert page.one("section.at-event header p") == "20 to 22 November 2018Marrakesh, MoroccoCo-host"
    assert page.all("ul.rows p.what") == ["Water for all"]
    assert page.links()["05 37 20 59 03"] == "tel:+212537205903"
    assert page.links()["Morocco group"] == "/en/organizations/group/"

    group = read(PATTERN, catalogue_view(catalogue, first, second), slug="group")
    assert group.all("ul.rows p.what") == ["Meeting"]
    assert group.links()["Association of Regions (ARM)"] == "/en/organizations/arm/"


def test_organization_has_the_agreements_it_is_named_in() -> None:
    me = Actor(organization_uid=ARM.uid)
    agreements = (
        agreement("party", parties=(Party(me),), signed_on=date(2017, 1, 1)),
        agreement("signed", signatories=(Signatory(party=me),), signed_on=date(2018, 1, 1)),
        agreement("bound", commitments=(Commitment({"en": "x"}, actors=(me,)),)),
        agreement("elsewhere"),
    )
    page = read(PATTERN, catalogue_view(Catalogue(format=1, organizations=(ARM,), agreements=agreements)), slug="arm")

    assert page.all("ul.links a") == ["signed", "party", "bound"]


def test_organization_of_which_nothing_is_published_says_so() -> None:
    page = read(PATTERN, catalogue_view(Catalogue(format=1, organizations=(ARM,))), slug="arm")

    assert page.one("p.none") == "No event or agreement with it is published yet."


def test_unknown_organization_has_no_page() -> None:
    assert render(PATTERN, catalogue_view(Catalogue(format=1)), slug="nothing") is None


def test_arm_of_the_demonstration_is_told_whole() -> None:
    page = read(PATTERN, demo_catalogue_view(), slug="arm")

    assert len(page.all("section.at-event h2")) == 3
    assert len(page.all("ul.links a")) == 5
