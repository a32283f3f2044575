"""The head of an event's page: what, when, where, by whom, and whether it takes place."""

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from events_service import dates, zones
from events_service.programme.live import OfferingState, is_off
from events_service.programme.programme import Event, EventRole, EventStatus, Precision
from events_service.translations import mark
from events_service.web import times
from events_service.web.public.names import is_past, linked, short_name
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
_PAST = {
    EventStatus.CANCELLED: mark("This event did not take place."),
    EventStatus.MOVED_ONLINE: mark("This event took place online, not in its rooms."),
}
"""What the sentence of a state is once the event is past, where that is another."""
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
    over: Markup
    """When it took place; empty as long as it is not past."""
    registering: Registering | None
    long: bool
    """Is the title so long that it is set smaller?"""


def event_head(view: EventView, reader: Reader) -> EventHead:
    event = view.event
    return EventHead(
        crumbs=_crumbs(view, reader),
        days=times.days(event.start_on, event.end_on, event.precision, reader.language),
        place=place(event, reader),
        roles=_roles(view, reader),
        state=state_of(event, view.now, reader),
        off=event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED),
        over=took_place(event, view.now, reader),
        registering=registering(view, reader),
        long=len(reader.plain(event.title)) > _LONG,
    )


def state_of(event: Event, now: datetime, reader: Reader) -> tuple[Markup, Markup] | None:
    """A word and a sentence, where the event is not simply taking place. Once it is past, it is not announced."""
    words = STATES.get(event.status)
    if words is None:
        return None
    state, sentence = words
    if is_past(event, now):
        if event.status is EventStatus.ANNOUNCED:
            return None
        sentence = _PAST.get(event.status, sentence)
    return reader.say(state), reader.say(sentence)


def took_place(event: Event, now: datetime, reader: Reader) -> Markup:
    """`This event took place from 20 to 24 November 2018.` Empty as long as it is not past, and where it did not."""
    if not is_past(event, now) or event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return Markup("")
    first, last, language = event.start_on, event.end_on, reader.language
    if event.precision is not Precision.DAY:
        begins, ends = (times.with_precision(on, event.precision, language) for on in (first, last))
        if begins == ends:
            return reader.say("This event took place in {period}.", period=begins)
        return reader.say("This event took place between {first} and {last}.", first=begins, last=ends)
    if first == last:
        return reader.say("This event took place on {day}.", day=dates.plain_day(first, language))
    begins, ends = dates.ends_of(first, last, language)
    if dates.are_neighbours(first, last):
        return reader.say("This event took place on {first} and {last}.", first=begins, last=ends)
    return reader.say("This event took place from {first} to {last}.", first=begins, last=ends)


def place(event: Event, reader: Reader) -> Markup:
    """`Marrakech, Morocco`."""
    city = reader.text(event.city)
    country = reader.country(event.country) if event.country else ""
    return reader.commas(part for part in (city, country) if part)


def registering(view: EventView, reader: Reader) -> Registering | None:
    """Registration for the event as a whole; None where there is nothing to register for."""
    event = view.event
    if view.is_earlier or is_off(event):
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
