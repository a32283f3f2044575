"""The base of tables: an identifier that sorts by age, and when a row was made and last changed."""

from datetime import datetime
from uuid import UUID

import uuid_utils
from sqlmodel import Field, SQLModel

from events_service import zones
from events_service.columns import Uid, UtcDateTime

metadata = SQLModel.metadata

# Tables validate nothing, so their validators are not built at every start.
SQLModel.model_config["defer_build"] = True


def new_id() -> str:
    """A new UUID of version 7 (RFC 9562): later ones sort after earlier ones made by the same process."""
    return str(uuid_utils.uuid7())


def first_id(at: datetime) -> str:
    """What no id is below that is made at this moment or later."""
    milliseconds = int(at.timestamp() * 1000)
    return str(UUID(int=milliseconds << 80))


class Record(SQLModel):
    """What every table with rows of its own has. Bulk Core statements fill these in as well."""

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=Uid, sa_column_kwargs={"default": new_id})
    created_at: datetime = Field(
        default_factory=zones.now, sa_type=UtcDateTime, sa_column_kwargs={"default": zones.now}
    )
    updated_at: datetime = Field(
        default_factory=zones.now,
        sa_type=UtcDateTime,
        sa_column_kwargs={"default": zones.now, "onupdate": zones.now},
    )
