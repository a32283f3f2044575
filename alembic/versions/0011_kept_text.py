"""Kept text."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "kept_text",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("account_id", columns.Uid(), nullable=False),
        sa.Column("address", columns.SortedText(300), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kept_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kept_text_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_text")),
        sa.UniqueConstraint("account_id", "address", name=op.f("uq_kept_text_account_id_address")),
    )
    op.create_index(op.f("ix_kept_text_kept_at"), "kept_text", ["kept_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
