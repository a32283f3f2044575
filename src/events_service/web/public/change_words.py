"""What changed, in the organizers' words: kinds of change, and the parts a changed text can have."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from events_service.programme.changes import ChangeKind
from events_service.translations import mark
from events_service.web.reader import Reader

AS_PLANNED = mark("As planned")
"""Of an event that is confirmed (again)."""

KINDS = {
    ChangeKind.ADDED: mark("New in the programme"),
    ChangeKind.REMOVED: mark("No longer in the programme"),
    ChangeKind.CANCELLED: mark("Cancelled"),
    ChangeKind.RESTORED: mark("Takes place after all"),
    ChangeKind.MOVED_TIME: mark("Moved"),
    ChangeKind.MOVED_ROOM: mark("Another room"),
    ChangeKind.RETITLED: mark("New title"),
    ChangeKind.PEOPLE: mark("Other people take part"),
    ChangeKind.ORGANIZERS: mark("Other organizers"),
    ChangeKind.TEXT: mark("Described differently"),
    ChangeKind.RENAMED_ROOM: mark("Room {before} is now called {after}"),
    ChangeKind.EVENT: mark("What is said of the event has changed"),
    ChangeKind.PERSON: mark("Described differently"),
    ChangeKind.ORGANIZATION: mark("Described differently"),
}
SAME_HOURS = {
    "timezone": mark("Same hours, in another time zone"),
    "fold": mark("Same hours, before or after the clocks go back"),
    "time_rules": mark("Same hours, by new rules of time"),
}
"""Moved without another wall time."""

PARTS = {
    "abstract": mark("Description"),
    "agenda": mark("Agenda"),
    "announced_by_uid": mark("Announced at"),
    "approval": mark("Registration"),
    "categories": mark("Registration"),
    "city": mark("Place"),
    "code": mark("Code"),
    "confirm_addresses": mark("Registration"),
    "contact": mark("Contact"),
    "country": mark("Place"),
    "country_group_uid": mark("Country group"),
    "day_change": mark("Days"),
    "day_on": mark("Time"),
    "description": mark("Description"),
    "documents": mark("Documents"),
    "edition": mark("Edition"),
    "end_on": mark("Days"),
    "facts": mark("In figures"),
    "interpretation": mark("Languages"),
    "kind": mark("Type"),
    "languages": mark("Languages"),
    "objectives": mark("Objectives"),
    "objectives_introduction": mark("Objectives"),
    "organizations": mark("Organizers"),
    "parent_uid": mark("Main event"),
    "people": mark("People"),
    "precision": mark("Days"),
    "questions": mark("Questions"),
    "recording": mark("Recording"),
    "rooms": mark("Rooms"),
    "series": mark("Series"),
    "stands": mark("Stands"),
    "start_on": mark("Days"),
    "status": mark("Status"),
    "status_note": mark("Status"),
    "stream_url": mark("Links"),
    "subtitle": mark("Description"),
    "theme": mark("Theme"),
    "time_note": mark("Time"),
    "timezone": mark("Time zone"),
    "title": mark("Title"),
    "track_uid": mark("Track"),
    "tracks": mark("Tracks"),
    "type_uid": mark("Type"),
    "types": mark("Types"),
    "url": mark("Links"),
    "venues": mark("Places"),
    "visibility": mark("Visibility"),
    "website": mark("Contact"),
}


RECORD_PARTS = {
    "badge_name": mark("Name in Latin letters"),
    "biography": mark("Biography"),
    "contacts": mark("Contact"),
    "countries": mark("Countries"),
    "country": mark("Country"),
    "description": mark("Description"),
    "honorific": mark("Form of address"),
    "kind": mark("Kind"),
    "member_uids": mark("Members"),
    "name": mark("Name"),
    "organization_uid": mark("Organization"),
    "other_names": mark("Other names"),
    "photo": mark("Photo"),
    "short_name": mark("Short name"),
    "title": mark("Title or office"),
    "website": mark("Website"),
}
"""Of people and organizations."""


def parts(details: Iterable[str], reader: Reader, names: Mapping[str, str] = PARTS) -> Markup:
    """`Agenda, Documents`: each part once; what has no name here is not named."""
    return reader.commas(dict.fromkeys(reader.say(names[name]) for name in details if name in names))
