"""Several parcels for one order, what is in each, and when one was packed."""

import sqlalchemy as sa
from alembic import op

revision = "0042_parcels"
down_revision = "0041_shipping_offers"
branch_labels = None
depends_on = None

IS_PREPARING = sa.text("status = 'preparing'")
# what had left until now was everything that the seller had not reported as missing before
FILL = """
    INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
    SELECT s.id, l.id, l.quantity - COALESCE(m.missing, 0) FROM shipments s
    JOIN order_lines l ON l.order_id = s.order_id
    LEFT JOIN (SELECT rl.order_line_id, SUM(rl.quantity) AS missing FROM refund_lines rl
        JOIN refunds r ON r.id = rl.refund_id WHERE r.purpose LIKE 'short-%' GROUP BY rl.order_line_id) m
        ON m.order_line_id = l.id
    WHERE s.status <> 'preparing' AND l.quantity > COALESCE(m.missing, 0)"""


def upgrade() -> None:
    op.create_table(
        "shipment_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_shipment_lines_order_line_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_lines_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_lines")),
        sa.UniqueConstraint("shipment_id", "order_line_id", name=op.f("uq_shipment_lines_shipment_id_order_line_id")),
    )
    op.create_index(op.f("ix_shipment_lines_order_line_id"), "shipment_lines", ["order_line_id"], unique=False)
    with op.batch_alter_table("shipments") as table:
        table.add_column(sa.Column("packed_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint(op.f("uq_shipments_order_id"), type_="unique")
    op.create_index(op.f("ix_shipments_order_id"), "shipments", ["order_id"], unique=False)
    op.create_index(
        "uq_shipments_preparing",
        "shipments",
        ["order_id"],
        unique=True,
        sqlite_where=IS_PREPARING,
        postgresql_where=IS_PREPARING,
    )
    op.execute(FILL)


def downgrade() -> None:
    """Of several parcels of one order the first remains."""
    op.drop_table("shipment_lines")
    op.execute("DELETE FROM shipments WHERE id NOT IN (SELECT MIN(id) FROM shipments GROUP BY order_id)")
    op.drop_index("uq_shipments_preparing", table_name="shipments")
    op.drop_index(op.f("ix_shipments_order_id"), table_name="shipments")
    with op.batch_alter_table("shipments") as table:
        table.create_unique_constraint(op.f("uq_shipments_order_id"), ["order_id"])
        table.drop_column("packed_at")
