"""What the database's own failures mean: which are worth another try, and what the reader is told."""

from typing import Any

from sqlalchemy import exc

from events_service.errors import Busy, DomainError, InvalidInput


class StorageFailed(Busy):
    """The disk or the connection failed, and nothing of this act was kept."""

    slug = "storage-failed"
    msgid = "The database cannot be written right now. Nothing of this was saved; try again in a moment."
    seconds = 10


class DatabaseUnreachable(StorageFailed):
    """The same while only reading."""

    slug = "database-unreachable"
    msgid = "The database cannot be reached right now. Try again in a moment."


class OutcomeUnknown(Busy):
    """The connection broke while the commit was on its way. The same request with the same
    idempotency key settles what became of it."""

    slug = "outcome-unknown"
    msgid = "The database went away while this was being saved. Send the same again; it is never done twice."


class UnkeepableText(InvalidInput):
    """PostgreSQL keeps no zero byte, and looks for none; whoever sends one tries what happens."""

    slug = "unkeepable-text"
    msgid = "There is a character in what was sent that no text can have. Type it anew and send it again."


class TransactionLost(Exception):
    """The database has ended a transaction of its own accord: nothing in it may be acknowledged."""


# Primary result codes of SQLite: https://www.sqlite.org/rescode.html
_SQLITE_READONLY = 8
SQLITE_BUSY = frozenset({5, 6})  # BUSY, LOCKED
_SQLITE_DUPLICATE = "UNIQUE constraint failed"
_SQLITE_BROKEN = frozenset({7, _SQLITE_READONLY, 9, 10, 11, 13, 14, 22, 26})  # NOMEM … FULL, CANTOPEN, NOLFS, NOTADB

_SERIALIZATION = frozenset({"40001", "40P01"})
_PG_BUSY = frozenset({"55P03", "57014", "53300", "53200", *_SERIALIZATION})  # lock or statement timeout, full
_PG_DUPLICATE = "23505"
_ZERO_BYTE = "NUL (0x00)"
"""As psycopg says it, before anything is sent to the server."""
_PG_BROKEN = ("08", "57P", "53", "58", "25006", "25P03", "XX")


def refusal(error: BaseException) -> DomainError | None:
    """The refusal that stands for a failure of the database, or None if the failure is something else."""
    if isinstance(error, TransactionLost):
        return StorageFailed()
    if isinstance(error, exc.TimeoutError):
        return Busy()  # no connection came free
    if not isinstance(error, exc.DBAPIError):
        return None
    if _sqlite_code(error) in SQLITE_BUSY or sqlstate(error) in _PG_BUSY:
        return Busy()
    if isinstance(error, exc.DataError) and _ZERO_BYTE in str(error.orig):
        return UnkeepableText()
    if _sqlite_code(error) in _SQLITE_BROKEN or is_disconnect(error):
        return StorageFailed()
    return StorageFailed() if (sqlstate(error) or "").startswith(_PG_BROKEN) else None


def explained(error: BaseException) -> BaseException:
    """The refusal, caused by the failure it stands for; any other error as it is."""
    refused = refusal(error)
    if refused is None:
        return error
    refused.__cause__ = error
    return refused


def may_run_again(error: BaseException) -> bool:
    """Was the act undone by something that passes: a deadlock, a restart, a lost connection?

    Or by somebody who was a moment faster with the same: the second run sees it, and says what there is to say.
    """
    if not isinstance(error, exc.DBAPIError):
        return False
    return sqlstate(error) in {*_SERIALIZATION, _PG_DUPLICATE} or is_disconnect(error)


def undone_by_commit(error: BaseException) -> bool:
    """Did the database itself say that it refused the commit, so that nothing of it stands?"""
    state = sqlstate(error)
    return state is not None and not state.startswith(("08", "57P"))


def is_disconnect(error: exc.DBAPIError) -> bool:
    """Is the connection gone, or the server going (57P01 to 57P03, class 08)?"""
    state = sqlstate(error)
    if state is not None:
        return state.startswith(("08", "57P"))
    return error.connection_invalidated or _is_psycopg_operational(error)


def is_read_only(error: BaseException) -> bool:
    """Did the database refuse a write because only reading is allowed here?"""
    return isinstance(error, exc.DBAPIError) and (_sqlite_code(error) == _SQLITE_READONLY or sqlstate(error) == "25006")


def is_duplicate(error: exc.IntegrityError) -> bool:
    """Did the database refuse a row because another one has its key, or what may be there once only?"""
    # Not every build of the driver gives SQLite's extended codes, which would say so.
    return sqlstate(error) == _PG_DUPLICATE or str(error.orig).startswith(_SQLITE_DUPLICATE)


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five characters; None where the server did not get to say any."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _is_psycopg_operational(error: exc.DBAPIError) -> bool:
    """Without a code, psycopg's OperationalError means: no connection, or no longer one."""
    return isinstance(error, exc.OperationalError) and type(error.orig).__module__.startswith("psycopg")


def _sqlite_code(error: exc.DBAPIError) -> int | None:
    code: Any = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
