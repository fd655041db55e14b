"""When a courier was first known to carry a parcel, and parcels by their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0061_parcels_seen"
down_revision = "0060_delivery_bills"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shipments") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index(op.f("ix_shipments_tracking_number"), ["tracking_number"])


def downgrade() -> None:
    with op.batch_alter_table("shipments") as table:
        table.drop_index(op.f("ix_shipments_tracking_number"))
        table.drop_column("seen_at")
