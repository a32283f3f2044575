"""Where a person or an organization went that was the same as another."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("organization", "person"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("same_as_uid", columns.Uid(), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_same_as_uid"), ["same_as_uid"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
