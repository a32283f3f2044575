"""The page of an organization across events: its events, its sessions, its agreements."""

from typing import NamedTuple

from markupsafe import Markup

from events_service.directory.directory import Organization
from events_service.programme.live import Live
from events_service.programme.timetable import Timetable
from events_service.web.public.about import Related, agreement_links
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.cards import Cards
from events_service.web.public.event_head import PART_TAKEN
from events_service.web.public.frame import Head, page, summary
from events_service.web.public.home import Listed, listed
from events_service.web.public.names import full_name
from events_service.web.public.participants import kind_line
from events_service.web.public.rows import RowDay, rows_by_day
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView


class AtEvent(NamedTuple):
    """An event the organization has a part in, or sessions."""

    event: Listed
    roles: Markup
    days: list[RowDay]


def render_organization_across(view: CatalogueView, slug: str, language: str) -> str | None:
    """None where there is no such organization."""
    body = view.records.organization(slug)
    if body is None:
        return None
    reader = Reader(language, view.site)
    records = view.records
    feed = reader.file("organizations", slug, "calendar.ics")
    name = reader.plain(body.name)
    part_in = [e for e in records.events.values() if any(link.organization_uid == body.uid for link in e.organizations)]
    groups = [other for other in records.catalogue.organizations if body.uid in other.member_uids]
    return page(
        "public/organization.html",
        reader,
        Head(name, ("organizations", slug), summary(body.description, reader), feed=feed),
        body=body,
        name=full_name(body, reader),
        label=kind_line(body, reader),
        website=reader.address(body.website) if body.website else None,
        countries=reader.listed(reader.country(code) for code in body.countries),
        members=[_link(records.organizations[uid], reader) for uid in body.member_uids if uid in records.organizations],
        groups=[_link(group, reader) for group in groups],
        events=_at_events(body, view, reader),
        agreements=agreement_links(records.agreements_of(body.uid), reader),
        subscribe=subscribe_drop(feed, name, reader, events=part_in),
    )


def _link(body: Organization, reader: Reader) -> Related:
    return Related(full_name(body, reader), reader.page("organizations", body.slug) if body.slug else "")


def _at_events(body: Organization, view: CatalogueView, reader: Reader) -> list[AtEvent]:
    """The latest event first."""
    found = []
    for timetable in sorted(view.timetables(), key=lambda timetable: timetable.event.start_on, reverse=True):
        roles = [link.role for link in timetable.event.organizations if link.organization_uid == body.uid]
        days = _days(body, timetable, view, reader)
        if roles or days:
            said = reader.commas(reader.say(PART_TAKEN[role]) for role in roles)
            found.append(AtEvent(listed(timetable.event, reader, view.now), said, days))
    return found


def _days(body: Organization, timetable: Timetable, view: CatalogueView, reader: Reader) -> list[RowDay]:
    own = {session.uid for session in timetable.by_organization(body.uid)}
    sessions = [s for s in timetable.sessions if s.uid in own or s.country_group_uid == body.uid]
    cards = Cards(timetable, Live(), view.now, reader)
    return rows_by_day(sessions, timetable, cards, reader)
