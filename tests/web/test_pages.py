"""What holds for every public page: the whole demonstration is walked through in three languages."""

import re
from datetime import UTC, datetime

import pytest
from msgspec import structs

from events_service.addresses import Site
from events_service.languages import INTERFACE_LANGUAGES, direction
from events_service.programme.programme import SessionPerson, SessionStatus
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Scope
from events_service.web.pages import PAGES, renderers
from tests.factories.programme import make_person, make_programme, make_session, programme_of
from tests.factories.published import MemorySource
from tests.factories.views import demo_source
from tests.web.payloads import dangers
from tests.web.reading import Read
from tests.web.site import PublicSite, demo_pages, demo_site, internal_links

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def faults(check: object) -> list[str]:
    """The addresses of pages on which a check finds fault."""
    assert callable(check)
    return [address for address, page in demo_pages().items() if check(address, page)]


def language_of(address: str) -> str:
    return next(part for part in address.split("/") if part in INTERFACE_LANGUAGES)


def test_every_link_leads_to_something() -> None:
    site, known = demo_site(), set(demo_pages())
    dead = {
        (address, link)
        for address, page in demo_pages().items()
        for link in internal_links(page)
        if link not in known and "/register/" not in link and site.get(link) is None
    }

    assert dead == set()
    assert len(known) > 300


def test_every_language_has_every_page() -> None:
    counted = {tag: sum(f"/{tag}/" in address for address in demo_pages()) for tag in INTERFACE_LANGUAGES}

    assert counted["en"] == counted["fr"] == counted["ar"] > 100


def test_language_and_direction_are_the_address_s() -> None:
    def wrong(address: str, page: Read) -> bool:
        tag = language_of(address)
        return (page.attributes("html", "lang"), page.attributes("html", "dir")) != ([tag], [direction(tag)])

    assert faults(wrong) == []


def test_every_page_has_one_first_heading_and_leaves_no_level_out() -> None:
    def wrong(_: str, page: Read) -> bool:
        levels = [HEADINGS.index(element.tag) for element in page.tree.iter(*HEADINGS)]
        steps = zip([-1, *levels], levels, strict=False)
        return levels.count(0) != 1 or any(after - before > 1 for before, after in steps)

    assert faults(wrong) == []


def test_no_id_is_there_twice() -> None:
    def wrong(_: str, page: Read) -> bool:
        ids = page.attributes("[id]", "id")
        return len(ids) != len(set(ids))

    assert faults(wrong) == []


def test_nothing_is_styled_or_run_in_the_page_itself() -> None:
    """The policy of pages allows neither."""

    def wrong(_: str, page: Read) -> bool:
        return bool(dangers(page.text, allowed=("/assets/",)))

    assert faults(wrong) == []


def test_nothing_is_loaded_from_another_host() -> None:
    def wrong(_: str, page: Read) -> bool:
        loaded = page.attributes("script[src]", "src") + page.attributes("img", "src")
        loaded += page.attributes("link[rel=stylesheet]", "href") + page.attributes("link[rel=icon]", "href")
        return any(not address.startswith("/assets/") for address in loaded)

    assert faults(wrong) == []


def test_pages_name_themselves_and_their_translations() -> None:
    def wrong(address: str, page: Read) -> bool:
        if page.attributes("meta[name=robots]", "content"):
            return bool(page.elements("link[rel=canonical]"))
        canonical = page.attributes("link[rel=canonical]", "href")
        others = dict(
            zip(page.attributes("link[hreflang]", "hreflang"), page.attributes("link[hreflang]", "href"), strict=True)
        )
        tag = language_of(address)
        return set(others) != set(INTERFACE_LANGUAGES) or canonical != [others[tag]]

    assert faults(wrong) == []


def test_pages_have_a_title_and_a_description() -> None:
    def wrong(_: str, page: Read) -> bool:
        title, described = page.one("title"), page.attributes("meta[name=description]", "content")
        return not title or not page.all("h1")[0] or any(not text or len(text) > 210 for text in described)

    assert faults(wrong) == []


def test_pages_have_a_way_past_their_head_and_landmarks() -> None:
    def wrong(address: str, page: Read) -> bool:
        if address.startswith("/embed/"):
            return len(page.elements("main")) != 1
        skips = page.attributes("a.skip", "href") == ["#main"] and len(page.elements("main#main")) == 1
        return not skips or not page.elements("header.mast nav") or len(page.elements("footer.foot")) != 1

    assert faults(wrong) == []


def test_every_field_has_a_label() -> None:
    def wrong(_: str, page: Read) -> bool:
        fields = [*page.elements("input"), *page.elements("select")]
        return any(
            field.get("type") != "hidden" and not any(parent.tag == "label" for parent in field.iterancestors())
            for field in fields
        )

    assert faults(wrong) == []


def test_language_links_lead_to_the_same_page() -> None:
    def wrong(address: str, page: Read) -> bool:
        if address.startswith("/embed/"):
            return False
        tag = language_of(address)
        here = page.attributes("header.mast nav a[aria-current]", "href")
        return here != [address] or page.attributes("header.mast nav a[aria-current]", "lang") != [tag]

    assert faults(wrong) == []


def test_telephones_and_codes_stay_left_to_right() -> None:
    def wrong(_: str, page: Read) -> bool:
        telephones = [link for link in page.elements("a[href]") if str(link.get("href")).startswith("tel:")]
        return any(link.get("dir") != "ltr" for link in telephones)

    assert faults(wrong) == []


def test_no_place_of_a_sentence_is_left_open() -> None:
    def wrong(_: str, page: Read) -> bool:
        return bool(re.search(r"\{[a-z_]+\}", re.sub(r'data-left="[^"]*"|<script.*?</script>', "", page.text)))

    assert faults(wrong) == []


def test_pages_say_nothing_in_english_to_arabic_readers() -> None:
    """Every sentence of the interface is Arabic; names and texts of the demonstration are in all three languages."""
    latin = re.compile(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}")
    page = demo_site().read("/ar/demo-forum/")

    assert latin.findall(" ".join(page.all("main"))) == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_pages_are_the_same_bytes_each_time(language: str) -> None:
    first, second = (PublicSite(demo_source()).get(f"/{language}/demo-forum/") for _ in range(2))

    assert first == second


def test_sub_path_of_the_installation_is_in_every_link() -> None:
    site = PublicSite(demo_source(), Site("https://example.org/events", "Events"))
    page = site.read("/en/demo-forum/")
    ours = [link for link in page.attributes("a[href]", "href") if link.startswith("/")]

    assert [link for link in ours if not link.startswith("/events/")] == []
    assert page.attributes("link[rel=canonical]", "href") == ["https://example.org/events/en/demo-forum/"]
    assert page.attributes("form.choosing", "action") == ["/events/en/demo-forum/"]


def test_event_that_the_catalogue_does_not_know_yet_is_on_the_front_page() -> None:
    source = demo_source()
    source.release(make_programme(3, 1, slug="brand-new", title={"en": "Brand new"}))

    assert "Brand new" in PublicSite(source).read("/en/").links()


def test_event_that_was_withdrawn_is_on_the_front_page_no_more() -> None:
    source = demo_source()
    source.withdraw(next(uid for uid, made in source.releases.items() if made[0][0].event.slug == "demo-forum"))

    assert "Demonstration Forum" not in PublicSite(source).read("/en/").links()


def test_page_of_changes_tells_of_every_release() -> None:
    programme = make_programme(5, 1, slug="told")
    source = MemorySource(programme)
    source.release(programme)

    assert PublicSite(source).read("/en/told/changes/").all("ol.versions h2") == ["Version 2", "Version 1"]


def test_earlier_versions_stay_readable_and_say_that_they_are_earlier() -> None:
    before, after = (make_programme(5, 1, slug="told", title={"en": title}) for title in ("Before", "After"))
    source = MemorySource(before)
    source.release(after)
    site = PublicSite(source)
    page = site.read("/en/told/releases/1/")

    assert page.one("h1") == "Before"
    assert page.one("section.earlier") == (
        "This is version 1 of 1 October 2018, and no longer the present one. Show the present programme"
    )
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]
    assert page.elements("form.filters") + page.elements("input[name=sessions]") == []
    assert site.read("/en/told/changes/").links()["Read this version"] == "/en/told/releases/1/"
    assert site.read("/en/told/releases/2/").one("h1") == "After"
    assert site.get("/en/told/releases/3/") is None
    assert site.get("/en/told/releases/x/") is None


def test_earlier_version_leads_to_its_own_pages_of_its_sessions() -> None:
    before = make_programme(3, 1, slug="told", oddities=False)
    moved, gone, kept = before.sessions
    source = MemorySource(before)
    source.release(structs.replace(before, sessions=(structs.replace(moved, room_uid=None), kept), tombstones=(gone,)))
    site = PublicSite(source)
    page = site.read("/en/told/releases/1/")

    hrefs = [f"/en/told/releases/1/sessions/{one.slug}/" for one in (moved, gone, kept)]
    assert page.attributes("li.cell h4 a", "href") == hrefs
    assert [site.read(href).one("h1") for href in hrefs] == [one.title["en"] for one in (moved, gone, kept)]
    assert page.all("p.flag") == ["No longer in the programme"]
    assert not site.read("/en/told/").says("No longer in the programme")


def test_calendar_of_who_is_left_only_in_a_removed_session_tells_of_it_without_a_page() -> None:
    amina = make_person()
    removed = make_session(people=(SessionPerson(amina.uid),))
    stone = structs.replace(removed, status=SessionStatus.CANCELLED)
    programme = programme_of(removed, make_session(title={"en": "Roads"}, slug="roads"), people=(amina,))
    source = MemorySource(programme)
    site = PublicSite(source)
    slug = programme.event.slug
    assert site.read(f"/en/{slug}/people/amina-berrada/").one("h1") == "Amina Berrada"

    source.release(structs.replace(programme, sessions=programme.sessions[1:], tombstones=(stone,)))
    site.published.refresh()

    assert site.get(f"/en/{slug}/people/amina-berrada/") is None
    calendar = site.get(f"/en/{slug}/people/amina-berrada/calendar.ics")
    assert calendar is not None
    assert calendar.body.count(b"STATUS:CANCELLED") == 1


def test_now_is_asked_of_the_clock_when_the_page_is_made() -> None:
    moments = iter((datetime(2018, 11, 20, 8, 30, tzinfo=UTC), datetime(2018, 11, 20, 23, tzinfo=UTC)))
    site = PublicSite(MemorySource(make_programme(4, 1, slug="clock", oddities=False)))
    (now,) = (
        renderer
        for renderer in renderers(PAGES, Site("https://e.example"), site.published, lambda: next(moments))
        if renderer.pattern.endswith("/now/")
    )
    state = site.published.event("clock")
    question = ({"event": "clock"}, "en")

    first, second = (Read(now.render(state, *question, None)) for _ in range(2))  # type: ignore[arg-type]
    assert (first.all("h2"), second.all("p.lead")) == (["Now", "Next"], ["This event is over."])


def test_patterns_fit_the_public_addresses() -> None:
    patterns = {page.pattern: page for page in PAGES}

    assert patterns.keys() >= {
        "/{lang}/",
        "/{lang}/{event}/",
        "/{lang}/{event}/sessions/{slug}/",
        "/{lang}/{event}/people/{slug}/",
        "/{lang}/{event}/organizations/{slug}/",
        "/{lang}/{event}/rooms/{slug}/",
        "/{lang}/{event}/tracks/{slug}/",
        "/{lang}/{event}/now/",
        "/{lang}/{event}/changes/",
        "/{lang}/{event}/changes.atom",
        "/{lang}/{event}/releases/{release}/",
        "/{lang}/organizations/{slug}/",
        "/{lang}/series/{slug}/",
        "/{lang}/agreements/{slug}/",
    }
    assert {(page.scope is Scope.EVENT) == ("{event}" in pattern) for pattern, page in patterns.items()} == {True}
    assert {page.kind is Kind.PAGE for page in PAGES if page.pattern.endswith("/")} == {True}
