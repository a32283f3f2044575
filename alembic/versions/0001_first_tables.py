"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from events_service import columns

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("signed_note", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("signatories", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("action_plan", sa.Text(), nullable=True),
        sa.Column("outputs", sa.Text(), nullable=False),
        sa.Column("beneficiaries", sa.Text(), nullable=False),
        sa.Column("event_uids", sa.Text(), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_agreement")),
        sa.UniqueConstraint("slug", name=op.f("uq_agreement_slug")),
    )
    op.create_table(
        "catalogue",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "fund",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("organizations", sa.Text(), nullable=False),
        sa.Column("projects", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_fund")),
        sa.UniqueConstraint("slug", name=op.f("uq_fund_slug")),
    )
    op.create_table(
        "job",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("kind", columns.SortedText(100), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("dedupe_key", columns.SortedText(200), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("run_at", columns.UtcDateTime(), nullable=False),
        sa.Column("lease_until", columns.UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_run_at"), ["state", "run_at"], unique=False)

    op.create_table(
        "mail_relay",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("paused_until", columns.UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", columns.UtcDateTime(), nullable=True),
        sa.Column("refuses_login", sa.Boolean(), nullable=False),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("last_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_relay")),
    )
    op.create_table(
        "mail_suppression",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("address_digest", columns.SortedText(64), nullable=False),
        sa.Column("address_masked", sa.String(length=320), nullable=False),
        sa.Column("kind", columns.SortedText(100), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("last_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_suppression")),
        sa.UniqueConstraint("address_digest", "kind", name=op.f("uq_mail_suppression_address_digest_kind")),
    )
    op.create_table(
        "organization",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("owner_event_uid", columns.Uid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("folded", columns.SortedText(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "association",
                "government",
                "local_government",
                "embassy",
                "university",
                "foundation",
                "company",
                "international",
                "country_group",
                "other",
                name="organization_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("member_uids", sa.Text(), nullable=False),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_organization")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("dedupe_key", columns.SortedText(200), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=True),
        sa.Column("kind", columns.SortedText(100), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "deferred",
                "sent",
                "failed",
                "suppressed",
                "kept",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=False),
        sa.Column("give_up_at", columns.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", columns.UtcDateTime(), nullable=True),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("last_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_mail_dedupe_key")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_event_uid_id"), ["event_uid", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_waiting_priority_id"), ["waiting", "priority", "id"], unique=False
        )

    op.create_table(
        "redaction",
        sa.Column("person_uid", columns.Uid(), nullable=False),
        sa.Column("field", columns.SortedText(32), nullable=False),
        sa.Column("redacted_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_uid", "field", name=op.f("pk_redaction")),
    )
    op.create_table(
        "series",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("periodicity", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_table(
        "event",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("series_uid", columns.Uid(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "summit",
                "forum",
                "assises",
                "colloquium",
                "training",
                "meeting",
                name="event_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("day_change", sa.String(length=5), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("parent_uid", columns.Uid(), nullable=True),
        sa.Column("announced_by_uid", columns.Uid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "announced",
                "confirmed",
                "postponed",
                "cancelled",
                "moved_online",
                name="event_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organizations", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("confirm_addresses", sa.Boolean(), nullable=False),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=False),
        sa.Column("modified_at", columns.UtcDateTime(), nullable=True),
        sa.Column("time_rules", sa.String(), nullable=False),
        sa.CheckConstraint("start_on <= end_on", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(["series_uid"], ["series.uid"], name=op.f("fk_event_series_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_series_uid"), ["series_uid"], unique=False)

    op.create_table(
        "person",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("owner_event_uid", columns.Uid(), nullable=True),
        sa.Column("organization_uid", columns.Uid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("badge_name", sa.String(), nullable=False),
        sa.Column("folded", columns.SortedText(), nullable=False),
        sa.Column("honorific", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("photo_public", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_uid"], ["organization.uid"], name=op.f("fk_person_organization_uid"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_organization_uid"), ["organization_uid"], unique=False)

    op.create_table(
        "alias",
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sessions",
                "rooms",
                "tracks",
                "people",
                "organizations",
                name="alias_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_alias_event_uid")),
        sa.PrimaryKeyConstraint("event_uid", "kind", "slug", name=op.f("pk_alias")),
    )
    op.create_table(
        "contact",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("folded_email", columns.SortedText(320), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_contact_event_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("event_uid", "folded_email", name=op.f("uq_contact_event_uid_folded_email")),
    )
    op.create_table(
        "external_reference",
        sa.Column("source", columns.SortedText(64), nullable=False),
        sa.Column("kind", columns.SortedText(16), nullable=False),
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("imported", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_external_reference_event_uid")),
        sa.PrimaryKeyConstraint("source", "kind", "uid", name=op.f("pk_external_reference")),
    )
    with op.batch_alter_table("external_reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_reference_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("key", columns.SortedText(255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("registration_id", columns.Uid(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_idempotency_event_uid")),
        sa.PrimaryKeyConstraint("event_uid", "key", name=op.f("pk_idempotency")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_created_at"), ["created_at"], unique=False)

    op.create_table(
        "notice",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("session_uid", columns.Uid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_notice_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "offering",
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("session_uid", columns.SortedText(36), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("none", "registration", name="offer_mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opens_at", columns.UtcDateTime(), nullable=True),
        sa.Column("closes_at", columns.UtcDateTime(), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_offering_capacity_not_negative")),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_offering_event_uid")),
        sa.PrimaryKeyConstraint("event_uid", "session_uid", name=op.f("pk_offering")),
    )
    op.create_table(
        "recommendation",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("session_uid", columns.Uid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "under_way",
                "done",
                "carried_over",
                name="recommendation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_recommendation_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "release",
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("time_rules", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("released_at", columns.UtcDateTime(), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_release_event_uid")),
        sa.PrimaryKeyConstraint("event_uid", "number", name=op.f("pk_release")),
    )
    op.create_table(
        "released_session",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_released_session_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_released_session")),
        sa.UniqueConstraint("event_uid", "slug", name=op.f("uq_released_session_event_uid_slug")),
    )
    with op.batch_alter_table("released_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_released_session_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "session_type",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_break", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_session_type_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_session_type")),
    )
    with op.batch_alter_table("session_type", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_type_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "stand",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_stand_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_stand")),
    )
    with op.batch_alter_table("stand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stand_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "track",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_track_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_track")),
    )
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "venue",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_venue_event_uid")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("contact_id", columns.Uid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded_name", columns.SortedText(300), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("organization", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_participant_contact_id")),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_participant_event_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("contact_id", "folded_name", name=op.f("uq_participant_contact_id_folded_name")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "room",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("venue_uid", columns.Uid(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("accessibility", sa.Text(), nullable=False),
        sa.Column("booths", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_room_event_uid")),
        sa.ForeignKeyConstraint(["venue_uid"], ["venue.uid"], name=op.f("fk_room_venue_uid"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_room")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_event_uid"), ["event_uid"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", columns.Uid(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("updated_at", columns.UtcDateTime(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("participant_id", columns.Uid(), nullable=False),
        sa.Column("contact_id", columns.Uid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "pending",
                "confirmed",
                "waitlisted",
                "declined",
                "cancelled",
                "expired",
                name="registration_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.Column("duplicate_of", columns.Uid(), nullable=True),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_registration_contact_id")),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_registration_event_uid")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_registration_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_event_uid_state"), ["event_uid", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "uq_registration_active",
            ["participant_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('cancelled', 'declined', 'expired') AND duplicate_of IS NULL"),
            postgresql_where=sa.text("state NOT IN ('cancelled', 'declined', 'expired') AND duplicate_of IS NULL"),
        )

    op.create_table(
        "session",
        sa.Column("uid", columns.Uid(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("slug", columns.SortedText(100), nullable=False),
        sa.Column("code", columns.SortedText(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subtitle", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("start_local", columns.WallTime(), nullable=True),
        sa.Column("end_local", columns.WallTime(), nullable=True),
        sa.Column("start_fold", sa.Integer(), nullable=False),
        sa.Column("end_fold", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=True),
        sa.Column("time_note", sa.Text(), nullable=False),
        sa.Column("room_uid", columns.Uid(), nullable=True),
        sa.Column("track_uid", columns.Uid(), nullable=True),
        sa.Column("type_uid", columns.Uid(), nullable=True),
        sa.Column("country_group_uid", columns.Uid(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("interpretation", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "tentative",
                "confirmed",
                "cancelled",
                name="session_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_note", sa.Text(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "title_only",
                "by_invitation",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("stream_url", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("objectives_introduction", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=True),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("internal", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_group_uid"], ["organization.uid"], name=op.f("fk_session_country_group_uid"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_session_event_uid")),
        sa.ForeignKeyConstraint(["room_uid"], ["room.uid"], name=op.f("fk_session_room_uid"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["track_uid"], ["track.uid"], name=op.f("fk_session_track_uid"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["type_uid"], ["session_type.uid"], name=op.f("fk_session_type_uid"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_event_uid"), ["event_uid"], unique=False)
        batch_op.create_index("ix_session_event_uid_start_local", ["event_uid", "start_local"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_room_uid"), ["room_uid"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("registration_id", columns.Uid(), nullable=False),
        sa.Column("session_uid", columns.SortedText(36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "offered",
                "confirmed",
                "waitlisted",
                "cancelled",
                name="seat_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("held_until", columns.UtcDateTime(), nullable=True),
        sa.Column("promotable", sa.Boolean(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_seat_event_uid")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_seat_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("registration_id", "session_uid", name=op.f("uq_seat_registration_id_session_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_event_uid_session_uid_state_held_until_id"),
            ["event_uid", "session_uid", "state", "held_until", "id"],
            unique=False,
        )

    op.create_table(
        "session_organization",
        sa.Column("session_uid", columns.Uid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("organization_uid", columns.Uid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "organizer",
                "co_host",
                "partner",
                "patron",
                name="event_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_session_organization_event_uid")),
        sa.ForeignKeyConstraint(
            ["organization_uid"], ["organization.uid"], name=op.f("fk_session_organization_organization_uid")
        ),
        sa.ForeignKeyConstraint(
            ["session_uid"], ["session.uid"], name=op.f("fk_session_organization_session_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_uid", "position", name=op.f("pk_session_organization")),
    )
    with op.batch_alter_table("session_organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_organization_event_uid"), ["event_uid"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_session_organization_organization_uid"), ["organization_uid"], unique=False
        )

    op.create_table(
        "session_person",
        sa.Column("session_uid", columns.Uid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_uid", columns.Uid(), nullable=False),
        sa.Column("person_uid", columns.Uid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "speaker",
                "moderator",
                "rapporteur",
                "chair",
                "co_chair",
                "facilitator",
                "interpreter",
                name="person_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organization_uid", columns.Uid(), nullable=True),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_uid"], ["event.uid"], name=op.f("fk_session_person_event_uid")),
        sa.ForeignKeyConstraint(
            ["organization_uid"],
            ["organization.uid"],
            name=op.f("fk_session_person_organization_uid"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_session_person_person_uid")),
        sa.ForeignKeyConstraint(
            ["session_uid"], ["session.uid"], name=op.f("fk_session_person_session_uid"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_uid", "position", name=op.f("pk_session_person")),
    )
    with op.batch_alter_table("session_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_event_uid"), ["event_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_person_person_uid"), ["person_uid"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("The way back is the backup made before the migration.")
