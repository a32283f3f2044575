"""What pages are made from, out of programmes: views by themselves, and the demonstration behind a read path."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec import structs

from events_service.addresses import Site
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.demo import read_bundle, shifted
from events_service.programme.changes import compare
from events_service.programme.freeze import freeze
from events_service.programme.live import Live, Offering
from events_service.programme.programme import OfferMode, Programme, Session, SessionStatus
from events_service.programme.source import ReleaseNote
from events_service.programme.timetable import Timetable
from events_service.slugs import made_slug
from events_service.web.records import Records
from events_service.web.views import CatalogueView, EventView, Found, Once
from tests.factories.published import MemorySource

SITE = Site("https://events.example.org", "Events")
NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
DEMO_NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def remembering() -> Once:
    """What a state gives pages to keep things in."""
    kept: dict[Any, Any] = {}

    def once(key: Any, make: Any) -> Any:
        if key not in kept:
            kept[key] = make()
        return kept[key]

    return once


def event_view(programme: Programme, **changes: Any) -> EventView:
    values: dict[str, Any] = {
        "timetable": Timetable(programme),
        "live": live_of(programme),
        "release": ReleaseNote(3, {"en": "Rooms corrected"}, datetime(2018, 10, 20, 8, 30, tzinfo=UTC)),
        "site": SITE,
        "now": NOW,
        "once": remembering(),
    }
    return EventView(**values | changes)


def catalogue_view(catalogue: Catalogue, *programmes: Programme, **changes: Any) -> CatalogueView:
    timetables = tuple(Timetable(programme) for programme in programmes)

    def find(uid: str) -> Found | None:
        return next(((t, t.by_uid[uid]) for t in timetables if uid in t.by_uid), None)

    values: dict[str, Any] = {
        "records": Records(catalogue),
        "site": SITE,
        "now": NOW,
        "timetables": lambda: timetables,
        "find_session": find,
    }
    return CatalogueView(**values | changes)


def live_of(programme: Programme) -> Live:
    """The offerings a first release makes of what its sessions and its event offer."""
    offered = [(None, programme.event.offer), *((session.uid, session.offer) for session in programme.sessions)]
    offerings = tuple(
        Offering(uid, offer.mode, offer.capacity, offer.opens_at, offer.closes_at)
        for uid, offer in offered
        if offer.mode is not OfferMode.NONE
    )
    return Live(version=1, offerings=offerings)


@cache
def demo_programmes() -> dict[str, Programme]:
    """The demonstration's events as their first release freezes them, by slug."""
    bundle = shifted(read_bundle(), DEMO_NOW.date())
    shared = demo_catalogue_records()
    found = {}
    for programme in bundle.programmes:
        series = next((one for one in shared.series if one.uid == programme.event.series_uid), None)
        draft = structs.replace(programme, series=series, organizations=shared.organizations, people=shared.people)
        found[programme.event.slug] = freeze(draft, None, {}, datetime(2026, 11, 14, 9, tzinfo=UTC))
    return found


@cache
def demo_catalogue() -> Catalogue:
    events = sorted((p.event for p in demo_programmes().values()), key=lambda event: event.start_on, reverse=True)
    return structs.replace(demo_catalogue_records(), events=tuple(events))


@cache
def demo_catalogue_records() -> Catalogue:
    """What stands in the bundle once, with the slugs the directory gives it."""
    bundle = read_bundle()
    taken: set[str] = set()

    def slugged(record: Any, name: dict[str, str]) -> Any:
        slug = record.slug or made_slug("", name, record.uid, taken)
        taken.add(slug)
        return structs.replace(record, slug=slug)

    organizations = {o.uid: o for p in bundle.programmes for o in p.organizations}
    organizations |= {body.uid: body for body in bundle.organizations}
    people = {one.uid: one for p in bundle.programmes for one in p.people} | {one.uid: one for one in bundle.people}
    return Catalogue(
        format=FORMAT,
        series=tuple(slugged(one, one.name) for one in bundle.series),
        organizations=tuple(slugged(one, one.short_name or one.name) for one in organizations.values()),
        people=tuple(slugged(one, one.name) for one in people.values()),
        agreements=tuple(slugged(one, one.title) for one in bundle.agreements),
        recommendations=bundle.recommendations,
        funds=tuple(slugged(one, one.name) for one in bundle.funds),
    )


def demo_view(slug: str, **changes: Any) -> EventView:
    programmes = demo_programmes()
    others = catalogue_view(demo_catalogue(), *programmes.values(), now=DEMO_NOW)
    values = {"now": DEMO_NOW, "records": others.records, "find_session": others.find_session}
    return event_view(programmes[slug], **values | changes)


def demo_catalogue_view(**changes: Any) -> CatalogueView:
    return catalogue_view(demo_catalogue(), *demo_programmes().values(), **{"now": DEMO_NOW} | changes)


def history_of(programme: Programme) -> tuple[ReleaseNote, ...]:
    """Two releases: in the second a session was moved, one cancelled, one renamed and one added."""
    moved, cancelled, renamed, *rest = programme.sessions
    before: list[Session] = [
        structs.replace(moved, start_local=None, end_local=None, start_at=None, end_at=None, room_uid=None),
        structs.replace(cancelled, status=SessionStatus.CANCELLED),
        structs.replace(renamed, title={"en": "An older title"}),
        *rest[:-1],
    ]
    first, second = NOW.replace(day=1), NOW.replace(day=2)
    changes = compare(structs.replace(programme, sessions=tuple(before)), programme)
    return (
        ReleaseNote(2, {"en": "Rooms corrected"}, second, changes),
        ReleaseNote(1, {"en": "First programme"}, first, ()),
    )


def demo_source() -> MemorySource:
    """All of the demonstration as it is public."""
    source = MemorySource(*demo_programmes().values())
    for programme in demo_programmes().values():
        source.change_live(programme.event.uid, offerings=live_of(programme).offerings)
    source.freeze(demo_catalogue())
    return source
