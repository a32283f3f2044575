"""The page of a session as an earlier version of the programme had it."""

from datetime import timedelta

import pytest
from msgspec import structs

from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.live import Notice, Offering
from events_service.programme.programme import (
    AgendaItem,
    Alias,
    AliasKind,
    OfferMode,
    Programme,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.questions import ask
from events_service.programme.reading.renderers import Redirect
from tests.factories.programme import (
    RELEASED_AT,
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    programme_of,
)
from tests.factories.published import MemorySource
from tests.web.reading import Read
from tests.web.site import PublicSite, internal_links

EVENT = make_event(slug="told")
AMINA, ARM = make_person(), make_organization()
HALL, TENT, TRACK = make_room(), make_room(name={"en": "Tent"}, slug="tent"), make_track(name={"en": "Environment"})
WATER = make_session(
    title={"en": "Water"},
    slug="water",
    description={"en": "As it was first said."},
    end_at=RELEASED_AT + timedelta(days=90),
    room_uid=HALL.uid,
    track_uid=TRACK.uid,
    people=(SessionPerson(AMINA.uid),),
    organizers=(SessionOrganizer(ARM.uid),),
    agenda=(AgendaItem({"en": "Opening"}, organization_uids=(ARM.uid,)),),
)
ROADS = make_session(title={"en": "Roads"}, slug="roads", room_uid=TENT.uid, start_at=WATER.start_at)
FIRST = programme_of(
    WATER, ROADS, event=EVENT, rooms=(HALL, TENT), tracks=(TRACK,), people=(AMINA,), organizations=(ARM,)
)
NOW = structs.replace(WATER, slug="rivers", title={"en": "Rivers"}, description={"en": "As it is now."})
SECOND = structs.replace(FIRST, sessions=(NOW, ROADS), aliases=(Alias(AliasKind.SESSION, "water", WATER.uid),))
LAST = structs.replace(SECOND, sessions=(NOW,), tombstones=(structs.replace(ROADS, status=SessionStatus.CANCELLED),))
OPEN = tuple(Offering(session.uid, OfferMode.REGISTRATION) for session in (WATER, ROADS))
EARLIER = "/en/told/releases/1/sessions/water/"


def site_of(*releases: Programme) -> PublicSite:
    source = MemorySource(*releases)
    source.change_live(EVENT.uid, offerings=OPEN, notices=(Notice({"en": "Bring water"}),))
    return PublicSite(source)


@pytest.fixture(scope="module")
def site() -> PublicSite:
    return site_of(FIRST, SECOND, LAST)


def test_it_says_what_it_said_and_that_it_says_so_no_longer(site: PublicSite) -> None:
    page = site.read(EARLIER)

    assert page.one("h1") == "Water"
    assert page.says("As it was first said.")
    assert not page.says("As it is now.")
    said = "This is version 1 of 1 October 2018, and no longer the present one."
    assert page.all("section.earlier p")[0] == said
    assert page.all("section.earlier a") == ["Show this session as it is now", "Programme of version 1"]
    assert page.links()["Show this session as it is now"] == "/en/told/sessions/rivers/"
    assert site.read("/en/told/sessions/rivers/").elements("section.earlier") == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_nothing_can_be_done_with_the_programme_it_stands_in(site: PublicSite, language: str) -> None:
    present, earlier = (site.read(f"/{language}/told/{page}") for page in ("", "releases/1/"))

    for page, there in ((present, True), (earlier, False)):
        assert bool(page.elements("[data-places]")) is there
        assert any("calendar.ics" in link for link in internal_links(page)) is there
        assert bool(page.elements("script[type=application/ld+json]")) is there


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_nothing_can_be_done_with_it(site: PublicSite, language: str) -> None:
    present, earlier = (site.read(f"/{language}/told/{page}/") for page in ("sessions/rivers", EARLIER[9:-1]))

    for page, there in ((present, True), (earlier, False)):
        links = internal_links(page)
        assert any("/register/" in link for link in links) is there
        assert any(link.endswith("calendar.ics") for link in links) is there
        assert bool(page.elements("script[type=application/ld+json]")) is there
        assert bool(page.elements("div.acts")) is there
        assert bool(page.elements("[data-places]")) is there
        assert bool(page.elements("input[name=sessions]")) is there


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_it_is_not_searched_for(site: PublicSite, language: str) -> None:
    page = site.read(f"/{language}{EARLIER[3:]}")

    assert page.attributes("meta[name=robots]", "content") == ["noindex"]
    assert page.attributes("link[rel=canonical]", "href") == []
    assert page.attributes("link[rel=alternate]", "href") == []
    others = [f"/{tag}{EARLIER[3:]}" for tag in INTERFACE_LANGUAGES]
    assert page.attributes("header.mast nav a", "href") == others


def test_sessions_lead_to_sessions_of_the_same_version_and_all_else_to_what_is_public(site: PublicSite) -> None:
    links = site.read(EARLIER).links()

    assert links["Roads"] == "/en/told/releases/1/sessions/roads/"
    assert links["Room 1"] == f"/en/told/rooms/{HALL.slug}/"
    assert links["Amina Berrada"] == f"/en/told/people/{AMINA.slug}/"
    days = [href for href in site.read(EARLIER).attributes("p.facts a", "href") if "day=" in href]
    assert [href.partition("?")[0] for href in days] == ["/en/told/releases/1/"]
    assert {link for link in internal_links(site.read(EARLIER)) if site.get(link) is None} == set()


def test_session_that_is_there_no_longer_says_so(site: PublicSite) -> None:
    page = site.read("/en/told/releases/1/sessions/roads/")

    assert page.one("section.earlier") == (
        "This is version 1 of 1 October 2018, and no longer the present one."
        " This session is no longer in the programme. Programme of version 1"
    )
    assert page.attributes("link[rel=canonical]", "href") == []


def test_records_that_are_public_no_longer_are_named_without_a_link() -> None:
    bare = structs.replace(NOW, room_uid=None, track_uid=None, people=(), organizers=(), agenda=())
    site = site_of(FIRST, programme_of(bare, event=EVENT))

    page = site.read(EARLIER)

    names = {"Room 1", "Amina Berrada", TRACK.name["en"], ARM.name["en"]}
    assert {name for name in names if not page.says(name)} == set()
    assert names & page.links().keys() == set()
    assert {link for link in internal_links(page) if site.get(link) is None} == set()


def test_only_what_a_version_had_is_in_it(site: PublicSite) -> None:
    for gone in ("1/sessions/rivers", "3/sessions/roads", "4/sessions/rivers", "01/sessions/water", "1/sessions/x"):
        assert site.get(f"/en/told/releases/{gone}/") is None, gone
    assert site.read("/en/told/releases/2/sessions/rivers/").one("section.earlier").startswith("This is version 2 of")


def test_present_version_is_the_present_page(site: PublicSite) -> None:
    page = site.read("/en/told/releases/3/sessions/rivers/")

    assert page.text == site.read("/en/told/sessions/rivers/").text


def test_former_slug_leads_to_the_slug_the_version_knows(site: PublicSite) -> None:
    path = "/en/told/releases/2/sessions/water/"
    matched = site.addresses.find(path)
    assert matched is not None

    answer = site.rendering.render(ask(path, b"", matched), IDENTITY)

    assert answer == Redirect("/en/told/releases/2/sessions/rivers/")


def test_it_reads_in_arabic_from_the_right(site: PublicSite) -> None:
    page: Read = site.read(EARLIER.replace("/en/", "/ar/"))

    assert page.attributes("html", "dir") == ["rtl"]
    assert page.all("section.earlier a") == ["عرض هذه الجلسة كما هي الآن", "برنامج النسخة 1"]
    assert page.all("section.earlier p")[0].startswith("هذه هي النسخة 1 المنشورة في ")
