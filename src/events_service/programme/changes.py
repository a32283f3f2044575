"""What changed from one Programme to the next: the changelog, and what notices are made of."""

from datetime import datetime
from enum import StrEnum

from events_service.directory.directory import Value
from events_service.languages import LocalizedText
from events_service.programme.programme import Programme, Session, SessionStatus


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
    EVENT = "event"


class Moment(Value):
    """A session's place in time, as a reader sees it."""

    start_local: datetime | None = None
    end_local: datetime | None = None


class Change(Value):
    """One thing about one session, or about the event itself where `session_uid` is None.

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


_TEXT = (  # fmt: skip
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
    "track_uid",
    "type_uid",
    "time_note",
    "day_on",
    "status_note",
    "visibility",
    "recording",
    "country_group_uid",
)
_EVENT = (  # fmt: skip
    "title",
    "theme",
    "description",
    "objectives",
    "facts",
    "start_on",
    "end_on",
    "timezone",
    "status",
    "city",
    "country",
    "organizations",
    "people",
    "website",
)


def compare(before: Programme | None, after: Programme) -> tuple[Change, ...]:
    """All changes, in the order of the new programme, removed sessions last. None before: nothing to compare."""
    if before is None:
        return ()
    old = {session.uid: session for session in before.sessions}
    changes = _of_event(before, after)
    for session in after.sessions:
        if session.uid in old:
            changes += _of_session(before, after, old.pop(session.uid), session)
        else:
            changes.append(_change(ChangeKind.ADDED, session))
    changes += [_change(ChangeKind.REMOVED, session) for session in old.values()]
    return tuple(changes)


def _of_event(before: Programme, after: Programme) -> list[Change]:
    differing = tuple(name for name in _EVENT if getattr(before.event, name) != getattr(after.event, name))
    if not differing:
        return []
    return [Change(ChangeKind.EVENT, title=after.event.title, details=differing)]


def _of_session(before: Programme, after: Programme, old: Session, new: Session) -> list[Change]:
    changes: list[Change] = []
    if (old.status is SessionStatus.CANCELLED) is not (new.status is SessionStatus.CANCELLED):
        cancelled = new.status is SessionStatus.CANCELLED
        changes.append(_change(ChangeKind.CANCELLED if cancelled else ChangeKind.RESTORED, new))
    if (old.start_local, old.end_local) != (new.start_local, new.end_local):
        times = Moment(old.start_local, old.end_local), Moment(new.start_local, new.end_local)
        changes.append(_change(ChangeKind.MOVED_TIME, new, from_time=times[0], to_time=times[1]))
    elif (old.start_at, old.end_at) != (new.start_at, new.end_at):
        changes.append(_change(ChangeKind.MOVED_TIME, new, details=("time_rules",)))
    rooms = _room(before, old), _room(after, new)
    if rooms[0] != rooms[1]:
        changes.append(_change(ChangeKind.MOVED_ROOM, new, before=rooms[0], after=rooms[1]))
    if old.title != new.title:
        changes.append(_change(ChangeKind.RETITLED, new, before=old.title, after=new.title))
    if old.people != new.people:
        changes.append(_change(ChangeKind.PEOPLE, new))
    if old.organizers != new.organizers:
        changes.append(_change(ChangeKind.ORGANIZERS, new))
    differing = tuple(name for name in _TEXT if getattr(old, name) != getattr(new, name))
    if differing:
        changes.append(_change(ChangeKind.TEXT, new, details=differing))
    return changes


def _room(programme: Programme, session: Session) -> LocalizedText:
    return next((room.name for room in programme.rooms if room.uid == session.room_uid), {})


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
