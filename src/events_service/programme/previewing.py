"""The public pages of a draft: what publishing all of it would show, by a link that can be ended."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.database import DbSession
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import NotFound
from events_service.programme import queries, release
from events_service.programme.live import redacted
from events_service.programme.models import EventRow, RedactionRow
from events_service.programme.programme import Programme
from events_service.programme.release import NothingToRelease
from events_service.programme.source import Current, Listing, Loaded, LoadedCatalogue, ReleaseNote, Source
from events_service.secret_links import Reference, SecretKeys, make_token, read_token
from events_service.zones import now

PURPOSE = "preview"

_events = EventRow.__table__  # type: ignore[attr-defined]
_redactions = RedactionRow.__table__  # type: ignore[attr-defined]


class Previewed(NamedTuple):
    event_uid: str
    state: tuple[Any, ...]
    """Another one whenever pages of the preview may read differently."""


def preview_token(connection: Connection, keys: SecretKeys, event_uid: str) -> str:
    """What opens the preview of an event until somebody ends it."""
    return make_token(keys, Reference(PURPOSE, event_uid, _generation(connection, event_uid)))


def find_previewed(connection: Connection, keys: SecretKeys, token: str) -> Previewed | None:
    """What a token opens, and how it is now; None where it opens nothing, or no longer."""
    reference = read_token(keys, PURPOSE, token)
    if reference is None:
        return None
    columns = (_events.c.preview_generation, _events.c.draft_version, _events.c.live_version, *_SHARED)
    row = connection.execute(select(*columns).where(_events.c.uid == reference.uid)).one_or_none()
    return Previewed(reference.uid, tuple(row[1:])) if row and row[0] == reference.generation else None


_SHARED = (
    *(
        select(what).select_from(records.table).scalar_subquery()
        for records in (ORGANIZATIONS, PEOPLE)
        for what in (func.count(), func.sum(records.table.c.version))
    ),
    *(
        select(what).select_from(_redactions).scalar_subquery()
        for what in (func.count(), func.max(_redactions.c.redacted_at), func.count(_redactions.c.agreed))
    ),
)
"""What is no event's own and changes without its draft: somebody's photo, a consent that is withdrawn."""


def end_previews(db: DbSession, actor: Actor, event_uid: str) -> None:
    """End every link to the preview that was given away."""
    db.connection().execute(
        update(_events).where(_events.c.uid == event_uid).values(preview_generation=_events.c.preview_generation + 1)
    )
    audit.note(db, actor, "end_previews", f"event:{event_uid}", now(), event_uid=event_uid)


class PreviewSource:
    """One event as if all of its draft were published now; everything else as it is public."""

    def __init__(self, connection: Connection, event_uid: str, public: Source) -> None:
        self._public = public
        self._loaded = _loaded(connection, event_uid)

    @property
    def programme(self) -> Programme:
        """What is shown of the event, without what people have withdrawn."""
        return redacted(self._loaded.programme, self._loaded.live.redactions)

    def current(self) -> Listing:
        own, listing = self._loaded.current, self._public.current()
        others = tuple(one for one in listing.events if one.event_uid != own.event_uid)
        return listing._replace(events=(*others, own))

    def load_event(self, event_uid: str) -> Loaded | None:
        return self._loaded if event_uid == self._loaded.current.event_uid else self._public.load_event(event_uid)

    def load_release(self, event_uid: str, number: int) -> Loaded | None:
        return self._public.load_release(event_uid, number)

    def load_history(self, event_uid: str) -> tuple[ReleaseNote, ...]:
        history = self._public.load_history(event_uid)
        if event_uid != self._loaded.current.event_uid or history[:1] == (self._loaded.released,):
            return history
        return (self._loaded.released, *history)

    def load_catalogue(self) -> LoadedCatalogue | None:
        return self._public.load_catalogue()


def _loaded(connection: Connection, event_uid: str) -> Loaded:
    """The draft as the next release; the present one where nothing would change."""
    moment, live = now(), queries.get_live(connection, event_uid)
    slug, number = connection.execute(
        select(_events.c.slug, _events.c.release_number).where(_events.c.uid == event_uid)
    ).one()
    try:
        planned = release.plan(connection, event_uid, moment, whole=True)
    except NothingToRelease:
        stored = queries.get_release(connection, event_uid, number)
        info = stored.info
        note = ReleaseNote(info.number, info.note, info.released_at, stored.changes, info.digest)
        return Loaded(Current(event_uid, slug, number, live.version, info.released_at), stored.programme, live, note)
    note = ReleaseNote(planned.number, planned.note, moment, planned.changes, planned.digest)
    return Loaded(Current(event_uid, slug, planned.number, live.version, moment), planned.programme, live, note)


def _generation(connection: Connection, event_uid: str) -> int:
    found: int | None = connection.execute(
        select(_events.c.preview_generation).where(_events.c.uid == event_uid)
    ).scalar()
    if found is None:
        raise NotFound("There is no such event.")
    return found
