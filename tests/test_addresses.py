import pytest

from events_service.addresses import RESERVED, Site

ROOT = Site("https://events.example")
BELOW = Site("https://city.example/events/", "City events")


@pytest.mark.parametrize(
    ("base_url", "origin", "root", "whole"),
    [
        ("https://events.example", "https://events.example", "", "https://events.example"),
        ("https://events.example/", "https://events.example", "", "https://events.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "", "http://127.0.0.1:8000"),
        ("https://city.example/a/b/", "https://city.example", "/a/b", "https://city.example/a/b"),
    ],
)
def test_site_knows_its_origin_and_sub_path(base_url: str, origin: str, root: str, whole: str) -> None:
    site = Site(base_url)

    assert (site.origin, site.root, site.base_url, site.name) == (origin, root, whole, "Events")


def test_path_of_a_page_ends_in_a_slash() -> None:
    assert ROOT.path() == "/"
    assert ROOT.path("en", "africities-8") == "/en/africities-8/"
    assert BELOW.path("en", "africities-8") == "/events/en/africities-8/"


def test_file_has_no_slash_at_its_end() -> None:
    assert ROOT.file("en", "africities-8", "calendar.ics") == "/en/africities-8/calendar.ics"
    assert BELOW.file("feeds", "token", "calendar.ics") == "/events/feeds/token/calendar.ics"


def test_query_follows_path_and_file() -> None:
    assert ROOT.path("en", query={"day": "2018-11-21", "q": "l'eau & more"}) == (
        "/en/?day=2018-11-21&q=l%27eau+%26+more"
    )
    assert ROOT.file("calendar.ics", query={"room": "dakhla"}) == "/calendar.ics?room=dakhla"
    assert ROOT.path("en", query={}) == "/en/"


def test_segment_cannot_leave_its_place() -> None:
    assert ROOT.path("en", "a/b?c#d") == "/en/a%2Fb%3Fc%23d/"
    assert ROOT.file("جلسة") == "/%D8%AC%D9%84%D8%B3%D8%A9"


def test_url_is_absolute_and_webcal_the_same_under_its_scheme() -> None:
    path = BELOW.file("en", "calendar.ics")

    assert BELOW.url(path) == "https://city.example/events/en/calendar.ics"
    assert BELOW.webcal(path) == "webcal://city.example/events/en/calendar.ics"
    assert Site("http://127.0.0.1:8000").webcal("/en/calendar.ics") == "webcal://127.0.0.1:8000/en/calendar.ics"


@pytest.mark.parametrize(
    "address",
    [
        "/{lang}/{event}/sessions/{slug}/",
        "/{lang}/{event}/people/{slug}/",
        "/{lang}/{event}/organizations/{slug}/",
        "/{lang}/{event}/rooms/{slug}/",
        "/{lang}/{event}/tracks/{slug}/",
        "/{lang}/{event}/now/",
        "/{lang}/{event}/screen/",
        "/{lang}/{event}/rooms/{slug}/screen/",
        "/{lang}/{event}/changes/",
        "/{lang}/{event}/changes.atom",
        "/{lang}/{event}/register/",
        "/{lang}/{event}/calendar.ics",
        "/{lang}/{event}/programme.pdf",
        "/{lang}/registrations/{token}/",
        "/{lang}/series/{slug}/",
        "/{lang}/agreements/{slug}/",
        "/preview/{token}/",
        "/feeds/{token}/calendar.ics",
        "/{event}/schedule.xml",
        "/{event}/schedule.json",
        "/{event}/schedule2.json",
        "/{event}/bundle.json",
        "/{event}/calendar.jcal",
        "/embed/v1.js",
        "/embed/{lang}/{event}/fragment.html",
        "/oembed",
        "/api/v1/openapi.json",
        "/api/v1/docs",
        "/api/v1/events/{slug}/availability",
        "/api/v1/events/{slug}/releases",
        "/console/mail",
        "/console/login/link/{token}",
        "/console/reset/{token}",
        "/console/start",
        "/console/invitation/{token}",
        "/livez",
        "/readyz",
        "/metrics",
        "/sitemap.xml",
        "/robots.txt",
    ],
)
def test_every_literal_segment_of_an_address_is_reserved(address: str) -> None:
    literal = {segment for segment in address.split("/") if segment and not segment.startswith("{")}

    assert literal - RESERVED == set()


@pytest.mark.parametrize("code", ["en", "fr", "ar", "de", "es", "zh", "zgh", "und"])
def test_language_codes_are_reserved(code: str) -> None:
    assert code in RESERVED


@pytest.mark.parametrize("slug", ["africities-8", "fosdem-2025", "31c3", "agm", "now-2026"])
def test_usual_slugs_of_events_are_free(slug: str) -> None:
    assert slug not in RESERVED
