"""The draft as the JSON API shows it to those who may read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from events_service.directory.directory import ContactPoint
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.programme import draft
from events_service.programme.answers import etag
from events_service.programme.programme import (
    AgendaItem,
    Document,
    Event,
    Offer,
    Room,
    Session,
    SessionType,
    Track,
    Venue,
)
from events_service.programme.references import of_session

Json = dict[str, Any]
_NOTED = "notes setup_minutes layout equipment expected_audience"


def event_json(event: Event, version: int, release: int, names: "Names") -> Json:
    named = (
        "uid slug acronym title theme description objectives timezone precision day_change kind edition city country "
        "languages status website accent confirm_addresses approval"
    )
    return _members(event, named) | {
        "start_on": event.start_on.isoformat(),
        "end_on": event.end_on.isoformat(),
        "series": names.of(event.series_uid),
        "organizations": [
            {"organization": names.of(link.organization_uid), "role": link.role} for link in event.organizations
        ],
        "people": [
            {"person": names.of(link.person_uid), "role": link.role, "title": link.title} for link in event.people
        ],
        "contact": [contact_json(contact) for contact in event.contact],
        "offer": _members(event.offer, "mode capacity") | _window(event.offer),
        "categories": [_members(category, "slug name") for category in event.categories],
        "release": release,
        "etag": etag(event.uid, version),
    }


def event_names(connection: Connection, event: Event) -> "Names":
    """Names of what an event refers to."""
    series = draft.SERIES.read_uids(connection, [event.series_uid] if event.series_uid else [])
    bodies = ORGANIZATIONS.read_uids(connection, (link.organization_uid for link in event.organizations))
    return Names([*series, *bodies, *PEOPLE.read_uids(connection, (link.person_uid for link in event.people))])


def part_json(value: Venue | Room | Track | SessionType, version: int) -> Json:
    """A venue, room, track or type; a room names its venue by uid."""
    shown = {field: getattr(value, field) for field in value.__struct_fields__ if field != "venue_uid"}
    return shown | ({"venue": value.venue_uid} if isinstance(value, Room) else {}) | {"etag": etag(value.uid, version)}


class Names:
    """Names of what is referred to."""

    def __init__(self, records: Iterable[Any]) -> None:
        self._by_uid = {record.uid: record for record in records}

    def of(self, uid: str | None) -> Json | None:
        record = self._by_uid.get(uid or "")
        return None if record is None else {"uid": record.uid, "slug": record.slug, "name": record.name}


def session_names(connection: Connection, event_uid: str, sessions: Iterable[Session]) -> Names:
    """Names of what sessions refer to, read once for all of them."""
    named = {uid for session in sessions for uid in of_session(session)}
    records: list[Any] = [*ORGANIZATIONS.read_uids(connection, named), *PEOPLE.read_uids(connection, named)]
    for part in ("rooms", "tracks", "types"):
        found = draft.OF_EVENT[part]
        records += found.read(connection, found.table.c.event_uid == event_uid)
    return Names(records)


def session_json(session: Session, version: int, names: Names) -> Json:
    plain = _members(
        session,
        "uid slug code title subtitle abstract description start_fold end_fold time_note objectives_introduction "
        "objectives questions languages interpretation status status_note visibility ready stream_url",
    )
    return plain | {
        "start_local": wall(session.start_local),
        "end_local": wall(session.end_local),
        "day": session.day_on.isoformat() if session.day_on else None,
        "room": names.of(session.room_uid),
        "track": names.of(session.track_uid),
        "type": names.of(session.type_uid),
        "organizers": [
            {
                "organization": names.of(link.organization_uid),
                "role": link.role,
                "contacts": [contact_json(contact) for contact in link.contacts],
            }
            for link in session.organizers
        ],
        "people": [
            {
                "person": names.of(link.person_uid),
                "role": link.role,
                "title": link.title,
                "organization": names.of(link.organization_uid),
                "to_be_confirmed": link.to_be_confirmed,
            }
            for link in session.people
        ],
        "agenda": [_item_json(item, names) for item in session.agenda],
        "documents": [_document_json(document) for document in session.documents],
        "offer": _members(session.offer, "mode capacity") | _window(session.offer),
        "internal": _members(session.internal, _NOTED) if session.internal else None,
        "etag": etag(session.uid, version),
    }


def contact_json(contact: ContactPoint) -> Json:
    return _members(contact, "kind printed e164 label public")


def _item_json(item: AgendaItem, names: Names) -> Json:
    presenters = [
        {"organization": names.of(one.organization_uid), "person": names.of(one.person_uid), "country": one.country}
        for one in item.presenters
    ]
    return _members(item, "title start end") | {
        "presenters": presenters,
        "documents": [_document_json(document) for document in item.documents],
        "items": [_item_json(below, names) for below in item.items],
    }


def _document_json(document: Document) -> Json:
    return _members(document, "title url language kind")


def _window(offer: Offer) -> Json:
    """When it can be joined, as instants."""
    moments = {"opens_at": offer.opens_at, "closes_at": offer.closes_at}
    return {name: at.isoformat() if at else None for name, at in moments.items()}


def _members(value: Any, names: str) -> Json:
    return {name: getattr(value, name) for name in names.split()}


def wall(local: datetime | None) -> str | None:
    """`2018-11-21T09:30`."""
    return local.isoformat(timespec="minutes") if local else None
