"""What is remembered of where records came from."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Dialect, select

from events_service.programme.models import ExternalReferenceRow
from events_service.records import Rows, inserts, updates

_references = ExternalReferenceRow.__table__  # type: ignore[attr-defined]


class SourceReference(NamedTuple):
    """A record's identity at its source, and the last imported values of its carried fields (JSON)."""

    kind: str
    uid: str
    id: str = ""
    guid: str = ""
    slug: str = ""
    imported: str = ""


def source_of(event_uid: str, format_name: str) -> str:
    """A source is an event in a format: never a file name or an address, which change."""
    return f"{event_uid}/{format_name}"


def load_references(connection: Connection, source: str) -> list[SourceReference]:
    """All that is remembered of a source, in order of uid."""
    columns = [_references.c[name] for name in SourceReference._fields]
    rows = connection.execute(select(*columns).where(_references.c.source == source).order_by(_references.c.uid))
    return [SourceReference(*row) for row in rows]


def reference_writes(
    dialect: Dialect, source: str, event_uid: str, known: Iterable[SourceReference], said: Iterable[SourceReference]
) -> list[Rows]:
    """What has to be written to remember what was said; what it says nothing of stays remembered."""
    before = {(reference.kind, reference.uid): reference for reference in known}
    added = [
        {"source": source, "event_uid": event_uid, **reference._asdict()}
        for reference in said
        if (reference.kind, reference.uid) not in before
    ]
    changed = [
        {"source": source, **reference._asdict()}
        for reference in said
        if before.get((reference.kind, reference.uid), reference) != reference
    ]
    return [
        *inserts(dialect, _references, added),
        *updates(dialect, _references, ("source", "kind", "uid"), changed),
    ]
