"""Search engines find every page once in each language, and no secret address."""

from xml.etree import ElementTree

from events_service.addresses import Site
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.programme.timetable import Timetable
from events_service.web.crawling import robots, sitemap
from tests.factories.programme import make_organization, make_programme

SITE = Site("https://example.org/events")
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_robots_closes_secret_addresses_under_the_sub_path_and_names_the_sitemap() -> None:
    lines = robots(SITE).splitlines()

    assert "Disallow: /events/console/" in lines
    assert "Disallow: /events/ar/registrations/" in lines
    assert lines[-1] == "Sitemap: https://example.org/events/sitemap.xml"
    assert not any("calendar" in line or "feeds" in line for line in lines)


def test_sitemap_has_each_page_in_each_language_and_its_other_languages() -> None:
    timetable = Timetable(make_programme(sessions=3))
    catalogue = Catalogue(format=FORMAT, organizations=(make_organization(slug="arm"),))

    root = ElementTree.fromstring(sitemap(catalogue, [timetable], SITE))

    found = [url.findtext("s:loc", "", NAMES) for url in root.findall("s:url", NAMES)]
    taking_part = {link.person_uid for session in timetable.sessions for link in session.people}
    assert len(taking_part) < len(timetable.people)
    pages = 1 + 1 + 1 + len(timetable.sessions) + len(taking_part)
    assert len(found) == len(set(found)) == 3 * pages
    assert "https://example.org/events/fr/organizations/arm/" in found
    first = root.findall("s:url", NAMES)[0]
    assert [link.get("hreflang") for link in first.findall("x:link", NAMES)] == ["en", "fr", "ar"]
