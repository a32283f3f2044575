"""A session's agenda as its page shows it: numbered, nested, with what each item leads to."""

import re
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from events_service.programme.programme import AgendaItem, Session
from events_service.web import times
from events_service.web.public.names import full_name
from events_service.web.public.record_pages import linked_actor, organization_page
from events_service.web.reader import Reader
from events_service.web.views import EventView

_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2})")


class Link(NamedTuple):
    label: Markup
    href: str
    outside: bool = False


class Item(NamedTuple):
    title: Markup
    hours: Markup
    presenters: Markup
    links: list[Link]
    items: list["Item"]


def agenda(session: Session, view: EventView, reader: Reader) -> list[Item]:
    return [_item(item, session, view, reader) for item in session.agenda]


def _item(item: AgendaItem, session: Session, view: EventView, reader: Reader) -> Item:
    presenters = (linked_actor(actor, view, reader) for actor in item.presenters)
    return Item(
        reader.text(item.title),
        _hours(item, session, reader),
        reader.listed(name for name in presenters if name),
        _links(item, view, reader),
        [_item(nested, session, view, reader) for nested in item.items],
    )


def _hours(item: AgendaItem, session: Session, reader: Reader) -> Markup:
    """An agenda has wall times alone; where one cannot be read it is left out."""
    said = [_time(clock, session, reader) for clock in (item.start, item.end) if clock]
    if len(said) == 2 and all(said):
        return times.hours(said[0], said[1], reader.language)
    return next((time for time in said if time), Markup(""))


def _time(clock: str, session: Session, reader: Reader) -> Markup:
    on = session.start_local or datetime(2000, 1, 1)  # noqa: DTZ001  # a wall time: only hour and minute are shown
    said = _CLOCK.fullmatch(clock)
    if said is None or int(said[1]) > 23 or int(said[2]) > 59:
        return Markup("")
    return times.time_tag(on.replace(hour=int(said[1]), minute=int(said[2])), None, reader.language)


def _links(item: AgendaItem, view: EventView, reader: Reader) -> list[Link]:
    timetable, records = view.timetable, view.records
    presenters = {actor.organization_uid for actor in item.presenters}
    found = []
    for uid in item.agreement_uids:
        if (agreement := records.agreements.get(uid)) and agreement.slug:
            found.append(Link(reader.text(agreement.title), reader.page("agreements", agreement.slug)))
    for uid in item.organization_uids:
        if (body := timetable.organizations.get(uid)) and uid not in presenters:
            found.append(Link(full_name(body, reader), organization_page(body.uid, view, reader)))
    for uid in item.event_uids:
        if event := records.events.get(uid):
            found.append(Link(reader.text(event.title), reader.page(event.slug)))
    for uid in item.fund_uids:
        if fund := records.funds.get(uid):
            found.append(Link(reader.text(fund.name), ""))
    for document in item.documents:
        if href := reader.address(document.url):
            found.append(Link(reader.text(document.title) or Markup(reader.short_address(href)), href, outside=True))
    return found
