"""The record of what was done can be searched. Entries from before are found by all but a text."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_audit_entry_act_id"), ["act", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_event_uid_actor_id"), ["event_uid", "actor", "id"], unique=False
        )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.alter_column("words", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
