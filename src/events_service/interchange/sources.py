"""What is remembered of where records came from."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from events_service.programme.models import ExternalReferenceRow

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
    columns = [_references.c[name] for name in SourceReference._fields]
    rows = connection.execute(select(*columns).where(_references.c.source == source).order_by(_references.c.uid))
    return [SourceReference(*row) for row in rows]


def save_references(connection: Connection, event_uid: str, source: str, references: Iterable[SourceReference]) -> None:
    """Remember them; those that are known already are replaced, none is forgotten."""
    known = {(reference.kind, reference.uid): reference for reference in load_references(connection, source)}
    added, changed = [], []
    for reference in references:
        before = known.get((reference.kind, reference.uid))
        if before is None:
            added.append({"source": source, "event_uid": event_uid, **reference._asdict()})
        elif before != reference:
            changed.append({f"_{name}": value for name, value in reference._asdict().items()})
    if added:
        connection.execute(insert(_references), added)
    if changed:
        statement = (
            update(_references)
            .where(
                _references.c.source == source,
                _references.c.kind == bindparam("_kind"),
                _references.c.uid == bindparam("_uid"),
            )
            .values({name: bindparam(f"_{name}") for name in ("id", "guid", "slug", "imported")})
        )
        connection.execute(statement, changed)
