"""What a Core statement becomes for one kind of database: text, the order of its values, and back."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Dialect, Float, Insert, Numeric, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | UpdateBase
Processor = Callable[[Any], Any] | None


class Bind(NamedTuple):
    """One parameter in the order of the text: what the caller calls it, or the constant that is always there."""

    key: str | None
    process: Processor
    constant: Any = None


class Form(msgspec.Struct, frozen=True):
    """The text with `?` (SQLite) or `$1` (PostgreSQL), and all that is needed to fill it and to read its rows."""

    sql: str
    encoded: bytes
    dialect: Dialect
    binds: tuple[Bind, ...]
    defaults: tuple[tuple[str, Callable[[], Any]], ...]
    keys: frozenset[str]
    columns: tuple[Processor, ...]
    row: Callable[[Iterable[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The driver's parameters. TypeError names what is missing, or is no parameter."""
        if len(values) != len(self.keys):
            values = {key: default() for key, default in self.defaults if key not in values} | dict(values)
        if values.keys() != self.keys:
            raise TypeError(self._complaint(values))
        return [
            constant if key is None else values[key] if process is None else process(values[key])
            for key, process, constant in self.binds
        ]

    def _complaint(self, values: Mapping[str, Any]) -> str:
        if missing := sorted(self.keys - values.keys()):
            return f"no value for {missing[0]}"
        return f"not in the statement: {', '.join(sorted(values.keys() - self.keys))}"

    def read(self, rows: Iterable[Any]) -> list[Any]:
        """The driver's rows as named tuples of Python values."""
        return [
            self.row(
                value if process is None else process(value) for value, process in zip(row, self.columns, strict=True)
            )
            for row in rows
        ]


@cache
def _dollars() -> Dialect:
    """PostgreSQL with `$1`, as libpq takes it."""
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg  # noqa: PLC0415  psycopg is slow to load

    return PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


def form_of(statement: Statement, used: Dialect) -> Form:
    """Compile a statement for the kind of database a connection has."""
    dialect = _dollars() if used.name == "postgresql" else used
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    if compiled.post_compile_params:
        raise TypeError("a list in IN changes the text of the statement: execute it the usual way")
    defaults, computed = _defaults(statement, compiled)
    parts: dict[str, Bind] = {}
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.required or name in computed:
            parts[name] = Bind(bind.key, process)
        else:
            value = bind.effective_value
            parts[name] = Bind(None, None, value if process is None else process(value))
    given = {name: part.key for name, part in parts.items() if part.key is not None}
    columns = list(statement.exported_columns)
    return Form(
        sql=str(compiled),
        encoded=str(compiled).encode(),
        dialect=used,
        binds=tuple(parts[name] for name in compiled.positiontup or ()),
        defaults=tuple((key, defaults[name]) for name, key in given.items() if name in defaults),
        keys=frozenset(given.values()),
        columns=tuple(_result_processor(column.type, dialect) for column in columns),
        row=_row_of([column.key or "" for column in columns]),
    )


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    """Numbers with a fraction ask what the server calls them: double precision, or numeric."""
    code = 701 if isinstance(kind, Float) else 1700 if isinstance(kind, Numeric) else None
    return kind.dialect_impl(dialect).result_processor(dialect, code)


def _row_of(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    make: Callable[[Iterable[Any]], Any] = row._make
    return make


def _defaults(statement: Statement, compiled: SQLCompiler) -> tuple[dict[str, Callable[[], Any]], set[str]]:
    """What stands in for a column nobody gave a value; and the names SQLAlchemy would compute anyway."""
    if isinstance(statement, Insert):
        found = {column.key: column.default for column in statement.table.columns}
        computed = {column.key for column in compiled.insert_prefetch}
    elif isinstance(statement, Update):
        found = {column.key: column.onupdate for column in statement.table.columns}
        computed = {column.key for column in compiled.update_prefetch}
    else:
        return {}, set()
    return {key: partial(_value, default) for key, default in found.items() if default is not None}, computed


def _value(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg
