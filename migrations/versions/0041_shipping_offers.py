"""Ways of shipping that sellers and the marketplace offer, and the hubs where parcels wait."""

import sqlalchemy as sa
from alembic import op

revision = "0041_shipping_offers"
down_revision = "0040_requirements"
branch_labels = None
depends_on = None

ONLY_ONE = sa.text("kind IN ('table', 'areas', 'pickup')")
METHODS = "shipping_method IN ('courier', 'own_courier', 'pickup', 'hub')"
METHODS_BEFORE = "shipping_method IN ('courier', 'own_courier', 'pickup')"


def upgrade() -> None:
    op.create_table(
        "hubs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_hubs_fee_amount")),
        sa.ForeignKeyConstraint(["district_code"], ["regions.code"], name=op.f("fk_hubs_district_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubs")),
    )
    op.create_table(
        "shipping_offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("table", "flat", "areas", "pickup", "hub", name="kind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=False),
        sa.Column("fastest_days", sa.Integer(), nullable=False),
        sa.Column("slowest_days", sa.Integer(), nullable=False),
        sa.Column("free_from_amount", sa.BigInteger(), nullable=True),
        sa.Column("area_codes", sa.JSON(), nullable=False),
        sa.Column("hub_id", sa.BigInteger(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('table', 'flat', 'areas', 'pickup', 'hub')", name=op.f("ck_shipping_offers_kind")),
        sa.CheckConstraint(
            "fee_amount >= 0 AND (free_from_amount IS NULL OR free_from_amount > 0)",
            name=op.f("ck_shipping_offers_amounts"),
        ),
        sa.CheckConstraint("0 <= fastest_days AND fastest_days <= slowest_days", name=op.f("ck_shipping_offers_days")),
        sa.CheckConstraint("(kind = 'hub') = (hub_id IS NOT NULL)", name=op.f("ck_shipping_offers_hub")),
        sa.CheckConstraint("seller_id IS NOT NULL OR kind IN ('table', 'flat')", name=op.f("ck_shipping_offers_owner")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_shipping_offers_hub_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_shipping_offers_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_offers")),
        sa.UniqueConstraint("seller_id", "hub_id", name=op.f("uq_shipping_offers_seller_id_hub_id")),
    )
    op.create_index(
        "uq_shipping_offers_only_one",
        "shipping_offers",
        ["seller_id", "kind"],
        unique=True,
        sqlite_where=ONLY_ONE,
        postgresql_where=ONLY_ONE,
    )
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("hub_id", sa.BigInteger(), nullable=True))
        table.create_foreign_key(op.f("fk_orders_hub_id"), "hubs", ["hub_id"], ["id"])
        table.drop_constraint(op.f("ck_orders_shipping_method"), type_="check")
        table.create_check_constraint(op.f("ck_orders_shipping_method"), METHODS)


def downgrade() -> None:
    op.execute("UPDATE orders SET shipping_method = 'pickup' WHERE shipping_method = 'hub'")
    with op.batch_alter_table("orders") as table:
        table.drop_constraint(op.f("ck_orders_shipping_method"), type_="check")
        table.create_check_constraint(op.f("ck_orders_shipping_method"), METHODS_BEFORE)
        table.drop_constraint(op.f("fk_orders_hub_id"), type_="foreignkey")
        table.drop_column("hub_id")
    op.drop_table("shipping_offers")
    op.drop_table("hubs")
