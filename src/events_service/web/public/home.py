"""The front page: events that are on, coming and past, and search across all that is public."""

from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates, zones
from events_service.languages import folded, folded_all
from events_service.programme.filters import Filters, find_sessions
from events_service.programme.live import is_off
from events_service.programme.programme import Event, EventStatus, Session
from events_service.translations import mark
from events_service.web import times
from events_service.web.public.about import Related, agreement_links
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.event_head import place, state_of, took_place
from events_service.web.public.frame import Head, page
from events_service.web.public.names import full_name
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView

_RESULTS = 40
_SEARCHED = 12
"""Events whose sessions are searched: what is on and coming, then the latest."""
_LISTED = 12
_HEADINGS = (mark("On now"), mark("Coming"), mark("Past"))


class Listed(NamedTuple):
    """An event in a list of events."""

    title: Markup
    href: str
    when: str
    place: Markup
    theme: Markup
    state: Markup
    off: bool
    over: bool
    """Has it taken place? To be said where no heading does."""


class Group(NamedTuple):
    title: Markup
    events: list[Listed]
    past: bool = False


def render_home(view: CatalogueView, language: str, filters: Filters) -> str:
    """All events by time; with a search, what it finds."""
    reader = Reader(language, view.site)
    records = view.records
    query = {"q": filters.q} if filters.q else {}
    feed = reader.file("calendar.ics")
    return page(
        "public/home.html",
        reader,
        Head(view.site.name, (), _description(reader), query, feed=feed, indexed=not query),
        q=filters.q,
        groups=[] if filters.q else _groups(view, reader),
        results=_search(view, reader, filters.q) if filters.q else None,
        series=[
            Related(reader.text(series.name), reader.page("series", series.slug))
            for series in reader.by_name(records.catalogue.series)
            if series.slug
        ],
        agreements=agreement_links(records.catalogue.agreements, reader, most=_LISTED),
        subscribe=subscribe_drop(feed, view.site.name, reader, events=records.events.values()),
    )


def today_at(event: Event, view: CatalogueView) -> date:
    """The date where the event takes place."""
    return zones.to_wall(view.now, event.timezone).date()


def listed(event: Event, reader: Reader, now: datetime) -> Listed:
    state = state_of(event, now, reader)
    return Listed(
        title=reader.text(event.title),
        href=reader.page(event.slug),
        when=times.days(event.start_on, event.end_on, event.precision, reader.language),
        place=place(event, reader),
        theme=reader.text(event.theme),
        state=state[0] if state else Markup(""),
        off=event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED),
        over=bool(took_place(event, now, reader)),
    )


def _groups(view: CatalogueView, reader: Reader) -> list[Group]:
    """On now and coming with the nearest first, past with the latest first."""
    by_time: dict[str, list[Event]] = {heading: [] for heading in _HEADINGS}
    for event in sorted(view.records.events.values(), key=lambda event: (event.start_on, event.uid)):
        today = today_at(event, view)
        heading = _HEADINGS[2] if event.end_on < today else _HEADINGS[1] if event.start_on > today else _HEADINGS[0]
        by_time[heading].append(event)
    by_time[_HEADINGS[2]].reverse()
    return [
        Group(reader.say(heading), [listed(event, reader, view.now) for event in events], heading == _HEADINGS[2])
        for heading, events in by_time.items()
        if events
    ]


class Results(NamedTuple):
    """What a search found, by kind."""

    events: list[Listed]
    sessions: list[Related]
    others: list[Related]
    """Organizations, series and agreements."""
    total: int


def _search(view: CatalogueView, reader: Reader, q: str) -> Results:
    words = folded(q).split()

    def matches(*texts: dict[str, str] | str) -> bool:
        said = folded_all(*texts)
        return all(word in said for word in words)

    catalogue = view.records.catalogue
    events = [
        listed(event, reader, view.now)
        for event in catalogue.events
        if matches(event.title, event.theme, event.city, event.acronym, event.description)
    ]
    bodies = (b for b in catalogue.organizations if b.slug and matches(b.name, b.short_name, *b.other_names))
    others = [
        Related(full_name(body, reader), reader.page("organizations", body.slug), reader.say("Organization"))
        for body in reader.by_name(bodies)[:_RESULTS]
    ]
    several = (series for series in catalogue.series if series.slug and matches(series.name, series.description))
    others += [
        Related(reader.text(series.name), reader.page("series", series.slug), reader.say("Series"))
        for series in reader.by_name(several)[: _RESULTS - len(others)]
    ]
    agreements = (a for a in catalogue.agreements if a.slug and matches(a.title, a.kind, a.purpose, *a.fields))
    others += agreement_links(agreements, reader, most=_RESULTS - len(others))
    sessions = _sessions(view, reader, q)
    return Results(events, sessions, others, len(events) + len(sessions) + len(others))


def _sessions(view: CatalogueView, reader: Reader, q: str) -> list[Related]:
    timetables = sorted(view.timetables(), key=lambda timetable: timetable.event.end_on, reverse=True)
    found: list[Related] = []
    for timetable in timetables[:_SEARCHED]:
        event = timetable.event
        for session in find_sessions(timetable, Filters(q=q))[: _RESULTS - len(found)]:
            on = timetable.day(session)
            parts = [reader.code(session.code)] if session.code else []
            parts.append(reader.text(event.title))
            if on:
                parts.append(escape(dates.plain_day(on, reader.language)))
            href = reader.page(event.slug, "sessions", session.slug)
            title = reader.text(session.title) or escape(session.code)
            found.append(Related(title, href, reader.dotted(parts), _off(event, session, view.now, reader)))
    return found


def _off(event: Event, session: Session, now: datetime, reader: Reader) -> Markup:
    """`Cancelled`, of the session or of all its event, or `Postponed`; empty where it takes place."""
    if not is_off(event, session):
        return Markup("")
    state = state_of(event, now, reader) if is_off(event) else None
    return state[0] if state else reader.say("Cancelled")


def _description(reader: Reader) -> str:
    return str(reader.say("Programmes, calendars and registration of congresses, forums and summits."))
