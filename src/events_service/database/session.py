"""The database session an act or a reading route is given."""

from collections.abc import Callable
from typing import NoReturn

from sqlalchemy import Connection, Dialect, Engine
from sqlmodel import Session


class DbSession(Session):
    """A SQLModel session that neither commits nor rolls back: `write()` does, when the act has returned.

    Where an act expects a refusal by the database, it writes inside `with db.begin_nested()`. Building a
    session costs little; its ORM half only starts working when it is used, so acts made of `Prepared`
    statements do not pay for it.
    """

    def __init__(self, bind: Engine | Connection) -> None:
        # On SQLite the transaction is shared by a batch of units: a failing flush must undo no more
        # than a savepoint. On PostgreSQL the transaction is the unit's own.
        own = bind.dialect.name == "postgresql"
        super().__init__(
            bind,
            expire_on_commit=False,
            join_transaction_mode="rollback_only" if own else "create_savepoint",
        )
        self.after: list[Callable[[], object]] = []
        self._dialect = bind.dialect
        self._unit = bind if isinstance(bind, Connection) else None

    @property
    def link(self) -> Connection:
        """The connection inside the present transaction and savepoint; does not wake the ORM half."""
        return self.connection() if self._unit is None or self.in_transaction() else self._unit

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's idea of the database; its `name` is `sqlite` or `postgresql`."""
        return self._dialect

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Call back once this unit's writes are safe, from the writing thread; never if they are not."""
        self.after.append(callback)

    def settle(self) -> None:
        """Write out what the act left in the session. Called by the writer when the act has returned."""
        if self.in_transaction():
            super().commit()

    def discard(self) -> None:
        """Undo what is left of the session's own savepoint, and let go of its rows."""
        if self.in_transaction() or self.identity_map:
            self.close()

    def commit(self) -> NoReturn:
        raise RuntimeError("write() commits when the act returns; use flush() for an id")

    def rollback(self) -> NoReturn:
        raise RuntimeError("raise to undo the whole act; use begin_nested() to undo a part of it")
