"""Sales outside the marketplace, with stock movements of their own, and the mark below which stock runs low."""

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0047_offline_sales"
down_revision = "0046_shop_pages"
branch_labels = None
depends_on = None

KINDS = ("opening", "adjustment", "reserve", "release", "sale", "return")
IS_OFFLINE = "(kind = 'offline_sale') = (offline_sale_id IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "offline_sales",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("product_name", sa.String(length=200), nullable=False),
        sa.Column("variant_label", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf_of_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("actor_kind IN ('user', 'job', 'gateway')", name=op.f("ck_offline_sales_actor_kind")),
        sa.CheckConstraint("quantity > 0 AND unit_price_amount > 0", name=op.f("ck_offline_sales_amounts")),
        sa.CheckConstraint("total_amount = quantity * unit_price_amount", name=op.f("ck_offline_sales_total_amount")),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name=op.f("ck_offline_sales_cancelled")
        ),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["users.id"], name=op.f("fk_offline_sales_cancelled_by_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_offline_sales_seller_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_offline_sales_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_sales")),
        sa.UniqueConstraint("seller_id", "form_key", name=op.f("uq_offline_sales_seller_id_form_key")),
    )
    op.create_index(
        op.f("ix_offline_sales_seller_id_offline_sales_sold_on"),
        "offline_sales",
        ["seller_id", "sold_on"],
        unique=False,
    )
    op.create_index(op.f("ix_offline_sales_variant_id"), "offline_sales", ["variant_id"], unique=False)
    with op.batch_alter_table("stock_items") as table:
        table.add_column(sa.Column("low_at", sa.Integer(), nullable=True))
        table.add_column(sa.Column("low_since", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_stock_items_low_at"), "low_at IS NULL OR low_at BETWEEN 0 AND 1000000")
    with op.batch_alter_table("stock_movements") as table:
        table.add_column(sa.Column("offline_sale_id", sa.BigInteger(), nullable=True))
        table.create_foreign_key(
            op.f("fk_stock_movements_offline_sale_id"), "offline_sales", ["offline_sale_id"], ["id"]
        )
        table.drop_constraint(op.f("ck_stock_movements_kind"), type_="check")
        table.create_check_constraint(op.f("ck_stock_movements_kind"), _is_one_of((*KINDS, "offline_sale")))
        table.create_check_constraint(op.f("ck_stock_movements_offline_sale"), IS_OFFLINE)
    op.create_index(op.f("ix_stock_movements_offline_sale_id"), "stock_movements", ["offline_sale_id"], unique=False)
    _guard_movements()


def downgrade() -> None:
    """What was sold outside the marketplace was counted away then."""
    with op.batch_alter_table("stock_movements") as table:
        table.drop_constraint(op.f("ck_stock_movements_offline_sale"), type_="check")
        table.drop_constraint(op.f("ck_stock_movements_kind"), type_="check")
    _unguard_movements()
    op.execute("UPDATE stock_movements SET kind = 'adjustment' WHERE kind = 'offline_sale'")
    op.drop_index(op.f("ix_stock_movements_offline_sale_id"), table_name="stock_movements")
    with op.batch_alter_table("stock_movements") as table:
        table.drop_constraint(op.f("fk_stock_movements_offline_sale_id"), type_="foreignkey")
        table.drop_column("offline_sale_id")
        table.create_check_constraint(op.f("ck_stock_movements_kind"), _is_one_of(KINDS))
    _guard_movements()
    with op.batch_alter_table("stock_items") as table:
        table.drop_constraint(op.f("ck_stock_items_low_at"), type_="check")
        table.drop_column("low_since")
        table.drop_column("low_at")
    op.drop_table("offline_sales")


def _is_one_of(kinds: tuple[str, ...]) -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def _guard_movements() -> None:
    """SQLite forgot the guards of the table when it was rebuilt; PostgreSQL had them switched off at most."""
    for statement in triggers.of_table(op.get_bind().dialect.name, "stock_movements"):
        op.execute(statement)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE stock_movements ENABLE TRIGGER USER")


def _unguard_movements() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE stock_movements DISABLE TRIGGER USER")
