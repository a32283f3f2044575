"""A programme as schedule.json, valid under the schema voc/schedule keeps (`schedule.schema.json`).

It holds what schedule.xml holds, with the same ids. Its addresses are URIs in the strict sense.
"""

import re
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.interchange.schedules.days import hours_and_minutes, laid_out, minutes_of, start_of
from events_service.interchange.schedules.writing import GENERATOR, Writing, listed
from events_service.interchange.web_links import strict_uri
from events_service.languages import cleaned, one_line
from events_service.media.names import absolute
from events_service.programme.programme import Document, Programme, Session

_ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}")
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
_TYPES = {"slides": "slides", "recording": "media"}


def write(programme: Programme, site: Site, language: str, *, version: str = "") -> bytes:
    """The schedule in a language, texts that are not in it in the event's next best. Equal programmes, equal bytes."""
    document = _Writer(programme, site, language).document(version)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


class JsonWriting(Writing):
    """One programme on its way into one language, with names as the patterns of both schemas want them."""

    def __init__(self, programme: Programme, site: Site, language: str) -> None:
        super().__init__(programme, site, language)
        self.acronym = self.acronym.replace("-", "_")

    def conference_acronym(self) -> str:
        return self.acronym if _ACRONYM.fullmatch(self.acronym) else f"event_{self.acronym}"

    def marks_of_conference(self) -> dict[str, Any]:
        """Zone, colour and address, where they are as both schemas want them."""
        event = self.event
        marks: dict[str, Any] = {}
        if _ZONE.match(event.timezone):
            marks["time_zone_name"] = event.timezone
        if event.accent:
            marks["colors"] = {"primary": event.accent}
        if event.website:
            marks["url"] = strict_uri(event.website)
        return marks

    def slug_of(self, session: Session) -> str:
        number = self.session_numbers[session.uid]
        slug = f"{self.acronym}-{session.slug or number}"
        return slug if is_slug(slug) else f"{self.acronym}-{number}"


def is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None


class _Writer(JsonWriting):
    def document(self, version: str) -> dict[str, Any]:
        schedule = {"version": version, "base_url": self.base_url(), "conference": self._conference()}
        return {"generator": {"name": GENERATOR, "url": self.site.base_url}, "schedule": schedule}

    def _conference(self) -> dict[str, Any]:
        event = self.event
        days = self._days()
        conference: dict[str, Any] = {
            "acronym": self.conference_acronym(),
            "title": self.line(event.title),
            "start": event.start_on.isoformat(),
            "end": event.end_on.isoformat(),
            "daysCount": len(days),
            "timeslot_duration": "00:05",
        }
        conference |= self.marks_of_conference()
        conference["rooms"] = [
            {"name": self.line(room.name), "guid": room.uid, "capacity": room.capacity} for room in self.rooms()
        ]
        conference["tracks"] = [
            {"name": self.line(track.name)} | ({"color": track.colour} if track.colour else {})
            for track in self.tracks()
        ]
        conference["days"] = days
        return conference

    def _days(self) -> list[dict[str, Any]]:
        days = []
        for day in laid_out(self.programme):
            rooms: dict[str, list[dict[str, Any]]] = {}
            for room, sessions in day.rooms:
                name = self.line(room.name) if room else ""
                if sessions:
                    rooms.setdefault(name, []).extend(self._session(session, name) for session in sessions)
            days.append(
                {
                    "index": day.number,
                    "date": day.on.isoformat(),
                    "day_start": day.start.isoformat(),
                    "day_end": day.end.isoformat(),
                    "rooms": rooms,
                }
            )
        return days

    def _session(self, session: Session, room: str) -> dict[str, Any]:
        start = start_of(session, self.event)
        event: dict[str, Any] = {
            "guid": session.uid,
            "id": self.session_numbers[session.uid],
            "date": start.isoformat(),
            "start": start.strftime("%H:%M"),
            "duration": hours_and_minutes(minutes_of(session, self.event)),
            "room": room,
            "slug": self.slug_of(session),
            "url": self.page_of(session),
            "title": self.line(session.title),
            "subtitle": self.line(session.subtitle),
            "track": self.track_of(session) or None,
            "type": self.type_of(session),
            "language": self.spoken(session) or None,
            "abstract": cleaned(self.said(session.abstract)),
            "description": cleaned(self.said(session.description)),
            "persons": self._persons(session),
            **{name: [*map(self._link, documents)] for name, documents in listed(session.documents).items()},
        }
        if session.recording is not None:
            event["recording_license"] = one_line(session.recording.license)
            event["do_not_record"] = session.recording.opt_out
        if session.url:
            event["origin_url"] = strict_uri(session.url)
        return event

    def _persons(self, session: Session) -> list[dict[str, Any]]:
        return [
            {"id": self.person_numbers[person.uid], "guid": person.uid, "public_name": self.line(person.name)}
            for person in self.people_of(session)
        ]

    def _link(self, document: Document) -> dict[str, Any]:
        link = {"url": strict_uri(absolute(document.url, self.site)), "title": self.line(document.title)}
        return link | ({"type": _TYPES[document.kind]} if document.kind in _TYPES else {})
