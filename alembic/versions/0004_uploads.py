"""Uploads."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("name", columns.SortedText(80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "photo", "picture", "document", name="upload_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("small_digest", columns.SortedText(64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=True),
        sa.Column("uploaded_by", columns.SortedText(100), nullable=False),
        sa.Column("unused_since", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_event_uid"), ["event_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_name"), ["name"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
