"""Frozen values as rows: a table whose columns bear the names of a value's fields is read and written as that value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from events_service.slugs import free_slug, made_slug

IN_ONE_QUERY = 10_000
"""Values of an IN: SQLite takes 32,766 parameters, PostgreSQL 65,535."""


class _Keyed(Protocol):
    @property
    def uid(self) -> str: ...


class _Slugged(_Keyed, Protocol):
    @property
    def slug(self) -> str: ...


V = TypeVar("V", bound=_Keyed)


class Records(Generic[V]):
    """How values of one type are kept. Fields without a column (`apart`) are somebody else's to add."""

    def __init__(
        self, value: type[V], row: type[SQLModel], derived: Callable[[V], Mapping[str, Any]] | None = None
    ) -> None:
        self.value = value
        self.table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
        self.names = tuple(f.name for f in structs.fields(value) if f.name in self.table.c)  # type: ignore[arg-type]
        self.columns = [self.table.c[name] for name in self.names]
        self.derived = derived

    def read(self, connection: Connection, *where: ColumnElement[bool]) -> list[V]:
        """The values of the rows that match, in the table's own order where it has a position."""
        order = [self.table.c[name] for name in ("position", "uid") if name in self.table.c]
        rows = connection.execute(select(*self.columns).where(*where).order_by(*order))
        return [self.value(**dict(zip(self.names, row, strict=True))) for row in rows]

    def read_uids(self, connection: Connection, uids: Iterable[str]) -> list[V]:
        """The values with these uids; those that are not there are left out."""
        return [
            value
            for some in chunks(sorted(set(uids)), IN_ONE_QUERY)
            for value in self.read(connection, self.table.c.uid.in_(some))
        ]

    def save(
        self, connection: Connection, before: Iterable[V], after: Iterable[V], owner: Mapping[str, Any] | None = None
    ) -> bool:
        """Insert and update what differs between the two by uid; True where anything did. Deletes nothing."""
        old = {value.uid: value for value in before}
        added, changed = [], []
        for value in after:
            if value.uid not in old:
                added.append({**self._row(value), **(owner or {})})
            elif old[value.uid] != value:
                changed.append({f"_{name}": said for name, said in self._row(value).items()})
        if added:
            connection.execute(insert(self.table), added)
        if changed:
            connection.execute(self._update(changed[0]), changed)
        return bool(added or changed)

    def remove(self, connection: Connection, uids: Sequence[str]) -> None:
        for some in chunks(uids, IN_ONE_QUERY):
            connection.execute(delete(self.table).where(self.table.c.uid.in_(some)))

    def _row(self, value: V) -> dict[str, Any]:
        row = {name: getattr(value, name) for name in self.names}
        return {**row, **self.derived(value)} if self.derived else row

    def _update(self, example: Mapping[str, Any]) -> Any:
        named: dict[str, Any] = {
            name[1:]: bindparam(name, type_=self.table.c[name[1:]].type) for name in example if name != "_uid"
        }
        if "version" in self.table.c:
            named["version"] = self.table.c.version + 1
        return update(self.table).where(self.table.c.uid == bindparam("_uid")).values(named)


def chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The values in lists of at most `size`."""
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some


S = TypeVar("S", bound=_Slugged)


def with_slugs(
    connection: Connection,
    records: "Records[S]",
    before: Iterable[S],
    after: Iterable[S],
    named: Callable[[S], Mapping[str, str]],
) -> list[S]:
    """The values, each with a slug no other row of the table has: its own, the one it had, or one from its name.

    `before` are those of them that are kept already. One whose slug is somebody else's gets a number.
    """
    known = {value.uid: value.slug for value in before}
    wanted = {value.uid: value.slug or known.get(value.uid, "") for value in after}
    if wanted == known:
        return [_with_slug(value, known[value.uid]) for value in after]
    rows = connection.execute(select(records.table.c.slug, records.table.c.uid))
    owners = {row.slug: row.uid for row in rows}
    slugged = []
    for value in after:
        slug = wanted[value.uid] or made_slug("", named(value), value.uid, owners)
        if owners.get(slug, value.uid) != value.uid:
            slug = free_slug(slug, {other for other, uid in owners.items() if uid != value.uid})
        owners[slug] = value.uid
        slugged.append(_with_slug(value, slug))
    return slugged


def _with_slug(value: S, slug: str) -> S:
    return value if value.slug == slug else structs.replace(value, slug=slug)  # type: ignore[type-var]  # all are structs
