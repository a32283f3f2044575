"""Storage: SQLite or PostgreSQL through one code path. Everything others need is imported from here."""

from typing import TYPE_CHECKING, Any

from events_service.database.database import Database
from events_service.database.failures import DatabaseUnreachable, OutcomeUnknown, StorageFailed, is_duplicate
from events_service.database.prepared import Prepared
from events_service.database.record import Record, first_id, metadata, new_id
from events_service.database.session import DbSession
from events_service.database.sqlite_file import UnusableDatabase

if TYPE_CHECKING:
    from events_service.database.dependency import Db

__all__ = [
    "Database",
    "DatabaseUnreachable",
    "Db",
    "DbSession",
    "OutcomeUnknown",
    "Prepared",
    "Record",
    "StorageFailed",
    "UnusableDatabase",
    "first_id",
    "is_duplicate",
    "metadata",
    "new_id",
]


def __getattr__(name: str) -> Any:
    """`Db` needs FastAPI, which commands and the worker have no use for."""
    if name == "Db":
        from events_service.database.dependency import Db  # noqa: PLC0415  see above

        return Db
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
