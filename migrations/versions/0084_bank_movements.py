"""Money of the bank that is neither a sale's nor a parcel's, and the account of our own money."""

import sqlalchemy as sa
from alembic import op

revision = "0084_bank_movements"
down_revision = "0083_waiver_revocations"
branch_labels = None
depends_on = None

BEFORE = (
    "'gateway_clearing', 'bank', 'held', 'payable', 'commission_income', 'shipping_income', 'voucher_cost',"
    " 'gateway_fees', 'pph22_payable', 'unallocated_receipts', 'refunds_due', 'disputed', 'dispute_losses'"
)
NOT_REVERSED = sa.text("reversed_at IS NULL")


def upgrade() -> None:
    _allow(f"{BEFORE}, 'own_money'")
    op.execute("UPDATE ledger_accounts SET kind = 'own_money' WHERE name = 'own_money'")
    op.create_table(
        "bank_movements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("bearer", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('tax-paid', 'voucher-paid', 'money-added', 'money-taken')", name=op.f("ck_bank_movements_kind")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_movements_amount")),
        sa.CheckConstraint("(kind = 'voucher-paid') = (bearer <> '')", name=op.f("ck_bank_movements_bearer")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_bank_movements_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_movements")),
    )
    op.create_index(
        "uq_bank_movements_in_force",
        "bank_movements",
        ["reference"],
        unique=True,
        sqlite_where=NOT_REVERSED,
        postgresql_where=NOT_REVERSED,
    )


def downgrade() -> None:
    op.drop_table("bank_movements")
    op.execute("UPDATE ledger_accounts SET kind = 'commission_income' WHERE kind = 'own_money'")
    _allow(BEFORE)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("ledger_accounts") as table:
        table.drop_constraint(op.f("ck_ledger_accounts_kind"), type_="check")
        table.create_check_constraint(op.f("ck_ledger_accounts_kind"), f"kind IN ({kinds})")
