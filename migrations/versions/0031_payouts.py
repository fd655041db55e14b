"""Payouts, who let them go, and the statements that keep a seller free of tax."""

import sqlalchemy as sa
from alembic import op

revision = "0031_payouts"
down_revision = "0030_cash"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payout_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("prepared_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["users.id"], name=op.f("fk_payout_batches_prepared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_payout_batches_number")),
    )
    op.create_table(
        "payout_approvals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("admin_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["users.id"], name=op.f("fk_payout_approvals_admin_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["payout_batches.id"], name=op.f("fk_payout_approvals_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_approvals")),
        sa.UniqueConstraint("batch_id", "admin_id", name=op.f("uq_payout_approvals_batch_id_admin_id")),
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "approved",
                "processing",
                "completed",
                "failed",
                "unresolved",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("bank_reference", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instructed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payouts_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["payout_accounts.id"], name=op.f("fk_payouts_account_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["payout_batches.id"], name=op.f("fk_payouts_batch_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_payouts_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
    )
    op.create_index(op.f("ix_payouts_batch_id"), "payouts", ["batch_id"], unique=False)
    op.create_index(
        op.f("ix_payouts_seller_id_payouts_created_at"), "payouts", ["seller_id", "created_at"], unique=False
    )
    op.create_index(
        "uq_payouts_open",
        "payouts",
        ["seller_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('pending', 'approved', 'processing', 'unresolved')"),
        postgresql_where=sa.text("status IN ('pending', 'approved', 'processing', 'unresolved')"),
    )
    op.create_table(
        "turnover_statements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted", "accepted", "rejected", name="status", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_turnover_statements_decided_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_turnover_statements_document_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_turnover_statements_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turnover_statements")),
        sa.UniqueConstraint("document_id", name=op.f("uq_turnover_statements_document_id")),
    )
    op.create_index(op.f("ix_turnover_statements_status"), "turnover_statements", ["status"], unique=False)
    op.create_index(
        "uq_turnover_statements_open",
        "turnover_statements",
        ["seller_id", "year"],
        unique=True,
        sqlite_where=sa.text("status IN ('submitted', 'accepted')"),
        postgresql_where=sa.text("status IN ('submitted', 'accepted')"),
    )
    with op.batch_alter_table("payout_accounts") as table:
        table.add_column(sa.Column("usable_from", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE payout_accounts SET usable_from = created_at")
    with op.batch_alter_table("payout_accounts") as table:
        table.alter_column("usable_from", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("payout_accounts") as table:
        table.drop_column("usable_from")
    op.drop_table("turnover_statements")
    op.drop_table("payouts")
    op.drop_table("payout_approvals")
    op.drop_table("payout_batches")
