"""What every kind of release ends with: instants, slugs, tombstones, revisions, one order."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from msgspec import structs

from events_service.errors import Conflict
from events_service.programme.calendar_content import Content, calendar_contents, event_content
from events_service.programme.elsewhere import Elsewhere, Everywhere
from events_service.programme.programme import FORMAT, Event, Programme, Session, SessionStatus
from events_service.programme.public_slugs import Released, with_slugs
from events_service.zones import NonexistentTime, rules_version, to_instant


class SessionTimeNonexistent(Conflict):
    """A session's wall time does not exist; which one it is belongs in the sentence."""

    slug = "nonexistent-time"
    msgid = "“{title}” cannot be published: the clocks in {zone} never show {time}."


def settle(
    candidate: Programme,
    previous: Programme | None,
    released: Mapping[str, Released],
    now: datetime,
    *,
    withdrawn: Iterable[str] = (),
    elsewhere: Everywhere | None = None,
) -> Programme:
    """The candidate as it can be public. Equal candidates give equal values, in whatever order they stand.

    A wall time that does not exist is refused, unless it is public already: new rules may have abolished it
    since, and it is then read as if the clocks had not been changed yet.
    """
    whole = with_tombstones(candidate, previous, frozenset(withdrawn))
    slugged = with_slugs(with_instants(whole, previous), previous, released)
    return _in_order(_with_revisions(slugged, previous, released, elsewhere or {}, now))


def with_instants(candidate: Programme, previous: Programme | None) -> Programme:
    """The candidate with the moments its wall times are by the rules in use."""
    zone = candidate.event.timezone
    public = _by_uid(previous) if previous is not None and previous.event.timezone == zone else {}
    timed = tuple(_timed(session, zone, public.get(session.uid)) for session in candidate.sessions)
    return structs.replace(candidate, format=FORMAT, sessions=timed, time_rules=rules_version())


def _timed(session: Session, zone: str, last: Session | None) -> Session:
    if session.start_local is None:
        return structs.replace(session, start_at=None, end_at=None)
    known = last is not None and (last.start_local, last.end_local) == (session.start_local, session.end_local)
    try:
        start = to_instant(session.start_local, zone, session.start_fold, allow_gap=known)
        end = to_instant(session.end_local, zone, session.end_fold, allow_gap=known) if session.end_local else None
    except NonexistentTime as gap:
        raise SessionTimeNonexistent(title=session.title, **gap.sentence.params) from gap
    return structs.replace(session, start_at=start, end_at=end)


def with_tombstones(candidate: Programme, previous: Programme | None, withdrawn: AbstractSet[str]) -> Programme:
    """The candidate with sessions that were public and are no longer there, cancelled; those back again are none."""
    present = {session.uid for session in candidate.sessions} | withdrawn
    stones = {stone.uid: stone for stone in candidate.tombstones if stone.uid not in present}
    for session in () if previous is None else previous.sessions:
        if session.uid not in present:
            stones.setdefault(session.uid, structs.replace(session, status=SessionStatus.CANCELLED))
    return structs.replace(candidate, tombstones=tuple(stones.values()))


def _with_revisions(
    programme: Programme,
    previous: Programme | None,
    released: Mapping[str, Released],
    elsewhere: Everywhere,
    now: datetime,
) -> Programme:
    """Revision, revision date and date of first release of each session, by comparing what calendars show."""
    contents = calendar_contents(programme)
    before_contents = calendar_contents(previous) if previous else {}
    before = _by_uid(previous)

    def revised(session: Session) -> Session:
        last = before.get(session.uid)
        if last is not None and before_contents[session.uid] == contents[session.uid]:
            return structs.replace(
                session, revision=last.revision, revised_at=last.revised_at, created_at=last.created_at
            )
        here = max(
            released[session.uid].revision if session.uid in released else -1,
            last.revision if last is not None else -1,
        )
        former = elsewhere.get(session.uid)
        revision = max(here + 1, _first(former, contents[session.uid]))
        created_at = last.created_at if last is not None else _first_released(former, now)
        return structs.replace(session, revision=revision, revised_at=now, created_at=created_at)

    return structs.replace(
        programme,
        event=_revised_event(programme, previous, elsewhere.get(programme.event.uid), now),
        sessions=tuple(map(revised, programme.sessions)),
        tombstones=tuple(map(revised, programme.tombstones)),
    )


def _first(former: Elsewhere | None, content: Content) -> int:
    """The lowest revision this may have, for those who followed it where it was public before."""
    return former.first_revision(content) if former else 0


def _first_released(former: Elsewhere | None, now: datetime) -> datetime:
    return former.first_released(now) if former else now


def _revised_event(programme: Programme, previous: Programme | None, former: Elsewhere | None, now: datetime) -> Event:
    """The event with revision and dates of its own entry in calendars."""
    content = event_content(programme)
    if previous is None:
        revision, created_at = _first(former, content), _first_released(former, now)
        return structs.replace(programme.event, revision=revision, revised_at=now, created_at=created_at)
    last = previous.event
    same = content == event_content(previous)
    return structs.replace(
        programme.event,
        revision=last.revision if same else max(last.revision + 1, _first(former, content)),
        revised_at=last.revised_at if same else now,
        created_at=last.created_at,
    )


def _by_uid(programme: Programme | None) -> dict[str, Session]:
    return {} if programme is None else {s.uid: s for s in (*programme.tombstones, *programme.sessions)}


def _in_order(programme: Programme) -> Programme:
    """Its parts in the order in which a draft is read: by position where they have one, then by uid."""
    parts = ("venues", "rooms", "tracks", "types", "organizations", "people", "sessions", "stands", "tombstones")
    return structs.replace(
        programme, **{part: tuple(sorted(getattr(programme, part), key=_position)) for part in parts}
    )


def _position(record: Any) -> tuple[int, str]:
    return getattr(record, "position", 0), record.uid
