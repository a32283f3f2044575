"""Run by Alembic for every command: which tables there should be, and the connection to bring them there."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from events_service import columns, tables
from events_service.database.migrations import migrating


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How a column type is written in a migration: without what the code may later change about it."""
    if kind != "type":
        return False
    if isinstance(item, columns.Json):
        return "sa.Text()"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, columns.SortedText):
        return _ours(autogen, f"SortedText({item.length or ''})")
    if isinstance(item, columns.Uid | columns.WallTime | columns.UtcDateTime):
        return _ours(autogen, f"{type(item).__name__}()")
    return False


def _ours(autogen: AutogenContext, text: str) -> str:
    autogen.imports.add("from events_service import columns")
    return f"columns.{text}"


with migrating(context.config.attributes["url"]) as connection:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes["metadata"] or tables.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
