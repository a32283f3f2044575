"""What changed from one Programme to the next: the changelog, and what notices are made of."""

from collections.abc import Iterable, Iterator, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import structs

from events_service.directory.directory import Value
from events_service.languages import LocalizedText, comma, text_in
from events_service.programme.programme import EventStatus, Programme, Session, SessionStatus
from events_service.programme.record_changes import differing_bodies, differing_people


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    MOVED_TIME = "moved_time"
    MOVED_ROOM = "moved_room"
    RETITLED = "retitled"
    PEOPLE = "people"
    ORGANIZERS = "organizers"
    TEXT = "text"
    RENAMED_ROOM = "renamed_room"
    EVENT = "event"
    PERSON = "person"
    ORGANIZATION = "organization"


class Moment(Value):
    """A session's place in time, as a reader sees it; the folds say which of two equal wall times is meant."""

    start_local: datetime | None = None
    end_local: datetime | None = None
    start_fold: int = 0
    end_fold: int = 0


class Change(Value):
    """One thing about one session, one person or organization, or else about the event itself and its rooms.

    `before` and `after` are names (room, title, people) in the languages they have; `from_time` and `to_time`
    stand in a moved time only.
    """

    kind: ChangeKind
    session_uid: str | None = None
    slug: str = ""
    code: str = ""
    title: LocalizedText = {}
    before: LocalizedText = {}
    after: LocalizedText = {}
    from_time: Moment | None = None
    to_time: Moment | None = None
    details: tuple[str, ...] = ()
    """Names of the fields that differ, where the kind does not say it."""
    status: EventStatus | None = None
    """What the event is now, where that has changed."""
    record_uid: str | None = None
    """Of the person or organization of which something else is said."""


SESSION_DETAILS = (  # fmt: skip
    "code",
    "subtitle",
    "abstract",
    "description",
    "agenda",
    "objectives_introduction",
    "objectives",
    "questions",
    "documents",
    "languages",
    "interpretation",
    "stream_url",
    "url",
    "track_uid",
    "type_uid",
    "time_note",
    "day_on",
    "status",
    "status_note",
    "visibility",
    "recording",
    "country_group_uid",
)
"""Fields of a session that a change of its text can name."""

EVENT_DETAILS = (  # fmt: skip
    "title",
    "theme",
    "description",
    "objectives",
    "facts",
    "kind",
    "edition",
    "start_on",
    "end_on",
    "precision",
    "timezone",
    "city",
    "country",
    "organizations",
    "people",
    "website",
    "contact",
    "languages",
    "day_change",
    "parent_uid",
    "announced_by_uid",
    "categories",
    "confirm_addresses",
    "approval",
)
"""Fields of an event that its change can name."""

SHARED_DETAILS = ("series", "venues", "rooms", "tracks", "types", "stands")
"""Parts of a programme that the change of its event can name: something in them is other than it was."""


class _Names(NamedTuple):
    """What the records of a programme are called, by uid."""

    rooms: dict[str, LocalizedText]
    people: dict[str, LocalizedText]
    organizations: dict[str, LocalizedText]
    languages: tuple[str, ...]

    def room(self, session: Session) -> LocalizedText:
        return self.rooms.get(session.room_uid or "", {})

    def speakers(self, session: Session) -> LocalizedText:
        return self._joined(self.people.get(link.person_uid) for link in session.people)

    def organizers(self, session: Session) -> LocalizedText:
        return self._joined(self.organizations.get(link.organization_uid) for link in session.organizers)

    def _joined(self, found: Iterable[LocalizedText | None]) -> LocalizedText:
        """The names in a row, in every language one of them has."""
        names = [name for name in found if name]
        return {
            language: comma(language).join(text_in(name, language, self.languages) for name in names)
            for language in dict.fromkeys(language for name in names for language in name)
        }


def _renamed(before: _Names, after: _Names) -> set[str]:
    """The people and organizations whose names may read differently."""
    names = before.people | before.organizations, after.people | after.organizations
    if before.languages != after.languages:
        return names[0].keys() | names[1].keys()
    return {uid for uid in names[0].keys() | names[1].keys() if names[0].get(uid) != names[1].get(uid)}


def _names(programme: Programme) -> _Names:
    return _Names(
        {room.uid: room.name for room in programme.rooms},
        {person.uid: person.name for person in programme.people},
        {body.uid: body.name for body in programme.organizations},
        programme.event.languages,
    )


def compare(before: Programme | None, after: Programme) -> tuple[Change, ...]:
    """All changes, in the order of the new programme, removed sessions last. None before: nothing to compare."""
    if before is None:
        return ()
    old = {session.uid: session for session in before.sessions}
    removed = {stone.uid for stone in before.tombstones}
    names = _names(before), _names(after)
    renamed = _renamed(*names)
    changes = [*_of_event(before, after), *_of_records(before, after, set(old))]
    for session in after.sessions:
        if session.uid in old:
            last = old.pop(session.uid)
            changes += _of_status(last, session)
            changes += _of_time(before, after, last, session)
            changes += _of_session(last, session, *names, renamed)
        else:
            changes.append(_change(ChangeKind.RESTORED if session.uid in removed else ChangeKind.ADDED, session))
    changes += [_change(ChangeKind.REMOVED, session) for session in old.values()]
    return tuple(changes)


def all_new(first: Programme) -> tuple[Change, ...]:
    """What a first version brings: every session."""
    return tuple(_change(ChangeKind.ADDED, session) for session in first.sessions)


def _of_event(before: Programme, after: Programme) -> list[Change]:
    differing = [name for name in EVENT_DETAILS if getattr(before.event, name) != getattr(after.event, name)]
    differing += [name for name in SHARED_DETAILS if _differs(name, getattr(before, name), getattr(after, name))]
    title, changes = after.event.title, []
    if before.event.status is not after.event.status:
        changes.append(Change(ChangeKind.EVENT, title=title, status=after.event.status))
    if differing:
        changes.append(Change(ChangeKind.EVENT, title=title, details=tuple(differing)))
    return changes + _of_rooms(before, after)


def _differs(name: str, before: Any, after: Any) -> bool:
    """Is something other than it was? A room, track … that is new or gone shows in the sessions that have it."""
    if name in ("series", "stands"):
        return bool(before != after)
    old = {record.uid: record for record in before}
    told = ("name",) if name == "rooms" else ()
    return any(_as_told(record, old.get(record.uid, record), told) != record for record in after)


def _as_told(record: Any, old: Any, told: Iterable[str]) -> Any:
    """The old record with what a change of its own tells."""
    return structs.replace(old, **{name: getattr(record, name) for name in told}) if told else old


def _of_rooms(before: Programme, after: Programme) -> list[Change]:
    """Rooms under another name: the sessions in them have not moved."""
    old = {room.uid: room.name for room in before.rooms}
    return [
        Change(ChangeKind.RENAMED_ROOM, title=after.event.title, before=old[room.uid], after=room.name)
        for room in after.rooms
        if old.get(room.uid, room.name) != room.name
    ]


def _of_records(before: Programme, after: Programme, sessions: Set[str]) -> Iterator[Change]:
    """People and organizations of whom something else is said; a name is told by the sessions that had them."""
    kept = [session for session in after.sessions if session.uid in sessions]
    speakers = {link.person_uid for session in kept for link in session.people}
    organizers = {link.organization_uid for session in kept for link in session.organizers}
    for person, details in differing_people(before.people, after.people, speakers):
        yield Change(ChangeKind.PERSON, title=person.name, details=details, record_uid=person.uid)
    for body, details in differing_bodies(before.organizations, after.organizations, organizers):
        yield Change(ChangeKind.ORGANIZATION, title=body.name, details=details, record_uid=body.uid)


def _of_session(old: Session, new: Session, before: _Names, after: _Names, renamed: Set[str]) -> list[Change]:
    changes: list[Change] = []
    rooms = before.room(old), after.room(new)
    if old.room_uid != new.room_uid and rooms[0] != rooms[1]:
        changes.append(_change(ChangeKind.MOVED_ROOM, new, before=rooms[0], after=rooms[1]))
    if old.title != new.title:
        changes.append(_change(ChangeKind.RETITLED, new, before=old.title, after=new.title))
    if old.people != new.people or not renamed.isdisjoint(link.person_uid for link in new.people):
        people = before.speakers(old), after.speakers(new)
        if old.people != new.people or people[0] != people[1]:
            changes.append(_change(ChangeKind.PEOPLE, new, before=people[0], after=people[1]))
    if old.organizers != new.organizers or not renamed.isdisjoint(link.organization_uid for link in new.organizers):
        bodies = before.organizers(old), after.organizers(new)
        if old.organizers != new.organizers or bodies[0] != bodies[1]:
            changes.append(_change(ChangeKind.ORGANIZERS, new, before=bodies[0], after=bodies[1]))
    told = {"status", "status_note"} if _of_status(old, new) else set()
    differing = tuple(n for n in SESSION_DETAILS if n not in told and getattr(old, n) != getattr(new, n))
    if differing:
        changes.append(_change(ChangeKind.TEXT, new, details=differing))
    return changes


def _of_status(old: Session, new: Session) -> list[Change]:
    was, cancelled = (session.status is SessionStatus.CANCELLED for session in (old, new))
    if was is cancelled:
        return []
    return [_change(ChangeKind.CANCELLED if cancelled else ChangeKind.RESTORED, new)]


def _of_time(before: Programme, after: Programme, old: Session, new: Session) -> list[Change]:
    """A moved session: by its wall time, or by what that means (`timezone`, `fold`, `time_rules`)."""
    if (old.start_local, old.end_local) != (new.start_local, new.end_local):
        return [_change(ChangeKind.MOVED_TIME, new, from_time=_moment(old), to_time=_moment(new))]
    if (old.start_at, old.end_at) == (new.start_at, new.end_at):
        return []
    if before.event.timezone != after.event.timezone:
        why = "timezone"
    elif (old.start_fold, old.end_fold) != (new.start_fold, new.end_fold):
        why = "fold"
    else:
        why = "time_rules"
    return [_change(ChangeKind.MOVED_TIME, new, details=(why,))]


def _moment(session: Session) -> Moment:
    return Moment(session.start_local, session.end_local, session.start_fold, session.end_fold)


def _change(
    kind: ChangeKind,
    session: Session,
    *,
    before: LocalizedText | None = None,
    after: LocalizedText | None = None,
    from_time: Moment | None = None,
    to_time: Moment | None = None,
    details: tuple[str, ...] = (),
) -> Change:
    return Change(
        kind,
        session_uid=session.uid,
        slug=session.slug,
        code=session.code,
        title=session.title,
        before=before or {},
        after=after or {},
        from_time=from_time,
        to_time=to_time,
        details=details,
    )
