"""The pages of a person and of an organization within one event."""

from markupsafe import Markup

from events_service.directory.directory import Organization, OrganizationKind
from events_service.languages import folded
from events_service.programme.programme import Session
from events_service.programme.role_names import PERSON_ROLES
from events_service.translations import mark
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.cards import cards_of
from events_service.web.public.frame import Head, event_page, only_in, reader_of, summary, titled
from events_service.web.public.names import full_name, person_name, photo_path, position_of
from events_service.web.public.rows import rows_by_day
from events_service.web.reader import Reader
from events_service.web.views import EventView

KINDS = {
    OrganizationKind.ASSOCIATION: mark("Association"),
    OrganizationKind.GOVERNMENT: mark("Government body"),
    OrganizationKind.LOCAL_GOVERNMENT: mark("Local or regional government"),
    OrganizationKind.EMBASSY: mark("Embassy"),
    OrganizationKind.UNIVERSITY: mark("University"),
    OrganizationKind.FOUNDATION: mark("Foundation"),
    OrganizationKind.COMPANY: mark("Company"),
    OrganizationKind.INTERNATIONAL: mark("International organization"),
    OrganizationKind.COUNTRY_GROUP: mark("Country group"),
    OrganizationKind.OTHER: mark("Organization"),
}


def render_person(view: EventView, slug: str, language: str) -> str | None:
    """None where nobody is called so, or all their sessions were removed."""
    timetable = view.timetable
    person = next((person for person in timetable.people.values() if person.slug == slug), None)
    if person is None or person.uid not in timetable.named:
        return None
    reader = reader_of(view, language)
    sessions = timetable.with_person(person.uid)
    roles = dict.fromkeys(
        PERSON_ROLES[link.role] for session in sessions for link in session.people if link.person_uid == person.uid
    )
    body = timetable.organizations.get(person.organization_uid or "")
    feed = reader.file(view.event.slug, "people", slug, "calendar.ics")
    name = reader.plain(person.name)
    days = rows_by_day(sessions, timetable, cards_of(view, reader), reader)
    return event_page(
        "public/participant.html",
        view,
        reader,
        Head(
            titled(name, reader.plain(view.event.title)),
            (view.event.slug, "people", slug),
            description=summary(person.biography, reader) or titled(name, reader.plain(person.title)),
            feed=feed,
        ),
        label=reader.commas(reader.say(role) for role in roles),
        name=person_name(person, reader),
        other_name=person.badge_name if person.badge_name != name else "",
        position=position_of(person.title, body, reader),
        photo=photo_path(person, view),
        text=person.biography,
        contacts=person.contacts,
        website=None,
        across="",
        members=[],
        countries=Markup(""),
        days=days,
        count=len(sessions),
        only_in=only_in(reader),
        subscribe=subscribe_drop(feed, titled(name, reader.plain(view.event.title)), reader) if sessions else None,
    )


def render_organization(view: EventView, slug: str, language: str) -> str | None:
    """An organization and its sessions in this event; None where there is none, or only removed sessions name it."""
    timetable = view.timetable
    body = next((body for body in timetable.organizations.values() if body.slug == slug), None)
    if body is None or body.uid not in timetable.named:
        return None
    reader = reader_of(view, language)
    sessions = sessions_of(view, body)
    feed = reader.file(view.event.slug, "organizations", slug, "calendar.ics")
    name = reader.plain(body.name)
    days = rows_by_day(sessions, timetable, cards_of(view, reader), reader)
    members = [timetable.organizations[uid] for uid in body.member_uids if uid in timetable.organizations]
    return event_page(
        "public/participant.html",
        view,
        reader,
        Head(
            titled(name, reader.plain(view.event.title)),
            (view.event.slug, "organizations", slug),
            description=summary(body.description, reader) or titled(name, reader.plain(view.event.title)),
            feed=feed,
        ),
        label=kind_line(body, reader),
        name=full_name(body, reader),
        other_name="",
        position=Markup(""),
        photo="",
        text=body.description,
        contacts=body.contacts,
        website=reader.address(body.website) if body.website else None,
        across=reader.page("organizations", slug) if body.uid in view.records.organizations else "",
        members=[full_name(member, reader) for member in members],
        countries=reader.listed(reader.country(code) for code in body.countries),
        days=days,
        count=len(sessions),
        only_in=only_in(reader),
        subscribe=subscribe_drop(feed, titled(name, reader.plain(view.event.title)), reader) if sessions else None,
    )


def sessions_of(view: EventView, body: Organization) -> list[Session]:
    """What an organization organizes; of a country group, what it meets in."""
    own = {session.uid for session in view.timetable.by_organization(body.uid)}
    return [s for s in view.timetable.sessions if s.uid in own or s.country_group_uid == body.uid]


def kind_line(body: Organization, reader: Reader) -> Markup:
    """`Association · Morocco`; not `Country group` over the name of one, which says so."""
    kind = reader.say(KINDS[body.kind])
    said = body.kind is OrganizationKind.COUNTRY_GROUP and folded(kind) in folded(reader.plain(body.name))
    parts = [] if said else [kind]
    if body.country:
        parts.append(Markup("{}").format(reader.country(body.country)))
    return Markup(" · ").join(parts)
