"""Which parcel the seller or an admin says does not reach the buyer."""

import sqlalchemy as sa
from alembic import op

revision = "0062_cases_of_parcels"
down_revision = "0061_parcels_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("return_cases") as table:
        table.add_column(sa.Column("shipment_id", sa.BigInteger(), nullable=True))
        table.create_foreign_key(op.f("fk_return_cases_shipment_id"), "shipments", ["shipment_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("return_cases") as table:
        table.drop_constraint(op.f("fk_return_cases_shipment_id"), type_="foreignkey")
        table.drop_column("shipment_id")
