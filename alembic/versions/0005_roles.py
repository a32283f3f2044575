"""Several roles for an account, each with its reach, and several events for a token."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
import uuid_utils

from alembic import op
from events_service import columns

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account_grant",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("account_id", columns.Uid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "organizer",
                "editor",
                "viewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("series_uid", columns.Uid(), nullable=True),
        sa.Column("event_uid", columns.Uid(), nullable=True),
        sa.Column("organization_uid", columns.Uid(), nullable=True),
        sa.CheckConstraint(
            "series_uid IS NULL OR (event_uid IS NULL AND organization_uid IS NULL)",
            name=op.f("ck_account_grant_one_reach"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
    )
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        for name in ("account_id", "event_uid", "organization_uid", "series_uid"):
            batch_op.create_index(batch_op.f(f"ix_account_grant_{name}"), [name], unique=False)
    _move_roles()
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_account_role"), type_="check")
        batch_op.drop_column("role")
        batch_op.drop_column("event_uid")

    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_uids", sa.Text(), nullable=True))
    _move_events()
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("event_uid")


def _move_roles() -> None:
    """Each account keeps the role it had, where it had it."""
    account = sa.table("account", *map(sa.column, ("id", "created_at", "updated_at", "role", "event_uid")))
    grant = sa.table(
        "account_grant", *map(sa.column, ("id", "created_at", "updated_at", "account_id", "role", "event_uid"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(account).order_by(account.c.id)).all():
        connection.execute(
            sa.insert(grant).values(
                id=str(uuid_utils.uuid7()),
                created_at=row.created_at,
                updated_at=row.updated_at,
                account_id=row.id,
                role=row.role,
                event_uid=row.event_uid,
            )
        )


def _move_events() -> None:
    token = sa.table("api_token", *map(sa.column, ("id", "event_uid", "event_uids")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(token).where(token.c.event_uid.is_not(None))).all():
        connection.execute(sa.update(token).where(token.c.id == row.id).values(event_uids=json.dumps([row.event_uid])))


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
