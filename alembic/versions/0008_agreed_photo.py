"""The photo a person has agreed to since."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
