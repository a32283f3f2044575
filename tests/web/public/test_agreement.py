"""The page of an agreement."""

from datetime import date

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor
from events_service.partnerships.partnerships import (
    ActionPlan,
    Activity,
    Agreement,
    Commitment,
    CommitmentKind,
    Framework,
    Party,
    Signatory,
    Source,
)
from events_service.programme.programme import Document, Precision
from tests.factories.programme import make_event, make_organization, make_person, make_session, programme_of
from tests.factories.views import catalogue_view, demo_catalogue_view
from tests.web.reading import Read, read, render

PATTERN = "/{lang}/agreements/{slug}/"
ARM = make_organization(name={"en": "Association of Regions"}, short_name={"en": "ARM"}, slug="arm")
AMINA = make_person(honorific={"en": "Dr"}, title={"en": "President"})


def shown(language: str = "en", **values: object) -> Read:
    fixed: dict[str, object] = {
        "uid": "a",
        "kind": {"en": "Memorandum"},
        "title": {"en": "On water"},
        "slug": "on-water",
    }
    programme = programme_of(make_session(title={"en": "Signing"}))
    catalogue = Catalogue(
        format=1,
        agreements=(Agreement(**fixed | values),),  # type: ignore[arg-type]
        organizations=(ARM,),
        people=(AMINA,),
        events=(programme.event,),
    )
    return read(PATTERN, catalogue_view(catalogue, programme), language, slug="on-water")


def test_head_says_kind_title_date_and_place() -> None:
    page = shown(
        signed_on=date(2020, 12, 1),
        precision=Precision.MONTH,
        signed_note={"en": "a Wednesday"},
        place={"en": "Headquarters"},
        city={"en": "Rabat"},
    )

    assert page.one("p.crumbs") == "Memorandum"
    assert page.one("h1") == "On water"
    assert page.one("p.facts") == "Signed: December 2020, a WednesdayHeadquarters, Rabat"


def test_parties_signatories_and_witnesses_are_named() -> None:
    me = Actor(organization_uid=ARM.uid)
    page = shown(
        parties=(Party(me, {"en": "first party"}), Party(Actor(country="GB")), Party(Actor(person_uid=AMINA.uid))),
        signatories=(
            Signatory(AMINA.uid, {"en": "Chair"}, me),
            Signatory(AMINA.uid),
            Signatory(title={"en": "Officials of both"}, witness=True),
        ),
    )

    assert page.all("div.org") == [
        "Association of Regions (ARM)first party",
        "United Kingdom",
        "Dr Amina Berrada",
    ]
    assert page.all("div.person") == [
        "Dr Amina BerradaChairFor Association of Regions (ARM)",
        "Dr Amina BerradaPresident",
        "Officials of both",
    ]
    assert page.all("div.side h2") == ["Parties", "Signatories", "Witnesses"]


def test_commitments_are_numbered_with_all_their_terms() -> None:
    page = shown(
        commitments=(
            Commitment(
                {"en": "Hold hearings"},
                actors=(Actor(organization_uid=ARM.uid),),
                beneficiaries=({"en": "Regions"}, {"en": "Towns"}),
                condition={"en": "once approved"},
                mechanism={"en": "by letter"},
                due_on=date(2021, 6, 30),
            ),
            Commitment({"en": "Ask for studies"}, CommitmentKind.OPTION),
        )
    )

    assert page.all("ol.steps li p") == ["Obligation Hold hearings", "Option Ask for studies"]
    assert page.all("dl.terms div") == [
        "WhoAssociation of Regions (ARM)",
        "For whomRegionsTowns",
        "Conditiononce approved",
        "Howby letter",
        "WhenBy 30 June 2021",
        "WhoAll parties",
        "WhenContinuing",
    ]


def test_framework_fields_objectives_and_outputs_are_listed() -> None:
    page = shown(
        purpose={"en": "Learn."},
        scope={"en": "Twelve regions"},
        framework=Framework({"en": "Plan"}, {"en": "Axis"}, {"en": "Component"}),
        fields=({"en": "Culture"},),
        objectives=({"en": "Root it"},),
        outputs=({"en": "Guides"},),
        beneficiaries=({"en": "Councils"},),
    )

    assert page.all("div.body h2") == [
        "Purpose",
        "Scope",
        "Framework",
        "Fields of cooperation",
        "Objectives",
        "Outputs",
        "For whom",
    ]
    assert page.all("ol.chain li") == ["Plan", "Axis", "Component"]
    assert page.all("ul.bullets li") == ["Culture", "Councils"]


def test_activities_lead_to_their_events_and_sessions() -> None:
    session, event = make_session(title={"en": "Signing"}), make_event()
    activity = Activity({"en": "Bring it together"}, (session.uid, "unknown"), (event.uid, "unknown"))
    page = shown(activities=(activity,), event_uids=(event.uid,))

    assert page.one("ol.steps li") == "Bring it togetherSeventh forumSigning"
    assert page.links()["Signing"] == "/en/forum-7/sessions/signing/"
    assert page.attributes("link[type=text/calendar]", "href") == ["/en/agreements/on-water/calendar.ics"]
    assert page.says("20 to 22 November 2018 · Marrakesh, Morocco")


def test_action_plan_without_content_says_so() -> None:
    page = shown(action_plan=ActionPlan())

    assert page.all("div.body h2") == ["Action plan"]
    assert page.says("The agreement provides for an action plan; what is in it has not been published.")


def test_action_plan_is_listed_under_its_own_title() -> None:
    page = shown(action_plan=ActionPlan({"en": "Plan for 2021"}, ({"en": "Begin"},)))

    assert page.all("div.body h2") == ["Plan for 2021"]
    assert page.all("ol.steps li") == ["Begin"]


def test_sources_and_documents_say_where_they_come_from() -> None:
    page = shown(
        sources=(
            Source({"en": "Press article"}, "MAP", date(2020, 12, 1), Precision.MONTH, "fr", "https://example.org/a"),
            Source({"en": "Page"}, url="javascript:alert(1)"),
        ),
        documents=(Document({"en": "Text"}, "https://example.org/text.pdf"), Document({"en": "Trap"}, "x:y")),
    )

    assert page.all("div.same-side li") == ["Text", "Press articleMAP, December 2020, French", "Page"]
    assert page.links()["Press article"] == "https://example.org/a"
    assert "Page" not in page.links()


def test_signing_note_stands_alone_where_no_date_is_known() -> None:
    assert shown(signed_note={"en": "in spring"}).one("p.facts") == "Signed: in spring"


def test_unknown_agreement_has_no_page() -> None:
    assert render(PATTERN, catalogue_view(Catalogue(format=1)), slug="nothing") is None


def test_memorandum_of_the_demonstration_is_told_whole() -> None:
    slug = "memorandum-of-understanding-between-dgct-arm-and-the-british-embassy"
    page = read(PATTERN, demo_catalogue_view(), slug=slug)

    assert page.all("div.person b") == [
        "Khalid Safir",
        "Simon Martin",
        "Mohand Laenser",
        "Officials of the three institutions",
    ]
    assert page.one("p.facts").startswith("Signed: December 2020, a Wednesday")
