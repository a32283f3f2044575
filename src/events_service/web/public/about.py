"""What an event's page says below its programme: why, who, and how it belongs to other events."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service.directory.directory import OrganizationKind
from events_service.languages import folded
from events_service.partnerships.partnerships import Agreement, Recommendation
from events_service.programme.programme import Event, Stand
from events_service.programme.role_names import PERSON_ROLES
from events_service.web import times
from events_service.web.public.event_head import place
from events_service.web.public.names import Named, person_name, photo_path, position_of
from events_service.web.public.record_pages import linked_actor, organization_page, person_page
from events_service.web.reader import Reader
from events_service.web.views import EventView


class Related(NamedTuple):
    """Another page, with a line on it."""

    title: Markup
    href: str
    note: Markup = Markup("")
    off: Markup = Markup("")
    """The word for what is cancelled or postponed; empty for what takes place."""


class StandShown(NamedTuple):
    holder: Markup
    title: Markup
    place: Markup
    content: list[Markup]


class About(NamedTuple):
    """Each part may be empty; a page without any has no such section."""

    people: list[Named]
    stands: list[StandShown]
    groups: list[Related]
    """Country groups that meet at this event."""
    within: list[Related]
    """Events held within this one."""
    announced_at: Related | None
    announces: list[Related]
    agreements: list[Related]
    recommendations: list[Recommendation]
    editions: list[Related]

    def __bool__(self) -> bool:
        return any(self)


def about(view: EventView, reader: Reader) -> About:
    event, records = view.event, view.records
    editions = [e for e in records.editions(event.series_uid) if e.uid != event.uid]
    sessions = view.timetable.sessions
    return About(
        people=_people(view, reader),
        stands=[_stand(stand, view, reader) for stand in sorted(view.timetable.programme.stands, key=_position)],
        groups=_groups(view, reader),
        within=[event_link(child, reader) for child in records.children(event.uid)],
        announced_at=announced_at(event, view, reader),
        announces=[event_link(e, reader) for e in records.announced_by({event.uid, *(s.uid for s in sessions)})],
        agreements=agreement_links(records.agreements_at(event.uid), reader),
        recommendations=list(records.recommendations_of(event.uid)),
        editions=[event_link(edition, reader) for edition in editions],
    )


def event_link(event: Event, reader: Reader) -> Related:
    when = times.days(event.start_on, event.end_on, event.precision, reader.language)
    where = place(event, reader)
    note = reader.dotted(part for part in (when, where) if part)
    return Related(reader.text(event.title), reader.page(event.slug), note)


def agreement_links(agreements: Iterable[Agreement], reader: Reader, most: int | None = None) -> list[Related]:
    """The latest first; then those without a date, by title. Not more than `most`."""

    def order(agreement: Agreement) -> tuple[int, str]:
        signed = agreement.signed_on
        return -signed.toordinal() if signed else 0, folded(reader.plain(agreement.title))

    return [agreement_link(agreement, reader) for agreement in sorted(agreements, key=order)[:most]]


def agreement_link(agreement: Agreement, reader: Reader) -> Related:
    parts = [reader.text(agreement.kind)]
    if agreement.signed_on:
        parts.append(escape(times.with_precision(agreement.signed_on, agreement.precision, reader.language)))
    href = reader.page("agreements", agreement.slug) if agreement.slug else ""
    return Related(reader.text(agreement.title), href, reader.dotted(part for part in parts if part))


def announced_at(event: Event, view: EventView, reader: Reader) -> Related | None:
    """Where the event was announced: at another event, or in one of its sessions."""
    if event.announced_by_uid is None:
        return None
    other = view.records.events.get(event.announced_by_uid)
    if other:
        return event_link(other, reader)
    found = view.find_session(event.announced_by_uid)
    if found is None:
        return None
    timetable, session = found
    title = reader.text(session.title) or reader.code(session.code)
    note = event_link(timetable.event, reader)
    href = reader.page(timetable.event.slug, "sessions", session.slug)
    return Related(title, href, reader.dotted([note.title, note.note]))


def _people(view: EventView, reader: Reader) -> list[Named]:
    found = []
    for link in view.event.people:
        person = view.timetable.people.get(link.person_uid)
        if person is None:
            continue
        body = view.timetable.organizations.get(person.organization_uid or "")
        found.append(
            Named(
                person_name(person, reader),
                person_page(person.uid, view, reader),
                reader.say(PERSON_ROLES[link.role]),
                position_of(link.title or person.title, body, reader),
                photo=photo_path(person, view),
            )
        )
    return found


def _stand(stand: Stand, view: EventView, reader: Reader) -> StandShown:
    holder = linked_actor(stand.holder, view, reader)
    return StandShown(
        holder, reader.text(stand.title), reader.text(stand.place), [reader.text(text) for text in stand.content]
    )


def _groups(view: EventView, reader: Reader) -> list[Related]:
    found: dict[str, Related] = {}
    for session in view.timetable.sessions:
        uid = session.country_group_uid
        body = view.timetable.organizations.get(uid or "")
        if body and body.kind is OrganizationKind.COUNTRY_GROUP and body.uid not in found:
            countries = reader.listed(reader.country(code) for code in body.countries)
            href = organization_page(body.uid, view, reader)
            found[body.uid] = Related(reader.text(body.name), href, countries)
    return list(found.values())


def _position(stand: Stand) -> int:
    return stand.position
