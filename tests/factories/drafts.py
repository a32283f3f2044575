"""Drafts as organizers have them: no slugs, instants or revisions yet; and what is made of them, release by release."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from events_service.programme.choice import choose
from events_service.programme.freeze import freeze
from events_service.programme.programme import Programme, Session
from events_service.programme.public_slugs import Released
from tests.factories.programme import make_session, programme_of

FIRST_RELEASE = datetime(2018, 10, 1, 12, tzinfo=UTC)


def draft_session(title: str = "Water for all", **changes: Any) -> Session:
    """A session of a draft, at ten on the first day."""
    values: dict[str, Any] = {"title": {"en": title}} | changes
    unassigned = {"revised_at": None, "created_at": None, "start_at": None, "end_at": None}
    return structs.replace(make_session(**unassigned | values), slug=changes.get("slug", ""))


def edited(draft: Programme, uid: str, **changes: Any) -> Programme:
    """The draft with one record changed, whatever kind it is."""

    def parts(name: str) -> tuple[Any, ...]:
        return tuple(structs.replace(r, **changes) if r.uid == uid else r for r in getattr(draft, name))

    kinds = ("venues", "rooms", "tracks", "types", "organizations", "people", "sessions", "stands")
    return structs.replace(draft, **{name: parts(name) for name in kinds})


def dropped(draft: Programme, uid: str) -> Programme:
    """The draft without one session."""
    return structs.replace(draft, sessions=tuple(s for s in draft.sessions if s.uid != uid))


class History:
    """What one draft after another made public, an hour apart."""

    def __init__(self) -> None:
        self.releases: list[Programme] = []

    @property
    def last(self) -> Programme | None:
        return self.releases[-1] if self.releases else None

    @property
    def now(self) -> datetime:
        return FIRST_RELEASE + timedelta(hours=len(self.releases))

    @property
    def released(self) -> dict[str, Released]:
        every = (s for programme in self.releases for s in (*programme.tombstones, *programme.sessions))
        return {session.uid: Released(session.slug, session.revision) for session in every}

    def publish(self, draft: Programme, only: Iterable[str] | None = None, withdrawn: Iterable[str] = ()) -> Programme:
        choice = None if only is None else choose(draft, self.last, only)
        made = freeze(draft, self.last, self.released, self.now, choice=choice, withdrawn=withdrawn)
        self.releases.append(made)
        return made


def published(*drafts: Programme) -> Programme:
    """What the last of these drafts made public."""
    history = History()
    for draft in drafts:
        history.publish(draft)
    assert history.last
    return history.last


def draft_of(*sessions: Session, **changes: Any) -> Programme:
    return programme_of(*sessions, **changes)
