"""The record names the change of a photo like everything else that is set."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    entries = sa.table("audit_entry", sa.column("act", columns.SortedText(100)))
    op.get_bind().execute(sa.update(entries).where(entries.c.act == "person.photo").values(act="set_photo"))


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
