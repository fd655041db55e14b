"""The bank's reference of a transfer that came, and each reference of one that went out once."""

import sqlalchemy as sa
from alembic import op

revision = "0036_bank_references"
down_revision = "0035_asked_at"
branch_labels = None
depends_on = None

PAID_OUT = sa.text("bank_reference <> ''")
PAID_BACK = sa.text("channel = 'bank' AND status = 'succeeded'")


def upgrade() -> None:
    with op.batch_alter_table("transfer_proofs") as table:
        table.add_column(sa.Column("bank_reference", sa.String(length=120), nullable=False, server_default=""))
    # what was accepted before was settled under the name of its attempt
    op.execute(
        "UPDATE transfer_proofs SET bank_reference ="
        " (SELECT g.number || '-payment-' || p.attempt FROM payments p JOIN order_groups g ON g.id = p.group_id"
        " WHERE p.id = transfer_proofs.payment_id) WHERE status = 'accepted'"
    )
    with op.batch_alter_table("transfer_proofs") as table:
        table.alter_column("bank_reference", existing_type=sa.String(length=120), server_default=None)
    op.create_index(
        "uq_payouts_bank_reference",
        "payouts",
        ["bank_reference"],
        unique=True,
        sqlite_where=PAID_OUT,
        postgresql_where=PAID_OUT,
    )
    op.create_index(
        "uq_refunds_bank_reference",
        "refunds",
        ["gateway_reference"],
        unique=True,
        sqlite_where=PAID_BACK,
        postgresql_where=PAID_BACK,
    )


def downgrade() -> None:
    op.drop_index("uq_refunds_bank_reference", table_name="refunds")
    op.drop_index("uq_payouts_bank_reference", table_name="payouts")
    with op.batch_alter_table("transfer_proofs") as table:
        table.drop_column("bank_reference")
