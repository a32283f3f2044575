"""What search engines are told: which addresses to leave alone, and which pages there are."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from events_service.addresses import Site
from events_service.catalogue.catalogue import Catalogue
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.timetable import Timetable

SECRET = ("/console/", "/preview/", "/registrations/")
LIMIT = 50_000
"""Addresses in one sitemap (sitemaps.org)."""


def robots(site: Site) -> str:
    """`robots.txt` (RFC 9309). Calendars stay allowed, a participant's own too, whose answers say
    `noindex`: calendar services ask before they fetch (IC-25)."""
    closed = [f"Disallow: {site.root}{path}" for path in SECRET]
    closed += [f"Disallow: {site.root}/{language}/registrations/" for language in INTERFACE_LANGUAGES]
    return "\n".join(["User-agent: *", *closed, "", f"Sitemap: {site.url(site.file('sitemap.xml'))}", ""])


def sitemap(catalogue: Catalogue, timetables: Iterable[Timetable], site: Site) -> str:
    """Every page in every language, each naming the same page in the others."""
    pages: list[tuple[str, ...]] = [()]  # the front page
    pages += [("series", series.slug) for series in catalogue.series]
    pages += [("organizations", body.slug) for body in catalogue.organizations]
    pages += [("agreements", agreement.slug) for agreement in catalogue.agreements]
    for timetable in timetables:
        pages += _of_event(timetable)
    entries = [entry for page in pages for entry in _entries(page, site)][:LIMIT]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "".join(entries)
        + "</urlset>\n"
    )


def _of_event(timetable: Timetable) -> Iterator[tuple[str, ...]]:
    event = timetable.event.slug
    yield (event,)
    yield from ((event, "sessions", session.slug) for session in timetable.sessions)
    yield from ((event, "people", person.slug) for uid, person in timetable.people.items() if uid in timetable.named)


def _entries(page: tuple[str, ...], site: Site) -> Iterator[str]:
    addresses = {language: escape(site.url(site.path(language, *page))) for language in INTERFACE_LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in addresses.items()
    )
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{others}</url>\n"
