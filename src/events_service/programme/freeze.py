"""Making the next Programme out of a draft and the Programme before it: pure, nothing is written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from msgspec import structs

from events_service.programme.choice import Choice
from events_service.programme.elsewhere import Everywhere
from events_service.programme.programme import FORMAT, Programme, Visibility
from events_service.programme.public_slugs import Released
from events_service.programme.publish import publish, unpublished
from events_service.programme.references import only_referenced, referenced_by, without
from events_service.programme.settling import settle, with_instants, with_tombstones


class _Record(Protocol):
    @property
    def uid(self) -> str: ...


R = TypeVar("R", bound=_Record)

SHARED = ("venues", "rooms", "tracks", "types", "organizations", "people", "stands")
"""Record types a programme holds once, by uid. Stands are shared in that only a full release takes them all."""


def freeze(
    draft: Programme,
    previous: Programme | None,
    released: Mapping[str, Released],
    now: datetime,
    *,
    choice: Choice | None = None,
    withdrawn: Iterable[str] = (),
    elsewhere: Everywhere | None = None,
) -> Programme:
    """The Programme a release of `draft` would publish now: all that is ready, or what `choice` names.

    `released` is what was ever public of each session here, `elsewhere` what was before it came here. Sessions
    that are `withdrawn`, or have become by invitation, leave no tombstone.
    """
    whole, gone = _taken(draft, previous, choice, withdrawn)
    return settle(whole, previous, released, now, withdrawn=gone, elsewhere=elsewhere)


def shown(draft: Programme, previous: Programme | None) -> Programme:
    """What readers would see of a release of all that is ready: to be compared with `previous`, not to be kept.

    Slugs, revisions and the order of records are as the draft has them; a release makes them, which takes longer.
    """
    whole, _ = _taken(draft, previous)
    return with_instants(whole, previous)


def _taken(
    draft: Programme, previous: Programme | None, choice: Choice | None = None, withdrawn: Iterable[str] = ()
) -> tuple[Programme, set[str]]:
    """What a release takes, and the uids of the sessions that leave no tombstone."""
    taken, reserve = _all_of(draft, previous) if choice is None else _some_of(draft, previous, choice)
    asked = (s for s in draft.sessions if (s.ready if choice is None else s.uid in choice.sessions))
    gone = {*withdrawn, *(s.uid for s in asked if s.visibility is Visibility.BY_INVITATION)}
    kept = structs.replace(taken, sessions=tuple(s for s in taken.sessions if s.uid not in gone))
    hidden = unpublished(draft) if choice is None else unpublished(draft) & choice.records
    whole = _completed(without(with_tombstones(kept, previous, gone), hidden), without(reserve, hidden))
    return only_referenced(whole), gone


def _all_of(draft: Programme, previous: Programme | None) -> tuple[Programme, Programme]:
    """Everything that is ready, and where to look for what else it refers to.

    A session that is not ready stays as last released.
    """
    public = publish(draft)
    if previous is None:
        return public, public
    fresh = _by_uid(public.sessions)
    before = _by_uid(previous.sessions)
    sessions = [(fresh if s.ready else before).get(s.uid) for s in draft.sessions]
    taken = structs.replace(
        public,
        sessions=tuple(session for session in sessions if session),
        tombstones=previous.tombstones,
        aliases=tuple(dict.fromkeys((*previous.aliases, *public.aliases))),
    )
    return taken, previous


def _some_of(draft: Programme, previous: Programme | None, choice: Choice) -> tuple[Programme, Programme]:
    """The chosen sessions and records out of the draft, all else as last released, and where to look for more."""
    chosen = (structs.replace(s, ready=True) for s in draft.sessions if s.uid in choice.sessions)
    public = publish(structs.replace(draft, sessions=tuple(chosen)))
    base = previous or Programme(format=FORMAT, event=public.event, series=public.series)
    changes: dict[str, object] = {
        kind: _replaced(getattr(base, kind), getattr(public, kind), choice.records) for kind in SHARED
    }
    changes["sessions"] = _replaced(base.sessions, public.sessions, choice.sessions | choice.removed)
    aliases = (alias for alias in public.aliases if alias.uid in choice.sessions | choice.records)
    changes["aliases"] = tuple(dict.fromkeys((*base.aliases, *aliases)))
    if choice.event:
        changes |= {"event": public.event, "series": public.series}
    return structs.replace(base, **changes), public


def _replaced(before: Iterable[R], now: Iterable[R], uids: frozenset[str]) -> tuple[R, ...]:
    """The records as they were, but those of these uids as they are now; they may be new, or no longer there."""
    kept = tuple(record for record in before if record.uid not in uids)
    return (*kept, *(record for record in now if record.uid in uids))


def _by_uid(records: Iterable[R]) -> dict[str, R]:
    return {record.uid: record for record in records}


def _completed(programme: Programme, reserve: Programme) -> Programme:
    """The programme with the records it refers to and does not have, and those they refer to, out of `reserve`."""
    while True:
        wanted = referenced_by(programme)
        changes = {}
        for kind in SHARED[:-1]:
            had = _by_uid(getattr(programme, kind))
            extra = tuple(r for r in getattr(reserve, kind) if r.uid in wanted and r.uid not in had)
            if extra:
                changes[kind] = (*had.values(), *extra)
        if not changes:
            return programme
        programme = structs.replace(programme, **changes)
