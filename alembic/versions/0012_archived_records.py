"""Records that are archived; series are found by their folded names."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns
from events_service.languages import folded_all

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("event", "organization", "person"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("archived_at", columns.UtcDateTime(), nullable=True))
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", columns.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("folded", columns.SortedText(), nullable=False, server_default=""))
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.alter_column("folded", server_default=None)
    series = sa.table(
        "series",
        sa.column("uid", columns.Uid()),
        sa.column("name", columns.Localized()),
        sa.column("folded", columns.SortedText()),
    )
    connection = op.get_bind()
    for uid, name in connection.execute(sa.select(series.c.uid, series.c.name)).all():
        connection.execute(sa.update(series).where(series.c.uid == uid).values(folded=folded_all(name)))


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
