"""Orders that were packed for their buyers before their time was kept are kept for seven days from now."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0063_fill_fetch_by"
down_revision = "0062_cases_of_parcels"
branch_labels = None
depends_on = None

KEPT = timedelta(days=7)


def upgrade() -> None:
    orders = sa.table(
        "orders",
        sa.column("id"),
        sa.column("status"),
        sa.column("shipping_method"),
        sa.column("fetch_by", sa.DateTime(timezone=True)),
        sa.column("ship_reminded_at", sa.DateTime(timezone=True)),
    )
    shipments = sa.table("shipments", sa.column("order_id"), sa.column("status"), sa.column("packed_at"))
    is_packed = sa.exists().where(
        shipments.c.order_id == orders.c.id, shipments.c.status == "preparing", shipments.c.packed_at.is_not(None)
    )
    waits = orders.c.status == "processing", orders.c.shipping_method == "pickup", orders.c.fetch_by.is_(None)
    is_kept = {"fetch_by": datetime.now(UTC) + KEPT, "ship_reminded_at": None}
    op.execute(orders.update().where(*waits, is_packed).values(is_kept))


def downgrade() -> None:
    """Nothing to undo: the column held such days before."""
