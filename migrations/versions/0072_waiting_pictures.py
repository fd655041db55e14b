"""Pictures of goods on sale that wait for a reviewer before buyers see them."""

import sqlalchemy as sa
from alembic import op

revision = "0072_waiting_pictures"
down_revision = "0071_reversed_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product_images", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute(
        "UPDATE product_images SET archived_at = waits_since WHERE archived_at IS NULL AND waits_since IS NOT NULL"
    )
    with op.batch_alter_table("product_images") as table:
        table.drop_column("waits_since")
