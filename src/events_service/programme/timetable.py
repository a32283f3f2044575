"""A Programme laid out for reading: look-ups, days, and what runs in parallel."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby

from msgspec import structs

from events_service.directory.directory import Organization, Person
from events_service.languages import LocalizedText, folded_all
from events_service.programme.programme import (
    AgendaItem,
    AliasKind,
    Event,
    Programme,
    Room,
    Session,
    SessionStatus,
    SessionType,
    Track,
    Venue,
)
from events_service.programme.references import referenced_by

MOMENT = timedelta(minutes=1)
"""How long a session without a later end is taken to last, to see what it overlaps."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_NO_TIME = _NEVER.replace(tzinfo=None)


class Timetable:
    """Look-ups over one Programme. Made once per release and shared by everything that renders it.

    `sessions` are in reading order: by start, room, code; those without a time at the end of their day. A
    draft has no instants yet: it is read by wall time, and nothing in it is parallel.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.event = programme.event
        self.venues: dict[str, Venue] = {venue.uid: venue for venue in programme.venues}
        self.rooms: dict[str, Room] = {room.uid: room for room in programme.rooms}
        self.tracks: dict[str, Track] = {track.uid: track for track in programme.tracks}
        self.types: dict[str, SessionType] = {kind.uid: kind for kind in programme.types}
        self.organizations: dict[str, Organization] = {body.uid: body for body in programme.organizations}
        self.people: dict[str, Person] = {person.uid: person for person in programme.people}
        self._day_change = day_change(programme.event)
        self.sessions: tuple[Session, ...] = tuple(sorted(programme.sessions, key=self._reading_order))
        self.by_uid: dict[str, Session] = {session.uid: session for session in self.sessions}
        self.by_slug: dict[str, Session] = {session.slug: session for session in self.sessions}

    def _reading_order(self, session: Session) -> tuple[object, ...]:
        room = self.rooms.get(session.room_uid or "")
        day = self.day(session) or date.max
        return (
            day,
            session.start_at or _NEVER,
            session.start_local or _NO_TIME,
            room.position if room else 1 << 30,
            session.code,
            session.uid,
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """Uids of what something public names; what only removed sessions do stands in calendars alone."""
        return frozenset(referenced_by(structs.replace(self.programme, tombstones=())))

    def session_called(self, slug: str) -> Session | None:
        """The session with this slug; also with a former one, which is never another's."""
        return self.by_slug.get(slug) or self.by_uid.get(self._former.get((AliasKind.SESSION, slug), ""))

    @cached_property
    def _former(self) -> dict[tuple[AliasKind, str], str]:
        return {(alias.kind, alias.slug): alias.uid for alias in self.programme.aliases}

    def present_slug(self, kind: AliasKind, former: str) -> str | None:
        """What the record that was once called so is called now; a removed session what it was called last."""
        uid = self._former.get((kind, former))
        if uid is None:
            return None
        removed = (stone for stone in self.programme.tombstones if kind is AliasKind.SESSION and stone.uid == uid)
        record = self._records[kind].get(uid) or next(removed, None)
        return record.slug if record else None

    @cached_property
    def _records(self) -> Mapping[AliasKind, Mapping[str, Session | Room | Track | Person | Organization]]:
        return {
            AliasKind.SESSION: self.by_uid,
            AliasKind.ROOM: self.rooms,
            AliasKind.TRACK: self.tracks,
            AliasKind.PERSON: self.people,
            AliasKind.ORGANIZATION: self.organizations,
        }

    def day(self, session: Session) -> date | None:
        """The conference day: a talk after midnight and before the day changes belongs to the day before."""
        if session.start_local is None:
            return session.day_on
        return (session.start_local - self._day_change).date()

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which there is something, in order."""
        return tuple(sorted({day for session in self.sessions if (day := self.day(session))}))

    def on(self, day: date) -> tuple[Session, ...]:
        return self._by_day.get(day, ())

    @cached_property
    def _by_day(self) -> dict[date, tuple[Session, ...]]:
        dated = [session for session in self.sessions if self.day(session)]
        return {day: tuple(group) for day, group in groupby(dated, key=self.day) if day}

    @cached_property
    def _spans(self) -> list[tuple[datetime, str, datetime, Session]]:
        """Start, uid, end and session of all that has a start, by start."""
        return sorted((*_begun(session), session) for session in self.sessions if session.start_at)

    @cached_property
    def _longest(self) -> timedelta:
        return max((end - start for start, _, end, _ in self._spans), default=timedelta())

    def parallel(self, session: Session) -> tuple[Session, ...]:
        """What overlaps it in time in another room; breaks and cancelled sessions apart.

        What touches it (one ends when the other begins) does not overlap; one without an end is a moment.
        """
        if session.start_at is None:
            return ()
        start, _, end = _begun(session)
        return tuple(
            other
            for other in self.between(start, end)
            if other.uid != session.uid
            and not (other.room_uid is not None and other.room_uid == session.room_uid)
            and not self.is_break(other)
            and other.status is not SessionStatus.CANCELLED
        )

    def between(self, start: datetime, end: datetime) -> list[Session]:
        """Sessions that overlap the span [start, end), in order of start."""
        first = bisect_left(self._spans, (start - self._longest,))
        last = bisect_left(self._spans, (end,))
        return [session for _, _, ends, session in self._spans[first:last] if ends > start]

    def is_break(self, session: Session) -> bool:
        kind = self.types.get(session.type_uid or "")
        return kind is not None and kind.is_break

    def in_room(self, uid: str) -> tuple[Session, ...]:
        return self._by_room.get(uid, ())

    def in_track(self, uid: str) -> tuple[Session, ...]:
        return self._by_track.get(uid, ())

    def with_person(self, uid: str) -> tuple[Session, ...]:
        return self._by_person.get(uid, ())

    def by_organization(self, uid: str) -> tuple[Session, ...]:
        """Sessions an organization organizes."""
        return self._by_organization.get(uid, ())

    @cached_property
    def _by_room(self) -> dict[str, tuple[Session, ...]]:
        return _grouped((session.room_uid, session) for session in self.sessions)

    @cached_property
    def _by_track(self) -> dict[str, tuple[Session, ...]]:
        return _grouped((session.track_uid, session) for session in self.sessions)

    @cached_property
    def _by_person(self) -> dict[str, tuple[Session, ...]]:
        return _grouped((uid, s) for s in self.sessions for uid in dict.fromkeys(p.person_uid for p in s.people))

    @cached_property
    def _by_organization(self) -> dict[str, tuple[Session, ...]]:
        return _grouped(
            (uid, s) for s in self.sessions for uid in dict.fromkeys(o.organization_uid for o in s.organizers)
        )

    def search_text(self, session: Session) -> str:
        """All that search looks in: code, texts, room, track, people, organizations; folded."""
        if session.uid not in self._search_texts:
            self._search_texts[session.uid] = self._gather(session)
        return self._search_texts[session.uid]

    @cached_property
    def _search_texts(self) -> dict[str, str]:
        return {}

    def _gather(self, session: Session) -> str:
        room, track = self.rooms.get(session.room_uid or ""), self.tracks.get(session.track_uid or "")
        bodies = [self.organizations.get(link.organization_uid) for link in session.organizers]
        people = [self.people.get(link.person_uid) for link in session.people]
        texts: list[dict[str, str] | str] = [session.code, session.code.replace(" ", ""), session.title]
        texts += [session.subtitle, session.abstract, session.description]
        texts += [*_agenda_titles(session.agenda), *session.objectives, *session.questions]
        texts += [named.name for named in (room, track) if named]
        for body in bodies:
            if body:
                texts += [body.name, body.short_name, *body.other_names]
        for person in people:
            if person:
                texts += [person.name, person.badge_name]
        return folded_all(*texts)


def day_change(event: Event) -> timedelta:
    """How long after midnight a conference day ends."""
    change = time.fromisoformat(event.day_change)
    return timedelta(hours=change.hour, minutes=change.minute)


def _grouped(pairs: Iterable[tuple[str | None, Session]]) -> dict[str, tuple[Session, ...]]:
    groups: dict[str, list[Session]] = {}
    for key, session in pairs:
        if key:
            groups.setdefault(key, []).append(session)
    return {key: tuple(group) for key, group in groups.items()}


def _begun(session: Session) -> tuple[datetime, str, datetime]:
    """Start, uid and end of a session with a start; a minute long where no later end is known."""
    assert session.start_at is not None
    start, end = session.start_at, session.end_at
    return start, session.uid, end if end and end > start else start + MOMENT


def _agenda_titles(items: Iterable[AgendaItem]) -> Iterator[LocalizedText]:
    for item in items:
        yield item.title
        yield from _agenda_titles(item.items)
