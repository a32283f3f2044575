"""Making the next Programme out of a draft and the Programme before it: pure, nothing is written."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from msgspec import structs

from events_service.errors import Conflict, NotFound
from events_service.programme.calendar_content import calendar_contents, event_content
from events_service.programme.programme import FORMAT, Event, Programme, Session, SessionStatus, Visibility
from events_service.programme.publish import publish
from events_service.programme.references import referenced_by
from events_service.slugs import made_slug
from events_service.zones import NonexistentTime, rules_version, to_instant

SHARED = ("venues", "rooms", "tracks", "types", "organizations", "people", "stands")
"""Record types a programme holds once, by uid. Stands are shared in that only a full release takes them all."""


class _Record(Protocol):
    @property
    def uid(self) -> str: ...


R = TypeVar("R", bound=_Record)


class SessionTimeNonexistent(Conflict):
    """A session's wall time does not exist; which one it is belongs in the sentence."""

    slug = "nonexistent-time"
    msgid = "“{title}” cannot be published: the clocks in {zone} never show {time}."


def freeze(
    draft: Programme,
    previous: Programme | None,
    highest: Mapping[str, int],
    now: datetime,
    *,
    only: Iterable[str] | None = None,
    withdrawn: Iterable[str] = (),
) -> Programme:
    """The Programme a release of `draft` would publish now.

    `only` limits it to sessions (by uid, slug or code) and to shared records named `room:SLUG`, `person:SLUG`,
    `track:SLUG` … or `event`; NotFound where one is not in the draft. `highest` is the highest revision ever
    published per uid. `withdrawn` sessions leave no tombstone.
    """
    public = publish(draft)
    if previous is None or only is None:
        asked = tuple(session for session in draft.sessions if session.ready)
        taken = _all_of(draft, public, previous)
    else:
        asked, named, with_event = _chosen(draft, tuple(only))
        taken = _some_of(draft, previous, asked, named, with_event)
    hidden = {session.uid for session in asked if session.visibility is Visibility.BY_INVITATION}
    return settle(taken, previous, highest, now, withdrawn=hidden | set(withdrawn))


def _all_of(draft: Programme, public: Programme, previous: Programme | None) -> Programme:
    """Everything that is ready. A session that is not stays as last released."""
    if previous is None:
        return _complete(public, public)
    waiting = {session.uid for session in draft.sessions if not session.ready}
    carried = tuple(session for session in previous.sessions if session.uid in waiting)
    taken = structs.replace(public, sessions=(*public.sessions, *carried), tombstones=previous.tombstones)
    return _complete(taken, previous)


def _some_of(
    draft: Programme, previous: Programme, chosen: tuple[Session, ...], named: set[str], with_event: bool
) -> Programme:
    """The chosen sessions and records out of the draft, all else as last released."""
    public = publish(structs.replace(draft, sessions=tuple(structs.replace(s, ready=True) for s in chosen)))
    now_by_uid = {session.uid: session for session in public.sessions}
    dropped = {session.uid for session in chosen} - set(now_by_uid)
    kept = [now_by_uid.pop(s.uid, s) for s in previous.sessions if s.uid not in dropped]
    changes: dict[str, object] = {"sessions": (*kept, *now_by_uid.values())}
    for kind in SHARED:
        fresh = {record.uid: record for record in getattr(public, kind) if record.uid in named}
        changes[kind] = tuple(fresh.pop(r.uid, r) for r in getattr(previous, kind)) + tuple(fresh.values())
    named_now = {session.uid for session in chosen} | named
    fresh_aliases = tuple(a for a in draft.aliases if a.uid in named_now and a not in previous.aliases)
    changes["aliases"] = previous.aliases + fresh_aliases
    if with_event:
        changes |= {"event": public.event, "series": public.series}
    return _complete(structs.replace(previous, **changes), public)


def _chosen(draft: Programme, only: tuple[str, ...]) -> tuple[tuple[Session, ...], set[str], bool]:
    """The sessions and the uids of shared records that `only` names, and whether it names the event."""
    sessions: dict[str, Session] = {}
    named: set[str] = set()
    kinds = {"room": "rooms", "venue": "venues", "track": "tracks", "type": "types"}
    kinds |= {"person": "people", "organization": "organizations", "stand": "stands"}
    for name in only:
        kind, colon, slug = name.partition(":")
        if colon and kind in kinds:
            found = [record.uid for record in getattr(draft, kinds[kind]) if slug in (record.slug, record.uid)]
            named.update(found)
        elif name == "event":
            continue
        else:
            found = [s.uid for s in draft.sessions if name in (s.uid, s.slug, s.code)]
            sessions |= {s.uid: s for s in draft.sessions if s.uid in found}
        if not found:
            raise NotFound("The draft has nothing called {name}.", name=name)
    return tuple(sessions.values()), named, "event" in only


def _complete(programme: Programme, reserve: Programme) -> Programme:
    """The programme with the shared records its sessions refer to and it does not have, out of `reserve`."""
    wanted = referenced_by(programme)
    changes = {}
    for kind in SHARED[:-1]:
        had = getattr(programme, kind)
        uids = {record.uid for record in had}
        extra = tuple(r for r in getattr(reserve, kind) if r.uid in wanted and r.uid not in uids)
        if extra:
            changes[kind] = (*had, *extra)
    return structs.replace(programme, **changes) if changes else programme


def settle(
    candidate: Programme,
    previous: Programme | None,
    highest: Mapping[str, int],
    now: datetime,
    *,
    withdrawn: Iterable[str] = (),
    lenient: bool = False,
) -> Programme:
    """A candidate with instants, slugs, revisions and tombstones: what every kind of release ends with.

    A wall time that does not exist is refused, or with `lenient` read as if the clocks had not been changed
    yet: new rules may have abolished a time that was published long ago.
    """
    gone = set(withdrawn)
    timed = structs.replace(
        candidate,
        format=FORMAT,
        sessions=tuple(_timed(session, candidate.event.timezone, lenient) for session in candidate.sessions),
        tombstones=_tombstones(candidate, previous, gone),
        time_rules=rules_version(),
    )
    slugged = _with_slugs(timed, previous)
    return _with_revisions(slugged, previous, highest, now)


def _timed(session: Session, zone: str, lenient: bool) -> Session:
    if session.start_local is None:
        return structs.replace(session, start_at=None, end_at=None)
    try:
        start = to_instant(session.start_local, zone, session.start_fold, allow_gap=lenient)
        end = to_instant(session.end_local, zone, session.end_fold, allow_gap=lenient) if session.end_local else None
    except NonexistentTime as gap:
        raise SessionTimeNonexistent(title=session.title, **gap.sentence.params) from gap
    return structs.replace(session, start_at=start, end_at=end)


def _tombstones(candidate: Programme, previous: Programme | None, withdrawn: set[str]) -> tuple[Session, ...]:
    """Sessions that were public and are no longer there, cancelled; those back again are none."""
    if previous is None:
        return ()
    present = {session.uid for session in candidate.sessions} | withdrawn
    removed = (
        structs.replace(session, status=SessionStatus.CANCELLED)
        for session in previous.sessions
        if session.uid not in present
    )
    return (*(stone for stone in previous.tombstones if stone.uid not in present), *removed)


def _with_slugs(programme: Programme, previous: Programme | None) -> Programme:
    """Slugs once public stay; records new to the public get theirs, unique among all that were ever public."""
    changes: dict[str, object] = {}
    for kind, code_of in _CODED.items():
        records = getattr(programme, kind)
        before = {} if previous is None else {r.uid: r.slug for r in getattr(previous, kind)}
        taken = {record.slug for record in records} | set(before.values())
        taken |= {alias.slug for alias in programme.aliases}
        taken |= {stone.slug for stone in programme.tombstones} if kind == "sessions" else set()
        changes[kind] = tuple(_slugged(record, before, taken, code_of) for record in records)
    return structs.replace(programme, **changes)


def _slugged(
    record: R, before: Mapping[str, str], taken: set[str], code_of: Callable[[R], tuple[str, dict[str, str]]]
) -> R:
    slug: str = record.slug or before.get(record.uid, "")  # type: ignore[attr-defined]  # all records have one
    if not slug:
        code, title = code_of(record)
        slug = made_slug(code, title, record.uid, taken)
        taken.add(slug)
    return record if slug == record.slug else structs.replace(record, slug=slug)  # type: ignore[attr-defined,type-var]


_CODED: Mapping[str, Callable[..., tuple[str, dict[str, str]]]] = {
    "sessions": lambda session: (session.code, session.title),
    "rooms": lambda room: ("", room.name),
    "tracks": lambda track: ("", track.name),
    "types": lambda kind: ("", kind.name),
    "venues": lambda venue: ("", venue.name),
    "stands": lambda stand: ("", stand.title),
    "organizations": lambda body: ("", body.short_name or body.name),
    "people": lambda person: ("", {"en": person.badge_name} if person.badge_name else person.name),
}


def _with_revisions(
    programme: Programme, previous: Programme | None, highest: Mapping[str, int], now: datetime
) -> Programme:
    """Revision, revision date and date of first release of each session, by comparing what calendars show."""
    contents = calendar_contents(programme)
    before_contents = calendar_contents(previous) if previous else {}
    before = {s.uid: s for s in (*previous.sessions, *previous.tombstones)} if previous else {}

    def revised(session: Session) -> Session:
        last = before.get(session.uid)
        if last is not None and before_contents[session.uid] == contents[session.uid]:
            revision, revised_at = last.revision, last.revised_at
        else:
            revision, revised_at = highest.get(session.uid, -1) + 1, now
        created_at = last.created_at if last is not None else now
        return structs.replace(session, revision=revision, revised_at=revised_at, created_at=created_at)

    return structs.replace(
        programme,
        event=_revised_event(programme, previous, now),
        sessions=tuple(map(revised, programme.sessions)),
        tombstones=tuple(map(revised, programme.tombstones)),
    )


def _revised_event(programme: Programme, previous: Programme | None, now: datetime) -> Event:
    """The event with revision and dates of its own entry in calendars."""
    if previous is None:
        return structs.replace(programme.event, revision=0, revised_at=now, created_at=now)
    last = previous.event
    same = event_content(programme) == event_content(previous)
    return structs.replace(
        programme.event,
        revision=last.revision if same else last.revision + 1,
        revised_at=last.revised_at if same else now,
        created_at=last.created_at,
    )
