"""Kept files and the records that refer to them: which there should be, which are missing, which nobody needs."""

import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Connection, LargeBinary, String, Text, delete, or_, select, type_coerce, update
from sqlalchemy.types import TypeDecorator

from events_service.database import Database, DbSession
from events_service.media.models import Upload
from events_service.media.names import names_within, small_name, whole_name
from events_service.media.store import Store
from events_service.tables import metadata

KEPT_UNUSED = timedelta(days=30)
"""How long a file stays that nothing refers to any more: for as long a deletion can be undone."""
_SETTLED = timedelta(days=1)
"""A file is put there before anything says so; one that is younger may be on its way."""

_uploads = Upload.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_SAY_NOTHING = frozenset(("upload", "audit_entry", "job", "mail", "login", "rate_limit", "alembic_version"))
"""Tables whose texts keep no file: what they say of one is history."""


class Wanted(NamedTuple):
    """A file there should be, and the SHA-256 of what is in it."""

    name: str
    digest: str


def list_wanted(connection: Connection) -> list[Wanted]:
    """Every file there should be, once, by name."""
    rows = connection.execute(select(_uploads.c.name, _uploads.c.small_digest).order_by(_uploads.c.name))
    found: dict[str, str] = {}
    for name, small_digest in rows:
        found[name] = name.partition(".")[0]
        if small_digest:
            found[small_name(name)] = small_digest
    return [Wanted(*each) for each in found.items()]


def list_missing(wanted: list[Wanted], store: Store) -> list[str]:
    """Names of those that are not there, or are not as they should be. Reads them all."""
    return [name for name, digest in wanted if store.digest(name) != digest]


def clean(database: Database, store: Store, now: datetime) -> None:
    """Forget uploads that nothing has referred to for 30 days, and remove files that no upload is of."""
    with database.read() as db:
        connection = db.connection()
        known = set(connection.execute(select(_uploads.c.name)).scalars())
        unused = known - _named_in_texts(connection) if known else known
        if unused:
            unused -= _named_in_releases(connection)
    if known:
        known -= database.write_now(_forget, unused, now)
    until = (now - _SETTLED).timestamp()
    for name in list(store.names(until)):
        if whole_name(name) not in known:
            store.remove(name, until)
    store.remove_parts(until)


def _forget(db: DbSession, unused: set[str], now: datetime) -> set[str]:
    """Remember since when they are unused, and forget those that were so long enough. Their names."""
    connection = db.connection()
    marked = select(_uploads.c.name, _uploads.c.unused_since).distinct()
    since = {name: at for name, at in connection.execute(marked) if name in unused or at is not None}
    gone = {name for name, at in since.items() if name in unused and at is not None and at <= now - KEPT_UNUSED}
    for name, at in since.items():
        own = _uploads.c.name == name
        if name in gone:
            connection.execute(delete(_uploads).where(own, _uploads.c.unused_since <= now - KEPT_UNUSED))
        elif name in unused and at is None:
            connection.execute(update(_uploads).where(own, _uploads.c.unused_since.is_(None)).values(unused_since=now))
        elif name not in unused:
            connection.execute(update(_uploads).where(own).values(unused_since=None))
    left = set(connection.execute(select(_uploads.c.name).where(_uploads.c.name.in_(gone))).scalars())
    return gone - left


def _named_in_texts(connection: Connection) -> set[str]:
    """What the working version refers to, and whatever else is kept as text."""
    found: set[str] = set()
    for table in metadata.sorted_tables:
        texts = [type_coerce(column, Text) for column in table.c if _is_text(column)]
        if table.name in _SAY_NOTHING or not texts:
            continue
        rows = connection.execute(select(*texts).where(or_(*(text.like("%/media/%") for text in texts))))
        for row in rows:
            found |= names_within("\n".join(filter(None, row)))
    return found


def _named_in_releases(connection: Connection) -> set[str]:
    """What any release or Catalogue refers to: an event can go back to each of its releases."""
    found: set[str] = set()
    for table in metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, LargeBinary):
                for text in _unpacked(connection, column):
                    found |= names_within(text)
    return found


def _unpacked(connection: Connection, column: "Column[bytes]") -> Iterator[str]:
    for packed in connection.execution_options(yield_per=10).execute(select(column)).scalars():
        if packed:
            yield zlib.decompress(packed).decode()


def _is_text(column: "Column[object]") -> bool:
    kind = column.type
    return isinstance(kind.impl_instance if isinstance(kind, TypeDecorator) else kind, String)
