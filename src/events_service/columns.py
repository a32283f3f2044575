"""Column types: what a value is in Python, and the one form it has in SQLite and in PostgreSQL alike.

Values that are frozen or replaced as a whole (`Localized`, `Json`) are written when a new value is
assigned; changing a dictionary in place is not noticed.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import DateTime, Dialect, Enum, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

from events_service.languages import LocalizedText

# Every model imports this module, so that no constraint is made before there are names for them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

T = TypeVar("T")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch


def is_uid(text: str) -> bool:
    """Whether it is a UUID in its canonical form: the only form a Uid column takes."""
    return _UUID(text) is not None


def _by_code_point(length: int | None) -> TypeEngine[str]:
    """Text that both databases compare byte by byte; PostgreSQL would follow its locale otherwise."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class SortedText(TypeDecorator[str]):
    """Text compared and sorted by code point on both databases: slugs, codes, folded names."""

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(_by_code_point(self.length).dialect_impl(dialect))


class Uid(TypeDecorator[str]):
    """A UUID as text of 36 characters in lower case: the same in Python, SQLite and PostgreSQL."""

    impl = String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return _by_code_point(36).dialect_impl(dialect)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not is_uid(value):
            raise ValueError(f"not a UUID in its canonical form: {value!r}")
        return value


class WallTime(TypeDecorator[datetime]):
    """A naive wall time to the second, as text `2026-11-21T09:30:00`; the zone is the event's.

    Text on purpose: no database may take it for an instant and convert it.
    """

    impl = String(19)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return _by_code_point(19).dialect_impl(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError(f"a wall time carries no zone of its own: {value!r}")
        return value.isoformat(timespec="seconds")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        parse = datetime.fromisoformat
        return lambda value: None if value is None else parse(value)


@lru_cache(maxsize=256)
def _instant_text(instant: datetime) -> str:
    """An instant in text that sorts as the instants do. An act writes the same moment into many columns."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC: `timestamptz` in PostgreSQL, text of fixed width in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant is aware: {value!r}")
        return _instant_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC)


class Json(TypeDecorator[T], Generic[T]):
    """A value of one type as JSON text, checked when it is read: `Json(list[Struct])`, `Json(Struct)`.

    Text rather than a JSON type: it is never searched in SQL, and keys keep their order. None is NULL.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind
        self._decode = msgspec.json.Decoder(kind).decode

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], T | None]:
        """Both databases give text, so nothing stands between: a page reads tens of thousands of these."""
        decode = self._decode
        return lambda value: None if value is None else decode(value)


class Localized(Json[LocalizedText]):
    """Text in several languages, as `{"en": …, "ar": …}` in the order it was given."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(dict[str, str])


def str_enum(kind: type[StrEnum], name: str | None = None) -> Enum:
    """Text with a CHECK, for the values of an enum. Two columns of one enum in a table need a `name` each."""
    return Enum(
        kind,
        name=name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.__name__).lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
