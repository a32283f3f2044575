"""A table for the tests of storage, apart from the service's own."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import CheckConstraint, MetaData, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from events_service.columns import Json, Localized, SortedText, Uid, UtcDateTime, WallTime, str_enum
from events_service.database import Database, DbSession, metadata, new_id
from events_service.zones import now


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Note(msgspec.Struct, frozen=True):
    text: str
    weight: int = 1


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=metadata.naming_convention)


class Thing(Base):
    __tablename__ = "thing"
    __table_args__ = (CheckConstraint("count >= 0", name="count_not_negative"),)

    id: Mapped[str] = mapped_column(Uid(), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String, unique=True)
    slug: Mapped[str | None] = mapped_column(SortedText(40))
    count: Mapped[int] = mapped_column(default=0)
    size: Mapped[Size] = mapped_column(str_enum(Size), default=Size.SMALL)
    title: Mapped[dict[str, str] | None] = mapped_column(Localized())
    notes: Mapped[list[Note] | None] = mapped_column(Json(list[Note]))
    starts_local: Mapped[datetime | None] = mapped_column(WallTime())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now, onupdate=now)


def make_table(db: DbSession) -> None:
    """An act."""
    Base.metadata.create_all(db.connection())


def add(db: DbSession, name: str, /, **values: Any) -> str:
    """An act: add a thing, and return its id."""
    thing = Thing(name=name, **values)
    db.add(thing)
    db.flush()
    return thing.id


def names(database: Database) -> list[str]:
    """What is kept, in order of name."""
    with database.read() as db:
        return list(db.execute(select(Thing.name).order_by(Thing.name)).scalars())


def how_many(db: DbSession) -> int:
    number: int = db.execute(select(func.count()).select_from(Thing)).scalar_one()
    return number
