"""Sessions as lists show them: one card each, made quickly, because a day may have hundreds."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service.languages import LocalizedText
from events_service.programme.live import Live
from events_service.programme.programme import EventStatus, Session, SessionStatus, Visibility
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.public.names import is_past, room_name, short_name, spoken_briefly, status_note
from events_service.web.reader import Reader
from events_service.web.views import EventView

_NAMED = 3
"""So many names are shown of those who organize or speak; the rest are counted."""


class Flag(NamedTuple):
    """Something to know at first sight, in words. `kind` is a class: empty, `off` or `maybe`."""

    text: Markup
    kind: str = ""
    places: str = ""
    """Slug of the session whose places left the page may ask for."""


class Card(NamedTuple):
    slug: str
    href: str
    code: str
    title: Markup
    """With the marks of its language, if that is not the reader's."""
    track: str
    """The class that carries its track's colour; empty without one."""
    meta: list[Markup]
    who: Markup
    flags: list[Flag]
    start_local: datetime | None
    end_local: datetime | None
    start: Markup
    end: Markup
    cancelled: bool
    is_break: bool


def cards_of(view: EventView, reader: Reader, selection: Sequence[str] = ()) -> "Cards":
    return Cards(view.timetable, view.live, view.now, reader, view.present(), view.segments, selection)


class Cards:
    """Makes the cards of one page; names said once are remembered.

    Where the page shows an earlier release `present` is what is public now, and `segments` where that release has
    its pages. The reader's `selection` goes along in addresses.
    """

    def __init__(
        self,
        timetable: Timetable,
        live: Live,
        now: datetime,
        reader: Reader,
        present: Timetable | None = None,
        segments: tuple[str, ...] = (),
        selection: Sequence[str] = (),
    ) -> None:
        self._reader = reader
        self._timetable = timetable
        self._present = timetable if present is None else present
        self._segments = segments or (timetable.event.slug,)
        self._query = {"sessions": ",".join(selection)} if selection else None
        self._tracks = {uid: f"t{number}" for number, uid in enumerate(t.uid for t in timetable.programme.tracks)}
        self._names: dict[str, Markup] = {}
        self._who: dict[str, Markup] = {}
        event = timetable.event
        self._open = live.open_sessions(event, timetable.by_uid, now) if self._present is timetable else frozenset()
        self.over = is_past(event, now)
        """Is the event past? What it does not say by now is not to be announced any more."""
        self._with_languages = len({s.languages for s in timetable.sessions if s.languages}) > 1
        self._online = event.status is EventStatus.MOVED_ONLINE

    def card(self, session: Session, *, leave_out: str = "") -> Card:
        """`leave_out` is the room or track the whole page is about, by uid."""
        reader, timetable = self._reader, self._timetable
        cancelled = session.status is SessionStatus.CANCELLED
        begins, ends = times.span_tags(session, timetable.event.timezone, reader.language)
        return Card(
            slug=session.slug,
            href=self._reader.page(*self._segments, "sessions", session.slug, query=self._query),
            code=session.code,
            title=reader.text(session.title) or escape(session.code or session.slug),
            track=self._tracks.get(session.track_uid or "", ""),
            meta=self._meta(session, leave_out),
            who=self._people(session),
            flags=self._flags(session, cancelled=cancelled),
            start_local=session.start_local,
            end_local=session.end_local,
            start=begins,
            end=ends,
            cancelled=cancelled,
            is_break=timetable.is_break(session),
        )

    def _meta(self, session: Session, leave_out: str) -> list[Markup]:
        timetable = self._timetable
        parts = [self._reader.code(session.code)] if session.code else []
        track = timetable.tracks.get(session.track_uid or "")
        kind = timetable.types.get(session.type_uid or "")
        room = timetable.rooms.get(session.room_uid or "")
        if track and track.uid != leave_out:
            parts.append(self._name(track.uid, track.name))
        elif kind and not kind.is_break:
            parts.append(self._name(kind.uid, kind.name))
        if room and room.uid != leave_out and not self._online:
            parts.append(self.room(room.uid))
        if self._with_languages and session.languages:
            parts.append(self._languages(session))
        return parts

    def room(self, uid: str) -> Markup:
        """`Room Dakhla`: a room's name says what it is, so that nobody looks for a city."""
        name = self._names.get(uid)
        if name is None:
            name = self._names[uid] = room_name(self._timetable.rooms[uid].name, self._reader)
        return name

    def _name(self, uid: str, text: LocalizedText) -> Markup:
        name = self._names.get(uid)
        if name is None:
            name = self._names[uid] = self._reader.text(text)
        return name

    def _languages(self, session: Session) -> Markup:
        key = ",".join(session.languages) + "/" + ",".join(session.interpretation)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = spoken_briefly(session, self._reader)
        return name

    def _people(self, session: Session) -> Markup:
        """Who organizes it; where nobody is said to, who speaks."""
        names = [self._body(link.organization_uid) for link in session.organizers]
        names = [name for name in names if name]
        if not names:
            people = self._timetable.people
            uids = (link.person_uid for link in session.people)
            names = [self._name(uid, people[uid].name) for uid in uids if uid in people]
        if len(names) > _NAMED + 1:
            rest = self._reader.say_many("{count} more", "{count} more", len(names) - _NAMED)
            names = [*names[:_NAMED], rest]
        return self._reader.commas(names)

    def _body(self, uid: str) -> Markup:
        name = self._who.get(uid)
        if name is None:
            body = self._timetable.organizations.get(uid)
            name = self._who[uid] = short_name(body, self._reader) if body else Markup("")
        return name

    def _flags(self, session: Session, *, cancelled: bool) -> list[Flag]:
        reader = self._reader
        if cancelled:
            said = reader.say("Cancelled")
            note = status_note(session, reader)
            return [Flag(reader.dotted([said, note]) if note else said, "off")]
        if session.uid not in self._present.by_uid:
            return [Flag(reader.say("No longer in the programme"), "off")]
        flags = []
        if session.status is SessionStatus.TENTATIVE:
            flags.append(Flag(reader.say("To be confirmed"), "maybe"))
        if session.visibility is Visibility.TITLE_ONLY:
            flags.append(Flag(reader.say("Details are not public"), "maybe"))
        if session.uid in self._open:
            flags.append(Flag(reader.say("Registration open"), places=session.slug))
        return flags
