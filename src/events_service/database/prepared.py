"""Statements compiled once: for registration, the outbox and other acts that run thousands of times."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Dialect, Insert, Select, Update, exc
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

from events_service.database.session import DbSession

Processor = Callable[[Any], Any] | None
Statement = Select[*tuple[Any, ...]] | UpdateBase


class Prepared:
    """A Core statement, compiled once per kind of database and handed straight to the driver.

    Values go in and come out as the columns' Python types, as with `db.execute()`; defaults of columns
    apply; what ORM code of the same act left unflushed is written first. A list in IN is not possible,
    since its text changes with its length. Errors are SQLAlchemy's (`IntegrityError` …), but its events
    and its echo see nothing of these statements.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, db: DbSession, /, **values: Any) -> list[Any]:
        """Every row, as a named tuple."""
        form = self._form(db)
        return form.read(form.execute(db, form.bound(values)).fetchall())

    def first(self, db: DbSession, /, **values: Any) -> Any:
        """The first row as a named tuple, or None."""
        rows = self.rows(db, **values)
        return rows[0] if rows else None

    def scalar(self, db: DbSession, /, **values: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        rows = self.rows(db, **values)
        return rows[0][0] if rows else None

    def run(self, db: DbSession, /, **values: Any) -> int:
        """Execute for its effect; how many rows it had one on."""
        form = self._form(db)
        return int(form.execute(db, form.bound(values)).rowcount)

    def run_many(self, db: DbSession, items: Iterable[Mapping[str, Any]], /) -> None:
        """Execute once for each mapping of values."""
        form = self._form(db)
        if bound := [form.bound(item) for item in items]:
            form.execute(db, bound, many=True)

    def _form(self, db: DbSession) -> "_Form":
        if db.in_transaction():
            db.flush()
        dialect = db.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _compiled(self._statement, dialect)
        return form


class _Bind(msgspec.Struct, frozen=True):
    """A parameter the caller gives: its name in the text, the caller's name, and its default if any."""

    name: str
    key: str
    process: Processor
    default: Callable[[], Any] | None


class _Form(msgspec.Struct, frozen=True):
    """What a statement is to one kind of database."""

    sql: str
    dialect: Dialect
    constants: dict[str, Any]
    binds: tuple[_Bind, ...]
    order: tuple[str, ...] | None
    columns: tuple[Processor, ...]
    row: Callable[[Iterable[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> Any:
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
        return bound if self.order is None else [bound[name] for name in self.order]

    def read(self, rows: Iterable[Any]) -> list[Any]:
        """The driver's rows as named tuples of Python values."""
        return [
            self.row(
                value if process is None else process(value) for value, process in zip(row, self.columns, strict=True)
            )
            for row in rows
        ]

    def execute(self, db: DbSession, parameters: Any, *, many: bool = False) -> Any:
        """The driver's cursor after execution."""
        driver = db.driver
        cursor = driver.cursor()
        try:
            if many:
                cursor.executemany(self.sql, parameters)
            else:
                cursor.execute(self.sql, parameters)
        except self.dialect.loaded_dbapi.Error as error:
            lost = self.dialect.is_disconnect(error, driver, cursor)
            raise exc.DBAPIError.instance(
                self.sql,
                None,
                error,
                self.dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=self.dialect,
            ) from error
        return cursor


def _compiled(statement: Statement, dialect: Dialect) -> _Form:
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
            binds.append(_Bind(name, bind.key, process, defaults.get(name)))
        else:
            constants[name] = bind.effective_value if process is None else process(bind.effective_value)
    columns = list(statement.exported_columns)
    return _Form(
        sql=str(compiled),
        dialect=dialect,
        constants=constants,
        binds=tuple(binds),
        order=tuple(compiled.positiontup or ()) if compiled.positional else None,
        columns=tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns),
        row=_row_of([column.key or "" for column in columns]),
    )


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
