"""A programme as schedule.json, valid under the schema voc/schedule keeps (`schedule.schema.json`).

It holds what schedule.xml holds, with the same ids. Its addresses are URIs in the strict sense.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.interchange.schedules.days import laid_out, minutes_of, start_of
from events_service.interchange.schedules.frab_xml_writing import GENERATOR, acronym_of
from events_service.interchange.schedules.numbers import numbered
from events_service.interchange.web_links import strict_uri
from events_service.languages import choose, cleaned, one_line
from events_service.programme.programme import Document, Programme, Session

_ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}")
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
_TYPES = {"slides": "slides", "recording": "media"}
_ATTACHED = frozenset(("document", "slides"))


def write(programme: Programme, site: Site, language: str, *, version: str = "") -> bytes:
    """The schedule in a language, texts that are not in it in the event's next best. Equal programmes, equal bytes."""
    document = _Writer(programme, site, language).document(version)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


class _Writer:
    """One programme on its way into one language."""

    def __init__(self, programme: Programme, site: Site, language: str) -> None:
        self.programme = programme
        self.event = programme.event
        self.site = site
        self.language = language
        self.acronym = acronym_of(programme).replace("-", "_")
        self.rooms = {room.uid: room for room in programme.rooms}
        self.tracks = {track.uid: track for track in programme.tracks}
        self.types = {kind.uid: kind for kind in programme.types}
        self.people = {person.uid: person for person in programme.people}
        self.session_numbers = numbered(session.uid for session in programme.sessions)
        self.person_numbers = numbered(self.people)

    def document(self, version: str) -> dict[str, Any]:
        base_url = self.site.url(self.site.path(self.language, self.event.slug))
        schedule = {"version": version, "base_url": base_url, "conference": self._conference()}
        return {"generator": {"name": GENERATOR, "url": self.site.base_url}, "schedule": schedule}

    def _said(self, text: Mapping[str, str]) -> str:
        return choose(text, self.language, self.event.languages)[0]

    def _line(self, text: Mapping[str, str]) -> str:
        return one_line(self._said(text))

    def _conference(self) -> dict[str, Any]:
        event = self.event
        days = self._days()
        conference: dict[str, Any] = {
            "acronym": self.acronym if _ACRONYM.fullmatch(self.acronym) else f"event_{self.acronym}",
            "title": self._line(event.title),
            "start": event.start_on.isoformat(),
            "end": event.end_on.isoformat(),
            "daysCount": len(days),
            "timeslot_duration": "00:05",
        }
        if _ZONE.match(event.timezone):
            conference["time_zone_name"] = event.timezone
        if event.accent:
            conference["colors"] = {"primary": event.accent}
        if event.website:
            conference["url"] = strict_uri(event.website)
        rooms = sorted(self.programme.rooms, key=lambda room: (room.position, room.uid))
        conference["rooms"] = [
            {"name": self._line(room.name), "guid": room.uid, "capacity": room.capacity} for room in rooms
        ]
        tracks = sorted(self.programme.tracks, key=lambda track: (track.position, track.uid))
        conference["tracks"] = [
            {"name": self._line(track.name)} | ({"color": track.colour} if track.colour else {}) for track in tracks
        ]
        conference["days"] = days
        return conference

    def _days(self) -> list[dict[str, Any]]:
        days = []
        for day in laid_out(self.programme):
            rooms: dict[str, list[dict[str, Any]]] = {}
            for room, sessions in day.rooms:
                name = self._line(room.name) if room else ""
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
        minutes = minutes_of(session, self.event)
        title, tag = choose(session.title, self.language, self.event.languages)
        kind, track = self.types.get(session.type_uid or ""), self.tracks.get(session.track_uid or "")
        number = self.session_numbers[session.uid]
        slug = f"{self.acronym}-{session.slug or number}"
        event: dict[str, Any] = {
            "guid": session.uid,
            "id": number,
            "date": start.isoformat(),
            "start": start.strftime("%H:%M"),
            "duration": f"{minutes // 60:02}:{minutes % 60:02}",
            "room": room,
            "slug": slug if _SLUG.fullmatch(slug) else f"{self.acronym}-{number}",
            "url": self.site.url(self.site.path(self.language, self.event.slug, "sessions", session.slug)),
            "title": one_line(title),
            "subtitle": self._line(session.subtitle),
            "track": self._line(track.name) if track else None,
            "type": self._line(kind.name) if kind else "",
            "language": ", ".join(sorted(session.languages, key=lambda spoken: spoken != tag)) or None,
            "abstract": cleaned(self._said(session.abstract)),
            "description": cleaned(self._said(session.description)),
            "persons": self._persons(session),
            "links": [self._link(d) for d in session.documents if d.kind not in _ATTACHED],
            "attachments": [self._link(d) for d in session.documents if d.kind in _ATTACHED],
        }
        if session.recording is not None:
            event["recording_license"] = one_line(session.recording.license)
            event["do_not_record"] = session.recording.opt_out
        if session.url:
            event["origin_url"] = strict_uri(session.url)
        return event

    def _persons(self, session: Session) -> list[dict[str, Any]]:
        people = [self.people[link.person_uid] for link in session.people if link.person_uid in self.people]
        return [
            {"id": self.person_numbers[person.uid], "guid": person.uid, "public_name": self._line(person.name)}
            for person in people
        ]

    def _link(self, document: Document) -> dict[str, Any]:
        link = {"url": strict_uri(document.url), "title": self._line(document.title)}
        return link | ({"type": _TYPES[document.kind]} if document.kind in _TYPES else {})
