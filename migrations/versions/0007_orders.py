"""Orders, adjustments, commission, shipments."""

import sqlalchemy as sa
from alembic import op

revision = "0007_orders"
down_revision = "0006_carts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("checkout_key", sa.String(length=64), nullable=False),
        sa.Column("buyer_id", sa.BigInteger(), nullable=True),
        sa.Column("buyer_name", sa.String(length=200), nullable=False),
        sa.Column("buyer_email", sa.String(length=254), nullable=False),
        sa.Column("buyer_phone", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("region_text", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pay_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.CheckConstraint("total_amount > 0", name=op.f("ck_order_groups_total_amount")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_order_groups_buyer_id")),
        sa.ForeignKeyConstraint(["district_code"], ["regions.code"], name=op.f("fk_order_groups_district_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_groups")),
        sa.UniqueConstraint("checkout_key", name=op.f("uq_order_groups_checkout_key")),
        sa.UniqueConstraint("number", name=op.f("uq_order_groups_number")),
    )
    op.create_index(
        op.f("ix_order_groups_buyer_id_order_groups_placed_at"), "order_groups", ["buyer_id", "placed_at"], unique=False
    )
    op.create_index(op.f("ix_order_groups_pay_by"), "order_groups", ["pay_by"], unique=False)
    op.create_table(
        "commission_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("programme_step", sa.Integer(), nullable=True),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("fixed_amount", sa.BigInteger(), nullable=False),
        sa.Column("floor_amount", sa.BigInteger(), nullable=False),
        sa.Column("cap_amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "floor_amount >= 0 AND (cap_amount IS NULL OR cap_amount >= floor_amount)",
            name=op.f("ck_commission_rules_bounds"),
        ),
        sa.CheckConstraint("rate_bps BETWEEN 0 AND 10000 AND fixed_amount >= 0", name=op.f("ck_commission_rules_rate")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_commission_rules_category_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_commission_rules_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_rules")),
        sa.UniqueConstraint("position", name=op.f("uq_commission_rules_position")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("seller_name", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting_payment",
                "paid",
                "expired",
                "cancelled",
                "processing",
                "shipped",
                "delivered",
                "completed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("items_amount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_amount", sa.BigInteger(), nullable=False),
        sa.Column("discount_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "shipping_method",
            sa.Enum("courier", "pickup", name="shipping_method", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "shipping_owner",
            sa.Enum(
                "seller", "marketplace", name="shipping_owner", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("shipping_label", sa.String(length=200), nullable=False),
        sa.Column("fastest_days", sa.Integer(), nullable=False),
        sa.Column("slowest_days", sa.Integer(), nullable=False),
        sa.Column("preparation_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ship_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("auto_complete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "items_amount > 0 AND shipping_amount >= 0 AND discount_amount >= 0", name=op.f("ck_orders_amounts")
        ),
        sa.CheckConstraint(
            "total_amount = items_amount + shipping_amount - discount_amount", name=op.f("ck_orders_total_is_the_sum")
        ),
        sa.CheckConstraint("total_amount > 0", name=op.f("ck_orders_total_amount")),
        sa.ForeignKeyConstraint(["group_id"], ["order_groups.id"], name=op.f("fk_orders_group_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_orders_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("group_id", "position", name=op.f("uq_orders_group_id_position")),
        sa.UniqueConstraint("group_id", "seller_id", name=op.f("uq_orders_group_id_seller_id")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index(op.f("ix_orders_seller_id_orders_status"), "orders", ["seller_id", "status"], unique=False)
    op.create_index(
        op.f("ix_orders_status_orders_auto_complete_at"), "orders", ["status", "auto_complete_at"], unique=False
    )
    op.create_table(
        "shipments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "preparing",
                "handed_over",
                "delivered",
                "lost",
                "returned",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("courier", sa.String(length=200), nullable=False),
        sa.Column("tracking_number", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shipments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
        sa.UniqueConstraint("order_id", name=op.f("uq_shipments_order_id")),
    )
    op.create_table(
        "order_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("product_name", sa.String(length=200), nullable=False),
        sa.Column("product_slug", sa.String(length=160), nullable=False),
        sa.Column("variant_label", sa.String(length=200), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("picture_id", sa.String(length=32), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_amount", sa.BigInteger(), nullable=False),
        sa.Column("line_amount", sa.BigInteger(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("tax_treatment", sa.String(length=40), nullable=False),
        sa.CheckConstraint("line_amount = quantity * unit_price_amount", name=op.f("ck_order_lines_line_amount")),
        sa.CheckConstraint("quantity > 0 AND unit_price_amount > 0", name=op.f("ck_order_lines_amounts")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(op.f("ix_order_lines_order_id"), "order_lines", ["order_id"], unique=False)
    op.create_index(op.f("ix_order_lines_variant_id"), "order_lines", ["variant_id"], unique=False)
    op.create_table(
        "adjustments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("shipping", "voucher", "tax", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
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
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_adjustments_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_adjustments_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index(op.f("ix_adjustments_order_id"), "adjustments", ["order_id"], unique=False)
    op.create_table(
        "commission_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("0 <= amount AND amount <= base_amount", name=op.f("ck_commission_lines_amount")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_commission_lines_order_line_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["commission_rules.id"], name=op.f("fk_commission_lines_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_lines")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_commission_lines_order_line_id")),
    )


def downgrade() -> None:
    op.drop_table("commission_lines")
    op.drop_table("adjustments")
    op.drop_table("order_lines")
    op.drop_table("shipments")
    op.drop_table("orders")
    op.drop_table("commission_rules")
    op.drop_table("order_groups")
