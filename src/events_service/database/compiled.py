"""What a Core statement becomes for one kind of database: text, the order of its values, and back."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any

import msgspec
from sqlalchemy import Dialect, Float, Insert, Numeric, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | UpdateBase
Processor = Callable[[Any], Any] | None


class Bind(msgspec.Struct, frozen=True):
    """A parameter the caller gives: its name in the text, the caller's name, and its default if any."""

    name: str
    key: str
    process: Processor
    default: Callable[[], Any] | None


class Form(msgspec.Struct, frozen=True):
    """The text with `?` (SQLite) or `$1` (PostgreSQL), and all that is needed to fill it and to read its rows."""

    sql: str
    encoded: bytes
    dialect: Dialect
    constants: dict[str, Any]
    binds: tuple[Bind, ...]
    order: tuple[str, ...]
    columns: tuple[Processor, ...]
    row: Callable[[Iterable[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The driver's parameters. TypeError names what is missing, or is no parameter."""
        bound = self.constants.copy()
        given = 0
        for bind in self.binds:
            if bind.key in values:
                value = values[bind.key]
                given += 1
            elif bind.default is not None:
                value = bind.default()
            else:
                raise TypeError(f"no value for {bind.key}")
            bound[bind.name] = value if bind.process is None else bind.process(value)
        if given != len(values):
            unknown = sorted(set(values) - {bind.key for bind in self.binds})
            raise TypeError(f"not in the statement: {', '.join(unknown)}")
        return [bound[name] for name in self.order]

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
    constants: dict[str, Any] = {}
    binds = []
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.required or name in computed:
            binds.append(Bind(name, bind.key, process, defaults.get(name)))
        else:
            constants[name] = bind.effective_value if process is None else process(bind.effective_value)
    columns = list(statement.exported_columns)
    return Form(
        sql=str(compiled),
        encoded=str(compiled).encode(),
        dialect=used,
        constants=constants,
        binds=tuple(binds),
        order=tuple(compiled.positiontup or ()),
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
