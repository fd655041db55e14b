"""When a courier was last asked where a parcel is."""

import sqlalchemy as sa
from alembic import op

revision = "0054_asked_parcels"
down_revision = "0053_order_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shipments") as table:
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("shipments") as table:
        table.drop_column("asked_at")
