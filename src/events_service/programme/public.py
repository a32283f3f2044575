"""What is public of events and sessions, as the JSON API shows it: pure, from what was released."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_service.addresses import Site
from events_service.directory.directory import Actor, ContactPoint, Organization
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText
from events_service.media.names import absolute
from events_service.programme.live import Live
from events_service.programme.programme import AgendaItem, Document, Event, Session, SessionOrganizer, SessionPerson
from events_service.programme.timetable import Timetable
from events_service.zones import zone

Json = dict[str, Any]


def event_json(event: Event, site: Site) -> Json:
    """An event as lists and its own address show it."""
    return {
        "slug": event.slug,
        "uid": event.uid,
        "title": event.title,
        "theme": event.theme,
        "edition": event.edition,
        "kind": event.kind,
        "city": event.city,
        "country": event.country,
        "start_on": event.start_on.isoformat(),
        "end_on": event.end_on.isoformat(),
        "precision": event.precision,
        "timezone": event.timezone,
        "languages": event.languages,
        "status": event.status,
        "url": site.url(site.path(_language(event), event.slug)),
    }


def events_json(events: Iterable[Event], site: Site) -> Json:
    return {"items": [event_json(event, site) for event in events]}


def sessions_json(timetable: Timetable, live: Live, release: int, site: Site, now: datetime) -> Json:
    """Every session of the event, in reading order."""
    items = [session_json(session, timetable, live, site, now) for session in timetable.sessions]
    return {"items": items, "release": release}


def session_json(session: Session, timetable: Timetable, live: Live, site: Site, now: datetime) -> Json:
    """One session, with its names beside its references. Instants carry the offset of the event's clocks."""
    event = timetable.event
    offering = live.to_newcomers(session)
    room = timetable.rooms.get(session.room_uid or "")
    track = timetable.tracks.get(session.track_uid or "")
    kind = timetable.types.get(session.type_uid or "")
    return {
        "slug": session.slug,
        "code": session.code,
        "uid": session.uid,
        "revision": session.revision,
        "status": session.status,
        "title": session.title,
        "subtitle": session.subtitle,
        "abstract": session.abstract,
        "description": session.description,
        "start": _instant(session.start_at, event.timezone),
        "end": _instant(session.end_at, event.timezone),
        "start_local": _wall(session.start_local),
        "end_local": _wall(session.end_local),
        "day": session.day_on.isoformat() if session.day_on else None,
        "timezone": event.timezone,
        "room": {"slug": room.slug, "name": room.name} if room else None,
        "track": {"slug": track.slug, "name": track.name} if track else None,
        "type": {"slug": kind.slug, "name": kind.name} if kind else None,
        "organizers": [_organizer(link, timetable) for link in session.organizers],
        "people": [_person(link, timetable) for link in session.people],
        "agenda": [_agenda(item, timetable) for item in session.agenda],
        "objectives_introduction": session.objectives_introduction,
        "objectives": session.objectives,
        "questions": session.questions,
        "documents": [_document(document, site) for document in session.documents],
        "parallel": [other.slug for other in timetable.parallel(session)],
        "languages": session.languages,
        "interpretation": session.interpretation,
        "capacity": offering.capacity,
        "registration": offering.state(now, event, session),
        "url": site.url(site.path(_language(event), event.slug, "sessions", session.slug)),
    }


def _language(event: Event) -> str:
    return next((tag for tag in event.languages if tag in INTERFACE_LANGUAGES), INTERFACE_LANGUAGES[0])


def _instant(at: datetime | None, timezone: str) -> str | None:
    """RFC 3339 with the offset of the event's clocks."""
    return at.astimezone(zone(timezone)).isoformat() if at else None


def _wall(local: datetime | None) -> str | None:
    return local.isoformat(timespec="minutes") if local else None


def _organizer(link: SessionOrganizer, timetable: Timetable) -> Json:
    body = timetable.organizations.get(link.organization_uid)
    contacts = link.contacts or (body.contacts if body else ())
    return _organization(body) | {"role": link.role, "contacts": [_contact(contact) for contact in contacts]}


def _organization(body: Organization | None) -> Json:
    return {
        "slug": body.slug if body else None,
        "name": body.name if body else {},
        "short_name": body.short_name if body else {},
    }


def _contact(contact: ContactPoint) -> Json:
    return {"kind": contact.kind, "printed": contact.printed, "e164": contact.e164}


def _person(link: SessionPerson, timetable: Timetable) -> Json:
    person = timetable.people.get(link.person_uid)
    organization_uid = link.organization_uid or (person.organization_uid if person else None)
    body = timetable.organizations.get(organization_uid or "")
    return {
        "slug": person.slug if person else None,
        "name": person.name if person else {},
        "role": link.role,
        "title": link.title or (person.title if person else {}),
        "organization": _organization(body) if body else None,
        "to_be_confirmed": link.to_be_confirmed,
    }


def _agenda(item: AgendaItem, timetable: Timetable) -> Json:
    bodies = (timetable.organizations.get(uid) for uid in item.organization_uids)
    return {
        "title": item.title,
        "start": item.start,
        "end": item.end,
        "presenters": [_actor(actor, timetable) for actor in item.presenters],
        "organizations": [_organization(body) for body in bodies if body],
        "items": [_agenda(nested, timetable) for nested in item.items],
    }


def _actor(actor: Actor, timetable: Timetable) -> Json:
    name: LocalizedText = {}
    if actor.person_uid and (person := timetable.people.get(actor.person_uid)):
        name = person.name
    elif actor.organization_uid and (body := timetable.organizations.get(actor.organization_uid)):
        name = body.name
    return {"name": name, "country": actor.country}


def _document(document: Document, site: Site) -> Json:
    url = absolute(document.url, site)
    return {"title": document.title, "url": url, "language": document.language, "kind": document.kind}
