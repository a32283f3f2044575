"""Frozen values as rows: a table whose columns bear the names of a value's fields is read and written as that value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from msgspec import structs
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    case,
    delete,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import SQLModel

from events_service.columns import is_uid
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


class Rows(NamedTuple):
    """A statement and the values it is to be run with, in the form the driver takes: made anywhere, run in an act."""

    sql: str
    values: list[Any]


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
        rows = connection.execute(select(*self.columns).where(*where).order_by(*order)).all()
        return [self.value(**dict(zip(self.names, row, strict=True))) for row in rows]

    def read_uids(self, connection: Connection, uids: Iterable[str]) -> list[V]:
        """The values with these uids; those that are not there are left out."""
        return [
            value
            for some in chunks(sorted(set(uids)), IN_ONE_QUERY)
            for value in self.read(connection, self.table.c.uid.in_(some))
        ]

    def kept_uids(self, connection: Connection, uids: Iterable[str], *where: ColumnElement[bool]) -> list[str]:
        """Those of the uids that are there, and match."""
        column = self.table.c.uid
        return [
            uid
            for some in chunks(sorted(set(uids)), IN_ONE_QUERY)
            for uid in connection.execute(select(column).where(column.in_(some), *where)).scalars()
        ]

    def save(
        self, connection: Connection, before: Iterable[V], after: Iterable[V], owner: Mapping[str, Any] | None = None
    ) -> bool:
        """Insert and update what differs between the two by uid; True where anything did. Deletes nothing."""
        writes = self.writes(connection.dialect, before, after, owner)
        run(connection, writes)
        return bool(writes)

    def writes(
        self, dialect: Dialect, before: Iterable[V], after: Iterable[V], owner: Mapping[str, Any] | None = None
    ) -> list[Rows]:
        """What `save` would do, computed outside of the act that does it. `owner` is said of new rows.

        Of a row that is there only the columns that differ are written: somebody else may change the others meanwhile.
        """
        old, after = {value.uid: value for value in before}, list(after)
        added = [{**self._row(value), **(owner or {})} for value in after if value.uid not in old]
        changed = [(old[value.uid], value) for value in after if old.get(value.uid, value) != value]
        written = inserts(dialect, self.table, added)
        for rows in self._differences(changed):
            written += updates(dialect, self.table, ("uid",), rows)
        return written

    def _differences(self, changed: Iterable[tuple[V, V]]) -> Iterable[list[dict[str, Any]]]:
        """Uid and differing columns of each changed value, those with the same columns together."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for before, after in changed:
            was = self._row(before)
            row = {name: value for name, value in self._row(after).items() if name == "uid" or value != was[name]}
            alike.setdefault(tuple(row), []).append(row)
        return alike.values()

    def _row(self, value: V) -> dict[str, Any]:
        row = {name: getattr(value, name) for name in self.names}
        return {**row, **self.derived(value)} if self.derived else row


def run(connection: Connection, writes: Iterable[Rows]) -> None:
    for sql, values in writes:
        connection.exec_driver_sql(sql, values)


def inserts(dialect: Dialect, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Rows]:
    """New rows, all with the same columns; the others get their defaults."""
    if not rows:
        return []
    defaults: dict[str, Any] = {c.key: c.default for c in table.c if c.default is not None and c.key not in rows[0]}
    statement = insert(table).values({name: bindparam(name) for name in (*rows[0], *defaults)})
    whole = [
        {**row, **{name: said.arg(None) if said.is_callable else said.arg for name, said in defaults.items()}}
        for row in rows
    ]
    return [_bound(dialect, statement, table, whole)]


def updates(dialect: Dialect, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Rows]:
    """New values for rows found by `key`, all with the same columns. A row's `version` rises by one."""
    if not rows:
        return []
    named: dict[str, Any] = {name: bindparam(name, type_=table.c[name].type) for name in rows[0] if name not in key}
    if "version" in table.c:
        named["version"] = literal_column("version + 1")
    if not named:
        return []
    # A parameter named like its column would be taken for the column's new value.
    found = [table.c[name] == bindparam(f"_{name}", type_=table.c[name].type) for name in key]
    statement = update(table).where(*found).values(named)
    return [_bound(dialect, statement, table, [{**row, **{f"_{name}": row[name] for name in key}} for row in rows])]


def deletes(dialect: Dialect, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Rows]:
    """Take away the rows found by `key`."""
    if not rows:
        return []
    statement = delete(table).where(*(table.c[name] == bindparam(name, type_=table.c[name].type) for name in key))
    return [_bound(dialect, statement, table, [dict(row) for row in rows])]


def _bound(dialect: Dialect, statement: Insert | Update | Delete, table: Table, rows: list[dict[str, Any]]) -> Rows:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    kinds = {name: table.c[name.removeprefix("_")].type for name in compiled.binds}
    process = {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()}
    if compiled.positiontup is None:
        named = list(process.items())
        return Rows(str(compiled), [{n: row[n] if p is None else p(row[n]) for n, p in named} for row in rows])
    order = [(name, process[name]) for name in compiled.positiontup]
    return Rows(str(compiled), [tuple(row[n] if p is None else p(row[n]) for n, p in order) for row in rows])


def find_uid(connection: Connection, table: Table, name: str, *where: ColumnElement[bool]) -> str | None:
    """The uid of the row that bears this uid or this slug, which may look like a uid; the uid comes first."""
    by_slug = table.c.slug == name
    if not is_uid(name):
        found: str | None = connection.execute(select(table.c.uid).where(by_slug, *where)).scalar()
        return found
    by_uid = table.c.uid == name
    either = select(table.c.uid).where(or_(by_uid, by_slug), *where).order_by(case((by_uid, 0), else_=1))
    return connection.execute(either).scalar()


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
    if all(slug and known.get(uid) == slug for uid, slug in wanted.items()):
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
