"""Events and sessions for search engines: schema.org as JSON-LD, and the one safe way into a page (T-XSS-2)."""

import json
from datetime import datetime
from typing import Any

from markupsafe import Markup

from events_service.addresses import Site
from events_service.directory.directory import Organization, Person
from events_service.languages import LocalizedText, in_a_row, text_in
from events_service.programme.programme import (
    Event,
    EventRole,
    EventStatus,
    Precision,
    Room,
    Series,
    Session,
    SessionStatus,
    Visibility,
)
from events_service.programme.room_names import say_room
from events_service.programme.timetable import Timetable
from events_service.zones import zone

FEW = 60
"""An event with more sessions names none of them: each has a page that names its event."""

_ONLINE = "https://schema.org/OnlineEventAttendanceMode"
_OFFLINE = "https://schema.org/OfflineEventAttendanceMode"
_STATUS = {
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
}
_KNOWN = {Precision.DAY: len("2018-11-21"), Precision.MONTH: len("2018-11"), Precision.YEAR: len("2018")}
"""How much of a date is meant."""

# What HTML, and JavaScript before 2019, would take for something else than text.
_UNSAFE = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})

Document = dict[str, Any]


def script(document: Document) -> Markup:
    """The document as an element of a page; nothing in it can end the element."""
    return Markup(f'<script type="application/ld+json">{in_html(document)}</script>')


def in_html(value: Any) -> Markup:
    """The value as JSON that can stand in an element of a page (T-XSS-2)."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def event_document(
    timetable: Timetable,
    site: Site,
    language: str,
    series: Series | None = None,
) -> Document:
    """The event as an Event, with its sessions as subEvents where they are few.

    `series` is its series as it has a page: one that has none is said without an address.
    """
    event = timetable.event
    document = _event(event, site, language) | {
        "@context": "https://schema.org",
        "description": _said(event.description or event.theme, event, language),
        "inLanguage": list(event.languages),
        "organizer": [
            _organization(body, event, language)
            for link in event.organizations
            if link.role in (EventRole.ORGANIZER, EventRole.CO_HOST)
            and (body := timetable.organizations.get(link.organization_uid))
        ],
        "superEvent": _series(timetable, series, site, language),
    }
    if len(timetable.sessions) <= FEW:
        dated = (one for one in timetable.sessions if _begins(one, timetable) and not timetable.is_break(one))
        document["subEvent"] = [_session(session, timetable, site, language) for session in dated]
    return _filled(document)


def session_document(session: Session, timetable: Timetable, site: Site, language: str) -> Document:
    """A session as an Event within its event."""
    event = timetable.event
    document = _session(session, timetable, site, language) | {"@context": "https://schema.org"}
    document["superEvent"] = _event(event, site, language)
    if session.visibility is Visibility.PUBLIC:
        people = (timetable.people.get(link.person_uid) for link in session.people)
        bodies = (timetable.organizations.get(link.organization_uid) for link in session.organizers)
        document |= {
            "description": _said(session.abstract or session.description, event, language)[:500],
            "inLanguage": list(session.languages),
            "performer": [_person(person, event, language) for person in people if person],
            "organizer": [_organization(body, event, language) for body in bodies if body],
        }
    return _filled(document)


def _event(event: Event, site: Site, language: str) -> Document:
    online = event.status is EventStatus.MOVED_ONLINE
    url = site.url(site.path(language, event.slug))
    return {
        "@type": "Event",
        "@id": f"urn:uuid:{event.uid}",
        "name": _said(event.title, event, language),
        "url": url,
        "startDate": event.start_on.isoformat()[: _KNOWN[event.precision]],
        "endDate": event.end_on.isoformat()[: _KNOWN[event.precision]],
        "eventStatus": f"https://schema.org/{_STATUS.get(event.status, 'EventScheduled')}",
        "eventAttendanceMode": _ONLINE if online else _OFFLINE,
        "location": {"@type": "VirtualLocation", "url": url} if online else _city(event, language),
    }


def _session(session: Session, timetable: Timetable, site: Site, language: str) -> Document:
    event = timetable.event
    status = _STATUS.get(event.status, "EventScheduled")
    if session.status is SessionStatus.CANCELLED:
        status = "EventCancelled"
    return _filled(
        {
            "@type": "Event",
            "@id": f"urn:uuid:{session.uid}",
            "name": _said(session.title, event, language) or session.code,
            "url": site.url(site.path(language, event.slug, "sessions", session.slug)),
            "startDate": _begins(session, timetable),
            "endDate": _moment(session.end_at, event),
            "eventStatus": f"https://schema.org/{status}",
            "eventAttendanceMode": _ONLINE if event.status is EventStatus.MOVED_ONLINE else _OFFLINE,
            "location": _room(timetable.rooms.get(session.room_uid or ""), timetable, language),
        }
    )


def _series(timetable: Timetable, page: Series | None, site: Site, language: str) -> Document | None:
    series = timetable.programme.series
    if series is None:
        return None
    url = site.url(site.path(language, "series", page.slug)) if page else None
    return _filled({"@type": "EventSeries", "name": _said(series.name, timetable.event, language), "url": url})


def _room(room: Room | None, timetable: Timetable, language: str) -> Document:
    """The room within its venue; the city where the room is not known."""
    event = timetable.event
    if room is None:
        return _city(event, language)
    venue = timetable.venues.get(room.venue_uid or "")
    city = _city(event, language)
    name, _ = say_room(room.name, language, event.languages)
    if venue is None:
        return {"@type": "Place", "name": name, "containedInPlace": city}
    address = _filled(
        city["address"]
        | {"streetAddress": _said(venue.address, event, language)}
        | ({"addressLocality": _said(venue.city, event, language)} if venue.city else {})
    )
    place: Document = {"@type": "Place", "name": _said(venue.name, event, language), "address": address}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return _filled(
        {
            "@type": "Place",
            "name": name,
            "address": address,
            "maximumAttendeeCapacity": room.capacity,
            "containedInPlace": place,
        }
    )


def _city(event: Event, language: str) -> Document:
    address = {"addressLocality": _said(event.city, event, language), "addressCountry": event.country}
    name = _said(event.city, event, language) or event.country or ""
    return _filled({"@type": "Place", "name": name, "address": {"@type": "PostalAddress", **_filled(address)}})


def _organization(body: Organization, event: Event, language: str) -> Document:
    alternate = _said(body.short_name, event, language)
    return _filled({"@type": "Organization", "name": _said(body.name, event, language), "alternateName": alternate})


def _person(person: Person, event: Event, language: str) -> Document:
    title = _said(person.title, event, language)
    return _filled({"@type": "Person", "name": _said(person.name, event, language), "jobTitle": title})


def _begins(session: Session, timetable: Timetable) -> str | None:
    """The moment it begins; its day alone where no more is known."""
    day = timetable.day(session)
    return _moment(session.start_at, timetable.event) or (day.isoformat() if day else None)


def _moment(at: datetime | None, event: Event) -> str | None:
    """`2018-11-21T09:30:00+01:00`: the instant, as the clocks there show it."""
    return at.astimezone(zone(event.timezone)).isoformat(timespec="seconds") if at else None


def _said(text: LocalizedText, event: Event, language: str) -> str:
    return in_a_row(text_in(text, language, event.languages))


def _filled(document: Document) -> Document:
    """The document without what is not said."""
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}
