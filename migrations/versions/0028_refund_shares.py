"""Refunds of single pieces, with what each side gives back, and the way the money goes."""

import sqlalchemy as sa
from alembic import op

revision = "0028_refund_shares"
down_revision = "0027_gateway_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("order_lines") as table:
        table.add_column(sa.Column("pph22_amount", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("refunded_quantity", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(
            op.f("ck_order_lines_refunded_quantity"), "0 <= refunded_quantity AND refunded_quantity <= quantity"
        )
        table.create_check_constraint(
            op.f("ck_order_lines_pph22_amount"), "0 <= pph22_amount AND pph22_amount <= line_amount"
        )
    with op.batch_alter_table("order_lines") as table:
        table.alter_column("pph22_amount", existing_type=sa.BigInteger(), server_default=None)
        table.alter_column("refunded_quantity", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("refunds") as table:
        table.add_column(sa.Column("channel", sa.String(length=24), nullable=False, server_default="gateway"))
        table.add_column(sa.Column("shipping_amount", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("voucher_amount", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("commission_amount", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("pph22_amount", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("is_earned", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("failure", sa.Text(), nullable=False, server_default=""))
        table.create_check_constraint(op.f("ck_refunds_channel"), "channel IN ('gateway', 'bank', 'void')")
        table.create_check_constraint(
            op.f("ck_refunds_shares"),
            "0 <= shipping_amount AND shipping_amount <= amount AND voucher_amount >= 0 AND commission_amount >= 0"
            " AND pph22_amount >= 0",
        )
        table.create_index(op.f("ix_refunds_split_id"), ["split_id"])
        table.create_index(op.f("ix_refunds_status"), ["status"])
    with op.batch_alter_table("refunds") as table:
        for name in ("shipping_amount", "voucher_amount", "commission_amount", "pph22_amount"):
            table.alter_column(name, existing_type=sa.BigInteger(), server_default=None)
        table.alter_column("channel", existing_type=sa.String(length=24), server_default=None)
        table.alter_column("is_earned", existing_type=sa.Boolean(), server_default=None)
        table.alter_column("failure", existing_type=sa.Text(), server_default=None)
    op.create_table(
        "refund_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_refund_lines_quantity")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_refund_lines_order_line_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_refund_lines_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_lines")),
        sa.UniqueConstraint("refund_id", "order_line_id", name=op.f("uq_refund_lines_refund_id_order_line_id")),
    )
    op.create_index(op.f("ix_refund_lines_order_line_id"), "refund_lines", ["order_line_id"], unique=False)
    op.create_table(
        "refund_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_code", sa.String(length=40), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("number_encrypted", sa.Text(), nullable=False),
        sa.Column("number_key_id", sa.String(length=40), nullable=False),
        sa.Column("number_last_digits", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_refund_accounts_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_accounts")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_refund_accounts_refund_id")),
    )


def downgrade() -> None:
    op.drop_table("refund_accounts")
    op.drop_table("refund_lines")
    with op.batch_alter_table("refunds") as table:
        table.drop_index(op.f("ix_refunds_status"))
        table.drop_index(op.f("ix_refunds_split_id"))
        table.drop_constraint(op.f("ck_refunds_shares"), type_="check")
        table.drop_constraint(op.f("ck_refunds_channel"), type_="check")
        for name in ("failure", "is_earned", "pph22_amount", "commission_amount", "voucher_amount", "shipping_amount"):
            table.drop_column(name)
        table.drop_column("channel")
    with op.batch_alter_table("order_lines") as table:
        table.drop_constraint(op.f("ck_order_lines_pph22_amount"), type_="check")
        table.drop_constraint(op.f("ck_order_lines_refunded_quantity"), type_="check")
        table.drop_column("refunded_quantity")
        table.drop_column("pph22_amount")
