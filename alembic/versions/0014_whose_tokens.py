"""Whose an API token is, who an account is at a provider; accounts are found by their folded names."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns
from events_service.languages import folded_all

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "open_identity",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("account_id", columns.Uid(), nullable=False),
        sa.Column("issuer", columns.SortedText(500), nullable=False),
        sa.Column("subject", columns.SortedText(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_open_identity_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_identity")),
        sa.UniqueConstraint("account_id", "issuer", name=op.f("uq_open_identity_account_id_issuer")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_open_identity_issuer_subject")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", columns.SortedText(), nullable=False, server_default=""))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("folded", server_default=None)
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", columns.Uid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_api_token_account_id"), ["account_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_api_token_account_id"), "account", ["account_id"], ["id"], ondelete="CASCADE"
        )
    _fold_accounts(op.get_bind())
    _give_tokens_to_their_makers(op.get_bind())


def _fold_accounts(connection: sa.Connection) -> None:
    account = sa.table(
        "account",
        sa.column("id", columns.Uid()),
        sa.column("name", sa.String()),
        sa.column("email", sa.String()),
        sa.column("folded", columns.SortedText()),
    )
    for uid, name, email in connection.execute(sa.select(account.c.id, account.c.name, account.c.email)).all():
        connection.execute(sa.update(account).where(account.c.id == uid).values(folded=folded_all(name, email)))


def _give_tokens_to_their_makers(connection: sa.Connection) -> None:
    """The record says who made each."""
    account = sa.table("account", sa.column("id", columns.Uid()))
    token = sa.table("api_token", sa.column("id", columns.Uid()), sa.column("account_id", columns.Uid()))
    entry = sa.table(
        "audit_entry",
        sa.column("act", columns.SortedText(100)),
        sa.column("actor", columns.SortedText(100)),
        sa.column("subject", columns.SortedText(200)),
    )
    accounts = set(connection.execute(sa.select(account.c.id)).scalars())
    made = sa.select(entry.c.subject, entry.c.actor).where(entry.c.act == "add_token")
    for subject, actor in connection.execute(made).all():
        maker = actor.removeprefix("account:")
        if maker in accounts:
            known = token.c.id == subject.removeprefix("token:")
            connection.execute(sa.update(token).where(known).values(account_id=maker))


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
