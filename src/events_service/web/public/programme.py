"""The page of an event: what it is, and its programme."""

from collections.abc import Iterable
from datetime import date, datetime, time

from markupsafe import Markup
from msgspec import structs

from events_service import zones
from events_service.interchange import jsonld
from events_service.programme.filters import Filters, find_sessions
from events_service.programme.programme import Session, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.booklet.typesetting import FILE, can_set
from events_service.web.public import filtering
from events_service.web.public.about import about
from events_service.web.public.calendar_links import has_entries, subscribe_drop
from events_service.web.public.cards import Card, cards_of
from events_service.web.public.event_head import event_head
from events_service.web.public.frame import Head, event_page, only_in, reader_of, summary, zone_line
from events_service.web.public.slots import Day, lay_out
from events_service.web.reader import Reader
from events_service.web.views import EventView

LARGE = 150
"""An event with more sessions shows one day at a time unless something else narrows them down."""

MANY = 40
"""With more sessions on a day the page is set closer."""

CROWDED = 300
"""With more sessions in all it is printed in the smallest type; up to here two sheets of paper hold a larger one."""


def render_programme(view: EventView, language: str, filters: Filters) -> str:
    """The event and the sessions that pass the filters; a selection whole, and then what of the rest passes them."""
    reader = reader_of(view, language)
    timetable = view.timetable
    large = is_large(timetable)
    selection = Filters(sessions=filters.sessions)
    searched = narrowed(timetable, structs.replace(filters, sessions=()), view.now)
    found = find_sessions(timetable, selection or searched)
    days = lay_out(found, timetable, cards_of(view, reader, filters.sessions), reader)
    shown = searched.day
    feed = reader.file(view.event.slug, "calendar.ics", query=(selection or filters).query())
    return event_page(
        "public/programme.html",
        view,
        reader,
        _head(view, reader, filters, feed),
        section="programme",
        booklet=_booklet(view, reader),
        zone_line=zone_line(view, reader, _moments(found, shown)),
        top=event_head(view, reader),
        about=None if filters else about(view, reader),
        days=days,
        found=len(found),
        several=not view.is_earlier and (bool(filters) or len(timetable.sessions) > 1),
        many=crowding(days),
        filters=filters,
        narrow=bool(structs.replace(filters, day="")),
        choices=filtering.choices(view, reader, filters),
        chips=filtering.chips(view, reader, filters),
        tabs=filtering.tabs(
            view, reader, filters, shown, lambda query: reader.page(*view.segments, query=query), all_days=not large
        ),
        selection=",".join(filters.sessions),
        large=large,
        others=_others(view, reader, filters.sessions, searched) if selection else [],
        only_in=only_in(reader),
        everything=reader.page(*view.segments, query={"day": filters.day} if filters.day and large else None),
        join=_join(view, reader, found) if filters.sessions else "",
        subscribable=not view.is_earlier and (bool(found) or (not filters and has_entries(timetable))),
        subscribe=subscribe_drop(feed, reader.plain(view.event.title), reader, _subscribe_label(reader, filters)),
    )


def _is_open_to_choice(session: Session, timetable: Timetable) -> bool:
    return session.status is not SessionStatus.CANCELLED and not timetable.is_break(session)


def is_large(timetable: Timetable) -> bool:
    return len(timetable.sessions) > LARGE


def narrowed(timetable: Timetable, filters: Filters, now: datetime) -> Filters:
    """A large programme without any filter shows today, or its first day."""
    if filters or not timetable.days or not is_large(timetable):
        return filters
    today = zones.to_wall(now, timetable.event.timezone).date()
    day = today if today in timetable.days else timetable.days[0]
    return structs.replace(filters, day=day.isoformat())


def _head(view: EventView, reader: Reader, filters: Filters, feed: str) -> Head:
    event = view.event
    head = Head(
        title=reader.plain(event.title),
        segments=view.segments,
        description=summary(event.description or event.theme, reader),
        query=filters.query(),
        canonical_query={"day": filters.day} if filters.day else {},
    )
    if view.is_earlier:
        return head._replace(indexed=False)
    return head._replace(
        feed=feed,
        data=jsonld.script(
            jsonld.event_document(
                view.timetable,
                view.site,
                reader.language,
                series=view.records.series.get(event.series_uid or ""),
            )
        ),
        indexed=not structs.replace(filters, day=""),
    )


def _join(view: EventView, reader: Reader, chosen: Iterable[Session]) -> str:
    """To registration for those of a selection that take registrations now; empty where none does."""
    open_now = view.live.open_sessions(view.event, view.timetable.by_uid, view.now)
    slugs = [session.slug for session in chosen if session.uid in open_now]
    return reader.page(view.event.slug, "register", query={"sessions": ",".join(slugs)}) if slugs else ""


def _booklet(view: EventView, reader: Reader) -> str:
    """Where the whole programme is as a PDF; empty where none can be set, or nothing is planned yet."""
    if view.is_earlier or not view.timetable.sessions or not can_set(reader.language):
        return ""
    return reader.file(view.event.slug, FILE)


def _subscribe_label(reader: Reader, filters: Filters) -> Markup:
    if filters.sessions:
        return reader.say("Subscribe to this selection")
    return reader.say("Subscribe to what is shown") if filters else reader.say("Subscribe to the calendar")


def _moments(found: Iterable[Session], shown: str) -> list[datetime]:
    """Wall times the page shows; while it shows none, noon of its day, if it is of one day."""
    shown_times = [local for session in found for local in times.clocks(session) if local]
    if shown_times:
        return shown_times
    try:
        return [datetime.combine(date.fromisoformat(shown), time(12))]
    except ValueError:
        return []


def crowding(days: Iterable[Day]) -> str:
    """What a timetable's classes say of how full it is; empty where there is room for everything."""
    held = [sum(len(slot.cards) for slot in day.slots) for day in days]
    if max(held, default=0) <= MANY:
        return ""
    return "many crowded" if sum(held) > CROWDED else "many"


def _others(
    view: EventView, reader: Reader, chosen: tuple[str, ...], searched: Filters
) -> list[tuple[str | Markup, list[Card]]]:
    """What is not in the selection and passes the other filters, by day, so that it can grow without scripts."""
    timetable = view.timetable
    cards = cards_of(view, reader)
    left = [s for s in find_sessions(timetable, searched) if s.slug not in chosen and _is_open_to_choice(s, timetable)]
    return [
        (day.title, [c for slot in day.slots for c in slot.cards] + [card for card, _ in day.untimed])
        for day in lay_out(left, timetable, cards, reader)
    ]
