"""A programme as version 2 of schedule.json, valid under voc/schedule's draft of it (`schedule2.schema.json`, alpha-3).

Events stand in one list and not by day and room; a start and an end are moments; rooms and tracks are named by guid
and slug; texts come in all their languages; what is cancelled is there and says so, and a break is an event of its own
kind. `frab_json` reads it.

The draft has one language an event, ten types and five roles. What it has no words for stands under `events_service`
beside the list, by guid, in the words of version 1: the schedule itself is open for more, its events are not.
"""

from datetime import datetime, time
from typing import Any

import msgspec
from slugify import slugify

from events_service.addresses import Site
from events_service.interchange.identities import NIL
from events_service.interchange.schedules.days import in_zone, laid_out, moments_of
from events_service.interchange.schedules.frab_json_writing import JsonWriting, is_slug
from events_service.interchange.schedules.writing import GENERATOR, listed
from events_service.interchange.web_links import strict_uri
from events_service.languages import LocalizedText, choose, cleaned, one_line
from events_service.media.names import absolute
from events_service.programme.programme import (
    Document,
    PersonRole,
    Programme,
    Room,
    Session,
    SessionPerson,
    SessionStatus,
    SessionType,
    Track,
)

FORMAT = "frab-json2"
OWN_WORDS = "events_service"
"""Where the schedule says what its events have no words for."""

_SCHEMA = "https://c3voc.de/schema/schedule2"
_NO_END = "PT0M"
_META = ("guid", "start", "end", "title", "subtitle", "room", "type")
"""What a break says."""
_STATES = {SessionStatus.CANCELLED: "CANCELED", SessionStatus.TENTATIVE: "ACCEPTED"}
_ROLES = {
    PersonRole.SPEAKER: "SPEAKER",
    PersonRole.MODERATOR: "MODERATOR",
    PersonRole.FACILITATOR: "MODERATOR",
    PersonRole.CHAIR: "HOST",
    PersonRole.CO_CHAIR: "HOST",
}
_SAID_BY_ROLE = (PersonRole.SPEAKER, PersonRole.MODERATOR)
"""Roles that come back as they were."""
_LINKS = {"slides": "SLIDES", "recording": "MEDIA"}
_TYPES = {
    "talk": "TALK",
    "lecture": "TALK",
    "workshop": "WORKSHOP",
    "training": "WORKSHOP",
    "hands-on": "HANDS-ON",
    "meeting": "MEETING",
    "study-meeting": "MEETING",
    "discussion": "DISCUSSION",
    "panel": "DISCUSSION",
    "performance": "PERFORMANCE",
    "concert": "CONCERT",
    "game": "GAME",
    "lightning-talk": "LIGHTNING_TALK",
    "lightning-talks": "LIGHTNING_TALK",
}


def write(programme: Programme, site: Site, language: str) -> bytes:
    """The schedule; titles in a language, or in the event's next best. Equal programmes, equal bytes."""
    document = _Writer(programme, site, language).document()
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


class _Writer(JsonWriting):
    def __init__(self, programme: Programme, site: Site, language: str) -> None:
        super().__init__(programme, site, language)
        self._kinds = {kind.uid: kind for kind in programme.types}
        self._rooms = {room.uid: room for room in programme.rooms}
        self._track_slugs = {track.uid: _slug(track) for track in programme.tracks}
        self._own_words: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        days = laid_out(self.programme, cancelled=True)
        events = [self._event(session) for day in days for room in day.rooms for session in room.sessions]
        schedule: dict[str, Any] = {"version": "", "conference": self._conference(), "events": events}
        schedule["conference"]["days"] = [
            {"index": day.number, "date": day.on.isoformat(), "start": _said(day.start), "end": _said(day.end)}
            for day in days
        ]
        if self._own_words:
            schedule[OWN_WORDS] = self._own_words
        generator = {"name": GENERATOR, "url": self.site.base_url}
        return {"$schema": _SCHEMA, "generator": generator, "schedule": schedule}

    def _conference(self) -> dict[str, Any]:
        event = self.event
        languages = [tag for tag in event.languages if _is_short(tag)]
        conference: dict[str, Any] = {
            "acronym": self.conference_acronym(),
            "title": self.line(event.title),
            "start": _said(in_zone(datetime.combine(event.start_on, time()), event)),
            "end": _said(in_zone(datetime.combine(event.end_on, time(23, 59)), event)),
            "description": self._texts(event.description),
            "languages": languages,
        }
        if _is_short(written_in := choose(event.title, self.language, event.languages)[1]):
            conference["defaults"] = {"language": written_in}
        conference |= self.marks_of_conference()
        conference["tracks"] = [
            {"name": self.line(track.name), "slug": self._track_slugs[track.uid]}
            | ({"color": track.colour} if track.colour else {})
            for track in self.tracks()
        ]
        conference["rooms"] = [
            {"name": self.line(room.name), "slug": _slug(room), "guid": room.uid, "capacity": room.capacity}
            for room in self.rooms()
        ]
        return conference

    def _event(self, session: Session) -> dict[str, Any]:
        start, end = moments_of(session, self.event)
        spoken = self.spoken(session)
        kind = self._kinds.get(session.type_uid or "")
        track = self._track_slugs.get(session.track_uid or "")
        room = self._rooms.get(session.room_uid or "")
        event: dict[str, Any] = {
            "guid": session.uid,
            "start": _said(start),
            "end": _said(end or start),
            "room": {"guid": room.uid if room else NIL},
            "slug": self.slug_of(session),
            "url": self.page_of(session),
            "title": self.line(session.title),
            "subtitle": self.line(session.subtitle),
            "track": {"slug": track or "none"},
            "type": _TYPES.get(slugify(self.type_of(session)), "OTHER"),
            "language": next(filter(_is_short, (*spoken.split(", "), self.language, *self.event.languages)), "en"),
            "abstract": self._texts(session.abstract),
            "description": self._texts(session.description),
            "participants": [self._participant(link) for link in session.people if link.person_uid in self.people],
            **{name: [*map(self._link, documents)] for name, documents in listed(session.documents).items()},
            "state": _STATES.get(session.status, "CONFIRMED"),
        }
        if end is None:
            event["duration"] = _NO_END
        own = self._own(session, event, kind, spoken)
        if kind and kind.is_break:
            own |= {name: said for name, said in event.items() if name not in _META and name not in own and said}
            event = {name: said for name, said in event.items() if name in _META} | {"type": "BREAK"}
        if own:
            self._own_words[session.uid] = own
        return event

    def _own(self, session: Session, event: dict[str, Any], kind: SessionType | None, spoken: str) -> dict[str, Any]:
        """What the event has no words for, or says otherwise than it is."""
        own: dict[str, Any] = {}
        name = self.line(kind.name) if kind else ""
        if name != event["type"]:
            own["type"] = name
        if spoken != event["language"]:
            own["language"] = spoken
        if session.status is SessionStatus.TENTATIVE:
            own["state"] = session.status.value
        if any(link.role not in _SAID_BY_ROLE for link in session.people):
            own["participants"] = [
                self._participant(link) | {"role": link.role.value}
                for link in session.people
                if link.person_uid in self.people
            ]
        if session.recording is not None:
            own |= {
                "recording_license": one_line(session.recording.license),
                "do_not_record": session.recording.opt_out,
            }
        if session.url:
            own["origin_url"] = strict_uri(session.url)
        return own

    def _participant(self, link: SessionPerson) -> dict[str, Any]:
        person = self.people[link.person_uid]
        return {"guid": person.uid, "name": self.line(person.name), "role": _ROLES.get(link.role, "CONTRIBUTOR")}

    def _link(self, document: Document) -> dict[str, Any]:
        link = {"url": strict_uri(absolute(document.url, self.site)), "title": self.line(document.title)}
        return link | ({"type": _LINKS[document.kind]} if document.kind in _LINKS else {})

    def _texts(self, text: LocalizedText) -> dict[str, str] | str | None:
        """In every language where each has a code of two letters, else in one."""
        said = {tag: cleaned(words) for tag, words in text.items() if words}
        if all(map(_is_short, said)):
            return said or None
        return cleaned(self.said(text))


def _said(moment: datetime) -> str:
    return moment.isoformat()


def _slug(record: Room | Track) -> str:
    return record.slug if is_slug(record.slug) else record.uid


def _is_short(tag: str) -> bool:
    return len(tag) == 2
