"""The read path's source: what is public, out of the database."""

from sqlalchemy import Connection, select

from events_service.catalogue.publish import catalogue_version, find_catalogue
from events_service.database import Database
from events_service.errors import NotFound
from events_service.programme import queries
from events_service.programme.hiding import as_hidden_as
from events_service.programme.models import EventRow
from events_service.programme.programme import Programme
from events_service.programme.source import Current, Listing, Loaded, LoadedCatalogue, ReleaseNote
from events_service.zones import now

_events = EventRow.__table__  # type: ignore[attr-defined]


def _as_hidden_now(connection: Connection, former: Programme, number: int) -> Programme:
    """An earlier release without what the present one, of this number, and the directory no longer show."""
    present = queries.get_release(connection, former.event.uid, number).programme
    return as_hidden_as(present, former, queries.get_directory(connection, former))


class DatabaseSource:
    """Reads each state in one snapshot of the database. May be called from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> Listing:
        with self._database.read() as db:
            connection = db.connection()
            rows = connection.execute(
                select(
                    _events.c.uid,
                    _events.c.slug,
                    _events.c.release_number,
                    _events.c.live_version,
                    _events.c.modified_at,
                )
                .where(_events.c.release_number > 0)
                .order_by(_events.c.slug)
            )
            return Listing(tuple(Current(*row) for row in rows), *catalogue_version(connection))

    def load_event(self, event_uid: str) -> Loaded | None:
        return self._load(event_uid, None)

    def load_release(self, event_uid: str, number: int) -> Loaded | None:
        return self._load(event_uid, number)

    def _load(self, event_uid: str, number: int | None) -> Loaded | None:
        with self._database.read() as db:
            connection = db.connection()
            row = connection.execute(select(_events).where(_events.c.uid == event_uid)).one_or_none()
            if row is None or not row.release_number:
                return None
            try:
                stored = queries.get_release(connection, event_uid, number or row.release_number)
            except NotFound:
                return None
            programme = stored.programme
            if stored.info.number != row.release_number:
                programme = _as_hidden_now(connection, programme, row.release_number)
            current = Current(row.uid, row.slug, row.release_number, row.live_version, row.modified_at or now())
            info = stored.info
            note = ReleaseNote(info.number, info.note, info.released_at, digest=info.digest)
            return Loaded(current, programme, queries.get_live(connection, event_uid), note)

    def load_history(self, event_uid: str) -> tuple[ReleaseNote, ...]:
        with self._database.read() as db:
            return tuple(
                ReleaseNote(info.number, info.note, info.released_at, changes, info.digest)
                for info, changes in queries.list_releases(db.connection(), event_uid)
            )

    def load_catalogue(self) -> LoadedCatalogue | None:
        with self._database.read() as db:
            found = find_catalogue(db.connection())
            if found is None:
                return None
            return LoadedCatalogue(found.number, found.catalogue, found.catalogue.frozen_at or now())
