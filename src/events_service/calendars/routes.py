"""The addresses of calendars, and what each is made from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from events_service.addresses import Site
from events_service.calendars import across, feeds
from events_service.calendars.entries import Entries
from events_service.calendars.feeds import Feed
from events_service.calendars.jcal import jcal
from events_service.calendars.whole_event import Stamp
from events_service.catalogue.catalogue import Catalogue
from events_service.programme.filters import Filters
from events_service.programme.programme import AliasKind, Event
from events_service.programme.published import CatalogueState, EventState
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Renderer, Scope

CALENDAR = "text/calendar; charset=utf-8"
JCAL = "application/calendar+json"

_Across = Callable[[CatalogueState, Catalogue, Mapping[str, Stamp], str, str], Feed | None]


def renderers(site: Site) -> tuple[Renderer, ...]:
    """Every public calendar. Entries are kept per event from one release to the next."""
    kept: dict[str, Entries] = defaultdict(Entries)

    def event(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        stamp = stamp_of(state.timetable.event)
        entries = kept[state.event_uid]
        return feeds.event_feed(state.timetable, stamp, site, language, filters=filters, entries=entries).body

    def in_jcal(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        content = event(state, parameters, language, filters)
        return jcal(content) if isinstance(content, bytes) else content

    def session(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
        entries = kept[state.event_uid]
        return _body(feeds.session_feed(state.timetable, parameters["slug"], site, language, entries=entries))

    def record(kind: AliasKind) -> Callable[[EventState, Mapping[str, str], str, Filters], Content]:
        def render(state: EventState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
            slug, entries = parameters["slug"], kept[state.event_uid]
            return _body(
                feeds.record_feed(state.timetable, kind, slug, site, language, filters=filters, entries=entries)
            )

        return render

    whole = "/{lang}/{event}/calendar.ics"
    return (
        _of_event(whole, event, _named_after("event"), filters=True),
        Renderer(
            pattern="/{event}/calendar.jcal",
            kind=Kind.DATA,
            scope=Scope.EVENT,
            render=in_jcal,
            content_type=JCAL,
            filters=True,
        ),
        _of_event("/{lang}/{event}/sessions/{slug}/calendar.ics", session, _named_after("slug"), attachment=True),
        *(
            _of_event(
                f"/{{lang}}/{{event}}/{kind}/{{slug}}/calendar.ics", record(kind), _named_after("slug"), filters=True
            )
            for kind in (AliasKind.ROOM, AliasKind.TRACK, AliasKind.PERSON, AliasKind.ORGANIZATION)
        ),
        *_across_events(site),
    )


def _across_events(site: Site) -> Iterable[Renderer]:
    def timetables(state: CatalogueState):  # type: ignore[no-untyped-def]
        return (event.timetable for event in state.events())

    makers: dict[str, _Across] = {
        "/{lang}/calendar.ics": lambda s, c, stamps, slug, lang: across.all_events_feed(c, stamps, site, lang),
        "/{lang}/series/{slug}/calendar.ics": lambda s, c, stamps, slug, lang: across.series_feed(
            c, slug, stamps, site, lang
        ),
        "/{lang}/organizations/{slug}/calendar.ics": lambda s, c, stamps, slug, lang: across.organization_feed(
            c, slug, stamps, timetables(s), site, lang
        ),
        "/{lang}/agreements/{slug}/calendar.ics": lambda s, c, stamps, slug, lang: across.agreement_feed(
            c, slug, stamps, timetables(s), site, lang
        ),
    }

    def renderer(pattern: str, make: _Across) -> Renderer:
        def render(state: CatalogueState, parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
            catalogue = state.catalogue
            if catalogue is None:
                return None
            stamps = {event.uid: stamp_of(event) for event in catalogue.events}
            return _body(make(state, catalogue, stamps, parameters.get("slug", ""), language))

        return Renderer(
            pattern=pattern,
            kind=Kind.CALENDAR,
            scope=Scope.CATALOGUE,
            render=render,
            content_type=CALENDAR,
            filename=_named_after("slug"),
        )

    return (renderer(pattern, make) for pattern, make in makers.items())


def _of_event(
    pattern: str,
    render: Callable[[EventState, Mapping[str, str], str, Filters], Content],
    filename: Callable[[Mapping[str, str]], str],
    *,
    filters: bool = False,
    attachment: bool = False,
) -> Renderer:
    return Renderer(
        pattern=pattern,
        kind=Kind.CALENDAR,
        scope=Scope.EVENT,
        render=render,
        content_type=CALENDAR,
        filters=filters,
        filename=filename,
        attachment=attachment,
    )


def stamp_of(event: Event) -> Stamp:
    """How an event's own entry is numbered and dated: by its releases."""
    assert event.revised_at is not None  # a release has set it
    return Stamp(event.revised_at, event.revision, event.created_at)


def _named_after(parameter: str) -> Callable[[Mapping[str, str]], str]:
    return lambda parameters: f"{parameters.get(parameter, 'calendar')}.ics"


def _body(feed: Feed | None) -> bytes | None:
    return feed.body if feed else None
