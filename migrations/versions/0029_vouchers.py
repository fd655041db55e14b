"""Vouchers."""

import sqlalchemy as sa
from alembic import op

revision = "0029_vouchers"
down_revision = "0028_refund_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vouchers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("amount", "percent", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("cap_amount", sa.BigInteger(), nullable=True),
        sa.Column("smallest_items_amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "bearer",
            sa.Enum(
                "platform",
                "seller",
                "agency",
                "buyer",
                name="bearer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("bearer_name", sa.String(length=200), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("most_uses_per_buyer", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(bearer = 'agency') = (bearer_name <> '')", name=op.f("ck_vouchers_agency_is_named")),
        sa.CheckConstraint("(bearer = 'seller') = (seller_id IS NOT NULL)", name=op.f("ck_vouchers_seller_bears_own")),
        sa.CheckConstraint(
            "(kind = 'amount' AND amount > 0 AND rate_bps = 0)"
            " OR (kind = 'percent' AND rate_bps BETWEEN 1 AND 10000 AND amount = 0)",
            name=op.f("ck_vouchers_value"),
        ),
        sa.CheckConstraint("bearer IN ('platform', 'seller', 'agency')", name=op.f("ck_vouchers_bearer_of_cost")),
        sa.CheckConstraint("0 <= used AND (most_uses IS NULL OR used <= most_uses)", name=op.f("ck_vouchers_used")),
        sa.CheckConstraint("cap_amount IS NULL OR cap_amount > 0", name=op.f("ck_vouchers_cap_amount")),
        sa.CheckConstraint("most_uses_per_buyer > 0", name=op.f("ck_vouchers_most_uses_per_buyer")),
        sa.CheckConstraint("smallest_items_amount >= 0", name=op.f("ck_vouchers_smallest_items_amount")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_vouchers_dates")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_vouchers_created_by_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_vouchers_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("code", name=op.f("uq_vouchers_code")),
    )
    op.create_index(op.f("ix_vouchers_seller_id"), "vouchers", ["seller_id"], unique=False)
    op.create_table(
        "voucher_uses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("voucher_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("buyer_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_voucher_uses_amount")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_voucher_uses_buyer_id")),
        sa.ForeignKeyConstraint(["group_id"], ["order_groups.id"], name=op.f("fk_voucher_uses_group_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_voucher_uses_voucher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_uses")),
        sa.UniqueConstraint("group_id", name=op.f("uq_voucher_uses_group_id")),
    )
    op.create_index(
        op.f("ix_voucher_uses_voucher_id_voucher_uses_buyer_id"),
        "voucher_uses",
        ["voucher_id", "buyer_id"],
        unique=False,
    )
    with op.batch_alter_table("adjustments") as table:
        table.add_column(sa.Column("voucher_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("cost_account", sa.String(length=200), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_adjustments_voucher_id"), "vouchers", ["voucher_id"], ["id"])
    with op.batch_alter_table("adjustments") as table:
        table.alter_column("cost_account", existing_type=sa.String(length=200), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("adjustments") as table:
        table.drop_constraint(op.f("fk_adjustments_voucher_id"), type_="foreignkey")
        table.drop_column("cost_account")
        table.drop_column("voucher_id")
    op.drop_table("voucher_uses")
    op.drop_table("vouchers")
