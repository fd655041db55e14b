"""Cash at the door: shops that take it, where their own courier goes, and what was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0030_cash"
down_revision = "0029_vouchers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courier_areas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_courier_areas_fee_amount")),
        sa.ForeignKeyConstraint(["district_code"], ["regions.code"], name=op.f("fk_courier_areas_district_code")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_courier_areas_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_areas")),
        sa.UniqueConstraint("seller_id", "district_code", name=op.f("uq_courier_areas_seller_id_district_code")),
    )
    with op.batch_alter_table("sellers") as table:
        table.add_column(sa.Column("takes_cash", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sellers") as table:
        table.alter_column("takes_cash", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("takes_cash", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("cash_amount", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("ship_reminded_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_orders_cash_amount"), "cash_amount IS NULL OR (takes_cash AND cash_amount >= 0)"
        )
        table.drop_constraint(op.f("ck_orders_shipping_method"), type_="check")
        table.create_check_constraint(
            op.f("ck_orders_shipping_method"), "shipping_method IN ('courier', 'own_courier', 'pickup')"
        )
    with op.batch_alter_table("orders") as table:
        table.alter_column("takes_cash", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    op.execute("UPDATE orders SET shipping_method = 'courier' WHERE shipping_method = 'own_courier'")
    with op.batch_alter_table("orders") as table:
        table.drop_constraint(op.f("ck_orders_shipping_method"), type_="check")
        table.create_check_constraint(op.f("ck_orders_shipping_method"), "shipping_method IN ('courier', 'pickup')")
        table.drop_constraint(op.f("ck_orders_cash_amount"), type_="check")
        for name in ("ship_reminded_at", "cash_amount", "takes_cash"):
            table.drop_column(name)
    with op.batch_alter_table("sellers") as table:
        table.drop_column("takes_cash")
    op.drop_table("courier_areas")
