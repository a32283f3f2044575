"""Statements compiled once: for registration, the outbox and other acts that run thousands of times."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from sqlalchemy.exc import DBAPIError

from events_service.database.compiled import Form, Statement, form_of
from events_service.database.session import DbSession


class Prepared:
    """A Core statement, compiled once per kind of database and handed straight to the driver.

    Values go in and come out as the columns' Python types, as with `db.execute()`; defaults of columns
    apply; what ORM code of the same act left unflushed is written first. A list in IN is not possible,
    since its text changes with its length. Errors are SQLAlchemy's (`IntegrityError` …), but its events
    and its echo see nothing of these statements.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._forms: dict[str, Form] = {}

    def rows(self, db: DbSession, /, **values: Any) -> list[Any]:
        """Every row, as a named tuple."""
        form = self._form(db)
        return form.read(_execute(db, form, form.bound(values)).fetchall())

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
        return int(_execute(db, form, form.bound(values)).rowcount)

    def run_many(self, db: DbSession, items: Iterable[Mapping[str, Any]], /) -> None:
        """Execute once for each mapping of values."""
        form = self._form(db)
        for item in items:
            _execute(db, form, form.bound(item))

    def _form(self, db: DbSession) -> Form:
        if db.in_transaction():
            db.flush()
        form = self._forms.get(db.dialect.name)
        if form is None:
            form = self._forms[db.dialect.name] = form_of(self._statement, db.dialect)
        return form


def _execute(db: DbSession, form: Form, values: list[Any]) -> Any:
    """A cursor, or what libpq answered: both have `fetchall()` and `rowcount`."""
    connection = db.link
    driver: Any = connection.connection.driver_connection
    try:
        if form.dialect.name == "postgresql":
            from events_service.database import libpq  # noqa: PLC0415  psycopg is a twelfth of every start

            return libpq.execute(driver, form.encoded, values, connection.info.get("plans"))
        return driver.execute(form.sql, values)
    except form.dialect.loaded_dbapi.Error as error:
        _translate(db, form, error)


def _translate(db: DbSession, form: Form, error: Any) -> NoReturn:
    """Raise what SQLAlchemy would have raised; a lost connection does not go back to its pool."""
    driver: Any = db.link.connection.driver_connection
    lost = form.dialect.is_disconnect(error, driver, None)
    if lost:
        db.link.invalidate(error)
    raise DBAPIError.instance(
        form.sql,
        None,
        error,
        form.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=form.dialect,
    ) from error
