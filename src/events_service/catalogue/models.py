"""The frozen Catalogue's table."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from events_service.columns import UtcDateTime


class CatalogueRow(SQLModel, table=True):
    """One frozen Catalogue. The highest number is the public one; a few before it are kept."""

    __tablename__: ClassVar[str] = "catalogue"

    number: int = Field(primary_key=True)
    format: int
    digest: str = Field(max_length=64)
    payload: bytes = Field(sa_type=LargeBinary)
    frozen_at: datetime = Field(sa_type=UtcDateTime)
