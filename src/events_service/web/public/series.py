"""The page of a series: what it is for, and its editions."""

from markupsafe import Markup

from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.frame import Head, page, summary
from events_service.web.public.home import listed
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView


def render_series(view: CatalogueView, slug: str, language: str) -> str | None:
    """None where there is no such series."""
    series = view.records.series_called(slug)
    if series is None:
        return None
    reader = Reader(language, view.site)
    feed = reader.file("series", slug, "calendar.ics")
    name = reader.plain(series.name)
    editions = view.records.editions(series.uid)
    return page(
        "public/series.html",
        reader,
        Head(name, ("series", slug), summary(series.description, reader), feed=feed),
        series=series,
        countries=reader.listed(reader.country(code) for code in series.countries),
        editions=[(_number(event.edition, reader), listed(event, reader, view.now)) for event in editions],
        subscribe=subscribe_drop(feed, name, reader, events=editions),
    )


def _number(edition: int | None, reader: Reader) -> Markup:
    return reader.say("Edition {number}", number=edition) if edition else Markup("")
