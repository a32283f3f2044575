"""The head of an event's page: what, when, where, by whom, and whether it takes place."""

from typing import NamedTuple

from markupsafe import Markup

from events_service import dates, zones
from events_service.programme.live import OfferingState, is_off
from events_service.programme.programme import Event, EventRole, EventStatus
from events_service.translations import mark
from events_service.web import times
from events_service.web.public.names import linked, short_name
from events_service.web.public.record_pages import organization_page
from events_service.web.reader import Reader
from events_service.web.views import EventView

ROLES = {
    EventRole.ORGANIZER: mark("Organized by"),
    EventRole.CO_HOST: mark("Co-host"),
    EventRole.PARTNER: mark("Partner"),
    EventRole.PATRON: mark("Under the patronage of"),
}
_SEVERAL = {
    EventRole.ORGANIZER: mark("Organized by several"),
    EventRole.CO_HOST: mark("Co-hosts"),
    EventRole.PARTNER: mark("Partners"),
}
"""Roles over more than one name, where that makes another word."""
PART_TAKEN = {
    EventRole.ORGANIZER: mark("Organizer"),
    EventRole.CO_HOST: mark("Co-host"),
    EventRole.PARTNER: mark("Partner"),
    EventRole.PATRON: mark("Patron"),
}
"""What an organization was to an event, on the organization's own page."""
STATES = {
    EventStatus.ANNOUNCED: (mark("Announced"), mark("The programme is not final yet.")),
    EventStatus.POSTPONED: (mark("Postponed"), mark("The new dates will be published here.")),
    EventStatus.CANCELLED: (mark("Cancelled"), mark("This event will not take place.")),
    EventStatus.MOVED_ONLINE: (mark("Online"), mark("This event takes place online, not in its rooms.")),
}
_LONG = 40


class Registering(NamedTuple):
    """The way to registration, or the sentence that says why there is none."""

    href: str = ""
    note: Markup = Markup("")


class EventHead(NamedTuple):
    crumbs: list[tuple[Markup, str]]
    days: str
    place: Markup
    roles: list[tuple[Markup, Markup]]
    """A role and who has it."""
    state: tuple[Markup, Markup] | None
    """A word and a sentence, where the event is not simply taking place."""
    off: bool
    registering: Registering | None
    long: bool
    """Is the title so long that it is set smaller?"""


def event_head(view: EventView, reader: Reader) -> EventHead:
    event = view.event
    words = STATES.get(event.status)
    return EventHead(
        crumbs=_crumbs(view, reader),
        days=times.days(event.start_on, event.end_on, event.precision, reader.language),
        place=place(event, reader),
        roles=_roles(view, reader),
        state=(reader.say(words[0]), reader.say(words[1])) if words else None,
        off=event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED),
        registering=registering(view, reader),
        long=len(reader.plain(event.title)) > _LONG,
    )


def place(event: Event, reader: Reader) -> Markup:
    """`Marrakech, Morocco`."""
    city = reader.text(event.city)
    country = reader.country(event.country) if event.country else ""
    return reader.commas(part for part in (city, country) if part)


def registering(view: EventView, reader: Reader) -> Registering | None:
    """Registration for the event as a whole; None where there is nothing to register for."""
    event = view.event
    if is_off(event):
        return None
    offering = view.live.offering(None)
    match offering.state(view.now, event):
        case OfferingState.OPEN:
            return Registering(reader.page(event.slug, "register"))
        case OfferingState.UPCOMING:
            assert offering.opens_at is not None
            local = zones.to_wall(offering.opens_at, event.timezone)
            day, clock = dates.day(local.date(), reader.language), times.time_tag(local, None, reader.language)
            return Registering(note=reader.say("Registration opens on {day} at {time}", day=day, time=clock))
        case OfferingState.CLOSED:
            return Registering(note=reader.say("Registration is closed"))
        case _:
            return None


def _crumbs(view: EventView, reader: Reader) -> list[tuple[Markup, str]]:
    event, series = view.event, view.timetable.programme.series
    crumbs = []
    if series:
        public = view.records.series.get(series.uid)
        crumbs.append((reader.text(series.name), reader.page("series", public.slug) if public else ""))
    if event.edition:
        crumbs.append((reader.say("Edition {number}", number=event.edition), ""))
    parent = view.records.events.get(event.parent_uid or "")
    if parent:
        title = reader.text(parent.title)
        crumbs.append((reader.say("Part of {event}", event=title), reader.page(parent.slug)))
    return crumbs


def _roles(view: EventView, reader: Reader) -> list[tuple[Markup, Markup]]:
    """Roles in the order of the enumeration, each with everybody who has it."""
    found = []
    for role, label in ROLES.items():
        names = [
            linked(short_name(body, reader), organization_page(body.uid, view, reader))
            for link in view.event.organizations
            if link.role is role and (body := view.timetable.organizations.get(link.organization_uid))
        ]
        if names:
            label = _SEVERAL.get(role, label) if len(names) > 1 else label
            found.append((reader.say(label), reader.commas(names)))
    return found
