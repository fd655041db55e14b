"""What gateways tell of a payment beside its state: fee, method, disputes; and what they handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0027_gateway_facts"
down_revision = "0026_private_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("payments") as table:
        table.add_column(sa.Column("charge_reference", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("method", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("fee_amount", sa.BigInteger(), nullable=True))
        table.create_index(op.f("ix_payments_gateway_payments_charge_reference"), ["gateway", "charge_reference"])
        table.create_check_constraint(op.f("ck_payments_fee_amount"), "fee_amount IS NULL OR fee_amount >= 0")
    with op.batch_alter_table("payments") as table:
        table.alter_column("method", existing_type=sa.String(length=40), server_default=None)
    op.create_table(
        "gateway_states",
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_gateway_states")),
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("gateway_reference", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "won", "lost", name="status", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_disputes_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("payment_id", "gateway_reference", name=op.f("uq_disputes_payment_id_gateway_reference")),
    )
    op.create_index(op.f("ix_disputes_status"), "disputes", ["status"], unique=False)
    op.create_table(
        "transfer_proofs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received", "accepted", "rejected", name="status", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_transfer_proofs_decided_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_transfer_proofs_document_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_transfer_proofs_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_proofs")),
        sa.UniqueConstraint("document_id", name=op.f("uq_transfer_proofs_document_id")),
    )
    op.create_index(op.f("ix_transfer_proofs_payment_id"), "transfer_proofs", ["payment_id"], unique=False)
    op.create_index(
        op.f("ix_transfer_proofs_status_transfer_proofs_created_at"),
        "transfer_proofs",
        ["status", "created_at"],
        unique=False,
    )
    op.create_table(
        "settlements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount >= 0 AND fee_amount >= 0 AND amount + fee_amount > 0", name=op.f("ck_settlements_amounts")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_settlements_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("gateway", "reference", name=op.f("uq_settlements_gateway_reference")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliations")),
    )
    op.create_table(
        "differences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reconciliation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_differences_payment_id")),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliations.id"], name=op.f("fk_differences_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_differences")),
    )
    op.create_index(op.f("ix_differences_reconciliation_id"), "differences", ["reconciliation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("differences")
    op.drop_table("reconciliations")
    op.drop_table("settlements")
    op.drop_table("transfer_proofs")
    op.drop_table("disputes")
    op.drop_table("gateway_states")
    with op.batch_alter_table("payments") as table:
        table.drop_constraint(op.f("ck_payments_fee_amount"), type_="check")
        table.drop_index(op.f("ix_payments_gateway_payments_charge_reference"))
        for name in ("fee_amount", "method", "charge_reference"):
            table.drop_column(name)
