"""The books know disputed money."""

from alembic import op

revision = "0033_dispute_accounts"
down_revision = "0032_return_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ledger_accounts") as table:
        table.drop_constraint(op.f("ck_ledger_accounts_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_ledger_accounts_kind"),
            "kind IN ('gateway_clearing', 'bank', 'held', 'payable', 'commission_income',"
            " 'shipping_income', 'voucher_cost', 'gateway_fees', 'pph22_payable', 'unallocated_receipts',"
            " 'refunds_due', 'disputed', 'dispute_losses')",
        )


def downgrade() -> None:
    with op.batch_alter_table("ledger_accounts") as table:
        table.drop_constraint(op.f("ck_ledger_accounts_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_ledger_accounts_kind"),
            "kind IN ('gateway_clearing', 'bank', 'held', 'payable', 'commission_income',"
            " 'shipping_income', 'voucher_cost', 'gateway_fees', 'pph22_payable', 'unallocated_receipts',"
            " 'refunds_due')",
        )
